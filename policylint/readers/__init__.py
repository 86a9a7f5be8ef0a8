"""Sources -> Readings: every source ends in one state, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model.documents import Document, Reading
from policylint.positions.formats import MAX_BYTES, format_of
from policylint.readers.raw import Fault, Raw

if TYPE_CHECKING:
    from collections.abc import Callable

    from policylint.model.documents import Json, Source
    from policylint.positions.formats import Format
    from policylint.readers.raw import Loaded

    Classify = Callable[[str, Json], str | None]


def read(source: Source, classify: Classify, *, keep_all: bool = False) -> Reading:
    """What became of a source. A source is read when a document of it has a kind.

    With `keep_all` documents without a kind are kept too, because document policies judge them: all of YAML and JSON,
    Markdown and requirements only when they were named. An empty file is then the document null, as it is to conftest.
    """
    form = format_of(source.path, source.data, source.by_content)
    if form is None:
        return Reading(source.path, "not_ours", named=source.named)
    raws, fault = _load(source, form, merging=keep_all)
    everything = keep_all and (form in ("yaml", "json") or (source.named and form != "terraform"))
    if everything and not raws and fault is None:
        raws = [Raw(0, 1, None)]
    documents, beyond = _documents(source, raws, classify, everything)
    known = any(document.kind for document in documents)
    kept = documents if everything or known else ()
    if known:
        from policylint.readers.nested import with_nested

        kept = tuple(with_nested(document) for document in kept)
    fault = fault or beyond
    if source.guessed and (fault is not None or any(not isinstance(raw.content, (dict, list)) for raw in raws)):
        from policylint.readers.faults import misjudged

        return misjudged(source, fault)
    if fault is not None:
        from policylint.readers.faults import explain

        state, problem = explain(source, fault, len(documents))
        return Reading(source.path, state, kept, (problem,), source.named)
    return Reading(source.path, "read" if kept else "not_ours", kept, named=source.named)


def _documents(
    source: Source, raws: list[Raw], classify: Classify, everything: bool
) -> tuple[tuple[Document, ...], Fault | None]:
    path = source.path
    if any(type(raw.content) is list or (type(raw.content) is dict and "items" in raw.content) for raw in raws):
        from policylint.readers.items import expanded

        return expanded(source, raws, classify, everything)
    return tuple(_document(path, raw, classify) for raw in raws), None


def _document(path: str, raw: Raw, classify: Classify) -> Document:
    kind = classify(path, raw.content)
    return Document(path, raw.stream, kind, raw.content, raw.line, texts=raw.texts, written=raw.written)


def _load(source: Source, form: Format, *, merging: bool) -> Loaded:
    if len(source.data) > MAX_BYTES:
        return [], Fault(f"the file holds {len(source.data):,} bytes; up to {MAX_BYTES:,} are read", line=1)
    if form == "yaml":
        from policylint.readers import yaml

        return yaml.load(source.data, merging=merging)
    return _load_text(source.data, form)


def _load_text(data: bytes, form: Format) -> Loaded:
    from policylint.readers.decoding import strict_text

    text, fault = strict_text(data, utf16=form == "json")
    if fault is not None:
        return [], fault
    if form == "json":
        from policylint.readers import json

        return json.load(text)
    if form == "markdown":
        from policylint.readers import markdown

        return markdown.load(text)
    if form == "dockerfile":
        from policylint.readers import dockerfile

        return dockerfile.load(text)
    if form == "terraform":
        from policylint.readers import terraform

        return terraform.load(text)
    from policylint.readers import requirements

    return requirements.load(text)
