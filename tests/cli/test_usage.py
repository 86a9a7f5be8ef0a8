"""What people type by mistake, and what the help says: each message names the mistake and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from support.command import BLOCKED, FORMATS, Done, run, write

from policylint.cli.check import command
from policylint.cli.options import FORMATS as OFFERED
from policylint.cli.options import Option
from policylint.reporters import REPORTERS

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = (
    *("check", "gate", "verify", "approve", "waive", "waivers", "baseline", "explain", "rules", "input", "kinds"),
    *("facts", "schema", "completion"),
)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("deploy", "there is no command 'deploy'. To judge that path: policylint check deploy"),
        (".", "there is no command '.'. To judge that path: policylint check ."),
        ("chekc", "there is no command 'chekc'. Did you mean check?"),
        ("expalin REL001", "there is no command 'expalin'. Did you mean explain?"),
        ("lint", "there is no command 'lint'. Did you mean check?"),
        ("test deploy", "policylint check"),
        ("frobnicate", "there is no command 'frobnicate'. `policylint --help` shows the commands."),
        ("--format json check", "Options stand behind their command: policylint check --format"),
        ("--frobnicate", "`policylint --help` shows the commands"),
        ("check --fromat json", "Did you mean --format?"),
        ("check --policy", "'--policy' requires an argument. `policylint check --help` shows the options"),
        ("check -p", "'-p' requires an argument"),
        ("check --format xml", "'xml' is not one of 'text', 'json', 'sarif', 'github', 'junit', 'gitlab', 'markdown'"),
        ("check --format JSON", "'JSON' is not one of"),
        ("check --stage prod", "'prod' is not one of 'space', 'staging', 'production'"),
        ("check --fail-on note", "'note' is not one of 'error', 'warning'"),
        ("check --engine conftest", "'conftest' is not one of 'embedded', 'opa'"),
        ("check --jobs 0", "0 is not in the range 1<=x<=64"),
        ("check --jobs many", "'many' is not a valid integer"),
        ("check --exit-zero", "--exit-zero"),
        ("check --quiet=1", "'--quiet' does not take a value"),
        ("explain", "missing argument RULE. Usage: policylint explain [OPTIONS] RULE"),
        ("explain REL01", 'there is no rule "REL01". Did you mean REL001?'),
        ("explain REL001 SUP001", "unexpected extra argument"),
        ("schema hf/spaec", "hf/space"),
        ("rules lst", "Did you mean list?"),
        ("completion tcsh", "'tcsh' is not one of 'bash', 'zsh', 'fish'"),
    ],
)
def test_each_mistake_gets_a_sentence_that_helps(typed: str, says: str, tmp_path: Path) -> None:
    """On standard error, with 2: a mistake must not look like a verdict."""
    write(tmp_path, {"deploy/endpoint.yaml": BLOCKED})
    done = run(*typed.split(), folder=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert unquoted(says) in unquoted(done.said), done.err
    assert done.err.startswith("policylint: ")
    assert all(len(line) <= 160 for line in done.err.splitlines())


def unquoted(text: str) -> str:
    """click's versions quote names differently."""
    return re.sub("['\"`]", "", text)


def test_the_command_alone_prints_its_help_and_decides_nothing(tmp_path: Path) -> None:
    """In a pipeline it would otherwise be a check that passes and never ran."""
    alone, asked = run(folder=tmp_path), run("--help", folder=tmp_path)
    assert (alone.code, alone.err) == (2, "")
    assert (asked.code, asked.err) == (0, "")
    assert alone.out == asked.out
    assert all(f"\n  {name} " in asked.out for name in COMMANDS)


def helped(folder: Path, *arguments: str, columns: int = 80) -> Done:
    done = run(*arguments, "--help", folder=folder, COLUMNS=str(columns))
    assert (done.code, done.err) == (0, "")
    return done


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("columns", [80, 120])
def test_help_fits_the_terminal(name: str, columns: int, tmp_path: Path) -> None:
    lines = helped(tmp_path, name, columns=columns).out.splitlines()
    assert max(map(len, lines)) <= columns
    assert lines[0].startswith(f"Usage: policylint {name} [OPTIONS]")


def test_check_tells_every_option_on_one_line_where_it_can(tmp_path: Path) -> None:
    """At 80 columns: an option whose help wraps needs its default on the second line, and no more."""
    told = helped(tmp_path, "check").out
    options = [parameter for parameter in command.params if isinstance(parameter, Option)]
    assert len(options) == 23
    for option in options:
        assert re.search(rf"^  (-\w, )?{option.opts[-1]}\b", told, re.MULTILINE), option.opts
        assert option.section
        assert f"\n{option.section}:\n" in told
    wrapped = [line for line in told.partition("What is judged")[2].splitlines() if line.startswith(" " * 10)]
    assert all(line.strip().startswith("[default:") for line in wrapped), wrapped


def test_check_tells_every_format_level_and_exit_code(tmp_path: Path) -> None:
    told = " ".join(helped(tmp_path, "check").out.split())
    assert set(OFFERED) == set(REPORTERS) == set(FORMATS)
    assert all(name in told for name in OFFERED)
    for code, verdict in ((0, "compliant"), (1, "blocked"), (2, "not decided"), (130, "interrupted")):
        assert f"{code} {verdict}" in told


def test_no_option_reads_a_variable() -> None:
    """There is no variable that changes a verdict, because click is asked for none."""
    assert [parameter.name for parameter in command.params if parameter.envvar] == []
    assert command.context_settings.get("auto_envvar_prefix") is None


def test_the_version_names_the_engine_and_the_policies(tmp_path: Path) -> None:
    done = run("--version", folder=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert re.fullmatch(r"policylint \d+\.\d+\.\d+\nOPA 1\.22\.2\npolicies sha256:[0-9a-f]{64}\n", done.out)
