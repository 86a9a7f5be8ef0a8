"""Dates as documents state them: a date lasts until its end, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_FIRST, _LAST = 1000, 9000  # beyond these years lies what no calendar needs, and where arithmetic fails


def moment(text: str) -> datetime:
    """The first moment of a date or time; without a zone it is UTC. ValueError for what is neither."""
    year = int(text[:4])
    if not _FIRST <= year <= _LAST:
        text = f"{min(max(year, _FIRST), _LAST)}{text[4:].replace('-02-29', '-02-28')}"
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def end(text: str) -> datetime:
    """The first moment after a date; a time is its own end."""
    return moment(text) + timedelta(days=1) if len(text) == 10 else moment(text)


def past(text: str, now: str) -> bool:
    """Whether a date or time is over at the time of the run."""
    return end(text) <= moment(now)


def days(start: str, stop: str) -> int:
    """Whole days between two dates; from 1 to 3 November are two."""
    return (moment(stop) - moment(start)).days


def later(start: str, number: int) -> str:
    """The date a number of days after another one."""
    return (moment(start) + timedelta(days=number)).strftime("%Y-%m-%d")
