"""Small Kubernetes files for tests of what belongs together, and what was joined to which deployment."""

from __future__ import annotations

from support.repository import deployments_of


def workload(name: str = "llm", namespace: str = "", app: str = "llm", image: str = "vllm/vllm-openai:v1") -> str:
    """A Deployment whose pods carry the label app."""
    return f"""
apiVersion: apps/v1
kind: Deployment
metadata: {meta(name, namespace)}
spec:
  template:
    metadata: {{labels: {{app: {app}}}}}
    spec: {{containers: [{{name: main, image: "{image}"}}]}}
"""


def service(selector: str = "app: llm", namespace: str = "", name: str = "llm", kind: str = "ClusterIP") -> str:
    """A Service with a selector, labelled like its name."""
    return f"""
apiVersion: v1
kind: Service
metadata: {meta(name, namespace, f"svc: {name}")}
spec: {{type: {kind}, selector: {{{selector}}}}}
"""


def isvc(name: str = "claims", namespace: str = "", labels: str = "", model: str = "modelFormat: {name: onnx}") -> str:
    """An InferenceService."""
    return f"""
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {meta(name, namespace, labels)}
spec: {{predictor: {{model: {{{model}}}}}}}
"""


def resource(kind: str, spec: str, namespace: str = "", name: str = "it", labels: str = "") -> str:
    """Any resource: `kind` is its apiVersion and kind, as in `policy/v1 PodDisruptionBudget`."""
    version, _, kind = kind.partition(" ")
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {meta(name, namespace, labels)}\nspec: {{{spec}}}\n"


def meta(name: str, namespace: str = "", labels: str = "") -> str:
    """The metadata of a resource, as a flow mapping."""
    place = f", namespace: {namespace}" if namespace else ""
    return f"{{name: {name}{place}, labels: {{{labels}}}}}"


def joined(files: dict[str, str]) -> dict[str, list[str]]:
    """For each deployment's file the other documents' files, in order."""
    return {
        each.primary.partition("#")[0]: [document.path for document in each.documents if document.id != each.primary]
        for each in deployments_of(files)
        if each.subject == "deployment"
    }


def alone_with(path: str, text: str, base: str) -> bool:
    """Whether a file is joined to the one deployment of another."""
    return joined({"deploy.yaml": base, path: text})["deploy.yaml"] == [path]
