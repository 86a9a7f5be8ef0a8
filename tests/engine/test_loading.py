"""What is known when policies load: faults with their place, notes, packages, entries and METADATA."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.engines import policies, refusal

from policylint.engine.embedded import Embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.engine import Entry, Loaded


@pytest.fixture
def engine() -> Iterator[Embedded]:
    engine = Embedded()
    yield engine
    engine.close()


def entry(loaded: Loaded, name: str) -> Entry:
    (found,) = [e for p in loaded.packages for e in p.entries if e.rule == name]
    return found


FAULTS = {
    "syntax": ("package main\ndeny contains if {", 2, "unexpected"),
    "unknown function": ("package main\n\ndeny contains nosuch.thing(1)", 3, "undefined function nosuch.thing"),
    "arity": ("package main\nf(x) := x\ndeny contains f(1, 2)", 3, "has arity 1, got 2 arguments"),
    "type": ('package main\ndeny contains "x" if count(1) > 0', 2, "invalid argument"),
    "recursion": ("package main\nf(x) := f(x)\ndeny contains f(1)", 2, "recursive"),
    "unsafe variable": ("package main\ndeny contains x if input.y == z", 2, "unsafe"),
    "conflict of kinds": ('package main\ndeny contains "x"\ndeny := 1', 2, "conflicting rules"),
    "old syntax": ("package main\ndeny[msg] { msg := input.a }", 2, "`if` keyword is required"),
}


@pytest.mark.parametrize("role", ["rules", "documents"])
@pytest.mark.parametrize("fault", FAULTS)
def test_what_the_compiler_knows_is_an_error_for_both_roles(fault: str, role: str) -> None:
    text, line, words = FAULTS[fault]
    problems = refusal(text, role=role)
    assert any(words in p.message and (p.path, p.line) == ("p0.rego", line) and p.column for p in problems), problems
    assert all(p.blocks for p in problems)


def test_every_fault_of_every_module_is_told() -> None:
    broken = "package main\ndeny contains if {"
    assert {p.path for p in refusal(broken, broken)} == {"p0.rego", "p1.rego"}
    many = "package main\n" + "\n".join(f"deny contains nosuch{n}(1)" for n in range(30))
    assert len(refusal(many)) == 30


UNUSED = "package main\nimport data.main.helper\ndeny contains msg if { x := input.a; msg := input.b }\nhelper(_) := 1"


def test_unused_variables_and_imports_stop_rules() -> None:
    messages = {p.message for p in refusal(UNUSED, role="rules")}
    assert messages == {"assigned var x unused", "import data.main.helper unused"}


def test_unused_variables_and_imports_are_notes_for_document_policies(engine: Embedded) -> None:
    loaded = engine.load(policies(UNUSED))
    assert {(n.message, n.line, n.blocks) for n in loaded.notes} == {
        ("assigned var x unused", 3, False),
        ("import data.main.helper unused", 2, False),
    }


REFUSED = {
    'http.send({"url": "http://127.0.0.1", "method": "GET"})': "http.send is not allowed in policies: it reaches",
    "opa.runtime()": "opa.runtime is not allowed in policies: it reads the environment of the process",
    'rand.intn("x", 5)': "rand.intn is not allowed in policies: it gives another answer every time",
    'net.lookup_ip_addr("localhost")': "net.lookup_ip_addr is not allowed in policies: it reaches the network",
    'parse_config_file("a.yaml")': "parse_config_file is not allowed in policies: it reads files",
    "time.now_ns()": "time.now_ns is not allowed in policies: it reads the clock",
}


@pytest.mark.parametrize("call", REFUSED)
def test_a_refused_builtin_says_why(call: str) -> None:
    (problem,) = refusal(f"package main\ndeny contains {call}")
    assert REFUSED[call] in problem.message
    assert (problem.path, problem.line, problem.column) == ("p0.rego", 2, 15)


def test_trace_is_for_document_policies_only(engine: Embedded) -> None:
    text = 'package main\ndeny contains "x" if { input.a; trace("note") }'
    assert engine.load(policies(text)).notes == ()
    (problem,) = refusal(text, role="rules")
    assert "trace is not allowed in policies: it is for debugging" in problem.message


@pytest.mark.parametrize("role", ["rules", "documents"])
def test_a_package_that_nothing_provides_is_an_error(role: str) -> None:
    """conftest takes `missinglib.bad` for undefined for ever, and passes."""
    (problem,) = refusal('package main\nimport data.missinglib\ndeny contains "x" if missinglib.bad', role=role)
    assert (problem.line, problem.column) == (3, 22)
    assert "nothing provides data.missinglib" in problem.message


def test_a_misspelt_rule_or_key_is_an_error_with_the_nearest_name() -> None:
    library = "package lib.checks\nbad if input.bad"
    (problem,) = refusal('package main\ndeny contains "x" if data.lib.checks.bda', library)
    assert problem.message.endswith("did you mean bad?")
    (problem,) = refusal(
        "package main\ndeny contains x if some x in data.params.alowed", data={"params": {"allowed": ["a"]}}
    )
    assert problem.message.endswith("did you mean allowed?")


LIVE = {
    "data": ("package main\ndeny contains x if some x in data.params.allowed", {"params": {"allowed": []}}),
    "a key chosen by a variable": (
        "package main\ndeny contains x if some x in data.params[input.kind]",
        {"params": {}},
    ),
    "below not": ('package main\ndeny contains "x" if not data.params.skip', {"params": {}}),
    "beside a default": (
        "package main\ndeny contains x if some x in n\ndefault n := []\nn := data.params.n",
        {"params": {}},
    ),
    "with a default": ('package main\ndeny contains "x" if object.get(data.params, "nothing", 1) == 1', {"params": {}}),
    "put there by with": ("package main\nf := data.fake.x\ndeny contains x if x := f with data.fake as input", {}),
    "its own package": ("package a.b\ndeny contains x if some x in data.a.b.y\ny contains 1", {}),
}


@pytest.mark.parametrize("case", LIVE)
def test_references_that_something_may_provide_are_no_error(case: str, engine: Embedded) -> None:
    text, data = LIVE[case]
    assert engine.load(policies(text, data=data)).packages


def test_not_before_a_value_that_may_be_absent_is_noted(engine: Embedded) -> None:
    """OPA looks `input.missing` up before it negates, so that the rule is silent where it is absent."""
    trapped = 'package main\n\ndeny contains "x" if not count(input.missing) > 0'
    (note,) = engine.load(policies(trapped)).notes
    assert (note.line, note.blocks) == (3, False)
    assert "where input.missing is absent" in note.message
    for text in (
        'package main\ndeny contains "x" if not input.missing',
        'package main\ndeny contains "x" if not input.missing == 1',
        'package main\ndeny contains "x" if not count(object.get(input, "missing", [])) > 0',
        'package main\ndeny contains "x" if { input.missing; not count(input.missing) > 0 }',
    ):
        assert engine.load(policies(text)).notes == ()


def test_entries_say_where_and_what_they_are(engine: Embedded) -> None:
    text = """package main

