"""Which packages and rules judge. Loaded by the real engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.engines import policies

from policylint.engine import Ask
from policylint.engine.embedded import Embedded
from policylint.errors import PolicyError, UsageError
from policylint.judging.bundles import Bundle
from policylint.judging.namespaces import Namespaces, Plan, exception_name, is_failure, plan

if TYPE_CHECKING:
    from collections.abc import Iterator

MAIN = "package main\ndeny contains `a`\nwarn_size contains `b`\nviolation contains `c`\nhelper := 1\n"
OTHER = "package k8s.pods\ndeny contains `d`\n"
LIBRARY = "package lib\nf(x) := x\nuseful := 2\n"


@pytest.fixture(scope="module")
def engine() -> Iterator[Embedded]:
    engine = Embedded()
    yield engine
    engine.close()


def planned(
    engine: Embedded, *texts: str, origins: dict[str, str] | None = None, all_: bool = False, **names: tuple[str, ...]
) -> Plan:
    loaded = engine.load(policies(*texts))
    return plan(loaded, Namespaces(names.get("names", ("main",)), all_), Bundle((), origins or {}))


def asked(found: Plan) -> list[str]:
    return [f"{ask.package}.{ask.rule}" for ask in found.asks]


def test_deny_warn_and_violation_judge_and_helpers_do_not(engine: Embedded) -> None:
    found = planned(engine, MAIN, OTHER, LIBRARY)
    assert asked(found) == ["main.deny", "main.violation", "main.warn_size"]
    assert found.rules == 3


def test_all_namespaces_are_those_with_a_judging_rule(engine: Embedded) -> None:
    assert asked(planned(engine, MAIN, OTHER, LIBRARY, all_=True))[0] == "k8s.pods.deny"
    assert not any(name.startswith("lib.") for name in asked(planned(engine, MAIN, OTHER, LIBRARY, all_=True)))


GLOBS = {
    "k8s.pods": ["k8s.pods"],
    "k8s.*": ["k8s.nodes", "k8s.pods"],
    "*": ["k8s.nodes", "k8s.pods", "main"],
    "m?in": ["main"],
    "[km]*": ["k8s.nodes", "k8s.pods", "main"],
    "[^k]*": ["main"],
    "[!k]*": ["main"],
    "*.pods": ["k8s.pods"],
}


@pytest.mark.parametrize("pattern", GLOBS)
def test_a_pattern_is_matched_as_conftest_does(pattern: str, engine: Embedded) -> None:
    found = planned(engine, MAIN, OTHER, "package k8s.nodes\nwarn contains `x`", names=(pattern,))
    assert sorted({ask.package for ask in found.asks}) == GLOBS[pattern]


def test_a_package_with_brackets_in_its_name_is_found_by_it(engine: Embedded) -> None:
    found = planned(engine, 'package k8s["a-b"]\ndeny contains `x`', names=('k8s["a-b"]',))
    assert [ask.package for ask in found.asks] == ['k8s["a-b"]']


def test_several_names_and_no_package_twice(engine: Embedded) -> None:
    assert len(planned(engine, MAIN, OTHER, names=("main", "m*", "k8s.pods")).asks) == 4


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("mian",), "no package matches the namespace mian; packages that do judge: k8s.pods, main"),
        (("main", "x.*"), "no package matches the namespace x.*"),
        (("lib",), "the package lib has no deny, warn or violation rule; packages that do judge"),
    ],
)
def test_a_name_that_judges_nothing_is_an_error_that_names_those_that_do(
    names: tuple[str, ...], said: str, engine: Embedded
) -> None:
    with pytest.raises(UsageError) as raised:
        planned(engine, MAIN, OTHER, LIBRARY, names=names)
    assert said in str(raised.value)


@pytest.mark.parametrize("all_", [True, False])
def test_policies_that_judge_nothing_at_all_are_an_error(all_: bool, engine: Embedded) -> None:
    with pytest.raises(UsageError):
        planned(engine, LIBRARY, all_=all_)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("denied", "deny"),
        ("Deny", "deny"),
        ("DENY_owner", "deny"),
        ("denyfoo", "deny"),
        ("deny_x_", "deny"),
        ("_deny", "deny"),
        ("violations", "violation"),
        ("Violation", "violation"),
        ("warning", "warn"),
        ("warnings", "warn"),
        ("warns", "warn"),
    ],
)
def test_a_near_miss_names_the_right_word(name: str, meant: str, engine: Embedded) -> None:
    with pytest.raises(PolicyError) as raised:
        planned(engine, f"package main\ndeny contains `x`\n{name} contains `y`")
    (problem,) = raised.value.problems
    assert problem.message.endswith(f"did you mean {meant}?")
    assert (problem.path, problem.line) == ("p0.rego", 3)


@pytest.mark.parametrize(
    "text",
    [
        "denied contains x if some x in [`a`]\ndeny contains x if some x in denied",
        "deny_message(x) := sprintf(`%s`, [x])\ndeny contains deny_message(`x`)",
        "denials contains `x`\ndeny contains `x`",
        "allow := true\ndeny contains `x`",
    ],
)
def test_helpers_with_such_names_are_no_near_misses(text: str, engine: Embedded) -> None:
    assert asked(planned(engine, f"package main\n{text}")) == ["main.deny"]


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("deny", ""),
        ("warn", ""),
        ("violation", ""),
        ("deny_owner", "owner"),
        ("warn_a_b", "a_b"),
        ("violation_x", "x"),
        ("deny_warn_x", "x"),
        ("violation_deny_warn_x", "x"),
        ("warn_deny_x", "deny_x"),
    ],
)
def test_an_exception_names_a_rule_as_in_conftest(rule: str, name: str) -> None:
    assert exception_name(rule) == name


def test_only_warn_is_no_failure() -> None:
    assert [is_failure(name) for name in ("deny", "deny_warn", "violation", "warn", "warn_deny")] == [
        True,
        True,
        True,
        False,
        False,
    ]


EXCEPTION = "package main\nexception contains [`size`]\n"
FOLDERS = {
    "one folder": ({"p0.rego": "a", "p1.rego": "a"}, (MAIN, EXCEPTION), None),
    "an exception from elsewhere": ({"p0.rego": "a", "p1.rego": "b"}, (MAIN, EXCEPTION), "p1.rego"),
    "an exception from elsewhere beside a rule": (
        {"p0.rego": "a", "p1.rego": "b"},
        (MAIN, EXCEPTION + "deny_more contains `x`\n"),
        "p1.rego",
    ),
    "an exception here, and one from elsewhere": (
        {"p0.rego": "a", "p1.rego": "b"},
        (MAIN + "exception contains [`none`]\n", EXCEPTION),
        "p1.rego",
    ),
    "another package": ({"p0.rego": "a", "p1.rego": "b"}, (MAIN, EXCEPTION.replace("main", "other")), None),
}


@pytest.mark.parametrize("case", FOLDERS)
def test_an_exception_comes_from_the_folder_of_the_rules(case: str, engine: Embedded) -> None:
    origins, texts, wrong = FOLDERS[case]
    if wrong is None:
        assert planned(engine, *texts, origins=origins).asks
        return
    with pytest.raises(PolicyError) as raised:
        planned(engine, *texts, origins=origins)
    (problem,) = raised.value.problems
    assert problem.path == wrong
    assert "comes from another policy folder" in problem.message


def test_the_exceptions_of_the_chosen_packages_are_asked_too(engine: Embedded) -> None:
    found = planned(engine, MAIN, EXCEPTION)
    assert found.asks[-1] == Ask("main", "exception")
    assert [(entry.path, entry.line) for entry in found.exceptions] == [("p1.rego", 2)]
    assert found.rules == 3
