"""From the options of `policylint verify` to an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.cli.clock import time_that_counts
from policylint.cli.screen import say
from policylint.errors import UsageError
from policylint.frozen import dataclass
from policylint.record.envelope import by_key, opened
from policylint.record.keys import PublicKeys
from policylint.record.verifying import Record, Wish, age_of, commit_of, faults, record_of
from policylint.reporters.clean import one_line, shorten

if TYPE_CHECKING:
    from policylint.record.envelope import Proof

_LONGEST = 500
_BLOCKED = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command line, as click gives them."""

    record: str
    keys: tuple[str, ...]
    cert_identity: str | None
    cert_oidc_issuer: str | None
    trust_config: str | None
    deployment: str | None
    commit: str | None
    max_age: str
    now: str | None


def verify(asked: Asked) -> int:
    """Say whether the record allows what was asked; UsageError where it could not be checked."""
    for option, given in (
        ("--deployment", asked.deployment),
        ("--cert-identity", asked.cert_identity),
        ("--cert-oidc-issuer", asked.cert_oidc_issuer),
    ):
        if given is not None and not given.strip():
            raise UsageError(f"{option} is empty", hint="A variable that is not set?")
    path = asked.record
    wish = Wish(asked.deployment, commit_of(asked.commit), age_of(asked.max_age), time_that_counts(asked.now))
    record = record_of(opened(path, _proof(asked)))
    found = list(faults(record, wish))
    if found:
        say([shorten(one_line(f"{path}: refused: {each}"), _LONGEST) for each in found])
        return _BLOCKED
    return say([shorten(one_line(f"{path}: {_told(record)}"), _LONGEST)])


def _proof(asked: Asked) -> Proof:
    """Who has to have signed: one of some keys, or an identity with its issuer, whole."""
    identity, issuer = asked.cert_identity, asked.cert_oidc_issuer
    if asked.keys and (identity or issuer):
        raise UsageError("--key and --cert-identity are two ways to sign: give the one that signed the record")
    if identity and issuer:
        from policylint.record.bundle import by_identity

        return by_identity(identity, issuer, asked.trust_config)
    if identity or issuer:
        raise UsageError("--cert-identity and --cert-oidc-issuer go together: anybody may run an issuer")
    if not asked.keys:
        raise UsageError("--key is missing, or --cert-identity with --cert-oidc-issuer: who has to have signed?")
    if asked.trust_config is not None:
        raise UsageError("--trust-config goes with --cert-identity")
    return by_key(PublicKeys(asked.keys))


def _told(record: Record) -> str:
    about = ", ".join(f"{name} ({digest[:19]})" for name, digest in record.deployments) or "no deployment changed"
    return f"compliant, commit {record.head[:12]}, {record.at}: {about}"
