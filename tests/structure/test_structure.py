"""The project's files agree with each other where nothing else would notice that they do not."""

from __future__ import annotations

import re
from configparser import ConfigParser

import pytest
import yaml
from setuptools import find_packages
from support.checkout import ROOT, tracked

import policylint


@pytest.fixture(scope="module")
def settings() -> ConfigParser:
    """What setup.cfg says."""
    parser = ConfigParser(interpolation=None)
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def test_setup_cfg_lists_every_package(settings: ConfigParser) -> None:
    """A package missing from the list would be missing from the wheel, without a word from the build."""
    listed = settings["options"]["packages"].split()
    there = find_packages(str(ROOT), include=["policylint", "policylint.*"])
    assert listed == sorted([*there, "policylint.policies"])


def test_every_folder_with_python_code_is_a_package() -> None:
    """Without `__init__.py` a folder works from a checkout and is left out of the wheel."""
    modules = tracked("policylint", "policies")
    folders = {name.rpartition("/")[0] for name in modules if name.endswith(".py")}
    assert sorted(f"{folder}/__init__.py" for folder in folders if f"{folder}/__init__.py" not in modules) == []


def test_the_changelog_opens_with_the_version_of_the_code() -> None:
    """Whoever reads the changelog sees what `policylint --version` says."""
    headings = re.findall(r"(?m)^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert headings[0] == policylint.__version__


def test_ci_runs_every_python_that_the_metadata_names(settings: ConfigParser) -> None:
    """A version that is promised is a version that is tested."""
    workflow = ROOT / ".github" / "workflows" / "ci.yml"
    if not workflow.exists():
        pytest.skip("no workflow here: not a checkout")
    tested = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]["test"]["strategy"]["matrix"]["python"]
    promised = re.findall(r"Python :: (3\.\d+)", settings["metadata"]["classifiers"])
    assert tested == promised
    assert settings["options"]["python_requires"] == f">={promised[0]}"


def test_every_requirement_has_a_lower_bound_that_the_oldest_run_can_pin(settings: ConfigParser) -> None:
    """`make test-lowest` turns each `name>=version` into `name==version`; another form would go untested."""
    needs = settings["options"]["install_requires"].split("\n")
    assert [need for need in needs if need and not re.fullmatch(r"[\w-]+>=[\d.]+", need)] == []


def test_the_engine_and_the_documents_name_one_version_of_opa() -> None:
    """The changelog tells which OPA is inside; go.mod decides it."""
    version = re.findall(r"open-policy-agent/opa v(\S+)", (ROOT / "engine" / "go.mod").read_text(encoding="utf-8"))[0]
    assert f"OPA {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
