"""SCH001 and SCH002: what they say, where, and how hard."""

from __future__ import annotations

import pytest

from policylint.kinds import schema_results
from policylint.kinds.explain import explain
from policylint.model.documents import Document, Json
from policylint.model.rules import At

ISVC = {"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService"}


def _document(kind: str, content: Json) -> Document:
    return Document("deploy/a.yaml", 2, kind, content)


def test_a_violation_of_a_foreign_format_is_a_warning_at_its_place() -> None:
    content: Json = {**ISVC, "spec": {"predictor": {"minReplicas": "two"}}}
    (result,) = schema_results(_document("kserve/inferenceservice", content))
    assert (result.code, result.outcome, result.level) == ("SCH001", "fail", "warning")
    assert result.at == At("deploy/a.yaml#2", "/spec/predictor/minReplicas")
    assert result.message == '`minReplicas` is "two" (text); it must be a whole number.'


def test_an_absent_key_points_at_its_parent() -> None:
    (result,) = schema_results(_document("kserve/inferenceservice", {**ISVC, "spec": {}}))
    assert result.at == At("deploy/a.yaml#2", "/spec", "predictor")
    assert result.message == "`spec` has no `predictor`, which must be there; add it."


def test_a_document_that_fits_has_no_result() -> None:
    assert schema_results(_document("kserve/inferenceservice", {**ISVC, "spec": {"predictor": {}}})) == ()


@pytest.mark.parametrize(
    "value", ["${REPLICAS}", "$(REPLICAS)", "{{ .Values.n }}", {"replicas": None}, "<replicas>", None]
)
def test_a_placeholder_or_nothing_is_no_wrong_type(value: Json) -> None:
    content: Json = {**ISVC, "spec": {"predictor": {"minReplicas": value}}}
    assert schema_results(_document("kserve/inferenceservice", content)) == ()


@pytest.mark.parametrize(
    ("kind", "content", "message"),
    [
        (
            "kserve/inferenceservice",
            {"apiVersion": "serving.kubeflow.org/v1beta1", "kind": "InferenceService", "spec": 5},
            (
                "serving.kubeflow.org/v1beta1 is no longer served for InferenceService: nothing else in it was judged."
                " Write serving.kserve.io/v1beta1."
            ),
        ),
        (
            "slo/openslo",
            {"apiVersion": "openslo/v1alpha", "kind": "SLO", "spec": {"objectives": [{"target": 101}]}},
            "openslo/v1alpha is no longer served for SLO: nothing else in it was judged. Write openslo/v1.",
        ),
        (
            "slo/openslo",
            {"apiVersion": "openslo.com/v2alpha", "kind": "SLO"},
            (
                "policylint does not know openslo.com/v2alpha for SLO: nothing else in it was judged."
                " It knows openslo/v1."
            ),
        ),
        (
            "k8s/workload",
            {"apiVersion": "extensions/v1beta1", "kind": "Deployment"},
            "extensions/v1beta1 is no longer served for Deployment: nothing else in it was judged. Write apps/v1.",
        ),
        (
            "kserve/llminferenceservice",
            {"apiVersion": "serving.kserve.io/v9", "kind": "LLMInferenceService"},
            (
                "policylint does not know serving.kserve.io/v9 for LLMInferenceService: nothing else in it was judged."
                " It knows serving.kserve.io/v1alpha1 or serving.kserve.io/v1alpha2."
            ),
        ),
    ],
)
def test_a_version_that_is_not_served_is_undecided_and_nothing_else_is_said(
    kind: str, content: Json, message: str
) -> None:
    (result,) = schema_results(_document(kind, content))
    assert (result.code, result.outcome, result.level) == ("SCH002", "undecided", "warning")
    assert result.at == At("deploy/a.yaml#2", "/apiVersion")
    assert result.message == message


OURS = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "stage": {"enum": ["space", "staging", "production"]},
        "steps": {"type": "array", "minItems": 1, "items": {"type": "integer", "minimum": 1, "maximum": 100}},
        "at": {"anyOf": [{"type": "string"}, {"type": "object", "required": ["path"]}]},
        "id": {"type": "string", "pattern": "^[a-z]+$", "x-message": "must be lower-case letters."},
        "share": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    },
}


