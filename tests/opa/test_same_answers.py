"""A server and the engine inside give the same answers: values, faults, and what is said about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.engines import asks, policies
from support.servers import running

from policylint.engine.embedded import Embedded
from policylint.engine.opa import OpaServer
from policylint.errors import PolicyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.engine import Answer, Ask, Fault

MAIN = "package main\n"
INPUT = '{"x": 1, "zero": 0, "a": "A", "one": 1.0, "thousand": 1e3, "large": 12345678901234567890, "list": [1, "b"]}'
LISTS = {"data": {"l": [1, 2], "m": [1, 2], "stuff": {"a": 1, "flag": True}, "cfg": {"a": 2}}}

WRONG_SHAPES = """
deny_a := "s"
deny_b := true
deny_c contains 42
deny_d contains {"message": "x"}
deny_e contains ["a"]
deny_f := {"msg": "x"}
deny_g.deep contains "x"
default deny_h := false
deny_i contains "good"
deny_i contains 1
"""
OLD = """
import data.cfg
import data.cfg
deny[msg] { input.x; re_match("a", "a"); msg = "m" }
f(x) = y { x == 2; y = "two" } { x == 1; y = "one" }
g(x) = 1 { x == 2 } else = "no" { true }
warn[{"msg": f(cfg.a)}]
warn[g(input.x)]
"""

NAMED = """
# METADATA
# title: Of the package
package a.b

default c.v := "d"

default f(_) := "e"

o[k] := "f" if some k in ["k"]

# METADATA
# title: Of the rule
t := rego.metadata.rule().title
"""

AGREE: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "some in data": (('deny contains sprintf("%v", [k]) if some k, _ in data.stuff',), LISTS),
    "every in data": (('deny contains "x" if every x in data.l { some y in data.m; y == x }',), LISTS),
    "a data reference in a template string": (('deny contains $"{data.l[0]} and {input.a}"',), LISTS),
    "all of data": (("deny contains k if data[k].flag",), LISTS),
    "with": (
        ('deny contains "x" if f with data.cfg as {"a": 1} with input.x as 5\nf if data.cfg.a + input.x == 6',),
        LISTS,
    ),
    "a mocked function": (('deny contains "x" if f with count as 5\nf if count([1]) == 5',), {}),
    "else": (('v := 1 if data.l == 5\nelse := data.l[1] if true\ndeny contains sprintf("%d", [v])',), LISTS),
    "a comprehension": (('deny contains x if some x in {sprintf("%d", [y]) | some y in data.l}',), LISTS),
    "not": (('deny contains "x" if not data.cfg.missing\ndeny contains "y" if not data.cfg.a',), LISTS),
    "a library": (
        (
            "import data.lib.x as y\ndeny contains y.msg\ndeny contains data.lib.x.f(1)",
            'package lib.x\nmsg := "hi"\nf(_) := "f"',
        ),
        {},
    ),
    "quoted names": (('deny contains data.lib["c-d"].m', 'package lib["c-d"]\nm := "z"'), {}),
    "METADATA": (
        ("# METADATA\n# title: T\n# custom: {id: X}\ndeny contains m if m := rego.metadata.rule().title",),
        {},
    ),
    "a default function": (
        ('default f(_) := "d"\nf(x) := "one" if x == 1\ndeny contains f(2)\ndeny contains f(1)',),
        {},
    ),
    "rules below rules": (('a.b.c := "1"\na.b[x] := "2" if x := "d"\ndeny contains a.b.c\ndeny contains a.b.d',), {}),
    "odd characters": (('deny contains "a\\u0000b\\u2028 \\u00e9 \\"q\\" \\\\ \\t"\ndeny contains `raw\\n{}`',), {}),
    "numbers": (('deny contains json.marshal(input)\nwarn contains {"msg": "m", "n": 1.50, "b": 1e400}',), {}),
    "print": (('deny contains "a" if print("hello", input.x)',), {}),
    "comments": (('deny contains "x" if { # why\n  true # so\n}\n# end',), {}),
    "an unused variable": (('deny contains "x" if { y := 1; true }',), {}),
    "a builtin that fails": (('deny contains "a" if to_number("high") > 1\nwarn contains "ok"',), {}),
    "division by zero": (('deny_a contains "a" if 1 / input.zero > 1\ndeny_b contains "b"',), {}),
    "complete rules in conflict": (("deny_a := 1 if true\ndeny_a := 2 if true\nwarn contains `ok`",), {}),
    "undefined": (("deny := [] if input.nope\nwarn contains `ok`",), {}),
    "a vanishing message": (('deny contains m if { input.x; m := sprintf("%s", [input.nope]) }',), {}),
    "wrong shapes": ((WRONG_SHAPES,), {}),
    "exceptions": (('deny_a contains "a"\nexception contains ["a"]\nexception contains [""]',), {}),
    "wrong exceptions": (('deny_a contains "a"\nexception contains "a"\nexception contains 1',), {}),
    "objects and arrays": (('deny["k"] := "m"\nwarn := ["b", "a"]\nviolation := {"x"}',), {}),
    "files of one package that need each other": (
        ('deny contains two(1)\none(x) := sprintf("%d", [x])', MAIN + "warn contains one(2)\ntwo(x) := one(x + 1)"),
        {},
    ),
    "the same name imported for two packages": (
        (
            "import data.a.lib\ndeny contains lib.m",
            MAIN + "import data.b.lib\nwarn contains lib.m",
            'package a.lib\nm := "a"',
            'package b.lib\nm := "b"',
        ),
        {},
    ),
    "a variable with the name of a package": (
        ('deny contains sprintf("%v", [lib]) if input.list[lib] == 1', 'package lib.x\nm := "hi"'),
        {},
    ),
    "defaults, functions and objects in a package with a long name": (
        (
            "import data.a.b\ndeny contains b.c.v\ndeny contains b.t\nwarn contains b.f(1)\nviolation contains b.o.k",
            NAMED,
        ),
        {},
    ),
    "a name that is a keyword in v1": (('if = 1\ndeny[m] { if == 1; m = "x" }',), {"rego": "v0"}),
    "Rego v0": ((OLD,), {"rego": "v0", **LISTS}),
    "a file's name": (
        ("deny contains data.conftest.file.name\nwarn contains data.conftest.file.dir",),
        {"files": True},
    ),
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running() as server:
        yield server.url


def judged(engine: Embedded | OpaServer, texts: tuple[str, ...], options: dict[str, Any]) -> list[Answer]:
    first, *more = texts
    files = ["/srv/one.yaml", "/srv/two.yaml"] if options.get("files") else None
    try:
        loaded = engine.load(policies(MAIN + first, *more, **options))
        engine.submit(engine.select(loaded.handle, asks(loaded)), [INPUT, "{}"], files)
        return engine.collect()
    finally:
        engine.close()


def told(answers: list[Answer]) -> list[tuple[tuple[tuple[Ask, Any], ...], tuple[Fault, ...]]]:
    """Values and faults; what `print` said stays in the server's log."""
    return [(answer.values, answer.faults) for answer in answers]


