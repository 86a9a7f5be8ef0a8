"""Standard streams that are closed, full, narrow or left: the exit code is the verdict's, and nothing crashes."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from typing import TYPE_CHECKING
from xml.dom.minidom import parseString

import pytest
from support.command import (
    BLOCKED,
    COMMAND,
    COMPLIANT,
    FORMATS,
    ONLY_LINUX,
    RULES,
    check,
    ended,
    run,
    variables,
    words,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="speaks of file descriptors")
FULL = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
ACCENTED = BLOCKED.replace("summariser-production", "résumé-日本-production")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, {"good.yaml": BLOCKED, "fine/fine.yaml": COMPLIANT})


def close(*numbers: int) -> None:
    for number in numbers:
        os.close(number)


@pytest.mark.parametrize("name", ["text", "json", "junit"])
def test_a_reader_that_goes_away_changes_nothing_and_makes_no_noise(name: str, folder: Path) -> None:
    """`policylint check | head -1`: the pipe is closed before anything is written to it."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    with open(write_end, "wb") as pipe:
        done = subprocess.run(
            [COMMAND, *words("check", "--format", name)],
            cwd=folder,
            env=variables(),
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_reader_that_stops_in_the_middle_changes_nothing(folder: Path) -> None:
    """More is written than a pipe holds, and its reader takes one line of it."""
    write(folder, {f"many/{number}.yaml": BLOCKED.replace("summariser-", f"s{number}-") for number in range(300)})
    script = f"'{COMMAND}' check --select {RULES} --format json | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=variables(), capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("{\n1\n", "")


@pytest.mark.parametrize("arguments", [("rules",), ("--version",), ("--help",), ()])
def test_the_other_commands_make_no_noise_either(arguments: tuple[str, ...], folder: Path) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with open(write_end, "wb") as pipe:
        done = subprocess.run(
            [COMMAND, *arguments], cwd=folder, env=variables(), stdout=pipe, stderr=subprocess.PIPE, check=False
        )
    assert done.stderr == b""
    assert done.returncode in (0, 2)


@pytest.mark.parametrize(
    ("numbers", "path", "code"),
    [
        *((numbers, "good.yaml", 1) for numbers in ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2))),
        ((0, 1, 2), "fine", 0),
        ((0, 1, 2), "absent.yaml", 2),
    ],
    ids=str,
)
def test_closed_streams_change_no_verdict(numbers: tuple[int, ...], path: str, code: int, folder: Path) -> None:
    """A closed descriptor would be given to the next pipe: to the engine's own, which must not become our output."""
    done = run("check", path, folder=folder, before=lambda: close(*numbers))
    assert done.code == code
    assert done.err == ""
    assert bool(done.out) == (1 not in numbers)


def test_a_closed_standard_input_is_not_an_empty_document(folder: Path) -> None:
    done = check(folder, "-", "good.yaml", before=lambda: close(0))
    assert done.code == 2
    assert ("<stdin>", None, "Standard input cannot be read: Bad file descriptor.") in done.problems
    assert len(done.found) == 1


def test_an_empty_standard_input_is_nothing_to_judge(folder: Path) -> None:
    done = check(folder, "-", stdin=b"")
    assert done.code == 2
    assert [message for _, _, message in done.problems] == ["nothing to judge: no deployment was found"]


