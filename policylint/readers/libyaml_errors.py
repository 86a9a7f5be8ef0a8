"""libyaml's errors in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.positions import events as ev
from policylint.positions.text import Lines, decode
from policylint.readers.raw import MAX_DEPTH, Fault

if TYPE_CHECKING:
    from typing import Any

_PLAIN = {
    "mapping values are not allowed in this context": 'a ": " stands inside a value; put the value in quotes',
    "did not find expected key": "this line does not fit the indentation of the lines above",
    "did not find expected '-' indicator": "this line does not fit the list above; a list item begins with -",
    "could not find expected ':'": 'a key without ":"',
    "block sequence entries are not allowed in this context": "a list item stands on the line of its key",
    "block mapping keys are not allowed in this context": "a key stands where none can be",
    "found unexpected end of stream": "a quoted string is never closed",
    "found unexpected document indicator": "a quoted string is not closed before the document ends",
    "did not find expected <document start>": "text stands behind the end of the document; a new one begins with ---",
    "did not find expected ',' or '}'": "a { } mapping is not closed, or a comma is missing",
    "did not find expected ',' or ']'": "a [ ] list is not closed, or a comma is missing",
    "did not find expected node content": "a value is missing",
    "did not find expected alphabetic or numeric character": "an anchor (&) or alias (*) has no name; quote the value",
    "found a tab character that violates indentation": "a tab stands where YAML wants blanks",
    "found a tab character where an indentation space is expected": "a tab stands where YAML wants blanks",
    "found unexpected ':'": 'a ":" cannot begin or end a value here; put the value in quotes',
    "found unknown directive name": "the directive (%) is not known",
    "could not find expected directive name": "the directive (%) has no name",
    "found incompatible YAML document": "the %YAML directive asks for another version than 1.1 and 1.2",
    "control characters are not allowed": "a control character stands in the file",
}


def fault_of(error: Exception, data: bytes | str) -> Fault:
    """The fault that an exception of libyaml tells."""
    if isinstance(error, ev.MarkedYAMLError):
        return _marked(error, data)
    if hasattr(error, "character"):
        return _unreadable(error, data)
    return Fault(str(error), line=1, syntax=True)


def _marked(error: Any, data: bytes | str) -> Fault:
    problem = error.problem or error.context or "this is not YAML"
    mark = error.problem_mark or error.context_mark
    began = error.context_mark.index if error.context_mark is not None else None
    if problem == "exceeded maximum nesting depth":
        return Fault(f"it is nested deeper than {MAX_DEPTH} levels", offset=mark.index)
    if problem == "found character that cannot start any token":
        problem = _cannot_start(data if isinstance(data, str) else decode(data), mark.index)
    if problem == "did not find expected node content" and mark.index >= _length(data):
        problem = "the file ends inside [ ] or { }"
    return Fault(_PLAIN.get(problem, problem), offset=mark.index if mark else None, context=began, syntax=True)


def _length(data: bytes | str) -> int:
    """How many characters there are before the blanks at the end."""
    return len((data if isinstance(data, str) else decode(data)).rstrip())


def _cannot_start(text: str, offset: int) -> str:
    character = text[offset : offset + 1]
    if character == "\t":
        return "a tab stands where YAML wants blanks"
    return f"{character} cannot begin a value; put the value in quotes"


def _unreadable(error: Any, data: bytes | str) -> Fault:
    """Bytes that are no text. The place is a byte offset."""
    reason = _PLAIN.get(error.reason, error.reason)
    if ("UTF-8" in reason or "Unicode" in reason) and isinstance(data, bytes):
        reason = f"not UTF-8: byte 0x{data[error.position]:02x} at offset {error.position}"
    elif error.character == 0 and isinstance(data, bytes) and data.count(b"\0") > len(data) // 4:
        reason = "the file looks like UTF-16 or UTF-32 without a byte order mark, or is binary; save it as UTF-8"
        return Fault(reason, line=1)
    before = data[: error.position]
    text = before if isinstance(before, str) else decode(before)
    return Fault(_control(reason, error), line=len(Lines(text).starts))


def _control(reason: str, error: Any) -> str:
    return f"{reason} (U+{error.character:04X})" if reason == _PLAIN["control characters are not allowed"] else reason
