"""Waivers in a check: what they except, when they count for nothing, and what is said about each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.command import BLOCKED, inside_check, write

if TYPE_CHECKING:
    from pathlib import Path

    from support.command import Done

FILE = ".policylint/waivers.yaml"
NOW = ("--now", "2026-11-23T12:00:00Z")
ONLY = ("--select", "REL001,MAN001,WAV")
HEAD = "apiVersion: policylint.dev/v1alpha1\nkind: WaiverList\n"
OWNERS = "/.policylint/ @acme/risk @Rita\n"


def entry(**changes: str | None) -> str:
    """One entry of a list: one that counts, with changes; None leaves a key out."""
    keys: dict[str, str | None] = {
        "rule": "REL001",
        "deployment": "summariser-production",
        "reason": "The branch is frozen until the registry moves.",
        "owner": "acme/ml",
        "approver": "acme/risk",
        "created": "2026-11-10",
        "expires": "2026-12-01",
        **changes,
    }
    return "".join(f"  {'- ' if n == 0 else '  '}{k}: {v}\n" for n, (k, v) in enumerate(keys.items()) if v is not None)


def listed(*entries: str) -> str:
    return f"{HEAD}items:\n{''.join(entries)}"


def check(folder: Path, waivers: str, *arguments: str, **files: str) -> Done:
    write(folder, {"endpoint.yaml": BLOCKED, FILE: waivers, **files})
    return inside_check(folder, *NOW, *(arguments or ONLY))


def by_code(done: Done) -> dict[str, dict[str, Any]]:
    return {each["code"]: each for each in done.report["findings"]}


@pytest.mark.parametrize("spelling", ["items", "spec"])
def test_a_waived_finding_is_shown_and_does_not_block(tmp_path: Path, spelling: str) -> None:
    text = listed(entry())
    if spelling == "spec":
        text = HEAD + "spec:\n  items:\n" + "".join(f"  {line}\n" for line in entry().splitlines())
    done = check(tmp_path, text)
    (finding,) = done.report["findings"]
    assert (done.code, finding["code"], finding["level"]) == (0, "REL001", "error")
    assert finding["waiver"] == (
        "until 2026-12-01, approved by acme/risk: The branch is frozen until the registry moves."
    )
    assert done.report["summary"]["waived"] == 1
    assert done.report["summary"]["findings"]["error"] == 0


@pytest.mark.parametrize("form", ["text", "sarif", "github", "junit", "gitlab", "markdown"])
def test_no_report_leaves_it_out(tmp_path: Path, form: str) -> None:
    done = check(tmp_path, listed(entry()), *ONLY, "--format", form)
    assert done.code == 0
    reason = "frozen until the registry" in done.said
    assert "waived" in done.said.lower() if form in ("github", "gitlab") else reason


@pytest.mark.parametrize(
    ("changes", "code", "level", "pointer"),
    [
        ({"expires": "2026-11-22"}, "WAV002", "warning", "/items/0/expires"),
        ({"rule": "MAN001"}, "WAV003", "error", "/items/0/rule"),
        ({"rule": "REL999"}, "WAV004", "warning", "/items/0/rule"),
        ({"deployment": "summariser-prod"}, "WAV004", "warning", "/items/0/deployment"),
        ({"expires": "2026-12-31"}, "WAV006", "error", "/items/0/expires"),
        ({"created": "2026-11-24"}, "WAV006", "error", "/items/0/created"),
    ],
)
def test_what_counts_for_nothing_is_said(
    tmp_path: Path, changes: dict[str, str], code: str, level: str, pointer: str
) -> None:
    done = check(tmp_path, listed(entry(**changes)))
    found = by_code(done)
    assert set(found) == {"REL001", code}
    assert found["REL001"]["waiver"] is None
    assert (found[code]["level"], found[code]["pointer"]) == (level, pointer)
    assert done.code == 1


@pytest.mark.parametrize(("expires", "code"), [("2026-11-23", 0), ("2026-11-23T11:59:59Z", 1), ("2026-12-10", 0)])
def test_a_day_lasts_until_its_end_and_the_longest_time_is_allowed(tmp_path: Path, expires: str, code: int) -> None:
    assert check(tmp_path, listed(entry(expires=expires))).code == code


@pytest.mark.parametrize(
    ("pointer", "code"), [("/model", 0), ("/model/revision", 0), ("/model/rev", 1), ("/compute", 1), ('""', 0)]
)
def test_a_pointer_takes_in_what_is_below_it(tmp_path: Path, pointer: str, code: int) -> None:
    assert check(tmp_path, listed(entry(pointer=pointer))).code == code


def test_a_rule_may_be_given_by_its_name(tmp_path: Path) -> None:
    assert check(tmp_path, listed(entry(rule="release.model_version_pinned"))).code == 0


def test_what_excepts_nothing_is_a_note(tmp_path: Path) -> None:
    done = check(tmp_path, listed(entry(), entry(), entry(rule="RUN002")), "--select", "REL001,RUN002,WAV")
    found = [(each["code"], each["level"], each["pointer"]) for each in done.report["findings"]]
    assert sorted(found)[1:] == [("WAV007", "note", "/items/1/rule"), ("WAV007", "note", "/items/2/rule")]
    assert done.code == 0


def test_only_rules_that_judged_can_be_unused(tmp_path: Path) -> None:
    assert set(by_code(check(tmp_path, listed(entry(), entry(rule="RUN002"))))) == {"REL001"}


def test_a_part_of_the_repository_leaves_open_what_is_unknown_or_unused(tmp_path: Path) -> None:
    """And the list counts although nobody named it."""
    other = entry(deployment="another")
    done = check(tmp_path, listed(entry(), other), *ONLY, "endpoint.yaml")
    assert (done.code, set(by_code(done))) == (0, {"REL001"})


@pytest.mark.parametrize(("approver", "wrong"), [("acme/risk", False), ('"@rita"', False), ("somebody", True)])
def test_an_owner_of_the_list_approves(tmp_path: Path, approver: str, wrong: bool) -> None:
    done = check(tmp_path, listed(entry(approver=approver)), *ONLY, **{".github/CODEOWNERS": OWNERS})
    assert ("WAV005" in by_code(done)) == wrong
    assert done.code == int(wrong)


def test_the_last_line_of_the_owners_counts(tmp_path: Path) -> None:
    owners = f"* @everybody\n{OWNERS}/{FILE} @dora # her own\n"
    done = check(tmp_path, listed(entry(approver="rita")), *ONLY, CODEOWNERS=owners)
    assert by_code(done)["WAV005"]["message"].startswith(
        "rita is no owner of the list of waivers (CODEOWNERS names @dora)"
    )


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        (listed(entry(reason=None)), "/items/0"),
        (listed(entry(approver=None)), "/items/0"),
        (listed(entry(expires=None)), "/items/0"),
        (listed(entry(expires="20261201")), "/items/0/expires"),
        (listed(entry(expires="soon")), "/items/0/expires"),
        (listed(entry(expires="2026-02-30")), "/items/0/expires"),
        (listed(entry(because="x")), "/items/0/because"),
        (listed(entry(pointer="model")), "/items/0/pointer"),
        (listed(entry(), "  - <<: {rule: REL001}\n"), "/items/1"),
        (listed(entry()) + "spec: {items: []}\n", ""),
        (HEAD + "items: {a: 1}\n", "/items"),
        (HEAD, ""),
    ],
)
def test_a_malformed_list_excepts_nothing(tmp_path: Path, text: str, pointer: str) -> None:
    done = check(tmp_path, text)
    places = [each["pointer"] for each in done.report["findings"] if each["code"] == "WAV001"]
    assert (done.code, pointer in places, by_code(done)["REL001"]["waiver"]) == (2, True, None)
    assert not any(each["code"] == "SCH001" for each in done.report["findings"])
    assert any("malformed (WAV001)" in message for path, _, message in done.problems if path == FILE)


@pytest.mark.parametrize(
    "text",
    [
        listed(entry()) + "items: []\n",
        listed(entry().replace("    owner", "    reason: again\n    owner")),
        "{{ waivers }}",
        "items: [",
        "\0",
        "",
        "a: 1\n",
        "apiVersion: policylint.dev/v1alpha1\nkind: Waivers\nitems: []\n",
        "&a [*a]",
    ],
    ids=[
        "key twice",
        "key of an entry twice",
        "template",
        "unclosed",
        "binary",
        "empty",
        "another",
        "misspelt",
        "loop",
    ],
)
def test_a_file_that_is_no_list_is_not_decided(tmp_path: Path, text: str) -> None:
    done = check(tmp_path, text)
    assert (done.code, by_code(done)["REL001"]["waiver"]) == (2, None)
    assert any(path == FILE for path, _, _ in done.problems)


def test_an_anchor_is_what_it_stands_for(tmp_path: Path) -> None:
    text = listed(entry(expires="&end 2026-12-01"), entry(rule="SUP001", expires="*end"))
    assert check(tmp_path, text).code == 0


def test_far_away_years_do_no_harm(tmp_path: Path) -> None:
    done = check(
        tmp_path, listed(entry(created="0000-02-29", expires="9999-12-31"), entry(expires="0001-01-01T00:00:00+14:00"))
    )
    assert {"WAV006", "WAV002"} < set(by_code(done))


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "repository", {"endpoint.yaml": BLOCKED, ".policylint/x": ""})
    write(tmp_path, {"outside.yaml": listed(entry())})
    (tmp_path / "repository" / FILE).symlink_to(tmp_path / "outside.yaml")
    done = inside_check(tmp_path / "repository", *NOW, *ONLY)
    assert (done.code, by_code(done)["REL001"]["waiver"]) == (2, None)


def test_a_list_elsewhere_counts_for_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"endpoint.yaml": BLOCKED, "deploy/waivers.yaml": listed(entry())})
    found = by_code(inside_check(tmp_path, *NOW, *ONLY))
    assert (found["REL001"]["waiver"], found["WAV007"]["level"]) == (None, "note")


def test_an_exclusion_does_not_hide_the_list(tmp_path: Path) -> None:
    files = {".policylint.yaml": "exclude: [{path: .policylint/**, reason: x}]\n"}
    assert check(tmp_path, listed(entry()), *ONLY, **files).code == 0


def test_one_of_two_deployments_is_excepted(tmp_path: Path) -> None:
    other = {"b.yaml": BLOCKED.replace("summariser", "drafts")}
    done = check(tmp_path, listed(entry()), *ONLY, **other)
    assert [(each["path"], each["waiver"] is None) for each in done.report["findings"] if each["code"] == "REL001"] == [
        ("b.yaml", True),
        ("endpoint.yaml", False),
    ]
    assert done.code == 1
