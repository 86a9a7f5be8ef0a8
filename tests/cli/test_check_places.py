"""Where check looks and how it names what it finds: roots, sub-folders, standard input, other files, the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.command import BLOCKED, COMPLIANT, DENY_ALL, ONLY_LINUX, write
from support.command import inside as run
from support.command import inside_check as check
from support.company import COMPANY
from support.folders import repository

if TYPE_CHECKING:
    from pathlib import Path

CONFIGURED = "disable: [{rule: REL001, reason: judged elsewhere}]\n"
HELM = """\
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: {{ .Release.Name }}, namespace: prod}
spec:
  predictor:
    model: {storageUri: hf://acme/summariser:{{ .Values.revision }}, modelFormat: {name: huggingface}}
"""
RENDERED = HELM.replace("{{ .Release.Name }}", "summariser").replace("{{ .Values.revision }}", "main")


def paths(folder: Path, *arguments: str | Path, **options: object) -> set[str]:
    return {path for path, _, _ in check(folder, *arguments, **options).found}


def test_without_a_path_the_whole_repository_is_judged_also_from_below(tmp_path: Path) -> None:
    """Names count from the root, wherever the command runs."""
    root = write(repository(tmp_path / "repository"), {"a/one.yaml": BLOCKED, "b/c/two.yaml": BLOCKED})
    everything = {"a/one.yaml", "b/c/two.yaml"}
    assert paths(root) == paths(root / "a") == paths(root / "b" / "c") == everything
    assert paths(root / "b", ".") == paths(root / "b", "c/two.yaml") == {"b/c/two.yaml"}
    assert paths(root / "b", "../a") == {"a/one.yaml"}
    assert paths(tmp_path, "repository/a") == {"a/one.yaml"}


def test_without_a_repository_the_current_folder_is_the_root(tmp_path: Path) -> None:
    write(tmp_path, {"a/one.yaml": BLOCKED, "two.yaml": BLOCKED})
    assert paths(tmp_path) == {"a/one.yaml", "two.yaml"}
    assert paths(tmp_path / "a") == {"one.yaml"}
    assert paths(tmp_path / "a", "../two.yaml") == {"../two.yaml"}


def test_a_repository_with_nothing_but_ignored_files_is_nothing_to_judge(tmp_path: Path) -> None:
    root = write(repository(tmp_path / "repository"), {"one.yaml": BLOCKED, ".gitignore": "*\n"})
    assert check(root).code == 2
    assert check(root, "one.yaml").code == 1


def test_the_configuration_is_that_of_the_repository_that_is_judged(tmp_path: Path) -> None:
    """From wherever: a run from outside must not lose the stages and rules that are settled inside."""
    inside = write(repository(tmp_path / "inside"), {"one.yaml": BLOCKED, ".policylint.yaml": CONFIGURED})
    outside = write(repository(tmp_path / "outside"), {"two.yaml": BLOCKED})
    assert check(inside).code == check(outside, inside).code == check(tmp_path, "inside/one.yaml").code == 0
    assert check(outside).code == check(inside, outside).code == 1
    assert check(inside, "one.yaml", outside).code == 0


def test_a_repository_inside_the_one_at_work_does_not_bring_its_own_configuration(tmp_path: Path) -> None:
    """A submodule is judged by the settings of the repository that holds it: it may be anybody's."""
    root = write(repository(tmp_path / "repository"), {"one.yaml": COMPLIANT})
    write(repository(root / "vendor"), {"two.yaml": BLOCKED, ".policylint.yaml": CONFIGURED})
    done = check(root, "vendor")
    assert (done.code, done.found) == (1, [("vendor/two.yaml", 4, "REL001")])


def test_without_git_the_configuration_of_a_folder_that_was_named_counts(tmp_path: Path) -> None:
    write(tmp_path, {"folder/one.yaml": BLOCKED, "folder/.policylint.yaml": CONFIGURED, "other/two.yaml": BLOCKED})
    assert check(tmp_path, "folder").code == 0
    assert check(tmp_path, "other").code == 1
    write(tmp_path, {".policylint.yaml": "fail_on: warning\n"})
    assert check(tmp_path, "folder").code == 1  # the current folder is a root itself


def test_config_reads_another_file_whose_paths_count_from_the_root(tmp_path: Path) -> None:
    root = write(repository(tmp_path / "repository"), {"deploy/one.yaml": BLOCKED, "deploy/two.yaml": COMPLIANT})
    write(tmp_path, {"settings/mine.yaml": "exclude: [{path: deploy/one.yaml, reason: old}]\n"})
    assert check(root, "--config", "../settings/mine.yaml").code == 0
    assert check(root / "deploy", "--config", tmp_path / "settings" / "mine.yaml").code == 0
    write(root, {".policylint.yaml": CONFIGURED})
    assert check(root, "--config", "../settings/mine.yaml", "deploy/one.yaml").code == 1


def test_a_misspelt_configuration_blocks(tmp_path: Path) -> None:
    write(tmp_path, {"one.yaml": COMPLIANT, ".policylint.yml": CONFIGURED})
    done = check(tmp_path)
    assert done.code == 2
    assert "the configuration is called .policylint.yaml" in done.problems[0][2]


@pytest.mark.parametrize("name", [None, "deploy/endpoint.yaml", "/elsewhere/endpoint.yaml", "no-ending"])
def test_standard_input_is_judged_under_the_name_given_for_it(name: str | None, tmp_path: Path) -> None:
    given = ("--stdin-filename", name) if name else ()
    done = check(tmp_path, "-", *given, stdin=BLOCKED.encode())
    assert done.code == 1
    assert done.found == [(name or "<stdin>", 4, "REL001")]
    text = run("check", "-", *given, folder=tmp_path, stdin=BLOCKED.encode())
    assert "4 | model: {repository: acme/summariser, revision: main}" in text.out


def test_the_name_of_standard_input_decides_its_format(tmp_path: Path) -> None:
    card = str(COMPANY["space/README.md"]).encode()
    assert check(tmp_path, "-", "--stdin-filename", "README.md", stdin=card).found[0][2] == "SPC004"


def test_standard_input_and_files_are_judged_together(tmp_path: Path) -> None:
    write(tmp_path, {"one.yaml": BLOCKED})
    assert paths(tmp_path, "-", "one.yaml", stdin=BLOCKED.replace("summariser-", "other-").encode()) == {
        "<stdin>",
        "one.yaml",
    }


@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe\x00", b"a: 1\na: 2\n", b"\0" * 100], ids=ascii)
def test_standard_input_that_cannot_be_read_blocks(content: bytes, tmp_path: Path) -> None:
    done = run("check", "-", folder=tmp_path, stdin=content)
    assert done.code == 2
    assert "<stdin>" in done.said or "nothing to judge" in done.said


def test_more_standard_input_than_is_read_blocks(tmp_path: Path) -> None:
    done = check(tmp_path, "-", stdin=b"#" * (11 << 20))
    assert done.code == 2
    assert done.problems == [
        ("<stdin>", None, "Standard input holds more than 10,485,760 bytes; up to that much is read.")
    ]


def test_rendered_output_stands_for_the_templates(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"chart/templates/service.yaml": HELM, "chart/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0\n"},
    )
    write(tmp_path / "out", {"rendered.yaml": RENDERED})
    alone = check(tmp_path, "chart")
    assert alone.code == 2
    assert "template" in alone.problems[0][2]
    done = check(tmp_path, "chart", "--rendered", "out/rendered.yaml")
    assert (done.code, [path for path, _, _ in done.found]) == (1, ["out/rendered.yaml"])
    assert check(tmp_path, "chart", "--rendered", "-", stdin=RENDERED.encode()).code == 1
    assert check(tmp_path, "chart", "--rendered", "absent.yaml").code == 2


