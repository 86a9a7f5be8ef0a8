"""`policylint rules test`: the Rego tests of somebody's own rules and document policies, by the engine inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.command import harmless, write

from policylint.cli.root import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Say = Callable[..., tuple[int, str]]

POLICY = 'package main\n\ndeny contains "no owner" if not input.owner\n'
HEAD = "package main_test\n\nimport data.main\n\n"
PASSES = HEAD + 'test_owner if count(main.deny) == 0 with input as {"owner": "a"}\n'
RULE = """\
# METADATA
# title: A deployment has an owner
# description: Without an owner nobody answers the pager.
# scope: package
# custom:
#   id: XAC001
#   severity: {production: error}
#   confidence: high
#   default: true
#   waivable: false
#   scope: subject
#   reads: [hf/endpoint]
#   native: full
#   params: {}
#   fix: Pin it.
package acme.rules.pinned

import data.policylint.lib.pins

deny contains {"msg": "Not pinned.", "at": {"document": "0", "pointer": ""}} if not pins.commit(input.subject.revision)
"""
RULE_TEST = """\
package acme.rules.pinned_test

import data.acme.rules.pinned
import data.policylint.lib.pins

test_main if count(pinned.deny) == 1 with input as {"subject": {"revision": "main"}}

test_the_shipped_library if pins.commit("5b8ec7d0c5a1a7d3e0f4b6c29d18e7f3a4c6b210")
"""


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Say:
    """Writes files into a repository that keeps document policies in `policy`, and runs the command there."""
    monkeypatch.chdir(tmp_path)
    write(
        tmp_path,
        {".policylint.yaml": "policies: [policy]\n", "policy/main.rego": POLICY, "policy/main_test.rego": PASSES},
    )

    def said(*words: str, **files: str) -> tuple[int, str]:
        if "tests" in files:
            files["policy/main_test.rego"] = files.pop("tests")
        write(tmp_path, files)
        code = run(["rules", "test", *words])
        out, err = capfd.readouterr()
        return code, harmless(out + err)

    return said


def rows(text: str) -> dict[str, dict[str, Any]]:
    """The tests of a JSON answer, by name."""
    from json import loads

    return {each["name"]: each for each in loads(text)["tests"]}


def test_all_passed(say: Say) -> None:
    """Nothing but the summary."""
    assert say() == (0, "1 test, 1 passed, 0 failed, 0 skipped\n")


@pytest.mark.parametrize(
    ("test", "why"),
    [
        ("test_x if count(main.deny) == 7", "its value is undefined"),
        ("test_x := 1 == 2", "its value is false"),
        ('test_x := {"a": 1}', 'its value is {"a": 1}'),
        ('test_x := "true"', 'its value is "true"'),
        ("test_x contains 1", "its value is {1}"),
        ("test_x(y) := true if y", "it is a function, and a test takes no arguments"),
        ("test_x[y] if some y in []", "it has no case"),
        ('test_x["a"] if true', 'its value is {"a": true}'),
        ('test_x[y] := {"b": 1, "c": true} if some y in ["a"]', "1 of 2 cases failed\n  case a / b: 1"),
        ("default test_x := false\n\ntest_x if count(main.deny) == 7", "its value is false"),
    ],
)
def test_what_is_not_true_has_failed(test: str, why: str, say: Say) -> None:
    """With its place, and what it holds instead."""
    code, said = say(tests=HEAD + test + "\n")
    line = 5 + 2 * test.startswith("default")
    assert f"policy/main_test.rego:{line}:1: main_test.test_x failed: {why}\n" in said
    assert said.endswith("1 test, 0 passed, 1 failed, 0 skipped\n")
    assert code == 1


def test_what_a_failed_test_prints_is_shown(say: Say) -> None:
    """And nothing of what passes prints, except to programs."""
    tests = 'test_x if {\n\tprint("seen", {"a": 1})\n\tinput.b\n}\n\ntest_y if print("well")\n'
    code, said = say(tests=HEAD + tests)
    assert code == 1
    assert '  print: policy/main_test.rego:6:2: seen {"a": 1}\n' in said
    assert "well" not in said
    many = tests.replace('print("seen", {"a": 1})', "some i in numbers.range(1, 30)\n\tprint(i)")
    said = say(tests=HEAD + many)[1]
    assert said.count("  print: ") == 21
    assert "  print: 10 more lines; --format json has them\n" in said
    found = rows(say("--format", "json", tests=HEAD + tests)[1])
    assert found["test_y"]["printed"] == ["policy/main_test.rego:10:11: well"]


def test_input_data_functions_and_the_clock_are_put_in_place(say: Say) -> None:
    """`with` works for all of them, and configured data are there as in a check."""
    tests = """\
test_input if "no owner" in main.deny with input as {}

test_data if data.limits.age == 5

test_other_data if data.limits.age == 6 with data.limits.age as 6

test_function if twice(2) == 9 with twice as 9

test_clock if time.now_ns() == 7 with time.now_ns as 7

