"""From the options of `check` to a request, a report and an exit code."""

from __future__ import annotations

import os
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Protocol

from policylint.cli import ahead
from policylint.cli.excerpts import Excerpts
from policylint.cli.output import deliver, options_for, parse_outputs
from policylint.cli.progress import Progress
from policylint.cli.where import find_root
from policylint.errors import PolicylintError, UsageError
from policylint.frozen import dataclass, replace
from policylint.model.documents import Source
from policylint.pipeline import check
from policylint.request import Request
from policylint.unjudged import unjudged

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from policylint.config import Config
    from policylint.engine import Engine
    from policylint.judging.bundles import Bundle
    from policylint.model.documents import Problem
    from policylint.model.reports import Report


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command line, as click gives them."""

    paths: tuple[str, ...]
    config: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    stage: Any
    fail_on: Any
    rendered: tuple[str, ...]
    now: str | None
    stdin_filename: str | None
    no_cache: bool
    jobs: int | None
    policy: tuple[str, ...]
    data: tuple[str, ...]
    namespace: tuple[str, ...]
    all_namespaces: bool
    rego_v0: bool
    combine: bool
    engine: str
    opa_url: str | None
    opa_token_file: str | None
    format_: str
    output: tuple[str, ...]
    quiet: bool
    verbose: bool


def execute(paths: tuple[str, ...], values: dict[str, Any]) -> int:
    """Run a check as asked, deliver its reports, give the exit code."""
    asked = Asked(paths, **values)
    outputs = parse_outputs(asked.output)
    run = _Check(asked)
    report = run.report()
    if report.baseline is not None and report.baseline.solved:
        from policylint.cli.baselines import shrink

        shrink(run.root, report, asked)
    shown = options_for(run.root, asked.quiet, asked.verbose, Excerpts(run.root, run.given).lines)
    return deliver(report, asked.format_, outputs, shown).exit_code


class _Check:
    """One check: its report, and the root and standard input that show the lines it speaks of."""

    def __init__(self, asked: Asked) -> None:
        self.root = "."
        self.given: dict[str, bytes] = {}
        self._asked = asked
        self._problems: tuple[Problem, ...] = ()

    def report(self) -> Report:
        """What the check found; where it could not even begin, a report that says why."""
        progress = Progress(wanted=not self._asked.quiet)
        try:
            request = self._request()
            with guard(self._asked.engine):
                return check(request, starter(self._asked), progress, self._problems)
        except PolicylintError as error:
            return unjudged(error, self._asked.engine, self._asked.fail_on or "error", self._problems)
        finally:
            progress.end()

    def _request(self) -> Request:
        from policylint import settings

        self.root = find_root(self._asked.paths)
        config, self._problems = settings.load(self.root, self._asked.config)
        request = to_request(self._asked, self.root, config)
        if isinstance(request.stdin, Source):
            self.given[request.stdin.path] = request.stdin.data
        return request


def guard(engine: str) -> AbstractContextManager[None]:
    """A server is to be left as it was, also after a signal; the engine inside leaves nothing behind."""
    if engine != "opa":
        return nullcontext()
    from policylint.cli.signals import orderly_end

    return orderly_end()


def to_request(asked: Asked, root: str, config: Config) -> Request:
    """The request of the options and the configuration; raises UsageError and PolicyError."""
    if "" in asked.paths:
        raise UsageError("a PATH is empty", hint="A variable that is not set? Leave it out to judge the repository.")
    only_policies = bool(asked.policy) and not asked.select
    if only_policies and asked.ignore:
        raise UsageError(
            "--ignore takes rules away, and --policy judges by none of them",
            hint="To leave files out: `exclude:` in .policylint.yaml, or name only the paths to judge.",
        )
    return Request(
        root=root,
        paths=(*(asked.paths or (root,)), *asked.rendered),
        config=config,
        now=time_of_run(asked.now),
        rules=None if only_policies else rules_of(config, root),
        select=asked.select,
        ignore=asked.ignore,
        stage=asked.stage,
        fail_on=asked.fail_on or config.fail_on,
        policies=_policies(asked, config, root),
        namespaces=_namespaces(asked),
        rego="v0" if asked.rego_v0 else "v1",
        combine=asked.combine,
        strict_reading=bool(asked.policy),
        rendered=bool(asked.rendered),
        stdin=_stdin(asked),
        excluded=excluded_by(config),
        engine=asked.engine,
        digest=asked.format_ != "text" or any(not value.startswith("text=") for value in asked.output),
        verbose=asked.verbose,
    )


def _stdin(asked: Asked) -> Source | Problem | None:
    if "-" not in asked.paths:
        return None
    from policylint.discovery import standard_input

    return standard_input(asked.stdin_filename)


def rules_of(config: Config, root: str) -> Bundle:
    """The shipped rules, joined by those of the configuration's `rules` folders."""
    if not config.rules:
        return ahead.bundle(())
    from policylint.judging.bundles import with_own

    return with_own(ahead.bundle(()), config.rules, root)


def _policies(asked: Asked, config: Config, root: str) -> Bundle | None:
    found = _policy_bundle(asked, config, root)
    if found is None:
        if asked.data or asked.namespace or asked.all_namespaces or asked.rego_v0 or asked.combine:
            raise UsageError("--data, --namespace, --all-namespaces, --rego-v0 and --combine go with --policy DIR")
        return None
    if not (asked.data or config.data):
        return found
    from policylint.judging.data import load_data

    if asked.data:
        return replace(found, data=load_data(asked.data))
    return replace(found, data=load_data(tuple(os.path.join(root, path) for path in config.data), root))


def _policy_bundle(asked: Asked, config: Config, root: str) -> Bundle | None:
    if asked.policy:
        return ahead.bundle(asked.policy)
    if not config.policies:
        return None
    from policylint.judging.bundles import of_repository

    return of_repository(config.policies, root)


def _namespaces(asked: Asked) -> Any:
    from policylint.judging.namespaces import Namespaces

    from_config = not asked.policy and not asked.namespace
    return Namespaces(asked.namespace or ("main",), asked.all_namespaces or from_config)


def excluded_by(config: Config) -> Callable[[str], bool] | None:
    """Whether the configuration leaves a path out; None when it leaves nothing out."""
    if not config.exclude:
        return None
    from policylint.globs import Globs

    return Globs([pattern for pattern, _reason in config.exclude]).match


def time_of_run(given: str | None) -> str:
    """The time that the run judges at, in UTC: the one given, else the clock's."""
    if given is None:
        return ahead.now()
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UsageError(f"--now takes a time such as 2026-11-23T00:00:00Z, not {given!r}")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Engined(Protocol):
    """The options that say which engine judges."""

    @property
    def engine(self) -> str: ...
    @property
    def opa_url(self) -> str | None: ...
    @property
    def opa_token_file(self) -> str | None: ...
    @property
    def jobs(self) -> int | None: ...


def starter(asked: Engined) -> Callable[[], Engine]:
    """What starts the engine that was asked for."""
    if asked.engine == "embedded" and (asked.opa_url or asked.opa_token_file):
        raise UsageError("--opa-url and --opa-token-file go with --engine opa")

    def start() -> Engine:
        if asked.engine == "opa":
            from policylint.engine.opa import OpaServer
            from policylint.engine.token import read_token

            return OpaServer(asked.opa_url, read_token(asked.opa_token_file))
        return ahead.engine(asked.jobs)

    return start
