"""History as far as rules ask about it: which commits touched which files, and who wrote what lies between two."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from policylint.errors import UsageError
from policylint.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from policylint.model.documents import Json
    from policylint.promotion.commits.git import Git

MOST_COMMITS = 10_000
_DIGITS = 13
_MARK = "\x01"
_LOG = (
    "log",
    "-z",
    "-m",
    "--name-only",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-show-signature",
    "--no-notes",
    "--no-decorate",
    "--no-mailmap",
    "--format=tformat:%x01%H %ct",
)
_PERSON = re.compile(r"(?P<name>.*?) ?<(?P<email>[^<>]*)>(?: (?P<at>\d{1,12}) [+-]\d{4})?")
_CO_AUTHOR = re.compile(r"(?im)^co-authored-by:\s*(?P<name>[^<\n]*?)\s*<(?P<email>[^<>\n]*)>\s*$")
_NOREPLY = re.compile(r"(?:\d+\+)?(?P<login>[^@+]+)@users\.noreply\.github\.com", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Touch:
    """A commit that changed some of the paths that were asked about, and when it was committed."""

    commit: str
    at: str
    paths: tuple[str, ...]


def touches(git: Git, revisions: str, paths: Collection[str], *, first_parent: bool) -> Iterator[Touch]:
    """The commits that touched any of the paths, newest first, read no further than asked for."""
    if not paths:
        return
    arguments = (*_LOG, *(("--first-parent",) if first_parent else ()), revisions, "--", *sorted(paths))
    current: tuple[str, str] | None = None
    found: list[str] = []
    for field in git.lines(*arguments):
        text = os.fsdecode(field)
        if text.startswith(_MARK):
            if current is not None:
                yield Touch(*current, tuple(found))
            commit, _space, seconds = text[1:].partition(" ")
            current, found = (commit, moment(_seconds(seconds))), []
        elif text:
            found.append(text.removeprefix("\n"))
    if current is not None:
        yield Touch(*current, tuple(found))


def _seconds(text: str) -> int:
    """The time of a commit as git tells it; the oldest where the commit has none that git can read."""
    return int(text) if text.isdecimal() and len(text) < _DIGITS else 0


def moment(seconds: int) -> str:
    """A time as RFC 3339 in UTC."""
    import time

    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(min(max(seconds, 0), 253_402_300_799)))


def between(git: Git, base: str, head: str) -> tuple[str, ...]:
    """The commits of the head that the base does not have, newest first."""
    listed = git.ask("rev-list", f"--max-count={MOST_COMMITS + 1}", f"{base}..{head}").decode("ascii").split()
    if len(listed) > MOST_COMMITS:
        raise UsageError(
            f"the change holds more than {MOST_COMMITS:,} commits", hint="Is --base the branch that it goes to?"
        )
    return tuple(listed)


@dataclass(frozen=True, slots=True)
class Commit:
    """Who wrote a commit, and when it was committed."""

    authors: tuple[tuple[str, str], ...]
    at: str


def commits(git: Git, oids: Collection[str]) -> Iterator[tuple[str, Commit]]:
    """The commits, each as its own object says it: no mailmap and no configuration has a say."""
    for oid, data in git.objects(oids):
        if data is None:
            raise UsageError(f"this clone lacks the commit {oid[:12]}", hint="git fetch --unshallow")
        head, _blank, message = data.decode("utf-8", "replace").partition("\n\n")
        people = {key: found for key in ("author", "committer") if (found := _person(head, key)) is not None}
        named = [people["author"][:2]] if "author" in people else []
        named += [(found["name"], found["email"]) for found in _CO_AUTHOR.finditer(message)]
        yield oid, Commit(tuple(named), moment(people["committer"][2] if "committer" in people else 0))


def _person(head: str, key: str) -> tuple[str, str, int] | None:
    line = next((line for line in head.split("\n") if line.startswith(f"{key} ")), "")
    found = _PERSON.search(line.removeprefix(f"{key} "))
    return (found["name"], found["email"], int(found["at"] or 0)) if found else None


def authors(found: Collection[Commit], login: str | None) -> list[Json]:
    """Everybody who wrote any of the commits, each once; `login` opened the change."""
    people = dict.fromkeys(person for commit in found for person in commit.authors)
    rows: list[Json] = [{"name": name, "email": email, "login": _login(email)} for name, email in people]
    return rows + ([{"name": login, "email": None, "login": login}] if login else [])


def _login(email: str) -> str | None:
    found = _NOREPLY.fullmatch(email)
    return found["login"] if found else None
