"""Waivers in the gate: those of the base count, those of the change are looked at and do not count yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.command import inside, write
from support.commits import BODY, Gated, Repo, repository, version
from support.manifests import OURS

if TYPE_CHECKING:
    from pathlib import Path

FILE = ".policylint/waivers.yaml"
BASELINE = ".policylint/baseline.json"
CHANGE = {"serve/replicate.yaml": version(BODY)}


def listed(approver: str = "risk", expires: str = "2026-11-30", rule: str = "DOC001") -> str:
    return (
        f"{OURS}kind: WaiverList\nspec:\n  items:\n    - rule: {rule}\n      deployment: digest-live\n"
        f"      reason: The card is being written.\n      owner: ml\n      approver: {approver}\n"
        f"      created: 2026-11-20\n      expires: {expires}\n"
    )


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


def gated(repo: Repo, base: dict[str, Any], head: dict[str, Any], **options: Any) -> Gated:
    repo.commit(repository(**base))
    repo.commit({**CHANGE, **head}, "change", start="main", **options)
    return repo.gate()


def waiver(found: Gated, code: str = "DOC001") -> str | None:
    (finding,) = (each for each in found.report["findings"] if each["code"] == code)
    text: str | None = finding["waiver"]
    return text


def test_a_waiver_of_the_base_counts_and_is_shown(repo: Repo) -> None:
    found = gated(repo, {FILE: listed()}, {})
    assert waiver(found) == "until 2026-11-30, approved by risk: The card is being written."
    assert found.report["summary"]["waived"] == 1


def test_one_that_the_change_brings_in_does_not(repo: Repo) -> None:
    assert waiver(gated(repo, {}, {FILE: listed()})) is None


def test_one_that_the_change_takes_away_still_counts(repo: Repo) -> None:
    assert waiver(gated(repo, {FILE: listed()}, {FILE: None})) is not None


def test_one_that_has_ended_does_not(repo: Repo) -> None:
    assert waiver(gated(repo, {FILE: listed(expires="2026-11-22")}, {})) is None


@pytest.mark.parametrize(
    ("approver", "author", "own"),
    [
        ("ada", "Ada L <ada@example.org>", True),
        ('"@ADA"', "Someone <ada@example.org>", True),
        ("Ada Lovelace", "Ada Lovelace <x@example.org>", True),
        ("ada-l", "A <1234+ada-l@users.noreply.github.com>", True),
        ("ada@example.org", "A <Ada@Example.org>", True),
        ("grace", "Ada <ada@example.org>", False),
    ],
)
def test_nobody_approves_a_waiver_of_their_own(repo: Repo, approver: str, author: str, own: bool) -> None:
    found = gated(repo, {}, {FILE: listed(approver)}, author=author)
    assert ("WAV005" in found.codes) == own


def test_a_waiver_that_was_there_is_not_approved_by_later_authors(repo: Repo) -> None:
    base = listed("ada")
    found = gated(repo, {FILE: base}, {FILE: base + "    # a comment\n"})
    assert "WAV005" not in found.codes
    assert waiver(found) is not None


def test_the_owners_of_the_base_approve(repo: Repo) -> None:
    owners = {".github/CODEOWNERS": "/.policylint/ @risk\n"}
    mine = {FILE: listed("ada"), ".github/CODEOWNERS": "/.policylint/ @ada\n"}
    found = gated(repo, owners, mine, author="Bob <bob@example.org>")
    assert "WAV005" in found.codes


@pytest.mark.parametrize(
    "text", [listed().replace("reason", "why"), "items: [\n", "a: 1\n", listed() + "kind: WaiverList\n"]
)
def test_a_faulty_list_at_the_base_is_not_decided(repo: Repo, text: str) -> None:
    found = gated(repo, {FILE: text}, {})
    assert (found.code, waiver(found)) == (2, None)
    assert FILE in {path for path, _ in found.problems}


def test_a_faulty_list_in_the_change_is_not_decided(repo: Repo) -> None:
    found = gated(repo, {}, {FILE: listed().replace("reason", "why")})
    assert found.code == 2
    assert "WAV001" in found.codes


def test_a_comment_that_ignores_counts_for_nothing(repo: Repo) -> None:
    comment = "# policylint: ignore[SLA001] later until 2026-11-30\n"
    repo.commit(repository())
    repo.commit({"serve/replicate.yaml": comment + version(BODY)}, "change", start="main")
    assert {each["waiver"] for each in repo.gate().report["findings"]} == {None}


def _baseline(repo: Repo, files: dict[str, Any]) -> str:
    """What `policylint baseline write` makes of a repository."""
    folder = write(repo.root.parent / "written", files)
    assert inside("baseline", "write", "--now", "2026-11-23T00:00:00Z", folder=folder).code == 0
    return (folder / BASELINE).read_text()


def test_the_baseline_covers_what_is_not_promoted(repo: Repo) -> None:
    files = repository()
    baseline = _baseline(repo, files)
    repo.commit({**files, BASELINE: baseline})
    repo.commit({"serve/replicate.yaml": BODY + "# a comment\n"}, "comment", start="main")
    repo.commit(CHANGE, "promoted", start="main")
    comment, promoted = repo.gate(head="comment"), repo.gate(head="promoted")
    assert {each["waiver"] is None for each in comment.report["findings"] if each["code"] == "DOC001"} == {False}
    assert promoted.report["promotions"]
    assert {each["waiver"] for each in promoted.report["findings"]} == {None}


def test_a_baseline_that_a_change_brings_in_hides_nothing_and_is_told(repo: Repo) -> None:
    files = repository()
    baseline = _baseline(repo, files)
    repo.commit(files)
    repo.commit({"serve/replicate.yaml": BODY + "# a comment\n", BASELINE: baseline}, "change", start="main")
    found = repo.gate()
    assert {each["waiver"] for each in found.report["findings"]} == {None}
    ((what, how, say),) = found.guards
    assert (what, how) == ("waivers", "loosened")
    assert say.endswith("findings into the baseline, which then block no more")


def test_a_baseline_that_shrinks_is_tighter(repo: Repo) -> None:
    files = repository()
    lines = _baseline(repo, files).splitlines(keepends=True)
    repo.commit({**files, BASELINE: "".join(lines)})
    repo.commit({BASELINE: "".join(lines[:4] + lines[5:])}, "change", start="main")
    assert repo.gate().guards == [("waivers", "tightened", "takes what was solved out of the baseline (1)")]


def test_a_faulty_baseline_is_not_decided(repo: Repo) -> None:
    found = gated(repo, {BASELINE: "{}"}, {})
    assert found.code == 2
    assert BASELINE in {path for path, _ in found.problems}
