"""Which requirements files a Dockerfile installs."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.model.documents import Json

_ENDS = (".txt", ".in")


def requirements(instructions: Json) -> tuple[str, ...]:
    """The files behind `pip install -r`: where COPY takes them from, else as RUN names them; each once, in order."""
    lines = [each for each in instructions if isinstance(each, dict)] if isinstance(instructions, list) else []
    named = [name for line in lines for name in _installed(line)]
    copied = [word for line in lines for word in _copied(line) if _base(word) in set(map(_base, named))]
    found = set(map(_base, copied))
    others = (_base(name) if name[:1] in "/$~" else name for name in named if _base(name) not in found)
    return tuple(dict.fromkeys((*copied, *others)))


def _installed(line: dict[str, Json]) -> Iterator[str]:
    """The requirements files behind an option -r of RUN; other programs have that option too."""
    script = str(line.get("script", line.get("text", ""))) if line.get("instruction") == "RUN" else ""
    words = [word.strip("'\";&|") for word in script.replace("=", " ").split()] if "-r" in script else []
    for option, word in pairwise(words):
        if option in ("-r", "--requirement") and word.endswith(_ENDS):
            yield word


def _copied(line: dict[str, Json]) -> list[str]:
    """What COPY and ADD take out of the repository."""
    flags = line.get("flags")
    if line.get("instruction") not in ("COPY", "ADD") or (isinstance(flags, dict) and "from" in flags):
        return []
    words = line.get("words") or str(line.get("text", "")).split()
    return [word for word in words[:-1] if isinstance(word, str)] if isinstance(words, list) else []


def _base(name: str) -> str:
    return name.rpartition("/")[2]
