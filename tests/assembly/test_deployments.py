"""What becomes a deployment, and which documents speak about it."""

from __future__ import annotations

import pytest
from support.repository import deployments_of, documents_of

from policylint.assembly import assemble, leftovers, references
from policylint.model.documents import Document

ISVC = """
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: claims, namespace: ml}
spec: {predictor: {onnx: {storageUri: "s3://bucket/a"}}}
"""
SPACE = "---\nsdk: gradio\napp_file: app.py\n---\n"
CARD = "---\nlibrary_name: timm\nlicense: other\nlicense_link: LICENSE\n---\n"
COG = "build: {python_version: '3.11', python_requirements: ./requirements.txt}\nrun: run.py:Runner\n"
REPLICATE = "name: digest\nmodel: acme/m\nhardware: gpu-l40s\nmin_instances: 1\nmax_instances: 1\n"
ENDPOINT = "name: toxicity\ncompute: {accelerator: gpu}\nmodel: {repository: acme/m}\n"


def _workload(kind: str = "Deployment", container: str = "image: 'vllm/vllm-openai:v1'") -> str:
    version = {"Deployment": "apps/v1", "Job": "batch/v1", "Pod": "v1", "JobSet": "jobset.x-k8s.io/v1alpha2"}[kind]
    pod = f"{{containers: [{{name: a, {container}}}]}}"
    spec = pod if kind == "Pod" else f"{{template: {{spec: {pod}}}}}"
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: llm}}\nspec: {spec}\n"


def _summary(files: dict[str, str]) -> list[tuple[str, str, str, list[str]]]:
    return [
        (each.name, each.subject, each.platform, [document.path for document in each.documents])
        for each in deployments_of(files)
    ]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.yaml", ISVC, ("claims", "deployment", "kserve", ["a.yaml"])),
        ("a.yaml", _workload(), ("llm", "deployment", "kubernetes", ["a.yaml"])),
        ("a.yaml", _workload("Pod"), ("llm", "deployment", "kubernetes", ["a.yaml"])),
        ("a.yaml", ENDPOINT, ("toxicity", "deployment", "hf-endpoint", ["a.yaml"])),
        ("a.yaml", REPLICATE, ("digest", "deployment", "replicate", ["a.yaml"])),
        ("demo/README.md", SPACE, ("demo", "deployment", "hf-space", ["demo/README.md"])),
        ("README.md", SPACE, ("README.md", "deployment", "hf-space", ["README.md"])),
        ("m/README.md", CARD, ("m", "model", "hub", ["m/README.md"])),
        ("m/cog.yaml", COG, ("m", "model", "replicate", ["m/cog.yaml"])),
    ],
)
def test_a_serving_artefact_is_a_deployment_and_a_lone_card_or_build_a_model(
    path: str, text: str, expected: tuple[str, str, str, list[str]]
) -> None:
    assert _summary({path: text}) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        _workload("Job"),
        _workload("JobSet"),
        _workload(container="image: 'acme/web:1'"),
        _workload(container="image: 'acme/chat-ui:1', env: [{name: MODEL_ID, value: acme/m}]"),
        _workload(container="image: 'vllm/vllm-openai:v1', command: [python3, benchmark_serving.py]"),
        "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n",
        "services: {a: {image: 'vllm/vllm-openai:v1'}}\n",  # a serving kind that no rule covers yet
        "apiVersion: serving.kserve.io/v1alpha1\nkind: ServingRuntime\nspec: {containers: [{image: 'vllm/vllm:v1'}]}\n",
        "apiVersion: extensions/v1beta1\nkind: Deployment\nspec: {containers: [{image: 'vllm/vllm-openai:v1'}]}\n",
        "apiVersion: serving.kserve.io/v1alpha2\nkind: InferenceService\nspec: {default: {}}\n",
    ],
)
def test_what_serves_nothing_or_is_no_longer_served_is_no_deployment(text: str) -> None:
    documents = documents_of({"a.yaml": text})
    assert len(documents) == 1
    assert assemble(documents) == ()


