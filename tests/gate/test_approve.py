"""`policylint approve`: the approval that PRO005 asks for, in a file that keeps everything else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from support.command import Done, inside, write
from support.commits import BODY, NOW, Repo, gate_in, git, repository, version
from support.manifests import manifest

if TYPE_CHECKING:
    from pathlib import Path

DAY = NOW[:10]
NEW = f"evidence/promotion-{DAY}.yaml"
NAMED = f"approval: {{path: {NEW}}}"
SERVING = "serving: [{path: serve/replicate.yaml}]"
RECORD = """\
# What the board decided.
apiVersion: policylint.dev/v1alpha1
kind: PromotionRecord
metadata: {name: promotion}
spec:
  deployment: digest-live  # production
  subjectDigest: 'sha256:DIGEST'  # of the facts
  approvals:
    # the owners
    - by: ingrid
      role: service-owner
      at: "2026-11-20T13:05:00Z"  # on a call
  reason: It soaked.
"""
ROLES = "params:\n  PRO005: {roles: {risk-owner: ['@kim'], service-owner: ['@lee']}}\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The working tree of a change that promotes a version; its manifest names no approval."""
    repo = Repo(tmp_path / "origin")
    base = repository(**{".policylint.yaml": f"select: [PRO005]\n{ROLES}", "CODEOWNERS": "* @kim @lee\n"})
    repo.change(base, {"serve/replicate.yaml": version(BODY)})
    git(tmp_path, "clone", "-q", "--branch", "change", str(repo.root), "tree")
    return tmp_path / "tree"


def approve(tree: Path, by: str, role: str, *arguments: str, name: str = "digest-live", now: str = NOW) -> Done:
    words = ("approve", "--deployment", name, "--by", by, "--role", role, "--now", now, *arguments)
    return inside(*words, folder=tree)


def named(tree: Path, path: str = NEW) -> None:
    """Let the manifest name a record."""
    write(tree, {"deploy/live.yaml": manifest(f"{SERVING}\n    approval: {{path: {path}}}")})


def committed(tree: Path) -> None:
    git(tree, "add", "-A")
    person = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    git(tree, *person, "commit", "-q", "-m", "approve")


def digest(tree: Path) -> str:
    """The digest, as the command says it."""
    found = re.search("sha256:([0-9a-f]{64})", approve(tree, "nobody", "x").out)
    assert found is not None
    (tree / NEW).unlink()
    return found[1]


def test_what_it_writes_is_what_the_gate_asks_for(tree: Path) -> None:
    first = approve(tree, "@kim", "risk-owner", "--reason", "It soaked: 2 days.")
    assert first.code == 0
    assert "Name it in deploy/live.yaml, under spec.artefacts" in first.out
    assert f"    {NAMED}\n" in first.out
    named(tree)
    assert "Name it" not in approve(tree, "lee", "service-owner").out
    committed(tree)
    done = gate_in(tree, "--base", "origin/main", "--now", NOW)
    assert (done.promotions, done.codes, done.code) == ({"digest-live": ["version"]}, [], 0)


def test_a_change_after_the_approval_ends_it(tree: Path) -> None:
    named(tree)
    approve(tree, "kim", "risk-owner")
    approve(tree, "lee", "service-owner")
    body = (tree / "serve/replicate.yaml").read_text()
    write(tree, {"serve/replicate.yaml": body.replace("3b1c", "4b1c")})
    committed(tree)
    assert "PRO005" in gate_in(tree, "--base", "origin/main", "--now", NOW).codes


def test_a_new_record_says_what_was_approved(tree: Path) -> None:
    approve(tree, "kim", "risk-owner")
    text = (tree / NEW).read_text()
    assert "deployment: digest-live\n" in text
    assert "system: digest\n" in text
    assert "fromStage: staging\n" in text
    assert "toStage: production\n" in text
    assert f'    - by: kim\n      role: risk-owner\n      at: "{NOW}"\n' in text


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_an_approval_more_leaves_the_rest_of_the_file_alone(tree: Path, ending: str) -> None:
    record = RECORD.replace("DIGEST", digest(tree)).replace("\n", ending)
    named(tree, "evidence/p.yaml")
    write(tree, {"evidence/p.yaml": record.encode()})
    assert approve(tree, "kim", "risk-owner").code == 0
    entry = f'    - by: kim\n      role: risk-owner\n      at: "{NOW}"\n'.replace("\n", ending)
    want = record.replace(f"  reason: It soaked.{ending}", f"{entry}  reason: It soaked.{ending}")
    assert (tree / "evidence/p.yaml").read_bytes().decode() == want


def test_approvals_of_something_else_are_taken_out(tree: Path) -> None:
    wanted = digest(tree)
    named(tree, "evidence/p.yaml")
    write(tree, {"evidence/p.yaml": RECORD.replace("DIGEST", "0" * 64)})
    done = approve(tree, "kim", "risk-owner")
    assert "Taken out, because it was for something else: 1 approval." in done.out
    text = (tree / "evidence/p.yaml").read_text()
    assert "ingrid" not in text
    assert f"  subjectDigest: sha256:{wanted}  # of the facts\n" in text
    assert text.startswith("# What the board decided.\n")
    assert "  deployment: digest-live  # production\n" in text


