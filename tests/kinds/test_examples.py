"""Every kind is files: a recogniser, a schema, and examples that the schema accepts and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from support.kind_examples import FOLDER, examples, folder_of

from policylint import kinds
from policylint.kinds import KINDS, loading

KIND_FILES = sorted(Path(loading.FOLDER).glob("*.kind.json"))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_has_examples_that_its_schema_accepts(kind: str) -> None:
    found = examples(kind, "accepted")
    assert found
    for example in found:
        assert example.document.kind == kind, example.name
        assert kinds.validate(example.document) == (), example.name


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_has_examples_that_its_schema_refuses_where_they_are_wrong(kind: str) -> None:
    found = examples(kind, "refused")
    assert found
    for example in found:
        assert example.document.kind == kind, example.name
        places = [(each.pointer, each.missing) for each in kinds.validate(example.document)]
        assert places == [(example.at, example.missing)], example.name


def test_no_example_belongs_to_a_kind_that_is_not_there() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {folder_of(kind).name for kind in KINDS}


@pytest.mark.parametrize("file", KIND_FILES, ids=lambda path: path.name)
def test_a_kind_file_is_named_after_its_kind_and_has_a_schema_beside_it(file: Path) -> None:
    name = json.loads(file.read_text(encoding="utf-8"))["name"]
    assert file.name == f"{name.replace('/', '-')}{loading.SUFFIX}"
    assert file.with_name(file.name.replace(loading.SUFFIX, ".schema.json")).is_file()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_schema_is_valid_json_schema_and_complete_in_itself(kind: str) -> None:
    schema = kinds.schema(kind)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)
    for reference in _references(schema):
        assert reference.removeprefix("#/$defs/") in schema["$defs"]


def _references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [each for inner in value.values() for each in _references(inner)]
    return [each for inner in value for each in _references(inner)] if isinstance(value, list) else []


def test_no_two_kinds_claim_one_kubernetes_resource() -> None:
    claims = [
        (resource.group, name) for kind in KINDS.values() for resource in kind.resources for name in resource.kinds
    ]
    assert len(claims) == len(set(claims))


def test_a_served_version_is_not_retired() -> None:
    for kind in KINDS.values():
        for resource in kind.resources:
            assert not set(resource.served) & set(resource.retired)
            assert resource.served or resource.now
