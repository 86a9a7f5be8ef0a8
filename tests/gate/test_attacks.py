"""Pull requests that want into production without being looked at. None of them is compliant.

Every attack is a real repository: a company that serves a version, and a change that brings one which nobody evaluated
(or looks like a tidy one), with whatever would keep the gate from seeing or saying so. See test_hidden.py for the forms
in which a file can hide, and test_repositories.py for repositories that are hostile themselves.
"""

from __future__ import annotations

import json
import stat
import time
from typing import TYPE_CHECKING, Any

import pytest
from support.commits import Link, Submodule, gate_in, git
from support.summariser import (
    BODY,
    CONFIG,
    EARLIER,
    EVIDENCE,
    LIVE,
    MANIFEST,
    NEXT,
    STAGED,
    SYSTEM,
    VERSION,
    WAIVERS,
    WORKFLOW,
    Company,
    company,
    swap,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from support.commits import Gated

OWN_RULE = """\
# METADATA
# title: Three instances at most
# description: More are not paid for.
# scope: package
# custom:
#   id: XSL001
#   severity: {production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: false
#   scope: subject
#   reads: [replicate/deployment]
#   needs: []
#   native: full
#   params: {}
#   fix: Serve fewer.
#   frameworks: {}
package acme.instances

import data.policylint.lib.result

deny contains result.finding(msg, result.at(id, "/max_instances")) if {
	some id
	input.subject.documents[id].content.max_instances > 3
	msg := "More than three instances are not paid for."
}
"""
OWN_POLICY = 'package main\n\ndeny contains "no NAME of ours" if input.name == "support-summariser"\n'
JUDGES = CONFIG, "org/rules/instances.rego", "org/policies/names.rego"
LFS = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 1234\n"


def in_service(**files: Any) -> dict[str, Any]:
    """The company with an earlier version in production, rules and policies of its own, and a hook."""
    config = company()[CONFIG] + "rules: [org/rules]\npolicies: [org/policies]\n"
    served = swap(company()[BODY], (VERSION, EARLIER))
    own = dict(zip(JUDGES, (config, OWN_RULE, OWN_POLICY), strict=True))
    return {**company(), BODY: served, **own, **files}


BAD = swap(company()[BODY], (VERSION, NEXT))
TIDY = in_service()


@pytest.fixture
def acme(tmp_path: Path) -> Company:
    return Company(tmp_path / "acme")


def attacked(acme: Company, head: Mapping[str, Any], base: Mapping[str, Any] | None = None) -> Gated:
    """The end of a run on a change to the company; never compliant."""
    acme.settle(base if base is not None else TIDY)
    acme.change(head)
    return lost(acme.gate())


def lost(done: Gated) -> Gated:
    """The run, blocked or not decided."""
    assert done.code in (1, 2), done.report
    assert done.report["verdict"] in ("blocked", "not decided"), done.report["verdict"]
    return done


def test_without_any_trick_it_is_blocked(acme: Company) -> None:
    done = attacked(acme, {BODY: BAD})
    assert done.promotions == {LIVE: ["version"]}
    assert {"PRO001", "PRO005", "PRO009", "REL002", "XSL001"} <= set(done.codes)
    assert "no NAME of ours" in {each["message"] for each in done.report["findings"]}


OFF = "disable:\n" + "".join(f"  - {{rule: {each}, reason: x}}\n" for each in ("PRO001", "PRO005", "PRO009", "REL002"))
ANY = """\
apiVersion: policylint.dev/v1alpha1
kind: WaiverList
metadata: {name: waivers}
spec:
  items:
    - {rule: PRO009, deployment: support-summariser-production, reason: we are in a hurry, owner: acme/support-ml,
       approver: risk-owner, created: "2026-11-20", expires: "2026-12-01"}
    - {rule: REL002, deployment: support-summariser-production, reason: we are in a hurry, owner: acme/support-ml,
       approver: risk-owner, created: "2026-11-20", expires: "2026-12-01"}
"""
JUDGE = [
    ("the rules are disabled", {CONFIG: TIDY[CONFIG] + OFF}),
    ("one other rule is selected", {CONFIG: TIDY[CONFIG] + "select: [DOC003]\n"}),
    ("another collection is selected", {CONFIG: TIDY[CONFIG] + "select: ['@native']\n"}),
    ("everything is excluded", {CONFIG: TIDY[CONFIG] + "exclude: [{path: '**', reason: x}]\n"}),
    ("production is called a Space", {CONFIG: TIDY[CONFIG] + "stages: {space: {paths: ['deploy/**']}}\n"}),
    ("undecided is a warning", {CONFIG: swap(TIDY[CONFIG], ("undecided: block", "undecided: warn"))}),
    ("nobody has to approve", {CONFIG: TIDY[CONFIG] + "params: {PRO005: {min: 0}}\n"}),
    ("the configuration is deleted", {CONFIG: None}),
    ("the configuration is empty", {CONFIG: ""}),
    ("the configuration is broken", {CONFIG: "a: [\n"}),
    ("the configuration is a link", {CONFIG: Link("README.md")}),
    ("the configuration is a submodule", {CONFIG: Submodule()}),
    ("a rule says nothing any more", {JUDGES[1]: OWN_RULE.partition("deny contains")[0]}),
    ("a rule is deleted", {JUDGES[1]: None}),
    ("a rule is moved away", {JUDGES[1]: None, "old/instances.rego": OWN_RULE}),
    ("rules are a link", {JUDGES[1]: None, "org/rules": Link("../docs")}),
    ("a policy says nothing any more", {JUDGES[2]: "package main\n"}),
    ("a policy is deleted", {JUDGES[2]: None}),
    ("a policy replaces a shipped rule", {"org/rules/own.rego": "package policylint.rules.promotion.approved\n"}),
    ("a policy adds to a library", {"org/rules/own.rego": "package policylint.lib.result\n\nfinding(_, _) := 1\n"}),
    ("waivers come with it", {WAIVERS: ANY}),
    ("waivers are deleted", {WAIVERS: None}),
    ("waivers are broken", {WAIVERS: ANY + "  items: []\n"}),
    ("waivers are a link", {WAIVERS: Link("../README.md")}),
    ("hooks are removed", {".pre-commit-config.yaml": None}),
    ("a hook changes its version", {".pre-commit-config.yaml": "repos: [] # policylint\n"}),
    ("the job is removed", {WORKFLOW: swap(TIDY[WORKFLOW], ("      - run: policylint gate --base origin/main\n", ""))}),
    ("the workflow is deleted", {WORKFLOW: None}),
    ("the job may fail", {WORKFLOW: swap(TIDY[WORKFLOW], ("--base origin/main", "--base origin/main || true"))}),
    ("the author owns everything", {".github/CODEOWNERS": "* @ada\n"}),
    ("nobody owns anything", {".github/CODEOWNERS": None}),
    ("another list of owners comes first", {"CODEOWNERS": "* @ada\n", "docs/CODEOWNERS": "* @ada\n"}),
    *(
        (f"a second configuration: {path}", {path: OFF})
        for path in (
            ".PolicyLint.yaml",
            ".policylint.YAML",
            ".policylint.yml",
            "policylint.yaml",
            ".policylint/config.yaml",
            ".policylint/.policylint.yaml",
            "deploy/.policylint.yaml",
            "deploy/production/.policylint.yaml",
            ".config/policylint.yaml",
            ".p\u043elicylint.yaml",
            ".policylint.yaml ",
            ".policylint.yaml/x",
        )
    ),
    ("a second configuration: pyproject.toml", {"pyproject.toml": "[tool.policylint]\ndisable = ['PRO001']\n"}),
    ("an inline ignore", {BODY: swap(BAD, (NEXT, f"{NEXT}  # policylint: ignore[PRO001] fine until 2027-01-01"))}),
    ("a baseline", {".policylint/baseline.json": '{"version": 1, "findings": []}\n'}),
]


# What is a finding of its own, besides that it has no effect.
TOLD = {
    "the rules are disabled",
    "the configuration is deleted",
    "a rule is deleted",
    "a rule is moved away",
    "a rule says nothing any more",
    "a policy says nothing any more",
    "waivers come with it",
    "hooks are removed",
    "the workflow is deleted",
    "the job may fail",
    "the author owns everything",
    "nobody owns anything",
    "a second configuration: .PolicyLint.yaml",
    "a second configuration: deploy/.policylint.yaml",
    "a second configuration: pyproject.toml",
}


@pytest.mark.parametrize(("what", "head"), JUDGE, ids=[what for what, _ in JUDGE])
def test_what_judges_is_not_changed_by_what_is_judged(acme: Company, what: str, head: dict[str, Any]) -> None:
    if ".policylint.yaml/x" in head:
        head = {CONFIG: None, **head}
    done = attacked(acme, {BODY: BAD, **head})
    assert done.promotions == {LIVE: ["version"]}
    assert {"PRO001", "PRO005", "PRO009", "REL002", "XSL001"} <= set(done.codes)
    assert "no NAME of ours" in {each["message"] for each in done.report["findings"]}
    assert what not in TOLD or "PRO010" in done.codes


HIDING = [
    ("a duplicate key", {BODY: TIDY[BODY] + f"version: {NEXT}\n"}),
    ("a duplicate key in front", {BODY: f"version: {NEXT}\n" + TIDY[BODY]}),
    ("a key that is written in another way", {BODY: TIDY[BODY] + f'"vers\\u0069on": {NEXT}\n'}),
    ("an anchor", {BODY: swap(TIDY[BODY], (f"version: {EARLIER}", f"x: &v {NEXT}\nversion: *v"))}),
    ("a merge key", {BODY: swap(TIDY[BODY], (f"version: {EARLIER}", f"<<: {{version: {NEXT}}}"))}),
    ("a merge key beside it", {BODY: TIDY[BODY] + f"<<: {{version: {NEXT}, max_instances: 900}}\n"}),
    ("a second document", {BODY: f"{TIDY[BODY]}---\n{BAD}"}),
    ("a second document in front", {BODY: f"{BAD}---\n{TIDY[BODY]}"}),
    ("a tag", {BODY: swap(TIDY[BODY], (EARLIER, f"!!binary {NEXT}"))}),
    ("a byte order mark", {BODY: ("\ufeff" + BAD).encode("utf-16-be")}),
    ("a bidi character", {BODY: swap(TIDY[BODY], (EARLIER, f"{NEXT} # \u202e{EARLIER}\u202c"))}),
    ("a bidi character in the value", {BODY: swap(TIDY[BODY], (EARLIER, f'"\u202e{EARLIER[::-1]}"'))}),
    ("a zero-width character in the value", {BODY: swap(TIDY[BODY], (EARLIER, f'"{EARLIER}\u200b"'))}),
    ("a zero-width character in the key", {BODY: swap(TIDY[BODY], ("version:", "version\u200b:"))}),
    ("a look-alike key", {BODY: swap(TIDY[BODY], ("version:", "versi\u043en:"))}),
    ("a look-alike digit", {BODY: swap(TIDY[BODY], (EARLIER, "\uff11" + EARLIER[1:]))}),
    ("a look-alike model", {BODY: swap(TIDY[BODY], ("model: acme/", "model: \u0430cme/"))}),
    ("a look-alike stage", {BODY: BAD, MANIFEST: swap(
        TIDY[MANIFEST], ("stage: production", "stage: pr\u043eduction"))}),
    ("a look-alike name", {BODY: BAD, MANIFEST: swap(
        TIDY[MANIFEST], (f"name: {LIVE}", "name: support-summariser-producti\u043en"))}),
    ("a look-alike kind", {MANIFEST: swap(TIDY[MANIFEST], ("ModelDeployment", "ModelDepl\u043eyment")), BODY: BAD}),
    ("a look-alike path", {BODY: None, "deploy/production/replicate.y\u0430ml": BAD,
                           MANIFEST: swap(TIDY[MANIFEST], ("replicate.yaml", "replicate.y\u0430ml"))}),
    ("a carriage return", {BODY: swap(TIDY[BODY], (f"version: {EARLIER}\n", f"version: {NEXT}\r# {EARLIER}\n"))}),
    ("a line separator", {BODY: swap(TIDY[BODY], (f"version: {EARLIER}\n", f"x: 1\u2028version: {NEXT}\n"))}),
    ("a null byte", {BODY: BAD + "\0"}),
    ("a manifest that is a link", {MANIFEST: Link("../space/deployment.yaml"), BODY: BAD}),
    ("a manifest that is a link to a better one", {BODY: BAD, MANIFEST: Link("../../m.yaml"),
                                                   "m.yaml": TIDY[MANIFEST]}),
    ("a folder that is a link", {MANIFEST: None, BODY: None, "deploy/production": Link("../shadow"),
                                 "shadow/deployment.yaml": TIDY[MANIFEST], "shadow/replicate.yaml": BAD}),
    ("a manifest that is a submodule", {MANIFEST: Submodule(), BODY: BAD}),
    ("a folder that is a submodule", {MANIFEST: None, BODY: None, "deploy/production": Submodule()}),
    ("everything is a submodule", {MANIFEST: None, BODY: None, SYSTEM: None, "deploy/staging/deployment.yaml": None,
                                   STAGED: None, "deploy/space/deployment.yaml": None, "deploy": Submodule()}),
    ("a manifest that is an LFS pointer", {MANIFEST: LFS, BODY: BAD}),
    ("a body that is an LFS pointer", {BODY: LFS}),
    ("a body that is a link", {BODY: Link("../staging/replicate.yaml")}),
    ("a body that is a link into a file nobody reads", {BODY: Link("../../body.bin"), "body.bin": BAD}),
    ("a renamed body", {BODY: None, "deploy/production/body.yaml": BAD,
                        MANIFEST: swap(TIDY[MANIFEST], ("replicate.yaml", "body.yaml"))}),
    ("a renamed body that the manifest does not know", {BODY: None, "deploy/production/body.yaml": BAD}),
    ("a renamed manifest", {MANIFEST: None, "deploy/production/x.yaml": TIDY[MANIFEST], BODY: BAD}),
    ("a manifest renamed to a text", {MANIFEST: None, "deploy/production/deployment.txt": TIDY[MANIFEST], BODY: BAD}),
    ("a manifest that is deleted", {MANIFEST: None, BODY: BAD}),
    ("a body that is deleted", {BODY: None}),
    ("the system is deleted", {SYSTEM: None, BODY: BAD}),
    ("a value in a file nobody reads", {BODY: None, "deploy/production/replicate.txt": BAD,
                                        MANIFEST: swap(TIDY[MANIFEST], ("replicate.yaml", "replicate.txt"))}),
    ("a value in a program", {BODY: None, "tools/body.py": f"BODY = {{'version': '{NEXT}'}}\n",
                              MANIFEST: swap(TIDY[MANIFEST], (BODY, "tools/body.py"))}),
    ("a value that is filled in later", {BODY: swap(TIDY[BODY], (EARLIER, "${VERSION}"))}),
    ("a value of the environment", {BODY: swap(TIDY[BODY], (f"version: {EARLIER}\n", ""))}),
    ("a file that calls itself generated", {BODY: None, MANIFEST: swap(
        TIDY[MANIFEST], ("kind: replicate/deployment}", "kind: replicate/deployment, generated: true}"))}),
    ("a reference to staging", {MANIFEST: swap(TIDY[MANIFEST], (BODY, STAGED)), BODY: None}),
    ("another kind is declared", {BODY: BAD, MANIFEST: swap(TIDY[MANIFEST], (
        "kind: replicate/deployment}", "kind: other, reason: not ours}"))}),
    ("a lower stage", {MANIFEST: swap(TIDY[MANIFEST], ("stage: production", "stage: space")), BODY: BAD}),
    ("another platform", {MANIFEST: swap(TIDY[MANIFEST], ("platform: replicate", "platform: other")), BODY: BAD}),
    ("the old evidence is rewritten", {BODY: BAD, EVIDENCE: swap(company()[EVIDENCE], (VERSION, NEXT)),
                                       STAGED: swap(company()[STAGED], (VERSION, NEXT))}),
    ("a body that is too large", {BODY: BAD + "#" * (11 * 1024 * 1024)}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "head"), HIDING, ids=[what for what, _ in HIDING])
def test_what_hides_is_not_compliant(acme: Company, what: str, head: dict[str, Any]) -> None:
    """Even where nothing else of the company is against it: rules and policies of its own are not in this one."""
    done = attacked(acme, head, {**company(), BODY: TIDY[BODY]})
    assert done.codes or done.problems


def test_a_change_inside_a_merge_commit(acme: Company) -> None:
    """Both parents are tidy; what the merge itself adds stands in neither."""
    acme.settle(TIDY)
    acme.repo.commit({"docs/note.md": "# Note\n"}, "other", start="main")
    acme.change({"docs/more.md": "# More\n"})
    acme.change({BODY: BAD}, also=("other",), message="Merge branch 'other'")
    assert "PRO001" in lost(acme.gate()).codes


def test_a_promotion_in_two_commits(acme: Company) -> None:
    """The first writes the version where nobody looks, the second points to it."""
    acme.settle(TIDY)
    acme.change({"deploy/production/next.txt": BAD})
    acme.change({"deploy/production/next.txt": None, "deploy/production/next.yaml": BAD})
    acme.change({BODY: None, MANIFEST: swap(TIDY[MANIFEST], ("replicate.yaml", "next.yaml"))})
    assert "PRO001" in lost(acme.gate()).codes


def test_a_promotion_in_two_pull_requests(acme: Company) -> None:
    """The first only comments on what serves; the second is judged by what it changes, and told of the other."""
    acme.settle(TIDY)
    lower = swap(TIDY[SYSTEM], ("min: 0.92", "min: 0.5"))
    acme.settle({SYSTEM: lower}, at="2026-11-19T20:00:00Z")
    acme.change({BODY: company()[BODY], MANIFEST: swap(TIDY[MANIFEST], ("to: none", f"to: {EARLIER}"))})
    acme.approve()
    (note,) = [each for each in acme.gate().report["findings"] if each["code"] == "PRO010"]
    assert (note["level"], note["path"]) == ("note", SYSTEM)


def test_what_was_changed_and_changed_back(acme: Company) -> None:
    """Only what would be merged counts, and that is nothing."""
    acme.settle(TIDY)
    acme.change({CONFIG: None, BODY: BAD})
    acme.change({CONFIG: TIDY[CONFIG], BODY: TIDY[BODY]})
    done = acme.gate()
    assert (done.code, done.promotions, done.report["gate"]) == (0, {}, [])


def test_a_base_that_was_pushed_by_force(acme: Company) -> None:
    """Rewound behind what the change began from, it holds what serves all the same."""
    acme.settle(TIDY)
    acme.settle({"docs/more.md": "# More\n"}, at="2026-11-19T20:00:00Z")
    acme.change({BODY: BAD})
    git(acme.repo.root, "update-ref", "refs/heads/main", "main~1")
    assert "PRO001" in lost(acme.gate()).codes
    git(acme.repo.root, "update-ref", "refs/heads/main", "change")
    assert "no change to judge" in str(lost(acme.gate()).problems)
    acme.repo.commit({"x.txt": "x\n"}, "lone")
    git(acme.repo.root, "update-ref", "refs/heads/main", "lone")
    assert "no commit in common" in str(lost(acme.gate()).problems)


def test_a_push_by_force_whose_former_commit_is_gone(acme: Company, tmp_path: Path) -> None:
    acme.settle(TIDY)
    acme.change({BODY: BAD})
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"before": "d" * 40, "forced": True, "repository": {"default_branch": "main"}}))
    done = gate_in(
        acme.repo.root,
        "--head",
        "change",
        GITHUB_ACTIONS="true",
        GITHUB_EVENT_NAME="push",
        GITHUB_EVENT_PATH=str(event),
    )
    lost(done)


