"""What only a terminal shows: colour, its width, how far a long run is, and Ctrl-C from its keyboard."""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from support.command import BLOCKED, COMMAND, ONLY_LINUX, PATIENCE, variables, words, write
from support.folders import repository
from support.running import busy, children, until

if TYPE_CHECKING:
    from pathlib import Path

try:
    import fcntl
    import termios
except ImportError:
    pytest.skip("this system has no such terminals", allow_module_level=True)

pytestmark = ONLY_LINUX
ENDLESS = """\
package main

deny contains "found" if {
	some a in numbers.range(1, 100000)
	some b in numbers.range(1, 100000)
	a * b < 0
}
"""


class Terminal:
    """A terminal of a width, and a command that runs in it as in its session."""

    def __init__(self, folder: Path, *arguments: str, columns: int = 80, **environment: str) -> None:
        self._screen, inside = os.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        self.shown = b""
        # A new session takes the first terminal that it opens for its own: only then Ctrl-C reaches it.
        script = 'exec "$@" < "$0" > "$0" 2>&1'
        self.process = subprocess.Popen(
            ["sh", "-c", script, os.ttyname(inside), COMMAND, *words(*arguments)],
            cwd=folder,
            env=variables(**{"TERM": "xterm-256color", **environment}),
            start_new_session=True,
        )
        self._inside = inside

    def type(self, keys: bytes) -> None:
        os.write(self._screen, keys)

    def end(self) -> tuple[int, str]:
        """The exit code, and everything that was shown."""
        os.set_blocking(self._screen, False)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            ended = self.process.poll() is not None
            try:
                self.shown += os.read(self._screen, 65_536)
            except BlockingIOError:
                if ended:
                    break
                time.sleep(0.01)
        os.close(self._screen)
        os.close(self._inside)
        return self.process.wait(PATIENCE), self.shown.decode("utf-8").replace("\r\n", "\n")


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@pytest.mark.parametrize("columns", [70, 80, 200])
def test_a_report_is_as_wide_as_the_terminal_and_in_colour(columns: int, tmp_path: Path) -> None:
    write(tmp_path, {"endpoint.yaml": BLOCKED})
    code, shown = Terminal(tmp_path, "check", columns=columns).end()
    assert code == 1
    assert "\x1b[" in shown
    lines = plain(shown).splitlines()
    assert any("error REL001" in line for line in lines)
    assert max(map(len, lines)) <= columns
    assert max(map(len, lines)) > min(columns, 100) - 15


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_can_do_without_colour(environment: dict[str, str], tmp_path: Path) -> None:
    write(tmp_path, {"endpoint.yaml": BLOCKED})
    code, shown = Terminal(tmp_path, "check", **environment).end()
    assert code == 1
    assert "\x1b" not in shown


@pytest.mark.parametrize("flags", [(), ("--quiet",)], ids=["plain", "quiet"])
def test_a_long_run_says_how_far_it_is_and_wipes_that_at_the_end(flags: tuple[str, ...], tmp_path: Path) -> None:
    """Here git takes more than a second to list the files."""
    folder = write(repository(tmp_path / "repository"), {"endpoint.yaml": BLOCKED})
    write(tmp_path, {"bin/git": f'#!/bin/sh\nsleep 1.2\nexec {shutil.which("git")} "$@"\n'})
    os.chmod(tmp_path / "bin" / "git", 0o755)
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    code, shown = Terminal(folder, "check", "--format", "json", *flags, PATH=path).end()
    assert code == 1
    if flags:
        assert "files read" not in shown
    else:
        assert shown.startswith("\r\x1b[2Kpolicylint: 1 files read \r\x1b[2K{")


def test_control_c_on_the_keyboard_ends_the_run(tmp_path: Path) -> None:
    """The signal reaches the engine as well as the command; the end is the same."""
    write(tmp_path, {"endpoint.yaml": BLOCKED, "p/deny.rego": ENDLESS})
    terminal = Terminal(tmp_path, "check", "-p", "p", "endpoint.yaml")
    until(lambda: any(busy(child) > 0.3 for child in children(terminal.process.pid)))
    terminal.type(b"\x03")
    code, shown = terminal.end()
    assert code == 130
    assert plain(shown).split() == ["^C", "policylint:", "interrupted"]
