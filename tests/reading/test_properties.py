"""What holds for every document, whatever its style."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.independent import load_all
from support.reading import contents, pointers, read_text, same, source_of
from support.yaml_texts import mappings, streams, values

from policylint.positions import Locator
from policylint.readers.yaml import load

if TYPE_CHECKING:
    from support.yaml_texts import Written

    from policylint.model.documents import Json, Position

EXAMPLES = settings(max_examples=150, deadline=None)


def cut(text: str, position: Position) -> str:
    """The characters from the start of a position to its end."""
    lines = text.split("\n")[position.line - 1 : position.end_line]
    lines[-1] = lines[-1][: position.end_column - 1]
    lines[0] = lines[0][position.column - 1 :]
    return "\n".join(lines)


def meaning(snippet: str, anchors: dict[str, Json]) -> Json:
    """The value of a piece of YAML that stands for itself."""
    return anchors[snippet[1:]] if snippet.startswith("*") else load_all(snippet + "\n")[0]


@given(streams())
@EXAMPLES
def test_the_loader_gives_back_what_was_written(written: Written) -> None:
    documents, fault = load(written.text.encode())
    assert fault is None
    assert same([document.content for document in documents], written.values)


@given(streams())
@EXAMPLES
def test_the_loader_agrees_with_an_independent_parser(written: Written) -> None:
    documents, _ = load(written.text)
    assert same([document.content for document in documents], load_all(written.text))


@given(streams(mappings))
@EXAMPLES
def test_every_pointer_leads_to_its_value(written: Written) -> None:
    source = source_of(written.text)
    locator = Locator(source)
    for document, anchors in zip(read_text(written.text).documents, written.anchors, strict=True):
        for pointer, value in pointers(document.content):
            position = locator.locate(document, pointer)
            if not isinstance(value, (dict, list)):
                assert same(meaning(cut(written.text, position), anchors), value), (pointer, position)


@given(streams(mappings, most=1))
@EXAMPLES
def test_a_missing_key_stands_at_its_parents_key(written: Written) -> None:
    (document,) = read_text(written.text).documents
    locator = Locator(source_of(written.text))
    for pointer, value in pointers(document.content):
        if isinstance(value, dict) and pointer.count("/") == 1:
            snippet = cut(written.text, locator.locate(document, pointer, "no such key"))
            assert key_of(snippet) == pointer[1:].replace("~1", "/").replace("~0", "~")


def key_of(snippet: str) -> str:
    """The key that a piece of YAML is."""
    mapping = load_all("{? " + snippet + " : x}")[0]
    assert isinstance(mapping, dict)
    (key,) = mapping
    return key


@given(values, st.sampled_from([None, 1, 4, "\t"]), st.booleans())
@EXAMPLES
def test_json_is_read_as_json_loads_reads_it(value: Json, indent: int | str | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    reading = read_text(text, "a.json")
    assert same(contents(reading), flat(json.loads(text)))


def flat(value: Json, *, outermost: bool = True) -> list[Json]:
    """The documents of a text that holds one value: arrays stand for their items, inner ones in front of them."""
    if not isinstance(value, list) or not value:
        return [value]
    items = [part for item in value for part in flat(item, outermost=False)]
    return items if outermost else [value, *items]


@given(mappings, st.sampled_from([None, 1, 4, "\t"]), st.booleans())
@EXAMPLES
def test_every_pointer_of_json_leads_to_its_value(value: Json, indent: int | str | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    (document,) = read_text(text, "a.json").documents
    locator = Locator(source_of(text, "a.json"))
    for pointer, item in pointers(document.content):
        if not isinstance(item, (dict, list)):
            assert same(json.loads(cut(text, locator.locate(document, pointer))), item)


@given(streams(mappings, most=1), st.sampled_from(["", "\n", "\n\n  "]))
@EXAMPLES
def test_front_matter_is_placed_in_the_file(written: Written, before: str) -> None:
    (value,) = written.values
    assert isinstance(value, dict)
    if written.text.startswith(("---", "%", "#")) or "\n---" in written.text or "$body" in value:
        return
    text = f"{before}---\n{written.text}\n---\n# Title\n"
    (document,) = read_text(text, "a.md").documents
    locator = Locator(source_of(text, "a.md"))
    for pointer, item in pointers(document.content):
        if not isinstance(item, (dict, list)) and not pointer.startswith("/$body"):
            snippet = cut(text, locator.locate(document, pointer))
            assert same(meaning(snippet, written.anchors[0]), item), (pointer, snippet)


@given(
    st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)), st.sampled_from(["a.yaml", "a.json"])
)
@example("3.10", "a.yaml")
@example("3.10", "a.json")
@example("0.0", "a.yaml")
@example("1E400000", "a.yaml")
@EXAMPLES
def test_a_number_or_its_source_text_is_kept(number: object, path: str) -> None:
    text = str(number)
    reading = read_text(f'{{"a": {text}}}', path)
    for document in reading.documents:
        content = document.content
        assert isinstance(content, dict)
        assert document.texts.get("/a", str(content["a"])) == text
    assert reading.documents or "too large" in reading.problems[0].message


_WORDS = [
    "a",
    "b: ",
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "'",
    '"',
    ">-\n",
    "#c\n",
    "&x ",
    "*x",
    "<<: ",
    "!!int ",
    "!t ",
    "3.10",
    "? ",
    "%",
    "`",
    "null",
    "items:",
    "é",
    "😀",
    "\\u",
]
_BREAKS = ["\n", "\n  ", "\n---\n", "...\n", "|\n", "\t", "\r\n", "\ufeff", "\x85"]
TEXTS = st.lists(st.sampled_from(_WORDS + _BREAKS), max_size=30).map(lambda pieces: "".join(pieces).encode())


@given(
    st.one_of(TEXTS, st.binary(max_size=60)),
    st.sampled_from(["a.yaml", "a.json", "a.md", "requirements.txt", "Dockerfile", "unknown"]),
)
@EXAMPLES
@example(b"---\n{}\n---\n&a : *a", "a.md")
def test_whatever_the_bytes_a_source_ends_in_a_state(data: bytes, path: str) -> None:
    reading = read_text(data, path)
    assert bool(reading.problems) == (reading.state in ("template", "unreadable"))
    locator = Locator(source_of(data, path))
    for document in reading.documents:
        json.dumps(document.content, ensure_ascii=False, allow_nan=False).encode()
        for pointer, _ in pointers(document.content):
            position = locator.locate(document, pointer)
            assert (position.line, position.column) <= (position.end_line, position.end_column)
