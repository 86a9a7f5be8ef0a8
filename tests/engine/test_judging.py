"""What an input gives: messages, faults, nothing; and that one bad rule does not hide the others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.engines import RULE, asks, faults, judge, one, policies, refusal, values

from policylint.engine import Answer, Ask, Fault
from policylint.engine.embedded import Embedded
from policylint.errors import EngineError


def test_only_what_holds_something_comes_back() -> None:
    text = RULE + 'deny contains "bad" if input.bad\nwarn contains "odd" if input.odd'
    assert judge(text, "{}", '{"bad": 1}', '{"odd": 1, "bad": 1}') == [
        Answer(),
        Answer(((Ask("main", "deny"), ("bad",)),)),
        Answer(((Ask("main", "deny"), ("bad",)), (Ask("main", "warn"), ("odd",)))),
    ]


COLLECTIONS = {
    'deny contains x if some x in ["b", "a", "c"]': ("a", "b", "c"),
    'deny := ["b", "a", "b"]': ("a", "b", "b"),
    'deny["k"] := "m"\ndeny["j"] := "a"': ("a", "m"),
    'deny contains {"msg": "m", "metadata": {"n": 1}}': ({"msg": "m", "metadata": {"n": 1}},),
    'deny := {"x", "y"}': ("x", "y"),
    "deny := set()": None,
    "deny := []": None,
    "deny := {}": None,
    "deny contains input.nothing": None,
}


@pytest.mark.parametrize("rule", COLLECTIONS)
def test_sets_arrays_and_partial_objects_are_collections_of_messages(rule: str) -> None:
    answer = one(RULE + rule)
    assert answer.faults == ()
    assert values(answer).get("deny") == COLLECTIONS[rule]


SHAPES = {
    "deny contains 42": "holds the number 42",
    "deny contains ['a']".replace("'", '"'): "holds an array of 1",
    'deny contains {"message": "x"}': 'holds an object without "msg" (keys: message)',
    'deny contains {"msg": 1}': 'holds an object whose "msg" is the number 1',
    'deny["k"] := true': "holds the boolean true",
    "deny := true": "is the boolean true; it must be a set of messages",
    'deny := "x"': 'is the string "x"',
    "deny := 42": "is the number 42",
    "deny := null": "is null",
    'deny := {"msg": "x"}': "is one object",
    "default deny := false": "is the boolean false",
    'deny.deep contains "x"': "holds a set of 1",
}


@pytest.mark.parametrize("rule", SHAPES)
def test_what_is_no_collection_of_messages_says_what_it_is(rule: str) -> None:
    """conftest counts every one of these as passed."""
    answer = one(RULE + rule)
    assert answer.values == ()
    kind, message = faults(answer)["deny"]
    assert kind == "shape"
    assert SHAPES[rule] in message
    assert message.startswith("main.deny ")


def test_a_wrong_member_does_not_hide_the_right_ones() -> None:
    answer = one(RULE + 'deny contains 42\ndeny contains "good"')
    assert values(answer) == {"deny": ("good",)}
    assert faults(answer)["deny"][0] == "shape"


def test_a_rule_that_is_undefined_is_told_from_one_that_is_empty() -> None:
    text = RULE + 'deny := [{"msg": "x", "at": {}}] if input.bad\nwarn := [] if input.good'
    nothing, good, bad = judge(text, "{}", '{"good": 1}', '{"bad": 1, "good": 1}', role="rules")
    assert {rule: kind for rule, (kind, _) in faults(nothing).items()} == {"deny": "undefined", "warn": "undefined"}
    assert {rule: kind for rule, (kind, _) in faults(good).items()} == {"deny": "undefined"}
    assert list(values(bad)) == ["deny"]


def test_a_document_policy_that_is_undefined_has_nothing_to_say() -> None:
    """conftest's own examples are written so: `violation := [...] if { ... }`."""
    nothing, bad = judge(RULE + 'violation := ["x"] if input.bad', "{}", '{"bad": 1}')
    assert nothing == Answer()
    assert values(bad) == {"violation": ("x",)}


VANISHING = {
    "in a call": 'deny contains sprintf("%s", [input.name]) if input.bad',
    "in a variable": 'deny contains msg if { input.bad; msg := sprintf("%s", [input.name]) }',
    "by way of a rule": 'deny contains msg if { input.bad; msg := sprintf("%s", [n]) }\nn := input.name',
    "in an object": 'deny contains {"msg": "x", "metadata": {"n": input.name}} if input.bad',
    "in an object of a message": 'deny contains d if { input.bad; m := concat("", ["a", input.name]); d := {"msg": m}}',
}


