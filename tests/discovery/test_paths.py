"""What paths hold: files, folders, links, and things that are neither."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.folders import found, problems, sources, write

from policylint.discovery import Passed, discover, read_again, repository_root
from policylint.model.documents import Problem, Source

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder outside of git, with links resolved."""
    folder = Path(os.path.realpath(tmp_path)) / "root"
    folder.mkdir()
    return folder


def test_a_folder_gives_its_files_in_order(root: Path) -> None:
    write(root, "b.yaml", "a/c.json", "a/b.md", "A.yml", "requirements.txt", "deep/er/x.yaml")
    assert sources(root) == ["A.yml", "a/b.md", "a/c.json", "b.yaml", "deep/er/x.yaml", "requirements.txt"]


def test_files_that_no_reader_takes_are_passed_over_and_counted(root: Path) -> None:
    write(root, "main.py", "Makefile", "weights.bin", "notes.txt")
    assert found(root) == [("passed", name) for name in ("Makefile", "main.py", "notes.txt", "weights.bin")]


def test_a_file_of_no_interest_is_not_opened(root: Path) -> None:
    os.mkfifo(root / "pipe.bin")
    assert found(root) == [("passed", "pipe.bin")]


def test_hidden_files_are_read_and_machinery_is_not(root: Path) -> None:
    write(
        root, ".github/w.yml", ".git/x.yaml", "node_modules/x.yaml", "a/__pycache__/x.yaml", ".venv/x.yaml", ".x.yaml"
    )
    assert sources(root) == [".github/w.yml", ".x.yaml"]


def test_a_named_file_is_read_whatever_its_name(root: Path) -> None:
    write(root, "MODEL", "node_modules/x.yaml")
    items = list(discover(["MODEL", "node_modules/x.yaml"], str(root), cwd=str(root)))
    assert items == [Source("MODEL", b"a: 1\n", True), Source("node_modules/x.yaml", b"a: 1\n", True)]


def test_a_file_that_is_named_twice_or_lies_in_a_named_folder_comes_once(root: Path) -> None:
    write(root, "a.yaml", "b.yaml")
    items = list(discover(["a.yaml", ".", "./a.yaml", str(root / "a.yaml")], str(root), cwd=str(root)))
    assert [(item.path, item.named) for item in items if isinstance(item, Source)] == [
        ("a.yaml", True),
        ("b.yaml", False),
    ]


def test_names_count_from_the_root_wherever_the_command_runs(root: Path) -> None:
    write(root, "sub/a.yaml", "b.yaml")
    assert sources(root, "a.yaml", "../b.yaml", cwd=root / "sub") == ["b.yaml", "sub/a.yaml"]
    assert sources(root, ".", cwd=root / "sub") == ["sub/a.yaml"]


def test_a_path_outside_the_root_is_read_when_it_is_named(root: Path) -> None:
    write(root.parent, "elsewhere/a.yaml", "elsewhere/b.yaml")
    assert sources(root, "../elsewhere/a.yaml") == ["../elsewhere/a.yaml"]
    assert sources(root, "../elsewhere") == ["../elsewhere/a.yaml", "../elsewhere/b.yaml"]


def test_a_path_that_is_not_there_is_a_problem(root: Path) -> None:
    (problem,) = problems(root, ["no/such.yaml"])
    assert (problem.kind, problem.path, problem.blocks) == ("path", "no/such.yaml", True)
    assert problem.message == "There is no no/such.yaml."


def test_an_empty_folder_gives_nothing(root: Path) -> None:
    assert found(root) == []


@pytest.mark.parametrize(
    "name", ["with space.yaml", "quote's.yaml", 'dou"ble.yaml', "é漢.yaml", "a&b;c$(d).yaml", "-x.yaml"]
)
def test_any_printable_name_is_a_name(root: Path, name: str) -> None:
    write(root, name)
    assert sources(root) == [name]
    assert sources(root, name if name[0] != "-" else f"./{name}") == [name]


CONTROL = "The file's name holds control characters. Rename it; it was not read."
NOT_UTF_8 = "The file's name is not UTF-8. Rename it; it was not read."


@pytest.mark.parametrize(
    ("name", "shown", "message"),
    [
        (b"a\nb.yaml", "a\\u000ab.yaml", CONTROL),
        (b"a\x1b[31m.yaml", "a\\u001b[31m.yaml", CONTROL),
        ("a\u202ely.yaml".encode(), "a\\u202ely.yaml", CONTROL),
        (b"\xff.yaml", "\\xff.yaml", NOT_UTF_8),
    ],
)
def test_a_name_that_cannot_be_shown_is_a_problem(root: Path, name: bytes, shown: str, message: str) -> None:
    try:
        with open(os.path.join(os.fsencode(root), name), "w") as stream:
            stream.write("a: 1\n")
    except OSError:
        pytest.skip("the file system takes no such name")
    for named, paths in ((False, ["."]), (True, [os.fsdecode(name)])):
        (problem,) = problems(root, paths)
        assert (problem.path, problem.message, problem.blocks) == (shown, message, named)


