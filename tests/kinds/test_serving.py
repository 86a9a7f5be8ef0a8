"""Which containers serve a model. The words are engines.json; these are the cases that words alone get wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from policylint.kinds.pods import find_pods
from policylint.kinds.serving import engine_of, find_servers, sets_model, without_image

if TYPE_CHECKING:
    from policylint.model.documents import Json


@pytest.mark.parametrize(
    ("image", "engine"),
    [
        ("vllm/vllm-openai:v0.10.0", "vllm"),
        ("registry.local:5000/vllm-base:latest", "vllm"),
        ("quay.io/team/vllm-openai-ubi9@sha256:" + "ab" * 32, "vllm"),
        ("$VLLM_IMAGE", "vllm"),
        ("us-docker.pkg.dev/x/gcr.io/huggingface-text-generation-inference-cu124.2-3.ubuntu2204.py311", "tgi"),
        ("ghcr.io/huggingface/text-embeddings-inference:1.5", "tei"),
        ("nvcr.io/nvidia/tritonserver:24.08-py3", "triton"),
        ("nvcr.io/nim/meta/llama3-8b-instruct:1.0", "nim"),
        ("lmsysorg/sglang:v0.3", "sglang"),
        ("ghcr.io/ggml-org/llama.cpp:server", "llama.cpp"),
        ("ollama/ollama:0.4", "ollama"),
        ("tensorflow/serving:2.16", "tensorflow-serving"),
        ("pytorch/torchserve-kfs:0.9.0", "torchserve"),
        ("seldonio/mlserver:1.5.0", "mlserver"),
        ("openvino/model_server:2024.4", "openvino"),
        ("public.ecr.aws/team/neuron-sdk2.20-vllm0.5.0-neuron:v8", "vllm"),
        ("ghcr.io/llm-d/llm-d-rocm:v0.9.0", "vllm"),
        ("ghcr.io/vllm-project/vllm-openai:v0.12.0", "vllm"),
        ("nvcr.io/team/nim_llm:24.06", "nim"),
        ("763104351884.dkr.ecr.us-west-2.amazonaws.com/djl-inference:0.28.0-lmi10.0.0-cu124", "djl"),
        ("rayproject/ray:2.52.0", None),
        ("vllm.registry.example/web:1.0", None),  # the registry is called vllm, the image is not
        ("lmcache/lmstack-router:latest", None),
        ("acme/vllm-router:1.0", None),
        ("acme/mock-vllm:1.0", None),
        ("ghcr.io/vllm-project/semantic-router/extproc:latest", None),  # the owner is called vllm, the image is not
        ("ghcr.io/vllm-project/production-stack/lora-loader:1.0", None),
        ("acme/vllm-benchmark:1.0", None),
        ("ghcr.io/open-webui/ollama-webui:main", None),
        ("nimlang/nim:2.0", None),
        ("nginx:1.27", None),
        ("", None),
    ],
)
def test_an_image_tells_the_engine(image: str, engine: str | None) -> None:
    assert engine_of({"image": image}) == engine


@pytest.mark.parametrize(
    ("container", "engine"),
    [
        ({"command": ["vllm", "serve", "acme/m"]}, "vllm"),
        ({"command": ["python3", "-m", "vllm.entrypoints.openai.api_server"]}, "vllm"),
        ({"command": ["sh", "-c", "set -e\nsleep 5\nexec vllm serve acme/m --port 8000"]}, "vllm"),
        ({"command": ["/bin/bash", "-c"], "args": ["cat <<EOF > run.sh\nvllm serve acme/m\nEOF\nsh run.sh"]}, "vllm"),
        ({"command": ["sh", "-c", "bash examples/multi-node-serving.sh leader --ray_cluster_size=2"]}, "vllm"),
        (
            {"image": "vllm/vllm-openai:v1", "command": ["sh", "-c", "multi-node-serving.sh worker --ray_address=x"]},
            None,
        ),
        ({"command": ["text-generation-launcher"]}, "tgi"),
        ({"command": ["/usr/bin/tensorflow_model_server"]}, "tensorflow-serving"),
        ({"command": ["./llama-server"], "args": ["-m", "/models/a.gguf"]}, "llama.cpp"),
        ({"image": "rayproject/ray:2.52.0", "command": ["serve", "run", "app:llm"]}, "ray-serve"),
        ({"image": "node:22", "command": ["serve", "run"]}, None),
        ({"image": "vllm/vllm-openai:v1", "command": ["vllm", "bench", "serve"], "args": ["--model=acme/m"]}, None),
        ({"image": "vllm/vllm-openai:v1", "command": ["python3", "benchmark_serving.py"]}, None),
        ({"image": "vllm/vllm-openai:v1", "command": ["sleep", "infinity"]}, None),
        ({"image": "vllm/vllm-openai:v1", "command": ["/bin/sh", "-c", "sleep infinity"]}, None),
        ({"image": "ollama/ollama", "command": ["sh", "-c", "curl http://ollama:11434/api/pull"]}, None),
        ({"image": "vllm/vllm-openai:v1", "command": ["/entrypoint.sh"]}, "vllm"),
        ({"image": "vllm/vllm-openai:v1", "args": ["--model", "acme/m"]}, "vllm"),
        ({"image": "acme/server:1", "args": ["--model", "acme/m"]}, "unknown"),
        ({"image": "acme/server:1", "args": ["--model-id=acme/m"]}, "unknown"),
        ({"image": "acme/server:1", "args": ["--model=$(M)"], "env": [{"name": "M", "value": "acme/m"}]}, "unknown"),
        ({"image": "acme/server:1", "args": ["--model=$(M)"]}, None),
        ({"image": "acme/server:1", "args": ["--model", "/models/a"]}, None),
        ({"image": "acme/server:1", "args": ["--model", "s3://a/b"]}, None),
        ({"image": "acme/trainer:1", "command": ["trl", "sft"], "args": ["--model_name_or_path=acme/m"]}, None),
        ({"image": "acme/chat-ui:1", "env": [{"name": "MODEL_ID", "value": "acme/m"}]}, None),
        ({"image": "acme/epp:1", "args": ["-poolName", "vllm-llama"]}, None),
        ({"image": 5, "command": "vllm serve acme/m", "args": {"a": 1}, "env": "x"}, "vllm"),
    ],
)
def test_a_command_line_tells_the_engine_and_overrules_the_image(
    container: dict[str, Json], engine: str | None
) -> None:
    assert engine_of(container) == engine


def test_servers_are_containers_of_any_pod_and_never_init_containers() -> None:
    engine: Json = {"image": "vllm/vllm-openai:v1"}
    pod: Json = {"initContainers": [engine], "containers": [{"image": "envoy:1"}, engine]}
    content: Json = {"spec": {"leaderWorkerTemplate": {"leaderTemplate": {"spec": pod}}}}
    found = [(server.pointer, server.engine) for server in find_servers(content)]
    assert found == [("/spec/leaderWorkerTemplate/leaderTemplate/spec/containers/1", "vllm")]


def test_pods_are_found_by_shape_in_document_order_with_escaped_keys() -> None:
    pod: Json = {"containers": []}
    content: Json = {
        "b": [{"x": 1}, {"spec": pod}],
        "a/b~c": pod,
        "nested": {"containers": [pod]},
        "no": {"containers": {}},
    }
    assert find_pods(content) == ("/b/1/spec", "/a~1b~0c", "/nested")


def test_a_patch_is_a_workload_in_which_no_container_names_an_image() -> None:
    patch: Json = {"containers": [{"name": "a", "env": []}, {"name": "b"}]}
    assert without_image({"spec": patch})
    assert not without_image({"spec": {"containers": [{"name": "a"}, {"name": "b", "image": "x"}]}})
    assert not without_image({"spec": {"replicas": 3}})


@pytest.mark.parametrize(
    ("container", "sets"),
    [
        ({"env": [{"name": "MODEL_ID", "value": "acme/m"}]}, True),
        ({"args": ["--model=$(MODEL_ID)", "--quantization=awq"]}, True),
        ({"command": ["vllm", "serve", "acme/m"]}, True),
        ({"env": [{"name": "LOG_LEVEL", "value": "debug"}]}, False),
        ({"resources": {"limits": {"cpu": 2}}}, False),
    ],
)
def test_a_patch_is_judged_when_it_sets_what_is_served(container: Json, sets: bool) -> None:
    assert sets_model({"spec": {"containers": [container]}}) is sets
