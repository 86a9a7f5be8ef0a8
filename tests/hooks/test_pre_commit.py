"""The hook, run by real pre-commit in a real repository."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from support import checkout

pytestmark = pytest.mark.packaging

PRE_COMMIT = Path(sys.executable).with_name("pre-commit")
CONFIG = """\
repos:
  - repo: {url}
    rev: {rev}
    hooks:
      - id: policylint
"""


class Project:
    """A repository whose commits pass through the hook."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder, self.home = folder, home

    def git(self, *words: str, code: int = 0) -> str:
        """Run git in the repository, with pre-commit's cache where this test keeps it."""
        return checkout.run("git", *words, folder=self.folder, code=code, PRE_COMMIT_HOME=str(self.home))

    def fill(self, example: str) -> None:
        """Put an example repository in place of what is there, and stage it."""
        for path in self.folder.iterdir():
            if path.name not in {".git", ".pre-commit-config.yaml"}:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        source = checkout.ROOT / "examples" / example
        for path in filter(Path.is_file, source.rglob("*")):
            place = self.folder / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            # Paths in manifests start at the root of the repository, which is another here.
            place.write_text(path.read_text(encoding="utf-8").replace(f"examples/{example}/", ""), encoding="utf-8")
        self.git("add", "--all")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A repository that has the hook from a copy of this checkout, by URL and commit, as anybody would have it."""
    folder = tmp_path_factory.mktemp("hook")
    source = checkout.repository(checkout.copy(folder / "policylint"))
    rev = checkout.run("git", "rev-parse", "HEAD", folder=source).strip()
    (folder / "project").mkdir()
    project = Project(folder / "project", folder / "cache")
    project.git("init", "--quiet", "--initial-branch=main")
    (project.folder / ".pre-commit-config.yaml").write_text(CONFIG.format(url=f"file://{source}", rev=rev))
    checkout.run(PRE_COMMIT, "install", folder=project.folder, PRE_COMMIT_HOME=str(project.home))
    return project


def test_a_commit_that_breaks_a_rule_is_blocked(project: Project) -> None:
    """git makes no commit, and the person reads the finding."""
    project.fill("before")
    said = project.git("commit", "--message=Serve the model", code=1)
    assert "REL001" in said
    assert "exit code: 1" in said
    project.git("rev-parse", "--verify", "--quiet", "HEAD", code=1)


def test_a_commit_that_keeps_the_rules_passes(project: Project) -> None:
    """The same repository, mended."""
    project.fill("after")
    said = project.git("commit", "--message=Serve the model")
    assert "Passed" in said
    assert "Skipped" not in said


def test_the_hook_runs_when_a_commit_touches_no_file_of_ours(project: Project) -> None:
    """pre-commit skips hooks whose files did not change, and a deletion is no change to it; this one always runs."""
    project.fill("after")
    project.git("commit", "--quiet", "--allow-empty", "--message=Start")
    (project.folder / "notes.txt").write_text("nothing to judge\n")
    project.git("add", "notes.txt")
    assert "Passed" in project.git("commit", "--message=Notes")
    project.git("rm", "--quiet", "notes.txt")
    said = project.git("commit", "--message=No notes")
    assert "Passed" in said
    assert "Skipped" not in said
