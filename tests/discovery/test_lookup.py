"""What is at a path that somebody wrote down, and which names it may have meant."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from support.command import write

from policylint.discovery.lookup import Lookup, plain

if TYPE_CHECKING:
    from pathlib import Path

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n"


@pytest.fixture
def tree(tmp_path: Path) -> Lookup:
    write(
        tmp_path / "repo",
        {
            "deploy/production/replicate.yaml": "",
            "deploy/staging/replicate.yaml": "",
            "model/README.md": "",
            "space/README.md": "",
            "evidence/report.yaml": POINTER,
            "evidence/short.yaml": POINTER[:9],
        },
    )
    write(tmp_path, {"outside.yaml": ""})
    (tmp_path / "repo" / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    (tmp_path / "repo" / "inside.yaml").symlink_to("model/README.md")
    (tmp_path / "repo" / "away").symlink_to(tmp_path)
    return Lookup(str(tmp_path / "repo"))


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("deploy/production/replicate.yaml", "file"),
        ("inside.yaml", "file"),
        ("evidence/short.yaml", "file"),
        ("deploy", "folder"),
        (".", "folder"),
        ("evidence/report.yaml", "lfs"),
        ("deploy/replicate.yaml", "absent"),
        ("model/README.md/more", "absent"),
        ("a\0b", "absent"),
        ("a\x1bb", "absent"),
        ("link.yaml", "outside"),
        ("away/outside.yaml", "outside"),
        ("../outside.yaml", "outside"),
        ("..", "outside"),
        ("/etc/hosts", "outside"),
        ("~/x", "outside"),
        ("deploy\\production", "outside"),
    ],
)
def test_the_state_of_a_path(tree: Lookup, path: str, state: str) -> None:
    assert tree.state(path) == state


def test_a_link_to_nothing_is_not_absent(tree: Lookup, tmp_path: Path) -> None:
    """Reading it says what is wrong with it."""
    (tmp_path / "repo" / "broken.yaml").symlink_to("nothing.yaml")
    assert tree.state("broken.yaml") == "file"


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("deploy/*/replicate.yaml", ["deploy/production/replicate.yaml", "deploy/staging/replicate.yaml"]),
        ("*.yaml", ["inside.yaml", "link.yaml"]),
        ("model/*.yaml", []),
        ("model/[", []),
        ("**/README.md", ["model/README.md", "space/README.md"]),
    ],
)
def test_a_pattern_starts_at_the_root(tree: Lookup, pattern: str, found: list[str]) -> None:
    assert list(tree.matching(pattern)) == found


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("models/README.md", "model/README.md"),
        ("deploy/prodution/replicate.yaml", "deploy/production/replicate.yaml"),
        ("deploy/staging/replicat.yaml", "deploy/staging/replicate.yaml"),
        ("evidnce/reprot.yaml", "evidence/report.yaml"),
        ("report.yaml", "evidence/report.yaml"),
        ("deploy/staging/replicate.yml", "deploy/staging/replicate.yaml"),
    ],
)
def test_the_nearest_name(tree: Lookup, path: str, nearest: str) -> None:
    assert tree.near(path)[0] == nearest


def test_what_is_like_nothing_has_no_nearest_name(tree: Lookup) -> None:
    assert tree.near("zzz/qqq.yaml") == ()
    assert tree.near("model/README.pdf") == ()
    assert tree.near("evidence/summary.yaml") == ()
    assert tree.near("card/README.md") == ()


def test_a_file_that_git_tracks_and_somebody_deleted_is_no_nearest_name(tree: Lookup, tmp_path: Path) -> None:
    assert tree.near("models/README.md")[0] == "model/README.md"
    os.remove(tmp_path / "repo" / "model" / "README.md")
    assert "model/README.md" not in tree.near("models/README.md")


def test_nobody_waits_for_guesses_at_the_many_behind_the_first(tree: Lookup) -> None:
    near = [tree.near("models/README.md") for _ in range(201)]
    assert (near[199], near[200]) == (("model/README.md",), ())


@pytest.mark.parametrize(("path", "name"), [("./a//b.yaml", "a/b.yaml"), ("a/", "a"), (" a ", "a"), ("", "")])
def test_a_path_is_compared_as_names_are_written(path: str, name: str) -> None:
    assert plain(path) == name
