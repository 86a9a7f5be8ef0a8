"""The assembled input, as docs/input.md describes it to rule authors."""

from __future__ import annotations

import json
from typing import Any

from support.repository import deployments_of

from policylint.assembly import to_input

NOW = "2026-11-23T00:00:00Z"
WORKLOAD = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm, namespace: ml-prod}
spec: {template: {spec: {containers: [{image: "envoy:1"}, {image: "vllm/vllm-openai:v1"}]}}}
"""
COG = "build: {python_version: 3.10, python_requirements: ./requirements.txt}\nrun: run.py:Runner\n"


def _subject(files: dict[str, str]) -> Any:
    """The subject of the one deployment of the files, as a rule sees it."""
    (deployment,) = deployments_of(files)
    return json.loads(json.dumps(to_input(deployment, NOW, {})))["subject"]


def test_the_input_names_the_subject_and_its_documents() -> None:
    (deployment,) = deployments_of({"deploy/llm.yaml": WORKLOAD})
    given = to_input(deployment, NOW, {"PRO001": {"max_age_days": 14}})
    content = deployment.documents[0].content
    assert given == {
        "now": NOW,
        "promotion": False,
        "params": {"PRO001": {"max_age_days": 14}},
        "subject": {
            "name": "llm",
            "names": ["llm"],
            "stage": "production",
            "platform": "kubernetes",
            "subject": "deployment",
            "primary": "deploy/llm.yaml#0",
            "patch": False,
            "documents": {
                "deploy/llm.yaml#0": {
                    "path": "deploy/llm.yaml",
                    "kind": "k8s/workload",
                    "content": content,
                    "pods": ["/spec/template/spec"],
                    "servers": {"/spec/template/spec/containers/1": "vllm"},
                    "texts": {},
                    "refs": {},
                }
            },
            "files": [],
            "manifest": None,
            "system": None,
            "references": [],
            "declared": {"manifests": 0, "undeclared": 1, "first": ["deploy/llm.yaml#0"]},
        },
    }


def test_texts_hold_what_was_written_where_the_value_lost_it() -> None:
    (document,) = _subject({"cog.yaml": COG})["documents"].values()
    assert document["texts"] == {"/build/python_version": "3.10"}


def test_refs_lead_from_a_name_as_written_to_the_file_that_is_there() -> None:
    subject = _subject({"m/cog.yaml": COG, "m/requirements.txt": "torch\n", "m/weights.lock": "{}"})
    assert subject["files"] == ["m/requirements.txt", "m/weights.lock"]
    cog = subject["documents"]["m/cog.yaml#0"]
    assert cog["refs"] == {"./requirements.txt": "m/requirements.txt", "weights.lock": "m/weights.lock"}


def test_front_matter_is_never_searched_for_pods() -> None:
    card = "---\nlibrary_name: timm\nwidget: {containers: [{image: ollama/ollama}]}\n---\n"
    (document,) = _subject({"README.md": card})["documents"].values()
    assert (document["pods"], document["servers"]) == ([], {})
