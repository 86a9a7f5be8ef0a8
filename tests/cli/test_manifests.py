"""`policylint check` on a repository with a manifest: what is read, and what is said of what is not there."""

from __future__ import annotations

from json import loads
from typing import TYPE_CHECKING, Any

import pytest
from support.command import inside, inside_check, write
from support.manifests import BODY, CARD, SYSTEM, manifest, repository

if TYPE_CHECKING:
    from pathlib import Path

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n"


def _references(folder: Path, *arguments: str) -> dict[str, dict[str, Any]]:
    """The references of the only deployment, by pointer."""
    (given,) = loads(inside("input", "--json", *arguments, folder=folder).out)
    return {each["pointer"]: each for each in given["subject"]["references"]}


def _serving(path: str, **keys: str) -> str:
    return f"serving: [{{path: {path}{''.join(f', {key}: {value}' for key, value in keys.items())}}}]"


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("serve/replicate.yaml", "read"),
        ("./serve/replicate.yaml", "read"),
        ("serve/*licate.yaml", "read"),
        ("serve/*.jsonl", "no_match"),
        ("serve/*.json", "not_ours"),
        ("serve/[a-p]*.yaml", "lfs"),
        ("serve", "folder"),
        ("serve/absent.yaml", "absent"),
        ("serve/body.schema.json", "not_ours"),
        ("serve/notes.txt", "not_ours"),
        ("serve/broken.yaml", "unreadable"),
        ("serve/template.yaml", "template"),
        ("serve/pointer.yaml", "lfs"),
        ("github.com/acme/serving@0f4c7b1a8d9e2f3a4b5c6d7e8f9a0b1c2d3e4f5a:deploy.yaml", "elsewhere"),
        ("https://example.org/deploy.yaml", "elsewhere"),
    ],
)
def test_the_state_of_what_a_manifest_names(tmp_path: Path, path: str, state: str) -> None:
    files = repository(artefacts=_serving(f'"{path}"')) | {
        "serve/body.schema.json": "{}",
        "serve/notes.txt": "",
        "serve/broken.yaml": "a: [1\n",
        "serve/template.yaml": "name: {{ .Values.name }}\nmodel: {{ .Values.model }}\n",
        "serve/pointer.yaml": POINTER,
    }
    write(tmp_path, dict(files))
    (tmp_path / "serve" / "absent").mkdir()
    references = _references(tmp_path, "deploy")
    assert references["/spec/artefacts/serving/0/path"]["state"] == state


@pytest.mark.parametrize(("files", "state"), [(1000, "read"), (1001, "too_many")])
def test_a_pattern_that_means_too_many_files_is_not_cut(tmp_path: Path, files: int, state: str) -> None:
    write(tmp_path, {**repository(artefacts=_serving('"many/*.yaml"'))})
    write(tmp_path, {f"many/{number}.yaml": BODY.replace("digest", f"d{number}") for number in range(files)})
    assert _references(tmp_path, "deploy")["/spec/artefacts/serving/0/path"]["state"] == state


def test_a_link_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    folder = write(tmp_path / "repo", {**repository(artefacts=_serving("link.yaml"))})
    write(tmp_path, {"body.yaml": BODY})
    (folder / "link.yaml").symlink_to(tmp_path / "body.yaml")
    assert _references(folder, "deploy")["/spec/artefacts/serving/0/path"]["state"] == "outside"


def test_a_manifest_alone_brings_what_it_names(tmp_path: Path) -> None:
    """A hook names the files that changed; the deployment is judged whole, by its system too."""
    artefacts = "{serving: [{path: serve/replicate.yaml}], build: [{path: model/cog.yaml}]}"
    files = repository(artefacts=artefacts)
    files["model/cog.yaml"] = "build: {python_version: '3.12', python_requirements: requirements.txt}\nrun: run.py:R\n"
    files["model/requirements.txt"] = "torch==2.5.1\n"
    write(tmp_path, dict(files))
    (given,) = loads(inside("input", "--json", "deploy/live.yaml", folder=tmp_path).out)
    assert sorted(given["subject"]["documents"]) == [
        "deploy/live.yaml#0",
        "deploy/system.yaml#0",
        "model/cog.yaml#0",
        "model/requirements.txt#0",
        "serve/replicate.yaml#0",
    ]


def test_files_are_counted_once(tmp_path: Path) -> None:
    """One that was passed over and is read after all is no second file."""
    write(tmp_path, {**repository(), ".policylint.yaml": "exclude: [{path: serve, reason: not ours}]\n"})
    report = inside_check(tmp_path, "--select", "REL001").report
    assert (report["summary"]["documents"], report["summary"]["sources"]["read"]) == (3, 3)
    assert [each["name"] for each in report.get("deployments", [{"name": "digest-live"}])] == ["digest-live"]