@pytest.mark.parametrize("case", VANISHING)
def test_a_message_built_from_something_undefined_does_not_vanish(case: str) -> None:
    """conftest and opa give nothing here: the violation is gone."""
    text = RULE + VANISHING[case]
    good, bad, named = judge(text, '{"name": "n"}', '{"bad": 1}', '{"bad": 1, "name": "n"}', rules=("deny",))
    assert good == Answer()
    kind, message = faults(bad)["deny"]
    assert kind == "undefined"
    assert "p0.rego:2" in message
    assert "its message is built from something undefined" in message
    assert len(values(named)["deny"]) == 1
    assert named.faults == ()


CONDITIONS = {
    "a message that is all there is": 'deny contains msg if { msg := sprintf("%s", [input.name]) }',
    "a value that decides": 'deny contains msg if { n := input.name; msg := sprintf("%s", [n]) }',
    "a message from a list": 'deny contains msg if { input.bad; msg := sprintf("%s", [input.list[_]]) }',
    "a message that is looked up": "deny contains msg if { input.bad; msg := input.name }",
    "an index found in the message": 'deny contains msg if { input.bad; msg := sprintf("%s", [input.list[i]]); i > 0 }',
}


@pytest.mark.parametrize("case", CONDITIONS)
def test_where_the_undefined_part_may_be_the_condition_nothing_is_said(case: str) -> None:
    assert one(RULE + CONDITIONS[case], '{"bad": 1}') == Answer()


FAILING = {
    'to_number("high")': "builtin",
    "1 / 0": "builtin",
    'time.parse_rfc3339_ns("yesterday")': "builtin",
    "two": "conflict",
}


@pytest.mark.parametrize("expression", FAILING)
def test_a_failing_rule_is_a_fault_and_the_others_are_judged(expression: str) -> None:
    """By default OPA turns a failing builtin into an empty set."""
    text = RULE + f'deny contains "good"\nwarn contains {expression} if input.bad\nviolation contains "v"\n'
    text += "two := 1 if input.bad\ntwo := 2 if input.bad"
    fine, broken = judge(text, "{}", '{"bad": 1}', rules=("deny", "warn", "violation"))
    expected = {"deny": ("good",), "violation": ("v",)}
    assert (values(fine), fine.faults) == (expected, ())
    assert values(broken) == expected
    assert {rule: kind for rule, (kind, _) in faults(broken).items()} == {"warn": FAILING[expression]}
    assert faults(broken)["warn"][1].startswith("p0.rego:")


def test_a_rule_that_fails_on_every_input_leaves_the_others_right() -> None:
    text = RULE + 'deny contains input.n\nwarn contains to_number("x")\nviolation contains "v" if input.n == "3"'
    answers = judge(text, *(json.dumps({"n": str(n)}) for n in range(200)))
    for n, answer in enumerate(answers):
        assert values(answer) == {"deny": (str(n),), **({"violation": ("v",)} if n == 3 else {})}
        assert [f.kind for f in answer.faults] == ["builtin"]


def test_a_helper_that_fails_fails_every_rule_that_needs_it_and_no_other() -> None:
    text = (
        RULE + 'n := to_number(input.n)\ndeny contains "a" if n > 1\nwarn contains "b" if n > 2\nviolation contains "c"'
    )
    answer = one(text, '{"n": "x"}', rules=("deny", "warn", "violation"))
    assert values(answer) == {"violation": ("c",)}
    assert set(faults(answer)) == {"deny", "warn"}


def test_numbers_keep_their_digits() -> None:
    text = RULE + 'deny contains {"msg": "x", "n": input.n}'
    numbers = "[1, 1.0, 12345678901234567890, 0.1, -0, 1e3]"
    assert repr(values(one(text, f'{{"n": {numbers}}}'))["deny"][0]["n"]) == repr(json.loads(numbers))
    same = RULE + 'deny contains "same" if input.a == input.b\nwarn contains json.marshal(input.a)'
    assert values(one(same, '{"a": 1.0, "b": 1}')) == {"deny": ("same",), "warn": ("1.0",)}


