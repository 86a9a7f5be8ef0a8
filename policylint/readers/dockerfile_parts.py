"""One instruction of a Dockerfile taken apart: flags, text, the exec form, heredocs, NAME=value pairs."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from policylint.frozen import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST = re.compile(r"([^\t\v\f\r ]+)[\t\v\f\r ]*")
_HEREDOC = re.compile(r"\d*<<(-?)\s*([^<]+)")
_WITH_HEREDOC = frozenset(("ADD", "COPY", "RUN"))


@dataclass(frozen=True, slots=True)
class Line:
    """An instruction. `starts` are the places in `text` where a line of the file begins, with the line's number.

    `words` are those of the exec form, None in any other. A heredoc is its name, its first line and its text.
    """

    instruction: str
    number: int
    text: str
    flags: dict[str, list[str]] = field(default_factory=dict)
    words: tuple[str, ...] | None = None
    starts: tuple[tuple[int, int], ...] = ()
    heredocs: tuple[tuple[str, int, str], ...] = ()

    def line_at(self, offset: int) -> int:
        """The line of the file that holds an offset of the text."""
        return next((number for start, number in reversed(self.starts) if start <= offset), self.number)


@dataclass(frozen=True, slots=True)
class Pair:
    """NAME=value in ENV and ARG: the value without its quotes, None where none is given, and the line of the name."""

    name: str
    value: str | None
    line: int


def split(number: int, pieces: list[tuple[int, str]], escape: str) -> Line:
    """The instruction on some lines of the file."""
    whole = "".join(text for _, text in pieces)
    first = _FIRST.match(whole, len(whole) - len(whole.lstrip()))
    name, at = (first[1], first.end()) if first is not None else ("", 0)
    flags: dict[str, list[str]] = {}
    while (flag := _patterns(escape).flag.match(whole, at)) is not None:
        at = flag.end()
        key, _, value = unquoted(flag[1], escape).partition("=")
        if not key:
            break
        flags.setdefault(key, []).append(value)
    starts, begin = [], 0
    for line, text in pieces:
        starts.append((max(begin - at, 0), line))
        begin += len(text)
    text = whole[at:].rstrip()
    return Line(name.upper(), number, text, flags, _exec_form(text), tuple(starts))


def heredocs(instruction: str, text: str) -> list[tuple[str, bool]]:
    """The names of the heredocs that an instruction opens, each with whether leading tabs are cut off."""
    if instruction == "ONBUILD":
        instruction = text.split(None, 1)[0].upper() if text else ""
    if instruction not in _WITH_HEREDOC or "<<" not in text:
        return []
    found = []
    for word in _shell_words(text):
        mark = _HEREDOC.fullmatch(word)
        name = unquoted(mark[2], "\\") if mark is not None else ""
        if mark is not None and name and not re.search(r"\s", mark[2]):
            found.append((name, mark[1] == "-"))
    return found


def pairs(line: Line, escape: str) -> Iterator[Pair]:
    """What ENV or ARG sets; nothing for what is neither NAME=value nor, with ENV, NAME value."""
    words = list(_patterns(escape).word.finditer(line.text))
    if line.instruction == "ENV" and words and "=" not in words[0][0]:
        yield Pair(words[0][0], unquoted(line.text[words[0].end() :].strip(), escape), line.line_at(0))
        return
    for word in words:
        name, equals, value = word[0].partition("=")
        yield Pair(unquoted(name, escape), unquoted(value, escape) if equals else None, line.line_at(word.start()))


def unquoted(text: str, escape: str) -> str:
    """A word without its quotes and escapes."""
    if not any(mark in text for mark in ("'", '"', escape)):
        return text
    return _patterns(escape).quote.sub(lambda found: found[1] or _plain(found[2], escape) or found[3] or "", text)


def _plain(text: str | None, escape: str) -> str:
    """The inside of double quotes: only quotes, dollars and the escape character are escaped there."""
    return re.sub(re.escape(escape) + r'(["$' + re.escape(escape) + "])", r"\1", text or "")


def _exec_form(text: str) -> tuple[str, ...] | None:
    if not text.startswith("["):
        return None
    from json import loads

    try:
        words = loads(text)
    except (ValueError, RecursionError):
        return None
    return tuple(words) if isinstance(words, list) and all(isinstance(word, str) for word in words) else None


def _shell_words(text: str) -> list[str]:
    """The words of a shell command with their quotes; none where a quote is never closed."""
    words = _patterns("\\").word
    return [] if _patterns("\\").open.search(words.sub("", text)) else words.findall(text)


@dataclass(frozen=True, slots=True)
class _Patterns:
    word: re.Pattern[str]
    flag: re.Pattern[str]
    quote: re.Pattern[str]
    open: re.Pattern[str]


@cache
def _patterns(escape: str) -> _Patterns:
    mark = re.escape(escape)
    double, single = rf'"(?:[^"{mark}]|{mark}.)*"', "'[^']*'"
    word = rf"(?:[^\s\"'{mark}]|{mark}.|{double}|{single})"
    return _Patterns(
        word=re.compile(rf"{word}+", re.DOTALL),
        flag=re.compile(rf"--({word}*)(?:[\t\v\f\r ]+|$)", re.DOTALL),
        quote=re.compile(rf"{mark}(.)|\"((?:[^\"{mark}]|{mark}.)*)\"|'([^']*)'", re.DOTALL),
        open=re.compile("[\"']"),
    )
