"""One cause, one finding; and hiding never changes a verdict."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from policylint.judging.folding import fold, order
from policylint.model.documents import Position
from policylint.model.reports import Finding
from policylint.model.rules import Rule
from policylint.tally import verdict_of

if TYPE_CHECKING:
    from policylint.model.rules import Level


def finding(code: str, line: int = 1, path: str = "a.yaml", level: Level = "error", **options: Any) -> Finding:
    place = Position(path, line, 1, line, 9, options.pop("pointer", "/x"))
    options = {"outcome": "fail", "message": f"{code} fails", "deployments": ("one",), **options}
    return Finding(code=code, rule=code, level=level, position=place, **options)


def rules(**depends_on: tuple[str, ...]) -> dict[str, Rule]:
    return {code: Rule(code, code, "p", "x", "", "", "", {}, depends_on=others) for code, others in depends_on.items()}


def shown(findings: tuple[Finding, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.code, each.hides) for each in findings]


def test_the_order_is_total_and_does_not_depend_on_the_order_of_arrival() -> None:
    findings = [
        finding(code, line, path, message=message, pointer=pointer)
        for path in ("b.yaml", "a.yaml")
        for line in (10, 9)
        for code in ("B", "A")
        for message in ("y", "x")
        for pointer in ("/2", "/1")
    ]
    expected = sorted(findings, key=order)
    for seed in range(5):
        random.Random(seed).shuffle(findings)
        assert list(fold(findings, {})) == expected


def test_the_same_finding_of_several_deployments_is_one() -> None:
    one, two = finding("A", deployments=("one",)), finding("A", deployments=("two", "one"))
    (merged,) = fold([one, two], {})
    assert merged.deployments == ("one", "two")


def test_of_two_that_are_one_the_graver_level_stays() -> None:
    for pair in (("error", "warning"), ("warning", "error")):
        (merged,) = fold([finding("A", level=level) for level in pair], {})
        assert merged.level == "error"


def test_what_only_one_deployment_waives_is_not_waived() -> None:
    waived, standing = finding("A", waiver="W1"), finding("A", deployments=("two",))
    assert fold([waived, standing], {})[0].waiver is None
    assert fold([waived, replace(waived, deployments=("two",))], {})[0].waiver == "W1"


@pytest.mark.parametrize(
    "other",
    [{"code": "B"}, {"line": 2}, {"path": "b.yaml"}, {"pointer": "/y"}, {"message": "m"}, {"outcome": "undecided"}],
)
def test_findings_that_differ_are_two(other: dict[str, Any]) -> None:
    assert len(fold([finding("A"), finding(**{"code": "A", **other})], {})) == 2


def test_a_consequence_hides_under_its_cause_which_names_it() -> None:
    known = rules(A=(), B=("A",))
    assert shown(fold([finding("B", 5), finding("A", 3), finding("B", 7)], known)) == [("A", ("B", "B"))]


def test_the_consequence_of_a_consequence_hides_under_the_first_cause() -> None:
    known = rules(A=(), B=("A",), C=("B",))
    assert shown(fold([finding("C"), finding("B"), finding("A")], known)) == [("A", ("B", "C"))]


@pytest.mark.parametrize(
    "cause",
    [
        finding("A", path="b.yaml"),
        finding("A", deployments=("two",)),
        finding("A", waiver="W1"),
        finding("A", level="warning"),
        finding("X"),
    ],
)
def test_nothing_hides_under_another_file_or_deployment_or_under_what_is_waived_or_milder(cause: Finding) -> None:
    assert len(fold([cause, finding("B")], rules(A=(), B=("A",), X=()))) == 2


def test_what_could_not_be_evaluated_never_hides() -> None:
    known = rules(A=(), B=("A",))
    findings = fold([finding("A"), finding("B", outcome="not_evaluated")], known)
    assert [each.code for each in findings] == ["A", "B"]


@pytest.mark.parametrize(
    "depends", [{"A": ("B",), "B": ("A",)}, {"A": ("A",)}, {"A": ("B",), "B": ("C",), "C": ("B",)}]
)
def test_rules_that_depend_on_each_other_hide_nothing(depends: dict[str, tuple[str, ...]]) -> None:
    findings = [finding(code, line) for code in depends for line in (1, 2)]
    assert len(fold(findings, rules(**depends))) == len(findings)


def test_hiding_does_not_change_the_verdict() -> None:
    """Over many sets of findings: a run that would be blocked, or not decided, is so when they are folded."""
    chance = random.Random(7)
    for _ in range(300):
        codes = "ABCD"
        known = rules(**{code: tuple(chance.sample(codes, chance.randint(0, 2))) for code in codes})
        findings = [
            finding(
                chance.choice(codes),
                line,
                level=chance.choice(["error", "warning", "note"]),
                outcome=chance.choice(["fail", "fail", "not_evaluated"]),
                deployments=(chance.choice(["one", "two"]),),
                waiver=chance.choice([None, None, "W"]),
            )
            for line in range(chance.randint(1, 6))
        ]
        assert verdict_of(fold(findings, known), (), "error") == verdict_of(findings, (), "error")


def test_many_findings_are_folded_in_good_time() -> None:
    """Files are told apart before findings are compared with each other."""
    findings = [finding(code, 1, f"{number}.yaml") for number in range(3_000) for code in ("A", "B")]
    assert len(fold(findings, rules(A=(), B=("A",)))) == 3_000


def about_the_system(deployment: str, level: Level, **options: Any) -> Finding:
    """A finding about a ModelSystem that several deployments share."""
    return finding("A", level=level, deployments=(deployment,), shared=True, fingerprint="f", **options)


def test_a_finding_about_a_system_is_given_once_at_the_highest_level_and_lists_the_deployments() -> None:
    """However the rule puts it for each of them."""
    staging = about_the_system("staging", "warning", message="warns", outcome="undecided")
    production = about_the_system("production", "error", message="fails")
    for findings in ([staging, production], [production, staging]):
        (one,) = fold(findings, {})
        assert (one.level, one.outcome, one.message) == ("error", "fail", "fails")
        assert set(one.deployments) == {"staging", "production"}


def test_two_findings_about_a_system_and_one_deployment_stay_two() -> None:
    """They may be two causes at one place: two keys that the same mapping lacks."""
    found = [about_the_system(name, "error", message=text) for name in ("a", "b") for text in ("x", "y")]
    assert [(each.message, each.deployments) for each in fold(found, {})] == [("x", ("a", "b")), ("y", ("a", "b"))]


def test_of_two_findings_of_one_level_the_undecided_one_stands_for_both() -> None:
    """A run in which something is undecided is not decided: folding must not turn it into a blocked one."""
    fails = about_the_system("a", "error")
    undecided = about_the_system("b", "error", outcome="undecided", message="cannot tell")
    assert [each.outcome for each in fold([fails, undecided], {})] == ["undecided"]


def test_what_could_not_be_evaluated_is_told_for_each_deployment() -> None:
    found = [about_the_system(name, "error", outcome="not_evaluated", message=name) for name in ("a", "b")]
    assert len(fold(found, {})) == 2


def test_findings_about_other_documents_are_merged_only_when_they_say_the_same() -> None:
    found = [finding("A", message=text, fingerprint="f", deployments=(text,)) for text in ("x", "y")]
    assert len(fold(found, {})) == 2


def told_together(**shown_with: tuple[str, ...]) -> dict[str, Rule]:
    return {code: Rule(code, code, "p", "x", "", "", "", {}, shown_with=others) for code, others in shown_with.items()}


def test_what_has_the_same_cause_at_the_same_place_is_kept_for_programs_under_the_one_that_is_shown() -> None:
    known = told_together(A=(), B=("A",), C=("A", "B"))
    folded = fold([finding("C"), finding("B"), finding("A")], known)
    assert [(each.code, each.suppressed_by, each.hides) for each in folded] == [
        ("A", None, ("B", "C")),
        ("B", "A", ()),
        ("C", "A", ()),
    ]


@pytest.mark.parametrize(
    "other",
    [
        finding("A", line=2),
        finding("A", pointer="/y"),
        finding("A", outcome="undecided"),
        finding("A", level="warning"),
        finding("A", deployments=("two",)),
        finding("A", waiver="W1"),
    ],
)
def test_what_is_shown_with_another_stands_by_itself_anywhere_else(other: Finding) -> None:
    folded = fold([other, finding("B")], told_together(A=(), B=("A",)))
    assert [each.suppressed_by for each in folded] == [None, None]
