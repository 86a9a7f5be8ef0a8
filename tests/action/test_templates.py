"""The recipes for GitLab and for any other CI, run as those run them."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support import checkout
from support.command import COMMAND, write
from support.commits import BODY, Repo, git, repository, version

if TYPE_CHECKING:
    from pathlib import Path

GITLAB: dict[str, Any] = yaml.safe_load(
    (checkout.ROOT / "templates" / "policylint.gitlab-ci.yml").read_text(encoding="utf-8")
)["policylint"]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with the change checked out, in which origin/main is not known."""
    repo = Repo(tmp_path / "origin")
    repo.change(repository(), {"serve/replicate.yaml": version(BODY)})
    git(tmp_path, "clone", "-q", "--branch", "change", "--single-branch", f"file://{repo.root}", "clone")
    return tmp_path / "clone"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A Python that makes environments in which policylint is there already."""
    place = tmp_path / "made" / "bin"
    write(place, {"python": "#!/bin/sh\nexit 0\n"})
    (place / "policylint").symlink_to(COMMAND)
    fake = f'#!/bin/sh\nfor last; do :; done\nrm -rf "$last"\ncp -RP {place.parent} "$last"\n'
    write(tmp_path / "fake", {"python": fake, "python3": fake})
    for path in (place / "python", tmp_path / "fake" / "python", tmp_path / "fake" / "python3"):
        path.chmod(0o755)
    return tmp_path / "fake"


def shell(clone: Path, installed: Path, script: str, *words: str, **given: str) -> subprocess.CompletedProcess[str]:
    """A script for a shell, with the job's variables."""
    path = f"{installed}:/usr/local/bin:/usr/bin:/bin"
    return subprocess.run(
        ["bash", "-c", script, "bash", *words],
        cwd=clone,
        env=checkout.surroundings(PATH=path, **given),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def gitlab(clone: Path, installed: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """The job of the template, as a runner runs it: one script that ends at the first failure."""
    lines = [
        str(line).replace("/tmp/policylint", f"{clone.parent}/place")
        for line in GITLAB["before_script"] + GITLAB["script"]
    ]
    job = {"GITLAB_CI": "true", "CI": "true", "CI_DEFAULT_BRANCH": "main", "POLICYLINT": "policylint"}
    return shell(clone, installed, "set -eo pipefail\n" + "\n".join(lines), **(job | given))


def test_gitlab_judges_a_merge_request(clone: Path, installed: Path) -> None:
    done = gitlab(clone, installed, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main")
    assert done.returncode == 1, done.stderr
    assert "Promotes" in done.stdout
    assert json.loads((clone / "gl-code-quality.json").read_text(encoding="utf-8"))
    assert "<testsuite" in (clone / "policylint.xml").read_text(encoding="utf-8")
    reports = GITLAB["artifacts"]["reports"]
    assert [(clone / reports[name]).exists() for name in ("codequality", "junit")] == [True, True]


@pytest.mark.parametrize("branch", ["$(touch pwned)", "--upload-pack=touch pwned", "gone"])
def test_gitlab_runs_no_branch_name(clone: Path, installed: Path, branch: str) -> None:
    done = gitlab(clone, installed, CI_MERGE_REQUEST_TARGET_BRANCH_NAME=branch)
    assert done.returncode not in (0, 1), done.stderr
    assert not (clone / "pwned").exists()


def test_gitlab_says_what_to_set(clone: Path, installed: Path) -> None:
    done = gitlab(clone, installed, POLICYLINT="")
    assert done.returncode == 2
    assert "Set POLICYLINT" in done.stderr


SCRIPT = (checkout.ROOT / "templates" / "policylint.sh").read_text(encoding="utf-8")


def test_a_plain_shell_judges_a_branch(clone: Path, installed: Path) -> None:
    done = shell(clone, installed, SCRIPT, "main", POLICYLINT="policylint")
    assert done.returncode == 1, done.stderr
    assert "Promotes" in done.stdout
    assert (clone / "policylint.xml").exists()


@pytest.mark.parametrize("words", [(), ("$(touch pwned)",), ("--upload-pack=touch pwned",), ("gone",)])
def test_a_plain_shell_runs_no_branch_name(clone: Path, installed: Path, words: tuple[str, ...]) -> None:
    done = shell(clone, installed, SCRIPT, *words, POLICYLINT="policylint")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("policylint.sh: ")
    assert not (clone / "pwned").exists()


def test_the_template_lets_nothing_of_the_judged_repository_run() -> None:
    text = json.dumps(GITLAB)
    assert "python -I -m venv" in text
    assert "allow_failure" not in GITLAB
