"""docs/configuration.md says what is true."""

from __future__ import annotations

import re

from support.checkout import ROOT
from support.trees import Everything

from policylint import settings
from policylint.cli.rulebook import rules
from policylint.config import check_against
from policylint.config.parsing import KEYS
from policylint.model.documents import Source

PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")


def test_the_example_is_accepted() -> None:
    """It uses every key, and names only rules and parameters that there are."""
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    config, problems = settings.of_source(Source(".policylint.yaml", text.encode(), named=True), Everything())
    assert problems == ()
    _, unknown = check_against(config, rules(), {"native": ("REL001",)})
    assert unknown == ()
    assert all(f"\n{key}:" in text for key in KEYS)


def test_every_key_is_described() -> None:
    """The table has a row for each key, in the same order."""
    assert tuple(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == KEYS