@pytest.mark.parametrize("moment", ["2026-11-23T00:00:00Z", "2026-11-23T01:00:00+01:00", "2026-11-23T00:00:00.000Z"])
def test_now_is_the_time_that_policies_see(moment: str, tmp_path: Path) -> None:
    policy = "package main\n\ndeny contains time.format(time.now_ns())\n"
    write(tmp_path, {"one.yaml": COMPLIANT, "p/deny.rego": policy})
    done = check(tmp_path, "--now", moment, "--policy", "p", "one.yaml")
    assert done.code == 1
    assert done.report["findings"][0]["message"] == "2026-11-23T00:00:00Z"


@pytest.mark.parametrize(
    "moment", ["tomorrow", "2026-11-23", "2026-11-23T00:00:00", "2026-13-01T00:00:00Z", "", "1700000000"]
)
def test_a_time_that_is_none_is_not_decided(moment: str, tmp_path: Path) -> None:
    """Without a zone the same word would mean another moment on another machine."""
    write(tmp_path, {"one.yaml": COMPLIANT})
    done = check(tmp_path, "--now", moment)
    assert done.code == 2
    ((_, _, message),) = done.problems
    assert message == f"--now takes a time such as 2026-11-23T00:00:00Z, not {moment!r}."


@pytest.mark.parametrize(
    "flags", [("--no-cache",), ("--jobs", "1"), ("--jobs", "64"), ("--engine", "embedded")], ids=" ".join
)
def test_how_the_engine_works_changes_no_report(flags: tuple[str, ...], tmp_path: Path) -> None:
    write(tmp_path, COMPANY)
    assert check(tmp_path, *flags) == check(tmp_path)


