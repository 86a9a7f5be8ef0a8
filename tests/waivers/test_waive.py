"""`policylint waive` adds an entry as text; `policylint waivers list` shows them."""

from __future__ import annotations

import json
import os
from difflib import ndiff
from typing import TYPE_CHECKING

import pytest
from support.command import BLOCKED, inside, inside_check, write

if TYPE_CHECKING:
    from pathlib import Path

    from support.command import Done

FILE = ".policylint/waivers.yaml"
NOW = ("--now", "2026-11-23T12:00:00Z")
HEAD = "apiVersion: policylint.dev/v1alpha1\nkind: WaiverList\n"
OTHER = """\
- rule: SLA001
  deployment: other
  reason: x
  owner: a
  approver: b
  created: 2026-11-01
  expires: 2026-11-30
"""
ON_ONE_LINE = (
    "{rule: SLA001, deployment: o, reason: x, owner: a, approver: b, created: 2026-11-01, expires: 2026-11-30}"
)
WANTED = {
    "--deployment": "summariser-production",
    "--expires": "30d",
    "--reason": "The registry moves: branch main is frozen",
    "--owner": "acme/ml",
    "--approver": "@rita",
}


def waive(folder: Path, rule: str = "REL001", *more: str, **changes: str) -> Done:
    wanted = {**WANTED, **{f"--{name}": value for name, value in changes.items()}}
    options = [word for pair in wanted.items() for word in pair]
    return inside("waive", rule, *options, *NOW, *more, folder=folder)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return write(tmp_path, {"endpoint.yaml": BLOCKED})


def text(repository: Path) -> str:
    return (repository / FILE).read_bytes().decode()


def indented(entries: str, spaces: int) -> str:
    return "".join(" " * spaces + line for line in entries.splitlines(keepends=True))


def test_the_first_one_makes_the_file(repository: Path) -> None:
    done = waive(repository, "REL001", "--ticket", "OPS-7", "--pointer", "/model")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        ".policylint/waivers.yaml: REL001 for summariser-production is waived until 2026-12-23 (30 days);"
        " the gate counts it once it is merged.\n"
    )
    assert text(repository) == HEAD + (
        'spec:\n  items:\n    - rule: REL001\n      deployment: summariser-production\n      pointer: "/model"\n'
        '      reason: "The registry moves: branch main is frozen"\n      owner: acme/ml\n      approver: "@rita"\n'
        '      ticket: OPS-7\n      created: "2026-11-23"\n      expires: "2026-12-23"\n'
    )
    judged = inside_check(repository, *NOW, "--select", "REL001,WAV")
    assert (judged.code, judged.report["summary"]["waived"]) == (0, 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# why\nitems: # here\n" + OTHER + "  # of it\n# the end\n", "# the end\n"),
        (
            "items:\n" + indented(OTHER, 2) + "    # of it\n\n  # next\nmetadata: {name: list}\n",
            "\n  # next\nmetadata: {name: list}\n",
        ),
        ("spec:\n    items:\n" + indented(OTHER, 6) + "---\na: 1\n", "---\na: 1\n"),
        (
            f"items:\n  - {ON_ONE_LINE}",
            "",
        ),
        ("items: []   # none yet\n", ""),
        ("spec:\n  items: []", ""),
        ("metadata: {name: list}\nitems: []\n# end\n", "# end\n"),
    ],
    ids=[
        "no indentation",
        "indented",
        "two documents",
        "an entry on one line, no end of line",
        "none",
        "none in spec",
        "none, comment",
    ],
)
def test_the_rest_of_the_file_stays_as_it_is(repository: Path, before: str, after: str) -> None:
    write(repository, {FILE: HEAD + before})
    done = waive(repository)
    assert done.code == 0, done.err
    written = text(repository)
    changed = [line for line in ndiff((HEAD + before).splitlines(), written.splitlines()) if line[0] in "+-"]
    removed = [line for line in changed if line[0] == "-"]
    assert all("[]" in line for line in removed)
    assert len(changed) - 2 * len(removed) == 7
    assert written.endswith(f'expires: "2026-12-23"\n{after}')
    assert ("# of it" in written) == ("# of it" in before)
    assert inside("waivers", "list", "--format", "json", *NOW, folder=repository).code == 0


