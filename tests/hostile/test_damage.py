"""Files of every kind with a few bytes changed: each ends in a state, and none in a fault of ours."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from support.checkout import ROOT, tracked
from support.command import check, reports, write

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = ("tests/kinds/examples", "tests/rules", "examples")
# What means something to a reader, and what should mean nothing.
PIECES = (
    *(b"\0", b"\xff", b"\xc2\x85", b"\xe2\x80\xa8", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1b[31m"),
    *(b"---\n", b"...\n", b"- ", b": ", b"{", b"}", b"[", b"]", b"&a ", b"*a", b"!!binary ", b"!x ", b"<<: ", b"? "),
    *(b"| ", b">\n", b"\r", b"\t", b"#", b'"', b"'", b"\\", b"%YAML 1.1\n", b"```\n", b"<!--", b"|a|b|\n|-|-|\n"),
    *(b"\\u0000", b"\\ud800", b"1e999", b"0x1F", b"NaN", b"{{ x }}", b"<% x %>", b"${X}", b"=", b"~", b"\n\n\n", b"  "),
)
CHANGES = (1, 1, 2, 4, 16)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The bytes with some of these pieces put in, some bytes left out, repeated or replaced."""
    data = bytearray(content)
    for _ in range(chance.choice(CHANGES)):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            del data[at : at + chance.choice((1, 3, 10, 50))]
        elif kind == 1:
            data[at:at] = data[at : at + chance.choice((5, 30, 200))]
        elif kind == 2:
            data[at : at + 1] = bytes([chance.randrange(256)])
        else:
            data[at:at] = chance.choice(PIECES)
    return bytes(data)


def test_damaged_files_are_read_or_told(tmp_path: Path) -> None:
    """The same ones in every run: chance has a seed."""
    chance = random.Random(4)
    files: dict[str, str | bytes] = {}
    for number, name in enumerate(tracked(*SOURCES)):
        for copy, stage in enumerate(("production", "somewhere")):
            content = damaged((ROOT / name).read_bytes(), chance)
            files[f"{stage}/{number}-{copy}/{name.rpartition('/')[2]}"] = content
    write(tmp_path / "files", files)
    done = check(tmp_path / "files", "--verbose", every_rule=True)
    assert done.code in (1, 2)
    assert {each["path"] for each in done.report["sources"]} == set(files)
    assert sum(done.report["summary"]["sources"].values()) == len(files)
    assert [each for each in done.report["problems"] if each["kind"] == "internal"] == []
    unreadable = {each["path"] for each in done.report["sources"] if each["state"] in ("unreadable", "template")}
    assert unreadable == {path for path, _, _ in done.problems} & unreadable
    again, written = reports(tmp_path / "files", tmp_path / "reports", every_rule=True)
    assert again.code == done.code
    assert all(written.values())


def test_damaged_files_are_read_or_told_to_document_policies(tmp_path: Path) -> None:
    chance = random.Random(5)
    names = [name for name in tracked(*SOURCES) if name.endswith((".yaml", ".json"))]
    files: dict[str, str | bytes] = {
        f"{number}/{name.rpartition('/')[2]}": damaged((ROOT / name).read_bytes(), chance)
        for number, name in enumerate(names)
    }
    write(tmp_path / "files", files)
    write(tmp_path, {"p/deny.rego": 'package main\n\ndeny contains sprintf("%v", [input.metadata.name])\n'})
    done = check(tmp_path / "files", "--policy", "../p")
    assert done.code in (1, 2)
    assert [each for each in done.report["problems"] if each["kind"] == "internal"] == []