def test_the_options_of_document_policies_do_what_they_say(tmp_path: Path) -> None:
    """Each in short and long form, several at once."""
    files: dict[str, str | bytes] = {
        "one.yaml": "a: 1\n",
        "two.yaml": "a: 2\n",
        "p/deny.rego": DENY_ALL,
        "q/deny.rego": "package other.q\n\nwarn contains data.word\n",
        "old/deny.rego": 'package main\n\ndeny[msg] { input.a == 1; msg := "v0" }\n',
        "all/deny.rego": 'package main\n\ndeny contains sprintf("%d", [count(input)])\n',
        "data.yaml": "word: said\n",
    }
    write(tmp_path, files)

    def said(*arguments: str, code: int) -> list[tuple[str, str, str]]:
        done = check(tmp_path, *arguments, "one.yaml", "two.yaml")
        assert (done.code, done.err) == (code, "")
        return [(each["path"], each["code"], each["message"]) for each in done.report["findings"]]

    denied = [(path, "main/deny", "denied") for path in ("one.yaml", "two.yaml")]
    warned = [(path, "other.q/warn", "said") for path in ("one.yaml", "two.yaml")]
    both = ("-p", "p", "--policy", "q", "-d", "data.yaml")
    assert said(*both, code=1) == denied
    assert said(*both, "-n", "other.q", code=0) == warned
    assert said(*both, "--namespace", "other.*", "--fail-on", "warning", code=1) == warned
    assert sorted(said(*both, "--all-namespaces", "--data", "data.yaml", code=1)) == sorted(denied + warned)
    assert said("-p", "old", "--rego-v0", code=1) == [("one.yaml", "main/deny", "v0")]
    assert [message for _, _, message in said("-p", "all", "--combine", code=1)] == ["2"]
    assert check(tmp_path, "-p", "old", "one.yaml").code == 2  # v0 is not v1


@ONLY_LINUX
def test_the_words_of_a_path_are_taken_as_they_are(tmp_path: Path) -> None:
    """No pattern is expanded, no home folder, no variable: shells do that."""
    write(tmp_path, {"one.yaml": BLOCKED, "~/two.yaml": BLOCKED, "$HOME/three.yaml": BLOCKED})
    assert check(tmp_path, "*.yaml").code == 2
    assert paths(tmp_path, "~", "$HOME") == {"~/two.yaml", "$HOME/three.yaml"}