def test_text_of_any_script_comes_back_as_it_was() -> None:
    odd = 'é 模型 😀 \u2028 \x7f <b> & "quoted" \\ back\nline\ttab \u202e'
    assert values(one(RULE + "deny contains input.s", json.dumps({"s": odd}))) == {"deny": (odd,)}
    assert values(one(RULE + "deny contains input.s", json.dumps({"s": odd}, ensure_ascii=False))) == {"deny": (odd,)}


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    assert values(one(RULE + "deny contains input.s", '{"s": "a\\ud800b"}')) == {"deny": ("a\ufffdb",)}
    assert values(one(RULE + "deny contains input.s", '{"s": "a\ud800b"}'))["deny"] in (("a?b",), ("a\ufffdb",))


def test_line_breaks_between_the_tokens_of_an_input_do_no_harm() -> None:
    assert values(one(RULE + 'deny contains "x" if input.a.b == 1', '{\n "a":\r\n {"b": 1}\n}')) == {"deny": ("x",)}


def test_an_input_that_is_no_json_spoils_only_itself() -> None:
    text = RULE + 'deny contains "x" if input.a\nwarn contains "y" if input.a'
    good, bad, also_good = judge(text, '{"a": 1}', '{"a": NaN}', '{"a": 1}')
    assert values(good) == values(also_good) == {"deny": ("x",), "warn": ("y",)}
    assert bad.values == ()
    assert set(faults(bad)) == {"deny", "warn"}
    assert "not JSON" in faults(bad)["deny"][1]


def test_null_and_lists_are_inputs_too() -> None:
    text = RULE + 'deny contains "null" if input == null\nwarn contains "list" if is_array(input)'
    assert [values(a) for a in judge(text, "null", "[1]", "3")] == [{"deny": ("null",)}, {"warn": ("list",)}, {}]


def test_exceptions_are_arrays_of_names() -> None:
    text = RULE + 'deny_owner contains "x"\nexception contains ["owner", "label"] if input.skip'
    answer = one(text, '{"skip": 1}')
    assert values(answer) == {"deny_owner": ("x",), "exception": (["owner", "label"],)}
    kind, message = faults(one(RULE + 'exception contains "owner"'))["exception"]
    assert kind == "shape"
    assert "array of rule names" in message


def test_results_of_rules_need_a_message_and_a_place() -> None:
    result = '{"msg": "m", "at": {"document": "d#0", "pointer": ""}}'
    assert values(one(RULE + f"deny contains {result}", role="rules"))["deny"][0]["msg"] == "m"
    for wrong in ('"m"', '{"msg": "m"}', '{"at": {}}'):
        kind, message = faults(one(RULE + f"undecided contains {wrong}", role="rules"))["undecided"]
        assert kind == "shape"
        assert '"msg"' in message


def test_the_clock_stands_at_the_time_of_the_run() -> None:
    text = RULE + 'deny contains time.format(time.now_ns()) if input.a\nwarn contains "new" if time.now_ns() > input.a'
    answers = judge(text, '{"a": 1}', '{"a": 1}', now="2026-01-02T03:04:05Z")
    assert [values(a)["deny"] for a in answers] == [("2026-01-02T03:04:05Z",)] * 2


def test_data_is_read_and_does_not_change_between_inputs() -> None:
    text = RULE + "deny contains x if {\n\tsome x in data.params.denied\n\tx == input.x\n}"
    answers = judge(text, '{"x": "a"}', '{"x": "z"}', '{"x": "a"}', data={"params": {"denied": ["a", "b"]}})
    assert [values(a) for a in answers] == [{"deny": ("a",)}, {}, {"deny": ("a",)}]


def test_print_is_collected_with_its_place() -> None:
    answer = one(RULE + 'deny contains "x" if {\n\tprint("seen", input.a, input.b)\n\tinput.a\n}', '{"a": 1}')
    assert answer.printed == ("p0.rego:3:2: seen 1 <undefined>",)


CHATTY = """package main
deny contains "x" if {
    some i in numbers.range(1, 100000)
    print(i, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")
    i == 100000
}"""


def test_print_is_cut_off() -> None:
    answer = one(CHATTY)
    assert sum(map(len, answer.printed)) < 20_000
    assert "left out" in answer.printed[-1]
    assert values(answer) == {"deny": ("x",)}


def test_old_rego_is_judged_as_it_was() -> None:
    text = RULE + 'deny[msg] { input.a; msg := "old" }\nwarn[{"msg": msg}] { msg := sprintf("%v", [input.a]) }'
    assert values(one(text, '{"a": 1}', rego="v0")) == {"deny": ("old",), "warn": ({"msg": "1"},)}


