"""What the working tree says about waivers beside the list: who may approve them, and that the list is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import replace
from policylint.model.documents import Problem
from policylint.model.reports import Baseline
from policylint.waivers import BASELINE, FILE, KIND
from policylint.waivers.owners import MOST, PLACES, Approvers, owners_of, roles_of
from policylint.waivers.review import review
from policylint.waivers.waiving import by_name, waive, waivers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from policylint.config import Config
    from policylint.model.documents import Document, Position
    from policylint.model.reports import Finding
    from policylint.model.rules import At
    from policylint.waivers.review import Known

_FAULTS = frozenset(("unreadable", "template", "internal", "malformed"))


def approvers(root: str, config: Config) -> Approvers:
    """Who may approve waivers, by the configuration and the first CODEOWNERS of a folder."""
    from os.path import join

    for place in PLACES:
        try:
            with open(join(root, place), "rb") as stream:
                text = stream.read(MOST).decode("utf-8", "replace")
        except OSError:
            continue
        return Approvers(roles_of(config.params), owners_of(text, FILE))
    return Approvers(roles_of(config.params))


def settle(
    root: str,
    config: Config,
    known: Known,
    documents: Sequence[Document],
    findings: Sequence[Finding],
    locate: Callable[[At], Position],
) -> tuple[Finding, ...]:
    """Findings with the waivers of the working tree that cover them, and what is wrong with these."""
    waived = waive(findings, waivers_of(documents), by_name(known.rules), known.now)
    knowing = replace(known, approvers=approvers(root, config))
    return *waived.findings, *review(documents, knowing, waived.used, locate)


def weighed(documents: Sequence[Document], problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems of a run, those of the file of waivers blocking: what is excepted is unknown.

    So it is where the file holds no list.
    """
    told = any(each.kind == KIND for each in documents)
    for problem in problems:
        ours = problem.path == FILE and problem.kind in _FAULTS
        told = told or ours
        yield replace(problem, blocks=True) if ours else problem
    if not told:
        message = "This file holds no list of waivers, so nothing is waived."
        hint = "It begins with `apiVersion: policylint.dev/v1alpha1` and `kind: WaiverList`."
        yield Problem("malformed", message, FILE, 1, 1, hint=hint)


def of_baseline(
    root: str | None, findings: Sequence[Finding], known: Known
) -> tuple[tuple[Finding, ...], Baseline | None, list[Problem]]:
    """Findings under the baseline of a folder, what it should hold now, and what is wrong with it.

    Without a folder nothing is hidden: the baseline is one of all that was found.
    """
    from policylint.waivers.baseline import entry_of, hide, kept, parse, solved

    rules = by_name(known.rules)
    if root is None:
        entries = (entry_of(each, rules) for each in findings)
        return tuple(findings), Baseline(tuple(each for each in entries if each is not None)), []
    from policylint.discovery import read_again

    found = read_again(BASELINE, root)
    if isinstance(found, Problem):
        return tuple(findings), None, [replace(found, blocks=True)]
    old, day, fault = parse(found.data)
    if fault is not None:
        return tuple(findings), None, [fault]
    told, again = hide(findings, old, day, rules)
    looked = known.deployments is not None and not any(each.outcome == "not_evaluated" for each in findings)
    baseline = kept(old, again, known.judged, whole=looked)
    return told, baseline, [solved(baseline.solved)] if baseline.solved else []
