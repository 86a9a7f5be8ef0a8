"""The scenarios that the gate was designed by, each a repository with a base and a change.

Every test lists exactly what is found, and `later` what rules will find there that do not exist yet: as soon as one of
them does, its test fails until the line moves up to what is found.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.command import inside_check, write
from support.commits import NOW
from support.summariser import (
    BODY,
    CONFIG,
    EARLIER,
    EVIDENCE,
    LIVE,
    MANIFEST,
    NEXT,
    RECORD,
    STAGED,
    SYSTEM,
    VERSION,
    WAIVERS,
    Company,
    before_production,
    company,
    listed,
    swap,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from support.commits import Gated

    Row = tuple[str, str, str, str]

POLICIES = Path(__file__).parents[2] / "policies"
CODE = re.compile(r"^#   id: ([A-Z]{3}\d{3})$", re.MULTILINE)
STAGING = "deploy/staging/deployment.yaml"
ENDPOINT = "deploy/production/endpoint.yaml"
SERVER = "deploy/production/deploy.yaml"
CARD = "model/README.md"
SPACE = "space/README.md"
COMMIT = "0a1b5d5c7f0f4a4e8d5b2f1c9e3a6b7d8c9e0f12"


@pytest.fixture
def acme(tmp_path: Path) -> Company:
    return Company(tmp_path / "acme")


def expect(done: Gated, code: int, found: Sequence[Row], later: Sequence[Row] = ()) -> None:
    """Exactly these findings, and this end."""
    said = [f"{each['code']} {each['path']}{each['pointer']}: {each['message']}" for each in done.report["findings"]]
    assert listed(done) == sorted(found), "\n".join(said)
    assert done.code == code, done.report["problems"]
    assert not rules() & {row[0] for row in later}, "a rule of `later` exists now: list what it finds"


@cache
def rules() -> set[str]:
    """The codes of every rule that exists."""
    return {code for path in POLICIES.glob("*/*.rego") for code in CODE.findall(path.read_text(encoding="utf-8"))}


def promoted() -> dict[str, str]:
    """What a first promotion to production adds."""
    return {path: company()[path] for path in (MANIFEST, BODY, RECORD)}


def test_s1_a_clean_first_promotion(acme: Company) -> None:
    acme.settle(before_production())
    acme.change(promoted())
    acme.approve()
    done = acme.gate()
    expect(done, 0, [])
    assert done.promotions == {LIVE: ["first"]}
    assert done.report["verdict"] == "compliant"


def test_s2_one_version_was_evaluated_and_another_is_shipped(acme: Company) -> None:
    acme.settle(before_production())
    acme.change(promoted())
    acme.approve()
    acme.change({BODY: swap(company()[BODY], (VERSION, NEXT))}, at="2026-11-21T09:00:00Z")
    done = acme.gate()
    expect(
        done,
        1,
        [
            ("PRO001", "error", BODY, "/version"),
            ("PRO005", "error", RECORD, "/spec/subjectDigest"),
            # READINGS 57: staging serves what was evaluated, and this is not it.
            ("PRO009", "error", MANIFEST, "/spec/promotedFrom"),
        ],
        later=[("LIN004", "error", MANIFEST, "/spec/artefacts/provenance")],
    )
    assert (EVIDENCE, "/spec/model/version") in related(done, "PRO001")


def related(done: Gated, code: str) -> set[tuple[str, str]]:
    """Where the findings of a rule point back to."""
    found = [each for each in done.report["findings"] if each["code"] == code]
    return {(at["path"], at["pointer"]) for each in found for at in each["related"]}


def on_an_endpoint(**files: str) -> dict[str, str]:
    """The company with both stages on Inference Endpoints."""
    body = (
        "name: support-summariser\ntype: private\n"
        "compute: {accelerator: gpu, instanceType: nvidia-l4, instanceSize: x1,"
        " scaling: {minReplica: 2, maxReplica: 4}}\n"
        f"model: {{repository: acme/support-summariser, revision: {COMMIT}}}\n"
    )
    pairs = (("platform: replicate", "platform: hf-endpoint"), ("replicate/deployment", "hf/endpoint"))
    live, staged = (swap(company()[path], *pairs, ("replicate.yaml", "endpoint.yaml")) for path in (MANIFEST, STAGING))
    return company(
        **{
            BODY: None,
            STAGED: None,
            ENDPOINT: body,
            "deploy/staging/endpoint.yaml": swap(
                body, ("name: support-summariser", "name: support-summariser-staging")
            ),
            # Payloads that are redacted and deleted may be cached, so nothing is said of them here.
            MANIFEST: swap(live, ("    payloads: {redaction: presidio, retentionDays: 7}\n", ""))
            + "  expect: {hf_endpoint_type: private}\n",
            STAGING: staged,
            EVIDENCE: swap(company()[EVIDENCE], (VERSION, COMMIT), ("platform: replicate", "platform: hf-endpoint")),
            **files,
        }
    )


def test_s3_a_quick_access_change_rides_along(acme: Company) -> None:
    base = on_an_endpoint()
    acme.settle(base)
    public = swap(base[ENDPOINT], ("type: private", "type: public"), (COMMIT, "main"))
    way_back = swap(base[MANIFEST], ("to: none", f"to: {COMMIT}"))
    acme.change({ENDPOINT: public + "cacheHttpResponses: true\n", MANIFEST: way_back})
    acme.approve()
    done = acme.gate()
    expect(
        done,
        1,
        [
            # READINGS 57: main never stood in staging.
            ("PRO009", "error", MANIFEST, "/spec/promotedFrom"),
            ("ACC001", "error", ENDPOINT, "/type"),
            ("ACC003", "error", ENDPOINT, "/type"),
            ("MAN002", "error", MANIFEST, "/spec/expect/hf_endpoint_type"),
            ("PRO006", "error", ENDPOINT, "/type"),
            ("PRV002", "error", ENDPOINT, "/cacheHttpResponses"),
            ("REL001", "error", ENDPOINT, "/model/revision"),
        ],
    )


def test_s3_any_account_instead_of_everybody(acme: Company) -> None:
    base = on_an_endpoint()
    acme.settle(base)
    signed_in = swap(base[ENDPOINT], ("type: private", "type: authenticated"), (COMMIT, "main"))
    acme.change({ENDPOINT: signed_in, MANIFEST: swap(base[MANIFEST], ("to: none", f"to: {COMMIT}"))})
    acme.approve()
    expect(
        acme.gate(),
        1,
        [
            ("ACC001", "warning", ENDPOINT, "/type"),
            # The manifest says the same of the network and of the type as in the scenario itself.
            ("ACC003", "error", ENDPOINT, "/type"),
            ("MAN002", "error", MANIFEST, "/spec/expect/hf_endpoint_type"),
            ("PRO006", "error", ENDPOINT, "/type"),
            ("PRO009", "error", MANIFEST, "/spec/promotedFrom"),
            ("REL001", "error", ENDPOINT, "/model/revision"),
        ],
    )


def test_s3_access_alone_is_no_promotion_and_judged_all_the_same(acme: Company) -> None:
    base = on_an_endpoint()
    acme.settle(base)
    acme.change({ENDPOINT: swap(base[ENDPOINT], ("type: private", "type: public"))})
    done = acme.gate()
    assert (done.code, done.promotions) == (1, {})
    assert done.codes == ["MAN002", "ACC001", "ACC003"]


API = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: production}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: ghcr.io/acme/api:4.2.0@sha256:6c0e6080953db56375760c0471a8c5f2929baf116c0e6080953db56375760c04
          env:
            - {name: LOG_LEVEL, value: info}
            - {name: CORS_ALLOW_ORIGINS, value: "https://app.acme.example"}
"""


