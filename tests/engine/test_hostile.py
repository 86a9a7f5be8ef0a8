"""Policies that mean harm: each ends within its limit, in a sentence, and the other rules are still judged."""

from __future__ import annotations

import pytest
from support.engines import RULE, asks, faults, judge, policies, refusal, values

from policylint.engine import Ask
from policylint.engine.embedded import Embedded
from policylint.engine.limits import Limits
from policylint.errors import EngineError

GOOD = RULE + 'deny contains "good" if input.good\n'
TIGHT = Limits(evaluation=0.3, memory=256)

LOOP = """
warn contains "x" if {
    input.loop
    some i in numbers.range(1, 100000)
    some j in numbers.range(1, 100000)
    i * j == -1
}"""
BOMB = """
a := replace("aaaaaaaaaaaaaaaaaaaa", "a", "aaaaaaaaaaaaaaaaaaaa")
b := replace(a, "a", a)
c := replace(b, "a", b)
d := replace(c, "a", c)
warn contains "x" if count(d) > 1"""
DOUBLING = (
    "".join(f"a{n + 1} := array.concat(a{n}, a{n})\n" for n in range(30))
    + """
a0 := numbers.range(1, 1000)
warn contains "x" if count(a30) > 1"""
)
DEEP_TEXT = """
open := concat("", [c | some i in numbers.range(1, 20000); c := "["])
warn contains json.unmarshal(open)"""
DEEP_MESSAGE = """
open := concat("", [c | some i in numbers.range(1, 9000); c := "["])
both := concat("", [open, replace(open, "[", "]")])
warn contains {"msg": "x", "deep": json.unmarshal(both)}"""
MUCH = """
b := replace("xxxxxxxxxx", "x", "xxxxxxxxxx")
c := replace(b, "x", b)
warn contains sprintf("%d %s", [i, c]) if some i in numbers.range(1, 1000)"""
LONG = """
b := replace("xxxxxxxxxx", "x", "xxxxxxxxxx")
c := replace(b, "x", b)
warn contains replace(c, "xxxxxxxxxx", c)"""
TEMPLATE = 'warn contains strings.render_template(`{{define "a"}}{{template "a"}}{{end}}{{template "a"}}`, {})'
SHIFT = 'warn contains sprintf("%v", [bits.lsh(1, 100000000000)])'
TOO_LARGE = "holds more than 4 MiB of messages"

STOPPED = {
    "an endless loop": (LOOP, {"timeout"}, "main.warn was stopped after 0.3 s"),
    "a huge range": (
        'warn contains "x" if count(numbers.range(1, 60000000)) > 1',
        {"timeout", "memory"},
        "was stopped|of memory",
    ),
    "a replace bomb": (BOMB, {"memory", "timeout"}, "main.warn|of memory"),
    "an array that doubles": (DOUBLING, {"memory", "timeout"}, "main.warn|of memory"),
    "a shift that needs all memory": (SHIFT, {"memory"}, "ran out of memory"),
    "a string of 20,000 nested arrays": (DEEP_TEXT, {"builtin"}, "exceeded max depth"),
    "a message of nested arrays": (DEEP_MESSAGE, {"shape"}, "nested deeper than 128 levels"),
    "10 MB of output": (MUCH, {"shape"}, TOO_LARGE),
    "one huge message": (LONG, {"shape"}, TOO_LARGE),
    "a template that calls itself": (TEMPLATE, {"builtin", "timeout"}, "template|stopped after"),
}


@pytest.mark.parametrize("case", STOPPED)
def test_what_takes_too_much_is_a_fault_and_the_others_are_judged(case: str) -> None:
    rego, kinds, words = STOPPED[case]
    engine = Embedded(TIGHT)
    first, second = judge(GOOD + rego, '{"good": 1, "loop": 1}', '{"loop": 1}', rules=("deny", "warn"), engine=engine)
    engine.close()
    assert values(first) == {"deny": ("good",)}
    assert values(second) == {}
    for answer in (first, second):
        ((rule, (kind, message)),) = faults(answer).items()
        assert rule == "warn"
        assert kind in kinds
        assert any(word in message for word in words.split("|"))


