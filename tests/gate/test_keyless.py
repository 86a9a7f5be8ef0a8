"""Records that a job signs as who it is: with the real library, against a Sigstore of our own on this machine.

What these tests cannot show is that the public Sigstore answers as this one does.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from support.authority import ISSUER, WORKFLOW, Authority
from support.command import ONLY_LINUX, Done, inside, run
from support.commits import BODY, Repo, git, repository, version
from support.keys import pae, pair
from support.servers import free_port
from support.services import job, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    Edit = Callable[[Any], object]

OURS = "https://policylint.dev/record/v1"
PEOPLE = "https://accounts.google.com"


class Company:
    """A repository with a compliant change, a Sigstore, and a release job that asks."""

    def __init__(self, folder: Path, url: str, authority: Authority) -> None:
        self.folder, self.url, self.authority = folder, url, authority
        self.trust = authority.trust_config(folder / "trust.json", url)
        self.repo = Repo(folder / "repo")
        self.repo.change(
            repository(**{".policylint.yaml": "select: [REL001]\n"}), {"serve/replicate.yaml": version(BODY)}
        )
        self.repo.commit({"README.txt": "Hello\n"}, "words", start="main")
        self.path = folder / "record.json"

    def gate(self, head: str = "change", trust: Path | None = None, public: bool = False, **variables: str) -> Done:
        """The gate in a job with these variables, signing as who the job is."""
        words = ["gate", "--base", "main", "--head", head, "--record", str(self.path), "--sign-keyless"]
        words += [] if public else ["--trust-config", str(trust or self.trust)]
        with pytest.MonkeyPatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            return inside(*words, folder=self.repo.root)

    def ask(self, *arguments: str, identity: str = WORKFLOW, issuer: str = ISSUER) -> Done:
        """`policylint verify` by an identity."""
        who = ("--cert-identity", identity, "--cert-oidc-issuer", issuer, "--trust-config", str(self.trust))
        return inside("verify", str(self.path), *who, *arguments, folder=self.folder)

    def write(self, value: Any) -> None:
        """Put something in the place of the record."""
        self.path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """Made once; each test says what the record is."""
    authority = Authority()
    with serving(authority) as url:
        yield Company(tmp_path_factory.mktemp("company"), url, authority)


@pytest.fixture(scope="module")
def signed(company: Company) -> Any:
    """The bundle that the gate wrote."""
    done = company.gate(**job(company.url))
    assert done.code == 0, done.said
    return json.loads(company.path.read_bytes())


@pytest.fixture
def release(company: Company, signed: Any) -> Company:
    company.write(signed)
    return company


def test_a_job_signs_as_who_it_is_and_a_release_believes_it(release: Company, signed: Any) -> None:
    commit = git(release.repo.root, "rev-parse", "change").strip()
    done = release.ask("--deployment", "digest-live", "--commit", commit)
    assert (done.code, done.err) == (0, "")
    assert f"compliant, commit {commit[:12]}" in done.said
    assert signed["mediaType"] == "application/vnd.dev.sigstore.bundle.v0.3+json"


def test_the_signature_holds_without_our_code_and_without_the_library(signed: Any) -> None:
    envelope = signed["dsseEnvelope"]
    payload, signature = b64decode(envelope["payload"]), b64decode(envelope["signatures"][0]["sig"])
    leaf = x509.load_der_x509_certificate(b64decode(signed["verificationMaterial"]["certificate"]["rawBytes"]))
    key = leaf.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(signature, pae(payload), ec.ECDSA(hashes.SHA256()))
    assert json.loads(payload)["predicate"][OURS]["verdict"] == "compliant"


@pytest.mark.parametrize(("head", "ends"), [("words", (0, 0)), ("nowhere", (2, 1))])
def test_every_record_can_be_signed_also_by_a_job_of_gitlab(company: Company, head: str, ends: tuple[int, int]) -> None:
    """Where no deployment is touched the subject is a commit, which the library takes for no digest."""
    done = company.gate(head=head, GITLAB_CI="true", SIGSTORE_ID_TOKEN=company.authority.token())
    assert (done.code, company.ask().code) == ends
    payload = b64decode(json.loads(company.path.read_bytes())["dsseEnvelope"]["payload"])
    assert (b'"digest":{"gitCommit"' in payload) is (head == "words")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--deployment", "digest-staging"), "it is about digest-live, not digest-staging"),
        (("--commit", "1" * 40), f"not {'1' * 40}"),
        (("--now", "2099-01-01T00:00:00Z"), "it may be 24 hours old"),
    ],
)
def test_what_the_identity_signed_still_has_to_be_what_was_asked(
    release: Company, arguments: tuple[str, ...], says: str
) -> None:
    done = release.ask(*arguments)
    assert done.code == 1
    assert says in done.said


@pytest.mark.parametrize(
    ("identity", "issuer"),
    [
        (WORKFLOW.replace("main", "other"), ISSUER),
        (WORKFLOW[:-1], ISSUER),
        (WORKFLOW.upper(), ISSUER),
        (".*", ISSUER),
        (WORKFLOW, PEOPLE),
        (WORKFLOW, ISSUER + "/"),
    ],
)
def test_another_identity_is_not_believed_and_none_is_a_pattern(release: Company, identity: str, issuer: str) -> None:
    done = release.ask(identity=identity, issuer=issuer)
    assert (done.code, done.out) == (2, "")
    assert f"cannot be shown to be signed by {identity}" in done.said


def _material(bundle: Any) -> Any:
    return bundle["verificationMaterial"]


def _entry(bundle: Any) -> Any:
    return _material(bundle)["tlogEntries"][0]


def _payload(bundle: Any) -> None:
    text = b64decode(bundle["dsseEnvelope"]["payload"]).replace(b"digest-live", b"digest-evil")
    bundle["dsseEnvelope"]["payload"] = b64encode(text).decode()


def _body(bundle: Any) -> None:
    body = json.loads(b64decode(_entry(bundle)["canonicalizedBody"]))
    body["spec"]["payloadHash"]["value"] = "0" * 64
    _entry(bundle)["canonicalizedBody"] = b64encode(json.dumps(body).encode()).decode()


def _flipped(text: str) -> str:
    """base64 of the same length with another end."""
    data = bytearray(b64decode(text))
    data[-1] ^= 1
    return b64encode(data).decode()


def _flip(*keys: str | int) -> Edit:
    def edit(bundle: Any) -> None:
        for key in keys[:-1]:
            bundle = bundle[key]
        bundle[keys[-1]] = _flipped(bundle[keys[-1]])

    return edit


_TLOG = ("verificationMaterial", "tlogEntries", 0)


@pytest.mark.parametrize(
    "edit",
    [
        _payload,
        _body,
        _flip("dsseEnvelope", "signatures", 0, "sig"),
        _flip("verificationMaterial", "certificate", "rawBytes"),
        _flip(*_TLOG, "inclusionPromise", "signedEntryTimestamp"),
        _flip(*_TLOG, "inclusionProof", "rootHash"),
        _flip(*_TLOG, "inclusionProof", "hashes", 0),
        lambda b: _entry(b).update(integratedTime=str(int(_entry(b)["integratedTime"]) + 60)),
        lambda b: _entry(b).update(integratedTime="9" * 30),
        lambda b: _entry(b).update(integratedTime=[]),
        lambda b: _entry(b).pop("inclusionPromise"),
        lambda b: _entry(b).pop("inclusionProof"),
        lambda b: _entry(b)["inclusionProof"]["checkpoint"].update(envelope="a\n1\nAAAA\n\n\u2014 a AAAA\n"),
        lambda b: _entry(b)["inclusionProof"]["checkpoint"].update(envelope="\u2014"),
        lambda b: _entry(b)["inclusionProof"].update(treeSize="0"),
        lambda b: _entry(b)["kindVersion"].update(version="9.9.9"),
        lambda b: _entry(b)["kindVersion"].update(kind="hashedrekord", version="0.0.2"),
        lambda b: _entry(b).update(canonicalizedBody="AAAA"),
        lambda b: _material(b).update(tlogEntries=[]),
        lambda b: _material(b).update(tlogEntries=[_entry(b)] * 2),
        lambda b: _material(b)["certificate"].update(rawBytes="AAAA"),
        lambda b: _material(b).update(certificate=None),
        lambda b: _material(b).update(timestampVerificationData={"rfc3161Timestamps": [{"signedTimestamp": "AAAA"}]}),
        lambda b: b.update(verificationMaterial=None),
        lambda b: b.update(mediaType="application/json"),
        lambda b: b.pop("dsseEnvelope"),
        lambda b: b.update(dsseEnvelope={}),
        lambda b: b["dsseEnvelope"].update(signatures=[]),
        lambda b: b["dsseEnvelope"].update(payload="\ud800"),
        lambda b: b["dsseEnvelope"].update(payloadType=None),
        lambda b: (b.pop("dsseEnvelope"), b.update(messageSignature={"signature": "AAAA"})),
    ],
)
def test_whatever_is_tampered_with_cannot_be_checked(release: Company, signed: Any, edit: Edit) -> None:
    bundle = json.loads(json.dumps(signed))
    edit(bundle)
    release.write(bundle)
    done = release.ask()
    assert (done.code, done.out) == (2, "")
    assert "cannot be shown to be signed by" in done.said


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is no signed record"),
        (b"no JSON", "is no signed record"),
        (b'{"verificationMaterial": {}, "verificationMaterial": {}}', "a key stands twice"),
        (b'{"verificationMaterial": ' + b"[" * 90 + b"]" * 90 + b"}", "nested too deeply"),
        (b"[]", "is no Sigstore bundle"),
        (b"null", "is no Sigstore bundle"),
        (b'{"_type": "https://in-toto.io/Statement/v1"}', "is not signed"),
        (b'{"verificationMaterial": 1}', "cannot be shown to be signed"),
        (b" " * (32 * 1024 * 1024 + 1), "is too large"),
    ],
)
def test_what_is_no_bundle_is_told_so(release: Company, content: bytes, says: str) -> None:
    release.write(content)
    done = release.ask()
    assert (done.code, done.out) == (2, "")
    assert says in done.said


def test_a_bundle_that_ends_early_is_none(release: Company) -> None:
    release.write(release.path.read_bytes()[:-20])
    done = release.ask()
    assert done.code == 2
    assert "is no signed record" in done.said


def test_a_sigstore_of_somebody_else_is_not_believed(release: Company, signed: Any) -> None:
    release.write(Authority().bundle(b64decode(signed["dsseEnvelope"]["payload"])))
    done = release.ask()
    assert done.code == 2
    assert "certificate" in done.said


def test_what_came_into_the_log_after_the_certificate_ended_is_not_believed(release: Company, signed: Any) -> None:
    """Whoever finds an old key of a job can sign nothing with it."""
    payload = b64decode(signed["dsseEnvelope"]["payload"])
    made = Authority()
    trust = made.trust_config(release.folder / "late.json", release.url)
    for late, code in ((timedelta(), 0), (timedelta(minutes=30), 2)):
        made.late = late
        release.write(made.bundle(payload))
        assert release.ask("--trust-config", str(trust)).code == code


@pytest.mark.parametrize(
    ("payload", "kind", "says"),
    [
        (b'{"_type": "https://in-toto.io/Statement/v1"}', "application/vnd.in-toto+json", "is no record of the gate"),
        (b"no JSON", "application/vnd.in-toto+json", "is signed, but holds no JSON"),
        (b"{}", "application/json", "its payloadType is not application/vnd.in-toto+json"),
    ],
)
def test_what_else_the_identity_signs_is_no_record(release: Company, payload: bytes, kind: str, says: str) -> None:
    release.write(release.authority.bundle(payload, kind))
    done = release.ask()
    assert (done.code, done.out) == (2, "")
    assert says in done.said


def test_a_key_and_an_identity_are_not_taken_for_each_other(release: Company, signed: Any) -> None:
    keys = pair(release.folder)
    done = inside("verify", str(release.path), "--key", str(keys.public), folder=release.folder)
    assert done.code == 2
    assert "is a Sigstore bundle: an identity has signed it, and not a key" in done.said
    release.write(keys.sign(b64decode(signed["dsseEnvelope"]["payload"])))
    done = release.ask()
    assert done.code == 2
    assert "is no Sigstore bundle: no identity has signed it" in done.said


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({}, "this is no job that has an identity"),
        ({"GITHUB_ACTIONS": "true"}, "insufficient OIDC token permissions"),
        ({"GITLAB_CI": "true"}, "SIGSTORE_ID_TOKEN not found"),
        ({"GITLAB_CI": "true", "SIGSTORE_ID_TOKEN": "a.b.c"}, "Malformed token"),
        ({"GITLAB_CI": "true", "SIGSTORE_ID_TOKEN": Authority().token(lifetime=-60)}, "Identity token is"),
        ({"GITLAB_CI": "true", "SIGSTORE_ID_TOKEN": Authority().token("other")}, "audience claim mismatch"),
    ],
)
def test_without_an_identity_nothing_is_judged(release: Company, variables: Mapping[str, str], says: str) -> None:
    done = release.gate(**variables)
    assert (done.code, done.out) == (2, "")
    assert says in done.said
    assert "id-token: write" in done.said
    assert not release.path.exists()


def test_a_job_that_is_refused_its_token_judges_nothing(release: Company) -> None:
    done = release.gate(**job(release.url) | {"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "of another job"})
    assert (done.code, done.out) == (2, "")
    assert "OIDC token request failed (code=403" in done.said


def test_an_authority_that_cannot_be_reached_ends_the_run_with_2(release: Company) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    trust = release.authority.trust_config(release.folder / "nowhere.json", nowhere)
    done = release.gate(trust=trust, **job(release.url))
    assert done.code == 2
    assert "compliant" in done.out
    assert f"the record cannot be signed: {nowhere}/api/v2/signingCert cannot be reached" in done.said
    assert not release.path.exists()


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("/api/v2/signingCert", "500 Server Error"),
        ("/api/v1/log/entries", "Rekor returned an unknown error with HTTP 500"),
    ],
)
def test_a_service_that_fails_ends_the_run_with_2(
    release: Company, monkeypatch: pytest.MonkeyPatch, broken: str, says: str
) -> None:
    monkeypatch.setattr(release.authority, "broken", broken)
    done = release.gate(**job(release.url))
    assert done.code == 2
    assert f"the record cannot be signed: {says}" in done.said
    assert not release.path.exists()


def test_a_service_that_says_nothing_is_not_waited_for_without_end(
    release: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policylint.record.trust._PATIENCE", 0.5)
    release.authority.resumes.clear()
    try:
        done = release.gate(**job(release.url))
    finally:
        release.authority.resumes.set()
    assert done.code == 2
    assert "the record cannot be signed: nothing was answered for" in done.said


@pytest.mark.parametrize("missing", ["sigstore", "sigstore.oidc"])
def test_without_the_extra_the_commands_say_what_to_install(
    release: Company, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(__import__("sys").modules, missing, None)
    for done in (release.gate(**job(release.url)), release.ask()):
        assert (done.code, done.out) == (2, "")
        assert "pip install 'policylint[keyless]'" in done.said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("gate", "--sign-keyless"), "--sign-keyless goes with --record"),
        (("gate", "--record", "r", "--sign-keyless", "--sign-key", "k"), "--sign-key and --sign-keyless are two"),
        (("gate", "--record", "r", "--trust-config", "t"), "--trust-config goes with --sign-keyless"),
        (("gate", "--record", "t", "--sign-keyless", "--trust-config", "./t"), "name the same file"),
        (("gate", "--record", "r", "--sign-keyless", "--trust-config", "t"), "--trust-config: t cannot be read"),
        (("gate", "--record", "r", "--sign-keyless", "--trust-config", "CODEOWNERS"), "is no client trust config"),
        (("verify", "r"), "--key is missing, or --cert-identity with --cert-oidc-issuer"),
        (("verify", "r", "--cert-identity", "a"), "--cert-identity and --cert-oidc-issuer go together"),
        (("verify", "r", "--cert-oidc-issuer", "a"), "--cert-identity and --cert-oidc-issuer go together"),
        (("verify", "r", "--cert-identity", " ", "--cert-oidc-issuer", "a"), "--cert-identity is empty"),
        (("verify", "r", "--cert-identity", "a", "--cert-oidc-issuer", ""), "--cert-oidc-issuer is empty"),
        (("verify", "r", "--cert-identity", "a", "--key", "k"), "--key and --cert-identity are two"),
        (("verify", "r", "--key", "k", "--trust-config", "t"), "--trust-config goes with --cert-identity"),
    ],
)
def test_mistakes_decide_nothing(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    (tmp_path / "CODEOWNERS").write_text("* @acme/team\n")
    done = inside(*arguments, folder=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert says in done.said


def nowhere_to_go(home: Path | str) -> dict[str, str]:
    """Variables by which every way out leads nowhere, and what was fetched before is not found."""
    away = f"http://127.0.0.1:{free_port()}"
    proxies = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"), away)
    return {"HOME": str(home), "XDG_CACHE_HOME": f"{home}/cache", "XDG_DATA_HOME": f"{home}/data", **proxies}


@ONLY_LINUX
def test_the_public_sigstore_that_cannot_be_reached_ends_the_run_with_2(release: Company, tmp_path: Path) -> None:
    who = {"GITLAB_CI": "true", "SIGSTORE_ID_TOKEN": release.authority.token()}
    done = release.gate(public=True, **who, **nowhere_to_go(tmp_path))
    assert done.code == 2
    assert "compliant" in done.out
    assert "the record cannot be signed: Failed to refresh TUF metadata" in done.said
    assert not release.path.exists()


@ONLY_LINUX
@pytest.mark.parametrize(
    ("home", "says"),
    [
        ("", "cannot be shown to be signed by"),
        (os.devnull, "the certificates that Sigstore is known by cannot be used"),
    ],
)
def test_the_public_sigstore_is_known_without_a_network(release: Company, tmp_path: Path, home: str, says: str) -> None:
    """The library's own words stay off the terminal, which only a process can show."""
    who = ("--cert-identity", WORKFLOW, "--cert-oidc-issuer", ISSUER)
    done = run("verify", str(release.path), *who, folder=tmp_path, **nowhere_to_go(home or tmp_path))
    assert (done.code, done.out) == (2, "")
    assert says in done.said
    assert done.err.count("\n") == 2
