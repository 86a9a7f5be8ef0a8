"""Paths -> the inputs that rules would get for them, and how they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint import words
from policylint.cli.checking import excluded_by, time_of_run
from policylint.cli.screen import columns, say, say_json
from policylint.cli.streams import complain
from policylint.cli.where import find_root
from policylint.errors import UsageError
from policylint.reporters.clean import clean
from policylint.reporters.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policylint.config import Config
    from policylint.model.deployments import Deployment
    from policylint.model.documents import Document, Json, Problem, State
    from policylint.model.rules import Rule
    from policylint.referred import Referred

    Input = tuple[Deployment, dict[str, Json]]

NOT_DECIDED = 2
NONE = "no deployment was found; `policylint kinds` lists what is recognised"


def show(paths: tuple[str, ...], config_file: str | None, only: str | None, now: str | None, as_json: bool) -> int:
    """Print the inputs; gives 2 when something could not be read or there is none."""
    from policylint import settings
    from policylint.assembly import assemble
    from policylint.cli.rulebook import rules
    from policylint.config import check_against
    from policylint.gather import is_whole

    root = find_root(paths)
    config, problems = settings.load(root, config_file)
    known = rules(config, root)
    settled, unknown = check_against(config, known)
    referred, documents, unread = _read(paths or (root,), root, config)
    whole = is_whole(paths or (root,), root)
    found = assemble(documents, config.stages, referred.exists, referred.find, whole=whole)
    moment = time_of_run(now)
    inputs = [(each, _input(each, known, settled, moment)) for each in chosen(found, only, "there is no deployment")]
    return told(inputs, (*problems, *unknown, *unread), as_json, one=only is not None, none=NONE)


def told(inputs: Sequence[Input], problems: Sequence[Problem], as_json: bool, *, one: bool, none: str) -> int:
    """Print inputs (`one`: it alone, no list), and what is wrong, or that there is `none`; gives the exit code."""
    values: list[Json] = [value for _deployment, value in inputs]
    if as_json and (values or not one):
        say_json(values[0] if one else values)
    elif not as_json:
        say(_pages(inputs))
    blocking = [problem for problem in problems if problem.blocks]
    _complain(blocking)
    if not inputs and not blocking:
        complain(f"{none}\n")
    return NOT_DECIDED if blocking or not inputs else 0


def deployments(paths: Sequence[str], root: str, config: Config) -> tuple[Deployment, ...]:
    """The deployments below the paths."""
    from policylint.assembly import assemble

    referred, documents, _unread = _read(paths, root, config)
    return assemble(documents, config.stages, referred.exists, referred.find)


def _read(paths: Sequence[str], root: str, config: Config) -> tuple[Referred, list[Document], list[Problem]]:
    """The documents of known kinds, with the files that manifests name, and what could not be read of named files."""
    from policylint.discovery.lookup import Lookup
    from policylint.gather import gather
    from policylint.kinds import classify
    from policylint.model.documents import Problem
    from policylint.referred import Referred

    documents: list[Document] = []
    problems: list[Problem] = []
    states: dict[str, State | None] = {}
    for item in gather(paths, root, classify, excluded=excluded_by(config)):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            states[item.reading.path] = item.reading.state if item.passed is None else None
            documents += (document for document in item.reading.documents if document.kind)
            problems += (problem for problem in item.reading.problems if item.reading.named)
    referred = Referred(Lookup(root), classify, states)
    for file in referred.files(tuple(documents)):
        documents += (document for document in file.reading.documents if document.kind)
    return referred, documents, problems


def chosen(found: Sequence[Deployment], only: str | None, lacking: str) -> Sequence[Deployment]:
    """All of the deployments, or the one of a name; where it is none of these, UsageError says what is lacking."""
    if only is None:
        return found
    names = [deployment.name for deployment in found]
    if only not in names:
        hint = words.did_you_mean(only, names) or (f"There are {words.either(names, 'and')}." if names else None)
        raise UsageError(f"{lacking} {words.shown(only)}.", hint=hint)
    return tuple(deployment for deployment in found if deployment.name == only)


def _input(deployment: Deployment, rules: Sequence[Rule], config: Config, now: str) -> dict[str, Json]:
    """The input, with the parameters of every rule that would judge the deployment."""
    from policylint.assembly import to_input
    from policylint.judging.rules import applicable, params_of

    return to_input(deployment, now, params_of(applicable(rules, deployment), config.params))


def _pages(inputs: Sequence[Input]) -> Iterator[str]:
    """For each deployment: a heading, its documents, and the input as JSON."""
    from json import dumps

    for number, (deployment, value) in enumerate(inputs):
        if number:
            yield ""
        stage = f"at {deployment.stage}" if deployment.stage else "stage unknown"
        promoted = ", promoted" if value["promotion"] else ""
        yield f"# {clean(deployment.name)}: {deployment.subject} on {clean(deployment.platform)}, {stage}{promoted}"
        rows = [(f"#   {clean(document.id)}", document.kind or "") for document in deployment.documents]
        yield from columns([*rows, *_sides(value)])
        yield from dumps(value, indent=2).replace("\x7f", "\\u007f").splitlines()


def _sides(value: dict[str, Json]) -> Iterator[tuple[str, str]]:
    """The deployments that a rule of a promotion compares the subject with."""
    for name, side in value.items():
        if name != "subject" and isinstance(side, dict) and isinstance(documents := side.get("documents"), dict):
            yield f"#   {name}", f"{clean(str(side['name']))}, {count(len(documents), 'document')}"


def _complain(problems: Sequence[Problem]) -> None:
    """On standard error, so that the JSON stays whole."""
    for problem in problems:
        place = ":".join(str(part) for part in (problem.path, problem.line, problem.column) if part is not None)
        text = f"{place}: {problem.message}" if place else problem.message
        complain(clean(f"{text} {problem.hint}" if problem.hint else text) + "\n")