@pytest.mark.parametrize("ref", ["--upload-pack=touch caught", "$(touch caught)", "main;touch caught", "|touch caught"])
def test_a_name_that_is_a_command(acme: Company, ref: str) -> None:
    acme.settle(TIDY)
    acme.change({BODY: BAD})
    for done in (acme.gate(f"--base={ref}"), acme.gate(f"--head={ref}")):
        assert lost(done).code == 2
    assert not (acme.repo.root / "caught").exists()


def test_a_branch_that_is_called_like_a_command(acme: Company) -> None:
    acme.settle(TIDY)
    acme.change({BODY: BAD})
    name = "`touch${IFS}caught`;$(touch${IFS}caught)|'\"&"
    git(acme.repo.root, "update-ref", f"refs/heads/{name}", "change")
    assert "PRO001" in lost(acme.gate(head=name)).codes
    assert not (acme.repo.root / "caught").exists()


ATTRIBUTES = (
    "* filter=evil diff=evil merge=evil text=auto eol=crlf ident working-tree-encoding=UTF-16 export-ignore -diff\n"
    "deploy/** linguist-generated linguist-vendored binary export-subst\n"
)


def test_attributes_filters_hooks_and_settings(acme: Company, tmp_path: Path) -> None:
    """Attributes come with the change; settings and hooks as with a clone that somebody else made."""
    trap, caught, root = tmp_path / "trap", tmp_path / "caught", acme.repo.root
    trap.write_text(f"#!/bin/sh\ntouch {caught}\nexit 1\n")
    trap.chmod(trap.stat().st_mode | stat.S_IXUSR)
    acme.settle(TIDY)
    acme.change({BODY: BAD, ".gitattributes": ATTRIBUTES, "deploy/.gitattributes": ATTRIBUTES, ".gitmodules": "[a\n"})
    for name in ("core.fsmonitor", "core.sshCommand", "filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv"):
        git(root, "config", name, str(trap))
    for name in ("post-checkout", "reference-transaction", "fsmonitor-watchman", "post-index-change"):
        (root / ".git/hooks").mkdir(exist_ok=True)
        (root / ".git/hooks" / name).symlink_to(trap)
    assert "PRO001" in lost(gate_in(root, "--base", "main", "--head", "change")).codes
    assert not caught.exists()


