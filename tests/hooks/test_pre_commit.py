"""The hooks, run by real pre-commit in a real repository."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from support import checkout
from support.command import BLOCKED, write
from support.commits import repository, version
from support.manifests import CARD, SERVING, manifest

from policylint.cli.root import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.packaging

PRE_COMMIT = Path(sys.executable).with_name("pre-commit")
CONFIG = """\
repos:
  - repo: {url}
    rev: {rev}
    hooks:
      - id: policylint-check
      - id: policylint-gate
      - id: policylint-rules-test
"""
FILES = {
    ".policylint.yaml": "select: [REL001, MAN001, PRO005]\n",
    "MODEL_CARD.md": CARD,
    **repository(),
    "deploy/live.yaml": manifest(f"{SERVING}\n    modelCard: {{path: MODEL_CARD.md}}"),
}
SERVES = "serve/replicate.yaml"
UNPINNED = version(FILES[SERVES]).replace("version:", "# version:")
# What is read, by its name, and what is not. A hook that passed names on would fall over some of them.
READ = (
    "e.yaml",
    "e.yml",
    "e.json",
    "UPPER.YAML",
    "deep/er/e.yaml",
    ".hidden/e.yaml",
    "two words.yaml",
    "straße.yaml",
    "-x.yaml",
    "--fail-on=none.yaml",
    "@e.yaml",
    ":(exclude)e.yaml",
    "*.yaml",
    "a'b\"c.yaml",
    "$(touch pwned).yaml",
    "e;touch pwned.yaml",
)
NOT_READ = ("e.txt", "e.yaml.bak", "e.yaml~", "yaml", "e.yaml.j2")


class Project:
    """A repository whose commits pass through the hook."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder, self.home = folder, home

    def git(self, *words: str, code: int = 0) -> str:
        """Run git in the repository, with pre-commit's cache where this test keeps it."""
        return checkout.run("git", *words, folder=self.folder, code=code, PRE_COMMIT_HOME=str(self.home))

    def pre_commit(self, *words: str, code: int = 0) -> str:
        """Run pre-commit in the repository."""
        return checkout.run(PRE_COMMIT, *words, folder=self.folder, code=code, PRE_COMMIT_HOME=str(self.home))

    def start(self, **changes: str) -> None:
        """A repository that keeps the rules, with these changes, staged in place of what is there."""
        for path in self.folder.iterdir():
            if path.name not in {".git", ".pre-commit-config.yaml"}:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        write(self.folder, FILES | changes)
        self.git("add", "--all")

    def commit(self) -> None:
        """Commit what is staged, without asking anybody."""
        self.git("commit", "--quiet", "--no-verify", "--allow-empty", "--message=Start")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with this checkout as it stands."""
    return checkout.repository(checkout.copy(tmp_path_factory.mktemp("source") / "policylint"))


@pytest.fixture(scope="module")
def project(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A repository that has the hooks from a copy of this checkout, by URL and commit, as anybody would have them."""
    folder = tmp_path_factory.mktemp("hook")
    rev = checkout.run("git", "rev-parse", "HEAD", folder=source).strip()
    (folder / "project").mkdir()
    project = Project(folder / "project", folder / "cache")
    project.git("init", "--quiet", "--initial-branch=main")
    (project.folder / ".pre-commit-config.yaml").write_text(CONFIG.format(url=f"file://{source}", rev=rev))
    for stage in ("pre-commit", "pre-push"):
        project.pre_commit("install", "--hook-type", stage)
    return project


def test_a_commit_that_breaks_a_rule_is_blocked(project: Project) -> None:
    """git makes no commit, and the person reads the finding."""
    project.start(**{SERVES: UNPINNED})
    said = project.git("commit", "--message=Serve the model", code=1)
    assert "REL001" in said
    assert "exit code: 1" in said
    project.git("rev-parse", "--verify", "--quiet", "HEAD", code=1)


