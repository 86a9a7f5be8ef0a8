"""`.policylint.yaml` from its bytes to a Config, with every fault at its line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.trees import Everything

from policylint import settings
from policylint.config import Config, StagePatterns
from policylint.errors import UsageError
from policylint.model.documents import Source

if TYPE_CHECKING:
    from pathlib import Path

    from policylint.model.documents import Problem

FULL = """\
fail_on: warning
undecided: warn
select: ["@native", REL, access.endpoint_authenticated]
disable: [{rule: SLA003, reason: traffic is internal}]
exclude: [{path: "vendor/**", reason: not ours}]
stages:
  production: {paths: ["deploy/live/**"], namespaces: [ml-live], labels: {env: [live, prod]}}
  staging: {paths: ["deploy/try/**"]}
params: {PRO001: {max_age_days: 14}}
rules: [governance/rules]
policies: [./governance/policy/]
data: [governance/data.yaml]
"""


def problems_of(text: str) -> list[Problem]:
    """The problems of a configuration whose paths all exist."""
    return list(settings.of_source(Source(".policylint.yaml", text.encode(), named=True), Everything())[1])


def test_every_key_is_read() -> None:
    """A file that uses every key gives a Config with all of it."""
    config, problems = settings.of_source(Source(".policylint.yaml", FULL.encode(), named=True), Everything())
    assert problems == ()
    assert config == Config(
        fail_on="warning",
        undecided="warn",
        select=("@native", "REL", "access.endpoint_authenticated"),
        disable=(("SLA003", "traffic is internal"),),
        exclude=(("vendor/**", "not ours"),),
        stages=(
            StagePatterns("staging", ("deploy/try/**",)),
            StagePatterns("production", ("deploy/live/**",), ("ml-live",), (("env", ("live", "prod")),)),
        ),
        params={"PRO001": {"max_age_days": 14}},
        rules=("governance/rules",),
        policies=("governance/policy",),
        data=("governance/data.yaml",),
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "{}\n"])
def test_an_empty_file_is_the_default(text: str) -> None:
    """A file without keys changes nothing."""
    config, problems = settings.of_source(Source(".policylint.yaml", text.encode(), named=True), Everything())
    assert (replace(config, path=""), problems) == (Config(path=""), ())


FAULTS = [
    ("fial_on: error\n", 1, 1, "fial_on", "Did you mean fail_on?"),
    ("\n\nfail_on: eror\n", 3, 10, "eror", "Did you mean error?"),
    ("fail_on: [error]\n", 1, 10, "a list", None),
    ("fail_on: note\n", 1, 10, "error or warning", None),
    ("undecided: pass\n", 1, 12, "block or warn", None),
    ("select: REL\n", 1, 9, "a list", "Write it as [REL]."),
    ("select: []\n", 1, 9, "no rule would be judged", "Leave the key out"),
    ("select: [1]\n", 1, 10, "text", "quotes"),
    ("select:\n", 1, 1, "empty", "leave the key out"),
    ("disable: [{rule: A, reson: b}]\n", 1, 21, "reson", "Did you mean reason?"),
    ("disable: [{reason: b}]\n", 1, 11, "no rule", "{rule: ..., reason: ...}"),
    ("disable:\n  - rule: A\n    reason: ''\n", 3, 13, "disable.reason is empty text", None),
    ("disable: {SLA003: because}\n", 1, 10, "a list", None),
    ("exclude: ['!keep']\n", 1, 11, "not supported", None),
    ("exclude: [../other]\n", 1, 11, "`..`", None),
    ("exclude:\n  - path: 'a['\n    reason: b\n", 2, 11, "does not close", None),
    ("stages: {prod: {}}\n", 1, 10, "prod", "Did you mean production?"),
    ("stages: {production: {path: [a]}}\n", 1, 23, "path", "Did you mean paths?"),
    ("stages: {production: {namespaces: ml}}\n", 1, 35, "a list", "[ml]"),
    ("stages: {production: {labels: [a]}}\n", 1, 31, "a mapping", None),
    ("stages: {production: {labels: {env: live}}}\n", 1, 37, "a list", "[live]"),
    ("stages: {production: {labels: {on: [true]}}}\n", 1, 37, "text", "quotes"),
    ("params: {PRO001: 14}\n", 1, 18, "a mapping", None),
    ("params: [PRO001]\n", 1, 9, "a mapping", None),
    ("rules: [/etc]\n", 1, 9, "inside the repository", None),
    ("rules: [a/../../b]\n", 1, 9, "inside the repository", None),
    ("rules: ['C:/rules']\n", 1, 9, "inside the repository", None),
    ("rules: ['a\\b']\n", 1, 9, "inside the repository", None),
    ("rules: [~/rules]\n", 1, 9, "inside the repository", None),
    ("- fail_on: error\n", 1, 3, "a mapping", None),
    ("fail_on\n", 1, 1, "a mapping", None),
    ("fail_on: error\nselect: [A]\nfail_on: error\n", 3, 1, "fail_on", None),
    ("fail_on: error\n---\nselect: [A]\n", 3, 1, "one YAML document", "Join the two"),
    ("fail_on: [error\n", None, None, "", None),
    ("\tfail_on: error\n", 1, None, "", None),
]


@pytest.mark.parametrize(("text", "line", "column", "says", "hint"), FAULTS, ids=[row[0].strip() for row in FAULTS])
def test_a_fault_stands_at_its_line(text: str, line: int, column: int, says: str, hint: str | None) -> None:
    """Every fault blocks, names what is wrong where it is, and proposes the nearest right word."""
    (problem,) = problems_of(text)
    assert problem.blocks
    assert problem.path == ".policylint.yaml"
    assert problem.line is not None
    assert line is None or problem.line == line
    assert column is None or problem.column == column
    assert says in problem.message
    assert hint is None or hint in (problem.hint or "")


def test_every_fault_is_told_at_once() -> None:
    """Faults in several keys are all told, in the order of the file; sound keys are kept, others have their default."""
    text = "undecided: warn\nselect: [A, 3]\nfail_on: eror\nrulse: [a]\n"
    config, problems = settings.of_source(Source(".policylint.yaml", text.encode(), named=True), Everything())
    assert [problem.line for problem in problems] == [2, 3, 4]
    assert (config.undecided, config.fail_on, config.select) == ("warn", "error", ())


def test_a_bare_entry_is_accepted_with_a_note() -> None:
    """`disable: [CODE]` and `exclude: [GLOB]` work; a note asks for the reason and blocks nothing."""
    text = 'disable: [SLA003]\nexclude: ["vendor/**", {path: old}]\n'
    config, problems = settings.of_source(Source(".policylint.yaml", text.encode(), named=True), Everything())
    assert config.disable == (("SLA003", ""),)
    assert config.exclude == (("vendor/**", ""), ("old", ""))
    assert [(problem.line, problem.blocks) for problem in problems] == [(1, False), (2, False), (2, False)]
    assert all("say why" in problem.message for problem in problems)


def test_ten_thousand_faults_take_one_reading() -> None:
    """A file full of unknown keys is answered in one pass over it."""
    found = problems_of("".join(f"key{index}: 1\n" for index in range(10_000)))
    assert [problem.line for problem in found] == list(range(1, 10_001))


def test_no_file_is_the_default(tmp_path: Path) -> None:
    """A repository without the file has the default configuration and no problem."""
    assert settings.load(str(tmp_path)) == (Config(), ())


def test_paths_must_exist_inside_the_repository(tmp_path: Path) -> None:
    """A path that is absent gets the nearest one; a link that leaves the repository is refused."""
    root = tmp_path / "repository"
    (root / "governance" / "rules").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (root / "link").symlink_to(tmp_path / "outside")
    text = "rules: [governance/rulse, governance/rules]\npolicies: [govrnance/policy]\ndata: [link, zzz]\n"
    (root / ".policylint.yaml").write_text(text)
    _, problems = settings.load(str(root))
    assert [(problem.line, problem.hint) for problem in problems] == [
        (1, "Did you mean governance/rules?"),
        (2, "Did you mean governance?"),
        (3, None),
        (3, None),
    ]
    assert "leads out of the repository" in problems[2].message
    assert '"zzz"' in problems[3].message


def test_a_misspelt_file_name_is_not_passed_over(tmp_path: Path) -> None:
    """`.policylint.yml` would be ignored in silence: it is a fault."""
    (tmp_path / ".policylint.yml").write_text("fail_on: warning\n")
    _, (problem,) = settings.load(str(tmp_path))
    assert problem.blocks
    assert problem.path == ".policylint.yml"
    assert problem.hint == "Rename it to .policylint.yaml."


def test_another_file_can_be_named(tmp_path: Path) -> None:
    """--config reads that file; its paths are relative to the repository."""
    (tmp_path / "rules").mkdir()
    other = tmp_path / "strict.conf"
    other.write_text("fail_on: warning\nrules: [rules]\n")
    config, problems = settings.load(str(tmp_path), str(other))
    assert problems == ()
    assert (config.fail_on, config.rules) == ("warning", ("rules",))


@pytest.mark.parametrize("name", ["absent.yaml", "folder"])
def test_a_named_file_must_be_a_file(tmp_path: Path, name: str) -> None:
    """A --config that is not there, or is a folder, is a usage error that names it."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match=name):
        settings.load(str(tmp_path), str(tmp_path / name))


def test_a_folder_in_its_place_is_an_error(tmp_path: Path) -> None:
    """A folder called .policylint.yaml is not the same as no configuration."""
    (tmp_path / ".policylint.yaml").mkdir()
    with pytest.raises(UsageError, match="not a file"):
        settings.load(str(tmp_path))


def test_a_dangling_link_is_an_error(tmp_path: Path) -> None:
    """A link to nothing is not the same as no configuration."""
    (tmp_path / ".policylint.yaml").symlink_to(tmp_path / "gone")
    with pytest.raises(UsageError, match=r"\.policylint\.yaml"):
        settings.load(str(tmp_path))
