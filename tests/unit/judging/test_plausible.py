"""Values that no platform takes: found where that is certain, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from policylint.judging.plausible import doubts
from policylint.model.documents import Document, Position

if TYPE_CHECKING:
    from policylint.model.rules import At


def locate(at: At) -> Position:
    return Position("a.yaml", 3, 5, 3, 9, at.pointer)


def said(content: Any) -> list[str]:
    return [problem.message for problem in doubts(Document("a.yaml", 0, None, content), locate)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"apiVersion": "apps/v1", "kind": "Deployment "}, "kind is 'Deployment ', with blanks around it"),
        ({"apiVersion": " v1", "kind": "Pod"}, "apiVersion is ' v1', with blanks around it"),
        ({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": "1"}}, "spec.replicas is the text '1'"),
        (
            {
                "apiVersion": "serving.kserve.io/v1beta1",
                "kind": "InferenceService",
                "spec": {"predictor": {"minReplicas": "0"}},
            },
            "spec.predictor.minReplicas is the text '0'",
        ),
        (
            {"apiVersion": "autoscaling/v2", "kind": "H", "spec": {"maxReplicas": "{{ x }}"}},
            "spec.maxReplicas is the text '{{ x }}'",
        ),
    ],
)
def test_what_kubernetes_refuses_is_said_with_its_value(content: Any, message: str) -> None:
    (found,) = said(content)
    assert message in found


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        "text",
        {},
        {"kind": "x "},
        {"apiVersion": "x "},
        {"apiVersion": 1, "kind": "x "},
        {"apiVersion": "apps/v1", "kind": None},
        {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": 1}},
        {"apiVersion": "apps/v1", "kind": "Deployment", "spec": None},
        {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": None}},
        {"apiVersion": "example.org/v1", "kind": "Cluster", "spec": {"replicas": "auto"}},
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": " x "}},
    ],
)
def test_whatever_might_be_right_is_let_be(content: Any) -> None:
    assert said(content) == []


def test_a_doubt_blocks_and_stands_at_its_place() -> None:
    (problem,) = doubts(Document("a.yaml", 0, None, {"apiVersion": "v1", "kind": " Pod"}), locate)
    assert (problem.path, problem.line, problem.column, problem.blocks) == ("a.yaml", 3, 5, True)