def test_s5_production_calls_the_demo(acme: Company) -> None:
    acme.settle(company(**{"k8s/api.yaml": API}))
    hosts = swap(
        API, ('"https://app.acme.example"', '"https://app.acme.example,https://acme-support-summariser.hf.space"')
    )
    added = "            - {name: SUMMARISER_URL, value: https://acme-support-summariser.hf.space/run/predict}\n"
    acme.change({"k8s/api.yaml": hosts + added})
    done = acme.gate()
    expect(done, 1, [("DSG005", "error", "k8s/api.yaml", "/spec/template/spec/containers/0/env/2/value")])
    assert done.promotions == {}


def in_service(version: str = EARLIER) -> dict[str, str]:
    """The company with an earlier version in production, and the way back that the next one needs."""
    return company(**{BODY: swap(company()[BODY], (VERSION, version))})


def next_version(**files: str) -> dict[str, str]:
    """What promotes the version that soaked in staging, over the one in service."""
    manifest = swap(company()[MANIFEST], ("to: none", f"to: {EARLIER}"))
    return {BODY: company()[BODY], MANIFEST: manifest, **files}


def test_a_next_version_is_clean_too(acme: Company) -> None:
    acme.settle(in_service())
    acme.change(next_version())
    acme.approve()
    expect(acme.gate(), 0, [])


