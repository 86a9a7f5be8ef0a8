"""An organisation's own rules: `rules:` in .policylint.yaml adds them to the shipped ones, for every command."""

from __future__ import annotations

from json import loads
from typing import TYPE_CHECKING

import pytest

from policylint.cli.root import run

if TYPE_CHECKING:
    from pathlib import Path

RULE = """\
# METADATA
# title: A deployment has an owner
# description: Without an owner nobody answers the pager.
# scope: package
# custom:
#   id: XAC001
#   severity: {production: error}
#   confidence: high
#   default: true
#   waivable: false
#   scope: subject
#   reads: [hf/endpoint]
#   native: full
#   params: {tag: owner}
#   fix: Add the tag owner:TEAM.
package acme.rules.owned

deny contains {"msg": sprintf("No tag begins with %s.", [wanted]), "at": {"document": id, "pointer": "/name"}} if {
	wanted := input.params.XAC001.tag
	some id, document in input.subject.documents
	not _tagged(document.content, wanted)
}

_tagged(content, wanted) if {
	some tag in content.tags
	startswith(tag, concat("", [wanted, ":"]))
}
"""
ENDPOINT = """\
name: summariser-production
type: private
compute: {accelerator: gpu, instanceType: nvidia-l4, instanceSize: x1}
model: {repository: acme/summariser, revision: 5b8ec7d0c5a1a7d3e0f4b6c29d18e7f3a4c6b210}
tags: ["team:search"]
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one deployment and one rule of its own, in which commands run."""
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance" / "owned.rego").write_text(RULE)
    (tmp_path / "endpoint.yaml").write_text(ENDPOINT)
    (tmp_path / ".policylint.yaml").write_text("rules: [governance]\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def findings(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[tuple[str, str]]]:
    """The exit code of check, and its findings as (code, message)."""
    code = run(["check", "endpoint.yaml", "--format", "json", *arguments])
    report = loads(capsys.readouterr().out)
    return code, [(finding["code"], finding["message"]) for finding in report["findings"]]


@pytest.mark.usefixtures("repository")
def test_it_judges_beside_the_shipped_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """Its finding is reported with its code, and blocks."""
    code, found = findings(capsys)
    assert ("XAC001", "No tag begins with owner.") in found
    assert code == 1


def test_the_configuration_speaks_about_it(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Parameters and `select` know its code and name."""
    text = "rules: [governance]\nselect: [acme.rules.owned]\nparams: {XAC001: {tag: team}}\n"
    (repository / ".policylint.yaml").write_text(text)
    assert findings(capsys) == (0, [])


@pytest.mark.usefixtures("repository")
def test_it_is_listed_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """`rules list`, `explain` and `input` know it too."""
    assert run(["rules", "list", "--format", "json"]) == 0
    assert "XAC001" in [row["code"] for row in loads(capsys.readouterr().out)]
    assert run(["explain", "acme.rules.owned"]) == 0
    assert "Add the tag owner:TEAM." in capsys.readouterr().out
    assert run(["input", "endpoint.yaml", "--json"]) == 0
    assert loads(capsys.readouterr().out)[0]["params"]["XAC001"] == {"tag": "owner"}


@pytest.mark.parametrize(
    ("package", "says"),
    [
        ("policylint.rules.release.model_version_pinned", "begin with policylint"),
        ("policylint.facts", "begin with policylint"),
    ],
)
def test_it_cannot_add_to_a_shipped_package(
    package: str, says: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that could change what a shipped rule decides is refused, at its line."""
    own = repository / "governance" / "owned.rego"
    own.write_text(RULE.replace("package acme.rules.owned", f"package {package}"))
    assert run(["check", "endpoint.yaml"]) == 2
    captured = capsys.readouterr()
    assert says in captured.out + captured.err
    line = own.read_text().splitlines().index(f"package {package}") + 1
    assert f"governance/owned.rego:{line}" in captured.out + captured.err


def test_reserved_codes_are_refused(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Codes of an organisation begin with X."""
    (repository / "governance" / "owned.rego").write_text(RULE.replace("id: XAC001", "id: ACC900"))
    assert run(["check", "endpoint.yaml"]) == 2
    assert "ACC900 has a reserved prefix" in " ".join("".join(capsys.readouterr()).split())


def test_a_folder_without_rules_is_refused(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rules that were meant and are not there would be a check that never ran."""
    (repository / "governance" / "owned.rego").unlink()
    assert run(["check", "endpoint.yaml"]) == 2
    assert "no .rego file" in "".join(capsys.readouterr())
