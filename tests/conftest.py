"""What all tests share: the flag that rewrites golden files, and patience with slow machines."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from support.engine import end_shared
from support.golden import Golden

if TYPE_CHECKING:
    from pathlib import Path

settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("patient")


_IN_CI = bool(os.environ.get("CI"))
_JOBS = ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION", "BUILDKITE")


def pytest_configure() -> None:
    """Tests run the gate at times gone by, which is refused in CI; those about CI set its variables themselves."""
    for name in _JOBS:
        os.environ.pop(name, None)


def pytest_sessionfinish() -> None:
    """The engine that the tests shared ends with them."""
    end_shared()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --update-golden` writes what the tests see into tests/golden/; look at the diff before committing it."""
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden/ instead of comparing")


@pytest.fixture
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Golden:
    """Compares a text with tests/golden/NAME after scrubbing versions, digests and the temporary folder."""
    update = request.config.getoption("--update-golden")
    if update and _IN_CI:
        pytest.fail("Golden files are not rewritten in CI.")
    return Golden(update=bool(update), root=str(tmp_path))
