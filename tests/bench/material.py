"""What is measured on: manifests of served models, and thirty policies in conftest's style."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

FAULTS = (
    "image",
    "revision",
    "owner",
    "licence",
    "score",
    "replicas",
    "code",
    "secret",
    "memory",
    "privilege",
    "probe",
)

LIBRARY = """\
package main

containers contains container if some container in input.spec.template.spec.containers

containers contains container if container := object.union({"name": "model"}, input.spec.predictor.model)

pod := input.spec.template.spec

pod := input.spec.predictor

note(key) := input.metadata.annotations[concat("/", ["models.example.org", key])]

gib(size) := to_number(trim_suffix(size, "Gi"))

named := sprintf("%s %s", [input.kind, input.metadata.name])
"""

# name, conditions, what the message says beside the document's name
POLICIES = (
    ("deny_owner", "not input.metadata.labels.owner", "no owner label"),
    ("deny_team", 'not regex.match(`^[a-z]+$`, object.get(input.metadata.labels, "owner", "none"))', "odd owner"),
    ("deny_revision", "not regex.match(`^[0-9a-f]{40}$`, note(`revision`))", "the revision is no commit"),
    ("deny_revision_missing", "not note(`revision`)", "no revision"),
    ("deny_licence", 'not note(`licence`) in {"apache-2.0", "mit", "gemma"}', "licence not allowed"),
    ("deny_licence_missing", "not note(`licence`)", "no licence"),
    ("deny_score", "to_number(note(`score`)) < 0.7", "evaluation score below 0.7"),
    ("deny_score_missing", "not note(`score`)", "no evaluation score"),
    ("deny_card", 'not startswith(note(`card`), "https://cards.example.org/")', "no model card"),
    (
        "deny_evaluated",
        'time.parse_ns("2006-01-02", note(`evaluated`)) < time.parse_ns("2006-01-02", "2025-01-01")',
        "evaluated long ago",
    ),
    ("deny_approver", "not regex.match(`^[a-z]+@example\\.org$`, note(`approver`))", "no approver"),
    (
        "deny_image",
        "some c in containers; c.image; not regex.match(`@sha256:[0-9a-f]{64}$`, c.image)",
        "image not pinned by digest",
    ),
    (
        "deny_registry",
        'some c in containers; c.image; not startswith(c.image, "registry.example.org/")',
        "image from elsewhere",
    ),
    ("deny_remote_code", 'some c in containers; "--trust-remote-code" in c.args', "runs code of the model's author"),
    (
        "deny_secret",
        "some c in containers; some e in c.env; regex.match(`_TOKEN$`, e.name); e.value",
        "secret in clear",
    ),
    (
        "deny_token",
        "walk(input, [_, value]); is_string(value); regex.match(`^hf_[A-Za-z]{30}`, value)",
        "token in clear",
    ),
    ("deny_memory", "some c in containers; not c.resources.limits.memory", "no memory limit"),
    (
        "deny_memory_ratio",
        "some c in containers; gib(c.resources.limits.memory) / gib(c.resources.requests.memory) > 4",
        "memory limit far above the request",
    ),
    ("deny_gpu", 'some c in containers; to_number(c.resources.limits["nvidia.com/gpu"]) > 8', "more than 8 GPUs"),
    ("deny_privilege", "some c in containers; c.securityContext.allowPrivilegeEscalation", "privileges may grow"),
    ("deny_privileged", "some c in containers; c.securityContext.privileged", "privileged container"),
    (
        "deny_capabilities",
        'some c in containers; not "ALL" in object.get(c.securityContext.capabilities, "drop", [])',
        "capabilities kept",
    ),
    ("deny_root", "not pod.securityContext.runAsNonRoot", "may run as root"),
    ("deny_account", "pod.automountServiceAccountToken", "account token mounted"),
    ("deny_host", 'some key in ["hostNetwork", "hostPID", "hostIPC"]; pod[key]', "shares the host"),
    ("deny_namespace", "not regex.match(`^ml-[a-z]+$`, input.metadata.namespace)", "odd namespace"),
    ("warn_replicas", "input.spec.replicas < 2", "one replica"),
    ("warn_minimum", "input.spec.predictor.minReplicas < 2", "may shrink to one replica"),
    ("warn_probe", "some c in containers; not c.readinessProbe", "no readiness probe"),
    ("warn_labels", 'some key in ["app", "part-of"]; not input.metadata.labels[key]', "a usual label is missing"),
)

GATE = """\
package gate

