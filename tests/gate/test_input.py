"""`policylint input --base`: what rules get in the gate, for those who write rules of promotions."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from support.command import inside, run, write
from support.commits import BODY, NOW, OTHER, Repo, git, repository, version
from support.servers import opa

if TYPE_CHECKING:
    from pathlib import Path

    from support.command import Done

RULE = """\
# METADATA
# title: What a rule gets is told
# description: A test compares it.
# scope: package
# custom:
#   id: CODE
#   severity: {staging: error, production: error}
#   scope: SCOPE
#   confidence: high
#   default: true
#   native: full
#   waivable: false
#   reads: []
#   params: {limit: 3}
#   fix: None.
package acme.rules.SCOPE

deny contains {"msg": msg, "at": {"document": input.subject.primary, "pointer": ""}} if {
	some key, value in object.union(object.remove(input, ["params"]), {"params": input.params.CODE})
	msg := sprintf("%s %s", [key, crypto.sha256(json.marshal(value))])
}
"""
RULES = {"subject": "XAC001", "promotion": "XAC002"}
CHANGED = ("--base", "main", "--head", "change", "--now", NOW)


def own() -> dict[str, str]:
    """Two rules that tell the digests of what they get, one of each scope, with a parameter each."""
    written = {scope: RULE.replace("SCOPE", scope, 2).replace("CODE", code) for scope, code in RULES.items()}
    config = "rules: [rules]\nparams: {XAC001: {limit: 5}}\n"
    return {".policylint.yaml": config, **{f"rules/{scope}.rego": text for scope, text in written.items()}}


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """A promotion, a deployment that gets more instances, and one that stays as it is."""
    found = Repo(tmp_path_factory.mktemp("gate") / "repo")
    more = repository()["serve/staging.yaml"].replace("max_instances: 4", "max_instances: 5")
    other = (
        f"name: other-live\nmodel: acme/other\nversion: {OTHER}\nhardware: cpu\nmin_instances: 0\nmax_instances: 1\n"
    )
    found.commit(repository(**own(), **{"serve/other.yaml": other, "serve/replicate.yaml": version(BODY, "12" * 32)}))
    found.commit({"serve/replicate.yaml": BODY})
    found.commit({"serve/replicate.yaml": version(BODY), "serve/staging.yaml": more}, "change", start="main")
    return found


@pytest.fixture(scope="module")
def findings(repo: Repo) -> list[dict[str, Any]]:
    """What the gate says about the change."""
    found: list[dict[str, Any]] = repo.gate().report["findings"]
    return found


def inputs(repo: Repo, *arguments: str) -> Done:
    return inside("input", *CHANGED, *arguments, folder=repo.root)


def deny(folder: Path, package: str, given: str) -> list[Any]:
    """What a rule's package says of an input, asked of opa."""
    asked = [opa(), "eval", "-I", "-f", "raw", "-d", str(folder), f"data.{package}.deny"]
    found: list[Any] = json.loads(subprocess.run(asked, input=given, capture_output=True, text=True, check=True).stdout)
    return found


@pytest.mark.parametrize(
    ("name", "scopes"), [("digest-live", ["subject", "promotion"]), ("digest-staging", ["subject"])]
)
def test_it_is_what_rules_get(
    repo: Repo, findings: list[dict[str, Any]], tmp_path: Path, name: str, scopes: list[str]
) -> None:
    write(tmp_path, {path: text for path, text in own().items() if path.endswith(".rego")})
    done = inputs(repo, "--json", "--deployment", name)
    for scope, code in RULES.items():
        told = [each["message"] for each in findings if each["code"] == code and each["deployments"] == [name]]
        assert bool(told) is (scope in scopes)
        ours = [each["msg"] for each in deny(tmp_path, f"acme.rules.{scope}", done.out)] if told else []
        assert sorted(told) == sorted(ours)


def test_all_that_the_change_touches(repo: Repo) -> None:
    done = inputs(repo, "--json")
    shown = {each["subject"]["name"]: each for each in json.loads(done.out)}
    assert (done.code, set(shown)) == (0, {"digest-live", "digest-staging"})
    live, staging = shown["digest-live"], shown["digest-staging"]
    assert [live["params"][code] for code in RULES.values()] == [{"limit": 5}, {"limit": 3}]
    assert live.keys() >= {"before", "before~1", "before~2", "source", "source~1", "change", "history"}
    assert (staging["promotion"], staging.keys()) == (False, {"now", "promotion", "params", "subject"})


def test_a_page_for_people(repo: Repo) -> None:
    lines = inputs(repo, "--deployment", "digest-live").out.splitlines()
    assert lines[0] == "# digest-live: deployment on replicate, at production, promoted"
    assert [line.split()[1] for line in lines[4:9]] == ["before", "source", "before~1", "before~2", "source~1"]
    assert json.loads("\n".join(lines[9:]))["first"] is False


def test_approvals_are_told(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "reviews.json").write_text('[{"by": "ada"}]')
    done = inputs(repo, "--json", "--deployment", "digest-live", "--approvals", str(tmp_path / "reviews.json"))
    assert [each["by"] for each in json.loads(done.out)["change"]["approvals"]] == ["ada"]


def test_the_base_is_what_the_job_says(repo: Repo) -> None:
    variables: dict[str, Any] = {
        "GITLAB_CI": "true",
        "GITHUB_ACTIONS": None,
        "GITHUB_EVENT_PATH": None,
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": git(repo.root, "rev-parse", "main").strip(),
    }
    done = run("input", "--head", "change", "--json", folder=repo.root, **variables)
    assert (done.code, len(json.loads(done.out))) == (0, 2)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--base", "nowhere"), "There is no commit 'nowhere' here"),
        (("--base", "main", "--head", "main"), "Base and head are the same commit"),
        (("--base", "--upload-pack=x", "--head", "main"), "--upload-pack"),
        (("--base", "main", "serve"), "PATH does not go with"),
        (("--base", "main", "--config", "x.yaml"), "the configuration is that of its base"),
        ((*CHANGED, "--deployment", "other-live"), 'touches no deployment "other-live".'),
    ],
)
def test_what_is_refused(repo: Repo, arguments: tuple[str, ...], says: str) -> None:
    done = inside("input", *arguments, folder=repo.root)
    assert (done.code, done.out.strip()) == (2, "")
    assert says in done.said


def test_a_change_that_touches_no_deployment(repo: Repo) -> None:
    repo.commit({"notes.txt": "x\n"}, "notes", start="main")
    done = inside("input", "--base", "main", "--head", "notes", "--json", folder=repo.root)
    assert (done.code, json.loads(done.out)) == (2, [])
    assert done.err.startswith("the change touches no deployment; `policylint input` shows")
