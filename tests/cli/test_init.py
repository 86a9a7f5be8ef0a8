"""`policylint init`: what it drafts is read and kept apart, and nothing that is there is touched."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support import checkout
from support.command import inside, inside_check, run, write
from support.commits import git
from support.manifests import BODY, CARD

from policylint.cli import starting

if TYPE_CHECKING:
    from pathlib import Path

SPACE = "---\nsdk: gradio\ntitle: Digest\n---\n# Digest\n"
ENDPOINT = """\
name: {name}
type: protected
compute: {{accelerator: gpu, instanceType: nvidia-l4, instanceSize: x1}}
model: {{repository: acme/digest, revision: 5b8ec7d0c5a1a7d3e0f4b6c29d18e7f3a4c6b210}}
"""
FILES = {
    ".github/CODEOWNERS": "* @acme/ml\n/serve/ @acme/serving\n",
    "serve/MODEL_CARD.md": CARD,
    "serve/replicate.yaml": BODY.replace("name: digest", "name: digest-production"),
    "serve/staging/replicate.yaml": BODY.replace("name: digest", "name: digest-staging"),
}


def begin(folder: Path, files: dict[str, str | bytes] | None = None) -> Path:
    """A repository with files."""
    write(folder, FILES if files is None else files)
    git(folder, "init", "-q")
    return folder


def deployment(folder: Path, name: str) -> dict[str, Any]:
    """The spec of a drafted manifest."""
    text = (folder / "governance" / "deployments" / f"{name}.yaml").read_text(encoding="utf-8")
    spec: dict[str, Any] = yaml.safe_load(text)["spec"]
    return spec


def test_manifests_are_drafted_from_what_is_there(tmp_path: Path) -> None:
    begin(tmp_path)
    done = inside("init", folder=tmp_path)
    assert done.code == 0, done.said
    assert deployment(tmp_path, "digest-production") == {
        "system": "digest",
        "stage": "production",
        "platform": "replicate",
        "promotedFrom": "digest-staging",
        "artefacts": {
            "serving": [{"path": "serve/replicate.yaml"}],
            "modelCard": {"path": "serve/MODEL_CARD.md"},
        },
    }
    assert deployment(tmp_path, "digest-staging")["promotedFrom"] == "none"
    system = yaml.safe_load((tmp_path / "governance" / "systems" / "digest.yaml").read_text(encoding="utf-8"))
    assert system["metadata"] == {"name": "digest", "owner": "@acme/serving"}


def test_drafts_are_well_formed_and_name_what_is_there(tmp_path: Path) -> None:
    begin(tmp_path)
    assert "MAN003" in {code for _, _, code in inside_check(tmp_path, every_rule=True).found}
    inside("init", folder=tmp_path)
    codes = {code for _, _, code in inside_check(tmp_path, every_rule=True).found}
    assert not {code for code in codes if code.startswith(("MAN", "SCH"))}


def test_a_dry_run_shows_a_diff_that_git_applies(tmp_path: Path) -> None:
    first, second = begin(tmp_path / "first"), begin(tmp_path / "second")
    done = inside("init", "--dry-run", folder=first)
    assert done.code == 0
    assert not (first / "governance").exists()
    assert not (first / ".policylint.yaml").exists()
    git(first, "apply", "-", stdin=done.out.encode())
    inside("init", folder=second)
    names = checkout.files(second, ".policylint", ".pre-commit", ".github", "governance")
    assert len(names) == 7
    assert {name: (first / name).read_bytes() for name in names} == {
        name: (second / name).read_bytes() for name in names
    }


def test_what_is_there_already_stays(tmp_path: Path) -> None:
    ours = {
        ".policylint.yaml": "fail_on: warning\n",
        ".pre-commit-config.yaml": "repos: []\n",
        ".github/workflows/policylint.yml": "# ours\n",
        "governance/systems/digest.yaml": "# ours\n",
    }
    begin(tmp_path, {**FILES, **ours})
    done = inside("init", folder=tmp_path)
    assert done.code == 0
    assert {name: (tmp_path / name).read_text() for name in ours} == ours
    assert "left as it is" in done.out
    assert "Add this to" in done.err
    assert "policylint-gate" in done.err


def test_a_second_time_there_is_nothing_to_write(tmp_path: Path) -> None:
    begin(tmp_path)
    inside("init", folder=tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in checkout.files(tmp_path)}
    done = inside("init", folder=tmp_path)
    assert done.code == 0
    assert "written" not in done.out
    assert "Add this to" not in done.err
    assert {name: (tmp_path / name).read_bytes() for name in checkout.files(tmp_path)} == before


def test_two_that_stand_in_one_file_are_told_apart(tmp_path: Path) -> None:
    both = ENDPOINT.format(name="digest-prod") + "---\n" + ENDPOINT.format(name="other-prod")
    begin(tmp_path, {"endpoints.yaml": both})
    inside("init", folder=tmp_path)
    for index, name in enumerate(("digest-prod", "other-prod")):
        assert deployment(tmp_path, name)["artefacts"]["serving"] == [{"path": "endpoints.yaml", "index": index}]
    assert not [code for _, _, code in inside_check(tmp_path, every_rule=True).found if code.startswith(("MAN", "SCH"))]


def test_a_space_needs_no_draft_and_may_be_where_a_version_comes_from(tmp_path: Path) -> None:
    begin(tmp_path, {"space/README.md": SPACE, "serve/endpoint.yaml": ENDPOINT.format(name="digest-prod")})
    inside("init", folder=tmp_path)
    assert checkout.files(tmp_path, "governance/deployments/") == {"governance/deployments/digest-prod.yaml"}


def test_a_stage_that_nothing_tells_is_asked_for_in_the_draft(tmp_path: Path) -> None:
    begin(tmp_path, {"endpoint.yaml": ENDPOINT.format(name="digest")})
    inside("init", folder=tmp_path)
    assert "nothing tells the stage" in (tmp_path / "governance" / "deployments" / "digest.yaml").read_text()
    configuration = (tmp_path / ".policylint.yaml").read_text()
    assert "#       - endpoint.yaml" in configuration
    assert yaml.safe_load(configuration) == {"fail_on": "error"}
    commented = configuration.partition("comment signs away:\n")[2]
    told = yaml.safe_load("".join(line.removeprefix("# ") for line in commented.splitlines(keepends=True)))
    assert told == {"stages": {"production": {"paths": ["endpoint.yaml"]}}}


@pytest.mark.parametrize(
    "name", ["../../x", "a: b # c", "ü", "-", "A_B.C", "x" * 300, "$(touch pwned)", '"', "null", "123"]
)
def test_no_name_leads_out_or_breaks_the_file(tmp_path: Path, name: str) -> None:
    begin(tmp_path / "r", {"prod/e.yaml": ENDPOINT.format(name=json.dumps(name))})
    done = inside("init", folder=tmp_path / "r")
    assert done.code == 0, done.said
    (path,) = checkout.files(tmp_path / "r", "governance/deployments/")
    assert deployment(tmp_path / "r", path.split("/")[-1].removesuffix(".yaml"))["stage"] == "production"
    assert not [code for _, _, code in inside_check(tmp_path / "r").found if code in ("MAN001", "MAN003", "SCH001")]
    assert {each.name for each in tmp_path.iterdir()} == {"r"}


def test_names_that_come_to_the_same_get_two_files(tmp_path: Path) -> None:
    begin(tmp_path, {f"prod/{each}.yaml": ENDPOINT.format(name=f"digest{each}1") for each in ("_", ".")})
    inside("init", folder=tmp_path)
    assert len(checkout.files(tmp_path, "governance/deployments/")) == 2


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    begin(tmp_path / "r", {"serve/replicate.yaml": FILES["serve/replicate.yaml"]})
    (tmp_path / "r" / "governance").symlink_to(tmp_path / "outside")
    done = inside("init", folder=tmp_path / "r")
    assert done.code == 2
    assert not list((tmp_path / "outside").iterdir())


def test_a_faulty_configuration_is_said(tmp_path: Path) -> None:
    begin(tmp_path, {**FILES, ".policylint.yaml": "fial_on: error\n"})
    done = inside("init", folder=tmp_path)
    assert done.code == 2
    assert ".policylint.yaml:1" in done.err


def test_an_empty_repository_gets_what_needs_no_deployment(tmp_path: Path) -> None:
    begin(tmp_path, {})
    done = run("init", folder=tmp_path)
    assert done.code == 0
    assert "No manifest was drafted" in done.err
    assert (tmp_path / ".policylint.yaml").exists()


def test_the_texts_are_those_of_the_templates(tmp_path: Path) -> None:
    nowhere = starting.Origin()
    templates = checkout.ROOT / "templates"
    assert starting.workflow(nowhere) == (templates / "github" / "policylint.yml").read_text(encoding="utf-8")
    assert starting.gitlab(nowhere) == (templates / "policylint.gitlab-ci.yml").read_text(encoding="utf-8")
    hooks = yaml.safe_load((checkout.ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    wanted = yaml.safe_load(starting.hooks(nowhere))["repos"][0]["hooks"]
    assert {each["id"] for each in wanted} <= {hook["id"] for hook in hooks}


def test_where_policylint_comes_from_is_written_where_its_installer_tells() -> None:
    known = starting.Origin("https://github.com/acme/policylint.git", "a" * 40)
    assert f"uses: acme/policylint@{'a' * 40}\n" in starting.workflow(known)
    assert f'POLICYLINT: "git+https://github.com/acme/policylint.git@{"a" * 40}"' in starting.gitlab(known)
    assert yaml.safe_load(starting.hooks(known))["repos"][0]["rev"] == "a" * 40
    elsewhere = starting.Origin("https://git.example.org/acme/policylint", "a" * 40)
    assert "OWNER/policylint@" in starting.workflow(elsewhere)


def test_gitlab_gets_its_own_file(tmp_path: Path) -> None:
    begin(tmp_path, {".gitlab-ci.yml": "test: {script: [make]}\n", "serve/replicate.yaml": BODY})
    inside("init", folder=tmp_path)
    assert (tmp_path / ".gitlab" / "policylint.gitlab-ci.yml").exists()
    assert not (tmp_path / ".github").exists()
