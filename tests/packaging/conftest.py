"""One copy of the checkout, one wheel and one sdist for all packaging tests.

Everything is compared with the copy, so that somebody may go on editing while the tests run.
"""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import pytest
from support import checkout

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This checkout as it stands, copied; nothing is built in here."""
    return checkout.copy(tmp_path_factory.mktemp("pristine"))


@pytest.fixture(scope="session")
def tree(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the copy, to build in."""
    return shutil.copytree(pristine, tmp_path_factory.mktemp("built") / "tree")


@pytest.fixture(scope="session")
def wheel(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the copy."""
    return checkout.build_wheel(tree, tmp_path_factory.mktemp("wheel") / "dist")


@pytest.fixture(scope="session")
def sdist(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An sdist built from the copy."""
    folder = tmp_path_factory.mktemp("sdist")
    checkout.run(sys.executable, "-m", "build", "--sdist", "--outdir", folder, tree, folder=folder)
    (archive,) = folder.glob("*.tar.gz")
    return archive
