"""What surrounds a run: permissions, variables, modules, git's settings, folders that vanish, limits of the system."""

from __future__ import annotations

import ctypes
import os
import shutil
import stat
import sys
from typing import TYPE_CHECKING

import pytest
from support.command import BLOCKED, COMPLIANT, DENY_ALL, ONLY_LINUX, RULES, check, reports, run, write
from support.folders import git, repository

from policylint.gather import gather

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DROP, OVERRIDE, SEARCH, SETPCAP = 24, 1, 2, 8


def may_become_mortal() -> bool:
    """Whether this is no root, or one that may give up its powers."""
    if sys.platform != "linux":
        return False
    with open("/proc/self/status") as stream:
        (effective,) = (int(line.split()[1], 16) for line in stream if line.startswith("CapEff"))
    return os.geteuid() != 0 or bool(effective >> SETPCAP & 1)


MORTALS = pytest.mark.skipif(not may_become_mortal(), reason="this root may open everything, and may not give that up")


def mortal() -> None:
    """Give up what lets root open every file, for good: the new process obeys permissions as anybody does."""
    if os.geteuid() == 0:
        for capability in (OVERRIDE, SEARCH):
            assert ctypes.CDLL(None).prctl(DROP, capability, 0, 0, 0) == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, {"good.yaml": BLOCKED, "closed.yaml": BLOCKED, "shut/inside.yaml": BLOCKED})


@pytest.fixture
def closed(folder: Path) -> Iterator[Path]:
    """A folder with a file and a folder that may not be opened."""
    os.chmod(folder / "closed.yaml", 0)
    os.chmod(folder / "shut", 0)
    yield folder
    os.chmod(folder / "shut", 0o755)


@MORTALS
@pytest.mark.parametrize("with_git", [False, True])
def test_what_may_not_be_opened_is_told(with_git: bool, closed: Path) -> None:
    if with_git:
        git(closed, "init", "-q")
    done = check(closed, before=mortal)
    assert done.code == 1
    assert done.found == [("good.yaml", 4, "REL001")]
    assert done.problems == [
        ("closed.yaml", None, "It cannot be read: permission denied."),
        ("shut", None, "The folder cannot be listed: permission denied."),
    ]


@MORTALS
@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("closed.yaml", "It cannot be read: permission denied."),
        ("shut", "The folder cannot be listed: permission denied."),
        ("shut/inside.yaml", "shut/inside.yaml cannot be looked at: permission denied."),
    ],
)
@pytest.mark.parametrize("with_git", [False, True])
def test_what_was_asked_for_and_may_not_be_opened_blocks(with_git: bool, path: str, says: str, closed: Path) -> None:
    if with_git:
        git(closed, "init", "-q")
    done = check(closed, path, "good.yaml", before=mortal)
    assert done.code == 2
    assert (path, None, says) in done.problems
    assert len(done.found) == 1


@MORTALS
@pytest.mark.parametrize(("name", "content"), [(".policylint.yaml", "fail_on: error\n"), ("p/deny.rego", DENY_ALL)])
def test_settings_and_policies_that_may_not_be_opened_block(name: str, content: str, folder: Path) -> None:
    write(folder, {name: content})
    os.chmod(folder / name, 0)
    done = check(folder, *(["--policy", "p"] if name.startswith("p/") else []), "good.yaml", before=mortal)
    assert done.code == 2
    ((_, _, message),) = done.problems
    assert name in message
    assert "ermission denied" in message


@MORTALS
def test_a_folder_that_may_only_be_read_is_enough(folder: Path) -> None:
    """Nothing is written where a run takes place, but for --output."""
    (folder / "closed.yaml").unlink()
    os.chmod(folder, 0o555)
    done = check(folder, "good.yaml", before=mortal)
    failed = check(folder, "good.yaml", "--output", "sarif=report.sarif", before=mortal)
    os.chmod(folder, 0o755)
    assert (done.code, done.problems) == (1, [])
    assert failed.code == 2
    assert failed.problems == [(None, None, "The report cannot be written to report.sarif: permission denied.")]
    assert len(failed.found) == 1


