"""The shipped rules are compiled as far as they are asked for, and then answer as if all of them were."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support.engines import policies, values

from policylint.engine import Ask, Policies
from policylint.engine.embedded import Embedded
from policylint.judging.bundles import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.engine import Loaded, Package

CONTAINER = {"image": "vllm/vllm-openai:latest", "args": ["--model=acme/m", "--trust-remote-code"]}
DOCUMENT = {
    "path": "a.yaml",
    "kind": "k8s/workload",
    "content": {"kind": "Deployment", "spec": {"template": {"spec": {"containers": [CONTAINER]}}}},
    "pods": ["/spec/template/spec"],
    "servers": {"/spec/template/spec/containers/0": "vllm"},
    "texts": {},
    "refs": {},
}
SUBJECT = {
    "name": "llm",
    "stage": "production",
    "platform": "kubernetes",
    "subject": "deployment",
    "primary": "a.yaml#0",
    "patch": False,
    "files": [],
    "documents": {"a.yaml#0": DOCUMENT},
}
INPUT = json.dumps({"now": "2026-11-23T00:00:00Z", "promotion": False, "params": {}, "subject": SUBJECT})
RESULT = {"msg": "d", "at": {"document": "a.yaml#0", "pointer": ""}}
DENY = json.dumps(RESULT)


@pytest.fixture
def engine() -> Iterator[Embedded]:
    engine = Embedded()
    yield engine
    engine.close()


def known(package: Package) -> Any:
    """What the catalogue takes from a package."""
    entries = [(entry.rule, entry.path, entry.line, entry.shape, entry.annotations) for entry in package.entries]
    return package.name, package.annotations, entries


def asked(loaded: Loaded) -> tuple[Ask, ...]:
    """What a run may ask of the rules."""
    return tuple(
        Ask(package.name, entry.rule)
        for package in loaded.packages
        for entry in package.entries
        if entry.rule in ("deny", "undecided")
    )


def test_the_shipped_rules_compile_strictly(engine: Embedded) -> None:
    """Which is what makes it right to leave the checks out in a run."""
    assert engine.load(Policies(shipped().modules)).packages


def test_the_catalogue_is_the_same(engine: Embedded) -> None:
    """METADATA and entries are known without compiling."""
    full = engine.load(Policies(shipped().modules))
    lazy = engine.load(Policies(shipped().modules, trusted=True))
    assert [known(package) for package in full.packages] == [known(package) for package in lazy.packages]


@pytest.mark.thorough
def test_each_rule_alone_answers_as_among_all(engine: Embedded) -> None:
    """Nothing that a rule comes to is left out, for any rule, whichever was asked for before."""
    modules = shipped().modules
    full = engine.load(Policies(modules))
    asks = asked(full)
    engine.submit(engine.select(full.handle, asks), [INPUT])
    (expected,) = engine.collect()
    assert expected.values
    assert not expected.faults
    found = {}
    for ask in asks:
        lazy = engine.load(Policies(modules, trusted=True))
        engine.submit(engine.select(lazy.handle, (ask,)), [INPUT])
        (answer,) = engine.collect()
        assert not answer.faults
        found |= dict(answer.values)
    assert found == dict(expected.values)


def test_what_is_asked_for_later_is_compiled_later(engine: Embedded) -> None:
    """The first question still has its answer then."""
    text = (
        f"package a\n\ndeny contains {DENY} if helper\n\nhelper if input.x\n\nundecided contains {DENY} if not helper\n"
    )
    loaded = engine.load(policies(text, role="rules", trusted=True))
    first = engine.select(loaded.handle, (Ask("a", "deny"),))
    second = engine.select(loaded.handle, (Ask("a", "undecided"),))
    for selection, document in ((first, '{"x": true}'), (second, "{}"), (first, '{"x": true}')):
        engine.submit(selection, [document])
    assert [list(values(engine.collect()[0])) for _ in range(3)] == [["deny"], ["undecided"], ["deny"]]


@pytest.mark.parametrize(
    "body",
    [
        "data.lib.f(1)",
        "lib.f(1)",
        "short.f(1)",
        'data.lib["f"](1)',
        "[1][lib.zero] == lib.one",
        "array.concat(lib.list, [lib.zero])[1] == 0",
        "some x in lib.list; x == 1",
        "count([y | some y in lib.list]) == 1",
        "every z in lib.list { lib.f(z) }",
        'data.lib[n]; n == "zero"',
    ],
)
def test_whatever_a_rule_can_come_to_is_compiled(engine: Embedded, body: str) -> None:
    """By full path, import, alias, index, comprehension, and when only a variable says which rule of a package."""
    rule = f"package a\n\nimport data.lib\nimport data.lib as short\n\ndeny contains {DENY} if {{\n\t{body}\n}}\n"
    library = (
        'package lib\n\nf(x) if x == one\n\none := 1\n\nzero := 0\n\nname := "n"\n\nlist := [one]\n\nunused := 1\n'
    )
    answers = []
    for trusted in (False, True):
        loaded = engine.load(policies(rule, library, role="rules" if trusted else "documents", trusted=trusted))
        engine.submit(engine.select(loaded.handle, (Ask("a", "deny"),)), ["{}"])
        answers += engine.collect()
    assert answers[0].values == answers[1].values
    assert answers[0].faults == answers[1].faults == ()
