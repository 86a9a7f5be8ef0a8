"""The transcript of README.md, typed into a shell: what is printed and how each command ends is what it shows."""

from __future__ import annotations

import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from support.checkout import IDENTITY, ROOT, surroundings
from support.command import COMMAND

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
ENDED = re.compile(r"^\(exit code (\d+)\)$", re.M)
MARK = "\x1d"
# Commits, digests, times and where the reader's home is differ from run to run.
VARIES = re.compile(r"\b[0-9a-f]{12,}\b|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="the transcript makes its keys with openssl")


def shown() -> list[tuple[str, str, int]]:
    """Each command of the transcript, what README.md shows of its output, and its exit code."""
    blocks = "".join(BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    return [read(part) for part in re.split(r"^\$ ", blocks, flags=re.M)[1:]]


def read(part: str) -> tuple[str, str, int]:
    command, _, output = part.partition("\n")
    ended = ENDED.search(output)
    return command, ENDED.sub("", output).strip("\n"), int(ended.group(1)) if ended else 0


def typed(commands: list[str], home: Path) -> list[tuple[str, int]]:
    """What a shell in this checkout prints for each command, and how each ends."""
    script = "".join(f"{command}\nprintf '{MARK}%s{MARK}' $?\n" for command in commands)
    ours = surroundings(HOME=str(home), PATH=f"{Path(COMMAND).parent}:/usr/bin:/bin:/usr/local/bin")
    for name in {*IDENTITY} - {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"} | {"CI", "COLUMNS"}:
        ours.pop(name, None)
    done = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, env=ours, capture_output=True, encoding="utf-8", check=True, timeout=120
    )
    parts = done.stdout.split(MARK)
    assert not done.stderr, done.stderr
    return [(said.strip("\n"), int(code)) for said, code in zip(parts[::2], parts[1::2], strict=False)]


def pattern(text: str) -> str:
    """What README.md shows as a regular expression: `...` stands for any text, and what varies for its like."""
    parts = (re.escape(VARIES.sub(MARK, part)) for part in re.split(r"^\.\.\.|(?<=\n)\.\.\.", text, flags=re.M))
    return ".*".join(parts)


def test_the_transcript_is_what_happens(tmp_path: Path) -> None:
    told = shown()
    done = typed([command for command, _, _ in told], tmp_path)
    assert len(done) == len(told) >= 8
    for (command, output, code), (said, ended) in zip(told, done, strict=True):
        assert ended == code, f"{command}\n{said}"
        assert re.fullmatch(pattern(output), VARIES.sub(MARK, said), re.S), f"{command}\n{said}"


def test_it_shows_each_end_of_a_promotion() -> None:
    """Blocked, mended, allowed, recorded, verified: in that order, and none of them left out."""
    commands = [(command, code) for command, _, code in shown()]
    told = ("policylint gate", "/mend", "policylint approve", "--record", "policylint verify")
    order = [next(n for n, (command, _) in enumerate(commands) if word in command) for word in told]
    assert all(one < other for one, other in pairwise(order))
    assert [code for command, code in commands if command.startswith("policylint gate")] == [1, 0]
