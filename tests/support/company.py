"""A small repository with something for most rules to say, and single files for each verdict."""

from __future__ import annotations

from support.command import BLOCKED, COMPLIANT

UNDECIDED = BLOCKED.replace("main", '"${REVISION}"')
UNKNOWN_STAGE = BLOCKED.replace("summariser-production", "summariser")
IMAGE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: drafts, namespace: prod}
spec:
  template:
    spec:
      containers:
        - name: vllm
          image: vllm/vllm-openai:latest
          args: [--model, acme/drafts, --revision, 5b8ec7d0c5a1a7d3e0f4b6c29d18e7f3a4c6b210]
"""
SPACE = """\
---
title: Summaries
sdk: gradio
sdk_version: 5.1.0
models: [acme/summariser]
---
# Summaries
"""
# One finding of each: REL001, SUP001 (error), SPC004 (warning).
COMPANY: dict[str, str | bytes] = {"endpoint.yaml": BLOCKED, "deploy/drafts.yaml": IMAGE, "space/README.md": SPACE}
VERDICTS = {"compliant": (COMPLIANT, 0), "blocked": (BLOCKED, 1), "undecided": (UNDECIDED, 2), "nothing": ("a: 1\n", 2)}
