"""The record of a run: what it names, for every verdict, and that it is signed as others check it."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from support.commits import BODY, NOW, Repo, git, repository, version
from support.keys import pae, pair

from policylint.spawn import BINARY

if TYPE_CHECKING:
    from pathlib import Path

OURS = "https://policylint.dev/record/v1"
TESTS = "https://in-toto.io/attestation/test-result/v0.1"
CONFIG = "select: [REL001]\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A change that promotes a version, and complies."""
    repo = Repo(tmp_path / "repo")
    base = repository(**{".policylint.yaml": CONFIG, "CODEOWNERS": "* @ada\n"})
    repo.change(base, {"serve/replicate.yaml": version(BODY)})
    return repo


def recorded(repo: Repo, *arguments: str, **options: Any) -> tuple[int, dict[str, Any]]:
    """The exit code, and the record."""
    path = repo.root.parent / "record.json"
    code = repo.gate("--record", str(path), *arguments, **options).code
    record: dict[str, Any] = json.loads(path.read_bytes())
    return code, record


def digest_of(repo: Repo, commit: str, path: str) -> str:
    text = git(repo.root, "show", f"{commit}:{path}")
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_record_is_a_verification_summary_with_the_details_inside(repo: Repo) -> None:
    code, record = recorded(repo)
    predicate = record["predicate"]
    assert code == 0
    assert record["_type"] == "https://in-toto.io/Statement/v1"
    assert record["predicateType"] == "https://slsa.dev/verification_summary/v1"
    assert predicate["verificationResult"] == "PASSED"
    assert predicate["verifiedLevels"] == ["POLICYLINT_COMPLIANT"]
    assert predicate["timeVerified"] == NOW
    assert predicate[TESTS]["result"] == "PASSED"
    assert predicate[TESTS]["passedTests"] == predicate[OURS]["rules"] == ["REL001"]
    assert predicate[OURS]["verdict"] == "compliant"
    assert predicate[OURS]["change"]["promotions"][0]["deployment"] == "digest-live"


def test_the_subjects_are_deployments_with_the_digest_that_an_approval_is_given_for(repo: Repo) -> None:
    repo.commit({".policylint.yaml": "select: [PRO005]\n"})
    repo.commit({".policylint.yaml": "select: [PRO005]\n"}, "change", also=("main",))
    path = repo.root.parent / "record.json"
    done = repo.gate("--record", str(path))
    record = json.loads(path.read_bytes())
    asked = {
        found for each in done.report["findings"] for found in re.findall("sha256:([0-9a-f]{64})", each["message"])
    }
    assert [each["name"] for each in record["subject"]] == ["digest-live"]
    assert {each["digest"]["sha256"] for each in record["subject"]} == asked


def test_commits_documents_policies_and_the_engine_are_named_by_digest(repo: Repo) -> None:
    repo.commit(
        {".policylint/waivers.yaml": "apiVersion: policylint.dev/v1alpha1\nkind: WaiverList\nspec: {items: []}\n"}
    )
    _code, record = recorded(repo)
    ours = record["predicate"][OURS]
    base, head, tip = (git(repo.root, "rev-parse", name).strip() for name in ("main~1", "change", "main"))
    assert ours["commits"] == {"base": base, "head": head, "policies": tip}
    files = {(each["annotations"]["commit"], each["name"]): each["digest"] for each in ours["documents"]}
    assert {path for commit, path in files if commit == head} >= {"deploy/live.yaml", "serve/replicate.yaml"}
    for (commit, path), digest in files.items():
        assert digest["sha256"] == digest_of(repo, commit, path)
        assert digest["gitBlob"] == git(repo.root, "rev-parse", f"{commit}:{path}").strip()
    judges = {each["name"]: each for each in ours["judgedBy"]}
    assert set(judges) == {".policylint.yaml", ".policylint/waivers.yaml", "CODEOWNERS"}
    assert all(each["digest"]["sha256"] == digest_of(repo, tip, path) for path, each in judges.items())
    with open(BINARY, "rb") as stream:
        assert ours["engine"]["digest"]["sha256"] == hashlib.sha256(stream.read()).hexdigest()
    assert all(re.fullmatch("[0-9a-f]{64}", each["digest"]["sha256"]) for each in ours["policies"])


