"""From the options of `policylint verify` to an answer."""

from __future__ import annotations

from policylint.cli.clock import time_that_counts
from policylint.cli.screen import say
from policylint.errors import UsageError
from policylint.record.envelope import opened
from policylint.record.keys import PublicKeys
from policylint.record.verifying import Record, Wish, age_of, commit_of, faults, record_of
from policylint.reporters.clean import one_line, shorten

_LONGEST = 500
_BLOCKED = 1


def verify(
    path: str, keys: tuple[str, ...], deployment: str | None, commit: str | None, max_age: str, now: str | None
) -> int:
    """Say whether the record allows what was asked; UsageError where it could not be checked."""
    if deployment is not None and not deployment.strip():
        raise UsageError("--deployment is empty", hint="A variable that is not set?")
    wish = Wish(deployment, commit_of(commit), age_of(max_age), time_that_counts(now))
    record = record_of(opened(path, PublicKeys(keys)))
    found = list(faults(record, wish))
    if found:
        say([shorten(one_line(f"{path}: refused: {each}"), _LONGEST) for each in found])
        return _BLOCKED
    return say([shorten(one_line(f"{path}: {_told(record)}"), _LONGEST)])


def _told(record: Record) -> str:
    about = ", ".join(f"{name} ({digest[:19]})" for name, digest in record.deployments) or "no deployment changed"
    return f"compliant, commit {record.head[:12]}, {record.at}: {about}"