deny contains msg if { msg := input.a }
warn := "x"
violation["key"] := "m"
helper(x, y) := x + y
deny contains "second"
warn.deep contains "x"
"""
    loaded = engine.load(policies(text.replace('warn := "x"\n', "")))
    (package,) = loaded.packages
    assert [(e.rule, e.shape, e.line, e.arity) for e in package.entries] == [
        ("deny", "set", 3, 0),
        ("helper", "function", 5, 2),
        ("violation", "object", 4, 0),
        ("warn", "object", 7, 0),
    ]
    assert {e.path for e in package.entries} == {"p0.rego"}
    assert entry(engine.load(policies('package main\nwarn := "x"')), "warn").shape == "value"


def test_packages_and_entries_come_in_order_of_name(engine: Embedded) -> None:
    loaded = engine.load(policies("package z\nb := 1\na := 1", "package a.b\nx := 1", "package z\nA := 1"))
    assert [p.name for p in loaded.packages] == ["a.b", "z"]
    assert [e.rule for e in loaded.packages[1].entries] == ["A", "a", "b"]


def test_an_entry_is_used_where_another_rule_refers_to_it(engine: Embedded) -> None:
    text = "package main\ndeny contains x if some x in denied\ndenied contains 1\nlost contains 2"
    loaded = engine.load(policies(text))
    assert {e.rule: e.used for e in loaded.packages[0].entries} == {"deny": False, "denied": True, "lost": False}


METADATA = """# METADATA
# title: Versions are pinned
# description: >-
#   Why it
#   matters.
# scope: package
# related_resources:
#   - ref: https://example.com/rule
# custom:
#   id: REL001
#   severity: {staging: warning, production: error}
package policylint.rules.release.pinned

# METADATA
# title: one rule
# custom: {id: X1, weight: 1.50}
deny contains "x" if input.a

# METADATA
# scope: document
# title: of the document
undecided contains "y" if input.b
"""


def test_metadata_is_what_the_annotation_parser_of_opa_reads(engine: Embedded) -> None:
    loaded = engine.load(policies(METADATA, role="rules"))
    assert loaded.packages[0].annotations == {
        "title": "Versions are pinned",
        "description": "Why it matters.",
        "related_resources": [{"ref": "https://example.com/rule"}],
        "custom": {"id": "REL001", "severity": {"staging": "warning", "production": "error"}},
    }
    assert entry(loaded, "deny").annotations == {"title": "one rule", "custom": {"id": "X1", "weight": 1.5}}
    assert entry(loaded, "undecided").annotations == {"title": "of the document"}


def test_metadata_of_a_parent_package_lies_below_that_of_the_package(engine: Embedded) -> None:
    parent = "# METADATA\n# scope: subpackages\n# title: all\n# custom: {owner: us, level: 1}\npackage a\nx := 1"
    child = "# METADATA\n# custom: {level: 2}\npackage a.b\ny := 1"
    loaded = engine.load(policies(parent, child))
    assert [p.annotations for p in loaded.packages] == [
        {"title": "all", "custom": {"owner": "us", "level": 1}},
        {"title": "all", "custom": {"owner": "us", "level": 2}},
    ]


def test_broken_metadata_is_an_error_at_its_line() -> None:
    (problem,) = refusal("# METADATA\n# title: [\npackage main\ndeny contains 1")
    assert problem.line in (1, 2)


def test_old_rego_loads_where_it_is_asked_for(engine: Embedded) -> None:
    loaded = engine.load(policies("package main\ndeny[msg] { msg := input.a }", rego="v0"))
    assert entry(loaded, "deny").shape == "set"
    refusal("package main\ndeny contains msg if { msg := input.a }", rego="v0")


def test_both_roles_live_in_one_engine_under_handles_of_their_own(engine: Embedded) -> None:
    first = engine.load(policies("package main\ndeny contains 1", role="rules"))
    second = engine.load(policies("package main\nwarn contains 1"))
    assert first.handle != second.handle
    refusal_then_load = engine.load(policies("package main\nviolation contains 1"))
    assert len({first.handle, second.handle, refusal_then_load.handle}) == 3
