"""`policylint kinds`, `schema` and `completion`: short answers for editors, shells and rule authors."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from json import loads

import pytest
from jsonschema import Draft202012Validator

from policylint.cli.root import run
from policylint.kinds import KINDS


def test_kinds_lists_each_kind_once(capsys: pytest.CaptureFixture[str]) -> None:
    """One line a kind, in order of name, with what it is."""
    assert run(["kinds"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(KINDS)
    assert any(line.startswith("hf/space ") and "Space" in line for line in lines)


def test_kinds_says_what_no_rule_judges_yet(capsys: pytest.CaptureFixture[str]) -> None:
    """A serving kind without rules is not to be taken for one that is judged."""
    assert run(["kinds"]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert {name for name, line in lines.items() if line.endswith(": not judged yet")} == {
        kind.name for kind in KINDS.values() if not kind.covered
    }


def test_kinds_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """A list of objects for programs."""
    assert run(["kinds", "--format", "json"]) == 0
    rows = loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == sorted(KINDS)
    assert {"title", "reader", "platform", "serves", "covered"} < rows[0].keys()


def test_facts_lists_what_a_manifest_may_expect(capsys: pytest.CaptureFixture[str]) -> None:
    """One line a fact, in order of name; as JSON also where each is read."""
    assert run(["facts"]) == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert names == sorted(names)
    assert "model_version" in names
    assert run(["facts", "--format", "json"]) == 0
    assert all({"name", "title", "read"} == row.keys() for row in loads(capsys.readouterr().out))


def test_schema_prints_a_valid_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed is the JSON Schema that an editor can load."""
    assert run(["schema", "config"]) == 0
    schema = loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    assert "fail_on" in schema["properties"]


@pytest.mark.parametrize(("word", "hint"), [("confg", "Did you mean config?"), ("zzzzz", "policylint kinds")])
def test_an_unknown_schema_is_named(word: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown kind is exit 2 with the nearest right word."""
    assert run(["schema", word]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert word in captured.err
    assert hint in captured.err


@pytest.mark.parametrize(
    ("shell", "check"), [("bash", ["bash", "-n"]), ("zsh", ["zsh", "-n"]), ("fish", ["fish", "--no-execute"])]
)
def test_completion_scripts_parse(shell: str, check: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The script of each shell names the command, and the shell itself can read it."""
    assert run(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "_POLICYLINT_COMPLETE" in script
    if shutil.which(check[0]) is None:
        pytest.skip(f"{shell} is not installed: its script was not parsed")
    subprocess.run(check, input=script, text=True, check=True)


def test_an_unknown_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Only shells that have completion are taken."""
    assert run(["completion", "cmd.exe"]) == 2
    assert "bash" in capsys.readouterr().err


@pytest.mark.parametrize("name", [*sorted(KINDS), "report"])
def test_every_kind_has_a_schema(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each kind's schema is complete and valid."""
    assert run(["schema", name]) == 0
    Draft202012Validator.check_schema(loads(capsys.readouterr().out))


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("policylint exp", "plain,explain"),
        ("policylint explain REL", "plain,REL001"),
        ("policylint schema hf/sp", "plain,hf/space"),
        ("policylint check --fail-on w", "plain,warning"),
    ],
)
def test_completion_completes(words: str, offered: str) -> None:
    """What bash asks for is answered: commands, codes of rules, kinds, choices of options."""
    surroundings = os.environ | {
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
        "_POLICYLINT_COMPLETE": "bash_complete",
    }
    program = "import sys; sys.argv[0] = 'policylint'; from policylint.cli import main; main()"
    ran = subprocess.run([sys.executable, "-c", program], env=surroundings, capture_output=True, text=True, check=False)
    assert offered in ran.stdout.splitlines(), ran.stderr
