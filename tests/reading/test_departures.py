"""Where libyaml's reading, which is the contract, departs from YAML 1.2. docs/reading.md lists these rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.reading import contents, read_text

if TYPE_CHECKING:
    from policylint.model.documents import Json

REFUSED = {
    "a document without --- behind ...": "a: 1\n...\nb: 1\n",
    "... and nothing else": "...\n",
    "an unknown directive": "%FOO bar\n---\na: 1\n",
    "a directive for YAML 1.3": "%YAML 1.3\n---\na: 1\n",
    "a directive for YAML 2": "%YAML 2.0\n---\na: 1\n",
    "marks of other scripts in an anchor": "a: &é 1\n",
    "an empty key without ?": ": a\n",
    "an empty key inside braces": "{: a}\n",
    "a value inside braces that begins with a colon": "{a: :b}\n",
    "a key inside braces with its colon on the next line": "{a\n: b}\n",
    "a quoted key inside braces over two lines": '{"a\n  b": c}\n',
    "a tab in front of a bracket": "\t[]\n",
    "a tab behind a dash before a mapping": "-\ta: 1\n",
    "a tab where a block scalar's indentation is looked for": "a: |\n \tb\n",
    "a block scalar without indentation": "--- |\na\n",
    "a surrogate pair written as two escapes": '"\\ud83d\\ude00"\n',
    "a key of more than 1,024 characters": "a" * 1025 + ": 1\n",
}
READ_OTHERWISE: dict[str, tuple[str, Json]] = {
    "U+0085 ends a line": ("a: x\x85  y\n", {"a": "x y"}),
    "U+2028 ends a line": ("a: 'x\u2028  y'\n", {"a": "x\u2028y"}),
    "a quoted scalar need not be indented": ('a: "x\ny"\n', {"a": "x y"}),
    "a list in brackets need not be indented": ("a: [b,\nc]\n", {"a": ["b", "c"]}),
    "a tab separates like a blank": ("a: \t1\n", {"a": 1}),
    "a comment may touch the mark in front of it": ("a: [b,#c\n]\n", {"a": ["b"]}),
    "a directive needs no ... in front of it": ("a: 1\n%YAML 1.2\n---\n", {"a": 1}),
    "a dash may be a word inside brackets": ("a: [-]\n", {"a": ["-"]}),
    "a question mark that touches a key in braces goes": ("{?a: b}\n", {"a": "b"}),
    "a colon ends an anchor": ("a: &b:c d\n", {"a": ":c d"}),
    "blanks at the end of a file": ("a: |\n  x\n   ", {"a": "x\n "}),
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_refused_although_yaml_1_2_allows_it(text: str) -> None:
    reading = read_text(text)
    assert reading.state == "unreadable"
    assert reading.problems[0].line is not None


@pytest.mark.parametrize(("text", "content"), READ_OTHERWISE.values(), ids=READ_OTHERWISE.keys())
def test_read_otherwise_than_yaml_1_2_says(text: str, content: Json) -> None:
    assert contents(read_text(text)) == [content]
