"""What judges a change comes from its base, and whatever the change does to it is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support.commits import BODY, Link, Repo, repository, version
from support.manifests import OURS, SYSTEM

if TYPE_CHECKING:
    from pathlib import Path

BAD = version(BODY)
CONFIG = "fail_on: error\ndisable: []\nparams:\n  PRO001: {max_age_days: 30}\n"
WAIVERS = (
    f"{OURS}kind: WaiverList\nspec:\n  items:\n    - {{rule: ACC004, deployment: digest-live, expires: '2026-12-01'}}\n"
)
WORKFLOW = "on: pull_request\njobs: {gate: {steps: [{run: policylint gate}]}}\n"
THRESHOLDS = SYSTEM.replace("runbook.md}", "runbook.md, thresholds: [{metric: f1, dataset: acme/e, min: 0.9}]}")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


def guards(repo: Repo, base: dict[str, Any], head: dict[str, Any]) -> list[tuple[str, str, str]]:
    repo.change(repository(**base), head)
    return repo.gate().guards


CASES: list[tuple[str, Any, Any, list[tuple[str, str, str]]]] = [
    (
        ".policylint.yaml",
        CONFIG,
        CONFIG.replace("disable: []", "disable: [{rule: PRO002, reason: x}]"),
        [("config", "loosened", "disables PRO002")],
    ),
    (
        ".policylint.yaml",
        CONFIG,
        CONFIG.replace("error", "warning"),
        [("config", "tightened", "lets warnings block in place of errors")],
    ),
    (
        ".policylint.yaml",
        CONFIG.replace("error", "warning"),
        CONFIG,
        [("config", "loosened", "lets errors block in place of warnings")],
    ),
    (".policylint.yaml", CONFIG, CONFIG + "exclude: [serve/]\n", [("config", "loosened", "excludes serve/")]),
    (".policylint.yaml", CONFIG + "exclude: [serve/]\n", CONFIG, [("config", "tightened", "includes serve/ again")]),
    (
        ".policylint.yaml",
        CONFIG,
        CONFIG.replace("30", "365"),
        [("params", "changed", "sets PRO001.max_age_days to 365 (was 30)")],
    ),
    (
        ".policylint.yaml",
        CONFIG,
        CONFIG + "undecided: warn\n",
        [("config", "loosened", "makes what is undecided warn in place of block")],
    ),
    (
        ".policylint.yaml",
        CONFIG,
        CONFIG + "stages: {staging: {paths: [serve/]}}\n",
        [("config", "changed", "maps stages in another way")],
    ),
    (".policylint.yaml", CONFIG, CONFIG + "select: [REL001]\n", [("config", "loosened", "selects other rules")]),
    (".policylint.yaml", CONFIG, CONFIG + "# a comment\n", []),
    (
        "deploy/.Policylint.YAML",
        None,
        "disable: [PRO001]\n",
        [("config", "added", "adds a configuration that is not read: it is called .policylint.yaml, at the root")],
    ),
    (
        ".github/workflows/policylint.yml",
        None,
        "jobs: {gate: {steps: [{uses: acme/policylint@v1}]}}\n",
        [("workflow", "added", "adds a workflow that speaks of policylint")],
    ),
    (
        "pyproject.toml",
        "[project]\n",
        "[tool.policylint]\nx = 1\n",
        [("config", "changed", "changes [tool.policylint], which is not read")],
    ),
    (
        ".policylint/waivers.yaml",
        WAIVERS,
        WAIVERS.replace("2026-12-01", "2027-12-31"),
        [("waivers", "loosened", "lets the waiver of ACC004 for digest-live end on 2027-12-31 in place of 2026-12-01")],
    ),
    (".policylint/waivers.yaml", None, WAIVERS, [("waivers", "added", "waives ACC004 for digest-live")]),
    (".policylint/waivers.yaml", WAIVERS, None, [("waivers", "removed", "no longer waives ACC004 for digest-live")]),
    (
        ".github/CODEOWNERS",
        "* @acme/ml\n",
        "* @mallory\n",
        [("codeowners", "changed", "changes who owns which file")],
    ),
    (".github/CODEOWNERS", "* @acme/ml\n", None, [("codeowners", "removed", "removes who owns which file")]),
    (
        ".github/workflows/gate.yml",
        WORKFLOW,
        "on: push\njobs: {}\n",
        [("workflow", "changed", "changes a workflow that speaks of policylint")],
    ),
    (".github/workflows/other.yml", "on: push\njobs: {}\n", "on: push\njobs: {a: {}}\n", []),
    (
        ".pre-commit-config.yaml",
        "repos: [{repo: policylint}]\n",
        None,
        [("hooks", "removed", "removes a hook that speaks of policylint")],
    ),
    (
        "deploy/system.yaml",
        THRESHOLDS,
        THRESHOLDS.replace("0.9", "0.8"),
        [("thresholds", "loosened", "sets the min of f1 to 0.8 (was 0.9)")],
    ),
    (
        "deploy/system.yaml",
        THRESHOLDS,
        THRESHOLDS.replace("0.9", "0.95"),
        [("thresholds", "tightened", "sets the min of f1 to 0.95 (was 0.9)")],
    ),
    (
        "deploy/system.yaml",
        THRESHOLDS,
        SYSTEM,
        [("thresholds", "loosened", "takes the threshold for f1 away")],
    ),
]


@pytest.mark.parametrize(("path", "base", "head", "told"), CASES)
def test_what_a_change_does_to_the_gate_is_told(
    repo: Repo, path: str, base: Any, head: Any, told: list[tuple[str, str, str]]
) -> None:
    assert guards(repo, {path: base} if base is not None else {}, {path: head, "a.txt": "a\n"}) == told


def test_a_place_is_told_where_the_head_has_one(repo: Repo) -> None:
    repo.change(repository(**{".policylint.yaml": CONFIG}), {".policylint.yaml": CONFIG + "exclude: [serve/]\n"})
    (row,) = repo.gate().report["gate"]
    assert (row["position"]["line"], row["position"]["pointer"]) == (5, "/exclude/0")


@pytest.mark.parametrize(
    "head",
    [
        "disable: [{rule: PRO001, reason: mine}, {rule: REL002, reason: mine}]\n",
        "exclude: [serve/, deploy/]\n",
        "select: [REL001]\n",
        "stages: {staging: {paths: ['**']}}\n",
        "undecided: warn\n",
    ],
)
def test_a_new_configuration_has_no_effect_on_the_change_that_brings_it(repo: Repo, head: str) -> None:
    repo.change(repository(), {"serve/replicate.yaml": BAD})
    before = [(each["code"], each["level"], each["message"]) for each in repo.gate().report["findings"]]
    repo.commit({".policylint.yaml": head}, "change")
    done = repo.gate()
    after = [(each["code"], each["level"], each["message"]) for each in done.report["findings"]]
    assert [each for each in after if each[0] != "PRO010"] == [each for each in before if each[0] != "PRO010"]
    assert done.code == 1
    assert ("config", "added", "adds the configuration") in done.guards


def test_a_configuration_that_is_taken_away_still_judges(repo: Repo) -> None:
    repo.change(repository(**{".policylint.yaml": "fail_on: warning\n"}), {".policylint.yaml": None, "a.txt": "a\n"})
    done = repo.gate()
    assert ("config", "removed", "takes the configuration away") in done.guards
    repo.commit({"serve/replicate.yaml": BAD}, "change")
    assert repo.gate().code == 1


@pytest.mark.parametrize("text", ["fail_on: [\n", "fail_on: never\n", "nonsense: 1\n"])
def test_a_configuration_that_could_not_judge_is_not_merged(repo: Repo, text: str) -> None:
    repo.change(repository(), {".policylint.yaml": text})
    done = repo.gate()
    assert done.code == 2
    assert done.problems[0][0] == ".policylint.yaml"


def test_a_configuration_that_becomes_a_link_is_refused(repo: Repo) -> None:
    repo.change(repository(**{".policylint.yaml": CONFIG}), {".policylint.yaml": Link("x.yaml"), "x.yaml": "{}\n"})
    assert repo.gate().code == 2


OWN = """\
# METADATA
# title: Names are short
# description: Long names are cut.
# scope: package
# custom:
#   id: XAC001
#   severity: {staging: error, production: error}
#   scope: SCOPE
#   confidence: high
#   default: true
#   native: full
#   waivable: false
#   reads: []
#   fix: Use a short name.
package acme.rules.names

