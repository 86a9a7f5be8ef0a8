"""Inside git: what is tracked or not ignored, asked without running anything of the repository's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.folders import found, git, problems, repository, sources, write

from policylint.discovery import discover
from policylint.model.documents import Source


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with two tracked files."""
    return repository(Path(os.path.realpath(tmp_path)) / "root", "a.yaml", "dir/b.yaml")


def test_tracked_and_new_files_are_read_and_ignored_ones_are_not(root: Path) -> None:
    write(root, "new.yaml", "ignored/x.yaml", "node_modules/kept.yaml")
    (root / ".gitignore").write_text("ignored/\n")
    assert sources(root) == ["a.yaml", "dir/b.yaml", "new.yaml", "node_modules/kept.yaml"]


def test_an_ignored_file_that_is_tracked_is_read(root: Path) -> None:
    (root / ".gitignore").write_text("*.yaml\n")
    assert sources(root) == ["a.yaml", "dir/b.yaml"]


def test_an_ignored_file_that_is_named_is_read(root: Path) -> None:
    (root / ".gitignore").write_text("*.yaml\n")
    write(root, "secret.yaml")
    assert sources(root, "secret.yaml") == ["secret.yaml"]


def test_a_folder_below_the_root_gives_its_own_files(root: Path) -> None:
    write(root, "dir/new.yaml")
    assert sources(root, "dir") == ["dir/b.yaml", "dir/new.yaml"]
    assert sources(root, ".", cwd=root / "dir") == ["dir/b.yaml", "dir/new.yaml"]


def test_a_tracked_file_that_somebody_deleted_is_not_there(root: Path) -> None:
    (root / "a.yaml").unlink()
    assert found(root) == [("source", "dir/b.yaml")]


def test_a_conflict_gives_a_file_once(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "other")
    write(root, "a.yaml", text="a: 2\n")
    git(root, "commit", "-q", "-am", "other")
    git(root, "checkout", "-q", "main")
    write(root, "a.yaml", text="a: 3\n")
    git(root, "commit", "-q", "-am", "main")
    with pytest.raises(Exception, match="merge"):
        git(root, "merge", "-q", "other")
    assert sources(root) == ["a.yaml", "dir/b.yaml"]


def test_names_that_git_would_quote_are_names(root: Path) -> None:
    write(root, 'quo"te é.yaml', "tab\tno.yaml")
    assert sources(root) == ["a.yaml", "dir/b.yaml", 'quo"te é.yaml']
    assert [problem.path for problem in problems(root)] == ["tab\\u0009no.yaml"]


def test_a_repository_inside_is_told_and_not_looked_into(root: Path) -> None:
    repository(root / "inner", "x.yaml")
    (problem,) = problems(root)
    assert (problem.kind, problem.path, problem.blocks) == ("repository", "inner", False)
    assert problem.hint == "Name the folder to check it too."
    assert sources(root, "inner") == ["inner/x.yaml"]


def test_a_submodule_is_told_and_not_looked_into(root: Path) -> None:
    inner = repository(root.parent / "inner", "x.yaml")
    git(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "sub")
    assert [(problem.kind, problem.path) for problem in problems(root)] == [("repository", "sub")]


def test_a_linked_folder_is_not_looked_into(root: Path) -> None:
    write(root.parent, "outside/x.yaml")
    (root / "link").symlink_to("../outside")
    git(root, "add", "-A")
    assert sources(root) == ["a.yaml", "dir/b.yaml"]


def test_a_tracked_file_behind_a_link_out_of_the_tree_is_not_read(root: Path) -> None:
    """git still lists dir/b.yaml when dir has become a link."""
    write(root.parent, "outside/b.yaml", text="secret: 1\n")
    (root / "dir/b.yaml").unlink()
    (root / "dir").rmdir()
    (root / "dir").symlink_to("../outside")
    items = [item for item in discover(["."], str(root), cwd=str(root)) if item.path == "dir/b.yaml"]
    assert not any(isinstance(item, Source) for item in items)


@pytest.mark.parametrize("variable", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"])
def test_variables_that_a_hook_leaves_behind_do_not_matter(
    root: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, str(root.parent / "elsewhere"))
    assert sources(root) == ["a.yaml", "dir/b.yaml"]


def test_nothing_of_the_repository_is_run(root: Path) -> None:
    """A monitor and hooks of the repository's configuration would leave a file behind."""
    script = root / "monitor.sh"
    script.write_text(f"#!/bin/sh\ntouch {root}/was-run\nexit 1\n")
    script.chmod(0o755)
    git(root, "config", "core.fsmonitor", str(script))
    git(root, "config", "core.hooksPath", str(root))
    (root / "post-index-change").symlink_to(script)
    assert sources(root) == ["a.yaml", "dir/b.yaml"]
    assert not (root / "was-run").exists()


def test_the_index_is_not_written(root: Path) -> None:
    before = (root / ".git/index").stat().st_mtime_ns
    os.utime(root / "a.yaml")
    assert sources(root)
    assert (root / ".git/index").stat().st_mtime_ns == before


def test_where_git_refuses_every_file_is_looked_at_and_it_is_said(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(root, "a.yaml", "node_modules/b.yaml")
    (root / ".git").write_text("gitdir: /nowhere\n")
    assert sources(root) == ["a.yaml"]
    (problem,) = problems(root)
    assert (problem.kind, problem.blocks) == ("git", False)
    assert problem.message.startswith("git cannot list this folder (not a git repository")


def test_where_there_is_no_git_every_file_is_looked_at(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(root))
    assert sources(root) == ["a.yaml", "dir/b.yaml"]
    (problem,) = problems(root)
    assert problem.message.startswith("git cannot list this folder (git cannot be started")


def test_git_is_not_started_when_only_files_are_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(root))
    assert found(root, "a.yaml", "dir/b.yaml") == [("source", "a.yaml"), ("source", "dir/b.yaml")]


def test_a_folder_of_many_files_is_listed_whole(root: Path) -> None:
    """More names than a pipe holds at once."""
    names = [f"many/{'x' * 100}{i}.yaml" for i in range(2000)]
    write(root, *names)
    assert len(sources(root)) == 2002