def test_a_commit_that_keeps_the_rules_passes(project: Project) -> None:
    """The same repository, mended."""
    project.start()
    said = project.git("commit", "--message=Serve the model")
    assert "Passed" in said
    assert "Skipped" not in said


def test_the_hook_runs_when_a_commit_touches_no_file_of_ours(project: Project) -> None:
    """pre-commit skips hooks whose files did not change, and a deletion is no change to it; this one always runs."""
    project.start()
    project.commit()
    write(project.folder, {"notes.txt": "nothing to judge\n"})
    project.git("add", "notes.txt")
    assert "Passed" in project.git("commit", "--message=Notes")
    project.git("rm", "--quiet", "notes.txt")
    said = project.git("commit", "--message=No notes")
    assert "Passed" in said
    assert "Skipped" not in said


def test_what_is_staged_is_judged_and_not_what_lies_beside_it(project: Project) -> None:
    """pre-commit puts unstaged changes away while hooks run."""
    project.start()
    project.commit()
    path = project.folder / SERVES
    (project.folder / "notes.txt").write_text("staged\n")
    project.git("add", "notes.txt")
    path.write_text(UNPINNED)
    project.git("commit", "--message=Only notes")
    assert path.read_text() == UNPINNED

    project.git("add", SERVES)
    path.write_text(FILES[SERVES])
    assert "REL001" in project.git("commit", "--message=The bad one", code=1)
    assert path.read_text() == FILES[SERVES]


def test_the_deletion_of_a_model_card_is_judged(project: Project) -> None:
    """pre-commit names no file that is gone."""
    project.start()
    project.commit()
    project.git("rm", "--quiet", "MODEL_CARD.md")
    said = project.git("commit", "--message=No card", code=1)
    assert "MODEL_CARD.md" in said


def test_a_renamed_file_is_judged_with_what_names_it(project: Project) -> None:
    """The manifest still names the old place."""
    project.start()
    project.commit()
    project.git("mv", SERVES, "serve/another.yaml")
    said = project.git("commit", "--message=Another name", code=1)
    assert SERVES in said


def test_names_of_files(project: Project) -> None:
    """Every file that is read is judged, whatever it is called, and nothing of a name is obeyed."""
    project.start()
    project.commit()
    names = {name: f"name-{number}-production" for number, name in enumerate((*READ, *NOT_READ))}
    for path, name in names.items():
        (project.folder / path).parent.mkdir(parents=True, exist_ok=True)
        body = BLOCKED.replace("summariser-production", name)
        (project.folder / path).write_text(json.dumps(yaml.safe_load(body)) if path.endswith("json") else body)
    project.git("add", "--all")
    said = project.pre_commit("run", "policylint-check", code=1)
    found = {path for path, name in names.items() if re.search(rf"(?m)^{name} ", said)}
    assert found == set(READ)
    assert not list(project.folder.rglob("pwned"))


def test_no_module_of_the_repository_is_run(project: Project) -> None:
    """A `click.py` there is a file like any other.

    pre-commit is asked directly: its hook script runs `python -mpre_commit`, which takes modules from there itself.
    """
    project.start()
    project.commit()
    for name in ("click.py", "policylint.py", "json.py", "sitecustomize.py"):
        (project.folder / name).write_text("open('pwned', 'w')\n")
    project.git("add", "--all")
    assert "Passed" in project.pre_commit("run", "policylint-check")
    assert "Failed" in project.pre_commit("run", "policylint-gate", "--hook-stage=pre-push", code=1)
    assert not (project.folder / "pwned").exists()


@pytest.fixture
def remote(project: Project, tmp_path: Path) -> Iterator[Path]:
    """A remote that has such a repository on main."""
    checkout.run("git", "init", "--quiet", "--bare", "--initial-branch=main", "remote", folder=tmp_path)
    project.start()
    project.commit()
    project.git("remote", "add", "there", str(tmp_path / "remote"))
    project.git("push", "--quiet", "--no-verify", "there", "main")
    yield tmp_path / "remote"
    project.git("checkout", "--quiet", "main")
    project.git("remote", "remove", "there")