def test_the_rules_of_the_organisation_are_named_file_by_file(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    rule = 'package main\n\nimport rego.v1\n\ndeny contains msg if {\n\tinput.nothing\n\tmsg := "no"\n}\n'
    base = repository(**{".policylint.yaml": f"{CONFIG}policies: [gov]\n", "gov/a.rego": rule})
    repo.change(base, {"serve/replicate.yaml": version(BODY)})
    code, record = recorded(repo)
    named = {each["name"]: each["annotations"]["what"] for each in record["predicate"][OURS]["judgedBy"]}
    assert (code, named["gov/a.rego"]) == (0, "document policies")
    assert len(record["predicate"][OURS]["policies"]) == 2


def test_a_blocked_change_is_recorded_as_failed(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.change(repository(), {"serve/replicate.yaml": version(BODY)})
    code, record = recorded(repo)
    predicate = record["predicate"]
    assert (code, predicate["verificationResult"], predicate[OURS]["verdict"]) == (1, "FAILED", "blocked")
    assert "PRO005" in predicate[TESTS]["failedTests"]
    assert set(predicate[TESTS]["failedTests"]).isdisjoint(predicate[TESTS]["passedTests"])
    folded = {"OBS005", "SLA002"}  # SLA001 stands for them in the report
    assert folded <= {*predicate[TESTS]["failedTests"], *predicate[TESTS]["warnedTests"]}


@pytest.mark.parametrize("wrong", [{"base": "nowhere"}, {"head": "nowhere"}, {"now": "yesterday"}])
def test_a_run_that_cannot_begin_is_recorded_as_not_decided(repo: Repo, wrong: dict[str, str]) -> None:
    assert recorded(repo)[0] == 0
    code, record = recorded(repo, **wrong)
    assert (code, record["predicate"][OURS]["verdict"]) == (2, "not decided")
    assert record["predicate"]["verificationResult"] == "FAILED"
    assert record["subject"][0]["digest"]


def test_a_change_of_no_deployment_is_recorded_by_its_commit(repo: Repo) -> None:
    head = repo.commit({"README.txt": "Hello\n"}, "other", start="main")
    code, record = recorded(repo, head="other")
    assert (code, record["subject"]) == (0, [{"digest": {"gitCommit": head}, "name": f"gitoid:commit:sha1:{head}"}])


def test_the_same_run_gives_the_same_bytes_in_canonical_form(repo: Repo) -> None:
    first, second = repo.root / "1.json", repo.root / "2.json"
    for path in (first, second):
        repo.gate("--record", str(path))
    data = first.read_bytes()
    assert data == second.read_bytes()
    again = json.dumps(json.loads(data), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert data == again.encode() + b"\n"


def test_names_that_are_no_text_can_be_recorded(repo: Repo) -> None:
    path = "serve/\udcff\u202e.yaml"
    repo.commit({path: BODY.replace("name: digest", "name: odd")}, "change")
    assert recorded(repo)[0] in (0, 1, 2)


@pytest.mark.parametrize("kind", ["ed25519", "p256"])
def test_a_signature_is_of_dsse_and_holds_without_our_code(repo: Repo, tmp_path: Path, kind: str) -> None:
    keys = pair(tmp_path, kind)
    code, envelope = recorded(repo, "--sign-key", str(keys.private))
    payload, signature = (b64decode(text) for text in (envelope["payload"], envelope["signatures"][0]["sig"]))
    public = keys.key.public_key()
    if kind == "ed25519":
        public.verify(signature, pae(payload))
    else:
        public.verify(signature, pae(payload), ec.ECDSA(hashes.SHA256()))
    assert (code, envelope["payloadType"]) == (0, "application/vnd.in-toto+json")
    assert json.loads(payload)["predicate"][OURS]["verdict"] == "compliant"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--record", "nowhere/r.json"), "the record cannot be written to nowhere/r.json: no such file"),
        (("--record", ""), "--record takes the name of a file"),
        (("--sign-key", "k.pem"), "--sign-key goes with --record"),
        (("--record", "r.json", "--sign-key", "k.pem"), "--sign-key: k.pem cannot be read: no such file"),
        (("--record", "CODEOWNERS", "--sign-key", "./CODEOWNERS"), "name the same file"),
        (("--record", "r.json", "--output", "json=./r.json"), "name the same file"),
    ],
)
def test_a_record_that_cannot_be_written_decides_nothing(repo: Repo, arguments: tuple[str, ...], says: str) -> None:
    done = repo.gate(*arguments).done
    assert done.code == 2
    assert says in done.said


@pytest.mark.parametrize(
    ("kind", "password", "says"),
    [("rsa", None, "is not Ed25519 or"), ("p384", None, "is not Ed25519 or"), ("p256", b"secret", "by a password")],
)
def test_other_keys_are_refused_before_anything_is_judged(
    repo: Repo, tmp_path: Path, kind: str, password: bytes | None, says: str
) -> None:
    keys = pair(tmp_path, kind, password=password)
    done = repo.gate("--record", "r.json", "--sign-key", str(keys.private)).done
    assert (done.code, done.out) == (2, "")
    assert says in done.said


def test_the_record_of_an_earlier_run_does_not_outlive_one_that_writes_none(repo: Repo, tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    repo.gate("--record", str(path))
    repo.gate("--record", str(path), "--output", f"json={tmp_path}/no/such/folder")
    assert json.loads(path.read_bytes())["predicate"][OURS]["verdict"] == "not decided"


def test_without_the_extra_the_command_says_what_to_install(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "securesystemslib.signer", None)
    done = repo.gate("--record", "r.json", "--sign-key", str(pair(tmp_path).private)).done
    assert done.code == 2
    assert "pip install 'policylint[sign]'" in done.said


def test_the_time_is_not_turned_back_in_ci(repo: Repo) -> None:
    done = repo.gate(GITHUB_ACTIONS="true")
    assert done.code == 2
    assert "--now lies in the past" in done.done.said
