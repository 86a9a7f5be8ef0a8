"""The body of a Markdown file: sections, tables, links and text, with their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.reading import only, read_text, source_of

from policylint.positions import locate

if TYPE_CHECKING:
    from typing import Any

    from policylint.model.documents import Json


def body(text: str) -> dict[str, Any]:
    """The `$body` of a Markdown text."""
    content: Any = only(read_text(text, "README.md")).content
    found = content["$body"]
    assert isinstance(found, dict)
    return found


def headings(text: str) -> list[tuple[Json, ...]]:
    """(line, level, title, style) of every section."""
    return [(s["line"], s["level"], s["title"], s["style"]) for s in body(text)["sections"]]


def words(text: str) -> list[tuple[Json, Json]]:
    """(words, own words) of every section."""
    return [(s["words"], s["own_words"]) for s in body(text)["sections"]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# One\n## Two ##\n###### Six\n", [(1, 1, "One", "atx"), (2, 2, "Two", "atx"), (3, 6, "Six", "atx")]),
        ("   # Indented\n    # code\n", [(1, 1, "Indented", "atx")]),
        ("##No blank\n#hash\n#\n", [(1, 2, "No blank", "atx"), (3, 1, "", "atx")]),
        ("####### Seven\n", []),
        ("One\n===\n\nTwo\n---\n\ntext\n\n---\n", [(1, 1, "One", "setext"), (4, 2, "Two", "setext")]),
        ("a\nb\n---\n- x\n---\n| a |\n---\n", []),
        ("<h2 align=center>Uses</h2>\n", [(1, 2, "Uses", "html")]),
        ("# **B** _em_\n# [Link](x)\n# `c`\n", [(1, 1, "B em", "atx"), (2, 1, "Link", "atx"), (3, 1, "c", "atx")]),
        ("## Glossary [optional]\n## Uses \\[Optional\\]\n", [(1, 2, "Glossary", "atx"), (2, 2, "Uses", "atx")]),
        ("## Contact:\n## Data {#data}\n", [(1, 2, "Contact", "atx"), (2, 2, "Data", "atx")]),
        ("**License:** MIT\n", [(1, 7, "License", "bold")]),
        ("- **By:** us\n* __To__: y\n", [(1, 7, "By", "bold"), (2, 7, "To", "bold")]),
        ("1. **One** x\n", [(1, 7, "One", "bold")]),
        ("**A:** x  \n**B:** y\nmore **C** z\n", [(1, 7, "A", "bold"), (2, 7, "B", "bold")]),
        ("text\n**not at the start**\n", []),
        ("```\n# code\n```\n~~~~ py\n# code\n~~~\n~~~~\n# Real\n", [(8, 1, "Real", "atx")]),
        ("- x\n  ```\n  # code\n  ```\n# Real\n", [(5, 1, "Real", "atx")]),
        ("<!-- # no\n# no -->\n# Real <!-- x -->\n", [(3, 1, "Real", "atx")]),
        ("<script>\n# no\n</script>\n<pre># no</pre>\n# Real\n", [(5, 1, "Real", "atx")]),
        ("---\r\na: 1\r\n---\r\n\r\n# One\r\n", [(5, 1, "One", "atx")]),
    ],
)
def test_headings_are_found_with_their_lines(text: str, found: list[tuple[Json, ...]]) -> None:
    assert headings(text) == found


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("# A\none two\n## B\nthree\n# C\n", [(3, 2), (1, 1), (0, 0)]),
        ("# A\n- one - two & 3 ! ?\n", [(3, 3)]),
        ("# A\n[two words](http://x.y/z) ![image](a.png) <https://x.y>\n", [(3, 3)]),
        ("# A\n| one | two |\n|---|---|\n| 3 | |\n", [(3, 3)]),
        ("# A\n```\nnot these\n```\n<!-- nor\nthese --> one\n", [(1, 1)]),
        ("# A\nH<sub>2</sub>O<br>two <b>three</b>\n", [(3, 3)]),
        ("# A\n[More Information Needed]\nMore information needed\n", [(0, 0)]),
        ("# A\none {{ two | three }} four\n", [(2, 2)]),
        ("# A\n漢字漢字 words\n", [(3, 3)]),
        ("# A\n**Lead:** one two\n\nthree\n", [(4, 4), (2, 2)]),
        ("# A\n**Lead**\n\none\n\ntwo\n# B\nthree\n", [(3, 3), (2, 2), (1, 1)]),
        ("- **One:** a\n  b\n- **Two:** c\n- d\n\ne\n", [(2, 2), (1, 1)]),
    ],
)
def test_words_count_as_a_reader_counts_them(text: str, counts: list[tuple[int, int]]) -> None:
    """A section's words are those of its sub-headings too; a heading's own title is none of them."""
    assert words(text) == counts


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("# A\n[More Information Needed]\n", [True]),
        ("# A\nMore information needed for further recommendations.\n", [True]),
        ("# A\n[Needs More Information]\n", [True]),
        ("# A\n{{ bias_risks }}\n", [True]),
        ("# A\nMore information needed\n## B\nwords\n", [True, False]),
        ("# A\n## B\nMore information needed\n", [True, True]),
        ("# A\nreal words\n## B\nMore information needed\n", [False, True]),
        ("# A\n```\n{{ x }}\n```\n", [False]),
        ("# A\nMore information on data is needed\n", [False]),
    ],
)
def test_template_text_is_noticed(text: str, flags: list[bool]) -> None:
    """In a section's own text, or below it where nothing else is said."""
    assert [section["template"] for section in body(text)["sections"]] == flags