def test_s6_the_pull_request_lowers_its_own_bar(acme: Company) -> None:
    base = {**in_service(), EVIDENCE: swap(company()[EVIDENCE], ("value: 0.951", "value: 0.89"))}
    acme.settle(base)
    acme.change(
        next_version(
            **{
                SYSTEM: swap(base[SYSTEM], ("min: 0.92", "min: 0.85")),
                WAIVERS: swap(base[WAIVERS], ("2026-12-31", "2027-12-31")),
                CONFIG: base[CONFIG] + "disable:\n  - {rule: PRO002, reason: noisy}\n",
            }
        )
    )
    acme.approve()
    expect(
        acme.gate(),
        1,
        [
            ("PRO002", "error", EVIDENCE, "/spec/results/1/value"),
            ("PRO007", "error", SYSTEM, "/spec/thresholds/1/min"),
            ("PRO010", "error", CONFIG, "/disable/0"),
            ("PRO010", "error", SYSTEM, "/spec/thresholds/1/min"),
            # READINGS 52: so long may nobody waive it.
            ("WAV006", "error", WAIVERS, "/spec/items/0/expires"),
            # READINGS 63: the items of a list of waivers stand below spec.
            ("PRO010", "error", WAIVERS, "/spec/items/0/expires"),
        ],
    )


def test_s6_a_higher_bar_is_a_note(acme: Company) -> None:
    acme.settle(in_service())
    acme.change(next_version(**{SYSTEM: swap(company()[SYSTEM], ("min: 0.92", "min: 0.95"))}))
    acme.approve()
    expect(acme.gate(), 0, [("PRO010", "note", SYSTEM, "/spec/thresholds/1/min")])


def vllm(stage: str, *more: str) -> str:
    """The model server of a stage, in a cluster."""
    name = "support-summariser" if stage == "production" else "support-summariser-staging"
    words = ["--model", "acme/support-summariser", "--revision", COMMIT, "--dtype", "float16", "--max-model-len", *more]
    return f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}, namespace: {stage}, labels: {{app: {name}}}}}
spec:
  replicas: 2
  strategy: {{type: RollingUpdate, rollingUpdate: {{maxUnavailable: 0, maxSurge: 1}}}}
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata:
      labels: {{app: {name}}}
      annotations: {{prometheus.io/scrape: "true", prometheus.io/port: "8000"}}
    spec:
      automountServiceAccountToken: false
      securityContext: {{runAsNonRoot: true, seccompProfile: {{type: RuntimeDefault}}}}
      containers:
        - name: vllm
          image: vllm/vllm-openai:v0.9.1@sha256:6c0e6080953db56375760c0471a8c5f2929baf116c0e6080953db56375760c04
          args: {json.dumps(words)}
          env: [{{name: VLLM_API_KEY, valueFrom: {{secretKeyRef: {{name: gateway, key: token}}}}}}]
          ports: [{{name: http, containerPort: 8000}}]
          securityContext:
            {{allowPrivilegeEscalation: false, capabilities: {{drop: [ALL]}}, readOnlyRootFilesystem: true}}
          readinessProbe: {{httpGet: {{path: /health, port: http}}}}
          startupProbe: {{httpGet: {{path: /health, port: http}}, failureThreshold: 60, periodSeconds: 10}}
          resources:
            requests: {{memory: 32Gi, cpu: "4"}}
            limits: {{memory: 32Gi, nvidia.com/gpu: "1"}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: {name}, namespace: {stage}}}
spec:
  podSelector: {{matchLabels: {{app: {name}}}}}
  policyTypes: [Ingress]
  ingress: [{{from: [{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: gateway}}}}}}]}}]
