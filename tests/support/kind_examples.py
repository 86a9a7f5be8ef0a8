"""The examples of each document kind: tests/kinds/examples/<kind>/{accepted,refused}/<file>.

A refused example says where it is wrong: `# at: POINTER` or `# at: POINTER missing KEY` on a line of its own. A `.json`
example holds {"at", "path", "content"}: content that no file of that format could give.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from policylint.kinds import classify
from policylint.model.documents import Document, Json, Source
from policylint.readers import read

FOLDER = Path(__file__).parents[1] / "kinds" / "examples"
_AT = re.compile(r"^# at: ?(\S*?)(?: ?missing (\S+))?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """One example file, read: its document, and for a refused one the pointer and missing key that it names."""

    name: str
    document: Document
    at: str | None = None
    missing: str | None = None


def folder_of(kind: str) -> Path:
    """The folder that holds the examples of a kind."""
    return FOLDER / kind.replace("/", "-")


def examples(kind: str, group: str) -> list[Example]:
    """The accepted or refused examples of a kind, by file name."""
    return [_example(path) for path in sorted((folder_of(kind) / group).glob("*"))]


def _example(path: Path) -> Example:
    name = str(path.relative_to(FOLDER))
    if path.suffix == ".json":
        held = json.loads(path.read_text(encoding="utf-8"))
        return Example(name, _document(held["path"], held["content"]), held["at"])
    at = _AT.search(path.read_text(encoding="utf-8"))
    source = Source(_path(path), path.read_bytes(), named=True)
    reading = read(source, classify, keep_all=True)
    assert len(reading.documents) == 1, f"{name}: {reading.state}, {len(reading.documents)} documents"
    return Example(name, reading.documents[0], at and at[1], at and at[2])


def _document(path: str, content: Json) -> Document:
    return Document(path, 0, classify(path, content), content)


def _path(path: Path) -> str:
    """Markdown examples stand for a README, unless they are named as a card."""
    named = path.suffix != ".md" or path.name.startswith("MODEL_CARD")
    return path.name if named else "README.md"
