"""JSON pointers (RFC 6901)."""

from __future__ import annotations


def split(pointer: str) -> list[str]:
    """The keys of a pointer, unescaped; [] for the whole document."""
    if not pointer:
        return []
    keys = pointer.removeprefix("/").split("/")
    return [key.replace("~1", "/").replace("~0", "~") for key in keys] if "~" in pointer else keys


def written(pointer: str, names: dict[str, str]) -> str:
    """The pointer in the file of what stands under a pointer of the document, by the names of the nearest key above."""
    above = pointer
    while above not in names and above:
        above = above.rpartition("/")[0]
    return names.get(above, above) + pointer[len(above) :]


def join(keys: list[str]) -> str:
    """The pointer made of keys."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)