twice(x) := x * 2
"""
    settings = {".policylint.yaml": "policies: [policy]\ndata: [limits.yaml]\n", "limits.yaml": "limits: {age: 5}\n"}
    assert say(tests=HEAD + tests, **settings) == (0, "5 tests, 5 passed, 0 failed, 0 skipped\n")


def test_each_key_of_a_test_with_cases_is_a_case(say: Say) -> None:
    """A case that does not hold is no key of what the test gives: all the same it is named."""
    tests = """\
test_x[name] if {
	some name, case in {"fine": {"n": 1, "given": {}}, "wrong": {"n": 2, "given": {}}}
	count(main.deny) == case.n with input as case.given
}

test_y[case.note] if {
	some case in [{"note": "one", "n": 1}, {"note": "two", "n": 2}]
	found := main.deny with input as {}
	count(found) == case.n
}

test_z[a][b] if {
	some a in ["a", "b"]
	some b in [1, 2]
	b < 2
}

test_fine[name] if some name in ["a", "b"]
"""
    code, said = say(tests=HEAD + tests)
    assert code == 1
    assert "main_test.test_x failed: 1 of 2 cases failed\n  case wrong: undefined\n" in said
    assert "main_test.test_y failed: 1 of 2 cases failed\n  case two: undefined\n" in said
    assert "failed: 2 of 4 cases failed\n  case a / 2: undefined\n  case b / 2: undefined\n" in said
    found = rows(say("--format", "json", tests=HEAD + tests)[1])
    assert (found["test_fine"]["outcome"], found["test_fine"]["cases"]) == ("passed", 2)
    assert found["test_y"]["failed_cases"] == [{"name": "two", "value": "undefined"}]


def test_a_test_that_shares_its_name_is_one_of_its_own(say: Say) -> None:
    """Joined they would hold where one of them does."""
    code, said = say(tests=HEAD + "test_x if 1 == 2\n\ntest_x if 1 == 1\n")
    assert "policy/main_test.rego:5:1: main_test.test_x failed" in said
    assert said.endswith("2 tests, 1 passed, 1 failed, 0 skipped\n")
    assert code == 1


def test_what_is_to_be_done_is_skipped_and_counted(say: Say) -> None:
    """todo_test_ is OPA's mark."""
    code, said = say(tests=PASSES + "\ntodo_test_later if false\n")
    assert "policy/main_test.rego:7:1: main_test.todo_test_later skipped\n" in said
    assert said.endswith("2 tests, 1 passed, 0 failed, 1 skipped\n")
    assert code == 0
    assert say("--quiet") == (0, "2 tests, 1 passed, 0 failed, 1 skipped\n")


def test_what_cannot_be_evaluated_is_not_decided(say: Say) -> None:
    """An error and a test that never ends are neither passed nor failed, and the others are still evaluated."""
    endless = "{\n\tsome i in numbers.range(1, 100000)\n\tsome j in numbers.range(1, 100000)\n\ti * j == -1\n}"
    tests = f'\ntest_error if not to_number("x")\n\ntest_endless if {endless}\n\ntest_last if false\n'
    code, said = say(tests=PASSES + tests)
    assert "main_test.test_error could not be evaluated: policy/main_test.rego:7:15: to_number" in said
    assert "main_test.test_endless could not be evaluated: main_test.test_endless was stopped after 3 s" in said
    assert said.endswith("4 tests, 1 passed, 1 failed, 0 skipped, 2 could not be evaluated: not decided\n")
    assert code == 2


def test_a_test_that_ends_the_engine_is_the_only_one_lost(say: Say) -> None:
    """A new engine goes on behind it."""
    shift = "\ntest_a if bits.lsh(1, 100000000000) > 1\n\ntest_b if 1 == 1\n"
    code, said = say(tests=PASSES + shift)
    assert "main_test.test_a could not be evaluated: The engine" in said
    assert said.endswith("3 tests, 2 passed, 0 failed, 0 skipped, 1 could not be evaluated: not decided\n")
    assert code == 2


@pytest.mark.parametrize(
    ("test", "says"),
    [
        ("test_x if http.send({}).status_code == 1", "http.send is not allowed in policies: it reaches the network"),
        ("test_x if }", "unexpected }"),
        ("test_x if main.deny(1)", "undefined function"),
    ],
)
def test_tests_that_do_not_compile_are_not_decided(test: str, says: str, say: Say) -> None:
    """With the place, and no test is called passed."""
    code, said = say(tests=f"{HEAD}{test}\n")
    assert "policy/main_test.rego:5: " in said
    assert says in said
    assert "passed" not in said
    assert code == 2


def test_a_dead_reference_in_a_test_is_told(say: Say) -> None:
    """`not` something that is nowhere always holds; in a rule it is a fault, as in a check."""
    tests = HEAD + "import data.mian\n\ntest_x if not mian.deny\n"
    code, said = say(tests=tests)
    assert "policy/main_test.rego:7:15: note: nothing provides data.mian" in said
    assert "did you mean main?" in said
    assert code == 0
    code, said = say(**{"policy/other.rego": "package other\n\ndeny contains 1 if data.nothing.here\n"})
    assert "policy/other.rego:3: nothing provides data.nothing" in said
    assert code == 2


