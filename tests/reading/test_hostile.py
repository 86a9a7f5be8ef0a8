"""Lines that make careless patterns run for hours. These tests end, or they do not."""

from __future__ import annotations

import pytest
from support.reading import read_text

LONG = 300_000
PIECES = ["![", "[", "[a", "[x](a", "[x](a(", "<a ", "<a href", "<a@a.", " ", "# ", "#", "- ", "| ", "|-", "<!---->"]
PIECES += ["<pre></pre>", "**a", "__", "{{", "{#", "```", "a@", "a.", "> ", "[optional", "a.b@c.d", "<h1>", "\\", "漢"]
AROUND = [("", ""), ("# ", " x"), ("a|", "x|-"), ("**", "** x"), ("<!--", ""), ("a | b\n", " x|-"), ("- ", ":")]


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_line_of_markdown_is_read(piece: str) -> None:
    for before, after in AROUND:
        text = before + piece * (LONG // len(piece)) + after
        assert read_text(text, "README.md").state == "read"


@pytest.mark.parametrize("piece", ["\n", "\n# a", "\n**a** b", "\na|b\n-|-\n", "\n> a", "\n\n- a", "\n```"])
def test_many_lines_of_markdown_are_read(piece: str) -> None:
    reading = read_text("# x" + piece * (LONG // len(piece)), "README.md")
    assert reading.state == "read"


@pytest.mark.parametrize(
    "piece", ["a", " ", "#", "\t", "{", "[", "- ", "? ", ": ", "a: ", '"', "'", "|", "&a ", "*a ", "!a ", "%"]
)
@pytest.mark.parametrize("path", ["a.yaml", "a.json", "requirements.txt", "Dockerfile"])
def test_a_long_line_ends_in_a_state(path: str, piece: str) -> None:
    for before, after in (("", ""), ("a: ", "\n"), ('{"a": "', '"}'), ("RUN ", ""), ("ENV ", "")):
        reading = read_text(before + piece * (LONG // len(piece)) + after, path)
        assert reading.state in ("read", "not_ours", "template", "unreadable")


@pytest.mark.parametrize("path", ["a.yaml", "a.json", "README.md", "requirements.txt", "Dockerfile", "unknown"])
def test_binary_data_ends_in_a_state(path: str) -> None:
    data = bytes(range(256)) * 1000
    for text in (data, data[::-1], b"\x7fELF" + data, b"{" + data, b"---\n" + data):
        assert read_text(text, path).state in ("not_ours", "unreadable")