@FULL
@pytest.mark.parametrize("arguments", [("check",), ("check", "--format", "json"), ("rules",), ("--help",)])
def test_a_full_disk_is_a_sentence_and_not_decided(arguments: tuple[str, ...], folder: Path) -> None:
    """A report that nobody can read decides nothing."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [COMMAND, *words(*arguments)], cwd=folder, env=variables(), stdout=full, stderr=subprocess.PIPE, check=False
        )
    told = ended(done.returncode, b"", done.stderr)
    assert told.code == 2
    assert told.said == "policylint: cannot write to standard output: No space left on device"


@FULL
@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("/dev/full", "no space left on device"),
        ("no/such/folder/report", "no such file or directory"),
        ("fine", "is a directory"),
        ("good.yaml/report", "not a directory"),
        ("x" * 300, "file name too long"),
    ],
    ids=["full", "no folder", "a folder", "below a file", "too long"],
)
def test_a_report_that_cannot_be_written_is_a_problem_in_all_others(target: str, says: str, folder: Path) -> None:
    """The verdict of every report of the run is the same, also of those written before."""
    done = check(folder, "--output", "json=before.json", "--output", f"sarif={target}", "--output", "text=after.txt")
    assert done.code == 2
    assert done.problems == [(None, None, f"The report cannot be written to {target}: {says}.")]
    assert len(done.found) == 1
    assert json.loads((folder / "before.json").read_text()) == done.report
    assert "not decided: 1 problem; also 1 error" in (folder / "after.txt").read_text()
    assert sorted(path.name for path in folder.iterdir() if path.suffix == ".tmp") == []


@ONLY_LINUX
def test_devices_and_pipes_are_written_to_and_stay_what_they_are(folder: Path) -> None:
    done = run("check", "--output", "json=/dev/stderr", "--output", "sarif=/dev/null", folder=folder)
    assert done.code == 1
    assert json.loads(done.err)["verdict"] == "blocked"
    assert os.path.islink("/dev/stderr")
    assert not os.path.isfile("/dev/null")


def test_a_report_replaces_a_link_and_leaves_what_it_points_to(folder: Path) -> None:
    """A repository under judgement may hold a link with the name of the report."""
    (folder / "precious").write_text("mine")
    (folder / "report.json").symlink_to("precious")
    assert check(folder, "--output", "json=report.json").code == 1
    assert (folder / "precious").read_text() == "mine"
    assert json.loads((folder / "report.json").read_text())["exit_code"] == 1


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "utf-8"])
def test_text_that_a_terminal_cannot_show_is_escaped(encoding: str, tmp_path: Path) -> None:
    write(tmp_path, {"é.yaml": ACCENTED})
    done = subprocess.run(
        [COMMAND, *words("check")],
        cwd=tmp_path,
        env=variables(PYTHONIOENCODING=encoding),
        capture_output=True,
        check=False,
    )
    out = done.stdout.decode(encoding)
    assert (done.returncode, done.stderr) == (1, b"")
    assert "error REL001" in out
    assert ("日本" if encoding == "utf-8" else "\\u65e5\\u672c") in out


@pytest.mark.parametrize(
    ("name", "encoding"),
    [*((name, "cp1252") for name in FORMATS if name != "text"), ("junit", "ascii"), ("json", "utf-16")],
)
def test_formats_for_programs_are_utf_8_whatever_the_terminal(name: str, encoding: str, tmp_path: Path) -> None:
    """JSON is UTF-8 by definition, and XML says in its first line what it is."""
    write(tmp_path, {"é.yaml": ACCENTED})
    done = run("check", "--format", name, folder=tmp_path, PYTHONIOENCODING=encoding)
    assert done.code == 1
    if name == "junit":
        assert "日本" in parseString(done.out.encode("utf-8")).toxml()


@pytest.mark.parametrize("name", ["LANG", "LC_ALL"])
def test_names_are_read_in_the_plain_locale(name: str, tmp_path: Path) -> None:
    write(tmp_path, {"é.yaml": ACCENTED})
    done = check(tmp_path, **{"LC_ALL": None, "LANG": None, "LC_CTYPE": None, name: "C"})
    assert done.code == 1
    assert [path for path, _, _ in done.found] == ["é.yaml"]


def test_a_pipe_that_does_not_wait_gets_everything(folder: Path) -> None:
    """Some runners hand over pipes that refuse when they are full; their reader here is slow."""
    write(folder, {f"many/{number}.yaml": BLOCKED.replace("summariser-", f"s{number}-") for number in range(300)})
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    taken: list[bytes] = []

    def take() -> None:
        with open(read_end, "rb", buffering=0) as stream:
            while part := stream.read(4096):
                taken.append(part)

    reader = threading.Thread(target=take)
    with open(write_end, "wb") as pipe:
        command = [COMMAND, *words("check", "--format", "json")]
        process = subprocess.Popen(command, cwd=folder, env=variables(), stdout=pipe)
    reader.start()
    assert process.wait() == 1
    reader.join()
    assert len(json.loads(b"".join(taken))["findings"]) == 301