REFUSED = {
    "a recursive function": ('f(x) := f(x)\nwarn contains "x" if f(1)', "recursive"),
    "200,000 nested arrays in the policy": (f"warn contains {'[' * 200_000}{']' * 200_000}", "depth"),
    "200,000 nested calls in the policy": (f"f(x) := x\nwarn contains {'f(' * 200_000}1{')' * 200_000}", "depth"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_compiled_is_told(case: str) -> None:
    rego, words = REFUSED[case]
    assert any(words in p.message for p in refusal(GOOD + rego))


def test_20000_nested_arrays_in_a_policy_do_no_harm() -> None:
    nested = f'warn contains "x" if {{ x := {"[" * 20_000}{"]" * 20_000}; count(x) == 1 }}'
    assert values(judge(GOOD + nested, '{"good": 1}')[0]) == {"deny": ("good",), "warn": ("x",)}


def test_20000_nested_arrays_in_an_input_spoil_only_that_input() -> None:
    deep, fine = judge(GOOD, "[" * 20_000 + "]" * 20_000, '{"good": 1}')
    assert faults(deep)["deny"] == ("other", "the input is nested deeper than 1000 levels")
    assert values(fine) == {"deny": ("good",)}


def test_an_ask_that_was_stopped_three_times_is_not_tried_again() -> None:
    engine = Embedded(Limits(evaluation=0.2))
    answers = judge(GOOD + LOOP, *['{"good": 1, "loop": 1}'] * 40, engine=engine)
    engine.close()
    assert all(values(a) == {"deny": ("good",)} for a in answers)
    messages = [faults(a)["warn"] for a in answers]
    assert {kind for kind, _ in messages} == {"timeout"}
    tried = [m for _, m in messages if "was stopped" in m]
    assert 3 <= len(tried) <= 3 + 16
    assert sum("not tried any more" in m for _, m in messages) == 40 - len(tried)


def test_what_does_not_listen_ends_the_process_and_is_found() -> None:
    """graph.reachable_paths never looks whether it was stopped: a new process finds it and judges the rest."""
    edges = "{n: [m | some m in numbers.range(1, 25); m != n] | some n in numbers.range(1, 25)}"
    text = GOOD + f'warn contains "x" if {{ input.paths; g := {edges}; count(graph.reachable_paths(g, {{1}})) > 1 }}'
    inputs = ['{"good": 1}', '{"good": 1, "paths": 1}', '{"good": 1}']
    engine = Embedded(Limits(evaluation=0.2))
    first, second, third = judge(text, *inputs, rules=("deny", "warn"), engine=engine)
    engine.close()
    assert values(first) == values(second) == values(third) == {"deny": ("good",)}
    assert first.faults == third.faults == ()
    assert faults(second)["warn"][0] in ("timeout", "memory")
    assert "could not be stopped" in faults(second)["warn"][1]


KILLER = 'warn contains sprintf("%v", [bits.lsh(1, 100000000000)]) if input.kill'


def test_a_process_that_dies_loses_no_chunk_that_was_sent() -> None:
    engine = Embedded(TIGHT)
    loaded = engine.load(policies(GOOD + KILLER))
    selection = engine.select(loaded.handle, asks(loaded))
    chunks = [['{"good": 1}'] * 5, ['{"good": 1}', '{"kill": 1}', '{"good": 1}'], ['{"good": 1}'] * 5]
    for chunk in chunks:
        engine.submit(selection, chunk)
    answers = [engine.collect() for _ in chunks]
    engine.close()
    assert [[bool(a.values) for a in chunk] for chunk in answers] == [[True] * 5, [True, False, True], [True] * 5]
    assert [[f.kind for f in a.faults] for a in answers[1]] == [[], ["memory"], []]


def test_an_ask_that_ends_the_process_again_and_again_is_given_up() -> None:
    engine = Embedded(TIGHT)
    loaded = engine.load(policies(GOOD + KILLER))
    selection = engine.select(loaded.handle, asks(loaded))
    for _ in range(3):
        engine.submit(selection, ['{"good": 1, "kill": 1}'] * 10)
    answers = [answer for _ in range(3) for answer in engine.collect()]
    engine.close()
    assert [values(a) for a in answers] == [{"deny": ("good",)}] * 30
    assert [[(f.ask, f.kind) for f in a.faults] for a in answers] == [[(Ask("main", "warn"), "memory")]] * 30
    assert "not tried any more" in answers[-1].faults[0].message


def test_policies_on_which_every_process_dies_end_in_a_sentence() -> None:
    rules = "".join(f'warn_{n} contains sprintf("%v", [bits.lsh({n + 1}, 100000000000)])\n' for n in range(12))
    engine = Embedded(TIGHT)
    with pytest.raises(EngineError, match="keeps dying on these policies, and was given up"):
        judge(RULE + rules, "{}", engine=engine)
    engine.close()


def test_compiling_has_a_limit_too() -> None:
    engine = Embedded(Limits(load=0.05))
    slow = "package main\n" + "".join(f"deny_{n} contains x if x := {'[' * 3000}{n}{']' * 3000}\n" for n in range(400))
    with pytest.raises(EngineError, match="compiling the policies took too long"):
        engine.load(policies(slow))
    engine.close()
