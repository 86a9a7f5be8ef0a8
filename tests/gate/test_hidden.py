"""A change cannot hide what it does: what was read at the base and cannot be at the head is not decided."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from support.commits import BODY, Link, Repo, Submodule, git, repository, version
from support.manifests import manifest

if TYPE_CHECKING:
    from pathlib import Path

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a" * 64 + "\nsize 1234\n"
BAD = version(BODY)
TURNED = [
    ("a link out of the tree", {"serve/replicate.yaml": Link("/etc/passwd")}),
    ("a link inside the tree", {"serve/replicate.yaml": Link("other.txt"), "serve/other.txt": BAD}),
    ("a link to another document", {"serve/replicate.yaml": Link("other.yaml"), "serve/other.yaml": BAD}),
    ("a manifest that is a link", {"deploy/live.yaml": Link("../hidden.yaml"), "hidden.yaml": manifest(stage="space")}),
    ("a folder that is a link", {"serve/replicate.yaml": None, "serve/staging.yaml": None, "serve": Link("elsewhere")}),
    ("a submodule", {"serve/replicate.yaml": None, "serve/staging.yaml": None, "serve": Submodule()}),
    ("a manifest that is a submodule", {"deploy/live.yaml": Submodule()}),
    ("an LFS pointer", {"serve/replicate.yaml": POINTER}),
    ("an LFS pointer in place of the manifest", {"deploy/live.yaml": POINTER}),
    ("a duplicate key", {"serve/replicate.yaml": f"{BODY}{BAD.splitlines()[2]}\n"}),
    ("a duplicate key in the manifest", {"deploy/live.yaml": manifest() + "  stage: space\n"}),
    ("a merge key", {"serve/replicate.yaml": f"<<: {{version: {'1' * 64}}}\n{BODY}"}),
    ("another encoding", {"serve/replicate.yaml": BAD.encode("utf-16-le")}),
    ("bad syntax", {"serve/replicate.yaml": BAD + "\t- [\n"}),
    ("a template", {"serve/replicate.yaml": BAD.replace("name: digest", "name: {{ .Values.name }}\n{{- end }}")}),
    ("a new file with a duplicate key", {"serve/more.yaml": f"{BODY}{BAD.splitlines()[2]}\n"}),
    (
        "a new template that serves a model",
        {"charts/t/llm.yaml": "{{- if .x }}\nimage: vllm/vllm-openai:v1\n{{- end }}\n"},
    ),
    ("an empty file", {"serve/replicate.yaml": "", "deploy/live.yaml": None}),
    ("something else", {"serve/replicate.yaml": "hello: world\n", "deploy/live.yaml": None}),
    ("a manifest that is malformed", {"deploy/live.yaml": manifest().replace("stage: production", "stage: prod")}),
    ("a kind of its own", {"deploy/live.yaml": manifest().replace("ModelDeployment", "ModelDeploym\u0435nt")}),
    ("a file name that turns text", {"serve/more\u202e.yaml": BAD}),
    ("a file name with a control character", {"serve/more\x01.yaml": BAD}),
]


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


@pytest.mark.parametrize(("what", "head"), TURNED, ids=[what for what, _ in TURNED])
def test_what_is_hidden_is_not_compliant(repo: Repo, what: str, head: dict[str, Any]) -> None:
    repo.change(repository(), head)
    done = repo.gate()
    assert done.code == 2, done.report
    assert done.problems


@pytest.mark.parametrize("value", ["1" * 40 + "\u200b", "main", "1" * 63])
def test_a_version_that_is_none_is_blocked(repo: Repo, value: str) -> None:
    repo.change(repository(), {"serve/replicate.yaml": version(BODY, value)})
    done = repo.gate()
    assert done.code in (1, 2)


def test_a_change_inside_a_merge_commit_is_seen(repo: Repo) -> None:
    repo.commit(repository())
    repo.commit({"one.txt": "1\n"}, "other", start="main")
    repo.commit({"two.txt": "2\n"}, "change", start="main")
    repo.commit({"serve/replicate.yaml": BAD}, "change", also=("other",), message="Merge branch 'other'")
    done = repo.gate()
    assert done.promotions == {"digest-live": ["version"]}
    assert done.code == 1


def test_a_promotion_in_two_commits_is_one(repo: Repo) -> None:
    repo.commit(repository())
    repo.commit({"serve/replicate.yaml": BODY + "# soon\n"}, "change", start="main")
    repo.commit({"serve/replicate.yaml": BAD}, "change")
    repo.commit({"README.txt": "later\n"}, "change")
    assert repo.gate().promotions == {"digest-live": ["version"]}


def test_what_the_working_tree_and_the_index_say_has_no_effect(repo: Repo) -> None:
    repo.change(repository(), {"serve/replicate.yaml": BAD})
    git(repo.root, "checkout", "-q", "change")
    (repo.root / "serve/replicate.yaml").write_text(BODY)
    (repo.root / ".policylint.yaml").write_text("disable: [PRO001, PRO002, REL002]\n")
    git(repo.root, "add", "-A")
    done = repo.gate(head="HEAD")
    assert done.promotions == {"digest-live": ["version"]}
    assert "PRO001" in done.codes


def test_a_template_of_something_else_is_passed_over(repo: Repo) -> None:
    repo.change(repository(), {"charts/t/web.yaml": "{{- if .x }}\nimage: nginx:1\n{{- end }}\n"})
    done = repo.gate()
    assert (done.code, [each["path"] for each in done.report["problems"]]) == (0, ["charts/t/web.yaml"])


def test_a_space_that_is_none_is_judged_as_in_production(repo: Repo) -> None:
    more = {"deploy/more.yaml": manifest("serving: [{path: serve/more.yaml}]", stage="space", name="more")}
    repo.change(repository(), {**more, "serve/more.yaml": BAD.replace("name: digest", "name: more")})
    done = repo.gate()
    assert done.promotions == {"more": ["first"]}
    assert done.code == 1
    assert {each["stage"] for each in done.report["findings"] if each["deployment"] == "more"} == {"production"}


def test_names_that_are_no_text_and_names_that_no_checkout_can_hold(repo: Repo) -> None:
    repo.commit(repository())
    repo.commit({os.fsdecode(b"serve/\xff.yaml"): BAD, "serve/replicate.yaml": BAD}, "change", start="main")
    done = repo.gate()
    assert done.code == 2
    assert done.promotions == {"digest-live": ["version"]}


def test_a_tree_that_holds_a_name_twice_is_refused(repo: Repo) -> None:
    repo.change(repository(), {"a.txt": "a\n"})
    good, bad = (repo.blob(text) for text in (BODY, BAD))
    twice = repo.tree([("100644", good, "replicate.yaml"), ("100644", bad, "replicate.yaml")])
    tree = repo.tree([("40000", twice, "serve")])
    head = git(repo.root, "-c", "user.name=a", "-c", "user.email=a@b", "commit-tree", tree, "-p", "main", "-m", "x")
    done = repo.gate(head=head.strip())
    assert done.code == 2
    assert "twice" in done.problems[0][1]


def test_broken_files_that_the_change_leaves_alone_block_nothing(repo: Repo) -> None:
    repo.change(repository(**{"charts/x.yaml": "a: 1\na: 2\n"}), {"README.txt": "Hello\n"})
    done = repo.gate()
    assert done.code == 0
    assert [each["path"] for each in done.report["problems"]] == ["charts/x.yaml"]


def test_a_system_that_is_gone_is_no_way_out(repo: Repo) -> None:
    repo.change(repository(), {"deploy/system.yaml": None, "serve/replicate.yaml": BAD})
    assert repo.gate().code in (1, 2)
