"""Habits of conftest's users: what they type ends in 2, and the way in policylint is named."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from support.command import run, write
from support.conftest_tool import conftest

from policylint.cli.check import command
from policylint.cli.migration import for_command, for_option

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"policy/deny.rego": "package main\n\ndeny contains `bad` if input.bad\n", "x.yaml": "bad: true\n"}
OPTIONS = {
    "--fail-on-warn": "--fail-on warning",
    "--no-fail": "ignore the exit code",
    "--ignore .*\\.yaml": "`exclude:` in .policylint.yaml",
    "-o json": "--format json",
    "-o=json": "--format json",
    "--output json": "--format json",
    "--output table": "formats: text, json",
    "--update git::https://example.org/policies": "--policy DIR",
    "-u git::https://example.org/policies": "--policy DIR",
    "--parser yaml": "by their names and contents",
    "--strict": "always shown, as notes",
    "--trace": "opa eval --explain full",
    "--rego-version v0": "--rego-v0",
    "--show-builtin-errors": "always reported",
    "--suppress-exceptions": "never blocks",
    "--no-color": "NO_COLOR=1",
    "--capabilities caps.json": "no network, environment or files",
    "--config-file conftest.toml": "--config FILE",
    "-c conftest.toml": "--config FILE",
    "--github-hide-passed": "shows findings only",
    "--tls": "fetches nothing itself",
    "--proto-file-dirs protos": "Convert text protocol buffers to JSON",
}
COMMANDS = {
    "test": "policylint check",
    "verify": "policylint rules test DIR",
    "pull": "--policy DIR",
    "push": "git or oras",
    "parse": "policylint input PATH",
    "fmt": "opa fmt",
    "doc": "no pages about policies of your own",
    "reformat": "--output json=FILE",
    "plugin": "no plugins",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, FILES)


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_of_conftest_names_the_way_here(option: str, folder: Path) -> None:
    ran = run("check", "-p", "policy", *option.split(), "x.yaml", folder=folder)
    assert ran.code == 2
    assert OPTIONS[option] in " ".join(ran.said.split())
    assert "Did you mean" not in ran.said


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_conftest_names_the_way_here(command: str, folder: Path) -> None:
    ran = run(command, "-p", "policy", "x.yaml", folder=folder)
    assert ran.code == 2
    assert COMMANDS[command] in ran.said


def test_every_flag_and_command_of_conftest_is_known() -> None:
    """To `policylint check`, or to those who explain what to do instead."""
    said = subprocess.run([conftest(), "test", "--help"], capture_output=True, text=True, check=True).stdout
    flags = set(re.findall(r"^ +(?:-\w, )?(--[\w-]+)", said, re.MULTILINE)) - {"--help"}
    ours = {name for parameter in command.params for name in parameter.opts}
    assert len(flags) > 20
    assert {flag for flag in flags if flag not in ours and for_option(flag) is None} == set()
    said = subprocess.run([conftest(), "--help"], capture_output=True, text=True, check=True).stdout
    commands = set(
        re.findall(r"^  (\w+) ", said.partition("Available Commands:")[2].partition("Flags:")[0], re.MULTILINE)
    )
    assert {name for name in commands - {"completion", "help"} if for_command(name) is None} == set()


def test_the_flags_of_both_mean_the_same(folder: Path) -> None:
    """Short and long, with = and without."""
    write(folder, {"data/d.yaml": "k: v\n", "other/deny.rego": "package other\n\ndeny contains data.k\n"})
    for flags in (
        "-p policy -p other -d data -n main -n other",
        "--policy policy --policy other --data data --namespace main --namespace other",
        "--policy=policy --policy=other --data=data --namespace=main --namespace=other",
        "-ppolicy -pother -ddata --all-namespaces",
    ):
        ran = run("check", "--format", "json", *flags.split(), "x.yaml", folder=folder)
        assert [code for _path, code, _message in ran.messages] == ["main/deny", "other/deny"], flags


@pytest.mark.parametrize(
    "arguments", ["-p", "-p nowhere x.yaml", "-p policy nowhere.yaml", "-p policy -d nowhere x.yaml"]
)
def test_what_is_not_there_is_said(arguments: str, folder: Path) -> None:
    ran = run("check", *arguments.split(), folder=folder)
    assert ran.code == 2
    assert "nowhere" in ran.said or "requires an argument" in ran.said


@pytest.mark.parametrize("option", ["-d data", "-n main", "--all-namespaces", "--rego-v0", "--combine"])
def test_options_of_policies_want_policies(option: str, folder: Path) -> None:
    ran = run("check", *option.split(), "x.yaml", folder=folder)
    assert ran.code == 2
    assert "go with --policy DIR" in " ".join(ran.said.split())


def test_without_a_path_the_repository_is_judged(folder: Path) -> None:
    """conftest wants a path; here a run without one judges everything, the policies' own folder too."""
    ran = run("check", "--format", "json", "-p", "policy", folder=folder)
    assert (ran.code, ran.messages) == (1, [("x.yaml", "main/deny", "bad")])


def test_an_empty_folder_is_nothing_to_judge(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "empty").mkdir()
    ran = run("check", "-p", "policy", "empty", folder=tmp_path)
    assert ran.code == 2
    assert "othing to judge" in ran.said
