"""Whether a record that is known to be signed says what was asked: compliant, about this, and not long ago."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from policylint.errors import UsageError
from policylint.frozen import dataclass
from policylint.model.reports import EXIT_CODES
from policylint.record.statement import DETAILS, STATEMENT, SUMMARY, VERIFIER

if TYPE_CHECKING:
    from collections.abc import Iterator

_AHEAD = timedelta(minutes=5)  # clocks of two machines differ
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a record has to be about, how old it may be, and the time it is."""

    deployment: str | None
    commit: str | None
    max_age: timedelta
    now: str


@dataclass(frozen=True, slots=True)
class Record:
    """What a record says."""

    verdict: str
    head: str
    at: str
    deployments: tuple[tuple[str, str], ...]


def record_of(value: Any) -> Record:
    """A statement as a record; UsageError for one of another kind, and for one that contradicts itself."""
    try:
        return _record(value)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        why = str(error) if isinstance(error, ValueError) else "a part is not there, or of another form"
        raise UsageError(f"what is signed is no record of the gate: {why}") from None


def _record(value: Any) -> Record:
    if value["_type"] != STATEMENT or value["predicateType"] != SUMMARY:
        raise ValueError(f"it is no {SUMMARY} in a {STATEMENT}")
    predicate = value["predicate"]
    if predicate["verifier"]["id"] != VERIFIER:
        raise ValueError(f"its verifier is not {VERIFIER}")
    told, at = predicate[DETAILS], predicate["timeVerified"]
    verdict, head = told["verdict"], told["commits"]["head"] or ""
    if verdict not in EXIT_CODES or not _TIME.fullmatch(at) or (head and not _COMMIT.fullmatch(head)):
        raise ValueError("its verdict, time or commit is none")
    _moment(at)
    if (predicate["verificationResult"] == "PASSED") is not (verdict == "compliant"):
        raise ValueError("its result and its verdict contradict each other")
    return Record(verdict, head, at, _deployments(value["subject"], told["deployments"], verdict, head))


def _deployments(subjects: Any, rows: Any, verdict: str, head: str) -> tuple[tuple[str, str], ...]:
    """Names and digests, which stand twice: as subjects for every verifier, and in the details."""
    named = tuple((row["name"], row["subjectDigest"]) for row in rows)
    shown = {(each["name"], f"sha256:{each['digest'].get('sha256')}") for each in subjects}
    if not all(isinstance(text, str) for row in named for text in row):
        raise ValueError("a deployment has no name or digest")
    if named and shown != set(named):
        raise ValueError("its subjects are not its deployments")
    if verdict == "compliant" and not head:
        raise ValueError("it is compliant and names no commit")
    return named


def faults(record: Record, wish: Wish) -> Iterator[str]:
    """Why the record does not allow what was asked; nothing where it does."""
    if record.verdict != "compliant":
        yield f"its verdict is {record.verdict}"
    if wish.commit is not None and record.head != wish.commit:
        yield f"it is about commit {record.head or 'unknown'}, not {wish.commit}"
    names = [name for name, _digest in record.deployments]
    if wish.deployment is not None and wish.deployment not in names:
        said = ", ".join(names[:10]) or "no deployment"
        yield f"it is about {said}, not {wish.deployment}"
    age = _moment(wish.now) - _moment(record.at)
    if age > wish.max_age:
        yield f"it is of {record.at}, {_words(age)} ago; it may be {_words(wish.max_age)} old"
    if age < -_AHEAD:
        yield f"it is of {record.at}, which is still to come"


def age_of(text: str) -> timedelta:
    """The length of `24h`, `30m` or `7d`; UsageError for anything else."""
    from policylint.words import shown

    found = re.fullmatch(r"([0-9]{1,5})([mhd])", text.strip(), re.ASCII)
    if found is None or int(found[1]) == 0:
        raise UsageError(f"--max-age takes a length such as 30m, 24h or 7d, not {shown(text)}")
    return timedelta(minutes=int(found[1]) * {"m": 1, "h": 60, "d": 1440}[found[2]])


def commit_of(text: str | None) -> str | None:
    """A commit in full; UsageError for a name or a shortened one, which could mean another one tomorrow."""
    from policylint.words import shown

    if text is None or _COMMIT.fullmatch(text.strip().lower()):
        return text if text is None else text.strip().lower()
    raise UsageError(f"--commit takes all 40 (or 64) digits, not {shown(text)}", hint="git rev-parse HEAD")


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _words(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 2880 else f"{minutes // 1440} days"