def test_messages_come_in_one_order() -> None:
    text = RULE + 'deny contains m if some m in [{"msg": "b"}, "z", {"msg": "a"}, "é", "a"]'
    held = values(one(text))["deny"]
    assert list(held) == sorted(
        held, key=lambda v: json.dumps(v, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    )


def test_packages_of_odd_names_can_be_asked() -> None:
    text = 'package a["b-c"].d\ndeny contains "x"'
    engine = Embedded()
    loaded = engine.load(policies(text))
    assert loaded.packages[0].name == 'a["b-c"].d'
    engine.submit(engine.select(loaded.handle, asks(loaded)), ["{}"])
    assert values(engine.collect()[0]) == {"deny": ("x",)}
    engine.close()


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (Ask("main", "nosuch"), "package main has no rule nosuch"),
        (Ask("nowhere", "deny"), "package nowhere has no rule deny"),
        (Ask("main", "f"), "main.f is a function"),
    ],
)
def test_an_ask_for_nothing_is_refused(ask: Ask, words: str) -> None:
    engine = Embedded()
    loaded = engine.load(policies(RULE + "f(x) := x"))
    with pytest.raises(EngineError, match=words):
        engine.select(loaded.handle, (ask,))
    engine.close()


def test_no_asks_give_no_answers_but_as_many_as_inputs() -> None:
    engine = Embedded()
    loaded = engine.load(policies(RULE + 'deny contains "x"'))
    engine.submit(engine.select(loaded.handle, ()), ["{}", "{}"])
    assert engine.collect() == [Answer(), Answer()]
    engine.submit(1, [])
    assert engine.collect() == []
    engine.close()


def test_a_schema_may_not_lead_to_files_or_hosts() -> None:
    for ref in ("file:///etc/hostname", "FILE:///etc/hostname", "http://127.0.0.1:9/x"):
        text = RULE + f'deny contains "x" if json.match_schema({{}}, {{"$ref": "{ref}"}})[0]'
        assert faults(one(text))["deny"][0] == "builtin"
    inside = '{"properties": {"a": {"$ref": "#/$defs/n"}}, "$defs": {"n": {"type": "number"}}}'
    assert values(one(RULE + f'deny contains "x" if not json.match_schema({{"a": "s"}}, {inside})[0]')) == {
        "deny": ("x",)
    }


def test_two_selections_of_one_load_do_not_mix() -> None:
    engine = Embedded()
    loaded = engine.load(policies(RULE + 'deny contains "d"\nwarn contains "w"'))
    deny = engine.select(loaded.handle, (Ask("main", "deny"),))
    warn = engine.select(loaded.handle, (Ask("main", "warn"),))
    for selection in (deny, warn, deny):
        engine.submit(selection, ["{}"])
    assert engine.pending == 3
    assert [values(engine.collect()[0]) for _ in range(3)] == [{"deny": ("d",)}, {"warn": ("w",)}, {"deny": ("d",)}]
    assert engine.pending == 0
    engine.close()


FILES = """package main
deny contains sprintf("%s in %s", [data.conftest.file.name, data.conftest.file.dir])
warn contains object.get(data.conftest, ["file", "name"], "none")
"""


def test_policies_may_ask_which_file_they_judge() -> None:
    engine = Embedded()
    loaded = engine.load(policies(FILES, files=True, data={"other": 1}))
    engine.submit(engine.select(loaded.handle, asks(loaded)), ["{}", "{}"], ["/a/b/one.yaml", "/a/two.yaml"])
    assert [values(a) for a in engine.collect()] == [
        {"deny": ("one.yaml in /a/b",), "warn": ("one.yaml",)},
        {"deny": ("two.yaml in /a",), "warn": ("two.yaml",)},
    ]
    engine.submit(1, ["{}"], ["/a", "/b"])
    with pytest.raises(EngineError, match="2 files for 1 inputs"):
        engine.collect()
    engine.close()


def test_where_no_file_is_given_the_question_for_it_is_an_error() -> None:
    assert any("nothing provides data.conftest" in p.message for p in refusal(FILES))


def test_faults_name_the_ask_they_are_about() -> None:
    fault: Any = one(RULE + "deny contains 1")
    assert fault.faults[0] == Fault(Ask("main", "deny"), "shape", fault.faults[0].message)
