"""action.yml, step by step, as a runner runs it: with events of GitHub, in clones as actions/checkout leaves them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from support.checkout import copy
from support.command import write
from support.commits import BODY, Repo, git, repository, version
from support.composite import ACTION, STEPS, Job

EVENTS = Path(__file__).with_name("events")
TRAPS = ("click.py", "json.py", "venv.py", "pip.py", "sitecustomize.py", "policylint.py", "git", "python")


@pytest.fixture
def origin(tmp_path: Path) -> Repo:
    """What GitHub has: main, and a pull request of a fork that promotes a version nobody evaluated."""
    repo = Repo(tmp_path / "origin")
    trap = "import os\nopen(os.environ['RUNNER_TEMP'] + '/pwned', 'w')\n"
    traps: dict[str, Any] = dict.fromkeys(TRAPS, trap)
    repo.change(repository(), {"serve/replicate.yaml": version(BODY), **traps})
    git(repo.root, "update-ref", "refs/pull/7/head", "change")
    git(repo.root, "update-ref", "-d", "refs/heads/change")
    return repo


def job(origin: Repo, name: str, *, checkout: str = "base", clone: tuple[str, ...] = (), **given: Any) -> Job:
    """A job for an event, before it runs, in a clone with the base or the change checked out."""
    root = origin.root
    shas = {"BASE": git(root, "rev-parse", "main").strip(), "HEAD": git(root, "rev-parse", "refs/pull/7/head").strip()}
    file = EVENTS / f"{name.replace('_target', '')}.json"
    text = re.sub('"(BASE|HEAD)"', lambda match: f'"{shas[match[1]]}"', file.read_text(encoding="utf-8"))
    workspace = root.parent / "workspace"
    git(root.parent, "clone", "-q", *clone, f"file://{root}", "workspace")
    if checkout == "change":
        git(workspace, "fetch", "-q", "origin", "refs/pull/7/head")
        git(workspace, "checkout", "-q", "--detach", "FETCH_HEAD")
    return Job(workspace, root.parent / "temp", name, json.loads(text), sha=shas["HEAD"], **given)


def blocked(done: Job) -> None:
    """The change is blocked, in every place where that can be read, and nothing of it ran."""
    assert done.code == 1, done.log
    assert done.outputs["verdict"] == "blocked"
    assert json.loads(done.outputs["blocked-deployments"]) == ["digest-live"]
    report = json.loads(Path(done.outputs["report"]).read_text(encoding="utf-8"))
    assert [each["deployment"] for each in report["promotions"]] == ["digest-live"]
    assert re.search(r"^::error .*file=deploy/live\.yaml", done.log, re.MULTILINE)
    assert "blocked" in done.summary
    untouched(done)


def untouched(done: Job) -> None:
    """No text of the event or of the repository was run."""
    assert not list(done.temp.parent.rglob("pwned"))
    assert "ghs_secret" not in done.log


@pytest.mark.parametrize(
    ("name", "checkout"),
    [
        ("pull_request", "change"),
        ("pull_request_target", "base"),
        ("merge_group", "change"),
        ("push", "change"),
        ("workflow_dispatch", "change"),
    ],
)
def test_a_promotion_is_blocked_under_every_event(origin: Repo, name: str, checkout: str) -> None:
    blocked(job(origin, name, checkout=checkout).run())


def test_the_change_of_a_fork_is_fetched_and_never_checked_out(origin: Repo) -> None:
    done = job(origin, "pull_request_target").run()
    blocked(done)
    assert git(done.workspace, "rev-parse", "HEAD") == git(origin.root, "rev-parse", "main")
    assert not (done.workspace / "click.py").exists()


def test_a_shallow_clone_is_completed(origin: Repo) -> None:
    done = job(origin, "pull_request_target", clone=("--depth=1",)).run()
    blocked(done)


def test_a_change_that_promotes_nothing_is_compliant(origin: Repo) -> None:
    origin.commit({"notes.txt": "x\n"}, "notes", start="main")
    git(origin.root, "update-ref", "refs/pull/7/head", "notes")
    done = job(origin, "pull_request_target").run()
    assert (done.code, done.outputs["verdict"], done.outputs["blocked-deployments"]) == (0, "compliant", "[]"), done.log


def test_a_change_that_is_not_there_is_not_decided(origin: Repo) -> None:
    asked = job(origin, "pull_request_target")
    git(origin.root, "update-ref", "-d", "refs/pull/7/head")
    done = asked.run()
    assert (done.code, done.outputs["verdict"]) == (2, "not decided"), done.log
    assert "::warning title=policylint::Could not fetch" in done.log


@pytest.mark.parametrize("event", [{}, {"pull_request": {"base": {"ref": "main"}, "number": "7; touch pwned"}}])
def test_an_event_that_says_nothing_is_not_decided(origin: Repo, event: dict[str, Any]) -> None:
    asked = job(origin, "pull_request_target")
    asked.event = event
    done = asked.run()
    assert done.code == 2, done.log
    untouched(done)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("base", "$(touch pwned)"),
        ("base", "--upload-pack=touch pwned"),
        ("fail-on", "none"),
        ("fail-on", "'; touch pwned #"),
        ("version", "0.1.0; touch pwned"),
        ("version", "--index-url=https://example.org"),
        ("paths", "$(touch pwned)"),
        ("paths", "--config=serve/staging.yaml"),
        ("sarif", "`touch pwned`/x"),
    ],
)
def test_inputs_are_no_commands_and_a_wrong_one_is_not_decided(origin: Repo, name: str, value: str) -> None:
    done = job(origin, "pull_request", checkout="change", inputs={name: value}).run()
    assert done.code == 2, done.log
    untouched(done)


def test_paths_are_judged_whole_besides_the_change(origin: Repo) -> None:
    origin.commit({"notes.txt": "x\n"}, "notes", start="main")
    git(origin.root, "update-ref", "refs/pull/7/head", "notes")
    done = job(origin, "pull_request_target", inputs={"paths": "serve\n\ndeploy\n"}).run()
    assert (done.code, done.outputs["verdict"]) == (1, "blocked"), done.log
    assert "digest-live" in json.loads(done.outputs["blocked-deployments"])


def test_fail_on_is_passed_on(origin: Repo) -> None:
    done = job(origin, "pull_request_target", inputs={"fail-on": "warning"}).run()
    assert done.code == 1, done.log


@pytest.mark.parametrize(
    ("event", "fork", "calls"),
    [
        ("pull_request", True, 0),
        ("pull_request", False, 1),
        ("pull_request_target", False, 1),
        ("merge_group", False, 0),
    ],
)
def test_the_report_goes_to_code_scanning_where_the_token_may(origin: Repo, event: str, fork: bool, calls: int) -> None:
    asked = job(origin, event, checkout="change", inputs={"sarif": "policylint.sarif"})
    if "pull_request" in asked.event:
        asked.event["pull_request"]["head"]["repo"]["fork"] = fork
    done = asked.run()
    assert done.code == 1, done.log
    assert json.loads((done.workspace / "policylint.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    sent = [each for each in done.called if "sarif_file" in each]
    assert len(sent) == calls
    if event == "pull_request_target":
        assert (sent[0]["ref"], sent[0]["sha"]) == ("refs/pull/7/head", done.sha)
    elif sent:
        assert (sent[0]["ref"], sent[0]["sha"]) == ("", "")


@pytest.mark.parametrize("name", ["main", "origin/main"])
def test_a_base_that_is_passed_is_meant_as_the_remote_has_it(origin: Repo, name: str) -> None:
    asked = job(origin, "workflow_dispatch", checkout="change", inputs={"base": name})
    git(asked.workspace, "update-ref", "refs/heads/main", asked.sha)
    blocked(asked.run())


def test_a_record_is_written_where_it_is_asked_for(origin: Repo) -> None:
    done = job(origin, "pull_request_target", inputs={"record": "record.json"}).run()
    blocked(done)
    record = json.loads((done.workspace / "record.json").read_text(encoding="utf-8"))
    assert done.sha in json.dumps(record)


def test_whatever_stops_the_steps_is_not_decided(origin: Repo, tmp_path: Path) -> None:
    asked = job(origin, "pull_request")
    git(asked.workspace, "update-ref", "-d", "HEAD")
    write(tmp_path / "empty", {"x": ""})
    asked.workspace = tmp_path / "empty"
    done = asked.run()
    assert done.code == 2
    assert "There is no repository here" in done.log
    assert "::error title=policylint::Not decided" in done.log
    assert done.outputs["verdict"] == ""


def test_the_token_is_given_to_git_in_variables_and_hidden_in_the_log(origin: Repo, tmp_path: Path) -> None:
    fake = write(tmp_path / "fake", {"git": '#!/bin/sh\necho "git $*"\nenv | grep ^GIT_CONFIG_ | sort\nexit 0\n'})
    (fake / "git").chmod(0o755)
    asked = job(origin, "pull_request_target", server="https://github.com")
    asked.path = f"{fake}:/usr/bin:/bin"
    said = asked.run().log
    assert "::add-mask::eC1hY2Nlc3MtdG9rZW46Z2hzX3NlY3JldA==" in said
    assert "GIT_CONFIG_KEY_1=http.https://github.com/.extraheader" in said
    assert not [line for line in said.splitlines() if line.startswith("git ") and "eC1hY2Nlc3" in line]


@pytest.mark.packaging
def test_the_action_installs_the_policylint_that_it_belongs_to(origin: Repo, tmp_path: Path) -> None:
    """From a copy: a build writes beside its sources, and other tests read these."""
    action = copy(tmp_path / "action")
    blocked(job(origin, "pull_request", checkout="change", install=True, action=action).run())


def test_no_expression_stands_in_a_command() -> None:
    assert not [step for step in STEPS if "${{" in step.get("run", "")]
    assert all(step["shell"] == "bash" for step in STEPS if "run" in step)


def test_every_action_that_is_called_is_pinned_by_a_commit() -> None:
    called = [step["uses"] for step in STEPS if "uses" in step]
    assert called
    assert all(re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", name) for name in called)


def test_inputs_and_outputs_are_those_that_are_promised() -> None:
    assert list(ACTION["inputs"]) == ["base", "paths", "fail-on", "sarif", "record", "version"]
    assert list(ACTION["outputs"]) == ["verdict", "blocked-deployments", "report"]
    assert all(each["description"] for name in ("inputs", "outputs") for each in ACTION[name].values())
