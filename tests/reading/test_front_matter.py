"""Front matter is found as huggingface_hub finds it; lines are the file's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.reading import only, read_text, source_of

from policylint.positions import locate

if TYPE_CHECKING:
    from policylint.model.documents import Json


def front(text: str) -> Json:
    """The content without the body."""
    content = only(read_text(text, "README.md")).content
    assert isinstance(content, dict)
    return {key: value for key, value in content.items() if key != "$body"}


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("---\nlicense: mit\n---\n# Title\n", {"license": "mit"}),
        ("---\nlicense: mit\n---", {"license": "mit"}),
        ("---\nlicense: mit\n---  \nbody\n", {"license": "mit"}),
        ("---\r\nlicense: mit\r\n---\r\nbody\r\n", {"license": "mit"}),
        ("---\rlicense: mit\r---\nbody", {"license": "mit"}),
        ("\ufeff---\nlicense: mit\n---\n", {"license": "mit"}),
        ("\n\n  \n---\nlicense: mit\n---\n", {"license": "mit"}),
        ("  ---\nlicense: mit\n---\n", {"license": "mit"}),
        ("---\n---\n", {}),
        ("---\n\n---\n", {}),
        ("---\n# comment\n---\nbody\n", {}),
        ("---\nlanguage: no\ntags:\n---\n", {"language": "no", "tags": None}),
        ("---\na: |\n  x\n  ---\n  y\n---\n", {"a": "x\n---\ny"}),
        ("---\na: b\n----\nc: d\n---\n", None),
        ("# Title\n\n---\na: b\n---\n", {}),
        ("--- \na: b\n---\n", {}),
        ("----\na: b\n----\n", {}),
        ("", {}),
        ("plain text\n", {}),
    ],
)
def test_front_matter_is_the_content_of_the_document(text: str, content: Json) -> None:
    if content is None:
        assert read_text(text, "README.md").state == "unreadable"
    else:
        assert front(text) == content


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("---\nlicense: mit\n", 1, "The front matter is never closed: no line --- follows."),
        ("\n\n---\nlicense: mit\n# Title\n", 3, "The front matter is never closed: no line --- follows."),
        ("---\n- a\n- b\n---\n", 2, "The front matter is a list, not a mapping."),
        ("\n---\n# c\njust words\n---\n", 4, "The front matter is a single value, not a mapping."),
        ("---\na: 1\n\na: 2\n---\n", 4, "The key 'a' stands twice: first on line 2."),
        ("\n---\r\na: 1\r\nb: 'x' c: y\r\n---\r\n", 4,
         "This line does not fit the indentation of the lines above (it began on line 3)."),
        ("---\na: 1\n--- # c\nb: 1\n---\n", 4, "The front matter holds more than one document."),
        ("---\na:\n\tb: 1\n---\n", 3, "A tab stands where YAML wants blanks."),
        ("---\na: \x07\n---\n", 2, "A control character stands in the file (U+0007)."),
        ("---\n$body: 1\n---\n", 2, "The key '$body' is reserved."),
    ],
)  # fmt: skip
def test_front_matter_that_is_no_mapping_is_unreadable(text: str, line: int, message: str) -> None:
    reading = read_text(text, "README.md")
    assert reading.state == "unreadable"
    assert [(p.line, p.message) for p in reading.problems] == [(line, message)]


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"---\na: 1\n---\n# Gr\xfc\xdfe\n", 4, "Not UTF-8: byte 0xfc at offset 17."),
        ("\ufeff# Title\n".encode("utf-16-le"), 1, "The file is UTF-16; save it as UTF-8."),
    ],
)
def test_markdown_is_utf_8(data: bytes, line: int, message: str) -> None:
    reading = read_text(data, "README.md")
    assert reading.state == "unreadable"
    assert [(p.line, p.message) for p in reading.problems] == [(line, message)]


@pytest.mark.parametrize(
    ("text", "pointer", "missing", "place"),
    [
        ("---\nlicense: mit\n---\n", "/license", None, (2, 10)),
        ("\n\n---\r\na: 1\r\ntags:\r\n- x\r\n---\r\n", "/tags/0", None, (6, 3)),
        ("---\na: 1\nb: {c: 2}\n---\n", "/b/c", None, (3, 8)),
        ("---\na: 1\n---\n", "", "license", (2, 1)),
        ("---\na: 1\nmodel-index:\n- x: 1\n---\n", "/model-index", "y", (3, 1)),
        ("# Title\n", "", "license", (1, 1)),
        ("\n---\n---\n", "", "license", (2, 1)),
    ],
)
def test_a_pointer_leads_to_the_files_line(
    text: str, pointer: str, missing: str | None, place: tuple[int, int]
) -> None:
    position = locate(source_of(text, "README.md"), only(read_text(text, "README.md")), pointer, missing)
    assert (position.line, position.column) == place


def test_the_first_line_of_the_document_is_that_of_its_first_key() -> None:
    assert only(read_text("\n---\n# c\na: 1\n---\n", "README.md")).line == 4
