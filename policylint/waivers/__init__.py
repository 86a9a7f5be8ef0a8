"""Waivers: approved exceptions to a rule for a deployment, each with an end. A finding under one is shown all the same.

The list of the working tree counts in a check, that of the base commit in a gate run.
"""

from __future__ import annotations

FILE = ".policylint/waivers.yaml"
KIND = "policylint/waiver-list"
MARK = b"policylint:"  # what a comment that ignores a finding holds
BASELINE = ".policylint/baseline.json"
