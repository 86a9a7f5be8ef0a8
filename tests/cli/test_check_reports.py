"""The reports of check: every format, several at once, the same verdict everywhere, also when nothing could begin."""

from __future__ import annotations

import json
import subprocess
from itertools import cycle
from typing import TYPE_CHECKING, Any
from xml.dom.minidom import parseString

import pytest
from jsonschema import Draft202012Validator
from support.command import BLOCKED, COMMAND, COMPLIANT, FORMATS, reports, run, variables, words, write
from support.command import inside_check as check
from support.company import COMPANY, VERDICTS

if TYPE_CHECKING:
    from pathlib import Path

FILES = {name: f"report.{name}" for name in FORMATS}
# What may change how a report looks and never what it says.
LOOKS: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
    ((), {}),
    (("--quiet",), {}),
    (("--verbose",), {"NO_COLOR": "1"}),
    (("--quiet", "--verbose"), {"TERM": "dumb"}),
    (("--jobs", "1"), {"COLUMNS": "20"}),
    (("--no-cache",), {"LANG": "C"}),
)


def verdict_of(name: str, text: str) -> tuple[str, int | None]:
    """The verdict that a report states, and the exit code where it states one."""
    if name == "json":
        report = json.loads(text)
        return report["verdict"], report["exit_code"]
    if name == "sarif":
        run_ = json.loads(text)["runs"][0]
        return run_["properties"]["verdict"], run_["invocations"][0]["exitCode"]
    if name == "junit":
        found = {each.getAttribute("name"): each.getAttribute("value") for each in _elements(text, "property")}
        return found["verdict"], int(found["exit_code"])
    lines = text if name != "gitlab" else " ".join(each["description"] for each in json.loads(text))
    return next((word for word in ("not decided", "blocked") if word in lines), "compliant"), None


def _elements(text: str, tag: str) -> Any:
    return parseString(text.encode("utf-8")).getElementsByTagName(tag)


@pytest.mark.parametrize("scenario", VERDICTS)
def test_every_format_gives_the_same_exit_code(scenario: str, tmp_path: Path) -> None:
    """In whatever colour, width and verbosity."""
    text, code = VERDICTS[scenario]
    write(tmp_path, {"endpoint.yaml": text})
    names = (*FORMATS, "text") if code else ("text", "json", "junit")
    for name, (flags, environment) in zip(names, cycle(LOOKS), strict=False):
        done = run("check", "--format", name, *flags, folder=tmp_path, **environment)
        assert (name, flags, done.code) == (name, flags, code)
        stated = {0: "compliant", 1: "blocked", 2: "not decided"}[code]
        assert verdict_of(name, done.out) in ((stated, code), (stated, None))


@pytest.mark.parametrize("scenario", VERDICTS)
def test_reports_that_are_written_at_once_agree(scenario: str, tmp_path: Path) -> None:
    text, code = VERDICTS[scenario]
    write(tmp_path, {"endpoint.yaml": text})
    done, written = reports(tmp_path, tmp_path / "reports", "--quiet")
    assert done.code == code
    assert {verdict_of(*each)[0] for each in written.items()} == {
        {0: "compliant", 1: "blocked", 2: "not decided"}[code]
    }


def test_what_is_printed_is_what_is_written(tmp_path: Path) -> None:
    write(tmp_path, COMPANY)
    for name, path in FILES.items():
        done = run("check", "endpoint.yaml", "--format", name, "--output", f"{name}={path}", folder=tmp_path)
        assert (tmp_path / path).read_text(encoding="utf-8") == done.out