def promote(project: Project) -> None:
    """A commit on a new branch that serves another version of the model."""
    write(project.folder, {SERVES: version(FILES[SERVES])})
    project.git("checkout", "--quiet", "-B", "promote")
    project.git("commit", "--quiet", "--no-verify", "--all", "--message=Promote")


def test_a_push_that_promotes_is_judged_against_what_the_remote_has(project: Project, remote: Path) -> None:
    """A new branch is compared with where it left the others, and blocked; the remote gets nothing."""
    promote(project)
    said = project.git("push", "there", "promote", code=1)
    assert "PRO005" in said
    assert "exit code: 1" in said
    assert "promote" not in checkout.run("git", "branch", folder=remote)


def test_what_is_pushed_is_judged_and_not_what_is_checked_out(project: Project, remote: Path) -> None:
    """The branch is another one than that in the working tree."""
    promote(project)
    project.git("checkout", "--quiet", "main")
    assert "PRO005" in project.git("push", "there", "promote", code=1)


def test_a_push_that_promotes_nothing_passes(project: Project, remote: Path) -> None:
    """And a push that deletes a branch, for which pre-commit runs nothing."""
    project.git("checkout", "--quiet", "-B", "notes")
    (project.folder / "notes.txt").write_text("nothing to judge\n")
    project.git("add", "notes.txt")
    project.git("commit", "--quiet", "--message=Notes")
    assert "Passed" in project.git("push", "there", "notes")
    project.git("push", "there", "--delete", "notes")


def test_the_hooks_can_be_tried(project: Project, source: Path) -> None:
    """`pre-commit try-repo` needs no configuration; `policylint` is the first name of `policylint-check`."""
    project.start(**{SERVES: UNPINNED})
    said = project.pre_commit("try-repo", str(source), "policylint", "--verbose", code=1)
    assert "REL001" in said


def test_the_tests_of_own_rules_run_at_a_commit(project: Project) -> None:
    """Without such rules the hook passes and says so; a test that fails, and one that is deleted, block."""
    project.start()
    assert "Nothing was tested: no rules of your own" in project.pre_commit("run", "policylint-rules-test")
    policy = 'package main\n\ndeny contains "no owner" if input.owner == ""\n'
    tests = 'package main_test\n\nimport data.main\n\ntest_owner if main.deny == set() with input as {"owner": ""}\n'
    settings = FILES[".policylint.yaml"] + "policies: [policy]\n"
    project.start(**{".policylint.yaml": settings, "policy/owner.rego": policy, "policy/owner_test.rego": tests})
    said = project.git("commit", "--message=A test that fails", code=1)
    assert "policy/owner_test.rego:5:1: main_test.test_owner failed: its value is undefined" in said
    write(project.folder, {"policy/owner_test.rego": tests.replace("main.deny ==", "main.deny !=")})
    project.git("add", "--all")
    assert "1 test, 1 passed, 0 failed, 0 skipped" in project.git("commit", "--message=Mended")
    project.git("rm", "--quiet", "policy/owner_test.rego")
    said = project.git("commit", "--message=No test", code=1)
    assert "your rules have no test at all" in said
    assert "exit code: 2" in said


def test_every_entry_is_the_console_script_with_a_command_that_there_is() -> None:
    """`python -m policylint` would look for modules in the judged repository."""
    hooks = yaml.safe_load((checkout.ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    names = ["policylint-check", "policylint-gate", "policylint-rules-test", "policylint"]
    assert [hook["id"] for hook in hooks] == names
    for hook in hooks:
        program, command, *_ = hook["entry"].split()
        assert (program, hook["language"]) == ("policylint", "python")
        assert command in COMMANDS
        assert (hook["always_run"], hook["pass_filenames"]) == (True, False)
