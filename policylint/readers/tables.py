"""Tables of a Markdown body."""

from __future__ import annotations

import re

from policylint.readers.inline import plain

_DASHES = re.compile(r":?-+:?")
_SPLIT = re.compile(r"(?<!\\)\|")


def is_delimiter(line: str) -> bool:
    """Whether a line is the row of dashes below a table's head."""
    if "|" not in line or "-" not in line:
        return False
    return all(_DASHES.fullmatch(part.strip()) for part in line.strip().strip("|").split("|"))


def cells(line: str) -> list[str]:
    """The cells of a row, as a reader sees them."""
    row = line.strip().removeprefix("|")
    parts = _SPLIT.split(row[:-1] if row.endswith("|") and not row.endswith("\\|") else row)
    return [plain(part.replace("\\|", "|")).strip() for part in parts]
