"""`<<` merges: what Kubernetes' readers apply, and a plain key everywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policylint.model import Json

OURS = "policylint.dev/"
_MOST_KEYS = 200_000


class MergeError(ValueError):
    """A `<<` that cannot be merged; `str()` says why."""


def merges_apply(content: Json) -> bool:
    """Whether a document's reader merges `<<`: it has apiVersion and kind, and is none of policylint's own."""
    if not isinstance(content, dict):
        return False
    version = content.get("apiVersion")
    return isinstance(version, str) and isinstance(content.get("kind"), str) and not version.startswith(OURS)


def merge(content: Json, mappings: list[dict[str, Json]]) -> None:
    """Merge in place, inner mappings first; keys that a mapping has itself win. Nothing happens in other kinds."""
    if not merges_apply(content):
        return
    copied = 0
    for mapping in mappings:
        value = mapping.pop("<<", None)
        for source in value if isinstance(value, list) else [value]:
            if not isinstance(source, dict):
                raise MergeError("<< merges a mapping or a list of mappings, nothing else")
            copied += len(source)
            if copied > _MOST_KEYS:
                raise MergeError(f"<< merges more than {_MOST_KEYS:,} keys")
            for key, item in source.items():
                mapping.setdefault(key, item)