@pytest.mark.parametrize(
    ("content", "pointer", "message"),
    [
        ({"name": "a", "stages": "x"}, "/stages", "The document does not know the key `stages`. Did you mean `stage`?"),
        (
            {"name": "a", "zzzz": 1},
            "/zzzz",
            "The document does not know the key `zzzz`. It knows `name`, `stage`, `steps`, `at`, `id` and `share`.",
        ),
        (
            {"name": "a", "stage": "prod"},
            "/stage",
            '`stage` is "prod" (text); it must be space, staging or production. Did you mean production?',
        ),
        ({"name": 5}, "/name", "`name` is 5 (a number); it must be text. Put it in quotes."),
        ({"name": ["a"]}, "/name", "`name` is a list; it must be text."),
        ({"name": ""}, "/name", "`name` is empty; fill it in."),
        ({"name": "a", "steps": []}, "/steps", "`steps` is empty; fill it in."),
        ({"name": "a", "steps": [5, 0]}, "/steps/1", "`steps[1]` is 0; it must be at least 1."),
        ({"name": "a", "steps": [120]}, "/steps/0", "`steps[0]` is 120; it must be at most 100."),
        ({"name": "a", "steps": [True]}, "/steps/0", "`steps[0]` is true (a boolean); it must be a whole number."),
        ({"name": "a", "share": 0}, "/share", "`share` is 0; it must be more than 0."),
        ({"name": "a", "share": 1.0}, "/share", "`share` is 1.0; it must be less than 1."),
        ({"name": "a", "at": 5}, "/at", "`at` is 5 (a number); it must be text or a mapping."),
        ({"name": "a", "at": {}}, "/at", "`at` has no `path`, which must be there; add it."),
        ({"name": "a", "id": "B"}, "/id", '`id` is "B"; it must be lower-case letters.'),
        ({}, "", "The document has no `name`, which must be there; add it."),
        ([], "", "The document is a list; it must be a mapping."),
    ],
)
def test_a_sentence_says_the_value_seen_and_what_is_wanted(content: Json, pointer: str, message: str) -> None:
    (violation,) = explain(OURS, content, lenient=False)
    assert (violation.pointer, violation.message) == (pointer, message)


def _deployment(**spec: Json) -> Document:
    base: dict[str, Json] = {"system": "a", "stage": "space", "platform": "hf-space"}
    base["artefacts"] = {"serving": [{"path": "space/README.md"}]}
    content: Json = {"apiVersion": "policylint.dev/v1alpha1", "kind": "ModelDeployment", "metadata": {"name": "a"}}
    return _document("policylint/model-deployment", {**content, "spec": {**base, **spec}})


TWO: Json = {"serving": [{"path": "a.yaml"}, {"path": "b.yaml"}]}
SERVED = "what runs is read from {}, never restated. Change it there; to assert a value here, use `expect`."


@pytest.mark.parametrize(
    ("spec", "pointer", "message"),
    [
        ({"version": "3"}, "/spec/version", f"`spec` does not take `version`: {SERVED.format('space/README.md')}"),
        (
            {"replicas": 2, "artefacts": TWO},
            "/spec/replicas",
            f"`spec` does not take `replicas`: {SERVED.format('a.yaml and b.yaml')}",
        ),
        (
            {"latency": 2},
            "/spec/latency",
            (
                "`spec` does not take `latency`: objectives are read from the SLO files that `artefacts.objectives`"
                " names. Change them there."
            ),
        ),
        (
            {"thresholds": []},
            "/spec/thresholds",
            "`spec` does not take `thresholds`: it is the same at every stage, so it stands in the ModelSystem a.",
        ),
        ({"audit": {}}, "/spec/audit", "`spec` does not know the key `audit`. It belongs below `access`."),
        ({"acess": {}}, "/spec/acess", "`spec` does not know the key `acess`. Did you mean `access`?"),
        (
            {"access": {"<<": {}}},
            "/spec/access/<<",
            "`<<` merges nothing here: write the keys out, so that a reader sees what is set.",
        ),
        (
            {"stage": "production"},
            "/spec",
            (
                "`spec` has no `promotedFrom`: name the deployment that this version was promoted from, or `none` where"
                " this is the first stage."
            ),
        ),
    ],
)
def test_a_manifest_is_told_where_a_fact_belongs(spec: dict[str, Json], pointer: str, message: str) -> None:
    (result,) = schema_results(_deployment(**spec))
    assert (result.at.pointer, result.message, result.level) == (pointer, message, None)


@pytest.mark.parametrize("serving", [None, 5, [], [5], [{}], [{"path": ""}], [{"path": "x.yaml"}] * 4])
def test_a_manifest_that_names_no_few_files_is_told_in_words(serving: Json) -> None:
    results = schema_results(_deployment(replicas=2, artefacts={"serving": serving}))
    message = next(each.message for each in results if each.at.pointer == "/spec/replicas")
    assert message.startswith("`spec` does not take `replicas`: what runs is read from the files that `artefacts.")


def test_a_placeholder_in_our_own_formats_is_wrong() -> None:
    assert explain(OURS, {"name": "a", "stage": "${STAGE}"}, lenient=False)


def test_a_document_with_a_thousand_faults_gives_twenty_sentences() -> None:
    assert len(explain(OURS, {"name": "a", "steps": [0] * 1000}, lenient=False)) == 20
