"""The threat model names the tests that hold each bypass shut: they are there, under those names."""

from __future__ import annotations

import re

from support.checkout import ROOT


def test_every_test_that_the_threat_model_names_is_there() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", text))
    defined: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        defined.update(re.findall(r"(?m)^def (test_\w+)", path.read_text(encoding="utf-8")))
    assert len(named) > 30
    assert sorted(named - defined) == []


def test_every_bypass_names_a_test() -> None:
    section = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8").partition("| bypass |")[2]
    rows = section.partition("\n\n")[0].splitlines()[2:]
    assert len(rows) > 15
    assert [row for row in rows if "`test_" not in row] == []