def test_windows_line_ends_stay(repository: Path) -> None:
    write(repository, {FILE: (HEAD + "items:\n" + OTHER).replace("\n", "\r\n")})
    assert waive(repository).code == 0
    assert text(repository).count("\n") == text(repository).count("\r\n") == 3 + 7 + 7


def test_what_cannot_be_added_to_is_shown_to_be_pasted(repository: Path) -> None:
    flow = HEAD + f"items: [{ON_ONE_LINE}]\n"
    write(repository, {FILE: flow})
    done = waive(repository)
    assert (done.code, text(repository)) == (2, flow)
    assert "by hand" in done.said
    assert "- rule: REL001" in done.err


@pytest.mark.parametrize(
    ("rule", "changes", "said"),
    [
        ("REL999", {}, "there is no rule"),
        ("MAN001", {}, "MAN001 cannot be waived"),
        ("SCH001", {}, "SCH001 cannot be waived"),
        (
            "REL001",
            {"expires": "31d"},
            "REL001 can be waived for at most 30 days Pass --expires 30d, or the day 2026-12-23.",
        ),
        ("REL001", {"expires": "2027-01-01"}, "at most 30 days"),
        ("REL001", {"expires": "2026-11-22"}, "--expires 2026-11-22 is over"),
        ("REL001", {"expires": "soon"}, "--expires takes a number of days"),
        ("REL001", {"expires": "2026-02-30"}, "--expires takes a number of days"),
        ("REL001", {"expires": "-3d"}, "--expires takes a number of days"),
        ("REL001", {"deployment": "summariser-prod"}, "Did you mean summariser-production?"),
        ("REL001", {"reason": " "}, "--reason takes text on one line"),
        ("REL001", {"owner": "a\nb"}, "--owner takes text on one line"),
        ("REL001", {"pointer": "model"}, "--pointer takes a place"),
    ],
)
def test_what_would_count_for_nothing_is_refused(
    repository: Path, rule: str, changes: dict[str, str], said: str
) -> None:
    done = waive(repository, rule, **changes)
    assert done.code == 2
    assert said in " ".join(done.said.replace("help:", "").replace("=", "").split()) or said in done.said
    assert not (repository / FILE).exists()


@pytest.mark.parametrize("option", ["--deployment", "--expires", "--reason", "--owner", "--approver"])
def test_nothing_may_be_left_out(repository: Path, option: str) -> None:
    options = [word for pair in WANTED.items() if pair[0] != option for word in pair]
    done = inside("waive", "REL001", *options, folder=repository)
    assert done.code == 2
    assert option in done.err


def test_a_second_one_for_the_same_is_refused(repository: Path) -> None:
    assert waive(repository).code == 0
    first = text(repository)
    done = waive(repository, expires="5d")
    assert (done.code, text(repository)) == (2, first)
    assert "until 2026-12-23 already" in done.said
    assert waive(repository, "REL001", "--pointer", "/model").code == 0


def test_an_approver_who_may_not_is_told_at_once(repository: Path) -> None:
    write(repository, {"CODEOWNERS": "/.policylint/ @acme/risk\n"})
    done = waive(repository)
    assert done.code == 0
    assert done.err.startswith("WAV005 will be reported: @rita is no owner of the list of waivers")


@pytest.mark.parametrize(
    "name", ["yes", "1", "null", "a: b", "a #b", "@x", "'", '"', "é", "2026-11-24", "- a", "*x", "{a}"]
)
def test_every_text_is_read_as_it_was_given(repository: Path, name: str) -> None:
    assert waive(repository, reason=name, owner=name).code == 0
    (row,) = json.loads(inside("waivers", "list", "--format", "json", folder=repository).out)
    assert (row["reason"], row["owner"]) == (name, name)


