"""The company of tests/gate/company: a Space, staging and production of one model, as commits for the gate to judge.

Its files hold every rule. Scenarios and attacks start from them, with small edits.
"""

from __future__ import annotations

import calendar
import re
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support.commits import Repo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.commits import Gated

COMPANY = Path(__file__).parents[1] / "gate" / "company"
VERSION = "da77bc59ee60423279fd632efb4795ab731d9e3ca9705ef3341091fb989b7eaf"
NEXT = "3b1c" * 16
EARLIER = "1f0b8b7f6c2d4e5a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a"
LIVE = "support-summariser-production"

SYSTEM = "deploy/system.yaml"
MANIFEST = "deploy/production/deployment.yaml"
BODY = "deploy/production/replicate.yaml"
STAGED = "deploy/staging/replicate.yaml"
EVIDENCE = "evidence/eval-2026-11-18.yaml"
RECORD = "evidence/promotion-2026-11-20.yaml"
CONFIG = ".policylint.yaml"
WAIVERS = ".policylint/waivers.yaml"
WORKFLOW = ".github/workflows/release.yml"

_SETTLED = "2026-11-19T08:00:00Z"
_CHANGED = "2026-11-20T09:00:00Z"
_EXPECTED = re.compile(r"sha256:[0-9a-f]{64}")
_NO_DIGEST = f"sha256:{'0' * 64}"


@cache
def _read() -> dict[str, str]:
    paths = sorted(path for path in COMPANY.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(COMPANY).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def company(**files: str | None) -> dict[str, str]:
    """Every file of the company, with production in service; `files` replace some of them."""
    return edited({**_read(), RECORD: _read()[RECORD].replace("DIGEST", _NO_DIGEST)}, **files)


def before_production(**files: str | None) -> dict[str, str]:
    """The company while its model is in the Space and in staging only."""
    return {path: text for path, text in company(**files).items() if path not in (MANIFEST, BODY, RECORD)}


def edited(files: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Files with others in their place; None takes one away."""
    return {path: text for path, text in {**files, **changes}.items() if text is not None}


def swap(text: str, *pairs: tuple[str, str]) -> str:
    """A text with some words in the place of others, each of which has to be there."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


class Company:
    """Its repository: the base settled on 19 November 2026, the change was made on the morning of the 20th."""

    def __init__(self, root: Path) -> None:
        self.repo = Repo(root)

    def settle(self, files: Mapping[str, Any], *, at: str = _SETTLED) -> None:
        """A commit on the branch main."""
        self._clock(at)
        self.repo.commit(files)

    def change(self, files: Mapping[str, Any], *, at: str = _CHANGED, **options: Any) -> None:
        """A commit on the branch change, which begins at main."""
        self._clock(at)
        self.repo.commit(files, "change", start="main", **options)

    def approve(self, record: str | None = None) -> str:
        """Write the digest that PRO005 asks for into the record, in one more commit; gives the digest."""
        text = record or company()[RECORD]
        found = [each for each in self.gate().report["findings"] if each["code"] == "PRO005"]
        digests = (each for finding in found for each in _EXPECTED.findall(finding["message"]))
        digest = next((each for each in digests if each not in text), None)
        assert digest is not None, found
        self.change({RECORD: _EXPECTED.sub(digest, text)}, at="2026-11-20T15:00:00Z")
        return digest

    def gate(self, *arguments: str, **options: Any) -> Gated:
        """`policylint gate` from main to change."""
        return self.repo.gate(*arguments, **options)

    def _clock(self, at: str) -> None:
        seconds = calendar.timegm(time.strptime(at, "%Y-%m-%dT%H:%M:%SZ"))
        self.repo.clock = seconds - 3600


def listed(done: Gated) -> list[tuple[str, str, str, str]]:
    """The findings of a run as scenarios list them: code, level (or undecided), file, pointer."""
    return sorted(
        (each["code"], each["level"] if each["outcome"] == "fail" else each["outcome"], each["path"], each["pointer"])
        for each in done.report["findings"]
    )