def test_a_section_gives_its_own_text_and_links() -> None:
    text = "# A\nWrite to [us](mailto:a@x.org) or b@x.org, see https://x.y/z.\n\n- an item\n## B\n<a href='http://q'>q</a>\n"
    first, second = body(text)["sections"]
    assert first["text"] == "Write to us or b@x.org, see https://x.y/z.\n- an item"
    assert first["links"] == ["mailto:a@x.org", "https://x.y/z", "b@x.org"]
    assert (second["text"], second["links"]) == ("q", ["http://q"])


def test_tables_give_their_cells_with_lines() -> None:
    text = "\n| Field | **Value** |\n|:--|--:|\n| License | [MIT](x) |\n| a \\| b |\nc | d\n\n| no | table |\n"
    assert body(text)["tables"] == [
        {
            "line": 2,
            "header": ["Field", "**Value**"],
            "rows": [
                {"line": 4, "cells": ["License", "MIT"]},
                {"line": 5, "cells": ["a | b"]},
                {"line": 6, "cells": ["c", "d"]},
            ],
        }
    ]


def test_the_text_is_what_a_reader_sees() -> None:
    text = "---\na: 1\n---\n\n# Demo\nSee [docs](demo/x).\n```\ncode\n```\n<!-- no -->`id`\n| a | b |\n|---|---|\n"
    found = body(text)
    assert found["text"] == "# Demo\nSee docs.\n`id`\n| a | b |\n|---|---|"
    assert found["links"] == [{"target": "demo/x", "line": 6}]
    assert (found["line"], found["truncated"]) == (4, False)


def test_the_end_of_an_enormous_body_is_not_looked_at() -> None:
    found = body("# A\n" + "word\n" * 250_000 + "# B\n")
    assert found["truncated"] is True
    assert [section["title"] for section in found["sections"]] == ["A"]


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("/$body", (4, 1)),
        ("/$body/sections/0", (5, 1)),
        ("/$body/sections/1", (7, 3)),
        ("/$body/sections/1/title", (7, 3)),
        ("/$body/sections/9", (4, 1)),
        ("/$body/tables/0", (9, 1)),
        ("/$body/tables/0/rows/0", (11, 1)),
        ("/$body/links/0", (5, 1)),
    ],
)
def test_a_pointer_into_the_body_leads_to_its_line(pointer: str, place: tuple[int, int]) -> None:
    text = "---\na: 1\n---\n\n# [One](http://x)\n\n  ## Two\n\n| a | b |\n|---|---|\n| c | d |\n"
    position = locate(source_of(text, "README.md"), only(read_text(text, "README.md")), pointer)
    assert (position.line, position.column) == place
