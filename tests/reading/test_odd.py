"""Oddities met in real repositories, each in a text of our own, with the state it ends in and what is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.reading import read_text

from policylint.readers.yaml import load

if TYPE_CHECKING:
    from policylint.model.documents import Json

READ: dict[str, tuple[str, Json]] = {
    "tag shorthands and local tags": (
        "%TAG !e! tag:example.org,2026:\n---\n- !local a\n- !!str 1\n- !e!t 2\n",
        ["a", "1", "2"],
    ),
    "a non-specific tag makes a string": ("- a\n- 12\n- ! 12\n", ["a", 12, "12"]),
    "an empty scalar with !!str is an empty string": ("- a\n- !!str\n- &x b\n- *x\n", ["a", "", "b", "b"]),
    "a value in a folded block keeps its more indented lines": (
        "a: >\n\n  one\n  two\n   * list\n  three\n",
        {"a": "\none two\n * list\nthree\n"},
    ),
    "empty lines and tabs in quoted text fold": ('a: "x\n\n  \ty\t\n  z"\n', {"a": "x\ny z"}),
    "a trailing tab in a quoted line goes": ('a: "one\t\n  two"\n', {"a": "one two"}),
    "an escaped tab at a line's end stays": ('a: "one\\t\n  two"\n', {"a": "one\t two"}),
    "a single quoted scalar over lines": ("a: ' one\n  two\n\n  three '\n", {"a": " one two\nthree "}),
    "a dash that is no item": ("- one\n - two\n", ["one - two"]),
    "lists in lists": ("- - a\n  - b\n- - - c\n", [["a", "b"], [["c"]]]),
    "flow entries of every sort": (
        "[\"a\", ' b', c\n d, [e], f: g, {h: i}]\n",
        ["a", " b", "c d", ["e"], {"f": "g"}, {"h": "i"}],
    ),
    "flow keys without values": ('{a, "b\n  c", d: }\n', {"a": None, "b c": None, "d": None}),
    "a list at the indent of its key": ("a:\n- 1\nb:\n  - 2\n", {"a": [1], "b": [2]}),
    "keys written with a question mark": ("? a\n? b c\n: null\n", {"a": None, "b c": None}),
    "an alias as a key": ("&a a: &b b\n*b : *a\n", {"a": "b", "b": "a"}),
    "anchors on keys and values": ("&m\na: &x\n  &k b: &v c\n", {"a": {"b": "c"}}),
    "a plain << outside Kubernetes": ("x: &d {a: 1}\ny:\n  <<: *d\n", {"x": {"a": 1}, "y": {"<<": {"a": 1}}}),
    "a workflow's on": ("on:\n  push:\njobs: {}\n", {"on": {"push": None}, "jobs": {}}),
    "a country called no": ("languages: [no, en, yes]\n", {"languages": ["no", "en", "yes"]}),
    "an MLflow None": ("current_stage: None\nversion: 10\n", {"current_stage": "None", "version": 10}),
    "a time stamp": ("at: 2026-07-31T10:00:00Z\nday: 20220120\n", {"at": "2026-07-31T10:00:00Z", "day": 20220120}),
    "a key without a value": ("creationTimestamp: null\ncommand:\n", {"creationTimestamp": None, "command": None}),
    "a colon inside a flow word": ("{L4:1, A10G:1}\n", {"L4:1": None, "A10G:1": None}),
    "braces in folded text": ("goal: >\n  Find {sector} in {{ year }}\n", {"goal": "Find {sector} in {{ year }}\n"}),
    "braces in quotes": ('name: "{{ .Tag }}"\n', {"name": "{{ .Tag }}"}),
    "a tab behind a value's blank": ("license: \tgpl-3.0\n", {"license": "gpl-3.0"}),
}  # fmt: skip

NOT_READ: dict[str, tuple[str, str, int]] = {
    "a list on the line of its key": ("key: - a\n     - b\n", "unreadable", 1),
    "an item indented deeper than its list": ("a:\n  - x: 1\n    y: 2\n     - z: 3\n", "unreadable", 4),
    "a comment inside a plain scalar": ("a: b\n  # c\n  d\n", "unreadable", 3),
    "a missing comma in a flow list": ("a: [\n b\n c: d\n e ]\n", "unreadable", 3),
    "a list as a key": ("? - a\n: b\n", "unreadable", 1),
    "a bare Helm value": ("metadata:\n  name: {{ .Values.name }}\n---\na: [\n", "template", 2),
    "a bare tag of a release": ("spec:\n  version: {{ .TagName }}\n", "template", 2),
    "a chart's files": ("data:\n{{ (.Files.Glob \"x/*\").AsConfig | indent 2 }}\n", "template", 2),
    "a user's name in an image": ("containers:\n- image: {username}/x:latest\n", "template", 2),
}  # fmt: skip


@pytest.mark.parametrize(("text", "content"), READ.values(), ids=READ.keys())
def test_read(text: str, content: Json) -> None:
    documents, fault = load(text)
    assert fault is None
    assert [document.content for document in documents] == [content]


@pytest.mark.parametrize(("text", "state", "line"), NOT_READ.values(), ids=NOT_READ.keys())
def test_not_read(text: str, state: str, line: int) -> None:
    reading = read_text(text)
    assert (reading.state, [problem.line for problem in reading.problems]) == (state, [line])