def test_what_an_exclude_leaves_out_is_judged_when_a_manifest_names_it(tmp_path: Path) -> None:
    write(tmp_path, {**repository(), ".policylint.yaml": "exclude: [{path: serve, reason: not ours}]\n"})
    (tmp_path / "serve/replicate.yaml").write_text(BODY.replace("da77", "main-"))
    assert [(path, code) for path, _, code in inside_check(tmp_path, "--select", "REL001").found] == [
        ("serve/replicate.yaml", "REL001")
    ]


def test_a_body_that_does_not_name_itself_is_of_the_kind_that_is_declared(tmp_path: Path) -> None:
    """`name`, `model` and `version` could be anything."""
    body = "name: digest\nmodel: acme/digest\nversion: main\n"
    files = {**repository(artefacts=_serving("serve/replicate.yaml", kind="replicate/deployment"))}
    write(tmp_path, files | {"serve/replicate.yaml": body})
    reference = _references(tmp_path)["/spec/artefacts/serving/0/path"]
    assert (reference["state"], reference["kinds"]) == ("read", ["replicate/deployment"])
    assert ("serve/replicate.yaml", 3, "REL001") in inside_check(tmp_path, "--select", "REL001").found


def test_a_document_that_names_itself_is_what_it_says(tmp_path: Path) -> None:
    files = {**repository(artefacts=_serving("serve/other.yaml", kind="replicate/deployment"))}
    write(tmp_path, files | {"serve/other.yaml": "apiVersion: acme.dev/v1\nkind: Thing\nname: a\n"})
    assert _references(tmp_path, "deploy")["/spec/artefacts/serving/0/path"]["state"] == "not_ours"


def test_a_text_without_front_matter_is_a_card_where_it_is_called_one(tmp_path: Path) -> None:
    artefacts = "{serving: [{path: serve/replicate.yaml}], modelCard: {path: docs/digest.md}}"
    write(tmp_path, {**repository(artefacts=artefacts), "docs/digest.md": CARD.partition("---\n# ")[2]})
    assert _references(tmp_path)["/spec/artefacts/modelCard/path"]["kinds"] == ["hf/model-card"]


def test_names_are_sought_in_files_of_no_known_kind(tmp_path: Path) -> None:
    rest = "  release:\n    featureFlag: {key: digest-v2, file: flags.json, default: 'off', expires: '2027-01-01'}\n"
    write(tmp_path, {**repository(rest=rest), "flags.json": '{"flags": {"digest-v2": {"state": "ENABLED"}}}'})
    assert _references(tmp_path)["/spec/release/featureFlag/file"]["holds"] == ["digest-v2"]
    (tmp_path / "flags.json").write_text("{}")
    assert _references(tmp_path)["/spec/release/featureFlag/file"]["holds"] == []


def test_document_policies_judge_only_what_they_were_given(tmp_path: Path) -> None:
    """What a manifest brings in is for rules."""
    policy = 'package main\n\ndeny contains "seen" if input.hardware\n'
    settings = "policies: [policy]\n"
    write(tmp_path, {**repository(), "policy/p.rego": policy, ".policylint.yaml": settings})
    named = inside_check(tmp_path, "deploy/live.yaml").report["findings"]
    assert [each["path"] for each in named if each["code"] == "main/deny"] == []
    whole = inside_check(tmp_path).report["findings"]
    assert [each["path"] for each in whole if each["code"] == "main/deny"] == ["serve/replicate.yaml"]


def test_a_malformed_manifest_is_not_decided_and_says_what_it_leaves_unjudged(tmp_path: Path) -> None:
    write(tmp_path, {**repository(rest="  replicas: 2\n")})
    done = inside_check(tmp_path)
    assert done.code == 2
    assert [(path, message) for path, _, message in done.problems if path == "serve/replicate.yaml"] == [
        ("serve/replicate.yaml", "No rule judged this: the ModelDeployment that names it is malformed.")
    ]


def test_a_file_that_cannot_be_read_blocks_when_a_manifest_names_it(tmp_path: Path) -> None:
    artefacts = "{serving: [{path: serve/replicate.yaml}], alerts: [{path: alerts.yaml}]}"
    write(tmp_path, {**repository(artefacts=artefacts), "alerts.yaml": "groups: [\n"})
    done = inside_check(tmp_path, "--select", "REL001")
    assert done.code == 2
    assert [path for path, _, _ in done.problems] == ["alerts.yaml"]


def test_a_finding_about_a_system_is_given_once(tmp_path: Path) -> None:
    """Its runbook is gone for both deployments."""
    files = {**repository(), "deploy/try.yaml": manifest(stage="staging", name="digest-try")}
    files["deploy/system.yaml"] = SYSTEM.replace("runbook.md", "runbok.md")
    write(tmp_path, dict(files))
    (finding,) = inside_check(tmp_path, "--select", "MAN001").report["findings"]
    assert (finding["path"], finding["pointer"]) == ("deploy/system.yaml", "/spec/runbook")
    text = inside("check", "--select", "MAN001", folder=tmp_path).out
    assert "digest-live" in text
    assert "digest-try" in text
