"""Which rules judge, at which stage, and what blocks: --select, --ignore, --stage, --fail-on, and the configuration."""

from __future__ import annotations

from json import loads
from typing import TYPE_CHECKING

import pytest
from support.command import BLOCKED, COMPLIANT, DENY_ALL, Done, write
from support.command import inside as run
from support.command import inside_check as check
from support.company import COMPANY, UNDECIDED, UNKNOWN_STAGE

from policylint.catalog.tables import collections

if TYPE_CHECKING:
    from pathlib import Path

ALL = {"REL001", "SUP001", "SPC004"}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("company"), COMPANY)


def level(done: Done, code: str) -> str:
    (found,) = {each["level"] for each in done.report["findings"] if each["code"] == code}
    return str(found)


@pytest.mark.parametrize(
    ("arguments", "code", "found"),
    [
        ((), 1, ALL),
        (("--select", "REL001"), 1, {"REL001"}),
        (("--select", "release.model_version_pinned"), 1, {"REL001"}),
        (("--select", "REL001, SPC004"), 1, {"REL001", "SPC004"}),
        (("--select", "REL001", "--select", "SPC004"), 1, {"REL001", "SPC004"}),
        (("--select", "SPC004"), 0, {"SPC004"}),
        (("--ignore", "REL001"), 1, ALL - {"REL001"}),
        (("--ignore", "SUP001,release.model_version_pinned"), 0, {"SPC004"}),
        (("--select", "REL001,SUP001", "--ignore", "REL001"), 1, {"SUP001"}),
        (("--select", "SCH"), 0, set()),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_rules_are_chosen_one_by_one(arguments: tuple[str, ...], code: int, found: set[str], company: Path) -> None:
    done = check(company, *arguments)
    assert (done.code, done.codes) == (code, found)


@pytest.fixture(scope="module")
def groups(company: Path) -> dict[str, set[str]]:
    """The codes of every rule that there is, and of each pack and collection."""
    found: dict[str, set[str]] = {f"@{each.name}": set(each.rules) for each in collections()}
    for rule in loads(run("rules", "list", "--format", "json", folder=company).out):
        for name in ("", rule["code"][:3], rule["name"].partition(".")[0]):
            found.setdefault(name, set()).add(rule["code"])
    return found


@pytest.mark.parametrize(
    ("select", "ignore"),
    [
        ("", ""),
        *((name, "") for name in ("release", "REL", "supply_chain", "SUP", "SPC", "@baseline", "@spaces")),
        *(("", name) for name in ("release", "REL", "supply_chain", "SUP", "SPC", "@baseline", "@spaces")),
        *(("@baseline", name) for name in ("REL", "supply_chain")),
    ],
)
def test_rules_are_chosen_by_pack_and_collection(
    select: str, ignore: str, groups: dict[str, set[str]], company: Path
) -> None:
    """Whichever are shipped: those of the group judge, and no others."""
    given = [word for flag, name in (("--select", select), ("--ignore", ignore)) if name for word in (flag, name)]
    chosen = groups[select] - (groups[ignore] if ignore else set())
    assert chosen & ALL <= check(company, *given, every_rule=True).codes <= chosen


@pytest.mark.parametrize(
    ("arguments", "says", "hint"),
    [
        (("--select", "REL01"), 'no rule, pack or collection "REL01"', "REL001"),
        (("--select", "REL001,relaese"), 'no rule, pack or collection "relaese"', "release"),
        (("--ignore", "@basline"), 'no rule, pack or collection "@basline"', "@baseline"),
        (("--ignore", "NOTHING_LIKE_IT"), 'no rule, pack or collection "NOTHING_LIKE_IT"', "policylint rules"),
        (("--select", ""), 'no rule, pack or collection ""', ""),
        (("--select", "REL001", "--ignore", "REL"), "No rule is left to judge", ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_rule_that_does_not_exist_is_not_decided(
    arguments: tuple[str, ...], says: str, hint: str, company: Path
) -> None:
    """A check that never ran must not pass; the nearest right word is told."""
    done = check(company, *arguments)
    assert done.code == 2
    (problem,) = done.report["problems"]
    assert says in problem["message"]
    assert hint in (problem["hint"] or "")
    assert done.found == []


def test_select_stands_over_the_configuration_and_ignore_beside_it(tmp_path: Path) -> None:
    write(tmp_path, COMPANY)
    write(tmp_path, {".policylint.yaml": "select: [SUP001, REL001]\ndisable: [{rule: REL001, reason: later}]\n"})
    assert check(tmp_path, every_rule=True).codes == {"SUP001"}
    assert check(tmp_path, "--select", "SPC004").codes == {"SPC004"}
    assert check(tmp_path, "--ignore", "SUP001", every_rule=True).code == 2  # no rule is left


@pytest.mark.parametrize(
    ("stage", "code", "found"),
    [
        ("production", 1, {"REL001": "error", "SUP001": "error", "SPC004": "warning"}),
        ("staging", 0, {"REL001": "warning", "SUP001": "warning", "SPC004": "warning"}),
        ("space", 0, {"SUP001": "note", "SPC004": "warning"}),
    ],
)
def test_stage_judges_every_deployment_but_spaces_as_there(
    stage: str, code: int, found: dict[str, str], company: Path
) -> None:
    done = check(company, "--stage", stage)
    assert done.code == code
    assert {each["code"]: each["level"] for each in done.report["findings"]} == found


def test_an_unknown_stage_is_judged_as_production_at_warning_and_said(tmp_path: Path) -> None:
    """Nothing in the file tells the stage: nothing blocks, and the summary says why."""
    write(tmp_path, {"endpoint.yaml": UNKNOWN_STAGE})
    done = check(tmp_path)
    assert (done.code, done.codes, level(done, "REL001")) == (0, {"REL001"}, "warning")
    assert done.report["summary"]["unknown_stage"] == 1
    assert "no known stage" in run("check", folder=tmp_path).said
    assert check(tmp_path, "--fail-on", "warning").code == 1
    assert check(tmp_path, "--stage", "production").code == 1


def test_the_configuration_can_tell_the_stage(tmp_path: Path) -> None:
    write(
        tmp_path, {"live/endpoint.yaml": UNKNOWN_STAGE, ".policylint.yaml": "stages: {staging: {paths: ['live/**']}}\n"}
    )
    done = check(tmp_path)
    assert (done.code, level(done, "REL001")) == (0, "warning")
    assert done.report["summary"]["unknown_stage"] == 0


@pytest.mark.parametrize("setting", ["", "fail_on: error\n", "fail_on: warning\n"])
@pytest.mark.parametrize("flag", [(), ("--fail-on", "error"), ("--fail-on", "warning")], ids=lambda words: words[-1:])
def test_fail_on_is_the_lowest_level_that_blocks(setting: str, flag: tuple[str, ...], tmp_path: Path) -> None:
    """The flag stands over the configuration."""
    write(
        tmp_path, {"space/README.md": COMPANY["space/README.md"], **({".policylint.yaml": setting} if setting else {})}
    )
    bar = flag[-1] if flag else "warning" if "warning" in setting else "error"
    done = check(tmp_path, *flag)
    assert done.codes == {"SPC004"}
    assert done.code == (1 if bar == "warning" else 0)


def test_undecided_in_production_is_not_decided(tmp_path: Path) -> None:
    write(tmp_path, {"endpoint.yaml": UNDECIDED})
    done = check(tmp_path)
    assert (done.code, level(done, "REL001")) == (2, "error")
    assert "1 rule undecided" in run("check", folder=tmp_path).said
    assert check(tmp_path, "--stage", "staging").code == 0
    assert check(tmp_path, "--stage", "staging", "--fail-on", "warning").code == 2


def test_undecided_warns_where_the_configuration_says_so(tmp_path: Path) -> None:
    write(tmp_path, {"endpoint.yaml": UNDECIDED, ".policylint.yaml": "undecided: warn\n"})
    done = check(tmp_path)
    assert (done.code, level(done, "REL001")) == (0, "warning")
    assert done.report["summary"]["undecided"] == 1


def test_not_decided_outranks_blocked(tmp_path: Path) -> None:
    write(tmp_path, {"endpoint.yaml": UNDECIDED, "other.yaml": BLOCKED.replace("summariser-", "other-")})
    assert check(tmp_path).code == 2


def test_excluding_everything_is_nothing_to_judge(tmp_path: Path) -> None:
    write(tmp_path, {"endpoint.yaml": BLOCKED, ".policylint.yaml": "exclude: [{path: '**', reason: all of it}]\n"})
    done = check(tmp_path)
    assert done.code == 2
    assert [message for _, _, message in done.problems] == ["nothing to judge: no deployment was found"]
    assert check(tmp_path, "endpoint.yaml").code == 1  # what is named is read


@pytest.mark.parametrize(
    "files",
    [{}, {"notes.txt": "hello\n"}, {"values.yaml": "a: 1\n"}, {"README.md": "# A library\n"}, {"empty.yaml": ""}],
    ids=["empty folder", "text", "other yaml", "readme", "empty file"],
)
def test_a_folder_with_nothing_of_ours_is_nothing_to_judge(files: dict[str, str | bytes], tmp_path: Path) -> None:
    write(tmp_path, files)
    done = run("check", folder=tmp_path)
    assert done.code == 2
    assert "nothing to judge" in done.said
    assert done.out.endswith("not decided: nothing to judge\n")
    assert check(tmp_path, *files).code == 2


def test_no_such_path_is_told_and_the_others_are_judged(tmp_path: Path) -> None:
    write(tmp_path, {"endpoint.yaml": BLOCKED})
    done = check(tmp_path, "endpoint.yml", "endpoint.yaml")
    assert done.code == 2
    assert done.problems == [("endpoint.yml", None, "There is no endpoint.yml.")]
    assert done.codes == {"REL001"}


def test_policies_judge_alone_and_with_select_beside_rules(tmp_path: Path) -> None:
    """--policy is a drop-in for conftest; naming rules brings those back."""
    write(tmp_path, {"endpoint.yaml": BLOCKED, "p/deny.rego": DENY_ALL})
    assert check(tmp_path, "--policy", "p", "endpoint.yaml").codes == {"main/deny"}
    assert check(tmp_path, "--policy", "p", "--select", "REL001", "endpoint.yaml").codes == {"main/deny", "REL001"}
    write(tmp_path, {".policylint.yaml": "policies: [p]\n"})
    assert check(tmp_path, "endpoint.yaml").codes == {"main/deny", "REL001"}


def test_params_of_the_configuration_reach_the_rules_and_bad_ones_block(tmp_path: Path) -> None:
    write(tmp_path, {"endpoint.yaml": COMPLIANT, ".policylint.yaml": "params: {DOC002: {min_wrods: 3}}\n"})
    done = check(tmp_path)
    assert done.code == 2
    ((path, line, message),) = done.problems
    assert (path, line) == (".policylint.yaml", 1)
    assert "min_wrods" in message