def test_rules_without_a_test_are_noted(say: Say) -> None:
    """Those that no test refers to, be it through another rule."""
    other = 'package other\n\nwarn contains "x" if input.x\n\nallowed if not input.y\n'
    indirect = HEAD + "test_owner if count(all_of_it) == 1\n\nall_of_it := main.deny\n"
    code, said = say(tests=indirect, **{"policy/other.rego": other})
    assert said.startswith("policy/other.rego:3:1: note: no test refers to other.warn\n1 test, ")
    assert code == 0


def test_own_rules_are_tested_beside_the_shipped_ones(say: Say, tmp_path: Path) -> None:
    """As they are judged: what they import is there for their tests, too; a PATH chooses which tests run."""
    settings = {".policylint.yaml": "rules: [rules]\npolicies: [policy]\n", "rules/pinned.rego": RULE}
    files = {**settings, "rules/pinned_test.rego": RULE_TEST}
    assert say(**files) == (0, "3 tests, 3 passed, 0 failed, 0 skipped\n")
    assert say("policy/main_test.rego") == (0, "1 test, 1 passed, 0 failed, 0 skipped\n")
    code, said = say(**{"rules/pinned_test.rego": RULE_TEST.replace("acme.rules.pinned_test", "policylint.lib.pins")})
    assert "rules/pinned_test.rego:1: Packages that begin with policylint are the project's" in said
    assert code == 2
    (tmp_path / ".policylint.yaml").unlink()
    assert say("rules", **{"rules/pinned_test.rego": RULE_TEST}) == (0, "2 tests, 2 passed, 0 failed, 0 skipped\n")


@pytest.mark.parametrize(
    ("words", "files", "says"),
    [
        ((), {".policylint.yaml": ""}, "no rules of your own: .policylint.yaml names no folder"),
        (
            (),
            {"tests": "package main_test\n"},
            "your rules have no test at all A test is a rule whose name begins with",
        ),
        ((), {"tests": "package main_test\n\ntodo_test_x if true\n"}, "every test is skipped"),
        ((), {".policylint.yaml": "polices: [policy]\n"}, '.policylint.yaml:1: "polices" is no key'),
        (("policy/main.rego",), {}, "there is no test in policy/main.rego"),
        (("nowhere",), {}, "there is no file or folder nowhere"),
        (("",), {}, "a PATH is empty"),
        (("empty",), {"empty/x.txt": ""}, "it holds no .rego file"),
    ],
)
def test_nothing_to_test_is_not_decided(words: tuple[str, ...], files: dict[str, str], says: str, say: Say) -> None:
    """It must not look like a run in which everything passed. A hook may ask only for what the settings name."""
    code, said = say(*words, **files)
    assert says in " ".join(said.split())
    assert code == 2
    from json import loads

    code, said = say("--format", "json", *words)
    assert (code, loads(said)["outcome"], loads(said)["problems"][0]["blocks"]) == (2, "not decided", True)


def test_a_hook_may_find_no_rules(say: Say) -> None:
    """--if-any says so and passes; rules without a test are still not decided."""
    code, said = say("--if-any", **{".policylint.yaml": ""})
    assert said.startswith("Nothing was tested: no rules of your own")
    assert code == 0
    assert say("--if-any", tests="package main_test\n", **{".policylint.yaml": "policies: [policy]\n"})[0] == 2


def test_nothing_that_a_test_says_is_obeyed(say: Say) -> None:
    """Neither by a terminal nor by a build log; `harmless` looks at everything."""
    cases = '["\\u001b[2J", "\\n::error::a"]'
    tests = f'test_x[k] if {{\n\tsome k in {cases}\n\tprint("\\n::error::b\\u202e", k)\n\tcount(k) == 99\n}}\n'
    code, said = say(tests=HEAD + tests + '\ntest_y := "##[group]\\u200b"\n')
    assert code == 1
    assert "\\x1b[2J" in said
    assert "##[" not in said
    assert not any(line.lstrip().startswith("::") for line in said.splitlines())
    assert say("--format", "json")[0] == 1


def test_the_json_answer(say: Say) -> None:
    """Every key is there whatever the outcome: docs/testing.md lists them."""
    from json import loads

    answer = loads(say("--format", "json", tests=PASSES + "\ntest_x if false\n")[1])
    assert list(answer) == ["outcome", "summary", "tests", "untested", "problems"]
    assert answer["outcome"] == "failed"
    assert answer["summary"] == {"tests": 2, "passed": 1, "failed": 1, "skipped": 0, "not_evaluated": 0}
    assert answer["tests"][1] == {
        "path": "policy/main_test.rego",
        "line": 7,
        "column": 1,
        "package": "main_test",
        "name": "test_x",
        "outcome": "failed",
        "message": "its value is undefined",
        "cases": 0,
        "failed_cases": [],
        "printed": [],
    }