@pytest.mark.parametrize(
    ("container", "patches"),
    [
        ("env: [{name: MODEL_ID, value: acme/m}]", True),
        ("args: ['--model=$(MODEL_ID)']", True),
        ("resources: {limits: {cpu: 1}}", False),
    ],
)
def test_a_patch_without_image_is_judged_only_when_it_sets_the_model(container: str, patches: bool) -> None:
    found = deployments_of({"a.yaml": _workload(container=container)})
    assert [each.patch for each in found] == [True] * patches


def test_the_card_and_the_build_file_of_the_nearest_folder_above_join_a_deployment() -> None:
    files = {
        "README.md": CARD,
        "cog.yaml": COG,
        "models/a/README.md": CARD,
        "models/a/deploy/prod/replicate.yaml": REPLICATE,
    }
    assert _summary(files) == [
        (
            "digest",
            "deployment",
            "replicate",
            ["models/a/deploy/prod/replicate.yaml", "cog.yaml", "models/a/README.md"],
        ),
        ("README.md", "model", "hub", ["README.md"]),
    ]


@pytest.mark.parametrize(("path", "text"), [("k8s/llm.yaml", _workload()), ("demo/README.md", SPACE)])
def test_a_build_file_joins_nothing_that_replicate_does_not_serve(path: str, text: str) -> None:
    files = {"cog.yaml": COG, path: text}
    assert [(subject, paths) for _, subject, _, paths in _summary(files)] == [
        ("deployment", [path]),
        ("model", ["cog.yaml"]),
    ]


def test_a_card_beside_or_below_is_not_above() -> None:
    files = {"model/README.md": CARD, "deploy/llm.yaml": _workload(), "deploy/card/README.md": CARD}
    assert _summary(files) == [
        ("llm", "deployment", "kubernetes", ["deploy/llm.yaml"]),
        ("model", "model", "hub", ["model/README.md"]),
        ("card", "model", "hub", ["deploy/card/README.md"]),
    ]


def test_one_card_may_belong_to_several_deployments_and_is_then_no_subject_of_its_own() -> None:
    files = {"README.md": CARD, "a/llm.yaml": _workload(), "b/isvc.yaml": ISVC}
    assert [paths for *_, paths in _summary(files)] == [["a/llm.yaml", "README.md"], ["b/isvc.yaml", "README.md"]]


def test_two_cards_of_one_folder_both_join() -> None:
    files = {"MODEL_CARD.md": "# A\n", "MODEL_CARD_VISION.md": "# B\n", "llm.yaml": _workload()}
    assert [paths for *_, paths in _summary(files)] == [["llm.yaml", "MODEL_CARD.md", "MODEL_CARD_VISION.md"]]


def test_requirements_join_the_build_or_the_space_that_reads_them() -> None:
    files = {
        "cog/cog.yaml": COG,
        "cog/requirements.txt": "torch==2.4.1\n",
        "space/README.md": SPACE,
        "space/requirements.txt": "gradio\n",
        "other/requirements.txt": "flask\n",
    }
    assert [(name, paths) for name, _, _, paths in _summary(files)] == [
        ("space", ["space/README.md", "space/requirements.txt"]),
        ("cog", ["cog/cog.yaml", "cog/requirements.txt"]),
    ]


DOCKER = "---\nsdk: docker\n---\n"


def test_a_dockerfile_joins_the_docker_space_beside_it_with_what_it_installs() -> None:
    files = {
        "space/README.md": DOCKER,
        "space/Dockerfile": "FROM a:1\nCOPY api/requirements.txt /code/\nRUN pip install -r /code/requirements.txt\n",
        "space/api/requirements.txt": "flask\n",
        "space/web/requirements.txt": "django\n",
        "other/Dockerfile": "FROM b:1\n",
    }
    expected = ["space/README.md", "space/Dockerfile", "space/api/requirements.txt"]
    assert [paths for *_, paths in _summary(files)] == [expected]


