"""The baseline: what a repository was found with when it took up policylint. It is shown, and blocks nothing.

It holds fingerprints, which stay when lines move, and only of what could be waived: nothing that a promotion is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import replace
from policylint.model.documents import Problem
from policylint.model.reports import Baseline, BaselineEntry
from policylint.waivers import BASELINE
from policylint.waivers.standing import max_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from policylint.model.documents import Json
    from policylint.model.reports import Finding
    from policylint.model.rules import Rule

_KEYS = ("fingerprint", "code", "deployment", "path", "message")
_HINT = "Take it back from git, or delete it to have everything reported again."


def parse(data: bytes) -> tuple[tuple[BaselineEntry, ...], str, Problem | None]:
    """The entries of the file and the day on which it was written; a Problem where it is no baseline."""
    from policylint.readers.decoding import strict_text
    from policylint.readers.json import load

    text, fault = strict_text(data, utf16=False)
    raws, fault = load(text) if fault is None else ([], fault)
    content = raws[0].content if fault is None and raws else None
    entries = _entries(content)
    if entries is None or not isinstance(content, dict):
        message = "This is no baseline that `policylint baseline write` wrote, so nobody knows what it was to hide."
        return (), "", Problem("malformed", message, BASELINE, fault.line if fault else 1, 1, hint=_HINT)
    written = content.get("written")
    return entries, written if isinstance(written, str) else "", None


def keys(data: bytes) -> frozenset[tuple[str, str]]:
    """What tells the entries of a file apart; none of a file that is no baseline, as it hides nothing."""
    return frozenset(_key(each) for each in parse(data)[0]) if data else frozenset()


def _entries(content: Json) -> tuple[BaselineEntry, ...] | None:
    rows = content.get("findings") if isinstance(content, dict) and content.get("version") == "1" else None
    if not isinstance(rows, list):
        return None
    found = []
    for row in rows:
        texts = [row.get(key) for key in _KEYS] if isinstance(row, dict) else []
        if not texts or not all(isinstance(each, str) for each in texts):
            return None
        found.append(BaselineEntry(*map(str, texts)))
    return tuple(found)


def written(entries: Iterable[BaselineEntry], day: str) -> str:
    """The file that holds the entries, a line each; plain ASCII."""
    from json import dumps

    rows = [dumps({key: getattr(each, key) for key in _KEYS}) for each in sorted(set(entries), key=_order)]
    listed = ",\n  ".join(rows)
    inside = f"[\n  {listed}\n ]" if rows else "[]"
    return f'{{\n "version": "1",\n "written": {dumps(day)},\n "findings": {inside}\n}}\n'


def hide(
    findings: Iterable[Finding], entries: Iterable[BaselineEntry], day: str, rules: Mapping[str, Rule]
) -> tuple[tuple[Finding, ...], frozenset[tuple[str, str]]]:
    """The findings, those of the baseline under it; and the keys of what was found again."""
    known = {_key(each) for each in entries}
    told, again = [], set()
    for finding in findings:
        entry = entry_of(finding, rules)
        hidden = entry is not None and _key(entry) in known
        told.append(replace(finding, waiver=f"in the baseline of {day}", baseline=True) if hidden else finding)
        if hidden and entry is not None:
            again.add(_key(entry))
    return tuple(told), frozenset(again)


def kept(
    entries: Iterable[BaselineEntry], again: frozenset[tuple[str, str]], judged: frozenset[str], *, whole: bool
) -> Baseline:
    """The baseline without what was solved: what was not found again, where it was looked for everywhere."""
    every = tuple(entries)
    left = tuple(each for each in every if _key(each) in again or each.code not in judged or not whole)
    return Baseline(left, solved=len(every) - len(left))


def entry_of(finding: Finding, rules: Mapping[str, Rule]) -> BaselineEntry | None:
    """A finding as an entry; None for what no baseline may hide."""
    rule = rules.get(finding.code)
    if rule is None or max_days(rule) is None or rule.scope == "promotion":
        return None
    if finding.waiver is not None or finding.outcome == "not_evaluated" or len(finding.deployments) > 1:
        return None
    deployment = finding.deployments[0] if finding.deployments else ""
    return BaselineEntry(finding.fingerprint, finding.code, deployment, finding.position.path, finding.message)


def solved(number: int) -> Problem:
    """That the file holds more than there is."""
    held = "1 finding of the baseline is" if number == 1 else f"{number} findings of the baseline are"
    hint = "Commit the file: `policylint check` of the whole repository, outside of CI, takes them out of it."
    return Problem("baseline", f"{held} solved.", BASELINE, blocks=False, hint=hint)


def _key(entry: BaselineEntry) -> tuple[str, str]:
    return entry.fingerprint, entry.deployment


def _order(entry: BaselineEntry) -> tuple[str, ...]:
    return entry.path, entry.code, entry.deployment, entry.message, entry.fingerprint
