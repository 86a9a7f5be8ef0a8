"""Options that several commands share, in the order of use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    F = TypeVar("F", bound=Callable[..., Any])

FORMATS = ("text", "json", "sarif", "github", "junit", "gitlab", "markdown")
LEVELS = ("error", "warning")
STAGES = ("space", "staging", "production")


def _all(*options: Callable[[F], F]) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def judging_options(function: F) -> F:
    """What is judged, and how severely."""
    return _all(
        click.option("--config", metavar="FILE", help="Configuration file. [default: .policylint.yaml at the root]"),
        click.option(
            "--select", multiple=True, metavar="RULE", help="Only these rules: code, name, pack or @collection."
        ),
        click.option("--ignore", multiple=True, metavar="RULE", help="Not these rules: code, name or pack."),
        click.option(
            "--stage", type=click.Choice(STAGES), help="Judge every deployment (not Spaces) as at this stage."
        ),
        click.option("--fail-on", type=click.Choice(LEVELS), help="Lowest level that blocks. [default: error]"),
        click.option(
            "--rendered", multiple=True, metavar="PATH", help="Rendered Helm output, in place of the templates."
        ),
        click.option("--now", metavar="TIME", help="Judge as at this time (RFC 3339). [default: the clock]"),
        click.option("--stdin-filename", metavar="NAME", help="Name for what comes on standard input."),
        click.option("--no-cache", is_flag=True, help="Accepted for later: nothing is cached yet."),
        click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="Cores for the engine. [default: all]"),
    )(function)


def policy_options(function: F) -> F:
    """Document policies, as conftest's, and the engine that runs Rego."""
    return _all(
        click.option("-p", "--policy", multiple=True, metavar="DIR", help="Judge by the Rego in DIR and nothing else."),
        click.option("-d", "--data", multiple=True, metavar="PATH", help="JSON or YAML data for the policies."),
        click.option("-n", "--namespace", multiple=True, metavar="NAME", help="Package that judges. [default: main]"),
        click.option("--all-namespaces", is_flag=True, help="Every package that has a deny, warn or violation rule."),
        click.option("--rego-v0", is_flag=True, help="The policies are written in Rego v0."),
        click.option("--combine", is_flag=True, help="Give all documents to the policies at once."),
        click.option(
            "--engine",
            type=click.Choice(("embedded", "opa")),
            default="embedded",
            show_default=True,
            help="OPA inside policylint, or an OPA server.",
        ),
        click.option("--opa-url", metavar="URL", help="The OPA server. [default: a private one from PATH]"),
        click.option("--opa-token-file", metavar="FILE", help="File with the server's bearer token."),
    )(function)


def output_options(function: F) -> F:
    """Where the report goes, and how it looks."""
    return _all(
        click.option(
            "--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, help="What to print."
        ),
        click.option("--output", multiple=True, metavar="FORMAT=FILE", help="Also write the report to FILE."),
        click.option("-q", "--quiet", is_flag=True, help="Only what blocks, and the verdict."),
        click.option("-v", "--verbose", is_flag=True, help="Also what was read and which rules judged."),
    )(function)
