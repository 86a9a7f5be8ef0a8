"""Waivers in the gate: those of the base count, those of the change are looked at and do not count yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.commits import BODY, Gated, Repo, repository, version
from support.manifests import OURS

if TYPE_CHECKING:
    from pathlib import Path

FILE = ".policylint/waivers.yaml"
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
