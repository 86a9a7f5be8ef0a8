"""Writes the record of a run of the gate, last of all: it says what the run came to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from policylint.cli import ahead
from policylint.cli.output import replace_file
from policylint.errors import UsageError
from policylint.promotion.evidence import Witness

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from policylint.cli.output import Outputs
    from policylint.cli.signing import Signing
    from policylint.model.reports import Report

_PIECE = 1 << 20


class Recorder:
    """The file that a record will be written to, and who signs. A record of a run before is taken away first."""

    def __init__(self, path: str, signing: Signing, outputs: Outputs) -> None:
        self.witness = Witness(ahead.clock())
        self._path = path
        if os.path.abspath(path) in (os.path.abspath(other) for _format, other in outputs):
            raise UsageError(f"--record and --output name the same file, {path!r}")
        for option, other in signing.files():
            if os.path.realpath(path) == os.path.realpath(other):
                raise UsageError(f"--record and {option} name the same file, {path!r}")
        try:
            if os.path.isfile(path):
                os.unlink(path)
        except (OSError, ValueError) as error:
            raise _unwritten(path, error) from None
        self._signer = signing.signer()

    def write(self, report: Report, rules: Collection[str], environment: Mapping[str, str]) -> None:
        """Write the record; UsageError where that fails, whatever the verdict was."""
        from policylint.record.canonical import canonical
        from policylint.record.statement import statement

        engine = _digest_of_engine() if report.tool.engine == "embedded" else None
        value = statement(report, self.witness, rules, engine, _repository(environment))
        if self._signer is not None:
            value = self._signer.sign(canonical(value))
        try:
            replace_file(self._path, canonical(value) + b"\n")
        except (OSError, ValueError) as error:
            raise _unwritten(self._path, error) from None


def recorder(path: str | None, signing: Signing, outputs: Outputs) -> Recorder | None:
    """What writes the record that was asked for; None where none was."""
    if path is not None and not path:
        raise UsageError("--record takes the name of a file", hint="A variable that is not set?")
    signing.weigh(recorded=path is not None)
    return Recorder(path, signing, outputs) if path is not None else None


def _digest_of_engine() -> str:
    from hashlib import sha256

    from policylint.spawn import BINARY

    seen = sha256()
    try:
        with open(BINARY, "rb") as stream:
            while piece := stream.read(_PIECE):
                seen.update(piece)
    except OSError as error:
        raise UsageError(f"the record cannot name the engine, which cannot be read: {error.strerror}") from None
    return seen.hexdigest()


def _repository(environment: Mapping[str, str]) -> str | None:
    """The repository as GitHub and GitLab call it. The remotes of a clone may hold a password."""
    server, name = environment.get("GITHUB_SERVER_URL"), environment.get("GITHUB_REPOSITORY")
    url = f"{server}/{name}" if server and name else environment.get("CI_PROJECT_URL")
    return f"git+{url}" if url else None


def _unwritten(path: str, error: OSError | ValueError) -> UsageError:
    reason = getattr(error, "strerror", None) or str(error)
    hint = "Make its folder first: mkdir -p FOLDER" if isinstance(error, FileNotFoundError) else None
    return UsageError(f"the record cannot be written to {path}: {reason.lower()}", hint=hint)
