"""Repositories in every form: bare, shallow, partial, worktrees, unrelated histories, hostile ones."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest
from support.command import inside
from support.commits import BODY, Repo, gate_in, git, repository, version

from policylint.promotion.commits.refusals import absent_commit

if TYPE_CHECKING:
    from pathlib import Path

BAD = version(BODY)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo(tmp_path / "repo")
    made.change(repository(), {"serve/replicate.yaml": BAD})
    return made


def promoted(folder: Path, *arguments: str, **environment: str | None) -> list[str]:
    """What is promoted, as a process sees it."""
    done = gate_in(folder, *(arguments or ("--base", "main", "--head", "change")), **environment)
    return sorted(done.promotions)


def test_a_folder_below_the_root_judges_the_whole_repository(repo: Repo) -> None:
    git(repo.root, "checkout", "-q", "change")
    assert promoted(repo.root / "deploy") == ["digest-live"]


def test_a_bare_repository(repo: Repo, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(repo.root), "bare.git")
    assert promoted(tmp_path / "bare.git") == ["digest-live"]


def test_a_worktree(repo: Repo, tmp_path: Path) -> None:
    git(repo.root, "worktree", "add", "-q", str(tmp_path / "tree"), "change")
    assert promoted(tmp_path / "tree", "--base", "main") == ["digest-live"]


def test_a_clone_with_alternates(repo: Repo, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--shared", "--branch", "change", str(repo.root), "shared")
    assert promoted(tmp_path / "shared", "--base", "origin/main") == ["digest-live"]


def test_a_shallow_clone_says_how_to_deepen_it(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.txt": "1\n"}, "change")
    repo.commit({"b.txt": "1\n"}, "main")
    git(tmp_path, "clone", "-q", "--depth=1", "--no-single-branch", "--branch=change", repo.root.as_uri(), "shallow")
    done = gate_in(tmp_path / "shallow", "--base", "origin/main")
    assert done.code == 2
    assert "too shallow" in done.problems[0][1]
    assert "git fetch --unshallow" in done.hints


def test_a_base_that_was_not_fetched_says_how_to_fetch_it(repo: Repo, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth=1", "--branch=change", repo.root.as_uri(), "shallow")
    done = gate_in(tmp_path / "shallow", "--base", "origin/main")
    assert done.code == 2
    wanted = "git fetch --no-tags --depth=100 origin +refs/heads/main:refs/remotes/origin/main"
    assert wanted in done.hints
    git(tmp_path / "shallow", *wanted.split()[1:])
    assert "git fetch --unshallow" in gate_in(tmp_path / "shallow", "--base", "origin/main").hints
    git(tmp_path / "shallow", "fetch", "-q", "--unshallow")
    assert promoted(tmp_path / "shallow", "--base", "origin/main") == ["digest-live"]


@pytest.mark.parametrize(
    ("ref", "says"),
    [
        ("trunk", "`git branch --all` names the branches that are here"),
        ("a" * 40, f"git fetch --no-tags origin {'a' * 40}"),
        ("origin/x;echo", "git fetch --no-tags origin '+refs/heads/x;echo:refs/remotes/origin/x;echo'"),
        ("HEAD", "git commit"),
    ],
)
def test_a_commit_that_is_not_there_says_how_to_get_it(ref: str, says: str) -> None:
    assert says in str(absent_commit(ref, "base", shallow=False).hint)


def test_a_shallow_clone_that_is_deep_enough_tells_that_history_is_not_complete(repo: Repo, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth=2", "--no-single-branch", "--branch=change", repo.root.as_uri(), "shallow")
    git(tmp_path / "shallow", "fetch", "-q", "--depth=2", "origin", "main")
    assert promoted(tmp_path / "shallow", "--base", "origin/main") == ["digest-live"]


def test_a_partial_clone_never_fetches(repo: Repo, tmp_path: Path) -> None:
    git(repo.root, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--no-checkout", "--filter=blob:none", repo.root.as_uri(), "partial")
    done = gate_in(tmp_path / "partial", "--base", "origin/main", "--head", "origin/change")
    assert done.code == 2
    assert "partial clone" in str(done.problems)
    assert "git fetch --refetch --no-filter" in done.hints
    git(tmp_path / "partial", "fetch", "-q", "--refetch", "--no-filter", "origin")
    assert promoted(tmp_path / "partial", "--base", "origin/main", "--head", "origin/change") == ["digest-live"]


def test_unrelated_histories_are_refused(repo: Repo) -> None:
    git(repo.root, "checkout", "-q", "--orphan", "lone")
    repo.commit(repository(), "lone")
    done = repo.gate(head="lone")
    assert done.code == 2
    assert "unrelated" in done.problems[0][1]


@pytest.mark.parametrize(("base", "head"), [("main", "main"), ("change", "main"), ("change", "change")])
def test_where_nothing_changed_nothing_is_decided(repo: Repo, base: str, head: str) -> None:
    done = repo.gate(base=base, head=head)
    assert done.code == 2
    assert "there is no change to judge" in done.problems[0][1]


def test_what_is_mended_and_not_committed_is_said(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_ACTIONS", "GITHUB_EVENT_PATH", "GITLAB_CI", "PRE_COMMIT"):
        monkeypatch.delenv(name, raising=False)
    git(repo.root, "checkout", "-q", "change")
    assert "say now" not in inside("gate", "--base", "main", folder=repo.root).err
    (repo.root / "deploy/live.yaml").write_text("# mended\n" + (repo.root / "deploy/live.yaml").read_text())
    done = inside("gate", "--base", "main", folder=repo.root)
    assert (done.code, "what deploy/live.yaml say now" in done.err) == (1, True)


@pytest.mark.parametrize("arguments", [(), ("--base", "main")])
def test_outside_of_a_repository(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = gate_in(tmp_path, *arguments, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert done.code == 2
    assert "no git repository" in done.problems[0][1]


def test_hostile_configuration_runs_nothing(repo: Repo, tmp_path: Path) -> None:
    trap, caught = tmp_path / "trap", tmp_path / "caught"
    trap.write_text(f"#!/bin/sh\ntouch {caught}\nexit 1\n")
    trap.chmod(trap.stat().st_mode | stat.S_IXUSR)
    for name in (
        "core.fsmonitor",
        "core.sshCommand",
        "core.gitProxy",
        "core.pager",
        "core.editor",
        "core.askPass",
        "credential.helper",
        "diff.external",
        "gpg.program",
        "filter.evil.smudge",
        "filter.evil.clean",
        "diff.evil.textconv",
        "diff.evil.command",
        "merge.evil.driver",
        "core.alternateRefsCommand",
        "uploadpack.packObjectsHook",
        "trace2.eventTarget",
    ):
        git(repo.root, "config", name, str(trap))
    git(repo.root, "config", "log.showSignature", "true")
    git(repo.root, "config", "alias.rev-parse", f"!{trap}")
    git(repo.root, "config", "core.hooksPath", str(tmp_path))
    (repo.root / ".git/info/attributes").write_text("* filter=evil diff=evil merge=evil\n")
    done = gate_in(repo.root, "--base", "main", "--head", "change")
    assert sorted(done.promotions) == ["digest-live"]
    assert not caught.exists()


def test_replaced_objects_and_grafts_have_no_effect(repo: Repo) -> None:
    good = git(repo.root, "rev-parse", "main:serve/replicate.yaml").strip()
    bad = git(repo.root, "rev-parse", "change:serve/replicate.yaml").strip()
    git(repo.root, "replace", bad, good)
    head, base = (git(repo.root, "rev-parse", name).strip() for name in ("change", "main"))
    repo.commit({"x.txt": "x\n"}, "lone", start="main")
    (repo.root / ".git/info").mkdir(exist_ok=True)
    (repo.root / ".git/info/grafts").write_text(f"{head}\n")
    done = gate_in(repo.root, "--base", base, "--head", "change")
    assert sorted(done.promotions) == ["digest-live"]


def test_the_variables_of_a_hook_have_no_effect(repo: Repo, tmp_path: Path) -> None:
    other = Repo(tmp_path / "other")
    other.change(repository(), {"README.txt": "harmless\n"})
    hostile = {
        "GIT_DIR": str(other.root / ".git"),
        "GIT_WORK_TREE": str(other.root),
        "GIT_INDEX_FILE": "/nowhere",
        "GIT_OBJECT_DIRECTORY": str(other.root / ".git/objects"),
        "GIT_EXTERNAL_DIFF": "/bin/false",
        "GIT_SSH_COMMAND": "/bin/false",
        "GIT_EXEC_PATH": str(tmp_path),
        "GIT_PYTHON_GIT_EXECUTABLE": "/bin/false",
        "GIT_PYTHON_TRACE": "full",
        "GIT_TRACE": "1",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.bare",
        "GIT_CONFIG_VALUE_0": "true",
        "GIT_NAMESPACE": "x",
    }
    assert promoted(repo.root, **hostile) == ["digest-live"]


@pytest.mark.parametrize(
    "ref",
    [
        "--upload-pack=touch caught",
        "-h",
        "--all",
        "$(touch caught)",
        "`touch caught`",
        "main;touch caught",
        "main..change",
        ":/change",
        "HEAD^{/change}",
        "main:serve/replicate.yaml",
        "refs/heads/*",
        "x" * 600,
        "ma\nin",
        "",
    ],
)
def test_a_hostile_name_reaches_no_shell_and_no_option(repo: Repo, ref: str) -> None:
    for done in (repo.gate(f"--base={ref}"), repo.gate(f"--head={ref}")):
        assert done.code == 2
        assert done.problems
    assert not (repo.root / "caught").exists()


def test_a_branch_that_is_called_like_a_command_is_a_branch(repo: Repo) -> None:
    tip = git(repo.root, "rev-parse", "change").strip()
    for name in ("it's-$(touch${IFS}caught)`;|&#7", "=x,y"):
        git(repo.root, "update-ref", f"refs/heads/{name}", tip)
        assert repo.gate(head=name).promotions == {"digest-live": ["version"]}
    assert not (repo.root / "caught").exists()


def test_a_pull_request_from_before_stricter_rules_is_judged_by_the_stricter_ones(repo: Repo) -> None:
    repo.commit({".policylint.yaml": "fail_on: warning\n"})
    done = repo.gate()
    assert done.report["commits"]["policies"] == git(repo.root, "rev-parse", "main").strip()
    assert done.report["commits"]["base"] == git(repo.root, "rev-parse", "main~1").strip()
    assert done.code == 1
    assert done.guards == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root may give a folder away")
def test_a_repository_of_somebody_else_is_explained(repo: Repo) -> None:
    for folder, _, files in os.walk(repo.root):
        for name in (".", *files):
            os.chown(os.path.join(folder, name), 12345, 12345)
    done = gate_in(repo.root, "--base", "main", "--head", "change", HOME="/nowhere")
    assert done.code == 2
    assert "safe.directory" in done.hints
