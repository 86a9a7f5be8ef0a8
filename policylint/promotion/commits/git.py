"""Asks git about commits and objects: the only caller of git in a gate run. No hooks, filters, monitors or network.

Only plumbing is called, which runs nothing that a repository configures; what could run all the same is switched off.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from policylint.errors import UsageError
from policylint.frozen import dataclass
from policylint.promotion.commits.refs import fault_in_ref
from policylint.promotion.commits.refusals import elsewhere, refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NOWHERE = os.devnull
_SETTINGS = (
    "core.fsmonitor=false",
    f"core.hooksPath={_NOWHERE}",
    f"core.attributesFile={_NOWHERE}",
    "core.untrackedCache=false",
    "core.commitGraph=false",
    "core.alternateRefsCommand=false",
    "core.quotePath=false",
    "core.sshCommand=false",
    "core.pager=cat",
    "core.precomposeUnicode=false",
    "credential.helper=",
    "diff.external=",
    "log.showSignature=false",
    "gpg.program=false",
    "protocol.allow=never",
    "maintenance.auto=false",
    "gc.auto=0",
)
_ENVIRONMENT = {
    "GIT_GRAFT_FILE": _NOWHERE,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_FSCK = "`git fsck` tells what is broken."
_CHUNK = 100  # object ids written at once: less than any pipe holds
MAX_OBJECT = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of a commit's tree. `size` is None where git cannot tell, because the object is not here."""

    mode: str
    oid: str
    size: int | None = None


