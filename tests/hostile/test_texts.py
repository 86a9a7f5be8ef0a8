"""Names and values that would steer a terminal, a build log or a browser: in no format do they come out raw."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from xml.dom.minidom import parseString

import pytest
from support.command import BLOCKED, ONLY_LINUX, check, reports, run, variables, write

if TYPE_CHECKING:
    from pathlib import Path

NASTY = "\x1b[2J\x1b]8;;https://evil.example\x07\u202e\u2066\u200b\x85\x9b31m"
CONTROL_NAMES = (
    "esc\x1b[31m.yaml",
    "turned\u202eabc.yaml",
    "line\n::error::forged.yaml",
    "return\rabc.yaml",
    "tab\t.yaml",
    "c1\x9b31m.yaml",
)
# Everything in it is a value that some message, place or frame shows.
DOCUMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: "NASTY##[error]x"
  namespace: prod
spec:
  template:
    spec:
      containers:
        - name: "NASTY"
          image: "vllm/NASTY::error::x:latest"
          args: ["--model", "acme/NASTY<script>", "--revision", "main"] # NASTY
"""


def escaped(text: str) -> str:
    """As a double-quoted YAML scalar spells it."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose every name and value was written by somebody who means harm."""
    value, comment = escaped(NASTY), "\u202e\u2066"
    text = DOCUMENT.replace("# NASTY", f"# {comment}").replace("NASTY", value)
    broken = f'"{value}": 1\n"{value}": 2 # {comment}\n'
    made = write(tmp_path_factory.mktemp("texts"), {"deploy.yaml": text, "twice.yaml": broken, "good.yaml": BLOCKED})
    return write(made, dict.fromkeys(CONTROL_NAMES, BLOCKED))


@ONLY_LINUX
@pytest.mark.parametrize("flags", [(), ("--verbose",), ("--quiet",)], ids=" ".join)
def test_no_format_shows_them_raw(flags: tuple[str, ...], folder: Path, tmp_path: Path) -> None:
    """`reports` fails for every character that a terminal would obey; what was found is still there to read."""
    done, written = reports(folder, tmp_path / "reports", *flags)
    assert done.code == 2  # the name of the model is no name: undecided
    for name, text in written.items():
        assert "REL001" in text
        assert "deploy.yaml" in text
        ours = ("::error ", "::warning ", "::notice ", "::group::policylint", "::endgroup::")
        commands = [line for line in map(str.lstrip, text.splitlines()) if line.startswith("::")]
        assert all(name == "github" and line.startswith(ours) for line in commands)
        assert not re.search(r"##\w*\[", text)
    assert parseString(written["junit"].encode("utf-8")).documentElement.tagName == "testsuites"


@ONLY_LINUX
def test_files_with_control_characters_in_their_names_are_not_opened(folder: Path) -> None:
    done = check(folder)
    told = [path for path, _, message in done.problems if message.startswith("The file's name holds control")]
    assert len(told) == len(CONTROL_NAMES)
    assert {path for path, _, _ in done.found} == {"deploy.yaml", "good.yaml"}


@ONLY_LINUX
@pytest.mark.parametrize("name", ["esc\x1b[31m.yaml", b"bytes\xff.yaml"])
def test_such_a_name_on_the_command_line_blocks_and_is_shown_escaped(name: str | bytes, tmp_path: Path) -> None:
    write(tmp_path, {"good.yaml": BLOCKED})
    (tmp_path / os.fsdecode(name)).write_text(BLOCKED)
    done = run("check", name, "good.yaml", folder=tmp_path)
    assert done.code == 2
    assert "Rename it; it was not read." in done.said
    assert "error REL001" in done.said


def test_no_such_path_is_told_with_its_characters_escaped(tmp_path: Path) -> None:
    done = run("check", "no\x1b[31m\u202esuch", folder=tmp_path)
    assert done.code == 2
    assert "There is no no\\u001b[31m\\u202esuch." in done.said


@pytest.mark.parametrize("before", [None, "./", "--"], ids=["found", "dot", "dashes"])
def test_names_that_are_merely_odd_are_read(before: str | None, tmp_path: Path) -> None:
    """Found in the folder, named with ./ before them, and named behind `--`."""
    names = ('with space\'s "quotes".yaml', "-dash.yaml", "日本語 é.yaml", "a:b=c,d%20.yaml")
    write(tmp_path, {name: BLOCKED.replace("summariser-", f"s{number}-") for number, name in enumerate(names)})
    named = {None: (), "./": tuple(f"./{name}" for name in names), "--": ("--", *names)}[before]
    done = check(tmp_path, *named)
    assert done.code == 1
    assert {(path, line) for path, line, _ in done.found} == {(name, 4) for name in names}


def test_a_file_that_looks_like_options_gets_a_hint(tmp_path: Path) -> None:
    write(tmp_path, {"-x.yaml": BLOCKED})
    done = run("check", "-x.yaml", folder=tmp_path)
    assert done.code == 2
    assert "To judge the file -x.yaml: policylint check ./-x.yaml" in done.said


def test_the_name_given_to_standard_input_is_cleaned(tmp_path: Path) -> None:
    done, _ = reports(tmp_path, tmp_path / "r", "-", "--stdin-filename", f"a{NASTY}.yaml", stdin=BLOCKED.encode())
    assert done.code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--select", NASTY),
        ("check", "--config", NASTY),
        ("check", "--policy", NASTY),
        ("check", "--now", NASTY),
        ("check", "--output", NASTY),
        ("check", "--output", f"json=no/{NASTY}"),
        ("check", f"--{NASTY}"),
        ("check", "--format", NASTY),
        ("explain", NASTY),
        ("schema", NASTY),
        ("input", NASTY),
        (NASTY,),
    ],
    ids=lambda words: " ".join(words[:2]).replace(NASTY, "X"),
)
def test_arguments_are_said_back_escaped(arguments: tuple[str, ...], tmp_path: Path) -> None:
    write(tmp_path, {"good.yaml": BLOCKED})
    done = run(*arguments, folder=tmp_path)
    assert done.code == 2
    assert "evil.exam" in done.said.replace(" ", "")


@ONLY_LINUX
def test_policies_whose_names_and_messages_mean_harm_are_cleaned(tmp_path: Path) -> None:
    quoted = escaped(NASTY)
    policy = f'package main\n\ndeny contains "{quoted}::error::x"\n'
    write(tmp_path, {"good.yaml": BLOCKED, "p/a\x1b[31m.rego": policy})
    done, written = reports(tmp_path, tmp_path / "denied", "-p", "p", "good.yaml")
    assert done.code == 1
    assert all("main/deny" in text for text in written.values())
    write(tmp_path, {"q/a\x1b[31m\u202e.rego": "package main\n\ndeny contains x\n"})
    assert reports(tmp_path, tmp_path / "broken", "-p", "q", "good.yaml")[0].code == 2


def test_nothing_of_a_terminal_is_in_the_environment_of_these_tests() -> None:
    """Colour would put escapes of our own on the streams, and hide theirs."""
    assert not {"FORCE_COLOR", "NO_COLOR", "TERM"} & set(variables())
