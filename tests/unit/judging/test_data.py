"""--data: files become one document, as OPA makes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from support.command import write
from support.servers import opa

from policylint.errors import PolicylintError
from policylint.judging.data import load_data

if TYPE_CHECKING:
    from pathlib import Path

GOOD: dict[str, tuple[dict[str, str], tuple[str, ...], Any]] = {
    "a file is the root": ({"d.yaml": "a: 1\n"}, ("d.yaml",), {"a": 1}),
    "folders below the named one are keys": (
        {"d/x.json": '{"a": 1}', "d/sub/y.yaml": "b: 2\n", "d/sub/deep/z.yml": "c: 3\n"},
        ("d",),
        {"a": 1, "sub": {"b": 2, "deep": {"c": 3}}},
    ),
    "objects are merged": (
        {"a.yaml": "k: {x: 1}\n", "b.yaml": "k: {y: 2}\n"},
        ("a.yaml", "b.yaml"),
        {"k": {"x": 1, "y": 2}},
    ),
    "other files in a folder are none of ours": (
        {"d/a.json": '{"a": 1}', "d/p.rego": "package p", "d/t.txt": "x"},
        ("d",),
        {"a": 1},
    ),
    "a prefix says where": ({"d.yaml": "a: 1\n"}, ("x.y:d.yaml",), {"x": {"y": {"a": 1}}}),
    "a prefix before a folder": ({"d/s/a.json": '{"a": 1}'}, ("x:d",), {"x": {"s": {"a": 1}}}),
    "the same file twice": ({"d.yaml": "a: 1\n"}, ("d.yaml", "d.yaml"), {"a": 1}),
    "capital letters": ({"d/A.JSON": '{"a": 1}', "d/B.YAML": "b: 2\n"}, ("d",), {"a": 1, "b": 2}),
}
BAD: dict[str, tuple[dict[str, str], tuple[str, ...], str]] = {
    "nothing there": ({}, ("nope",), "no such data file or folder: nope"),
    "nothing in it": ({"d/x.txt": ""}, ("d",), "no data in d"),
    "a list": ({"d.yaml": "[1]\n"}, ("d.yaml",), "data that has no keys"),
    "a text": ({"d.yaml": "x\n"}, ("d.yaml",), "data that has no keys"),
    "an empty file": ({"d.yaml": ""}, ("d.yaml",), "data that has no keys"),
    "two documents": ({"d.yaml": "a: 1\n---\nb: 2\n"}, ("d.yaml",), "holds 2 documents"),
    "a contradiction": ({"a.yaml": "k: {x: 1}\n", "b.yaml": "k: {x: 2}\n"}, ("a.yaml", "b.yaml"), "contradicts itself"),
    "a key that is a folder elsewhere": (
        {"d/k.json": '{"s": 1}', "d/s/a.json": '{"a": 1}'},
        ("d",),
        "contradicts itself",
    ),
    "broken YAML": ({"d.yaml": "a: [\n"}, ("d.yaml",), "cannot be read"),
    "a key twice": ({"d.yaml": "a: 1\na: 2\n"}, ("d.yaml",), "cannot be read"),
    "no prefix": ({"d.yaml": "a: 1\n"}, (":d.yaml",), "no such data"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("case", GOOD)
def test_files_are_joined_as_opa_joins_them(case: str, folder: Path) -> None:
    files, paths, expected = GOOD[case]
    write(folder, files)
    assert load_data(paths) == expected


@pytest.mark.parametrize("case", [case for case in GOOD if "capital" not in case])
def test_opa_has_the_same(case: str, folder: Path) -> None:
    """`opa eval` over the same files; it does not read names in capitals, which conftest does."""
    files, paths, expected = GOOD[case]
    write(folder, {name: text for name, text in files.items() if not name.endswith(".rego")})
    loads = [word for path in paths for word in ("--data", path)]
    done = subprocess.run(
        [opa(), "eval", "--format", "raw", *loads, "data"], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == expected


@pytest.mark.parametrize("case", BAD)
def test_data_that_is_none_is_an_error_with_its_file(case: str, folder: Path) -> None:
    files, paths, said = BAD[case]
    write(folder, files)
    with pytest.raises(PolicylintError, match=said):
        load_data(paths)


@pytest.mark.skipif(sys.platform == "win32", reason="links want rights on Windows")
def test_links_to_folders_are_followed_once(folder: Path) -> None:
    write(folder, {"d/a.json": '{"a": 1}', "e/b.json": '{"b": 2}'})
    os.symlink("../e", folder / "d" / "e")
    os.symlink("..", folder / "e" / "up")
    assert load_data(("d",)) == {"a": 1, "e": {"b": 2}}