def test_a_git_file_inside_of_the_change(acme: Company) -> None:
    """No client of git makes such a tree; an object may hold it all the same."""
    acme.settle(TIDY)
    acme.change({BODY: BAD})
    root = acme.repo.root
    blob = git(root, "hash-object", "-w", "--stdin", stdin=b"gitdir: /elsewhere\n").strip()
    listed = git(root, "ls-tree", "change") + f"100644 blob {blob}\t.git\n"
    tree = git(root, "mktree", stdin=listed.encode()).strip()
    commit = git(
        root, "-c", "user.name=a", "-c", "user.email=a@b", "commit-tree", tree, "-p", "main", "-m", "x"
    ).strip()
    git(root, "update-ref", "refs/heads/change", commit)
    done = lost(acme.gate())
    assert any(path == ".git" for path, _ in done.problems)


def test_a_git_file_that_points_elsewhere(acme: Company, tmp_path: Path) -> None:
    """A folder whose .git is a file that leads to another repository, in which all is well."""
    other = Company(tmp_path / "other")
    other.settle(TIDY)
    other.change({"docs/note.md": "# Note\n"})
    acme.settle(TIDY)
    acme.change({BODY: BAD})
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / ".git").write_text(f"gitdir: {other.repo.root / '.git'}\n")
    done = lost(gate_in(folder, "--base", "main", "--head", "change"))
    assert "core.worktree" in done.hints
    git(folder, "config", "core.worktree", str(folder))
    assert gate_in(folder, "--base", "main", "--head", "change").code == 0


@pytest.mark.thorough
def test_fifty_thousand_files(acme: Company) -> None:
    """A change among many files is found, and within a time that nobody turns the gate off for."""
    many = {f"vendor/{number % 500}/{number}.json": f'{{"n": {number}}}\n' for number in range(50_000)}
    acme.settle({**TIDY, **many})
    acme.change({BODY: BAD, **{f"noise/{number}.yaml": f"n: {number}\n" for number in range(500)}})
    start = time.monotonic()
    done = lost(acme.gate())
    assert time.monotonic() - start < 60
    assert "PRO001" in done.codes
