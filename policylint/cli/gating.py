"""From the options of `gate` to a request, a report and an exit code."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Protocol

from policylint.cli import ahead
from policylint.cli.checking import guard, starter
from policylint.cli.clock import time_that_counts
from policylint.cli.output import deliver, options_for, parse_outputs
from policylint.cli.progress import Progress
from policylint.cli.recording import recorder
from policylint.cli.signing import Signing
from policylint.cli.where import here
from policylint.errors import PolicylintError, UsageError
from policylint.frozen import dataclass, replace
from policylint.promotion.approvals import approvals_of
from policylint.promotion.commits.environment import HOW_TO, NO_BASE, Told, told_by
from policylint.promotion.commits.git import Git
from policylint.promotion.request import GateRequest
from policylint.promotion.run import Gate
from policylint.unjudged import unjudged

if TYPE_CHECKING:
    from collections.abc import Callable

    from policylint.cli.recording import Recorder
    from policylint.model.reports import Report

    Excerpt = Callable[[str, int, int], list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command line, as click gives them."""

    base: str | None
    head: str | None
    approvals: str | None
    now: str | None
    record: str | None
    sign_key: str | None
    sign_keyless: bool
    trust_config: str | None
    fail_on: Any
    no_cache: bool
    jobs: int | None
    engine: str
    opa_url: str | None
    opa_token_file: str | None
    format_: str
    output: tuple[str, ...]
    quiet: bool
    verbose: bool


def execute(values: dict[str, Any]) -> int:
    """Run the gate as asked, deliver its reports, give the exit code."""
    asked = Asked(**values)
    outputs = parse_outputs(asked.output)
    recording = recorder(asked.record, Signing(asked.sign_key, asked.sign_keyless, asked.trust_config), outputs)
    report, gate = _judged(asked, recording)
    excerpt: Excerpt = gate.lines if gate is not None else lambda *_: []
    try:
        told = deliver(report, asked.format_, outputs, options_for(".", asked.quiet, asked.verbose, excerpt))
        if recording is not None:
            recording.write(told, gate.asked if gate is not None else frozenset(), os.environ)
        if told.change is not None and told.exit_code and asked.head is None and told_by(os.environ) is None:
            from policylint.cli.uncommitted import tell

            tell(told, excerpt)
    finally:
        if gate is not None:
            gate.end()
    return told.exit_code


def _judged(asked: Asked, recording: Recorder | None) -> tuple[Report, Gate | None]:
    """The report, and the gate that shows the lines that it speaks of; it has to be ended."""
    progress = Progress(wanted=not asked.quiet)
    try:
        request = _request(asked)
        if recording is not None:
            recording.witness.now = request.now
        gate = Gate(request, progress, recording.witness if recording is not None else None)
        with guard(asked.engine):
            return gate.run(starter(asked)), gate
    except PolicylintError as error:
        return unjudged(error, asked.engine, asked.fail_on or "error"), None
    finally:
        progress.end()


class Compared(Protocol):
    """The options that say which change is meant, and when."""

    @property
    def base(self) -> str | None: ...
    @property
    def head(self) -> str | None: ...
    @property
    def approvals(self) -> str | None: ...
    @property
    def now(self) -> str | None: ...


def request_of(asked: Compared) -> GateRequest:
    """The change that is meant; what the options leave open is what the job's surroundings say."""
    told = told_by(os.environ)
    return GateRequest(
        folder=here(),
        bases=_bases(asked, told),
        head=_head(asked, told),
        now=time_that_counts(asked.now),
        shipped=ahead.bundle(()),
        approvals=approvals_of(asked.approvals) if asked.approvals is not None else None,
        login=told.login if told is not None else None,
    )


def _request(asked: Asked) -> GateRequest:
    return replace(
        request_of(asked),
        fail_on=asked.fail_on,
        engine=asked.engine,
        digest=_named(asked),
        verbose=asked.verbose,
    )


def _named(asked: Asked) -> bool:
    """Whether anything that is written names the policies by their digest."""
    texts = all(value.startswith("text=") for value in asked.output)
    return asked.record is not None or asked.format_ != "text" or not texts


def _bases(asked: Compared, told: Told | None) -> tuple[str, ...]:
    """The base that was given, else what the job's surroundings say."""
    if asked.base is not None:
        return (asked.base,)
    if told is None:
        Git(here()).close()  # outside of a repository that is what has to be said
        raise UsageError(NO_BASE, hint=HOW_TO)
    return told.bases


def _head(asked: Compared, told: Told | None) -> str:
    """The head that was given, else what the job's surroundings say, else what is checked out."""
    return asked.head or (told.head if told is not None else None) or "HEAD"