def test_who_approves_again_gets_a_new_date(tree: Path) -> None:
    record = RECORD.replace("DIGEST", digest(tree)).replace("ingrid", "Ingrid")
    named(tree, "evidence/p.yaml")
    write(tree, {"evidence/p.yaml": record})
    done = approve(tree, "@ingrid", "Service-Owner")
    assert "The same approval was there before, and has a new date." in done.out
    text = (tree / "evidence/p.yaml").read_text()
    assert f'      at: "{NOW}"  # on a call\n' in text
    assert text.count("- by:") == 1


def test_an_empty_list_gets_its_first_approval(tree: Path) -> None:
    named(tree, "evidence/p.yaml")
    head, _list, _rest = RECORD.replace("DIGEST", "0" * 64).partition("  approvals:\n")
    write(tree, {"evidence/p.yaml": f"{head}  approvals: []\n"})
    assert approve(tree, "kim", "risk-owner").code == 0
    assert "  approvals:\n    - by: kim\n" in (tree / "evidence/p.yaml").read_text()


def test_records_of_other_deployments_in_the_file_stay(tree: Path) -> None:
    other = RECORD.replace("DIGEST", "0" * 64).replace("digest-live", "another")
    named(tree, "evidence/p.yaml")
    write(tree, {"evidence/p.yaml": other})
    assert approve(tree, "kim", "risk-owner").code == 0
    text = (tree / "evidence/p.yaml").read_text()
    assert text.startswith(f"{other}---\n")
    assert "deployment: digest-live\n" in text.removeprefix(other)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (RECORD.replace("approvals:\n", "approvals: [{by: a, role: b, at: 2026-11-20}]\n  x: |\n"), "is malformed at"),
        ("a: 1\n", "holds no PromotionRecord"),
        ("a: [\n", "evidence/p.yaml:"),
    ],
)
def test_a_file_that_is_no_sound_record_is_left_as_it_is(tree: Path, text: str, says: str) -> None:
    text = text.replace("DIGEST", "0" * 64)
    named(tree, "evidence/p.yaml")
    write(tree, {"evidence/p.yaml": text})
    done = approve(tree, "kim", "risk-owner")
    assert done.code == 2
    assert says in done.said
    assert (tree / "evidence/p.yaml").read_text() == text


def test_what_nobody_could_add_to_line_by_line_is_shown(tree: Path) -> None:
    wanted = digest(tree)
    head, _list, _rest = RECORD.replace("DIGEST", "0" * 64).partition("  approvals:\n")
    text = f'{head}  approvals: [{{by: a, role: b, at: "2026-11-20"}}]\n'
    named(tree, "evidence/p.yaml")
    write(tree, {"evidence/p.yaml": text})
    done = approve(tree, "kim", "risk-owner")
    assert done.code == 2
    assert f"spec.subjectDigest: sha256:{wanted}" in done.said
    assert (tree / "evidence/p.yaml").read_text() == text


def test_with_a_base_the_author_is_told_and_the_commit_is_what_counts(tree: Path) -> None:
    wanted = digest(tree)
    write(tree, {"serve/replicate.yaml": (tree / "serve/replicate.yaml").read_text().replace("3b1c", "4b1c")})
    done = approve(tree, "@Ada", "risk-owner", "--base", "origin/main")
    assert (done.code, wanted in done.out) == (0, True)
    assert "PRO005 will be reported: ada wrote this change" in done.err
    assert approve(tree, "kim", "risk-owner", "--base", "origin/main").err == ""
    assert wanted not in approve(tree, "kim", "risk-owner").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--deployment", "digest-liev"), "Did you mean digest-live?"),
        (("--by", " "), "--by takes text on one line"),
        (("--role", "a\nb"), "--role takes text on one line"),
        (("--base", "--upload-pack=x"), "--upload-pack=x"),
        (("--base", "nowhere"), "nowhere"),
        (("--now", "yesterday"), "--now takes a time"),
    ],
)
def test_mistakes_write_nothing(tree: Path, arguments: tuple[str, ...], says: str) -> None:
    done = approve(tree, "kim", "risk-owner", *arguments)
    assert done.code == 2
    assert says in done.said
    assert not (tree / "evidence").exists()


def test_a_deployment_without_a_manifest_has_nobody_to_name_its_record(tree: Path) -> None:
    write(tree, {"serve/other.yaml": BODY.replace("name: digest", "name: other")})
    done = approve(tree, "kim", "risk-owner", name="other")
    assert done.code == 2
    assert "no ModelDeployment states" in done.said


def test_a_record_outside_of_the_repository_is_not_written(tree: Path) -> None:
    named(tree, "../outside.yaml")
    done = approve(tree, "kim", "risk-owner")
    assert done.code == 2
    assert not (tree.parent / "outside.yaml").exists()


def test_a_link_out_of_the_repository_is_not_followed(tree: Path, tmp_path: Path) -> None:
    (tree / "evidence").mkdir()
    (tree / "evidence/p.yaml").symlink_to(tmp_path / "outside.yaml")
    named(tree, "evidence/p.yaml")
    assert approve(tree, "kim", "risk-owner").code == 2
    assert not (tmp_path / "outside.yaml").exists()
