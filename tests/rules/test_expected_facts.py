"""What `spec.expect` may name is listed in facts.yaml, and read in Rego: the two say the same."""

from __future__ import annotations

import re

from support.checkout import ROOT

from policylint.catalog.tables import facts

POLICIES = ROOT / "policies"


def test_the_facts_that_are_listed_are_those_that_are_read() -> None:
    """A name in one place alone is a fact that nobody can expect, or that nothing compares."""
    listed = {fact.name for fact in facts()}
    read = (POLICIES / "facts" / "scalars.rego").read_text(encoding="utf-8")
    rule = (POLICIES / "manifest" / "fact_contradicts_artefact.rego").read_text(encoding="utf-8")
    names = re.findall(r"(?s)\n_names := \{(.*?)\}", rule)[0]
    assert set(re.findall(r"(?m)^scalars\[side\]\.(\w+) contains", read)) == listed
    assert set(re.findall(r'"(\w+)"', names)) == listed