"""


def in_a_cluster() -> dict[str, str]:
    """The company with both stages in Kubernetes."""
    pairs = (("platform: replicate", "platform: kubernetes"), (", kind: replicate/deployment", ""))
    live, staged = (swap(company()[path], *pairs, ("replicate.yaml", "deploy.yaml")) for path in (MANIFEST, STAGING))
    as_evaluated = "serving: {platform: kubernetes, engine: vllm, precision: fp16, maxModelLen: 8192}"
    return company(
        **{
            BODY: None,
            STAGED: None,
            SERVER: vllm("production", "8192"),
            "deploy/staging/deploy.yaml": vllm("staging", "8192"),
            MANIFEST: live,
            STAGING: staged,
            EVIDENCE: swap(
                company()[EVIDENCE],
                (VERSION, COMMIT),
                ("serving: {platform: replicate, precision: fp16}", as_evaluated),
            ),
        }
    )


def test_s8_evaluated_in_fp16_and_served_in_4_bits(acme: Company) -> None:
    base = in_a_cluster()
    acme.settle(base)
    settings = ("4096", "--quantization", "awq", "--kv-cache-dtype", "fp8", "--tensor-parallel-size", "2")
    served = vllm("production", *settings, "--gpu-memory-utilization", "0.95")
    acme.change({SERVER: swap(served, ("replicas: 2", "replicas: 4"))})
    acme.approve()
    done = acme.gate()
    at = "/spec/template/spec/containers/0/args"
    expect(
        done,
        1,
        [
            ("PRO004", "error", SERVER, f"{at}/7"),
            ("PRO004", "error", SERVER, f"{at}/9"),
            ("PRO004", "error", SERVER, f"{at}/11"),
        ],
    )


def shown_to_colleagues() -> dict[str, str]:
    """The demo as colleagues would have it."""
    front = swap(
        company()[SPACE],
        ("hf_oauth_authorized_org: acme\nhf_oauth_expiration_minutes: 480\ndisable_embedding: true\n", ""),
        ("hf_oauth: true\n", "hf_oauth: true\nhf_oauth_scopes: [manage-repos]\ndatasets: [acme/support-tickets]\n"),
        ("sdk_version: 5.49.1\n", ""),
    )
    shown = (
        "exposure: {visibility: protected, audience: internal, approvedBy: acme/product-security, until: 2026-10-31}"
    )
    path = "deploy/space/deployment.yaml"
    line = next(line for line in company()[path].splitlines() if "exposure:" in line)
    return {SPACE: front, path: swap(company()[path], (line.strip(), shown))}


def test_s11_a_protected_space_for_colleagues(acme: Company) -> None:
    acme.settle({path: text for path, text in before_production().items() if "/staging/" not in path})
    acme.change(shown_to_colleagues())
    expect(
        acme.gate(),
        1,
        [
            ("SPC001", "error", "deploy/space/deployment.yaml", "/spec/exposure/until"),
            ("SPC001", "error", "deploy/space/deployment.yaml", "/spec/exposure/visibility"),
            # READINGS 35: what is absent is reported at its parent, here the front matter.
            ("SPC002", "warning", SPACE, ""),
            ("SPC002", "warning", SPACE, ""),
            ("SPC002", "warning", SPACE, "/hf_oauth_scopes/0"),
            ("SUP003", "note", SPACE, ""),
        ],
        later=[("SPC003", "error", SPACE, "/datasets/0")],
    )


POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 1234\n"


def unknowable() -> dict[str, str]:
    """A promotion of which nothing can be told."""
    return {
        **promoted(),
        BODY: swap(company()[BODY], (VERSION, "${MODEL_VERSION}")),
        MANIFEST: swap(company()[MANIFEST], ("model/README.md", "model/REDAME.md")),
    }


def test_s12_nothing_could_be_checked_so_nothing_passes(acme: Company) -> None:
    acme.settle(before_production(**{EVIDENCE: POINTER}))
    acme.change(unknowable())
    acme.approve()
    done = acme.gate()
    expect(
        done,
        2,
        [
            ("MAN001", "error", MANIFEST, "/spec/artefacts/evaluation/0/path"),
            ("MAN001", "error", MANIFEST, "/spec/artefacts/modelCard/path"),
            ("REL001", "undecided", BODY, "/version"),
        ],
    )


def test_s12_with_what_the_template_becomes(tmp_path: Path) -> None:
    """`check` knows --rendered, for files that the manifest calls generated; the gate reads commits alone."""
    serving = "serving: [{path: deploy/production/replicate.yaml, kind: replicate/deployment"
    manifest = swap(
        unknowable()[MANIFEST], (serving, swap(serving, ("deploy/production", "out")) + ", generated: true")
    )
    files = {MANIFEST: manifest, "deploy/production/replicate.tmpl": unknowable()[BODY], RECORD: company()[RECORD]}
    folder = write(tmp_path, {**before_production(**{EVIDENCE: POINTER}), **files})
    done = inside_check(folder, "--now", NOW, every_rule=True)
    assert done.code == 2
    write(folder, {"out/replicate.yaml": company()[BODY]})
    done = inside_check(folder, "--now", NOW, "--rendered", "out/replicate.yaml", every_rule=True)
    assert {each["code"] for each in done.report["findings"] if each["level"] == "error"} == {"MAN001"}
    assert done.code == 1


def test_s14_cold_start_and_licence(acme: Company) -> None:
    acme.settle(before_production())
    cold = swap(company()[BODY], ("min_instances: 2", "min_instances: 0"))
    acme.change({**promoted(), BODY: cold, CARD: swap(company()[CARD], ("apache-2.0", "cc-by-nc-4.0"))})
    acme.approve()
    done = acme.gate()
    expect(done, 1, [("DOC003", "error", CARD, "/license"), ("SLA005", "error", BODY, "/min_instances")])


def test_s14_who_answers_later_may_start_cold(acme: Company) -> None:
    acme.settle(before_production())
    cold = swap(company()[BODY], ("min_instances: 2", "min_instances: 0"))
    later = swap(company()[MANIFEST], ("platform: replicate", "platform: replicate\n  serving: async"))
    acme.change({**promoted(), BODY: cold, MANIFEST: later})
    acme.approve()
    assert "SLA005" not in acme.gate().codes