def test_a_dockerfile_beside_another_space_is_none_of_its() -> None:
    files = {"README.md": "---\nsdk: gradio\n---\n", "Dockerfile": "FROM a:1\n"}
    assert [paths for *_, paths in _summary(files)] == [["README.md"]]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["COPY . .", "RUN pip install -r requirements.txt"], ["requirements.txt"]),
        (["COPY . /app", "RUN pip install -r /app/req/base.txt"], ["base.txt"]),
        (["COPY --from=build requirements.txt .", "RUN pip install --requirement=req.txt"], ["req.txt"]),
        (['COPY ["a.txt", "/a/"]', "RUN pip install -r /a/a.txt && pip install -r 'b.txt'"], ["a.txt", "b.txt"]),
        (["COPY requirements-dev.txt .", "RUN useradd -r app && rm -r /tmp/a"], []),
        (["RUN <<EOF", "pip install -r requirements.in", "EOF"], ["requirements.in"]),
    ],
)
def test_the_requirements_that_a_dockerfile_installs(lines: list[str], expected: list[str]) -> None:
    text = "FROM a\n" + "\n".join(lines) + "\n"
    (document,) = documents_of({"Dockerfile": text})
    assert list(references(document)) == expected


def test_requirements_of_a_build_file_follow_it_into_a_deployment() -> None:
    files = {"cog.yaml": COG, "requirements.txt": "torch\n", "deploy/replicate.yaml": REPLICATE}
    assert [paths for *_, paths in _summary(files)] == [["deploy/replicate.yaml", "cog.yaml", "requirements.txt"]]


def test_requirements_bring_those_that_they_include_even_in_a_circle() -> None:
    files = {
        "cog.yaml": COG,
        "requirements.txt": "-r base/requirements.txt\ntorch\n",
        "base/requirements.txt": "-r ../requirements.txt\n--requirement=requirements-gpu.txt\n",
        "base/requirements-gpu.txt": "triton\n",
    }
    assert [paths for *_, paths in _summary(files)] == [list(files)]


def test_files_are_the_named_paths_that_are_there() -> None:
    files = {"m/cog.yaml": COG, "m/run.py": "", "m/weights.lock": "", "m/README.md": CARD, "m/LICENSE": ""}
    found = deployments_of(files)
    assert [each.files for each in found] == [("m/run.py", "m/weights.lock"), ("m/LICENSE",)]


def test_a_reference_never_leaves_the_repository() -> None:
    files = {"cog.yaml": COG.replace("./requirements.txt", "../../etc/requirements.txt")}
    (deployment,) = assemble(documents_of(files), exists=lambda path: True)
    assert deployment.files == ("run.py", "weights.lock")


def test_several_documents_of_one_file_are_several_deployments() -> None:
    text = f"{_workload()}---\n{ISVC}---\napiVersion: v1\nkind: Service\n"
    assert [(name, paths) for name, _, _, paths in _summary({"a.yaml": text})] == [
        ("llm", ["a.yaml"]),
        ("claims", ["a.yaml"]),
    ]


def test_the_items_of_a_list_are_deployments() -> None:
    pod = "apiVersion: v1, kind: Pod, spec: {containers: [{image: 'ollama/ollama'}]}"
    text = (
        f"apiVersion: v1\nkind: List\nitems:\n- {{metadata: {{name: a}}, {pod}}}\n- {{metadata: {{name: b}}, {pod}}}\n"
    )
    found = deployments_of({"a.yaml": text})
    assert [(each.name, each.documents[0].base) for each in found] == [("a", "/items/0"), ("b", "/items/1")]


def test_what_is_left_over_is_a_subject_for_rules_about_the_repository() -> None:
    files = {"a.yaml": _workload(), "secret.yaml": "apiVersion: v1\nkind: Secret\n", "job.yaml": _workload("Job")}
    documents = documents_of(files)
    left = leftovers(documents, assemble(documents))
    assert [(each.subject, each.primary, each.stage) for each in left] == [
        ("document", "secret.yaml#0", None),
        ("document", "job.yaml#0", None),
    ]


def test_a_folder_of_many_cards_gives_none_of_them() -> None:
    """It is a collection of cards, and nothing says which one is that of the deployment."""
    cards = [Document(f"cards/MODEL_CARD_{number}.md", 0, "hf/model-card", {"license": "mit"}) for number in range(5)]
    space = Document("cards/README.md", 0, "hf/space", {"sdk": "gradio"})
    assert len(assemble((space, *cards[:4]))[0].documents) == 5
    assert len(assemble((space, *cards))[0].documents) == 1
