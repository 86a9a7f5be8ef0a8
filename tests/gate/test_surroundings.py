"""Where the base comes from when nobody passes one, and what the command line takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support.command import run
from support.commits import BODY, Repo, gate_in, git, repository, version

from policylint.promotion.commits.environment import told_by

if TYPE_CHECKING:
    from pathlib import Path

ZERO = "0" * 40


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with the change checked out, as a job has it."""
    repo = Repo(tmp_path / "origin")
    repo.change(repository(), {"serve/replicate.yaml": version(BODY)})
    git(tmp_path, "clone", "-q", "--branch", "change", str(repo.root), "clone")
    return tmp_path / "clone"


def event(folder: Path, content: Any) -> str:
    path = folder.parent / "event.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


def sha(clone: Path, name: str) -> str:
    return git(clone, "rev-parse", name).strip()


def test_without_any_base_the_gate_says_what_to_pass(clone: Path) -> None:
    done = gate_in(clone, GITHUB_EVENT_PATH=None, GITHUB_ACTIONS=None, GITLAB_CI=None)
    assert done.code == 2
    assert "policylint gate --base origin/main" in done.hints


def test_a_pull_request(clone: Path) -> None:
    base = {"ref": "main", "sha": sha(clone, "origin/main")}
    path = event(clone, {"pull_request": {"base": base, "user": {"login": "mallory"}}})
    done = gate_in(clone, GITHUB_ACTIONS="true", GITHUB_EVENT_PATH=path, GITHUB_BASE_REF="main")
    assert done.promotions == {"digest-live": ["version"]}


def test_a_pull_request_whose_branch_was_not_fetched_is_judged_from_the_commit(clone: Path) -> None:
    path = event(clone, {"pull_request": {"base": {"ref": "main", "sha": sha(clone, "origin/main")}}})
    git(clone, "update-ref", "-d", "refs/remotes/origin/main")
    done = gate_in(clone, GITHUB_ACTIONS="true", GITHUB_EVENT_PATH=path, GITHUB_BASE_REF="main")
    assert done.promotions == {"digest-live": ["version"]}


def test_a_tag_that_is_called_like_the_base_is_not_the_base(clone: Path) -> None:
    git(clone, "update-ref", "refs/tags/origin/main", sha(clone, "change"))
    path = event(clone, {"pull_request": {"base": {"ref": "main"}}})
    done = gate_in(clone, GITHUB_ACTIONS="true", GITHUB_EVENT_PATH=path)
    assert done.promotions == {"digest-live": ["version"]}


def test_a_merge_queue(clone: Path) -> None:
    path = event(clone, {"merge_group": {"base_sha": sha(clone, "origin/main"), "head_sha": sha(clone, "change")}})
    done = gate_in(clone, GITHUB_ACTIONS="true", GITHUB_EVENT_PATH=path, GITHUB_BASE_REF=None)
    assert done.promotions == {"digest-live": ["version"]}


@pytest.mark.parametrize("before", ["old", ZERO])
def test_a_push(clone: Path, before: str) -> None:
    start = sha(clone, "origin/main") if before == "old" else ZERO
    path = event(clone, {"before": start, "repository": {"default_branch": "main"}})
    done = gate_in(clone, GITHUB_ACTIONS="true", GITHUB_EVENT_PATH=path, GITHUB_BASE_REF=None)
    assert done.promotions == {"digest-live": ["version"]}


def pushed_twice(clone: Path) -> tuple[str, str]:
    """The commit that promotes, and a harmless one that was pushed after it."""
    first = sha(clone, "change")
    git(clone, "-c", "user.name=Mal", "-c", "user.email=m@example.org", "commit", "-q", "--allow-empty", "-m", "Typo")
    return first, sha(clone, "HEAD")