@pytest.mark.parametrize("content", ["items: [\n", HEAD, HEAD + "items: []\nitems: []\n", "a: 1\n", ""])
def test_a_faulty_file_is_left_alone(repository: Path, content: str) -> None:
    write(repository, {FILE: content})
    assert (waive(repository).code, text(repository)) == (2, content)


def test_a_link_out_of_the_repository_is_not_written(tmp_path: Path) -> None:
    repository = write(tmp_path / "r", {"endpoint.yaml": BLOCKED, ".policylint/x": "", ".policylint.yaml": ""})
    (repository / FILE).symlink_to(tmp_path / "elsewhere.yaml")
    done = waive(repository)
    assert (done.code, (tmp_path / "elsewhere.yaml").exists()) == (2, False)
    assert "leads out of the repository" in done.said


def test_the_mode_of_the_file_stays_and_nothing_is_left_beside(repository: Path) -> None:
    write(repository, {FILE: HEAD + "items: []\n"})
    os.chmod(repository / FILE, 0o640)
    assert waive(repository).code == 0
    assert (repository / FILE).stat().st_mode & 0o777 == 0o640
    assert os.listdir(repository / ".policylint") == ["waivers.yaml"]


ENTRIES = "".join(
    OTHER.replace("2026-11-01", begun).replace("2026-11-30", ends).replace("SLA001", rule)
    for rule, begun, ends in [
        ("SLA001", "2026-11-01", "2026-11-30"),
        ("SLA002", "2026-11-20", "2026-12-10"),
        ("REL001", "2026-10-01", "2026-10-30"),
        ("MAN001", "2026-11-01", "2026-11-30"),
        ("REL001", "2026-11-01", "2027-11-30"),
        ("NOP001", "2026-11-01", "2026-11-30"),
        ("REL001", "2026-11-25", "2026-11-30"),
    ]
)


def test_the_list_says_which_ones_count(repository: Path) -> None:
    write(repository, {FILE: HEAD + "items:\n" + ENTRIES})
    rows = json.loads(inside("waivers", "list", "--format", "json", *NOW, folder=repository).out)
    assert [(row["rule"], row["state"], row["days_left"]) for row in rows] == [
        ("SLA001", "in force", 7),
        ("SLA002", "in force", 17),
        ("REL001", "expired", -24),
        ("MAN001", "cannot be waived", 7),
        ("REL001", "too long", 372),
        ("NOP001", "no such rule", 7),
        ("REL001", "not begun", 7),
    ]
    soon = json.loads(inside("waivers", "list", "--expiring", "14d", "--format", "json", *NOW, folder=repository).out)
    assert len(soon) == 5
    shown = inside("waivers", *("list", "--expiring", "14d"), *NOW, folder=repository)
    assert shown.out.splitlines()[0].split() == ["STATE", "RULE", "DEPLOYMENT", "EXPIRES", "DAYS", "LEFT", "APPROVER"]


def test_an_empty_list(repository: Path) -> None:
    assert inside("waivers", folder=repository).out == "There are no waivers.\n"
    write(repository, {FILE: HEAD + "items:\n" + OTHER})
    assert (
        inside("waivers", "list", "--expiring", "3", *NOW, folder=repository).out == "No waiver ends within 3 days.\n"
    )


@pytest.mark.parametrize("value", ["soon", "-1d", "1.5d", "", "999999d"])
def test_days_are_a_number(repository: Path, value: str) -> None:
    assert inside("waivers", "list", "--expiring", value, folder=repository).code == 2


def test_a_faulty_list_is_not_shown_as_empty(repository: Path) -> None:
    write(repository, {FILE: HEAD + "items:\n" + OTHER.replace("reason: x", "why: x")})
    done = inside("waivers", "list", folder=repository)
    assert (done.code, done.out) == (2, "")
    assert "is malformed at /items/0" in done.said
