"""A ModelDeployment states a deployment: what it is called, where it runs, and which files speak about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.manifests import BODY, CARD, SYSTEM, manifest, repository
from support.repository import deployments_of

from policylint.assembly import leftovers

if TYPE_CHECKING:
    from policylint.model.deployments import Deployment, Reference

ISVC = """
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: claims, namespace: ml-prod}
spec: {predictor: {onnx: {storageUri: "s3://bucket/a"}}}
"""


def _one(files: dict[str, str]) -> Deployment:
    (found,) = deployments_of(files)
    return found


def _reference(deployment: Deployment, pointer: str) -> Reference:
    (found,) = (each for each in deployment.references if each.pointer == pointer)
    return found


def test_a_manifest_states_name_stage_and_platform() -> None:
    """Whatever the folder and the labels of the serving file say."""
    found = _one({"prod/live.yaml": manifest("serving: [{path: prod/isvc.yaml}]", "staging"), "prod/isvc.yaml": ISVC})
    assert (found.name, found.stage, found.platform, found.subject) == (
        "digest-live",
        "staging",
        "replicate",
        "deployment",
    )
    assert (found.primary, found.manifest, found.system) == ("prod/isvc.yaml#0", "prod/live.yaml#0", None)


def test_it_holds_its_system_and_the_documents_of_every_artefact() -> None:
    files = repository(artefacts="{serving: [{path: serve/replicate.yaml}], alerts: [{path: alerts.yaml}]}")
    files["alerts.yaml"] = "groups: [{name: a, rules: [{alert: A, expr: x > 1}]}]\n"
    found = _one(files)
    assert [document.id for document in found.documents] == [
        "serve/replicate.yaml#0",
        "alerts.yaml#0",
        "deploy/live.yaml#0",
        "deploy/system.yaml#0",
    ]
    assert found.system == "deploy/system.yaml#0"


def test_two_manifests_may_name_one_file() -> None:
    files = repository() | {"deploy/try.yaml": manifest(stage="staging", name="digest-try")}
    found = deployments_of(files)
    assert [(each.name, each.stage, each.primary) for each in found] == [
        ("digest-live", "production", "serve/replicate.yaml#0"),
        ("digest-try", "staging", "serve/replicate.yaml#0"),
    ]


def test_what_no_manifest_names_stays_a_deployment_of_its_own() -> None:
    found = deployments_of(repository() | {"serve/other.yaml": BODY.replace("name: digest", "name: other")})
    assert [(each.name, each.manifest is None) for each in found] == [("digest-live", False), ("other", True)]


def test_the_name_of_a_manifest_stays_where_another_deployment_has_it_too() -> None:
    """Findings, waivers and comparisons go by it."""
    files = repository(name="digest") | {"serve/other.yaml": BODY}
    assert [each.name for each in deployments_of(files)] == ["digest", "digest (serve/other.yaml)"]


def test_two_manifests_of_one_name_are_told_apart_by_their_files() -> None:
    files = repository() | {"deploy/try.yaml": manifest()}
    assert [each.name for each in deployments_of(files)] == [
        "digest-live (deploy/live.yaml)",
        "digest-live (deploy/try.yaml)",
    ]


def test_a_card_above_counts_only_where_the_manifest_names_none() -> None:
    files = repository() | {"README.md": CARD}
    assert "README.md#0" in [document.id for document in _one(files).documents]
    files |= repository(artefacts="{serving: [{path: serve/replicate.yaml}], modelCard: {path: model/README.md}}")
    named, alone = deployments_of(files | {"model/README.md": CARD})
    assert [document.id for document in named.documents if document.kind == "hf/model-card"] == ["model/README.md#0"]
    assert (alone.subject, alone.primary) == ("model", "README.md#0")
    (missing, _) = deployments_of(files)
    assert [document.id for document in missing.documents if document.kind == "hf/model-card"] == []


def test_the_manifest_stands_in_where_nothing_that_serves_was_read() -> None:
    found = _one({"deploy/live.yaml": manifest(), "deploy/system.yaml": SYSTEM})
    assert (found.primary, found.platform) == ("deploy/live.yaml#0", "replicate")
    assert _reference(found, "/spec/artefacts/serving/0/path").state == "absent"


def test_an_index_means_one_document_of_the_file() -> None:
    files = repository(artefacts="serving: [{path: all.yaml, index: 1}]") | {"all.yaml": f"{ISVC}---\n{BODY}"}
    files.pop("serve/replicate.yaml")
    stated, alone = deployments_of(files)
    assert stated.primary == "all.yaml#1"
    assert alone.name == "claims"


def test_references_say_what_was_named_and_what_it_is() -> None:
    found = _one(repository())
    serving = _reference(found, "/spec/artefacts/serving/0/path")
    assert (serving.document, serving.path, serving.state) == ("deploy/live.yaml#0", "serve/replicate.yaml", "read")
    assert (serving.documents, serving.kinds) == (("serve/replicate.yaml#0",), ("replicate/deployment",))
    runbook = _reference(found, "/spec/runbook")
    assert (runbook.document, runbook.path, runbook.documents) == ("deploy/system.yaml#0", "runbook.md", ())
    system = _reference(found, "/spec/system")
    assert (system.path, system.state, system.documents) == ("digest", "read", ("deploy/system.yaml#0",))


def test_a_system_that_is_not_there_has_its_nearest_name() -> None:
    found = _one(repository() | {"deploy/system.yaml": SYSTEM.replace("name: digest", "name: digests")})
    system = _reference(found, "/spec/system")
    assert (found.system, system.state, system.near) == (None, "absent", ("digests",))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("OpenAI chat completions", False),
        ("https://wiki.example/runbook.md", False),
        ("docs/runbook.md#overload", True),
        ("runbook.md", True),
    ],
)
def test_what_is_no_path_is_no_reference(text: str, named: bool) -> None:
    """An address, or words: what they are worth is for other rules to say."""
    found = _one(repository() | {"deploy/system.yaml": SYSTEM.replace("runbook.md", text)})
    assert ("/spec/runbook" in [each.pointer for each in found.references]) == named


@pytest.mark.parametrize("wrong", ["  replicas: 2\n", "  expect: 1\n"])
def test_a_malformed_manifest_leaves_what_it_names_unjudged(wrong: str) -> None:
    """A deployment that its manifest does not describe well must not pass as one without a manifest."""
    files = repository(rest=wrong) | {"serve/other.yaml": BODY}
    found = deployments_of(files)
    assert [each.primary for each in found] == ["serve/other.yaml#0"]


def test_a_manifest_of_an_unknown_version_is_malformed() -> None:
    files = repository()
    files["deploy/live.yaml"] = files["deploy/live.yaml"].replace("v1alpha1", "v7")
    assert deployments_of(files) == ()


def test_what_is_in_a_deployment_is_judged_with_it_alone() -> None:
    """Repository-scope rules ask about what is left over."""
    deployments = deployments_of(repository())
    documents = [document for each in deployments for document in each.documents]
    assert leftovers(documents, deployments) == ()