@pytest.mark.parametrize(
    ("ref", "variables", "seen"),
    [
        ("refs/heads/change", {}, True),
        ("refs/heads/change", {"GITHUB_REF_PROTECTED": "false"}, True),
        ("refs/heads/change", {"GITHUB_REF_PROTECTED": "true"}, False),
        ("refs/heads/main", {}, False),
    ],
)
def test_a_second_push_to_a_branch_of_ones_own_takes_nothing_out_of_sight(
    clone: Path, ref: str, variables: dict[str, str], seen: bool
) -> None:
    first, last = pushed_twice(clone)
    path = event(clone, {"ref": ref, "before": first, "after": last, "repository": {"default_branch": "main"}})
    done = gate_in(clone, GITHUB_ACTIONS="true", GITHUB_EVENT_PATH=path, GITHUB_BASE_REF=None, **variables)
    assert ("digest-live" in done.promotions) is seen


def test_a_second_push_to_a_pull_request_is_judged_from_the_base_or_not_at_all(clone: Path) -> None:
    """The event of a further push to a pull request names what the author pushed before, as that of a push does."""
    first, last = pushed_twice(clone)
    request = {"base": {"ref": "main", "sha": "1" * 40}, "head": {"sha": last}}
    git(clone, "update-ref", "-d", "refs/remotes/origin/main")
    path = event(clone, {"pull_request": request, "before": first, "after": last})
    done = gate_in(clone, GITHUB_ACTIONS="true", GITHUB_EVENT_PATH=path, GITHUB_EVENT_NAME="pull_request")
    assert done.code == 2
    assert "which is the base" in done.problems[0][1]


@pytest.mark.parametrize(("protected", "seen"), [("false", True), ("true", False)])
def test_a_second_push_on_gitlab_takes_nothing_out_of_sight(clone: Path, protected: str, seen: bool) -> None:
    first, _last = pushed_twice(clone)
    told = {"CI_COMMIT_BEFORE_SHA": first, "CI_COMMIT_BRANCH": "change", "CI_DEFAULT_BRANCH": "main"}
    job = {"GITHUB_ACTIONS": None, "GITHUB_EVENT_PATH": None, "GITLAB_CI": "true"}
    done = gate_in(clone, **job, **told, CI_COMMIT_REF_PROTECTED=protected)
    assert ("digest-live" in done.promotions) is seen


@pytest.mark.parametrize("text", ["{", "[]", "null", '{"pull_request": 1}', '{"before": {"x": 1}}'])
def test_a_broken_event_is_not_decided(clone: Path, text: str) -> None:
    done = gate_in(clone, GITHUB_ACTIONS="true", GITHUB_EVENT_PATH=event(clone, text), GITHUB_BASE_REF=None)
    assert done.code == 2


