"""Sources -> Readings: every source ends in one state, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model import Document, Problem, Reading
from policylint.positions.formats import format_of
from policylint.readers.raw import MAX_BYTES, Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from policylint.model import Json, Source
    from policylint.positions.formats import Format
    from policylint.readers.raw import Loaded

    Classify = Callable[[str, Json], str | None]

READERS: tuple[Format, ...] = ("yaml", "json", "markdown", "requirements")


def read(source: Source, classify: Classify, *, keep_all: bool = False) -> Reading:
    """What became of a source. `keep_all` keeps YAML and JSON documents of no known kind: document policies judge them."""
    form = format_of(source.path, source.data, source.named)
    if form is None:
        return Reading(source.path, "not_ours", named=source.named)
    loaded, fault = _load(source, form)
    documents = tuple(
        Document(source.path, raw.stream, classify(source.path, raw.content), raw.content, raw.line, texts=raw.texts)
        for raw in loaded
    )
    kept = documents if any(d.kind for d in documents) or (keep_all and form in ("yaml", "json")) else ()
    if fault is not None:
        from policylint.readers.faults import explain

        state, problem = explain(source, fault, len(loaded))
        return Reading(source.path, state, kept, (problem,), source.named)
    return Reading(source.path, "read" if kept else "not_ours", kept, named=source.named)


def _load(source: Source, form: Format) -> Loaded:
    if len(source.data) > MAX_BYTES:
        return [], Fault(f"{len(source.data):,} bytes; files up to {MAX_BYTES:,} bytes are read", line=1)
    if form == "yaml":
        from policylint.readers import yaml

        return yaml.load(source.data)
    return _load_text(source.data, form)


def _load_text(data: bytes, form: Format) -> Loaded:
    from policylint.readers.plain import strict_text

    text, fault = strict_text(data, utf16=form == "json")
    if fault is not None:
        return [], fault
    if form == "json":
        from policylint.readers import json

        return json.load(text)
    if form == "markdown":
        from policylint.readers import markdown

        return markdown.load(text)
    from policylint.readers import requirements

    return requirements.load(text)
