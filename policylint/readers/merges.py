"""`<<` merges: what Kubernetes' readers and conftest's apply, and a plain key everywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.readers.raw import Fault

if TYPE_CHECKING:
    from policylint.model.documents import Json

OURS = "policylint.dev/"
_MOST_KEYS = 200_000


def merges_apply(content: Json) -> bool:
    """Whether a document's reader merges `<<`: it has apiVersion and kind, and is none of policylint's own."""
    if not isinstance(content, dict):
        return False
    version = content.get("apiVersion")
    return isinstance(version, str) and isinstance(content.get("kind"), str) and not version.startswith(OURS)


def merge(mappings: list[tuple[dict[str, Json], int]], odd: dict[tuple[int, str | int], str]) -> Fault | None:
    """Merge in place, in the order in which the mappings' `<<` were complete; keys that a mapping has itself win.

    Gives a fault for a `<<` that is no mapping and no list of mappings.
    """
    copied = 0
    for mapping, offset in mappings:
        value = mapping.pop("<<", None)
        for source in value if isinstance(value, list) else [value]:
            if not isinstance(source, dict):
                return Fault("<< takes a mapping or a list of mappings", offset=offset)
            copied += len(source)
            if copied > _MOST_KEYS:
                return Fault(f"<< merges more than {_MOST_KEYS:,} keys", offset=offset)
            for key in source.keys() - mapping.keys():
                mapping[key] = source[key]
                if (id(source), key) in odd:
                    odd[id(mapping), key] = odd[id(source), key]
    return None
