"""What the gate takes for a promotion, and what it does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from support.commits import BODY, OTHER, WORKLOAD, Repo, repository, version
from support.manifests import VERSION, manifest

if TYPE_CHECKING:
    from pathlib import Path

WITH_PORT = WORKLOAD.replace("210]", '210, --port, "8000"]')


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


def test_another_version_is_a_promotion_with_both_versions(repo: Repo) -> None:
    repo.change(repository(), {"serve/replicate.yaml": version(BODY)})
    done = repo.gate("--output", f"junit={repo.root / 'report.xml'}")
    assert re.search(r"[1-9]\d* rules? evaluated", (repo.root / "report.xml").read_text())
    assert done.promotions == {"digest-live": ["version"]}
    (row,) = done.report["promotions"]
    assert row["versions"] == {"from": [f"acme/digest@{VERSION}"], "to": [f"acme/digest@{OTHER}"]}
    assert row["stage"] == {"from": "production", "to": "production"}
    assert done.report["untouched"] == 1
    assert done.code == 1


def test_a_new_deployment_is_a_promotion(repo: Repo) -> None:
    base = repository()
    repo.change({**base, "deploy/live.yaml": None, "serve/replicate.yaml": None}, base)
    assert repo.gate().promotions == {"digest-live": ["first"]}


def test_capacity_and_comments_are_none(repo: Repo) -> None:
    more = BODY.replace("max_instances: 4", "max_instances: 8  # Mondays")
    repo.change(repository(), {"serve/replicate.yaml": more})
    done = repo.gate()
    assert done.promotions == {}
    assert "digest-live" not in done.report["removed"]
    assert done.report["summary"]["deployments"] == 1


def test_documentation_alone_touches_no_deployment(repo: Repo) -> None:
    repo.change(repository(), {"README.txt": "Hello\n"})
    done = repo.gate()
    assert (done.code, done.report["verdict"]) == (0, "compliant")
    assert (done.report["promotions"], done.report["untouched"]) == ([], 2)


@pytest.mark.parametrize(
    ("old", "new", "reasons"),
    [
        ("v0.9.1", "v0.10.0", ["image"]),
        ('"8000"', '"8080"', None),
        ('"8000"]', '"8000", --quantization, awq]', ["serving"]),
        ("5b8ec7d0c5a1a7d3e0f4b6c29d18e7f3a4c6b210", "6c9fd8e1d6b2b8e4f1a5c7d30e29f8a4b5d7c321", ["version"]),
        ("name: vllm\n", "name: engine\n", None),
        ("name: vllm\n", "name: vllm\n          env: [{name: VLLM_LOGGING_LEVEL, value: INFO}]\n", None),
        ("name: vllm\n", "name: vllm\n          env: [{name: VLLM_ATTENTION_BACKEND, value: X}]\n", ["serving"]),
    ],
)
def test_deployments_without_a_manifest_count_too(repo: Repo, old: str, new: str, reasons: list[str] | None) -> None:
    repo.change({"k8s/llm.yaml": WITH_PORT}, {"k8s/llm.yaml": WITH_PORT.replace(old, new)})
    assert repo.gate().promotions == ({"llm": reasons} if reasons else {})


def test_a_raised_stage_is_a_promotion(repo: Repo) -> None:
    base = repository(**{"deploy/live.yaml": manifest(stage="staging")})
    repo.change(base, {"deploy/live.yaml": manifest()})
    done = repo.gate()
    assert done.promotions == {"digest-live": ["stage"]}
    assert done.report["promotions"][0]["stage"] == {"from": "staging", "to": "production"}


def test_who_lowers_a_stage_is_judged_at_the_higher_one(repo: Repo) -> None:
    head = {"deploy/live.yaml": manifest(stage="staging"), "serve/replicate.yaml": version(BODY)}
    repo.change(repository(), head)
    done = repo.gate()
    assert done.promotions == {"digest-live": ["version"]}
    levels = {each["code"]: each["level"] for each in done.report["findings"]}
    assert levels["PRO001"] == "error"


def test_a_renamed_file_is_the_same_deployment(repo: Repo) -> None:
    base = repository()
    head = {"deploy/live.yaml": None, "deploy/production.yaml": base["deploy/live.yaml"]}
    repo.change(base, head)
    done = repo.gate()
    assert (done.promotions, done.report["removed"]) == ({}, [])


def test_a_renamed_file_hides_no_other_version(repo: Repo) -> None:
    moved = manifest("serving: [{path: serve/new.yaml}]")
    head = {"serve/replicate.yaml": None, "serve/new.yaml": version(BODY), "deploy/live.yaml": moved}
    repo.change(repository(), head)
    assert repo.gate().promotions == {"digest-live": ["version"]}


def test_a_renamed_deployment_is_no_first_one(repo: Repo) -> None:
    head = {"deploy/live.yaml": manifest(name="digest-main"), "serve/replicate.yaml": version(BODY)}
    repo.change(repository(), head)
    done = repo.gate()
    assert done.promotions == {"digest-main": ["version"]}
    assert done.report["promotions"][0]["renamed_from"] == "digest-live"


def test_a_deployment_that_takes_the_place_of_another_is_compared_with_it(repo: Repo) -> None:
    head = {
        "deploy/live.yaml": None,
        "serve/replicate.yaml": None,
        "other/main.yaml": manifest("serving: [{path: other/body.yaml}]", name="digest-main"),
        "other/body.yaml": "name: main\n" + version(BODY).partition("\n")[2].replace("gpu-l40s", "gpu-h100"),
    }
    repo.change(repository(), head)
    done = repo.gate()
    assert done.report["promotions"][0]["renamed_from"] == "digest-live"
    assert done.report["removed"] == []


def test_two_deployments_that_swap_their_names_are_both_promoted(repo: Repo) -> None:
    one, two = manifest(name="a"), manifest("serving: [{path: serve/b.yaml}]", name="b")
    base = repository(**{"deploy/live.yaml": one, "deploy/b.yaml": two, "serve/b.yaml": version(BODY)})
    repo.change(base, {"deploy/live.yaml": manifest(name="b"), "deploy/b.yaml": two.replace("name: b}", "name: a}")})
    assert repo.gate().promotions == {"a": ["version"], "b": ["version"]}


def test_another_platform_is_a_promotion(repo: Repo) -> None:
    moved = manifest("serving: [{path: k8s/llm.yaml}]").replace("platform: replicate", "platform: kubernetes")
    repo.change(repository(), {"deploy/live.yaml": moved, "serve/replicate.yaml": None, "k8s/llm.yaml": WITH_PORT})
    done = repo.gate()
    assert "platform" in done.promotions["digest-live"]
    assert done.report["promotions"][0]["platform"] == {"from": "replicate", "to": "kubernetes"}


def test_what_is_no_longer_deployed_is_told(repo: Repo) -> None:
    head = {"deploy/live.yaml": None, "serve/replicate.yaml": None}
    repo.change(repository(), head)
    done = repo.gate()
    assert (done.promotions, done.report["removed"]) == ({}, ["digest-live"])


def test_a_manifest_that_is_deleted_alone_leaves_its_deployment_behind(repo: Repo) -> None:
    repo.change(repository(), {"deploy/live.yaml": None, "serve/replicate.yaml": version(BODY)})
    done = repo.gate()
    assert [each["renamed_from"] for each in done.report["promotions"]] == ["digest-live"]
    assert done.code == 1


def test_spaces_are_promoted_to_nothing(repo: Repo) -> None:
    card = "---\nsdk: gradio\nsdk_version: 5.0.0\napp_file: app.py\n---\n# Demo\n"
    repo.change(repository(), {"space/README.md": card, "space/app.py": "print()\n"})
    assert repo.gate().promotions == {}