@pytest.mark.parametrize("below", ["/", "shut"])
def test_a_run_leaves_nothing_behind(below: str, folder: Path) -> None:
    before = sorted(path.relative_to(folder) for path in folder.rglob("*"))
    run("check", folder=folder / below.strip("/"))
    assert sorted(path.relative_to(folder) for path in folder.rglob("*")) == before


@ONLY_LINUX
@pytest.mark.parametrize(
    "arguments",
    [("check",), ("check", "--format", "json"), ("check", "x.yaml"), ("rules",), ("input",), ("explain", "REL001")],
)
def test_a_current_folder_that_is_gone_is_told(arguments: tuple[str, ...], folder: Path) -> None:
    (folder / "gone").mkdir()
    done = run(*arguments, folder=folder / "gone", before=lambda: os.rmdir("../gone"))
    assert done.code == 2
    assert "urrent folder cannot be used: no such file or directory" in done.said


HOSTILE_VARIABLES = {
    "_POLICYLINT_COMPLETE": "bash_source",
    "POLICYLINT_CHECK_FAIL_ON": "warning",
    "POLICYLINT_CHECK_SELECT": "DOC002",
    "POLICYLINT_CONFIG": "other.yaml",
    "POLICYLINT_EXIT_ZERO": "1",
    "OPA_URL": "http://127.0.0.1:1",
    "OPA_LOG_LEVEL": "debug",
    "GIT_DIR": "/nowhere",
    "GIT_WORK_TREE": "/nowhere",
    "GIT_INDEX_FILE": "/nowhere",
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "core.excludesFile",
    "GIT_CONFIG_VALUE_0": "everything",
    "GIT_TRACE": "1",
    "GOGC": "off",
    "GODEBUG": "gctrace=1",
    "GOMEMLIMIT": "1",
    "CI": "true",
    "COLUMNS": "-5",
    "LINES": "x",
    "PAGER": "false",
    "PYTHONWARNINGS": "error",
    "PYTHONOPTIMIZE": "2",
    "HTTP_PROXY": "http://127.0.0.1:1",
    "TMPDIR": "/nowhere",
}


@pytest.mark.parametrize(("content", "code"), [(BLOCKED, 1), (COMPLIANT, 0), ("a: 1\n", 2)])
def test_variables_change_no_verdict_and_no_text(content: str, code: int, tmp_path: Path) -> None:
    """The completion variable made click print a script and end with 0 in place of a verdict."""
    settings = f"select: [{RULES}]\n"  # no option, which would stand over a variable
    files = {"good.yaml": content, "everything": "*\n", ".policylint.yaml": settings}
    folder = write(repository(tmp_path / "repository"), files)
    plain = run("check", folder=folder, every_rule=True)
    assert plain.code == code
    assert run("check", folder=folder, every_rule=True, **HOSTILE_VARIABLES) == plain
    assert run("check", folder=folder, every_rule=True, HOME=None, USER=None, LOGNAME=None, LANG=None) == plain


def test_completion_still_answers_a_shell(tmp_path: Path) -> None:
    asked = {"_POLICYLINT_COMPLETE": "bash_complete", "COMP_WORDS": "policylint ch", "COMP_CWORD": "1"}
    done = run(folder=tmp_path, **asked)
    assert (done.code, done.out) == (0, "plain,check\n")


def test_modules_in_the_current_folder_are_not_imported(tmp_path: Path) -> None:
    names = (
        "click",
        "yaml",
        "policylint",
        "sitecustomize",
        "usercustomize",
        "json",
        "re",
        "_yaml",
        "opa_client",
        "git",
    )
    folder = write(tmp_path, {f"{name}.py": f"raise SystemExit('imported {name}')\n" for name in names})
    write(folder, {"good.yaml": BLOCKED, "policylint/__init__.py": "raise SystemExit('imported')\n"})
    done = check(folder)
    assert (done.code, done.err) == (1, "")
    assert run("explain", "REL001", folder=folder).code == 0


