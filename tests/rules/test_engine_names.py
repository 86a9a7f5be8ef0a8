"""The facts and the recogniser speak of the same engines."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_engine_that_the_facts_name_is_recognised() -> None:
    """A misspelt engine in Rego would never be met: nothing else would notice."""
    data = json.loads((ROOT / "policylint/kinds/engines.json").read_text(encoding="utf-8"))
    known = {engine["name"] for engine in data["engines"]} | {"unknown"}
    text = "".join((ROOT / "policies/facts" / name).read_text() for name in ("engine_models.rego", "adapters.rego"))
    named = set(re.findall(r'engine [!=]= "([^"]+)"', text))
    named |= {name for row in re.findall(r"engine in \{(.+)\}", text) for name in re.findall(r'"([^"]+)"', row)}
    for table in re.findall(r"(?:_engine_flags|_without_revisions) := \{(.+)\}", text):
        named |= set(re.findall(r'"([^"]+)": ', table))
    assert len(named) > 5
    assert named <= known
