"""Exceptions by comments where findings stand; they count in a check alone, and never in the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import replace
from policylint.judging import waiver_rules as codes
from policylint.judging.findings import rule_finding
from policylint.model.deployments import Deployment
from policylint.model.documents import Document, Position
from policylint.model.rules import At, Result
from policylint.waivers.dates import days, later, past
from policylint.waivers.review import LEVELS
from policylint.waivers.standing import max_days
from policylint.waivers.waiving import by_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from policylint.model.reports import Finding
    from policylint.model.rules import Rule
    from policylint.waivers.comments import Ignore
    from policylint.waivers.review import Known

_FORM = "# policylint: ignore[CODE] reason until YYYY-MM-DD"


def settle_inline(findings: Iterable[Finding], ignores: tuple[Ignore, ...], known: Known) -> tuple[Finding, ...]:
    """Findings with the comments that cover them, and what is wrong with the comments."""
    rules = by_name(known.rules)
    flawed = [(each, *flaw) for each in ignores for flaw in _flaws(each, rules, known.now)]
    covered, used = _covered(findings, ignores, rules, known.now)
    if known.deployments is not None:
        flawed += [(each, codes.UNUSED, _unused(each)) for each in ignores if _is_idle(each, rules, known, used)]
    return *covered, *_findings(flawed, known)


def _covered(
    findings: Iterable[Finding], ignores: tuple[Ignore, ...], rules: Mapping[str, Rule], now: str
) -> tuple[list[Finding], set[Ignore]]:
    standing: dict[tuple[str, int, str], Ignore] = {}
    for each in ignores:
        for name in each.rules:
            rule = rules.get(name)
            if rule is not None and each.fault is None and _flaw(each, rule, now) is None:
                standing.setdefault((each.path, each.target, rule.code), each)
    found: list[Finding] = []
    used: set[Ignore] = set()
    for finding in findings:
        ignore = standing.get((finding.position.path, finding.position.line, finding.code))
        if ignore is None or finding.waiver is not None or finding.outcome == "not_evaluated":
            found.append(finding)
        else:
            found.append(replace(finding, waiver=str(ignore)))
            used.add(ignore)
    return found, used


def _flaws(ignore: Ignore, rules: Mapping[str, Rule], now: str) -> Iterator[tuple[str, str]]:
    if ignore.fault is not None:
        yield codes.MALFORMED, f"This comment {ignore.fault}, so it ignores nothing; write {_FORM}."
        return
    for name in ignore.rules:
        rule = rules.get(name)
        flaw = _unknown(name, rules) if rule is None else _flaw(ignore, rule, now)
        if flaw is not None:
            yield flaw


def _unknown(name: str, rules: Mapping[str, Rule]) -> tuple[str, str]:
    from policylint.words import did_you_mean, shown

    advice = did_you_mean(name, sorted(rules)) or "`policylint rules` lists them."
    return codes.UNKNOWN, f"There is no rule {shown(name)}, so this ignores nothing. {advice}"


def _flaw(ignore: Ignore, rule: Rule, now: str) -> tuple[str, str] | None:
    most = max_days(rule)
    if most is None:
        return codes.FIXED, f"{rule.code} cannot be waived, so this counts for nothing; delete it."
    if past(ignore.until, now):
        return codes.EXPIRED, f"This ended on {ignore.until}; mend what {rule.code} reports, or delete it."
    if days(now[:10], ignore.until) > most:
        last = later(now[:10], most)
        message = (
            f"{rule.code} can be waived for at most {most} days, so this counts for nothing; write {last} or earlier."
        )
        return codes.LONG, message
    return None


def _is_idle(ignore: Ignore, rules: Mapping[str, Rule], known: Known, used: set[Ignore]) -> bool:
    """Whether it would count, all its rules judged, and there is nothing that it covers."""
    if ignore in used or ignore.fault is not None:
        return False
    named = [rules.get(name) for name in ignore.rules]
    return all(
        rule is not None and rule.code in known.judged and _flaw(ignore, rule, known.now) is None for rule in named
    )


def _unused(ignore: Ignore) -> str:
    return f"Nothing in line {ignore.target} is reported that this would ignore; delete it."


def _findings(flawed: Iterable[tuple[Ignore, str, str]], known: Known) -> Iterator[Finding]:
    chosen = {rule.code: rule for rule in known.rules if rule.code in known.judged}
    for ignore, code, message in flawed:
        if code in chosen:
            yield _finding(ignore, chosen[code], message)


def _finding(ignore: Ignore, rule: Rule, message: str) -> Finding:
    place = Position(ignore.path, ignore.line, ignore.column, ignore.line, ignore.column + len(ignore.text))
    document = Document(ignore.path, 0, None, None)
    alone = Deployment("", None, "", (document,), document.id, "document")
    result = Result(rule.code, "fail", message, At(document.id), key=ignore.text)
    return rule_finding(result, rule, LEVELS.get(rule.code, "error"), alone, lambda _at: place)
