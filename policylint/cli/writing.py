"""What the commands that write ask first: a sound configuration, texts on one line, a deployment that is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint import words
from policylint.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policylint.config import Config

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_LISTED = 10


def configured(root: str, file: str | None = None) -> Config:
    """The configuration of a repository; UsageError with the first fault in it."""
    from policylint import settings

    config, problems = settings.load(root, file)
    for problem in problems:
        if problem.blocks:
            raise UsageError(f"{problem.path}:{problem.line}: {problem.message}", hint=problem.hint)
    return config


def check_texts(wish: object, names: Sequence[str]) -> None:
    """UsageError for an option that is empty or holds more than one line; None is one that was not given."""
    for name in names:
        text = getattr(wish, name)
        if text is not None and (not text.strip() or _CONTROL.search(text)):
            raise UsageError(f"--{name} takes text on one line, not {words.shown(text)}")


def no_deployment(name: str, known: Sequence[str]) -> UsageError:
    """That there is no deployment of a name, with the one that was meant or those that there are."""
    hint = words.did_you_mean(name, known) or (
        f"There are {words.either(known, 'and')}." if 0 < len(known) <= _LISTED else "`policylint check` names them."
    )
    return UsageError(f"there is no deployment {words.shown(name)}.", hint=hint)
