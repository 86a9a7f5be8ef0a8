"""Files that cannot be read: each is named with its reason, blocks where it was asked for, and hides no other file."""

from __future__ import annotations

import codecs
import os
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from support.command import BLOCKED, COMPLIANT, DENY_ALL, ONLY_LINUX, Done, check, reports, run, write
from support.folders import repository

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MIB = 1 << 20


@dataclass(frozen=True)
class Bad:
    """A file that cannot be read: how it is made, what is said about it, and at which line."""

    name: str
    make: Callable[[Path], object]
    says: str
    line: int | None = None

    def __str__(self) -> str:
        return self.name


def text(content: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(content, encoding="utf-8")


def data(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def empty_but_large(path: Path) -> None:
    """50 MB on paper: the file is a hole, and its size alone is looked at."""
    path.touch()
    os.truncate(path, 50 * MIB)


def laughs() -> str:
    """A billion of them: nine levels, each with nine references to the one before."""
    levels = ["l0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    levels += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(levels) + "\n"


BAD = (
    Bad("link-to-nothing.yaml", lambda path: path.symlink_to("nowhere"), "link to nothing"),
    Bad("link-to-itself.yaml", lambda path: path.symlink_to(path.name), "link that leads back to itself"),
    Bad("link-out.yaml", lambda path: path.symlink_to("/etc/hostname"), "leads out of the tree. It was not followed"),
    Bad("latin-1.yaml", data(b"title: fine\nname: caf\xe9\n"), "UTF-8: byte 0xe9", 2),
    Bad("utf-16.md", data(codecs.BOM_UTF16_LE + "---\n---\n".encode("utf-16-le")), "UTF-16; save it as UTF-8", 1),
    Bad("nul.yaml", data(b"a: 1\nb: \0x\n"), r"control character .*\(U\+0000\)", 2),
    Bad("nul.json", data(b'{"a":\n "\0"}'), "not JSON: invalid control character", 2),
    Bad("large.yaml", empty_but_large, "holds 52,428,800 bytes; up to 10,485,760"),
    Bad("laughs.yaml", text(laughs()), "Aliases repeat more than 2,000,000 characters", 6),
    Bad("deep-flow.yaml", text("a:\n  " + "[" * 20_000 + "]" * 20_000), "nested deeper than 200 levels", 2),
    Bad("deep-block.yaml", text("- " * 20_000 + "x\n"), "nested deeper than 200 levels", 1),
    Bad("deep.json", text("\n" + "[" * 20_000 + "]" * 20_000), "nested deeper than 200 levels", 2),
    Bad("many-documents.yaml", text("---\na: 1\n" * 20_001), "more than 20,000 documents", 40_001),
    Bad("requirements.txt", text("x==1\n" * 20_001), "more than 20,000 requirements", 20_001),
    Bad("twice.yaml", text("a: 1\nb: 2\na: 3\n"), "key 'a' stands twice: first on line 1", 3),
    Bad("twice.json", text('{"a": 1,\n "b": 2,\n "a": 3}\n'), "key 'a' stands twice: first on line 1", 3),
    Bad("tab.yaml", text("a:\n\tb: 1\n"), "tab stands where YAML wants blanks", 2),
    Bad("not-a-number.json", text('{"a":\n NaN}\n'), "NaN is not JSON", 2),
)  # fmt: skip
SPECIAL = (
    Bad("pipe.yaml", os.mkfifo, "This is a named pipe, not a file"),
    Bad("device.yaml", lambda path: os.symlink("/dev/zero", path), "link that leads out of the tree"),
    Bad("folder.yaml", lambda path: path.mkdir(), ""),
)


def make(folder: Path, *bad: Bad) -> Path:
    for one in bad:
        one.make(folder / one.name)
    return folder


@dataclass(frozen=True)
class Zoo:
    """A folder with all of them and a file that blocks, and what one run says of it: line and message by path."""

    folder: Path
    done: Done
    problems: dict[str, tuple[int | None, str]]


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Zoo:
    folder = make(write(tmp_path_factory.mktemp("zoo"), {"good.yaml": BLOCKED}), *BAD, *SPECIAL)
    done = check(folder)
    return Zoo(folder, done, {path: (line, message) for path, line, message in done.problems if path})


def test_a_folder_of_them_hides_no_finding_of_another_file(zoo: Zoo) -> None:
    """Files that nobody named are shown and counted; the verdict is that of what could be read."""
    assert zoo.done.code == 1
    assert zoo.done.found == [("good.yaml", 4, "REL001")]
    assert zoo.done.report["summary"]["sources"]["unreadable"] == len(zoo.problems) == len(BAD) + 2
    assert zoo.done.err == ""


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_each_is_named_with_its_reason_and_line(bad: Bad, zoo: Zoo) -> None:
    line, message = zoo.problems[bad.name]
    assert re.search(bad.says, message), message
    assert line == bad.line


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_each_blocks_when_it_was_asked_for(bad: Bad, tmp_path: Path) -> None:
    """A file named on the command line must be readable: the run is not decided, and still tells all it found."""
    make(write(tmp_path, {"good.yaml": BLOCKED}), bad)
    done = run("check", bad.name, "good.yaml", folder=tmp_path)
    assert done.code == 2
    assert bad.name in done.said
    assert re.search(bad.says, done.said), done.said
    assert "error REL001" in done.said
    assert done.out.endswith("not decided: 1 problem; also 1 error\n")


def test_every_format_names_each_of_them(zoo: Zoo, tmp_path: Path) -> None:
    """Annotations and reports for programs speak of the same files as the text does."""
    done, written = reports(zoo.folder, tmp_path / "reports")
    assert done.code == 1
    assert {(name, path) for name, text in written.items() for path in zoo.problems if path not in text} == set()


def test_a_document_policy_that_was_to_judge_them_all_is_not_decided(tmp_path: Path) -> None:
    """With --policy every file counts, as in conftest; what could be read is judged."""
    few = [bad for bad in BAD if bad.name in ("latin-1.yaml", "twice.json", "deep-flow.yaml", "link-to-nothing.yaml")]
    make(write(tmp_path, {"good.yaml": BLOCKED, "p/deny.rego": DENY_ALL}), *few)
    done = check(tmp_path, "--policy", "p")
    assert done.code == 2
    assert done.found == [("good.yaml", 1, "main/deny")]
    assert {bad.name for bad in few} == {path for path, _, _ in done.problems}


@pytest.mark.parametrize("bad", SPECIAL, ids=str)
def test_what_is_no_file_is_never_opened(bad: Bad, tmp_path: Path) -> None:
    """A pipe would wait for ever and a device would never end."""
    make(write(tmp_path, {"good.yaml": BLOCKED}), bad)
    done = check(tmp_path)
    assert done.code == 1
    assert done.found == [("good.yaml", 4, "REL001")]
    assert [message for path, _, message in done.problems if not re.search(bad.says, message)] == []


def test_a_pipe_that_was_named_blocks_and_does_not_wait(tmp_path: Path) -> None:
    make(write(tmp_path, {"good.yaml": BLOCKED}), SPECIAL[0])
    done = check(tmp_path, "pipe.yaml", "good.yaml")
    assert done.code == 2
    assert done.problems == [("pipe.yaml", None, "This is a named pipe, not a file. It was not read.")]
    assert len(done.found) == 1


@ONLY_LINUX
@pytest.mark.parametrize(
    ("path", "says"), [("/proc/self/mem", "Input/output error"), ("/dev/zero", "device"), ("/dev/null", "device")]
)
def test_a_file_that_fails_while_it_is_read_is_told(path: str, says: str, tmp_path: Path) -> None:
    """/proc/self/mem opens and then gives an error; devices are not opened at all."""
    write(tmp_path, {"good.yaml": BLOCKED})
    done = check(tmp_path, path, "good.yaml")
    assert done.code == 2
    assert [(name.endswith(path), says in message) for name, _, message in done.problems if name] == [(True, True)]
    assert len(done.found) == 1


def test_folders_that_lead_back_to_themselves_end(tmp_path: Path) -> None:
    """Links to folders are not followed, up or down."""
    write(tmp_path, {"good.yaml": BLOCKED, "a/b/other.yaml": COMPLIANT})
    (tmp_path / "a" / "up").symlink_to("..", target_is_directory=True)
    (tmp_path / "a" / "b" / "self").symlink_to(".", target_is_directory=True)
    done = check(tmp_path)
    assert done.code == 1
    assert done.found == [("good.yaml", 4, "REL001")]
    assert done.report["summary"]["sources"]["read"] == 2


@pytest.mark.parametrize("link", ["up", "self"])
def test_a_link_to_a_folder_that_was_named_ends_too(link: str, tmp_path: Path) -> None:
    write(tmp_path, {"a/good.yaml": BLOCKED})
    (tmp_path / "a" / "up").symlink_to("..", target_is_directory=True)
    (tmp_path / "a" / "self").symlink_to(".", target_is_directory=True)
    done = check(tmp_path, f"a/{link}")
    assert done.code == 1
    assert [code for _, _, code in done.found] == ["REL001"]


def test_utf_16_with_a_mark_is_read_and_its_lines_are_right(tmp_path: Path) -> None:
    write(tmp_path, {"wide.yaml": codecs.BOM_UTF16_LE + BLOCKED.encode("utf-16-le")})
    done = run("check", folder=tmp_path)
    assert done.code == 1
    assert "wide.yaml:4:48" in done.out
    assert "revision: main}" in done.out


def test_ten_thousand_documents_are_judged_one_by_one(tmp_path: Path) -> None:
    write(tmp_path, {"many.yaml": "---\na: 1\n" * 10_000 + "---\n" + BLOCKED})
    done = check(tmp_path)
    assert done.code == 1
    assert done.found == [("many.yaml", 20_005, "REL001")]


def test_a_hundred_thousand_lines_are_read(tmp_path: Path) -> None:
    write(tmp_path, {"long.yaml": BLOCKED + "tags:\n" + "- x\n" * 100_000 + "more: [\n"})
    done = check(tmp_path, "long.yaml")
    assert done.code == 2
    ((path, line, _),) = done.problems
    assert (path, line) == ("long.yaml", 100_007)


@ONLY_LINUX
@pytest.mark.parametrize("named", [False, True])
def test_a_file_that_is_deleted_before_it_is_read_is_told(named: bool, tmp_path: Path) -> None:
    """A git of our own deletes it in the moment between listing and reading."""
    folder = repository(tmp_path / "repository")
    write(folder, {"good.yaml": BLOCKED, "victim.yaml": BLOCKED})
    git = shutil.which("git")
    write(tmp_path, {"bin/git": f'#!/bin/sh\n{git} "$@"\nrm -f victim.yaml\n'})
    os.chmod(tmp_path / "bin" / "git", 0o755)
    done = check(folder, *([".", "victim.yaml"] if named else []), PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    if named:  # it was read first, before git was asked
        assert (done.code, len(done.found)) == (1, 2)
    else:
        assert done.code == 1
        assert done.found == [("good.yaml", 4, "REL001")]
        assert done.problems == [("victim.yaml", None, "The file is gone: it was deleted meanwhile.")]


def test_a_tracked_file_that_is_deleted_is_no_part_of_the_tree(tmp_path: Path) -> None:
    folder = write(repository(tmp_path / "repository", "gone.yaml"), {"good.yaml": BLOCKED})
    (folder / "gone.yaml").unlink()
    done = check(folder)
    assert (done.code, done.problems) == (1, [])