@ONLY_LINUX
@pytest.mark.parametrize(
    "settings",
    [
        '[core]\n\tfsmonitor = "touch RAN; false"\n',
        "[core]\n\thooksPath = hooks\n",
        '[core]\n\tpager = "touch RAN"\n\tsshCommand = "touch RAN"\n[pager]\n\tls-files = true\n',
        '[alias]\n\tls-files = "!touch RAN"\n',
        '[filter "x"]\n\tclean = "touch RAN"\n\tsmudge = "touch RAN"\n\tprocess = "touch RAN"\n\trequired = true\n',
        '[extensions]\n\tpartialClone = o\n[remote "o"]\n\turl = "ext::sh -c touch% RAN"\n\tpromisor = true\n',
    ],
    ids=["fsmonitor", "hooks", "pager", "alias", "filter", "remote"],
)
def test_git_runs_nothing_that_the_repository_names(settings: str, tmp_path: Path) -> None:
    folder = repository(tmp_path / "repository", "tracked.yaml")
    write(folder, {"good.yaml": BLOCKED, ".gitattributes": "* filter=x\n"})
    for hook in ("post-index-change", "fsmonitor-watchman", "post-checkout"):
        write(folder, {f".git/hooks/{hook}": "#!/bin/sh\ntouch RAN\n", f"hooks/{hook}": "#!/bin/sh\ntouch RAN\n"})
        os.chmod(folder / ".git" / "hooks" / hook, 0o755)
        os.chmod(folder / "hooks" / hook, 0o755)
    with open(folder / ".git" / "config", "a") as stream:
        stream.write(settings)
    done = check(folder)
    assert done.code == 1
    assert done.found == [("good.yaml", 4, "REL001")]
    assert list(tmp_path.rglob("RAN")) == []


@pytest.mark.parametrize(
    "break_it",
    [
        lambda folder: (folder / ".git" / "config").write_text("[[[\n"),
        lambda folder: (folder / ".git" / "index").write_bytes(b"garbage"),
        lambda folder: shutil.rmtree(folder / ".git") or (folder / ".git").mkdir(),
        lambda folder: shutil.rmtree(folder / ".git") or (folder / ".git").write_text("gitdir: /nowhere\n"),
    ],
    ids=["config", "index", "empty", "leads nowhere"],
)
def test_a_broken_repository_is_read_as_a_folder(break_it: object, tmp_path: Path) -> None:
    assert callable(break_it)
    folder = write(repository(tmp_path / "repository"), {"good.yaml": BLOCKED})
    git(folder, "add", "-A")
    break_it(folder)
    done = check(folder)
    assert (done.code, len(done.found)) == (1, 1)
    ((path, _, message),) = done.problems
    assert path == "."
    assert "so every file in it is looked at" in message


@ONLY_LINUX
def test_without_git_every_file_is_looked_at(tmp_path: Path) -> None:
    folder = write(repository(tmp_path / "repository"), {"good.yaml": BLOCKED, ".gitignore": "*\n"})
    done = check(folder, PATH="/nowhere")
    assert (done.code, len(done.found)) == (1, 1)
    assert "git cannot be started" in done.problems[0][2]


@pytest.mark.parametrize("path", ["x" * 5_000, "x/" * 2_400, "a\x00b"[:1] + "y" * 255 + ".yaml", "good.yaml/below"])
def test_a_path_that_cannot_be_is_not_there(path: str, folder: Path) -> None:
    done = check(folder, path, "good.yaml")
    assert done.code == 2
    assert [message.startswith("There is no ") for _, _, message in done.problems] == [True]
    assert len(done.found) == 1


