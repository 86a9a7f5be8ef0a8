"""`policylint explain`."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


def _codes(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[CompletionItem]:
    """The codes that begin so, with their titles, for shells; none when the rules cannot be loaded."""
    from policylint.cli.rulebook import rules_here
    from policylint.errors import PolicylintError

    try:
        found = rules_here()
    except PolicylintError:
        return []
    return [CompletionItem(rule.code, help=rule.title) for rule in found if rule.code.startswith(begun.upper())]


@click.command("explain", short_help="what a rule asks for, why, and how to comply")
@click.argument("rule", metavar="RULE", shell_complete=_codes)
def command(rule: str) -> int:
    """Explain a RULE, given by code (REL001), name (release.model_version_pinned) or former name."""
    from policylint import words
    from policylint.cli.explaining import explain
    from policylint.cli.rulebook import rules_here
    from policylint.cli.screen import pen, say
    from policylint.config.terms import Terms
    from policylint.errors import UsageError

    terms = Terms(rules_here())
    found = terms.rule(rule) or terms.rule(rule.upper())
    if found is None:
        raise UsageError(f"there is no rule {words.shown(rule)}.", hint=terms.hint(rule, one=True))
    return say(explain(found, terms, pen()))
