"""A small repository in memory: path -> text, read by the real readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly import assemble
from policylint.kinds import classify
from policylint.model.documents import Source
from policylint.readers import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policylint.config import StagePatterns
    from policylint.model.deployments import Deployment
    from policylint.model.documents import Document


def documents_of(files: dict[str, str]) -> tuple[Document, ...]:
    """Every document of a known kind, in the order of the files."""
    readings = [read(Source(path, text.encode()), classify) for path, text in files.items()]
    assert all(reading.state in ("read", "not_ours") for reading in readings)
    return tuple(document for reading in readings for document in reading.documents if document.kind)


def deployments_of(files: dict[str, str], stages: Sequence[StagePatterns] = ()) -> tuple[Deployment, ...]:
    """The deployments of the files; a path exists when it is one of them."""
    return assemble(documents_of(files), stages, files.__contains__)
