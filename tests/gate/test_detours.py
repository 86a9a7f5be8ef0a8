"""Ways into production that write no document which serves: what manifests name, links, builds, histories, odd commits.

Each was open once. Beside every one stands what looks like it and changes nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support import summariser
from support.commits import BODY, Link, Repo, Submodule, git, repository, version
from support.manifests import manifest
from support.summariser import EARLIER, VERSION, Company, company, swap

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BAD = version(BODY)
REVISION, LATER = "5b8ec7d0c5a1a7d3e0f4b6c29d18e7f3a4c6b210", "9" * 40
DIGEST = f"sha256:{'ab12' * 16}"
ARGUMENTS = f"[--model, acme/digest, --revision, {REVISION}]"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


def workload(namespace: str = "production", args: str = ARGUMENTS, pod: str = "", container: str = "") -> str:
    """A vLLM Deployment; `pod` and `container` are further lines of both."""
    return (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: llm, namespace: {namespace}}}\nspec:\n  template:\n"
        f"    spec:\n{pod}      containers:\n        - name: vllm\n"
        f"          image: vllm/vllm-openai:v0.11.0@{DIGEST}\n          args: {args}\n{container}"
    )


SPACE = (
    manifest("serving: [{path: space/README.md}]", stage="space", name="demo")
    .replace("platform: replicate", "platform: hf-space")
    .replace("  promotedFrom: digest-staging\n", "")
)
README = "---\ntitle: Demo\nsdk: gradio\napp_file: app.py\n---\n# Demo\n"
DEMO = repository(**{"deploy/space.yaml": SPACE, "space/README.md": README, "space/app.py": "x = 1\n"})


@pytest.mark.parametrize("role", ["network", "rollout", "build", "dashboards", "objectives", "alerts"])
def test_what_serves_is_a_deployment_whatever_else_a_manifest_names_it_as(repo: Repo, role: str) -> None:
    naming = SPACE.replace("README.md}]", f"README.md}}]\n    {role}: [{{path: k8s/llm.yaml}}]")
    repo.change(DEMO, {"k8s/llm.yaml": workload(), "deploy/space.yaml": naming})
    done = repo.gate()
    assert done.promotions == {"llm": ["first"]}
    assert "MAN003" in done.codes
    assert done.code in (1, 2)


def test_the_manifest_of_a_space_serves_nothing_else_beside_it(repo: Repo) -> None:
    naming = SPACE.replace("README.md}]", "README.md}, {path: k8s/llm.yaml}]")
    repo.change(DEMO, {"k8s/llm.yaml": workload(), "deploy/space.yaml": naming})
    done = repo.gate()
    assert "stage" in done.promotions["demo"]
    assert {each["stage"] for each in done.report["findings"]} == {"production"}
    assert done.code in (1, 2)


CHART = {
    "charts/llm/Chart.yaml": "apiVersion: v2\nname: llm\nversion: 0.1.0\n",
    "charts/llm/templates/llm.yaml": "{{- if .Values.on }}\nimage: vllm/vllm-openai:{{ .Values.tag }}\n{{- end }}\n",
    "charts/llm/values.yaml": "tag: v1\n",
}
WEB_CHART = {**CHART, "charts/llm/templates/llm.yaml": "{{- if .x }}\nimage: nginx:{{ .Values.tag }}\n{{- end }}\n"}
BUILD = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
OVERLAY = "apps/overlays/live/kustomization.yaml"
WEB = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"
    "spec: {template: {spec: {containers: [{image: nginx}]}}}\n"
)
BUILT = {
    "apps/base/llm.yaml": workload("any"),
    "apps/base/web.yaml": WEB,
    "apps/base/kustomization.yaml": f"{BUILD}resources: [llm.yaml, web.yaml]\n",
    OVERLAY: f"{BUILD}namespace: production\nresources: [../../base]\n",
}
PATCHED = {
    **BUILT,
    OVERLAY: f"{BUILT[OVERLAY]}patches: [{{path: args.yaml, target: {{kind: Deployment}}}}]\n",
    "apps/overlays/live/args.yaml": "- {op: replace, path: /spec/replicas, value: 2}\n",
}
SET = "- {op: replace, path: /spec/template/spec/containers/0/args, value: [--model, acme/other]}\n"
SERVICE = (
    "apiVersion: serving.kserve.io/VERSION\nkind: InferenceService\nmetadata: {name: isvc, namespace: production}\n"
    f"spec: {{predictor: {{model: {{modelFormat: {{name: huggingface}}, storageUri: 'hf://acme/digest:{REVISION}'}}}}}}\n"
)
RUNTIME = (
    "apiVersion: serving.kserve.io/v1alpha1\nkind: ClusterServingRuntime\nmetadata: {name: hf}\n"
    "spec: {supportedModelFormats: [{name: huggingface, autoSelect: true}], containers: [{name: main, image: IMAGE}]}\n"
)
JSON = {
    "apiVersion": "serving.kserve.io/v1beta1",
    "kind": "InferenceService",
    "metadata": {"name": "isvc", "namespace": "production"},
    "spec": {"predictor": {"model": {"modelFormat": {"name": "huggingface"}, "storageUri": "hf://acme/other"}}},
}
TEMPLATE = "{{- if .x }}\n" + SERVICE.replace("VERSION", "v1beta1") + "{{- end }}\n"
STAGED = {"deploy/staging/llm.yaml": workload("any")}
TWO = {"live/now.yaml": Link("v1.yaml"), "live/v1.yaml": workload(), "live/v2.yaml": workload()}
DETOURS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("a link to what serves elsewhere", STAGED, {"deploy/live/llm.yaml": Link("../staging/llm.yaml")}),
    ("a link to a folder of what serves", STAGED, {"deploy/live": Link("staging")}),
    ("a link that moves on", TWO, {"live/now.yaml": Link("v2.yaml")}),
    ("a new submodule beside what serves", TWO, {"live/more": Submodule()}),
    ("a submodule that moves on", {**TWO, "live/more": Submodule()}, {"live/more": Submodule("2" * 40)}),
    ("values of a chart", CHART, {"charts/llm/values.yaml": "tag: v2\n"}),
    ("values of a chart for production", CHART, {"charts/llm/values-prod.yaml": "tag: v2\n"}),
    ("a template that names an API", {}, {"charts/isvc/templates/isvc.yaml": TEMPLATE}),
    (
        "a kustomization's image",
        BUILT,
        {OVERLAY: f"{BUILT[OVERLAY]}images: [{{name: vllm/vllm-openai, newTag: v9}}]\n"},
    ),
    (
        "a kustomization's image by two names",
        BUILT,
        {OVERLAY: f"{BUILT[OVERLAY]}images: [{{name: vllm/vllm-openai, newName: x}}, {{name: x, newTag: v9}}]\n"},
    ),
    ("a patch in a kustomization", BUILT, {OVERLAY: f"{BUILT[OVERLAY]}patches: [{{patch: '{SET.strip()}'}}]\n"}),
    ("a patch beside a kustomization", PATCHED, {"apps/overlays/live/args.yaml": SET}),
    (
        "a kustomization of something remote",
        BUILT,
        {OVERLAY: f"{BUILD}resources: ['https://example.org/llm?ref=v1']\n"},
    ),
    (
        "another file of a kustomization",
        {**BUILT, "apps/base/next.yaml": workload("any")},
        {"apps/base/kustomization.yaml": f"{BUILD}resources: [next.yaml, web.yaml]\n"},
    ),
    ("a new overlay", {k: v for k, v in BUILT.items() if k != OVERLAY}, {OVERLAY: BUILT[OVERLAY]}),
    ("a version that no rule reads", {}, {"live/isvc.yaml": SERVICE.replace("VERSION", "v1beta9")}),
    (
        "a runtime that nobody names",
        {"live/isvc.yaml": SERVICE.replace("VERSION", "v1beta1"), "hf.yaml": RUNTIME.replace("IMAGE", "acme/hf:1")},
        {"hf.yaml": RUNTIME.replace("IMAGE", "acme/hf:2")},
    ),
    ("a JSON file with an editor's name", {}, {"live/tsconfig.json": json.dumps(JSON)}),
]


def together(cases: list[tuple[str, dict[str, Any], dict[str, Any]]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """All cases in one change, each in a folder of its own."""
    base = {f"{what}/{path}": text for what, before, _ in cases for path, text in before.items()}
    return repository(**base), {f"{what}/{path}": text for what, _, after in cases for path, text in after.items()}


def test_what_is_brought_in_by_a_detour_is_not_decided(repo: Repo) -> None:
    base, head = together(DETOURS)
    repo.change(base, head)
    done = repo.gate()
    assert {path for path, _ in done.problems} == set(head)
    assert done.code == 2


INNOCENT: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("a link to something else", STAGED, {"docs/runbook.md": Link("../../runbook.md")}),
    ("a submodule elsewhere", TWO, {"libraries/more": Submodule()}),
    ("values of another chart", WEB_CHART, {"charts/llm/values.yaml": "tag: v2\n"}),
    ("a comment in values", CHART, {"charts/llm/values.yaml": "# The tag\ntag: v1\n"}),
    ("another image of a kustomization", BUILT, {OVERLAY: f"{BUILT[OVERLAY]}images: [{{name: nginx, newTag: v9}}]\n"}),
    ("a file less in a kustomization", BUILT, {"apps/base/kustomization.yaml": f"{BUILD}resources: [llm.yaml]\n"}),
    ("replicas of a kustomization", BUILT, {OVERLAY: f"{BUILT[OVERLAY]}replicas: [{{name: llm, count: 3}}]\n"}),
    ("a comment in a kustomization", BUILT, {OVERLAY: f"# Live\n{BUILT[OVERLAY]}"}),
    ("a kustomization of something else", {}, {"web/kustomization.yaml": f"{BUILD}images: [{{name: a, newTag: b}}]\n"}),
    ("an editor's JSON", {}, {".vscode/settings.json": '{// ours\n"a": 1}\n', "web/tsconfig.json": "{}\n"}),
]


def test_what_only_looks_like_a_detour_blocks_nothing(repo: Repo) -> None:
    repo.change(*together(INNOCENT))
    done = repo.gate()
    assert (done.code, done.problems, done.promotions) == (0, [], {})


LOCAL = "[--model, /models/digest]"
MOUNTED = "          volumeMounts: [{name: m, mountPath: /models}]\n"
CLAIM = "      volumes: [{name: m, persistentVolumeClaim: {claimName: NAME}}]\n"
FETCH = "      initContainers: [{name: get, image: acme/get:1, args: [acme/digest, NAME]}]\n"
STARTED = "          lifecycle: {postStart: {exec: {command: [hf, download, acme/other]}}}\n"
FROM = "          envFrom: [{configMapRef: {name: NAME}}]\n"
DOWNLOAD = '["sh", "-c", "hf download acme/NAME --local-dir /m && vllm serve /m"]'
HUB = "          env: [{name: HF_ENDPOINT, value: 'https://example.org'}]\n"
SERVED = [
    (
        "another claim",
        workload(args=LOCAL, pod=CLAIM.replace("NAME", "v1"), container=MOUNTED),
        workload(args=LOCAL, pod=CLAIM.replace("NAME", "v2"), container=MOUNTED),
    ),
    ("another download", workload(pod=FETCH.replace("NAME", "v1")), workload(pod=FETCH.replace("NAME", "v2"))),
    (
        "a download in a script",
        workload(args=DOWNLOAD.replace("NAME", "a")),
        workload(args=DOWNLOAD.replace("NAME", "b")),
    ),
    ("a command after the start", workload(), workload(container=STARTED)),
    (
        "variables of a ConfigMap",
        workload(container=FROM.replace("NAME", "a")),
        workload(container=FROM.replace("NAME", "b")),
    ),
    ("another hub", workload(), workload(container=HUB)),
]


def test_what_fetches_the_model_is_part_of_what_is_promoted(repo: Repo) -> None:
    before, after = ({f"live/{each[0]}.yaml": each[at] for each in SERVED} for at in (1, 2))
    repo.change(repository(**before), after)
    assert {name: why for name, why in repo.gate().promotions.items() if why != ["serving"]} == {}
    assert len(repo.gate().promotions) == len(SERVED)


def test_logs_ports_and_room_to_write_are_no_part_of_it(repo: Repo) -> None:
    pod = "      volumes: [{name: a, emptyDir: {}}, {name: b, secret: {secretName: x}}]\n"
    container = (
        "          ports: [{containerPort: 8000}]\n          env: [{name: VLLM_LOGGING_LEVEL, value: DEBUG},"
        " {name: HF_TOKEN, valueFrom: {secretKeyRef: {name: a, key: b}}}]\n"
    )
    repo.change(repository(**{"live/llm.yaml": workload()}), {"live/llm.yaml": workload(pod=pod, container=container)})
    assert repo.gate().promotions == {}


def test_histories_that_were_merged_into_each_other_are_refused(repo: Repo) -> None:
    """Compared with one of the two commits where they parted, nothing changes; merged, the bad version is back."""
    repo.commit(repository(**{"serve/replicate.yaml": BAD}))
    repo.commit({"serve/replicate.yaml": BODY}, message="The way back")
    repo.commit({"docs/b.md": "# B\n"}, "change", start="main~1")
    git(repo.root, "branch", "back", "main")
    repo.commit({"docs/b.md": "# B\n"}, also=("change",), message="Merge change")
    repo.commit({}, "change", also=("back",), message="Merge main, and keep ours")
    repo.commit({"docs/c.md": "# C\n"}, "change")
    merged = git(repo.root, "merge-tree", "--write-tree", "main", "change").split()[0]
    assert git(repo.root, "show", f"{merged}:serve/replicate.yaml") == BAD
    done = repo.gate()
    assert (done.code, "parted at 2 commits" in done.problems[0][1]) == (2, True)
    assert "git merge" in done.hints
    repo.commit({}, "change", also=("main",), message="Merge main once more")
    assert repo.gate().promotions == {"digest-live": ["version"]}


LINES: list[tuple[str, Callable[[str], str]]] = [
    ("no committer", lambda text: text.replace("\ncommitter Mal <m@example.org> 1763000000 +0000", "")),
    ("a time that is none", lambda text: text.replace("1763000000", "yesterday")),
    ("a time before 1970", lambda text: text.replace("1763000000", "-5")),
    ("a time beyond all bounds", lambda text: text.replace("1763000000", "9" * 30)),
    ("an encoding of its own", lambda text: text.replace("+0000\n\n", "+0000\nencoding UTF-16\n\n")),
]


@pytest.mark.parametrize(("what", "edit"), LINES, ids=[what for what, _ in LINES])
def test_a_commit_that_git_itself_would_not_write_is_judged(repo: Repo, what: str, edit: Callable[[str], str]) -> None:
    repo.change(repository(), {"serve/replicate.yaml": BAD})
    tree, parent = (git(repo.root, "rev-parse", name).strip() for name in ("change^{tree}", "main"))
    who = "Mal <m@example.org> 1763000000 +0000"
    text = edit(f"tree {tree}\nparent {parent}\nauthor {who}\ncommitter {who}\n\nx\n")
    oid = git(repo.root, "hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=text.encode())
    git(repo.root, "update-ref", "refs/heads/change", oid.strip())
    done = repo.gate()
    assert (done.code, done.promotions) == (1, {"digest-live": ["version"]}), what


def test_what_takes_the_place_of_what_is_gone_is_judged_at_its_stage(repo: Repo) -> None:
    """Renamed, moved to a folder that tells no stage and rewritten, so that nothing of it is alike."""
    moved = "# x\n" * 900 + BAD.replace("name: digest", "name: other")
    base = {"live/b.yaml": BODY, "deploy/b.yaml": manifest("serving: [{path: live/b.yaml}]", name="b")}
    repo.change(repository(**base), {"live/b.yaml": None, "deploy/b.yaml": None, "misc/z.yaml": moved})
    done = repo.gate()
    assert done.promotions == {"other": ["version"]}
    assert {each["stage"] for each in done.report["findings"]} == {"production"}
    assert done.code == 1


def test_what_was_merged_as_a_space_is_none_in_the_namespace_of_production(repo: Repo) -> None:
    claim = manifest("serving: [{path: k8s/llm.yaml}]", stage="space", name="demo")
    claim = claim.replace("platform: replicate", "platform: kubernetes")
    base = repository(**{"k8s/llm.yaml": workload("demo"), "deploy/demo.yaml": claim})
    repo.change(base, {"k8s/llm.yaml": workload("demo", args=f"[--model, acme/digest, --revision, {LATER}]")})
    assert repo.gate().promotions == {}
    repo.commit({"k8s/llm.yaml": workload("production")}, "change")
    assert repo.gate().promotions == {"demo": ["stage"]}


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [(summariser.SYSTEM, "min: 0.92", "min: 0.93", 1), ("README.md", "# support", "# Support", 0)],
)
def test_a_review_is_of_the_commit_that_was_looked_at_whenever_the_next_says_it_was_made(
    tmp_path: Path, path: str, old: str, new: str, code: int
) -> None:
    """Who pushes a commit after the reviews may date it before them."""
    acme = Company(tmp_path / "acme")
    base = {**company(), summariser.BODY: swap(company()[summariser.BODY], (VERSION, EARLIER))}
    acme.settle(base)
    way_back = swap(company()[summariser.MANIFEST], ("to: none", f"to: {EARLIER}"))
    acme.change({summariser.BODY: company()[summariser.BODY], summariser.MANIFEST: way_back})
    seen = git(acme.repo.root, "rev-parse", "change").strip()
    acme.change({path: swap(base[path], (old, new))}, at="2026-11-20T08:30:00Z")
    said = [{"by": each, "role": None, "at": "2026-11-20T13:00:00Z", "commit": seen} for each in ("noor", "filip")]
    (tmp_path / "approvals.json").write_text(json.dumps(said))
    done = acme.gate("--approvals", str(tmp_path / "approvals.json"))
    assert (done.code, [each for each in done.codes if each == "PRO005"]) == (code, ["PRO005"] * 2 * code)


def stage_problems(repo: Repo, base: dict[str, Any], path: str, text: str) -> tuple[int, list[str]]:
    """The exit code, and the places of what is not decided because nothing tells its stage."""
    repo.change(base, {path: text})
    done = repo.gate()
    assert done.promotions == {"other": ["first"]}
    return done.code, [each["path"] for each in done.report["problems"] if each["kind"] == "stage"]


def test_a_new_deployment_that_tells_no_stage_is_not_decided(repo: Repo) -> None:
    """Only warnings are left where the stage is unknown: whoever says nothing would pass."""
    other = BAD.replace("name: digest", "name: other")
    assert stage_problems(repo, repository(), "misc/z.yaml", other) == (2, ["misc/z.yaml"])


@pytest.mark.parametrize(
    ("base", "path"),
    [(repository(), "dev/z.yaml"), (repository(), "staging/z.yaml"), ({"serve/a.yaml": BODY}, "misc/z.yaml")],
    ids=["an environment that is no stage", "a stage", "nobody has written a manifest yet"],
)
def test_what_tells_another_environment_or_comes_before_the_first_manifest_is_judged(
    repo: Repo, base: dict[str, Any], path: str
) -> None:
    assert stage_problems(repo, base, path, BAD.replace("name: digest", "name: other"))[1] == []
