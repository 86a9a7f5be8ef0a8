"""Asks git which files it tracks and which it does not ignore: no hooks, no monitor, no network, no GIT_ variables."""

from __future__ import annotations

import os

from policylint.frozen import dataclass

_COMMAND = (
    "git",
    "-c",
    "core.fsmonitor=false",
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "core.untrackedCache=false",
    "-c",
    "protocol.allow=never",
)
_LIST = ("ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard")


@dataclass(frozen=True, slots=True)
class Answer:
    """Names below the folder, each with whether the index holds it; git's warnings; or why it failed."""

    names: tuple[tuple[str, bool], ...] = ()
    warnings: tuple[str, ...] = ()
    failure: str | None = None


def list_files(folder: str) -> Answer:
    """What git says about a folder. Never raises: a git that is absent or refuses is a failure."""
    try:
        code, out, err = _run([*_COMMAND, "-C", folder, *_LIST])
    except OSError as error:
        return Answer(failure=f"git cannot be started: {error.strerror or error}")
    said = [line.strip() for line in os.fsdecode(err).splitlines() if line.strip()]
    if code != 0:
        return Answer(failure=_without_prefix(said[0]) if said else f"git ended with code {code}")
    entries = (os.fsdecode(entry) for entry in out.split(b"\0") if entry)
    names = tuple((entry[2:], entry[0] != "?") for entry in entries)
    return Answer(names, tuple(_without_prefix(line) for line in said))


def _without_prefix(line: str) -> str:
    for prefix in ("fatal: ", "error: ", "warning: "):
        line = line.removeprefix(prefix)
    return line.rstrip(".")


def _environment() -> dict[str, str]:
    """The process's environment without git's own variables: hooks leave them behind, and they point elsewhere."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return {**kept, "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


def _run(command: list[str]) -> tuple[int, bytes, bytes]:
    if not hasattr(os, "posix_spawnp"):
        from subprocess import DEVNULL, run

        done = run(command, stdin=DEVNULL, capture_output=True, env=_environment(), check=False)
        return done.returncode, done.stdout, done.stderr
    out, err = os.pipe(), os.pipe()
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, out[1], 1),
        (os.POSIX_SPAWN_DUP2, err[1], 2),
    ]
    try:
        child = os.posix_spawnp(command[0], command, _environment(), file_actions=actions)
    except BaseException:
        os.close(out[0])
        os.close(err[0])
        raise
    finally:
        os.close(out[1])
        os.close(err[1])
    try:
        told = _drain(out[0], err[0])
    except BaseException:
        os.kill(child, 9)  # whoever interrupts us does not want git to go on
        raise
    finally:
        _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), told[0], told[1]


def _drain(out: int, err: int) -> tuple[bytes, bytes]:
    """Everything that comes out of two pipes; both are read as they fill, so that neither blocks the child."""
    from select import select

    told: dict[int, list[bytes]] = {out: [], err: []}
    open_ends = [out, err]
    while open_ends:
        for ready in select(open_ends, [], [])[0]:
            block = os.read(ready, 1 << 16)
            if block:
                told[ready].append(block)
            else:
                open_ends.remove(ready)
                os.close(ready)
    return b"".join(told[out]), b"".join(told[err])
