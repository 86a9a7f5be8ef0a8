"""Files, regions and text of a SARIF log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from policylint.reporters.clean import clean, clean_lines

if TYPE_CHECKING:
    from policylint.model.documents import Json, Position
    from policylint.model.reports import Finding

Object = dict[str, Any]


def text(message: str) -> str:
    """A message without what a viewer would obey; `[x](y)` would be a link, also in a plain message."""
    return "\n".join(clean_lines(message)).replace("](", "] (")


def location(position: Position) -> Object:
    """A SARIF location: file and region."""
    region = {
        "startLine": position.line,
        "startColumn": position.column,
        "endLine": position.end_line,
        "endColumn": position.end_column,
    }
    return {"physicalLocation": physical(position.path, region)}


def physical(path: str, region: dict[str, int]) -> Object:
    """A file as a URI, below the root of the repository unless the path is absolute, and a region of it."""
    uri = quote(_bytes(path))
    artifact = {"uri": f"file://{uri}"} if path.startswith("/") else {"uri": uri, "uriBaseId": "%SRCROOT%"}
    return {"artifactLocation": artifact, "region": region}


def _bytes(path: str) -> bytes:
    """The bytes that the file system knows the path by, also where they are not UTF-8."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogatepass")


def logical(finding: Finding) -> list[Json]:
    """The deployments that a finding is about, and the value inside the document."""
    places: list[Json] = [
        {"name": name, "kind": "deployment"} for name in dict.fromkeys(map(clean, finding.deployments))
    ]
    pointer = clean(finding.position.pointer)
    if pointer:
        places.append({"name": pointer.rsplit("/", 1)[-1], "fullyQualifiedName": pointer, "kind": "value"})
    return places
