"""Golden files: what a person approved once, compared byte for byte after scrubbing what changes from run to run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import policylint

FOLDER = Path(__file__).parents[1] / "golden"


def scrub(text: str, root: str = "") -> str:
    """The text without policylint's version, digests of policies, and the folder that the test ran in."""
    if root:
        text = text.replace(root, "<root>")
    text = re.sub(rf"\b{re.escape(policylint.__version__)}\b", "<version>", text)
    return re.sub(r"sha256:[0-9a-f]{64}", "sha256:<digest>", text)


@dataclass(frozen=True)
class Golden:
    """One test's view of tests/golden/."""

    update: bool
    root: str = ""

    def check(self, name: str, text: str) -> None:
        """Fail unless the scrubbed text equals tests/golden/NAME; with --update-golden write it there."""
        scrubbed = scrub(text, self.root).encode("utf-8")
        path = FOLDER / name
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(scrubbed)
        assert path.is_file(), f"There is no golden file {name}: run pytest --update-golden and read what it wrote."
        assert scrubbed.decode("utf-8").split("\n") == path.read_bytes().decode("utf-8").split("\n")