deny contains {"msg": MSG, "at": {"document": input.subject.primary, "pointer": ""}}
"""
SAYS = 'sprintf("%v", [input.subject.name])'


def own(message: str = SAYS, scope: str = "subject") -> str:
    return OWN.replace("MSG", message).replace("SCOPE", scope)


def messages(done: Any) -> list[str]:
    return [each["message"] for each in done.report["findings"] if each["code"] == "XAC001"]


def test_rules_of_an_organisation_are_those_of_the_base(repo: Repo) -> None:
    base = repository(**{".policylint.yaml": "rules: [rules]\n", "rules/names.rego": own()})
    silent = own().replace("deny contains {", "deny contains {} if false\n\nold contains {")
    repo.change(base, {"serve/replicate.yaml": BAD, "rules/names.rego": silent})
    done = repo.gate()
    assert messages(done) == ["digest-live"]
    assert ("rules", "changed", "changes what judges every change") in done.guards


def test_what_a_rule_of_a_promotion_gets(repo: Repo) -> None:
    sides = "{side: input[side].name | some side; input[side].documents}"
    rest = '{key: input[key] | some key in ["promotion", "first", "change", "history"]}'
    tell = f"json.marshal(object.union({sides}, {rest}))"
    base = repository(**{".policylint.yaml": "rules: [rules]\n", "rules/names.rego": own(tell, "promotion")})
    repo.commit(repository(**{"serve/replicate.yaml": version(BODY, "1" * 32 + "2" * 32)}))
    first = repo.commit(base)
    repo.commit({"a.txt": "a\n", ".github/CODEOWNERS": "* @all\n/deploy/ @acme/ml me@example.org # us\n"})
    repo.commit({"b.txt": "b\n"}, "change", start="main", author="Bob <7+bob@users.noreply.github.com>")
    text = "More\n\nCo-authored-by: Eve <eve@example.org>"
    head = repo.commit({"serve/replicate.yaml": BAD}, "change", message=text)
    done = repo.gate()
    assert len(messages(done)) == 1, messages(done)
    (found,) = messages(done)
    told = json.loads(found)
    assert (told["subject"], told["before"], told["source"]) == ("digest-live", "digest-live", "digest-staging")
    assert (told["promotion"], told["first"]) == (True, False)
    assert {key for key in told if "~" in key} == {"before~1", "before~2", "source~1", "source~2"} - {"source~2"}
    change = told["change"]
    assert change["head"] == head
    assert [each["name"] for each in change["authors"]] == ["Ada", "Eve", "Bob"]
    assert change["authors"][2]["login"] == "bob"
    assert change["approvals"] is None
    assert [(each["pattern"], each["owners"], each["line"]) for each in change["codeowners"]] == [
        ("*", ["@all"], 1),
        ("/deploy/", ["@acme/ml", "me@example.org"], 2),
    ]
    assert {each["path"]: each["status"] for each in change["paths"]} == {
        "b.txt": "added",
        "serve/replicate.yaml": "modified",
    }
    assert change["touched"]["serve/replicate.yaml#0"]["commit"] == head
    assert change["touched"]["deploy/live.yaml#0"]["commit"] != first
    assert told["history"] == {"complete": True, "say": ""}


def test_places_of_other_sides_are_named_with_their_commit(repo: Repo) -> None:
    rule = own('"x"', "promotion").replace(
        '"pointer": ""}}',
        '"pointer": ""}, "related": [{"msg": side, "at": {"document": input[side].primary, "pointer": "/version"}} |'
        ' some side in ["before", "before~1", "source"]]}',
    )
    base = repository(**{".policylint.yaml": "rules: [rules]\n", "rules/names.rego": rule})
    commit = repo.commit(base)
    repo.commit({"serve/replicate.yaml": "# moved\n" + BAD}, "change", start="main")
    done = repo.gate()
    (finding,) = (each for each in done.report["findings"] if each["code"] == "XAC001")
    places = {each["message"]: (each["path"], each["line"]) for each in finding["related"]}
    assert places == {
        "before": (f"serve/replicate.yaml@{commit[:12]}", 3),
        "before~1": (f"serve/replicate.yaml@{commit[:12]}", 3),
        "source": ("serve/staging.yaml", 3),
    }


def test_document_policies_of_the_base_judge_the_files_that_change(repo: Repo) -> None:
    policy = 'package main\n\ndeny contains "small" if input.max_instances < data.least\n'
    base = {
        ".policylint.yaml": "policies: [policy]\ndata: [data]\n",
        "policy/x.rego": policy,
        "data/x.yaml": "least: 5\n",
    }
    repo.change(repository(**base), {"serve/replicate.yaml": BODY + "# x\n", "policy/x.rego": None})
    done = repo.gate()
    assert [each["path"] for each in done.report["findings"] if each["message"] == "small"] == ["serve/replicate.yaml"]
    assert done.code == 1
