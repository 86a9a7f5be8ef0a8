"""What to say of a key that a mapping of ours lacks, or does not know: the schema's own words where it has some."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from policylint.frozen import dataclass
from policylint.words import either, nearest

if TYPE_CHECKING:
    from policylint.model.documents import Json

    # A schema is trusted data of ours, whatever its depth.
    Schema = dict[str, Any]

_MERGE = "`<<` merges nothing here: write the keys out, so that a reader sees what is set."
_FROM_DOCUMENT = re.compile(r"\{(/[^|}]*)\|([^}]*)\}")
_MOST_NAMES = 3
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Hints:
    """A schema and the document that it is held against: the document's own names make a hint plain."""

    schema: Schema
    content: Json

    def missing(self, key: str, where: str, inner: Schema) -> str:
        """The sentence about a key that a mapping lacks, with what the schema says it is for (`x-missing`)."""
        why = inner.get("x-missing", {}).get(key)
        return f"{where} has no `{key}`: {why}" if why else f"{where} has no `{key}`, which must be there; add it."

    def unknown(self, key: str, where: str, inner: Schema) -> str:
        """The sentence about a key that a mapping does not know: where it belongs, or what is most like it."""
        if key == "<<":
            return _MERGE
        shown = key[:_LONGEST]
        for group in inner.get("x-refused", ()):
            entry = self._resolved(group)
            if key in entry["keys"]:
                return f"{where} does not take `{shown}`: {self._filled(entry['says'])}"
        return f"{where} does not know the key `{shown}`. {self._near(key, inner.get('properties', {}))}"

    def _near(self, key: str, known: Schema) -> str:
        homes = [name for name, each in known.items() if key in self._resolved(each).get("properties", {})]
        if len(homes) == 1:
            return f"It belongs below `{homes[0]}`."
        near = nearest(key, known)
        return f"Did you mean `{near}`?" if near else f"It knows {either([f'`{each}`' for each in known], 'and')}."

    def _resolved(self, schema: Any) -> Schema:
        while isinstance(schema, dict) and "$ref" in schema:
            schema = self.schema["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        return schema if isinstance(schema, dict) else {}

    def _filled(self, text: str) -> str:
        """`{/spec/artefacts/serving|the files of it}`: the names that the document holds there, else the words."""
        return _FROM_DOCUMENT.sub(lambda found: self._names(found[1]) or found[2], text)

    def _names(self, pointer: str) -> str:
        value = self.content
        for part in pointer.split("/")[1:]:
            value = value.get(part) if isinstance(value, dict) else None
        paths = [each.get("path") if isinstance(each, dict) else each for each in _listed(value)]
        names = [each[:_LONGEST] for each in paths if isinstance(each, str) and each]
        return either(names, "and") if len(names) <= _MOST_NAMES and names else ""


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]
