"""Path patterns as .gitignore reads them: one matcher for `exclude`, `stages.*.paths` and discovery.

A pattern without a slash matches at any depth; one with a slash starts at the root. `**` crosses folders, `*` and `?`
do not. A trailing slash means folders only. A matched folder covers everything below it. `!` is not supported.
Matching takes time in proportion to the path, whatever the pattern: patterns come from files that are not trusted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENDS = r"(?=/|\Z)"
_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "lower": "a-z",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\s",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}


def fault(pattern: str) -> str | None:
    """What is wrong with a pattern, as the end of a sentence ("... is absolute"), or None."""
    if not pattern.strip("/"):
        return "is empty"
    if pattern.startswith("!"):
        return "starts with !, which is not supported: write a narrower pattern"
    if ".." in pattern.split("/"):
        return "holds `..`: patterns start at the repository root"
    if re.match(r"[A-Za-z]:[\\/]|~/", pattern):
        return "is absolute: patterns start at the repository root"
    try:
        re.compile(expression(pattern))
    except (re.error, ValueError) as error:
        return f"cannot be read: {error}"
    return None


class Globs:
    """Several patterns, compiled when first asked. Paths are relative to the root, with forward slashes."""

    __slots__ = ("_compiled", "patterns")

    def __init__(self, patterns: Iterable[str]) -> None:
        self.patterns = tuple(patterns)
        self._compiled: tuple[re.Pattern[str], ...] | None = None

    def first(self, path: str, *, folder: bool = False) -> int | None:
        """The index of the first pattern that covers this path; None when none does.

        With `folder` the path is a folder, and covered means that everything below it is.
        """
        if self._compiled is None:
            self._compiled = tuple(re.compile(expression(pattern), re.DOTALL) for pattern in self.patterns)
        asked = f"{path}/" if folder else path
        return next((index for index, one in enumerate(self._compiled) if one.match(asked)), None)

    def match(self, path: str, *, folder: bool = False) -> bool:
        """Whether any pattern covers this path."""
        return self.first(path, folder=folder) is not None


def expression(pattern: str) -> str:
    """The regular expression of one pattern, for `re.match`; ValueError says what is malformed."""
    parts = ["**" if part.startswith("**") and not part.strip("*") else part for part in pattern.split("/") if part]
    if "/" not in pattern.rstrip("/"):
        parts.insert(0, "**")
    inside = parts[-1] == "**"
    head, *rest = _blocks(parts[:-1] if inside else parts)
    text = head + "".join(f"{'/' if head or index else ''}{block}" for index, block in enumerate(rest))
    if inside and text:
        text += "/"
    if pattern.endswith("/"):
        return f"{text}[^/]+/" if inside else f"{text}/"
    return text if inside else text + _ENDS


def _blocks(parts: list[str]) -> list[str]:
    """The runs of parts between `**`, all but the first atomic: the leftmost match leaves the most to the next run."""
    runs: list[list[str]] = [[]]
    for part in parts:
        if part != "**":
            runs[-1].append(_part(part))
        elif len(runs) == 1 or runs[-1]:
            runs.append([])
    return ["/".join(runs[0]), *(f"(?>(?:[^/]+/)*?{'/'.join(run)}{_ENDS})" for run in runs[1:] if run)]


def _part(part: str) -> str:
    """One path component. Each piece after a `*` but the last is atomic, for the same reason as above."""
    pieces = _pieces(part)
    if len(pieces) == 1:
        return pieces[0]
    first, *middle, last = pieces
    if not any(pieces):
        return "[^/]+"
    return first + "".join(f"(?>[^/]*?{piece})" for piece in middle if piece) + f"[^/]*{last}{_ENDS}"


def _pieces(part: str) -> list[str]:
    """The component between its stars, each piece a regular expression of fixed length."""
    pieces, at = [""], 0
    while at < len(part):
        character = part[at]
        if character == "[":
            end = _closing(part, at)
            pieces[-1] += _set(part[at + 1 : end])
            at = end
        elif character == "*":
            pieces.append("")
        elif character == "?":
            pieces[-1] += "[^/]"
        else:
            at += character == "\\"
            if at == len(part):
                raise ValueError("it ends with a stray \\")
            pieces[-1] += re.escape(part[at])
        at += 1
    return pieces


def _closing(part: str, start: int) -> int:
    """The index of the `]` that closes the `[` at `start`."""
    shape = re.compile(r"\[[!^]?+\]?+(?:\[:\w*:\]|\\.|[^\\\]])*\]", re.DOTALL).match(part, start)
    if shape is None:
        raise ValueError("a [ does not close")
    return shape.end() - 1


def _set(text: str) -> str:
    """A bracket expression without its brackets, as a regular expression that never matches a slash."""
    denied = text[:1] in ("!", "^")
    member = re.compile(r"\[:(\w*):\]|(\\.|[^\\])-(\\.|[^\\])|\\?(.)", re.DOTALL)
    inside = "".join(_member(*found.groups()) for found in member.finditer(text, int(denied)))
    return f"(?!/)[{'^' if denied else ''}{inside}]"


def _member(name: str | None, low: str | None, high: str | None, one: str | None) -> str:
    if name is not None:
        if name not in _CLASSES:
            raise ValueError(f"[:{name}:] is no class of characters")
        return _CLASSES[name]
    if low and high:
        low, high = low[-1], high[-1]
        if low > high:
            raise ValueError(f"{low}-{high} is no range")
        return f"{re.escape(low)}-{re.escape(high)}"
    return re.escape(one or "")
