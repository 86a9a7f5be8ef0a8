"""`# policylint: ignore[CODE] reason until DAY`: it covers what is reported in its line, in a check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.command import BLOCKED, COMPLIANT, inside_check, write

if TYPE_CHECKING:
    from pathlib import Path

    from support.command import Done

NOW = ("--now", "2026-11-23T12:00:00Z")
ONLY = ("--select", "REL001,ACC005,WAV")
GOOD = "# policylint: ignore[REL001] main is frozen until 2026-12-01"


def behind(comment: str, text: str = BLOCKED) -> str:
    """The comment at the end of the line that is reported."""
    return text.rstrip("\n") + f" {comment}\n"


def above(*comments: str) -> str:
    lines = BLOCKED.splitlines()
    return "\n".join((*lines[:3], *comments, lines[3], ""))


def check(folder: Path, text: str, *arguments: str) -> Done:
    return inside_check(write(folder, {"endpoint.yaml": text}), *NOW, *(arguments or ONLY))


def found(done: Done) -> dict[str, dict[str, Any]]:
    return {each["code"]: each for each in done.report["findings"]}


@pytest.mark.parametrize(
    "text",
    [
        behind(GOOD),
        above(GOOD),
        above(GOOD, "", "# and more"),
        behind(GOOD.replace("# policylint: ", "#policylint:")),
        behind(GOOD.replace("REL001", "REL001, SUP001")),
        behind(GOOD.replace("REL001", "release.model_version_pinned")),
        above(GOOD).replace("\n", "\r\n"),
        above(GOOD).replace("frozen", "“frozen” ❄"),
    ],
)
def test_it_covers_the_line_that_it_stands_at(tmp_path: Path, text: str) -> None:
    done = check(tmp_path, text, "--select", "REL001,WAV")
    (finding,) = done.report["findings"]
    assert (done.code, finding["code"]) == (0, "REL001")
    assert finding["waiver"].startswith("until 2026-12-01, by a comment in line ")
    assert done.report["summary"]["waived"] == 1


@pytest.mark.parametrize(
    "text",
    [
        BLOCKED.replace("type:", f"{GOOD}\ntype:"),
        BLOCKED + f'note: "{GOOD}"\n',
        BLOCKED + f"note: |\n  {GOOD}\n",
        BLOCKED.replace("revision: main", f'revision: main, note: "{GOOD}"'),
        behind(GOOD.replace("policylint", "conftest")),
        behind(GOOD.replace("REL001", "rel001")),
    ],
)
def test_what_is_no_such_comment_or_stands_elsewhere_covers_nothing(tmp_path: Path, text: str) -> None:
    done = check(tmp_path, text)
    assert found(done)["REL001"]["waiver"] is None
    assert done.code == 1


@pytest.mark.parametrize(
    ("comment", "code", "level", "said"),
    [
        ("# policylint: ignore", "WAV001", "error", "names no rule"),
        ("# policylint: ignore[] x until 2026-12-01", "WAV001", "error", "names no rule"),
        ("# policylint: ignore[REL001] until 2026-12-01", "WAV001", "error", "gives no reason"),
        ("# policylint: ignore[REL001]", "WAV001", "error", "gives no reason"),
        ("# policylint: ignore[REL001] main is frozen", "WAV001", "error", "has no end"),
        ("# policylint: ignore[REL001] main is frozen until spring", "WAV001", "error", "'spring', which is no day"),
        ("# policylint: ignore[REL001] main is frozen until 2026-02-30", "WAV001", "error", "no day"),
        ("# policylint: ignore[REL001] main is frozen until 2026-11-22", "WAV002", "warning", "ended on 2026-11-22"),
        (
            "# policylint: ignore[REL001] main is frozen until 2026-12-24",
            "WAV006",
            "error",
            "write 2026-12-23 or earlier",
        ),
        ("# policylint: ignore[REL01] main is frozen until 2026-12-01", "WAV004", "warning", "Did you mean REL001?"),
    ],
)
def test_what_counts_for_nothing_is_said(tmp_path: Path, comment: str, code: str, level: str, said: str) -> None:
    done = check(tmp_path, behind(comment))
    flaw = found(done)[code]
    assert (flaw["level"], flaw["line"], flaw["column"]) == (level, 4, len(BLOCKED.splitlines()[3]) + 2)
    assert said in flaw["message"]
    assert found(done)["REL001"]["waiver"] is None
    assert done.code == 1


def test_a_rule_that_cannot_be_waived_is_not_ignored(tmp_path: Path) -> None:
    comment = GOOD.replace("REL001", "MAN001")
    assert found(check(tmp_path, behind(comment)))["WAV003"]["level"] == "error"


def test_one_that_covers_nothing_is_a_note(tmp_path: Path) -> None:
    done = check(tmp_path, behind(GOOD, COMPLIANT))
    assert (done.code, [(each["code"], each["level"]) for each in done.report["findings"]]) == (0, [("WAV007", "note")])


def test_a_part_of_the_repository_leaves_open_whether_it_is_used(tmp_path: Path) -> None:
    assert check(tmp_path, behind(GOOD, COMPLIANT), *ONLY, "endpoint.yaml").report["findings"] == []


def test_the_front_matter_of_a_space_is_yaml_and_its_body_is_not(tmp_path: Path) -> None:
    ignore = "# policylint: ignore[SPC004] shown to colleagues until 2026-12-01"
    space = "---\ntitle: Summaries\nsdk: static\nmodels: [acme/summariser]\n---\n"
    for text, waived in ((f"---\n{ignore}\n" + space[4:], True), (space + ignore + "\n", False)):
        write(tmp_path, {"README.md": text})
        finding = found(inside_check(tmp_path, *NOW, "--select", "SPC004,WAV"))["SPC004"]
        assert (finding["waiver"] is not None) == waived, finding


def test_a_list_comes_first(tmp_path: Path) -> None:
    listed = (
        "apiVersion: policylint.dev/v1alpha1\nkind: WaiverList\nitems:\n"
        "  - {rule: REL001, deployment: summariser-production, reason: x, owner: a, approver: b,"
        " created: 2026-11-10, expires: 2026-12-01}\n"
    )
    write(tmp_path, {".policylint/waivers.yaml": listed})
    done = check(tmp_path, behind(GOOD))
    assert found(done)["REL001"]["waiver"] == "until 2026-12-01, approved by b: x"
    assert found(done)["WAV007"]["path"] == "endpoint.yaml"
