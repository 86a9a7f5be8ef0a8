"""A rule in words: the page that `policylint explain` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policylint.model.deployments import STAGES
from policylint.reporters.clean import clean, clean_lines
from policylint.reporters.pen import PROSE_WIDTH, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policylint.config.terms import Terms
    from policylint.model.deployments import Stage
    from policylint.model.documents import Json
    from policylint.model.rules import Rule
    from policylint.reporters.pen import Pen

INDENT = 2


def explain(rule: Rule, terms: Terms, pen: Pen) -> Iterator[str]:
    """The lines about one rule; `terms` knows the rules that it mentions."""
    yield f"{pen.paint('strong', rule.code)}  {rule.name}"
    yield from _wrapped(pen, rule.title, 0)
    yield from _section(pen, "Why", rule.description)
    yield from _section(pen, "Fix", rule.fix)
    yield from _heading(pen, "Levels")
    yield from (f"  {stage:<11} {_level(rule, stage, pen)}" for stage in STAGES)
    yield from _lines(pen, "Good to know", facts(rule, terms))
    if rule.params:
        yield from _heading(pen, "Parameters", more="  .policylint.yaml")
        yield from (" " * INDENT + line for line in parameters(rule))
    yield from _example(rule, "pass", "Passes", "good", pen)
    yield from _example(rule, "fail", "Fails", "error", pen)
    yield from _lines(pen, "Gives evidence for part of", evidence(rule))
    if rule.url and "://" in rule.url:  # a page in the repository says what stands above
        yield from ("", clean(rule.url))


def facts(rule: Rule, terms: Terms) -> Iterator[str]:
    """What else there is to know about a rule, a sentence each."""
    if rule.reads:
        yield f"Reads {', '.join(rule.reads)}."
    if not rule.default:
        yield f"Off by default: turn it on with `select: [{rule.code}]`."
    if rule.confidence != "high":
        yield f"Confidence {rule.confidence}: look at the evidence in the message."
    if rule.effective_on:
        yield f"Blocks from {rule.effective_on}; before that it is at most a warning."
    for code in rule.depends_on:
        other = terms.rule(code)
        yield f"Hidden by a finding of {code}{f' ({other.name})' if other else ''} with the same cause."
    for code in rule.shown_with:
        other = terms.rule(code)
        yield f"Shown as one with a finding of {code}{f' ({other.name})' if other else ''} at the same place."
    if rule.aliases:
        yield f"Formerly {', '.join(rule.aliases)}."
    yield waivers(rule.waivable)


def waivers(waivable: Any) -> str:
    """Whether a finding may be waived, and by whom."""
    if not isinstance(waivable, dict):
        return "Cannot be waived."
    approver = waivable.get("approver")
    return f"Can be waived for at most {waivable['max_days']} days" + (
        f", approved by {approver}." if approver else "."
    )


def parameters(rule: Rule) -> Iterator[str]:
    """The parameters with their defaults, as lines of the configuration."""
    yield from ("params:", f"  {rule.code}:")
    yield from (clean(f"    {name}: {_yaml(value)}") for name, value in rule.params.items())


def evidence(rule: Rule) -> Iterator[str]:
    """A line for each framework that the rule gives evidence for."""
    if not rule.frameworks:
        return
    from policylint.catalog.tables import frameworks

    for framework in frameworks():
        ids = rule.frameworks.get(framework.key, ())
        if ids:
            yield f"{framework.title}: {', '.join(ids)}"


def _section(pen: Pen, label: str, text: str) -> Iterator[str]:
    if text:
        yield from _heading(pen, label)
        yield from _wrapped(pen, text, INDENT)


def _wrapped(pen: Pen, text: str, indent: int) -> Iterator[str]:
    width = min(pen.width, PROSE_WIDTH) - indent
    yield from (" " * indent + line for line in wrap(clean(text), width, width))


def _lines(pen: Pen, label: str, found: Iterable[str]) -> Iterator[str]:
    for number, text in enumerate(found):
        if number == 0:
            yield from _heading(pen, label)
        yield from pen.prose(clean(text), INDENT)


def _heading(pen: Pen, label: str, style: str = "strong", more: str = "") -> Iterator[str]:
    yield from ("", pen.paint(style, label) + more)


def _example(rule: Rule, verdict: str, label: str, style: str, pen: Pen) -> Iterator[str]:
    text, file = rule.examples.get(verdict), rule.examples.get("file")
    if text:
        yield from _heading(pen, label, style, f"  {file}" if file else "")
        yield from (" " * INDENT + line for line in clean_lines(text.rstrip()))


def _level(rule: Rule, stage: Stage, pen: Pen) -> str:
    level = rule.severity.get(stage)
    return pen.paint(level, level) if level else "does not apply"


def _yaml(value: Json) -> str:
    from json import dumps

    return dumps(value, ensure_ascii=False)
