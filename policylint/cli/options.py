"""The options of `check`, in sections, each in the order of use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from policylint.cli.help import Helped

if TYPE_CHECKING:
    from collections.abc import Callable

    F = TypeVar("F", bound=Callable[..., Any])

FORMATS = ("text", "json", "sarif", "github", "junit", "gitlab", "markdown")
LEVELS = ("error", "warning")
STAGES = ("space", "staging", "production")


class Option(click.Option):
    """An option that knows its section of the help."""

    def __init__(self, *args: Any, section: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section

    def get_help_extra(self, ctx: click.Context) -> Any:
        extra = super().get_help_extra(ctx)
        extra.pop("range", None)  # the sentence says it
        return extra


class Command(Helped):
    """A command whose help shows its options by section."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {}
        for option in self.params:
            record = option.get_help_record(ctx) if isinstance(option, Option) else None
            if record is not None and isinstance(option, Option):
                sections.setdefault(option.section, []).append(record)
        for title, records in sections.items():
            with formatter.section(title):
                formatter.write_dl(records)


def _section(title: str, *options: tuple[tuple[str, ...], dict[str, Any]]) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        for names, settings in reversed(options):
            function = click.option(*names, cls=Option, section=title, **settings)(function)
        return function

    return decorate


def _option(*names: str, **settings: Any) -> tuple[tuple[str, ...], dict[str, Any]]:
    return names, settings


judging_options = _section(
    "What is judged",
    _option("--select", multiple=True, metavar="RULES", help="Only these: codes, names, packs or @collections."),
    _option("--ignore", multiple=True, metavar="RULES", help="All but these. Several are divided by commas."),
    _option(
        "--stage",
        type=click.Choice(STAGES),
        metavar="STAGE",
        help="Stage of all but Spaces: space, staging, production.",
    ),
    _option("--rendered", multiple=True, metavar="PATH", help="Rendered Helm output, judged in place of templates."),
    _option("--stdin-filename", metavar="NAME", help="What to call the document on standard input."),
    _option("--config", metavar="FILE", help="Configuration, in place of .policylint.yaml."),
    _option("--now", metavar="TIME", help="Judge as at a time such as 2026-11-23T00:00:00Z."),
)
gate_options = _section(
    "What is judged",
    _option("--base", metavar="REF", help="The branch that the change goes to.  [default: what a CI job says]"),
    _option("--head", metavar="REF", help="The change.  [default: what a CI job says, else HEAD]"),
    _option("--approvals", metavar="FILE", help="Who approved, as CI says: a JSON list of {by, role, at, commit}."),
    _option("--now", metavar="TIME", help="Judge as at a time such as 2026-11-23T00:00:00Z."),
)
record_options = _section(
    "The record",
    _option("--record", metavar="FILE", help="Write what was judged as an in-toto Statement, for `policylint verify`."),
    _option("--sign-key", metavar="FILE", help="Sign it with a private key in PEM: Ed25519, or ECDSA on P-256."),
    _option("--sign-keyless", is_flag=True, help="Sign it by Sigstore, as the identity that CI gives to this job."),
    _option("--trust-config", metavar="FILE", help="A Sigstore of your own, for --sign-keyless."),
)
policy_options = _section(
    "Document policies, in place of the rules",
    _option(
        "-p", "--policy", multiple=True, metavar="DIR", help="Judge documents by the Rego in DIR, as conftest does."
    ),
    _option("-d", "--data", multiple=True, metavar="PATH", help="JSON or YAML that the policies see as data."),
    _option("-n", "--namespace", multiple=True, metavar="NAME", help="The packages that judge.  [default: main]"),
    _option("--all-namespaces", is_flag=True, help="Every package with deny, warn or violation."),
    _option("--combine", is_flag=True, help="Give the policies all documents at once."),
    _option("--rego-v0", is_flag=True, help="The policies are written in Rego v0."),
)
output_options = _section(
    "The report",
    _option(
        "--format",
        "format_",
        type=click.Choice(FORMATS),
        default="text",
        metavar="FORMAT",
        help="text, json, sarif, github, junit, gitlab or markdown.  [default: text]",
    ),
    _option("--output", multiple=True, metavar="FORMAT=FILE", help="Write it to a file, too."),
    _option(
        "--fail-on", type=click.Choice(LEVELS), metavar="LEVEL", help="What blocks: error or warning.  [default: error]"
    ),
    _option("-q", "--quiet", is_flag=True, help="Only what blocks, and the verdict."),
    _option("-v", "--verbose", is_flag=True, help="Also every file read and every rule that judged."),
)
engine_options = _section(
    "The engine",
    _option(
        "--engine",
        type=click.Choice(("embedded", "opa")),
        default="embedded",
        metavar="ENGINE",
        help="embedded: OPA inside policylint; opa: a server.  [default: embedded]",
    ),
    _option("--opa-url", metavar="URL", help="The OPA server.  [default: one started from PATH]"),
    _option("--opa-token-file", metavar="FILE", help="The file with the server's bearer token."),
    _option("--jobs", type=click.IntRange(1, 64), metavar="N", help="How many cores, 1 to 64.  [default: all]"),
    _option("--no-cache", is_flag=True, help="Judge everything anew. Nothing is cached yet."),
)