violations contains message if {
	some name, messages in data.main
	regex.match(`^(deny|warn)_`, name)
	some message in messages
}
"""


def write_policies(folder: Path, *, gate: bool) -> None:
    """Write the policies, one rule a file; `gate` adds the one decision that `opa exec` can ask for."""
    folder.mkdir(parents=True)
    (folder / "library.rego").write_text(LIBRARY)
    for name, conditions, says in POLICIES:
        body = "\n\t".join([*conditions.split("; "), f'message := sprintf("%s: {says}", [named])'])
        (folder / f"{name}.rego").write_text(f"package main\n\n{name} contains message if {{\n\t{body}\n}}\n")
    if gate:
        (folder / "gate.rego").write_text(GATE)


def write_manifests(folder: Path, count: int) -> None:
    """Write manifests of 50 to 80 lines, the same ones each time; three in ten break one to four policies."""
    folder.mkdir(parents=True)
    chance = random.Random(2026)
    for number in range(count):
        faults = set(chance.sample(FAULTS, chance.randint(1, 4))) if chance.random() < 0.3 else set()
        manifest = _service(chance, number, faults) if number % 3 == 2 else _workload(chance, number, faults)
        (folder / f"model-{number:04}.yaml").write_text(yaml.safe_dump(manifest, sort_keys=False))


def _workload(chance: random.Random, number: int, faults: set[str]) -> dict[str, Any]:
    digest = "@sha256:" + _hex(chance, 64)
    container = _container(chance, faults) | {
        "name": "vllm",
        "image": "registry.example.org/vllm" + (":latest" if "image" in faults else digest),
    }
    container["args"] = ["--model", "acme/summariser", "--revision", _hex(chance, 40), *container["args"]]
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment" if number % 2 else "StatefulSet",
        "metadata": _metadata(chance, number, faults),
        "spec": {
            "replicas": 1 if "replicas" in faults else chance.randint(2, 6),
            "selector": {"matchLabels": {"app": f"model-{number}"}},
            "template": {
                "metadata": {"labels": {"app": f"model-{number}"}},
                "spec": _pod(number) | {"containers": [container], "volumes": [{"name": "cache", "emptyDir": {}}]},
            },
        },
    }


def _service(chance: random.Random, number: int, faults: set[str]) -> dict[str, Any]:
    model = {
        "modelFormat": {"name": "huggingface"},
        "storageUri": f"hf://acme/summariser:{_hex(chance, 40)}",
        **_container(chance, faults),
    }
    least = 1 if "replicas" in faults else chance.randint(2, 4)
    return {
        "apiVersion": "serving.kserve.io/v1beta1",
        "kind": "InferenceService",
        "metadata": _metadata(chance, number, faults),
        "spec": {"predictor": {"minReplicas": least, "maxReplicas": 8, **_pod(number), "model": model}},
    }


def _metadata(chance: random.Random, number: int, faults: set[str]) -> dict[str, Any]:
    labels = {"app": f"model-{number}", "part-of": "serving", "owner": chance.choice(["search", "risk", "support"])}
    if "owner" in faults:
        del labels["owner"]
    notes = {
        "revision": "main" if "revision" in faults else _hex(chance, 40),
        "licence": "cc-by-nc-4.0" if "licence" in faults else chance.choice(["apache-2.0", "mit", "gemma"]),
        "score": "0.41" if "score" in faults else f"0.{chance.randint(72, 95)}",
        "card": f"https://cards.example.org/model-{number}",
        "evaluated": f"2026-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}",
        "approver": "lead@example.org",
    }
    annotations = {f"models.example.org/{key}": value for key, value in notes.items()}
    return {"name": f"model-{number}", "namespace": "ml-search", "labels": labels, "annotations": annotations}


def _pod(number: int) -> dict[str, Any]:
    return {
        "serviceAccountName": f"serving-{number}",
        "automountServiceAccountToken": False,
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
    }


def _container(chance: random.Random, faults: set[str]) -> dict[str, Any]:
    token = {"valueFrom": {"secretKeyRef": {"name": "hub", "key": "token"}}}
    limits = {"nvidia.com/gpu": "1", "memory": f"{chance.choice([32, 48])}Gi"}
    if "memory" in faults:
        del limits["memory"]
    return {
        "args": ["--max-model-len", "8192", *(["--trust-remote-code"] if "code" in faults else [])],
        "env": [
            {"name": "HF_HUB_OFFLINE", "value": "1"},
            {"name": "HF_TOKEN", **({"value": "hf_" + "example" * 5} if "secret" in faults else token)},
        ],
        "resources": {"requests": {"cpu": "4", "memory": f"{chance.choice([16, 24])}Gi"}, "limits": limits},
        "securityContext": {
            "allowPrivilegeEscalation": "privilege" in faults,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        **({} if "probe" in faults else {f"{name}Probe": _probe(chance) for name in ("readiness", "liveness")}),
    }


def _probe(chance: random.Random) -> dict[str, Any]:
    return {"httpGet": {"path": "/health", "port": 8000}, "periodSeconds": chance.choice([10, 20])}


def _hex(chance: random.Random, length: int) -> str:
    return f"{chance.getrandbits(length * 4):0{length}x}"