@pytest.mark.parametrize(
    "variables",
    [
        {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"},
        {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "BASE"},
        {"CI_COMMIT_BEFORE_SHA": "BASE"},
        {"CI_COMMIT_BEFORE_SHA": ZERO, "CI_DEFAULT_BRANCH": "main"},
    ],
)
def test_gitlab(clone: Path, variables: dict[str, str]) -> None:
    given = {key: value.replace("BASE", sha(clone, "origin/main")) for key, value in variables.items()}
    done = gate_in(clone, GITHUB_ACTIONS=None, GITHUB_EVENT_PATH=None, GITLAB_CI="true", **given)
    assert done.promotions == {"digest-live": ["version"]}


def test_names_from_a_job_are_given_to_git_in_full_and_never_as_options() -> None:
    told = told_by({"GITLAB_CI": "true", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "--upload-pack=x"})
    assert told is not None
    assert told.bases[0] == "refs/remotes/origin/--upload-pack=x"


def test_a_base_that_is_passed_counts_before_the_job(clone: Path) -> None:
    done = gate_in(clone, "--base", "origin/main", GITHUB_ACTIONS="true", GITHUB_EVENT_PATH="/nowhere")
    assert done.code in (1, 2)


def test_approvals_have_one_form(clone: Path, tmp_path: Path) -> None:
    path = tmp_path / "approvals.json"
    for text in ("{}", "[1]", '[{"by": ""}]', '[{"by": "ada", "at": 1}]', "nonsense"):
        path.write_text(text)
        done = gate_in(clone, "--base", "origin/main", "--approvals", str(path))
        assert done.code == 2
        assert "--approvals" in done.problems[0][1]


def test_the_clock_is_not_turned_back_in_ci(clone: Path) -> None:
    past = ("--base", "origin/main", "--now", "2020-01-01T00:00:00Z")
    assert gate_in(clone, *past, CI="true").problems[0][1].startswith("--now lies in the past")
    assert gate_in(clone, *past, CI=None).promotions == {"digest-live": ["version"]}


def test_every_format_tells_the_verdict(clone: Path, tmp_path: Path) -> None:
    names = ("text", "json", "sarif", "github", "junit", "gitlab", "markdown")
    wanted = [word for name in names for word in ("--output", f"{name}={tmp_path / name}")]
    done = run("gate", "--base", "origin/main", *wanted, folder=clone)
    assert done.code == 1
    assert "Promotes" in done.out
    assert done.out.rstrip().splitlines()[-1].startswith("blocked")
    assert "acme/digest@da77bc59ee60…" in (tmp_path / "markdown").read_text(encoding="utf-8").replace("&#8203;", "")
    assert all((tmp_path / name).stat().st_size > 100 for name in names)


def test_a_pull_request_is_judged_by_its_own_commit_whatever_is_checked_out(clone: Path) -> None:
    git(clone, "checkout", "-q", "--detach", "origin/main")
    head = {"sha": sha(clone, "change")}
    path = event(clone, {"pull_request": {"base": {"ref": "main"}, "head": head}})
    done = gate_in(clone, GITHUB_ACTIONS="true", GITHUB_EVENT_PATH=path, GITHUB_EVENT_NAME="pull_request_target")
    assert done.promotions == {"digest-live": ["version"]}


def test_a_pull_request_whose_commit_was_not_fetched_is_not_decided(clone: Path) -> None:
    path = event(clone, {"pull_request": {"base": {"ref": "main"}, "head": {"sha": "1" * 40}}})
    done = gate_in(clone, GITHUB_ACTIONS="true", GITHUB_EVENT_PATH=path)
    assert done.code == 2
    assert "1" * 12 in done.problems[0][1]


@pytest.mark.parametrize("name", ["workflow_dispatch", "schedule"])
def test_a_job_started_by_hand_or_clock_compares_with_the_default_branch(clone: Path, name: str) -> None:
    path = event(clone, {"repository": {"default_branch": "main"}})
    done = gate_in(clone, GITHUB_ACTIONS="true", GITHUB_EVENT_PATH=path, GITHUB_EVENT_NAME=name, GITHUB_BASE_REF=None)
    assert done.promotions == {"digest-live": ["version"]}


NO_JOB = {"GITHUB_ACTIONS": None, "GITHUB_EVENT_PATH": None, "GITLAB_CI": None, "PRE_COMMIT": "1"}


@pytest.mark.parametrize(
    "variables",
    [
        {"PRE_COMMIT_FROM_REF": "origin/main", "PRE_COMMIT_TO_REF": "change"},
        {"PRE_COMMIT_REMOTE_NAME": "origin", "PRE_COMMIT_TO_REF": "change"},
        {"PRE_COMMIT_REMOTE_NAME": "https://example.org/x.git"},
        {},
    ],
)
def test_a_push_that_pre_commit_looks_at(clone: Path, variables: dict[str, str]) -> None:
    assert gate_in(clone, **NO_JOB, **variables).promotions == {"digest-live": ["version"]}


def test_a_push_judges_what_is_pushed_and_not_what_is_checked_out(clone: Path) -> None:
    git(clone, "checkout", "-q", "--detach", "origin/main")
    pushed = {"PRE_COMMIT_FROM_REF": "origin/main", "PRE_COMMIT_TO_REF": "origin/change"}
    assert gate_in(clone, **NO_JOB, **pushed).promotions == {"digest-live": ["version"]}
