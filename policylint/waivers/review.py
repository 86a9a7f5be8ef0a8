"""What is wrong with each waiver of a list: findings WAV002 to WAV007."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import dataclass, field
from policylint.judging import waiver_rules as codes
from policylint.judging.findings import rule_finding
from policylint.model.deployments import Deployment
from policylint.model.rules import At, Result
from policylint.waivers import FILE, KIND
from policylint.waivers.owners import Approvers, is_author
from policylint.waivers.standing import Flaw, fault_of
from policylint.waivers.waiving import by_name, waivers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from policylint.model.documents import Document, Position
    from policylint.model.reports import Finding
    from policylint.model.rules import Level, Rule
    from policylint.waivers.owners import Author
    from policylint.waivers.waiving import Waiver

LEVELS: dict[str, Level] = {codes.EXPIRED: "warning", codes.UNKNOWN: "warning", codes.UNUSED: "note"}


@dataclass(frozen=True, slots=True)
class Known:
    """What waivers are held against. `rules` are all there are, `judged` the codes of those that judged.

    `deployments` are None where only a part of the repository was judged: nobody can tell then what is unknown or
    unused. `authors` are those of the change that brings waivers in, `before` the waivers that were there already.
    """

    rules: Sequence[Rule]
    judged: frozenset[str]
    now: str
    deployments: tuple[str, ...] | None = None
    approvers: Approvers = field(default_factory=Approvers)
    authors: tuple[Author, ...] = ()
    before: frozenset[tuple[str, ...]] = frozenset()


def review(
    documents: Sequence[Document],
    known: Known,
    used: Iterable[Waiver],
    locate: Callable[[At], Position],
    path: str = FILE,
) -> Iterator[Finding]:
    """The findings about the lists among documents. `used` are the waivers that covered a finding."""
    chosen = {rule.code: rule for rule in known.rules if rule.code in known.judged}
    owners = {each.id: each for each in documents if each.kind == KIND}
    flaws = [
        *_misplaced(documents, path),
        *_of_waivers(waivers_of(documents, path), known, {each.key for each in used}),
    ]
    for document, place, flaw in flaws:
        rule = chosen.get(flaw.code)
        if rule is not None:
            result = Result(flaw.code, "fail", flaw.message, At(document, place), key=flaw.message)
            yield rule_finding(result, rule, LEVELS.get(flaw.code, "error"), _alone(owners[document]), locate)


def identity(waiver: Waiver) -> tuple[str, ...]:
    """All that a waiver says, wherever it stands: for telling those that a change brings in."""
    return (*waiver.key, waiver.reason, waiver.owner, waiver.approver, waiver.created, waiver.expires)


def _misplaced(documents: Iterable[Document], path: str) -> Iterator[tuple[str, str, Flaw]]:
    for document in documents:
        if document.kind == KIND and document.path != path:
            message = (
                f"This list of waivers counts for nothing: waivers stand in {path}; move them there, or delete it."
            )
            yield document.id, "", Flaw(codes.UNUSED, message, "")


def _of_waivers(
    waivers: Iterable[Waiver], known: Known, used: set[tuple[str, str, str]]
) -> Iterator[tuple[str, str, Flaw]]:
    rules = by_name(known.rules)
    seen: set[tuple[str, str, str]] = set()
    for waiver in waivers:
        rule = rules.get(waiver.rule)
        flaws = [_unknown_rule(waiver, rules)] if rule is None else list(_flaws(waiver, rule, known, used, seen))
        seen.add(waiver.key)
        for flaw in flaws:
            yield waiver.document, f"{waiver.place}/{flaw.key}" if flaw.key else waiver.place, flaw


def _unknown_rule(waiver: Waiver, rules: Mapping[str, Rule]) -> Flaw:
    from policylint.words import did_you_mean, shown

    advice = did_you_mean(waiver.rule, sorted(rules)) or "`policylint rules` lists them."
    return Flaw(codes.UNKNOWN, f"There is no rule {shown(waiver.rule)}, so this waives nothing. {advice}", "rule")


def _flaws(
    waiver: Waiver, rule: Rule, known: Known, used: set[tuple[str, str, str]], seen: set[tuple[str, str, str]]
) -> Iterator[Flaw]:
    """At most one of what makes it count for nothing, and who approved it."""
    fault = fault_of(waiver, rule, known.now)
    unknown = _unknown_deployment(waiver, known)
    if fault is not None:
        yield fault
    if unknown is not None:
        yield unknown
    if fault is None or fault.code != codes.FIXED:
        yield from _approval(waiver, rule, known)
    if fault is None and unknown is None and rule.code in known.judged and known.deployments is not None:
        twice = waiver.key in seen
        if twice or waiver.key not in used:
            yield _unused(waiver, rule, twice)


def _unknown_deployment(waiver: Waiver, known: Known) -> Flaw | None:
    from policylint.words import did_you_mean, shown

    names = known.deployments
    if names is None or waiver.deployment in names:
        return None
    advice = did_you_mean(waiver.deployment, names) or "Write the name as reports show it, or delete the waiver."
    message = f"There is no deployment {shown(waiver.deployment)}, so this waives nothing. {advice}"
    return Flaw(codes.UNKNOWN, message, "deployment")


def _unused(waiver: Waiver, rule: Rule, twice: bool) -> Flaw:
    where = f" at {waiver.pointer}" if waiver.pointer else ""
    if twice:
        message = f"A waiver of {rule.code} for {waiver.deployment}{where} stands above already; delete one of the two."
    else:
        message = f"{rule.code} reports nothing for {waiver.deployment}{where} that this would waive; delete it."
    return Flaw(codes.UNUSED, message, "rule")


def _approval(waiver: Waiver, rule: Rule, known: Known) -> Iterator[Flaw]:
    new = identity(waiver) not in known.before
    own = new and any(is_author(waiver.approver, each) for each in known.authors)
    message = known.approvers.fault(waiver.approver, rule)
    if own:
        message = (
            f"{waiver.approver} approves this waiver and is an author of the change that brings it in; ask another."
        )
    if message is not None:
        yield Flaw(codes.UNAPPROVED, message, "approver")


def _alone(document: Document) -> Deployment:
    return Deployment("", None, "", (document,), document.id, "document")
