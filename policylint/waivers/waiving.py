"""Waivers as values, and the findings that each of them covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import dataclass, replace
from policylint.waivers import FILE, KIND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from policylint.model.documents import Document, Json
    from policylint.model.reports import Finding
    from policylint.model.rules import Rule


@dataclass(frozen=True, slots=True)
class Waiver:
    """One entry of a list: `document` and `place` say where it stands. `rule` is as written, a code or a name."""

    rule: str
    deployment: str
    reason: str
    owner: str
    approver: str
    created: str
    expires: str
    document: str
    place: str
    pointer: str = ""
    ticket: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about."""
        return self.rule, self.deployment, self.pointer

    def covers(self, finding: Finding) -> bool:
        """Whether it is about a finding of its rule and deployment: at its pointer, or below it."""
        pointer = finding.position.pointer
        return not self.pointer or pointer == self.pointer or pointer.startswith(f"{self.pointer.rstrip('/')}/")

    def __str__(self) -> str:
        ticket = f" ({self.ticket})" if self.ticket else ""
        return f"until {self.expires}, approved by {self.approver}: {self.reason}{ticket}"


@dataclass(frozen=True, slots=True)
class Waived:
    """Findings, each with the waiver that covers it, if any; and the waivers that cover one."""

    findings: tuple[Finding, ...]
    used: frozenset[Waiver]


def lists_of(documents: Iterable[Document], path: str = FILE) -> tuple[Document, ...]:
    """The lists that count, which are those of one file."""
    return tuple(each for each in documents if each.kind == KIND and each.path == path)


def waivers_of(documents: Iterable[Document], path: str = FILE) -> tuple[Waiver, ...]:
    """The waivers of lists that are whole: of a list with a fault none counts, as nobody knows what it was to say."""
    from policylint.kinds import schema_results

    return tuple(waiver for each in lists_of(documents, path) if not schema_results(each) for waiver in _entries(each))


def waive(findings: Iterable[Finding], waivers: Iterable[Waiver], rules: Mapping[str, Rule], now: str) -> Waived:
    """The findings with their waivers. `rules` leads from codes and names to rules.

    What could not be evaluated is no finding that somebody could accept.
    """
    from policylint.waivers.standing import fault_of

    standing: dict[tuple[str, str], list[Waiver]] = {}
    for each in waivers:
        rule = rules.get(each.rule)
        if rule is not None and fault_of(each, rule, now) is None:
            standing.setdefault((rule.code, each.deployment), []).append(each)
    found, used = [], set()
    for finding in findings:
        waiver = _waiver_of(finding, standing)
        found.append(finding if waiver is None else replace(finding, waiver=str(waiver)))
        if waiver is not None:
            used.add(waiver)
    return Waived(tuple(found), frozenset(used))


def by_name(rules: Iterable[Rule]) -> dict[str, Rule]:
    """Rules by all that they are called: code, name and former names."""
    return {name: rule for rule in rules for name in (*rule.aliases, rule.name, rule.code)}


def _waiver_of(finding: Finding, standing: Mapping[tuple[str, str], list[Waiver]]) -> Waiver | None:
    if finding.waiver is not None or finding.outcome == "not_evaluated" or len(finding.deployments) != 1:
        return None
    fitting = standing.get((finding.code, finding.deployments[0]), ())
    return next((each for each in fitting if each.covers(finding)), None)


def _entries(document: Document) -> Iterator[Waiver]:
    content = document.content
    spec = content.get("spec") if isinstance(content, dict) else None
    place, holder = ("/spec/items", spec) if spec is not None else ("/items", content)
    items = holder.get("items") if isinstance(holder, dict) else None
    for number, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield _waiver(item, document.id, f"{place}/{number}")


def _waiver(item: dict[str, Json], document: str, place: str) -> Waiver:
    texts = {key: value.strip() for key, value in item.items() if isinstance(value, str)}
    return Waiver(document=document, place=place, **texts)
