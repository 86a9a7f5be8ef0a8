"""Comments of the form `# policylint: ignore[CODE] reason until YYYY-MM-DD`.

Only real comments of YAML are found: the words inside of a text are part of the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint.frozen import dataclass
from policylint.positions.formats import format_of
from policylint.positions.text import decode
from policylint.waivers import MARK
from policylint.waivers.dates import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policylint.model.documents import Source

_COMMENT = re.compile(r"#[ \t]*policylint:[ \t]*ignore\b[^\n\r]*")
_WHOLE = re.compile(r"#[ \t]*policylint:[ \t]*ignore\[([^\]]*)\](.*?)(?:\buntil[ \t]+(\S+))?[ \t]*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_TOKENS = 1_000_000


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment: where it stands, for which line it is, and what it says."""

    path: str
    line: int
    column: int
    text: str
    target: int
    rules: tuple[str, ...]
    reason: str
    until: str

    @property
    def fault(self) -> str | None:
        """What it leaves out; None where it says everything."""
        if not self.rules:
            return "names no rule"
        if not self.reason:
            return "gives no reason"
        if not _is_date(self.until):
            return f"ends on {self.until!r}, which is no day" if self.until else "has no end"
        return None

    def __str__(self) -> str:
        return f"until {self.until}, by a comment in line {self.line}: {self.reason}"


def ignores_of(sources: Iterable[Source]) -> tuple[Ignore, ...]:
    """The comments in sources, in their order."""
    found = (each for source in sources if MARK in source.data for each in _in_source(source))
    return tuple(sorted(found, key=lambda each: (each.path, each.line)))


def _in_source(source: Source) -> Iterator[Ignore]:
    form = format_of(source.path, source.data, source.by_content)
    if form not in ("yaml", "markdown"):
        return
    text = decode(source.data)
    if form == "markdown":
        text = _front_matter(text)
    matches = list(_COMMENT.finditer(text))
    texts = _texts(text) if matches else []
    lines = text.splitlines()
    for match in matches:
        start = match.start()
        if (start == 0 or text[start - 1] in " \t\n\r") and not any(a <= start < b for a, b in texts):
            yield _ignore(source.path, text, lines, match)


def _ignore(path: str, text: str, lines: list[str], match: re.Match[str]) -> Ignore:
    line = len(text[: match.start()].splitlines()) or 1
    if match.start() and text[match.start() - 1] in "\n\r":
        line += 1
    before = text[: match.start()].splitlines()[-1] if match.start() and text[match.start() - 1] not in "\n\r" else ""
    written = match[0].rstrip()
    parts = _WHOLE.fullmatch(written)
    rules = tuple(name.strip() for name in parts[1].split(",") if name.strip()) if parts else ()
    reason = (parts[2].strip(" \t:-") if parts else "").strip()
    until = (parts[3] or "") if parts else ""
    target = line if before.strip() else _next(lines, line)
    return Ignore(path, line, len(before) + 1, written, target, rules, reason, until)


def _next(lines: list[str], line: int) -> int:
    """The first line below that holds more than a comment."""
    for number, text in enumerate(lines[line:], line + 1):
        if text.strip() and not text.lstrip().startswith("#"):
            return number
    return line


def _texts(text: str) -> list[tuple[int, int]]:
    """Where scalars stand; what comes after a fault is not read, so it counts as one."""
    import yaml

    found: list[tuple[int, int]] = []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        for _ in range(_MOST_TOKENS):
            if not loader.check_token():
                return found
            token = loader.get_token()
            if isinstance(token, yaml.ScalarToken):
                found.append((token.start_mark.index, token.end_mark.index))
    except yaml.YAMLError:
        pass
    finally:
        loader.dispose()
    return [*found, (found[-1][1] if found else 0, len(text))]


def _front_matter(text: str) -> str:
    """The text up to the end of its front matter; nothing where there is none."""
    match = re.match(r"\s*---[ \t]*\r?\n.*?^---[ \t]*$", text, re.DOTALL | re.MULTILINE)
    return match[0].rpartition("---")[0] if match else ""


def _is_date(text: str) -> bool:
    try:
        return _DATE.fullmatch(text) is not None and bool(moment(text))
    except ValueError:
        return False
