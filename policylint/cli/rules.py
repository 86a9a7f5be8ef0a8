"""`policylint rules list` and `policylint rules test`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from policylint.cli.screen import columns, pen, say, say_json, text_or_json
from policylint.model.deployments import STAGES
from policylint.model.rules import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policylint.model.documents import Json
    from policylint.model.rules import Rule
    from policylint.reporters.pen import Pen


class Named(click.Group):
    """Names the command that was meant, which older versions of click do not."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands and not args[0].startswith("-"):
            from policylint.cli.usage import no_command

            raise click.UsageError(no_command(args[0], self.commands), ctx)
        return super().resolve_command(ctx, args)


@click.group("rules", cls=Named, short_help="list the rules, test those of your own", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> int:
    """List the rules, or test those of your own. `policylint explain CODE` says more about one."""
    return 0 if ctx.invoked_subcommand else int(ctx.invoke(list_, format_="text"))


@command.command("list")
@text_or_json
def list_(format_: str) -> int:
    """List every rule: code, name, title, and its level at each stage."""
    from policylint.cli.rulebook import rules_here

    found = rules_here()
    if format_ == "json":
        return say_json([row(rule) for rule in found])
    return say(_table(found, pen()))


@command.command("test")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-d", "--data", multiple=True, metavar="PATH", help="JSON or YAML that document policies see as data.")
@click.option("--rego-v0", is_flag=True, help="Document policies are written in Rego v0.")
@click.option("--if-any", is_flag=True, help="Exit 0, and say so, where .policylint.yaml names no rules to test.")
@click.option("-q", "--quiet", is_flag=True, help="Only what did not pass, and the summary.")
@text_or_json
def test(paths: tuple[str, ...], data: tuple[str, ...], rego_v0: bool, if_any: bool, quiet: bool, format_: str) -> int:
    """Run the Rego tests of your own rules and document policies: rules named test_*, as `opa test` does.

    Without PATH, those of the folders that .policylint.yaml names under `rules:` and `policies:`. Exit codes: 0 all
    passed, 1 a test failed, 2 not decided (a test could not be evaluated, or there is none).
    """
    from policylint.cli.testing import Asked, execute

    return execute(Asked(paths, data, rego_v0, if_any, quiet, format_))


def row(rule: Rule) -> Json:
    """A rule as JSON for programs; a level is null at a stage where the rule does not apply."""
    return {
        "code": rule.code,
        "name": rule.name,
        "title": rule.title,
        "levels": {stage: rule.severity.get(stage) for stage in STAGES},
        "kinds": list(rule.reads),
        "parameters": dict(rule.params),
        "default": rule.default,
        "confidence": rule.confidence,
        "scope": rule.scope,
        "aliases": list(rule.aliases),
        "url": rule.url,
    }


def _table(found: Sequence[Rule], pen: Pen) -> Iterator[str]:
    """Two lines a rule: its levels, and its title below."""
    cells = [("CODE", "NAME", *(stage.upper() for stage in STAGES))]
    cells += [(rule.code, rule.name, *(rule.severity.get(stage, "-") for stage in STAGES)) for rule in found]
    head, *lines = columns(cells)
    yield pen.paint("faint", head)
    for rule, line in zip(found, lines, strict=True):
        end = len(rule.code) + len(rule.name) + 2
        yield pen.paint("strong", rule.code) + line[len(rule.code) : end] + _painted(line[end:], pen)
        yield from pen.prose(rule.title + ("" if rule.default else " (off by default)"), 8)
    yield ""
    yield f"{len(found)} rules. `policylint explain CODE` says why a rule is there and how to comply."


def _painted(levels: str, pen: Pen) -> str:
    for level in LEVELS if pen.colour else ():
        levels = levels.replace(level, pen.paint(level, level))
    return levels