class Git:
    """A repository, whatever its form: a clone, a worktree, a bare one. Raises UsageError for all that git refuses."""

    def __init__(self, folder: str) -> None:
        self._git = _command(folder)
        self._processes: dict[str, Any] = {}
        self.shallow = self.ask("rev-parse", "--is-shallow-repository").strip() == b"true"
        if not self._knows_its_folder():
            raise elsewhere()

    def ask(self, *arguments: str) -> bytes:
        """What a command prints."""
        code, out, err = self._run(arguments)
        if code != 0:
            raise refusal(arguments, err)
        return out

    def _run(self, arguments: Iterable[str]) -> tuple[int, bytes, str]:
        from git.exc import GitCommandNotFound

        try:
            code, out, err = self._git.execute(
                _full(arguments),
                env=_ENVIRONMENT,
                with_extended_output=True,
                with_exceptions=False,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
            )
        except GitCommandNotFound:
            raise UsageError(
                "git is not installed, or not on PATH", hint="The gate reads commits through git."
            ) from None
        return int(code), bytes(out), os.fsdecode(err) if isinstance(err, bytes) else str(err)

    @property
    def top(self) -> str:
        """The folder of the working tree; the repository itself where there is none."""
        bare = self.ask("rev-parse", "--is-bare-repository").strip() == b"true"
        where = self.ask("rev-parse", "--absolute-git-dir" if bare else "--show-toplevel")
        return os.fsdecode(where).rstrip("\n")

    def _knows_its_folder(self) -> bool:
        """Whether a repository to which a `.git` file leads speaks of this folder: worktrees and submodules do."""
        inside = self.ask("rev-parse", "--is-inside-work-tree").strip() == b"true"
        pointer = os.path.join(self.top, ".git") if inside else ""
        if not os.path.isfile(pointer):
            return True
        where = os.fsdecode(self.ask("rev-parse", "--absolute-git-dir")).rstrip("\n")
        if self._run(("config", "--get", "core.worktree"))[0] == 0:
            return True  # git itself found the folder by it
        try:
            with open(os.path.join(where, "gitdir"), encoding="utf-8", errors="surrogateescape") as stream:
                back = os.path.join(where, stream.readline().rstrip("\n"))
        except OSError:
            return False
        return os.path.realpath(back) == os.path.realpath(pointer)

    def commit(self, ref: str) -> str | None:
        """The id of the commit that a name means; None where nothing is called so."""
        fault = fault_in_ref(ref)
        if fault is not None:
            raise UsageError(fault)
        code, out, err = self._run(("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"))
        if code not in (0, 1) and "dubious ownership" in err:
            raise refusal(("rev-parse",), err)
        found = out.decode("ascii", "replace").strip()
        return found if code == 0 and len(found) in (40, 64) else None

    def merge_bases(self, one: str, two: str) -> tuple[str, ...]:
        """The commits where two histories parted, the best first; none where they have nothing in common."""
        code, out, err = self._run(("merge-base", "--all", one, two))
        if code not in (0, 1):
            raise refusal(("merge-base",), err)
        return tuple(out.decode("ascii").split())

    def tree(self, commit: str, most: int) -> dict[str, Entry]:
        """Every name of a commit's tree in git's order; UsageError beyond `most`."""
        found: dict[str, Entry] = {}
        rows = self.ask("ls-tree", "-r", "-l", "-z", "--full-tree", commit).split(b"\0")
        if len(rows) - 1 > most:
            raise UsageError(f"commit {commit[:12]} holds {len(rows) - 1:,} files; up to {most:,} are read")
        for row in rows:
            about, tab, name = row.partition(b"\t")
            if tab:
                mode, _type, oid, size = about.decode("ascii").split()
                path = os.fsdecode(name)
                if path in found:
                    raise UsageError(f"commit {commit[:12]} holds a name twice: {path!a}", hint=_FSCK)
                found[path] = Entry(mode, oid, int(size) if size.isdigit() else None)
        return found

    def objects(self, oids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """The bytes of each object, in order; None for one that is not here."""
        waiting = list(dict.fromkeys(oids))
        for start in range(0, len(waiting), _CHUNK):
            chunk = waiting[start : start + _CHUNK]
            process = self._process("--batch")
            process.stdin.write("".join(f"{oid}\n" for oid in chunk).encode("ascii"))
            process.stdin.flush()
            for oid in chunk:
                yield oid, self._object(process.stdout, oid)

    def entry(self, commit: str, path: str) -> Entry | None:
        """What a commit holds under one path, with "blob", "tree" or "commit" for its mode; None for nothing."""
        if not path or "\n" in path or path.startswith(("/", "./", "../")):
            return None
        process = self._process("--batch-check")
        process.stdin.write(f"{commit}:".encode("ascii") + os.fsencode(path) + b"\n")
        process.stdin.flush()
        words = process.stdout.readline().split()
        if len(words) != 3 or not words[2].isdigit():
            return None
        return Entry(words[1].decode("ascii"), words[0].decode("ascii"), int(words[2]))

    def _process(self, mode: str) -> Any:
        """The process of `cat-file` that answers in a mode, started once."""
        if mode not in self._processes:
            from subprocess import PIPE

            self._processes[mode] = self._git.execute(
                _full(("cat-file", mode)), env=_ENVIRONMENT, istream=PIPE, as_process=True
            )
        return self._processes[mode]

    def _object(self, stream: Any, oid: str) -> bytes | None:
        head = stream.readline().split()
        if len(head) == 2 and head[1] == b"missing":
            return None
        if len(head) != 3 or not head[2].isdigit():
            raise UsageError(f"git cannot read the object {oid[:12]}", hint=_FSCK)
        data: bytes = stream.read(int(head[2]))
        if len(data) != int(head[2]) or stream.read(1) != b"\n":
            raise UsageError("git ended while it was read", hint=_FSCK)
        return data

    def lines(self, *arguments: str) -> Iterator[bytes]:
        """What a command prints, field by field as NUL divides them, read no further than it is asked for."""
        process = self._git.execute(_full(arguments), env=_ENVIRONMENT, as_process=True)
        rest = b""
        try:
            while block := process.stdout.read(1 << 16):
                *fields, rest = (rest + block).split(b"\0")
                yield from fields
            if rest:
                yield rest
        finally:
            process.proc.kill()
            process.proc.wait()

    def close(self) -> None:
        """End the processes that read objects."""
        for process in self._processes.values():
            process.proc.kill()
            process.proc.wait()
        self._processes = {}


def _full(arguments: Iterable[str]) -> list[str]:
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    return ["git", "--no-pager", "--no-replace-objects", "--literal-pathspecs", *settings, *arguments]


def _command(folder: str) -> Any:
    """GitPython's caller of git, in a process without git's own variables: hooks leave them behind."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]
    os.environ["GIT_PYTHON_REFRESH"] = "quiet"
    try:
        from git.cmd import Git as Caller
    finally:
        del os.environ["GIT_PYTHON_REFRESH"]
    return Caller(folder)
