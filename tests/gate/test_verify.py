"""What a release job may rely on: a record counts only when it is signed, compliant, about this, and fresh."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

import pytest
from support.command import Done, inside
from support.commits import BODY, NOW, Repo, git, repository, version
from support.keys import pair

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.keys import Pair

OURS = "https://policylint.dev/record/v1"


class Release:
    """A record of a compliant change, the keys, and a release job that asks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys = pair(folder)
        self.repo = Repo(folder / "repo")
        base = repository(**{".policylint.yaml": "select: [REL001]\n"})
        self.repo.change(base, {"serve/replicate.yaml": version(BODY)})
        self.path = folder / "record.json"
        self.repo.gate("--record", str(self.path), "--sign-key", str(self.keys.private))
        self.commit = git(self.repo.root, "rev-parse", "change").strip()
        self.sealed: dict[str, Any] = json.loads(self.path.read_bytes())
        self.payload = b64decode(self.sealed["payload"])

    def ask(self, *arguments: str, now: str = NOW, key: Path | None = None, **options: Any) -> Done:
        """`policylint verify`, some minutes later."""
        words = ("verify", str(self.path), "--key", str(key or self.keys.public), "--now", now, *arguments)
        return inside(*words, folder=self.folder, **options)

    def write(self, envelope: Any) -> None:
        """Put something in the place of the record."""
        self.path.write_bytes(envelope if isinstance(envelope, bytes) else json.dumps(envelope).encode())

    def seal(self, edit: Callable[[Any], Any], **options: Any) -> None:
        """Put another statement there, signed by the same key."""
        value = json.loads(self.payload)
        edit(value)
        self.write(self.keys.sign(json.dumps(value).encode(), **options))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Made once: the gate runs in it."""
    return Release(tmp_path_factory.mktemp("release"))


@pytest.fixture
def release(made: Release) -> Release:
    made.write(made.sealed)
    return made


def test_a_signed_compliant_fresh_record_about_this_is_accepted(release: Release) -> None:
    done = release.ask("--deployment", "digest-live", "--commit", release.commit.upper())
    assert (done.code, done.err) == (0, "")
    assert f"compliant, commit {release.commit[:12]}" in done.said
    assert "digest-live (sha256:" in done.said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--deployment", "digest-staging"), "it is about digest-live, not digest-staging"),
        (("--deployment", "DIGEST-LIVE"), "not DIGEST-LIVE"),
        (("--commit", "1" * 40), f"not {'1' * 40}"),
        (("--now", "2026-11-24T00:00:01Z"), "2026-11-23T00:00:00Z, 24 hours ago; it may be 24 hours old"),
        (("--now", "2026-11-23T01:00:00Z", "--max-age", "30m"), "60 minutes ago; it may be 30 minutes old"),
        (("--now", "2026-11-22T23:54:00Z"), "which is still to come"),
    ],
)
def test_a_record_about_something_else_or_too_old_is_refused(
    release: Release, arguments: tuple[str, ...], says: str
) -> None:
    done = release.ask(*arguments)
    assert done.code == 1
    assert "refused: " in done.said
    assert says in done.said


def test_an_older_record_counts_where_that_is_said(release: Release) -> None:
    assert release.ask("--now", "2026-11-29T00:00:00Z", "--max-age", "7d").code == 0


@pytest.mark.parametrize(("base", "verdict"), [("main", "blocked"), ("nowhere", "not decided")])
def test_a_signed_record_that_is_not_compliant_is_refused(tmp_path: Path, base: str, verdict: str) -> None:
    keys, repo, path = pair(tmp_path), Repo(tmp_path / "repo"), tmp_path / "r.json"
    repo.change(repository(), {"serve/replicate.yaml": version(BODY)})
    repo.gate("--record", str(path), "--sign-key", str(keys.private), base=base)
    done = inside("verify", str(path), "--key", str(keys.public), "--now", NOW, folder=tmp_path)
    assert done.code == 1
    assert f"its verdict is {verdict}" in done.said


def _flipped(release: Release) -> Any:
    text = release.payload.replace(b'"FAILED"', b'"PASSED"').replace(release.commit.encode(), b"1" * 40)
    return {**release.sealed, "payload": b64encode(text).decode()}


def _blocked_made_good(release: Release) -> Any:
    other = json.loads(release.payload)
    other["subject"] = [{"name": "digest-staging", "digest": {"sha256": "0" * 64}}]
    return {**release.sealed, "payload": b64encode(json.dumps(other).encode()).decode()}


def _signatures(*rows: Any) -> Callable[[Release], Any]:
    return lambda release: {**release.sealed, "signatures": list(rows)}


@pytest.mark.parametrize(
    "tamper",
    [
        _flipped,
        _blocked_made_good,
        _signatures(),
        _signatures({"keyid": "x", "sig": ""}),
        _signatures({"keyid": "x", "sig": "AAAA"}),
        _signatures({"keyid": "x", "sig": "no base64!"}),
        _signatures({"keyid": "x"}),
        _signatures("text"),
        _signatures(*[{"sig": "AAAA"}] * 17),
        _signatures({"sig": "A" * 4000}),
        lambda r: {**r.sealed, "payloadType": "application/json"},
        lambda r: {**r.sealed, "payload": r.sealed["payload"] + "!"},
        lambda r: {**r.sealed, "payload": None},
        lambda r: {**r.sealed, "signatures": {}},
        lambda r: json.loads(r.payload),
        lambda r: [r.sealed],
        lambda _: b"",
        lambda _: b"\xff\xfe",
        lambda _: b"[" * 200_000,
        lambda _: b"{" + b'"a":[' * 500 + b"]" * 500 + b"}",
        lambda _: b'{"payload": NaN}',
        lambda _: b"1" * 10_000,
        lambda r: json.dumps(r.sealed)[:-1].encode() + b', "payload": "AAAA"}',
        lambda r: r.path.read_bytes()[:-20],
        lambda _: b" " * (32 * 1024 * 1024 + 1),
    ],
)
def test_whatever_is_tampered_with_cannot_be_checked(release: Release, tamper: Callable[[Release], Any]) -> None:
    release.write(tamper(release))
    done = release.ask()
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("policylint: ")


def test_another_key_is_not_believed_whatever_the_envelope_calls_it(release: Release, tmp_path: Path) -> None:
    other = pair(tmp_path)
    forged = other.sign(release.payload)
    forged["signatures"][0]["keyid"] = release.sealed["signatures"][0]["keyid"]
    release.write(forged)
    done = release.ask()
    assert done.code == 2
    assert "is not signed with the key that was given" in done.said


@pytest.mark.parametrize("kind", ["ed25519", "p256"])
def test_the_name_of_the_key_does_not_matter_and_any_of_several_keys_will_do(
    release: Release, tmp_path: Path, kind: str
) -> None:
    other = pair(tmp_path, kind)
    release.write(other.sign(release.payload))
    assert release.ask("--key", str(other.public)).code == 0


def _set(*keys: str, to: Any) -> Callable[[Any], None]:
    def edit(value: Any) -> None:
        for key in keys[:-1]:
            value = value[key]
        value[keys[-1]] = to

    return edit


@pytest.mark.parametrize(
    "edit",
    [
        _set("_type", to="https://in-toto.io/Statement/v0.1"),
        _set("predicateType", to="https://slsa.dev/provenance/v1"),
        _set("predicate", "verifier", "id", to="https://example.org/me"),
        _set("predicate", "verificationResult", to="FAILED"),
        _set("predicate", OURS, "verdict", to="blocked"),
        _set("predicate", OURS, "verdict", to=["compliant"]),
        _set("predicate", OURS, "verdict", to="fine"),
        _set("predicate", "timeVerified", to="9999-99-99T00:00:00Z"),
        _set("predicate", "timeVerified", to=None),
        _set("predicate", OURS, "commits", "head", to="main"),
        _set("predicate", OURS, "commits", "head", to=None),
        _set("predicate", OURS, "deployments", to=None),
        _set("predicate", OURS, "deployments", to=[{"name": "other", "subjectDigest": "sha256:0"}]),
        _set("predicate", OURS, to={}),
        _set("predicate", to=[]),
        _set("subject", to=[]),
        _set("subject", to=[{"name": ["a"], "digest": []}]),
        _set("subject", to=[{"name": "digest-live", "digest": {"sha256": "0"}}]),
    ],
)
def test_what_else_the_key_signs_is_no_record(release: Release, edit: Callable[[Any], None]) -> None:
    release.seal(edit)
    done = release.ask()
    assert (done.code, done.out) == (2, "")
    assert "what is signed is no record of the gate" in done.said


def test_a_signed_text_that_is_no_object_is_no_record(release: Release) -> None:
    for text in (b"[]", b"null", b"no JSON", b'"text"'):
        release.write(release.keys.sign(text))
        assert release.ask().code == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--commit", "main"), "--commit takes all 40 (or 64) digits"),
        (("--commit", "1f0b8b7f6c2d"), "--commit takes all 40 (or 64) digits"),
        (("--commit", ""), "--commit takes all 40 (or 64) digits"),
        (("--deployment", ""), "--deployment is empty"),
        (("--max-age", "1 week"), "--max-age takes a length such as 30m, 24h or 7d"),
        (("--max-age", "0h"), "--max-age takes"),
        (("--now", "today"), "--now takes a time"),
        (("--key", "nowhere.pub"), "--key: nowhere.pub cannot be read"),
        (("--key", "key.pem"), "key.pem holds a private key"),
        (("--key", "record.json"), "record.json holds no public key in PEM"),
    ],
)
def test_mistakes_decide_nothing(release: Release, arguments: tuple[str, ...], says: str) -> None:
    done = release.ask(*arguments)
    assert done.code == 2
    assert says in done.said


def test_weaker_keys_are_refused(release: Release, tmp_path: Path) -> None:
    keys: Pair = pair(tmp_path, "rsa")
    done = release.ask(key=keys.public)
    assert done.code == 2
    assert "is not Ed25519 or ECDSA on P-256" in done.said


def test_a_record_is_required_and_a_key(release: Release) -> None:
    assert inside("verify", "nowhere.json", "--key", str(release.keys.public), folder=release.folder).code == 2
    done = inside("verify", str(release.path), folder=release.folder)
    assert done.code == 2
    assert "--key" in done.said


def test_the_time_is_not_turned_back_in_ci(release: Release) -> None:
    """An old record would be fresh again."""
    done = release.ask(CI="true")
    assert done.code == 2
    assert "--now lies in the past" in done.said


def test_names_in_a_record_do_not_steer_the_terminal(release: Release) -> None:
    def edit(value: Any) -> None:
        value["subject"][0]["name"] = value["predicate"][OURS]["deployments"][0]["name"] = "a\x1b[2J\u202e\nb"

    release.seal(edit)
    done = release.ask("--deployment", "x")
    assert done.code == 1
    assert "\\x1b" in done.said
