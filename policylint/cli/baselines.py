"""Writes the baseline, and takes out of it what was solved."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from policylint.errors import UsageError
from policylint.frozen import replace
from policylint.waivers import BASELINE

if TYPE_CHECKING:
    from policylint.cli.checking import Asked
    from policylint.model.reports import Report

# Options that change what is judged or found: what they leave out is not solved.
_NARROWING = ("paths", "config", "select", "ignore", "stage", "rendered", "stdin_filename", "policy")


def write_new(config_file: str | None, now: str | None, *, force: bool) -> int:
    """Judge the repository and write what was found; raises UsageError where it cannot be judged."""
    from policylint import settings
    from policylint.cli import ahead
    from policylint.cli.checking import excluded_by, rules_of, time_of_run
    from policylint.cli.files import read_below, replace_below
    from policylint.cli.screen import say
    from policylint.cli.where import find_root
    from policylint.pipeline import check
    from policylint.reporters.wording import count
    from policylint.request import Request
    from policylint.waivers.baseline import written

    root = find_root(())
    if read_below(root, BASELINE) is not None and not force:
        hint = "`policylint check` takes out of it what was solved; --force takes up what is new as well."
        raise UsageError(f"there is a baseline already: {BASELINE}", hint=hint)
    config, problems = settings.load(root, config_file)
    moment = time_of_run(now)
    request = Request(root, (root,), config, moment, rules_of(config, root), excluded=excluded_by(config), digest=False)
    report = check(replace(request, new_baseline=True), lambda: ahead.engine(None), lambda _: None, problems)
    _refuse(report)
    entries = report.baseline.entries if report.baseline is not None else ()
    replace_below(root, BASELINE, written(entries, moment[:10]).encode())
    kept = {each.fingerprint for each in entries}
    left = [each.code for each in report.findings if each.waiver is None and each.fingerprint not in kept]
    lines = [f"{BASELINE}: {count(len(set(entries)), 'finding')}."]
    if left:
        lines.append(f"Reported all the same, as nobody can waive them: {', '.join(sorted(set(left)))}.")
    return say(lines)


def _refuse(report: Report) -> None:
    for problem in report.problems:
        if problem.blocks:
            where = f"{problem.path}:{problem.line or 1}: " if problem.path else ""
            raise UsageError(f"{where}{problem.message}", hint=problem.hint)
    if any(each.outcome == "not_evaluated" for each in report.findings):
        raise UsageError("a rule could not be evaluated, so not everything was found", hint="See `policylint check`.")


def shrink(root: str, report: Report, asked: Asked) -> None:
    """Take what was solved out of the file, where everything was judged; never in CI, which would lose it."""
    from policylint.cli.files import read_below, replace_below
    from policylint.waivers.baseline import parse, written

    baseline, data = report.baseline, read_below(root, BASELINE)
    if baseline is None or data is None or not baseline.solved or os.environ.get("CI"):
        return
    if any(getattr(asked, name) for name in _NARROWING) or any(each.blocks for each in report.problems):
        return
    _entries, day, _fault = parse(data)
    replace_below(root, BASELINE, written(baseline.entries, day).encode())
