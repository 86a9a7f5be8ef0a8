"""From the options of `policylint input` to the inputs of a gate run, and how they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.cli import ahead
from policylint.cli.gating import request_of
from policylint.cli.inputs import chosen, told
from policylint.errors import UsageError
from policylint.frozen import dataclass
from policylint.promotion.run import Gate

if TYPE_CHECKING:
    from collections.abc import Sequence


LACKING = "the change touches no deployment"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which change is meant, and when."""

    base: str | None
    head: str | None
    approvals: str | None
    now: str | None


def show_change(wish: Wish, paths: Sequence[str], config: str | None, only: str | None, as_json: bool) -> int:
    """Print the inputs of the deployments that the change touches, as rules would get them in the gate."""
    if paths:
        hint = "Leave PATH out; --deployment NAME shows one of its deployments."
        raise UsageError("a change is read whole: PATH does not go with --base, --head and --approvals", hint=hint)
    if config is not None:
        raise UsageError(
            "--config does not go with a change: the configuration is that of its base", hint="Leave it out."
        )
    found, problems = Gate(request_of(wish), lambda _number: None).inputs(ahead.engine)
    # Where the commits could not be read that is what is wrong, and not the name.
    if found or not problems:
        names = {each.name for each in chosen([each for each, _input in found], only, LACKING)}
        found = [each for each in found if each[0].name in names]
    none = f"{LACKING}; `policylint input` shows those of the working tree"
    return told(found, problems, as_json, one=only is not None, none=none)
