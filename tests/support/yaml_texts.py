"""Writes one value in many YAML styles: block and flow, five kinds of scalars, anchors, comments, any line ends."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from policylint.model.documents import Json

_CHARACTERS = st.characters(
    exclude_categories=("Cs", "Cc", "Cn", "Co"),
    exclude_characters="\ufeff\u2028\u2029\ufffe\uffff",
)
_LOOKALIKES = """\
on no yes null ~ true 3.10 1e3 0o17 << = {a} [a] ' " 2026-11-24 12:30:45 1_000 é 漢字 \U0001f600 a/b a~b %a @a `a
!a &a *a | > --- ... a,b x] x} a b""".split()  # noqa: SIM905 - one word is one case
_SPACED = ["", " x", "x ", "a: b", "#c", "a #b", "- a", "? a", "a\nb", "a\n\nb\n", "\ttab", "--- a"]
_WORDS = st.sampled_from([*_LOOKALIKES, *_SPACED])
strings = st.one_of(_WORDS, st.text(_CHARACTERS, max_size=12))
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    strings,
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(strings, inner, max_size=4)),
    max_leaves=12,
)
mappings = st.dictionaries(strings, values, min_size=1, max_size=4)

_PLAIN = re.compile(r"[A-Za-z_\u00c0-\u024f/](?:[\w./~-]| (?=\w))*", re.ASCII)
_RESOLVED = re.compile(r"(?i:null|true|false)")
_PRINTABLE = re.compile(r"[^\x00-\x1f\x7f-\x9f\ufeff\u2028\u2029]*")


@dataclass
class Written:
    """A stream of documents: its text, the values, and what each anchor of a document names."""

    text: str
    values: list[Json]
    anchors: list[dict[str, Json]]


@dataclass
class Writer:
    """Writes values; asks `draw` for every choice."""

    draw: Callable[[Any], Any]
    anchors: dict[str, Json] = field(default_factory=dict)

    def maybe(self, one_in: int = 2) -> bool:
        return bool(self.draw(st.integers(1, one_in)) == 1)

    def document(self, value: Json) -> str:
        if isinstance(value, (dict, list)) and value and self.maybe():
            return self.block(value, 0)
        return self.after(value, 0, below_key=True, root=True).lstrip(" ")

    def block(self, value: Json, indent: int) -> str:
        """The lines of a filled mapping or list."""
        pad = " " * indent
        lines = []
        if isinstance(value, dict):
            for key, item in value.items():
                lines += [self.comment(pad), pad, self.key(key), ":", self.after(item, indent, below_key=True)]
        elif isinstance(value, list):
            for item in value:
                lines += [self.comment(pad), pad, "-", self.after(item, indent)]
        return "".join(lines)

    def comment(self, pad: str) -> str:
        return str(self.draw(st.sampled_from(["", "", "", "", "\n", f"{pad}# a: comment\n", "#\n"])))

    def after(self, value: Json, indent: int, *, below_key: bool = False, root: bool = False) -> str:
        """What follows a key or a dash, down to the end of the line or block."""
        alias = self.alias(value)
        if alias is not None:
            return f" {alias}{self.end()}"
        anchor = self.anchor(value)
        if isinstance(value, (dict, list)) and value and self.maybe():
            return self.nested(value, indent, anchor, below_key)
        if isinstance(value, str) and self.maybe(3) and _is_literal(value):
            return self.literal(value, anchor, 0 if root else indent)
        return f"{anchor} {self.flow(value)}{self.end()}"

    def nested(self, value: Json, indent: int, anchor: str, below_key: bool) -> str:
        if not anchor and not below_key and self.maybe():
            return self.compact(value, indent + 2)
        least = 0 if below_key and isinstance(value, list) else 1
        return f"{anchor}\n{self.block(value, indent + self.draw(st.integers(least, 3)))}"

    def compact(self, value: Json, indent: int) -> str:
        """`- key: value`: the first entry on the line of the dash."""
        text = self.block(value, indent)
        lines = text.split("\n")
        while lines and (not lines[0].strip() or lines[0].lstrip().startswith("#")):
            lines.pop(0)
        return " " + "\n".join(lines)[indent:]

    def literal(self, value: str, anchor: str, indent: int) -> str:
        chomp = "" if value.endswith("\n") else "-"
        pad = " " * (indent + self.draw(st.integers(1, 3)))
        lines = value.removesuffix("\n").split("\n")
        return f"{anchor} |{chomp}\n" + "".join(f"{pad}{line}\n" if line else "\n" for line in lines)

    def flow(self, value: Json) -> str:
        """The value on one line."""
        if isinstance(value, dict):
            items = [f"{self.key(key)}: {self.flow(item)}" for key, item in value.items()]
            return "{" + ", ".join(items) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self.flow(item) for item in value) + "]"
        if isinstance(value, str):
            return self.string(value)
        return "~" if value is None and self.maybe(3) else json.dumps(value)

    def key(self, key: str) -> str:
        return self.string(key)

    def string(self, text: str) -> str:
        if _PLAIN.fullmatch(text) and not _RESOLVED.fullmatch(text) and self.maybe():
            return text
        if _PRINTABLE.fullmatch(text) and self.maybe():
            return "'" + text.replace("'", "''") + "'"
        return _double(text)

    def end(self) -> str:
        return str(self.draw(st.sampled_from(["\n", "\n", "\n", "  \n", " # c: d\n"])))

    def anchor(self, value: Json) -> str:
        if not self.maybe(5):
            return ""
        name = f"a{len(self.anchors)}"
        self.anchors[name] = value
        return f" &{name}"

    def alias(self, value: Json) -> str | None:
        names = [name for name, known in self.anchors.items() if json.dumps(known) == json.dumps(value)]
        return f"*{names[-1]}" if names and self.maybe() else None


def _double(text: str) -> str:
    """A double-quoted scalar; characters beyond the first plane as themselves, for libyaml reads no surrogate pairs."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f").replace("\x85", "\\N").replace("\xa0", "\\_")


def _is_literal(text: str) -> bool:
    body = text.removesuffix("\n")
    return (
        bool(body)
        and not body.startswith((" ", "\t", "\n", "#"))
        and not body.endswith("\n")
        and all(_PRINTABLE.fullmatch(line) and line == line.rstrip() for line in body.split("\n"))
    )


@st.composite
def streams(draw: Any, value: Any = values, most: int = 3) -> Written:
    """One or more documents in one text."""
    items = draw(st.lists(value, min_size=1, max_size=most))
    text, anchors = draw(st.sampled_from(["", "# first\n", "---\n", "--- # c\n", "%YAML 1.2\n---\n"])), []
    for number, item in enumerate(items):
        writer = Writer(draw)
        written = writer.document(item)
        if number:
            marks = ["---\n", "--- # c\n", "--- \n", "...\n---\n", "...\n# c\n--- # d\n"]
            inline = not isinstance(item, (dict, list)) or written[0] in "{["
            text += draw(st.sampled_from([*marks, "--- "] if inline else marks))
        text += written
        anchors.append(writer.anchors)
    ends = draw(st.sampled_from(["\n", "\n", "\n", "\r\n"]))
    return Written(text.replace("\n", ends), items, anchors)
