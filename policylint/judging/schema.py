"""The built-in rules: a document's shape (SCH001) and its API version (SCH002), decided by the kinds themselves.

Those about waivers stand beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly.serving import RUNTIMES, serves
from policylint.judging.findings import rule_finding
from policylint.judging.waiver_rules import waiver_rules
from policylint.kinds import KINDS, schema_results
from policylint.kinds.serving import find_servers
from policylint.kinds.versions import outdated
from policylint.model.deployments import Deployment
from policylint.model.documents import Problem
from policylint.model.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from policylint.model.deployments import Stage
    from policylint.model.documents import Document, Position
    from policylint.model.reports import Finding
    from policylint.model.rules import At, Level

_EVERYWHERE: dict[Stage, Level] = {"space": "warning", "staging": "warning", "production": "warning"}
PACKAGE = "policylint.schema"
BUILT_IN = (
    Rule(
        code="SCH001",
        name="schema.valid",
        package=PACKAGE,
        path="policylint/kinds",
        title="Documents have the shape that their platform reads",
        description=(
            "A key of the wrong type is ignored or refused by the platform, so what the file seems to say is not what"
            " runs, and no rule can judge it. In policylint's own formats this is an error."
        ),
        fix="Write the value in the form that the message names; `policylint schema KIND` prints the whole schema.",
        severity=_EVERYWHERE,
        scope="document",
        uncapped=True,
        url="docs/rules/SCH001.md",
    ),
    Rule(
        code="SCH002",
        name="schema.version_served",
        package=PACKAGE,
        path="policylint/kinds",
        title="Documents use an API version that is still served",
        description="A cluster that no longer serves the version refuses the document, and no other rule judges it.",
        fix="Move the document to the version that the message names.",
        severity=_EVERYWHERE,
        scope="document",
        uncapped=True,
        url="docs/rules/SCH002.md",
    ),
    *waiver_rules(PACKAGE),
)


def schema_findings(
    documents: Iterable[Document],
    deployments: Iterable[Deployment],
    rules: Iterable[Rule],
    locate: Callable[[At], Position],
) -> Iterator[Finding]:
    """What is wrong with the shape or version of documents of a known kind, with the deployments they belong to."""
    chosen = {rule.code: rule for rule in rules if rule.package == PACKAGE}
    owners: dict[str, list[Deployment]] = {}
    for deployment in deployments:
        for document in deployment.documents:
            owners.setdefault(document.id, []).append(deployment)
    for document in documents if chosen else ():
        for result in schema_results(document):
            rule = chosen.get(result.code)
            if rule is not None:
                for owner in owners.get(document.id) or (_alone(document),):
                    yield rule_finding(result, rule, result.level or "error", owner, locate)


def judged_by_shape(documents: Sequence[Document], rules: Sequence[Rule]) -> int:
    """How many pairs of document and built-in rule decided, where only those were asked for.

    Beside other rules a shape decides nothing: a repository of alerts alone has no deployment that was judged.
    """
    return len(documents) * len(rules) if all(rule.package == PACKAGE for rule in rules) else 0


def _alone(document: Document) -> Deployment:
    return Deployment("", None, "", (document,), document.id, "document")


def malformed(documents: Sequence[Document], deployments: Iterable[Deployment]) -> Iterator[Problem]:
    """Documents in our own formats that are not what they must be: what rests on them is not decided, whoever asks.

    A file that serves, and that only a malformed manifest names, is in no deployment: nothing judged it.
    """
    taken = {document.id for deployment in deployments for document in deployment.documents}
    for document in documents:
        if document.id not in taken and serves(document):
            message = "No rule judged this: the ModelDeployment that names it is malformed."
            yield Problem("not judged", message, document.path, document.line, 1, hint="Mend the manifest first.")
        kind = KINDS.get(document.kind or "")
        if kind is not None and kind.ours and (found := schema_results(document)):
            message = f"This {kind.title} is malformed ({found[0].code}), so what rests on it is not decided."
            hint = f"Mend it first; `policylint schema {kind.name}` prints its whole form."
            yield Problem("malformed", message, document.path, document.line, 1, hint=hint)


def not_covered(documents: Iterable[Document], deployments: Iterable[Deployment], judged: bool) -> Iterator[Problem]:
    """Serving documents of a kind that no rule reads yet: said always, and blocking when no deployment was judged.

    So are those of a version that no rule reads (SCH002) where they are all there is. A runtime that a deployment uses
    is judged with it.
    """
    used = {each.id for deployment in deployments for each in deployment.documents if each.kind in RUNTIMES}
    for document in documents:
        kind = KINDS.get(document.kind or "")
        if kind is None or not kind.serves or document.id in used:
            continue
        if not kind.covered:
            message = f"No rule covers this kind of serving document yet ({kind.title})."
            yield Problem("not covered", message, document.path, document.line, 1, blocks=not judged)
        elif not judged and outdated(document) and (not kind.by_content or find_servers(document.content)):
            message = f"No rule reads this version of it ({kind.title}), and nothing else was judged."
            yield Problem("not covered", message, document.path, document.line, 1)