def test_colour_is_for_terminals_and_for_those_who_ask(tmp_path: Path) -> None:
    """And never in a file, nor in a format for programs."""
    write(tmp_path, {"endpoint.yaml": BLOCKED})

    def printed(*arguments: str, **environment: str) -> str:
        command = [COMMAND, *words("check", *arguments)]
        done = subprocess.run(
            command, cwd=tmp_path, env=variables(**environment), capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (1, "")
        return done.stdout

    assert "\x1b[" not in printed()
    assert "\x1b[" in printed("--output", "text=plain.txt", FORCE_COLOR="1")
    assert "\x1b[" not in (tmp_path / "plain.txt").read_text()
    assert "\x1b[" not in printed(FORCE_COLOR="1", NO_COLOR="1")
    assert all("\x1b[" not in printed("--format", name, FORCE_COLOR="1") for name in FORMATS if name != "text")


def test_quiet_keeps_what_blocks_and_verbose_adds_what_was_read(tmp_path: Path) -> None:
    write(tmp_path, {**COMPANY, "twice.yaml": "a: 1\na: 2\n"})
    plain, quiet, verbose = (run("check", *flag, folder=tmp_path) for flag in ((), ("--quiet",), ("--verbose",)))
    assert "SPC004" in plain.out
    assert "twice.yaml" in plain.out
    assert "REL001" in quiet.out
    assert "SPC004" not in quiet.out
    assert "twice.yaml" not in quiet.out
    assert "endpoint.yaml\n             line 1: hf/endpoint" in verbose.out
    assert "SCH002" in verbose.out
    assert "SCH002" not in plain.out
    assert {plain.code, quiet.code, verbose.code} == {1}


# Errors before anything is judged: what is asked, what the report says, where.
REFUSED: dict[str, tuple[tuple[str, ...], str, str | None, int | None]] = {
    "unknown rule": (("--select", "REL01"), 'There is no rule, pack or collection "REL01"', None, None),
    "no configuration": (("--config", "absent.yaml"), "There is no configuration file absent.yaml", None, None),
    "bad configuration": (("--config", "bad.yaml"), '"fail_onn" is no key of the configuration', "bad.yaml", 2),
    "broken configuration": (("--config", "broken.yaml"), "The file ends inside", "broken.yaml", 2),
    "no policy folder": (("--policy", "absent"), "No such policy folder: absent", None, None),
    "no policies": (("--policy", "empty"), "No policies in empty", None, None),
    "only tests": (("--policy", "tests"), "No policies in tests", None, None),
    "no rules in policies": (("--policy", "idle"), "no deny, warn or violation rule", None, None),
    "broken policies": (("--policy", "broken"), "unexpected eof", "broken/deny.rego", 4),
    "another namespace": (("--policy", "p", "--namespace", "other"), "No package matches the namespace", None, None),
    "no data": (("--policy", "p", "--data", "absent.json"), "No such data file or folder: absent.json", None, None),
    "broken data": (("--policy", "p", "--data", "broken.yaml"), "The file ends inside", "broken.yaml", 2),
    "data without policies": (("--data", "p"), "go with --policy DIR", None, None),
    "no own rules": (("--config", "rules.yaml"), "rules: there is no", "rules.yaml", 1),
    "own rules are broken": (("--config", "own.yaml"), "unexpected eof", "broken/deny.rego", 4),
    "bad time": (("--now", "tomorrow"), "--now takes a time such as", None, None),
    "server without engine": (("--opa-url", "http://127.0.0.1:1"), "go with --engine opa", None, None),
    "empty path": (("",), "A PATH is empty", None, None),
}  # fmt: skip


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files: dict[str, str | bytes] = {
        "endpoint.yaml": COMPLIANT,
        "bad.yaml": "fail_on: error\nfail_onn: error\n",
        "broken.yaml": "a: [1,\nb: {",
        "rules.yaml": "rules: [absent]\n",
        "own.yaml": "rules: [broken]\n",
        "p/deny.rego": 'package main\n\ndeny contains "x" if false\n',
        "tests/deny_test.rego": "package main\n\ntest_it := true\n",
        "idle/idle.rego": "package main\n\nallowed := true\n",
        "broken/deny.rego": "package main\n\ndeny contains\n",
        "empty/notes.txt": "nothing\n",
    }
    return write(tmp_path_factory.mktemp("refusing"), files)


@pytest.fixture(scope="module")
def schema(refusing: Path) -> Draft202012Validator:
    """The schema of the report, as the command prints it."""
    return Draft202012Validator(json.loads(run("schema", "report", folder=refusing).out))


@pytest.mark.parametrize("why", REFUSED)
def test_what_stops_a_check_before_it_begins_is_a_report(
    why: str, refusing: Path, schema: Draft202012Validator
) -> None:
    """A program that asked for JSON gets JSON, with the verdict, the reason and its place."""
    arguments, says, path, line = REFUSED[why]
    done = check(refusing, *arguments)
    assert (done.code, done.err) == (2, "")
    assert list(schema.iter_errors(done.report)) == []
    assert (done.report["verdict"], done.report["exit_code"]) == ("not decided", 2)
    told = [each for each in done.problems if says in each[2]]
    assert told, done.problems
    assert told[0][:2] == (path, line)


@pytest.mark.parametrize("name", FORMATS)
def test_it_is_a_report_in_every_format(name: str, refusing: Path) -> None:
    done = run("check", "--select", "REL01", "--format", name, "--output", f"{name}=report", folder=refusing)
    assert (done.code, done.err) == (2, "")
    assert verdict_of(name, done.out)[0] == "not decided"
    assert "REL01" in done.out
    assert (refusing / "report").read_text(encoding="utf-8") == done.out
    (refusing / "report").unlink()


def test_faults_of_the_configuration_are_told_beside_what_stops_the_check(refusing: Path) -> None:
    done = check(refusing, "--config", "bad.yaml", "--policy", "absent")
    assert [path for path, _, _ in done.problems] == [None, "bad.yaml"]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("json", "--output takes FORMAT=FILE, not 'json'\n  to print it: --format json\n"),
        ("report", "--output takes FORMAT=FILE, not 'report'\n  formats: text, json, sarif"),
        ("json=", "--output takes FORMAT=FILE, not 'json='"),
        ("=x", "--output knows no format ''"),
        ("xml=report.xml", "--output knows no format 'xml'\n  formats: text, json, sarif"),
    ],
)
def test_an_output_that_cannot_be_meant_is_refused(value: str, says: str, refusing: Path) -> None:
    done = run("check", "--output", value, folder=refusing)
    assert (done.code, done.out) == (2, "")
    assert says in done.err


def test_two_reports_in_one_file_are_refused(refusing: Path) -> None:
    done = run("check", "--output", "json=report", "--output", "sarif=./report", folder=refusing)
    assert (done.code, done.out) == (2, "")
    assert "--output names the file './report' twice" in done.err
    assert not (refusing / "report").exists()