@pytest.mark.parametrize("case", AGREE)
def test_both_engines_agree(case: str, url: str) -> None:
    texts, options = AGREE[case]
    inside = told(judged(Embedded(), texts, options))
    assert any(values or faults for values, faults in inside), "a case must say something"
    assert told(judged(OpaServer(url), texts, options)) == inside


REFUSED = {
    "a function that v1 does not have": ('deny[m] { any([true]); m = "x" }', "v0", "deprecated built-in"),
    "the names of packages": ("deny contains json.marshal(rego.metadata.chain())", "v1", "rego.metadata.chain"),
    "the clock": ("deny contains sprintf(`%d`, [time.now_ns()])", "v1", "time.now_ns is not allowed"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_server_would_answer_otherwise_is_refused_at_its_line(case: str, url: str) -> None:
    text, version, said = REFUSED[case]
    with pytest.raises(PolicyError) as raised:
        judged(OpaServer(url), (text,), {"rego": version, "now": "2026-01-01T00:00:00Z"})
    (problem,) = raised.value.problems
    assert said in problem.message
    assert problem.path == "p0.rego"
    assert problem.line


def test_policies_are_never_joined_with_what_the_server_has(tmp_path: Any) -> None:
    """Neither its packages nor its data: a `main` of other people neither adds a finding nor takes one away."""
    theirs = tmp_path / "theirs.rego"
    theirs.write_text('package main\ndeny contains "theirs"\nexception contains ["ours"]\n')
    (tmp_path / "data.json").write_text('{"cfg": {"a": "theirs"}}')
    text = 'deny_ours contains "ours"\ndeny_data contains data.cfg.a\nexception contains ["none"]'
    with running(str(theirs), str(tmp_path / "data.json")) as server:
        answers = judged(OpaServer(server.url), (text,), {"data": {"cfg": {"a": "ours"}}})
    held = {ask.rule: values for ask, values in answers[0].values}
    assert held == {"deny_ours": ("ours",), "deny_data": ("ours",), "exception": (["none"],)}


def test_chunks_come_back_in_the_order_in_which_they_were_sent(url: str) -> None:
    engine = OpaServer(url)
    try:
        loaded = engine.load(policies(MAIN + 'deny contains sprintf("%d", [input])'))
        selection = engine.select(loaded.handle, asks(loaded))
        for chunk in (["1", "2"], ["3"], []):
            engine.submit(selection, chunk)
        assert engine.pending == 3
        said = [[answer.values[0][1][0] for answer in engine.collect()] for _ in range(3)]
        assert said == [["1", "2"], ["3"], []]
    finally:
        engine.close()


def test_an_input_that_is_no_json_is_a_fault_of_that_input_alone(url: str) -> None:
    """The engine inside says so too, in the same words."""
    both = []
    for engine in (Embedded(), OpaServer(url)):
        loaded = engine.load(policies(MAIN + 'deny contains "x"\nwarn contains "y"'))
        engine.submit(engine.select(loaded.handle, asks(loaded)), ["{}", '{"a": NaN}', "{}"])
        both.append(told(engine.collect()))
        engine.close()
    assert both[0] == both[1]
    assert [len(faults) for _values, faults in both[0]] == [0, 2, 0]
