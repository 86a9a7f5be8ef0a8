"""JUnit XML for Jenkins and GitLab."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from hypothesis import given, settings
from support.hostile import reports
from support.sample_report import blocked, compliant, options, sample

from policylint.reporters import Options, render

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from policylint.model.reports import Report


def read(report: Report) -> Element:
    return ElementTree.fromstring(render("junit", report, options()))


def endings(suites: Element, start: str) -> list[str]:
    """How each test whose name starts so ended."""
    return [case[0].tag for case in suites.iter("testcase") if case.attrib["name"].startswith(start)]


@settings(max_examples=25)
@given(reports)
def test_any_report_is_well_formed_and_counts_its_tests(report: Report) -> None:
    suites = ElementTree.fromstring(render("junit", report, Options()))
    for element in (suites, *suites.iter("testsuite")):
        assert int(element.attrib["tests"]) == len(list(element.iter("testcase")))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(element.attrib[name]) == len(list(element.iter(tag)))
    for suite in suites.iter("testsuite"):
        names = [case.attrib["name"] for case in suite.iter("testcase")]
        assert len(names) == len(set(names))


def test_each_outcome_has_its_ending() -> None:
    suites = read(sample())
    assert endings(suites, "PRO004") == ["failure", "system-out", "system-out"]
    assert endings(suites, "ACC005") == ["error", "system-out"]
    assert endings(suites, "SUP001") == ["error"]
    assert endings(suites, "REL001") == ["failure", "skipped"]
    assert endings(suites, "unreadable") == ["error"]
    assert endings(suites, "template") == ["skipped"]
    assert endings(suites, "verdict") == ["error"]


def test_a_warning_is_a_failure_where_warnings_block() -> None:
    assert endings(read(blocked()), "PRO004") == ["system-out"]
    assert endings(read(replace(blocked(), fail_on="warning")), "PRO004") == ["failure"]


def test_a_suite_for_each_deployment_also_where_nothing_was_found() -> None:
    names = [suite.attrib["name"] for suite in read(sample()).iter("testsuite")]
    assert names[:5] == ["policylint", "summariser-production", "summariser-shadow", "translator", "demo"]


def test_a_compliant_run_is_green_and_has_tests() -> None:
    suites = read(compliant())
    assert (suites.attrib["tests"], suites.attrib["failures"], suites.attrib["errors"]) == ("2", "0", "0")


def test_the_exit_code_is_a_property() -> None:
    properties = {one.attrib["name"]: one.attrib["value"] for one in read(sample()).iter("property")}
    assert properties["exit_code"] == "2"
    assert properties["verdict"] == "not decided"
