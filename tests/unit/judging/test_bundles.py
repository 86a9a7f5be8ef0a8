"""Policy folders -> modules: nothing is left out unseen, and the digest is that of what was loaded."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from support.command import write

from policylint.engine import Module
from policylint.errors import PolicyError, UsageError
from policylint.judging import bundles
from policylint.judging.bundles import Bundle, digest, from_folders, shipped, speaks_of_files, with_own

if TYPE_CHECKING:
    from pathlib import Path

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are POSIX's")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*folders: str) -> list[str]:
    return [module.name for module in from_folders(folders).modules]


def test_every_module_below_a_folder_is_loaded_under_its_path_and_tests_are_not(folder: Path) -> None:
    write(
        folder,
        dict.fromkeys(
            ("p/b.rego", "p/a/c.rego", "p/a.rego", "p/a_test.rego", "p/x.txt", "p/.hidden/d.rego"), "package p"
        ),
    )
    assert names("p") == ["p/.hidden/d.rego", "p/a.rego", "p/a/c.rego", "p/b.rego"]


def test_a_folder_has_one_name_however_it_is_written(folder: Path) -> None:
    write(folder, {"p/a.rego": "package p"})
    assert names("p") == names("./p") == names("p/") == names("p/../p") == ["p/a.rego"]
    assert names("p", "./p/a.rego", "p/") == ["p/a.rego"]
    os.chdir(folder / "p")
    assert names(".") == ["a.rego"]


def test_the_first_folder_that_has_a_module_is_where_it_comes_from(folder: Path) -> None:
    write(folder, {"p/a.rego": "package p", "p/more/b.rego": "package p"})
    assert from_folders(("p", "p/more")).origins == {"p/a.rego": "p", "p/more/b.rego": "p"}


@pytest.mark.parametrize(
    ("files", "asked", "said"),
    [
        ({}, "nowhere", "no such policy folder: nowhere"),
        ({}, "", "a policy folder has no name"),
        ({"p/x.txt": ""}, "p", "no policies in p"),
        ({"p/a_test.rego": "package p"}, "p", "no .rego file other than tests"),
    ],
)
def test_a_folder_without_policies_is_an_error(files: dict[str, str], asked: str, said: str, folder: Path) -> None:
    write(folder, files)
    with pytest.raises(UsageError, match=said):
        from_folders((asked,))


def test_a_module_that_is_not_utf_8_is_an_error_with_its_path(folder: Path) -> None:
    (folder / "a.rego").write_bytes(b"package p\n\xff")
    with pytest.raises(PolicyError) as raised:
        from_folders(("a.rego",))
    assert raised.value.problems[0].path == "a.rego"


def test_a_byte_order_mark_and_windows_lines_do_not_matter(folder: Path) -> None:
    (folder / "a.rego").write_bytes(b"\xef\xbb\xbfpackage p\r\n\r\na := 1\r\n")
    assert from_folders(("a.rego",)).modules[0].text == "package p\n\na := 1\n"


@POSIX
def test_links_to_folders_are_followed_once(folder: Path) -> None:
    write(folder, {"p/a.rego": "package p", "shared/b.rego": "package p"})
    os.symlink("../shared", folder / "p" / "linked")
    os.symlink("..", folder / "p" / "up")
    os.symlink("../p", folder / "shared" / "back")
    assert names("p") == ["p/a.rego", "p/linked/b.rego"]


@POSIX
def test_a_mounted_configmap_is_loaded_once(folder: Path) -> None:
    """Kubernetes puts the files into a hidden folder, and links to them beside it."""
    write(folder, {"p/..2026_01/a.rego": "package p"})
    os.symlink("..2026_01", folder / "p" / "..data")
    os.symlink("..data/a.rego", folder / "p" / "a.rego")
    assert names("p") == ["p/a.rego"]


@POSIX
def test_what_is_called_rego_and_is_no_file_is_an_error(folder: Path) -> None:
    write(folder, {"p/a.rego": "package p", "q/a.rego": "package p"})
    os.symlink("gone.rego", folder / "p" / "b.rego")
    os.mkfifo(folder / "q" / "b.rego")
    with pytest.raises(UsageError, match=r"there is no policy p/b\.rego"):
        from_folders(("p",))
    with pytest.raises(UsageError, match=r"the policy q/b\.rego is not a file"):
        from_folders(("q",))


def test_there_is_an_end_to_how_much_is_loaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"p/a.rego": "package p", "p/b.rego": "package p"})
    monkeypatch.setattr(bundles, "MAX_FILES", 1)
    with pytest.raises(UsageError, match="the policies are too large"):
        from_folders(("p",))


def test_the_digest_is_of_names_texts_and_data() -> None:
    one, two = Module("a", "bc"), Module("ab", "c")
    digests = {
        digest([Bundle(modules, data=data)])
        for modules in ((one,), (two,), (one, two))
        for data in ({}, {"k": 1}, {"k": 2})
    }
    assert len(digests) == 9
    assert digest([Bundle((one, two))]) == digest([Bundle((two, one))])
    assert digest([Bundle((one,)), Bundle((two,))]) != digest([Bundle((one,))])


def test_only_policies_that_name_conftest_want_to_know_the_file() -> None:
    assert [speaks_of_files(Bundle((Module("a", text),))) for text in ("x := data.conftest.file", "package p")] == [
        True,
        False,
    ]


def test_the_shipped_rules_are_named_from_their_folder_and_hold_no_tests() -> None:
    found = [module.name for module in shipped().modules]
    assert found == sorted(found)
    assert "policies/release/model_version_pinned.rego" in found
    assert not any(name.endswith("_test.rego") for name in found)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("governance/x.rego", "package acme.rules.x", None),
        ("governance/x.rego", "# c\n  package   policylint.rules.release.x", "begin with policylint are the project's"),
        ("policies/release/model_version_pinned.rego", "package acme.x", "has the name of a shipped file"),
    ],
)
def test_own_rules_stand_beside_the_shipped_ones_and_never_in_their_place(
    name: str, text: str, said: str | None, folder: Path
) -> None:
    write(folder, {name: text})
    if said is None:
        bundle = with_own(shipped(), ("governance",), str(folder))
        assert bundle.origins == {name: str(folder / "governance")}
        return
    with pytest.raises(PolicyError) as raised:
        with_own(shipped(), (name.partition("/")[0],), str(folder))
    assert said in raised.value.problems[0].message
    assert raised.value.problems[0].path == name
