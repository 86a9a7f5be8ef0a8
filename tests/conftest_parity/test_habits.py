"""What conftest's policies rely on, with fixtures of our own: put to both, they find the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.command import check, write
from support.conftest_tool import Said

if TYPE_CHECKING:
    from pathlib import Path

MAIN = "package main\n\n"
WHOLE = MAIN + "deny contains json.marshal(input)\n"

SAME: dict[str, tuple[dict[str, str], str]] = {
    "deny, warn and violation, with and without names": (
        {
            "policy/a.rego": MAIN
            + "deny contains `a` if input.a\n\ndeny_b contains `b` if input.a\n\nwarn contains `c`\n\n"
            + "warn_d_e contains `d`\n\nviolation contains {`msg`: `e`, `details`: {`x`: 1}} if input.a\n\n"
            + "violation_f contains `f` if input.none\n",
            "x.yaml": "a: 1\n",
        },
        "-p policy x.yaml",
    ),
    "rules that are arrays and objects": (
        {"policy/a.rego": MAIN + "deny := [`x`, `y`] if input.a\n\nwarn := {`z`} if input.a\n", "x.yaml": "a: 1\n"},
        "-p policy x.yaml",
    ),
    "two rules with one name in two files": (
        {
            "policy/a.rego": MAIN + "deny contains `a`\n",
            "policy/deep/b.rego": MAIN + "deny contains `b`\n",
            "x.yaml": "a: 1\n",
        },
        "-p policy x.yaml",
    ),
    "tests beside the policies": (
        {
            "policy/a.rego": MAIN + "deny contains `a` if input.a\n",
            "policy/a_test.rego": MAIN + "test_a if deny[`a`] with input as {`a`: 1}\n",
            "x.yaml": "a: 1\n",
        },
        "-p policy x.yaml",
    ),
    "the input of a document, of several, of an array, and of JSON": (
        {
            "policy/a.rego": WHOLE,
            "one.yaml": "a: [1, x, null, true, 0.5]\nb: {c: '1'}\n",
            "two.yaml": "a: 1\n---\nb: 2\n---\nc\n",
            "array.yaml": "- a: 1\n- b: 2\n",
            "object.json": '{"a": {"b": ["\\u00e9", 1.5, false]}}',
            "array.json": '[{"a": 1}, {"b": 2}]',
        },
        "-p policy one.yaml two.yaml array.yaml object.json array.json",
    ),
    "anchors, merges and texts over several lines": (
        {
            "policy/a.rego": WHOLE,
            "x.yaml": "a: &a {k: v}\nb: {<<: *a, l: w}\nc: *a\nd: |\n  one\n  two\ne: >-\n  one\n  two\n",
        },
        "-p policy x.yaml",
    ),
    "the name of the file": (
        {
            "policy/a.rego": MAIN + "deny contains sprintf(`%v`, [data.conftest.file])\n",
            "in/x.yaml": "a: 1\n",
            "in/y.json": "{}",
        },
        "-p policy in/x.yaml in/y.json",
    ),
    "files below a folder": (
        {"policy/a.rego": WHOLE, "in/a.yaml": "a: 1\n", "in/b/c.yml": "b: 2\n", "in/.hidden/d.json": '{"c": 3}'},
        "-p policy in",
    ),
    "data beside the policies": (
        {
            "policy/a.rego": MAIN + "import data.services\n\ndeny contains port if some port in services.ports\n",
            "data/services/x.yaml": "ports: [a, b]\n",
            "x.yaml": "a: 1\n",
        },
        "-p policy -d data x.yaml",
    ),
    "data under a prefix": (
        {"policy/a.rego": MAIN + "deny contains data.at.k\n", "d.json": '{"k": "v"}', "x.yaml": "a: 1\n"},
        "-p policy -d at:d.json x.yaml",
    ),
    "exceptions": (
        {
            "policy/a.rego": MAIN
            + "deny_a contains `a`\n\ndeny_b contains `b`\n\nwarn_c contains `c`\n\ndeny contains `d`\n\n"
            + "exception contains [`a`, `c`] if input.name == `x`\n",
            "x.yaml": "name: x\n",
            "y.yaml": "name: y\n",
        },
        "-p policy x.yaml y.yaml",
    ),
    "exceptions that are sets": (
        {"policy/a.rego": MAIN + "deny_a contains `a`\n\nexception contains {`a`}\n", "x.yaml": "a: 1\n"},
        "-p policy x.yaml",
    ),
    "combined": (
        {
            "policy/a.rego": MAIN
            + "deny contains sprintf(`%s %v`, [file.path, file.contents]) if some file in input\n\n"
            + "warn contains sprintf(`%d`, [count(input)])\n",
            "b.yaml": "a: 1\n---\na: 2\n",
            "a.json": '[{"a": 3}, {"a": 4}]',
        },
        "-p policy --combine b.yaml a.json",
    ),
    "old Rego": (
        {
            "policy/a.rego": MAIN + "deny[msg] {\n  input.a\n  msg = `a`\n}\n\nwarn[{`msg`: msg}] { msg := `b` }\n",
            "x.yaml": "a: 1\n",
        },
        "-p policy --rego-version=v0 x.yaml",
    ),
    "a library in another package": (
        {
            "policy/a.rego": MAIN + "import data.lib.kinds as k\n\ndeny contains k.named(input) if k.workload\n",
            "policy/lib.rego": (
                "package lib.kinds\n\nnamed(x) := x.metadata.name\n\nworkload if input.kind == `Deployment`\n"
            ),
            "x.yaml": "kind: Deployment\nmetadata: {name: a}\n",
        },
        "-p policy x.yaml",
    ),
    "a clock": (
        {
            "policy/a.rego": MAIN
            + "deny contains `late` if time.now_ns() > time.parse_rfc3339_ns(`2020-01-01T00:00:00Z`)\n",
            "x.yaml": "a: 1\n",
        },
        "-p policy x.yaml",
    ),
    "METADATA": (
        {
            "policy/a.rego": MAIN
            + "# METADATA\n# title: A title\n# custom:\n#   severity: high\n"
            + "deny contains sprintf(`%s: %s`, [meta.title, meta.custom.severity]) if meta := rego.metadata.rule()\n",
            "x.yaml": "a: 1\n",
        },
        "-p policy x.yaml",
    ),
    "nothing to find": (
        {"policy/a.rego": MAIN + "deny contains `a` if input.b\n", "x.yaml": "a: 1\n"},
        "-p policy x.yaml",
    ),
}


def both(folder: Path, arguments: str) -> tuple[Any, Said]:
    ours = check(folder, *arguments.replace("--rego-version=v0", "--rego-v0").split())
    return ours, Said(folder, *arguments.split())


@pytest.mark.parametrize("case", SAME)
def test_both_find_the_same(case: str, tmp_path: Path) -> None:
    files, arguments = SAME[case]
    ours, theirs = both(write(tmp_path, files), arguments)
    standing = [each for each in ours.report["findings"] if not each["waiver"]]
    assert {(each["path"], each["level"], each["message"]) for each in standing} == theirs.results
    waived = {(each["path"], each["code"].partition("_")[2]) for each in ours.report["findings"] if each["waiver"]}
    assert waived == theirs.exceptions
    assert ours.code == theirs.code
    assert ours.reasons == []


DIFFERENT = {
    "numbers keep their digits": (
        "a: 12345678901234567890\nb: 2000000\n",
        *("12345678901234567890 2000000", "1.2345678901234567e+19 2e+06"),
    ),
    "YAML 1.2 knows no yes": ("a: yes\nb: off\n", "yes off", "true false"),
    "nor octal numbers without an o": ("a: 010\nb: 0o10\n", "10 8", "8 8"),
    "nor underscores in numbers": ("a: 1_000\nb: 1\n", "1_000 1", "1000 1"),
}


@pytest.mark.parametrize("case", DIFFERENT)
def test_where_values_are_read_otherwise_docs_say_so(case: str, tmp_path: Path) -> None:
    """docs/conftest.md, "Values"."""
    document, ours_says, theirs_says = DIFFERENT[case]
    policy = MAIN + "deny contains sprintf(`%v %v`, [input.a, input.b])\n"
    ours, theirs = both(write(tmp_path, {"policy/a.rego": policy, "x.yaml": document}), "-p policy x.yaml")
    assert ours.messages == [("x.yaml", "main/deny", ours_says)]
    assert theirs.results == {("x.yaml", "error", theirs_says)}


PLACES: dict[str, tuple[str, tuple[int, int, str]]] = {
    "a text stands at its document": ("deny contains `m`", (4, 1, "")),
    "metadata may name a place": (
        'deny contains {"msg": `m`, "metadata": {"at": "/spec/image"}}',
        (5, 10, "/spec/image"),
    ),
    "so may the message": ('deny contains {"msg": `m`, "at": {"pointer": "/spec", "missing": "x"}}', (4, 1, "/spec")),
    "_loc gives a line": ('deny contains {"msg": `m`, "_loc": {"line": 6}}', (6, 1, "")),
    "_loc gives a line of this file": ('deny contains {"msg": `m`, "_loc": {"file": "x.yaml", "line": 6}}', (6, 1, "")),
    "_loc of another file is not taken for this one": (
        'deny contains {"msg": `m`, "_loc": {"file": "/etc/passwd", "line": 6}}',
        (4, 1, ""),
    ),
    "a place that is not there is the nearest above": (
        'deny contains {"msg": `m`, "at": "/spec/none/x"}',
        (4, 1, "/spec/none/x"),
    ),
}


@pytest.mark.parametrize("case", PLACES)
def test_every_finding_has_a_line(case: str, tmp_path: Path) -> None:
    rule, expected = PLACES[case]
    document = "kind: Other\nspec: {}\n---\nspec:\n  image: x\nkind: Bad\n"
    files = {"policy/a.rego": f"{MAIN}{rule} if input.kind == `Bad`\n", "x.yaml": document}
    (found,) = check(write(tmp_path, files), "-p", "policy", "x.yaml").report["findings"]
    assert (found["path"], found["line"], found["column"], found["pointer"]) == ("x.yaml", *expected)


def test_combined_findings_lead_back_to_their_documents(tmp_path: Path) -> None:
    policy = MAIN + (
        'deny contains {"msg": "at", "at": sprintf("/%d/contents/b", [i])} if { some i, f in input; f.contents.b }\n\n'
        'warn contains {"msg": "loc", "_loc": {"file": f.path, "line": 3}} if { some f in input; f.contents.b }\n'
    )
    write(tmp_path, {"policy/a.rego": policy, "x.yaml": "a: 1\n---\nb: 2\n", "y.yaml": "a: 1\n"})
    found = check(tmp_path, "-p", "policy", "--combine", "x.yaml", "y.yaml").report["findings"]
    assert [(each["message"], each["path"], each["line"]) for each in found] == [
        ("loc", "x.yaml", 3),
        ("at", "x.yaml", 3),
    ]


def test_an_array_beside_other_documents_is_judged_whole_and_item_by_item(tmp_path: Path) -> None:
    """conftest judges it whole; what is hidden in its items is found here, too."""
    write(tmp_path, {"policy/a.rego": WHOLE, "x.yaml": "a: 1\n---\n- b: 2\n- [c]\n"})
    ours, theirs = both(tmp_path, "-p policy x.yaml")
    found = {message for *_, message in ours.messages}
    assert found > {message for *_, message in theirs.results}
    assert found == {'{"a":1}', '[{"b":2},["c"]]', '{"b":2}', '["c"]', '"c"'}


def test_combining_nothing_is_nothing_to_judge(tmp_path: Path) -> None:
    write(
        tmp_path, {"policy/a.rego": MAIN + "deny contains `x` if { some f in input; f.contents.b }\n", "in/.keep": ""}
    )
    ran = check(tmp_path, "-p", "policy", "--combine", "in")
    assert ran.code == 2
    assert "othing to judge" in ran.said


def test_a_file_called_combined_is_one_like_any_other(tmp_path: Path) -> None:
    policy = MAIN + "deny contains sprintf(`%d`, [count(input)])\n"
    write(tmp_path, {"policy/a.rego": policy, "Combined": "a: 1\n", "x.yaml": "a: 2\n"})
    assert [message for *_, message in check(tmp_path, "-p", "policy", "--combine", "Combined", "x.yaml").messages] == [
        "2"
    ]


def test_two_runs_say_the_same_in_the_same_order(tmp_path: Path) -> None:
    """conftest's order is another each time."""
    rules = "".join(f"deny_{n} contains sprintf(`{n} %d`, [i]) if some i in input.l\n\n" for n in range(20))
    write(tmp_path, {"policy/a.rego": MAIN + rules, **{f"{n}.yaml": "l: [3, 1, 2]\n" for n in range(5)}})
    assert check(tmp_path, "-p", "policy", ".").out == check(tmp_path, "-p", "policy", ".").out


def test_rules_of_the_shipped_packs_judge_too_when_they_are_selected(tmp_path: Path) -> None:
    """--policy alone is a drop-in for conftest; with --select the named rules run beside it."""
    files = {
        "policy/a.rego": MAIN + "deny contains `mine`\n",
        "x.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n",
    }
    write(tmp_path, files)
    alone, joined = (
        check(tmp_path, "-p", "policy", "x.yaml"),
        check(tmp_path, "-p", "policy", "--select", "SCH", "x.yaml"),
    )
    assert alone.report["summary"]["rules"] == 1
    assert joined.report["summary"]["rules"] > 1
    assert ("x.yaml", "main/deny", "mine") in joined.messages
