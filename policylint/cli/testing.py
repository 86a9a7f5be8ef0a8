"""`policylint rules test`: what is tested, what is printed, and the exit code."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from policylint.cli import ahead
from policylint.cli.screen import pen, say, say_json
from policylint.cli.where import find_root
from policylint.errors import PolicyError, PolicylintError, UsageError
from policylint.frozen import dataclass
from policylint.judging.testing import Results, Wanted, run
from policylint.reporters.clean import clean, defuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.config import Config
    from policylint.judging.testing import Tested
    from policylint.model.documents import Json, Problem
    from policylint.reporters.pen import Pen

_CODES = {"passed": 0, "nothing to test": 0, "failed": 1, "not decided": 2}
_NO_RULES = "no rules of your own: .policylint.yaml names no folder under rules: or policies:"
_PRINTED = 20
_STYLES = {"failed": "error", "not_evaluated": "error", "skipped": "note"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command line, as click gives them."""

    paths: tuple[str, ...]
    data: tuple[str, ...]
    rego_v0: bool
    if_any: bool
    quiet: bool
    format_: str


def execute(asked: Asked) -> int:
    """Test as asked, say what came of it, give the exit code."""
    as_json = asked.format_ == "json"
    try:
        results = _results(asked)
    except PolicylintError as error:
        if not as_json:
            raise
        from policylint.problems import problems_of

        say_json(_json("not decided", Results(), problems_of(error)))
        return error.exit_code
    outcome = results.outcome if results else "nothing to test"
    if as_json:
        say_json(_json(outcome, results or Results(), results.notes if results else ()))
    else:
        lines = _text(results, pen(), asked.quiet) if results else [f"Nothing was tested: {_NO_RULES}."]
        say(map(defuse, lines))
    return _CODES[outcome]


def _results(asked: Asked) -> Results | None:
    """What the tests came to; None where there are no rules to test and that was said to be fine."""
    from policylint import settings

    root = find_root(asked.paths)
    config, problems = settings.load(root)
    faults = tuple(problem for problem in problems if problem.blocks)
    if faults:
        raise PolicyError("the configuration has faults, and nothing was tested", faults)
    if not (asked.paths or config.rules or config.policies):
        if asked.if_any:
            return None
        raise UsageError(_NO_RULES, hint="Name a folder there, or give its PATH.")
    wanted = Wanted(
        root=root,
        config=config,
        paths=asked.paths,
        shipped=ahead.bundle(()),
        now=ahead.now(),
        data=_data(asked, config, root),
        rego="v0" if asked.rego_v0 else "v1",
    )
    engine = ahead.engine()
    try:
        return run(engine, wanted)
    finally:
        engine.close()


def _data(asked: Asked, config: Config, root: str) -> dict[str, Json]:
    if not (asked.data or config.data):
        return {}
    from policylint.judging.data import load_data

    if asked.data:
        return load_data(asked.data)
    return load_data(tuple(os.path.join(root, path) for path in config.data), root)


def _text(results: Results, pen: Pen, quiet: bool) -> Iterator[str]:
    """Each test that did not pass, the rules without a test, and how many came to what."""
    for each in results.tests:
        if each.outcome != "passed" and not (quiet and each.outcome == "skipped"):
            yield from _test(each, pen)
    notes = [(note.path, note.line, note.column, note.message) for note in results.notes]
    notes += [
        (rule.path, rule.line, rule.column, f"no test refers to {rule.package}.{rule.rule}")
        for rule in results.unproved
    ]
    for path, line, column, message in () if quiet else notes:
        yield f"{clean(_place(path, line, column))}: {pen.paint('note', 'note')}: {clean(message)}"
    yield _summary(results)


def _test(each: Tested, pen: Pen) -> Iterator[str]:
    test, proof = each.test, each.proof
    word = pen.paint(_STYLES[each.outcome], each.outcome.replace("not_evaluated", "could not be evaluated"))
    said = f": {clean(proof.fault or proof.why)}" if proof is not None else ""
    yield f"{clean(_place(test.path, test.line, test.column))}: {clean(f'{test.package}.{test.name}')} {word}{said}"
    if proof is not None:
        yield from (f"  case {clean(name)}: {clean(value)}" for name, value in proof.bad)
        yield from (f"  print: {clean(printed)}" for printed in proof.printed[:_PRINTED])
        if len(proof.printed) > _PRINTED:
            yield f"  print: {len(proof.printed) - _PRINTED} more lines; --format json has them"


def _place(path: str | None, line: int | None, column: int | None) -> str:
    return ":".join(str(part) for part in (path, line, column) if part is not None)


def _summary(results: Results) -> str:
    total, lost = len(results.tests), results.count("not_evaluated")
    parts = [f"{total} test{'' if total == 1 else 's'}"]
    parts += [f"{results.count(outcome)} {outcome}" for outcome in ("passed", "failed", "skipped")]
    return ", ".join((*parts, *([f"{lost} could not be evaluated: not decided"] if lost else [])))


def _json(outcome: str, results: Results, problems: tuple[Problem, ...]) -> Json:
    counted = {name: results.count(name) for name in ("passed", "failed", "skipped", "not_evaluated")}
    return {
        "outcome": outcome,
        "summary": {"tests": len(results.tests), **counted},
        "tests": [_row(each) for each in results.tests],
        "untested": [
            {"path": rule.path, "line": rule.line, "column": rule.column, "package": rule.package, "rule": rule.rule}
            for rule in results.unproved
        ],
        "problems": [
            {
                "path": each.path,
                "line": each.line,
                "column": each.column,
                "message": each.message,
                "hint": each.hint,
                "blocks": each.blocks,
            }
            for each in problems
        ],
    }


def _row(each: Tested) -> Json:
    test, proof = each.test, each.proof
    return {
        "path": test.path,
        "line": test.line,
        "column": test.column,
        "package": test.package,
        "name": test.name,
        "outcome": each.outcome,
        "message": None if proof is None or proof.passed else proof.fault or proof.why,
        "cases": proof.cases if proof is not None else 0,
        "failed_cases": [{"name": name, "value": value} for name, value in proof.bad] if proof is not None else [],
        "printed": list(proof.printed) if proof is not None else [],
    }