class TestLinks:
    """Links are followed inside the tree only, and nothing is read twice."""

    def test_a_link_to_a_file_that_is_read_anyway_is_passed_over(self, root: Path) -> None:
        write(root, "a.yaml")
        (root / "b.yaml").symlink_to("a.yaml")
        items = list(discover(["."], str(root), cwd=str(root)))
        assert items[1] == Passed("b.yaml", "a link to a.yaml, which is read itself")

    def test_a_link_to_a_file_of_the_tree_that_was_not_asked_for_is_read(self, root: Path) -> None:
        write(root, "base/a.yaml")
        (root / "prod").mkdir()
        (root / "prod/a.yaml").symlink_to("../base/a.yaml")
        assert sources(root, "prod") == ["prod/a.yaml"]

    @pytest.mark.parametrize("paths", [["."], ["link.yaml"]])
    def test_a_link_out_of_the_tree_is_not_followed(self, root: Path, paths: list[str]) -> None:
        write(root.parent, "secret.yaml")
        (root / "link.yaml").symlink_to("../secret.yaml")
        (problem,) = problems(root, paths)
        assert problem.message == "This is a link that leads out of the tree. It was not followed."
        assert problem.blocks is (paths != ["."])

    def test_a_folder_that_is_a_link_out_of_the_tree_is_not_followed(self, root: Path) -> None:
        write(root.parent, "outside/a.yaml")
        (root / "dir").symlink_to("../outside")
        assert sources(root) == []
        (problem,) = problems(root, ["dir/a.yaml"])
        assert problem.message == "This is a link that leads out of the tree. It was not followed."

    def test_links_in_a_circle_end(self, root: Path) -> None:
        write(root, "a/a.yaml")
        (root / "a/loop").symlink_to("..")
        (root / "x.yaml").symlink_to("y.yaml")
        (root / "y.yaml").symlink_to("x.yaml")
        assert sources(root) == ["a/a.yaml"]
        assert [problem.message for problem in problems(root)] == ["This is a link that leads back to itself."] * 2

    def test_a_link_to_nothing_is_a_problem(self, root: Path) -> None:
        (root / "x.yaml").symlink_to("nowhere.yaml")
        assert [problem.message for problem in problems(root)] == ["This is a link to nothing."]

    def test_a_root_that_is_a_link_is_a_root(self, root: Path) -> None:
        write(root, "a.yaml")
        (root.parent / "alias").symlink_to(root)
        assert sources(root.parent / "alias") == ["a.yaml"]


class TestSpecialFiles:
    """What is no regular file is told, and never waited for."""

    @pytest.fixture
    def special(self, root: Path) -> Iterator[Path]:
        os.mkfifo(root / "pipe.yaml")
        with socket.socket(socket.AF_UNIX) as end:
            here = os.getcwd()
            os.chdir(root)
            end.bind("socket.yaml")
            os.chdir(here)
            yield root

    @pytest.mark.parametrize("paths", [["."], ["pipe.yaml", "socket.yaml"]])
    def test_a_pipe_or_socket_is_a_problem(self, special: Path, paths: list[str]) -> None:
        assert [(problem.path, problem.message) for problem in problems(special, paths)] == [
            ("pipe.yaml", "This is a named pipe, not a file. It was not read."),
            ("socket.yaml", "This is a socket or a pipe, not a file."),
        ]

    def test_a_device_is_a_problem(self, root: Path) -> None:
        (problem,) = problems(root, ["/dev/null"])
        assert problem.message == "This is a device, not a file. It was not read."

    def test_a_folder_called_like_a_file_is_a_folder(self, root: Path) -> None:
        write(root, "x.yaml/a.yaml")
        assert sources(root) == ["x.yaml/a.yaml"]


def test_a_file_that_is_too_large_is_not_read(root: Path) -> None:
    with (root / "a.yaml").open("wb") as stream:
        stream.truncate(50_000_000)
    (problem,) = problems(root)
    assert problem.message == "The file holds 50,000,000 bytes; up to 10,485,760 are read."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_a_problem(root: Path) -> None:
    write(root, "a.yaml", "dir/b.yaml")
    (root / "a.yaml").chmod(0)
    (root / "dir").chmod(0)
    told = {problem.path: problem.message for problem in problems(root)}
    (root / "dir").chmod(0o700)
    assert told == {
        "a.yaml": "It cannot be read: permission denied.",
        "dir": "The folder cannot be listed: permission denied.",
    }


def test_a_file_that_goes_while_the_others_are_read_is_a_problem(root: Path) -> None:
    write(root, "a.yaml", "b.yaml", "c.yaml")
    items = discover(["."], str(root), cwd=str(root))
    first = next(items)
    (root / "b.yaml").unlink()
    second, third = items
    assert [item.path for item in (first, second, third)] == ["a.yaml", "b.yaml", "c.yaml"]
    assert isinstance(second, Problem)
    assert second.message == "The file is gone: it was deleted meanwhile."


def test_bytes_are_read_when_they_are_asked_for(root: Path) -> None:
    write(root, "a.yaml", "b.yaml")
    items = discover(["."], str(root), cwd=str(root))
    next(items)
    write(root, "b.yaml", text="b: 2\n")
    assert next(items) == Source("b.yaml", b"b: 2\n", False)


def test_excluded_files_are_passed_over_unless_they_are_named(root: Path) -> None:
    write(root, "a.yaml", "vendor/b.yaml")
    assert found(root, ".", excluded=lambda name: name.startswith("vendor/")) == [
        ("source", "a.yaml"),
        ("passed", "vendor/b.yaml"),
    ]
    assert found(root, "vendor/b.yaml", excluded=lambda _: True) == [("source", "vendor/b.yaml")]


def test_a_source_can_be_read_again(root: Path) -> None:
    write(root, "d/a.yaml")
    assert read_again("d/a.yaml", str(root)) == Source("d/a.yaml", b"a: 1\n", False)
    assert isinstance(read_again("d/b.yaml", str(root)), Problem)


def test_the_root_is_the_nearest_folder_with_a_repository(root: Path) -> None:
    (root / "x/y").mkdir(parents=True)
    (root / ".git").mkdir()
    assert repository_root(str(root / "x/y")) == str(root)
    (root / "x/.git").write_text("gitdir: elsewhere\n")
    assert repository_root(str(root / "x/y")) == str(root / "x")