@ONLY_LINUX
def test_folders_below_what_a_path_can_name_are_told(tmp_path: Path) -> None:
    """Deeper than 4,096 bytes nothing can be opened by its path."""
    folder = write(tmp_path, {"good.yaml": BLOCKED})
    place = os.open(folder, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("d" * 200, dir_fd=place)
        inner = os.open("d" * 200, os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = inner
    os.close(place)
    done = check(folder)
    assert (done.code, len(done.found)) == (1, 1)
    assert "The folder cannot be listed: file name too long." in [message for _, _, message in done.problems]


@ONLY_LINUX
def test_three_thousand_files_at_once_with_few_descriptors(tmp_path: Path) -> None:
    """Each is closed before the next is opened."""
    from resource import RLIMIT_NOFILE, setrlimit

    names = [f"f{number:04}.yaml" for number in range(3_000)]
    folder = write(tmp_path, dict.fromkeys(names, "a: 1\n") | {"f1500.yaml": BLOCKED})
    done = check(folder, *names, before=lambda: setrlimit(RLIMIT_NOFILE, (32, 32)))
    assert done.code == 1
    assert done.found == [("f1500.yaml", 4, "REL001")]
    assert done.report["summary"]["sources"] == {"read": 1, "not_ours": 2_999, "template": 0, "unreadable": 0}


@ONLY_LINUX
def test_a_limit_on_the_size_of_files_is_told(folder: Path) -> None:
    from resource import RLIMIT_FSIZE, setrlimit

    done = check(folder, "--output", "json=report.json", before=lambda: setrlimit(RLIMIT_FSIZE, (16, 16)))
    assert done.code == 2
    assert (None, None, "The report cannot be written to report.json: file too large.") in done.problems
    assert not (folder / "report.json").exists()


def test_a_fault_of_ours_stays_with_its_file(folder: Path) -> None:
    """A recogniser that fails on one file is a problem of that file, which blocks; the others are read."""

    def classify(path: str, _content: object) -> str | None:
        if path == "closed.yaml":
            raise RecursionError("too deep")
        return "hf/endpoint"

    readings = {item.reading.path: item.reading for item in gather([str(folder)], str(folder), classify)}  # type: ignore[union-attr]
    assert readings["good.yaml"].state == "read"
    (problem,) = readings["closed.yaml"].problems
    assert problem.blocks
    assert problem.message == "policylint failed on this file: RecursionError: too deep. Please report it."


def test_the_report_has_the_permissions_of_any_new_file(folder: Path) -> None:
    check(folder, "--output", "json=report.json", before=lambda: os.umask(0o077) and None)
    assert stat.S_IMODE((folder / "report.json").stat().st_mode) == 0o600


SECRET = "[default]\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\nkey: [\n"


@pytest.mark.parametrize("what", ["configuration", "policy", "rules", "data", "source"])
def test_links_that_lead_out_show_nothing_of_what_is_there(what: str, tmp_path: Path) -> None:
    """A change could bring a link to a credential of whoever judges it, and read its lines in the log."""
    outside = write(tmp_path / "outside", {"secret": SECRET})
    root = write(repository(tmp_path / "root"), {"good.yaml": BLOCKED, "p/deny.rego": DENY_ALL})
    names = {"configuration": ".policylint.yaml", "policy": "p/x.rego", "rules": "r/x.rego", "data": "d/x.yaml"}
    link = root / names.get(what, "x.yaml")
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(outside / "secret")
    settings = {"policy": "policies: [p]\n", "rules": "rules: [r]\n", "data": "policies: [p]\ndata: [d]\n"}
    if what in settings:
        write(root, {".policylint.yaml": settings[what]})
    done, written = reports(root, tmp_path / "reports", "--verbose")
    assert done.code == (1 if what == "source" else 2)
    for text in (done.out, done.err, *written.values()):
        assert "EXAMPLEKEY" not in text
        assert "wJalr" not in text


@ONLY_LINUX
@pytest.mark.parametrize("name", [".policylint.yaml", "p/x.rego", "d/x.json", "d/x.yaml"])
@pytest.mark.parametrize("what", ["pipe", "device", "huge"])
def test_settings_policies_and_data_are_files_of_a_size(what: str, name: str, tmp_path: Path) -> None:
    """None of them can make a run wait, or read without end."""
    root = write(tmp_path, {"good.yaml": BLOCKED, "p/deny.rego": DENY_ALL, "d/good.json": "{}"})
    if what == "pipe":
        os.mkfifo(root / name)
    elif what == "device":
        (root / name).symlink_to("/dev/zero")
    else:
        (root / name).touch()
        os.truncate(root / name, 5 << 30)
    done = check(root, *(() if name.startswith(".") else ("--policy", "p", "--data", "d")), "good.yaml")
    assert done.code == 2
    assert any(name in f"{path} {message}" for path, _, message in done.problems), done.problems
