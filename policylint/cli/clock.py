"""The time at which something is judged that must not be judged as of yesterday."""

from __future__ import annotations

import os

from policylint.cli import ahead
from policylint.cli.checking import time_of_run
from policylint.errors import UsageError

_CI = ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION", "BUILDKITE")


def time_that_counts(given: str | None) -> str:
    """The time of the run. In CI nobody turns back the clock: an expired waiver or an old record stays so."""
    moment = time_of_run(given)
    if given is not None and any(os.environ.get(name) for name in _CI) and moment < ahead.clock()[:16]:
        raise UsageError("--now lies in the past, which is refused where CI is set", hint="Leave --now out.")
    return moment
