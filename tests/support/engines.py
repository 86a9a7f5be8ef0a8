"""Asks a real engine about a few lines of Rego."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policylint.engine import Answer, Ask, Loaded, Module, Policies
from policylint.engine.embedded import Embedded
from policylint.errors import PolicyError

if TYPE_CHECKING:
    from policylint.model.documents import Problem

RULE = "package main\n"


def policies(*texts: str, **options: Any) -> Policies:
    """Document policies, unless `role` says otherwise, named p0.rego, p1.rego, ...; options as Policies has them."""
    modules = tuple(Module(f"p{number}.rego", text) for number, text in enumerate(texts))
    return Policies(modules, **{"role": "documents", **options})


def asks(loaded: Loaded, *rules: str) -> tuple[Ask, ...]:
    """Every entry but functions, or those with these names."""
    return tuple(
        Ask(package.name, entry.rule)
        for package in loaded.packages
        for entry in package.entries
        if (entry.rule in rules if rules else entry.shape != "function")
    )


def judge(
    text: str, *inputs: str, rules: tuple[str, ...] = (), engine: Embedded | None = None, **options: Any
) -> list[Answer]:
    """The answers of one module to some inputs (one empty object by default)."""
    own = engine or Embedded()
    try:
        loaded = own.load(policies(text, **options))
        own.submit(own.select(loaded.handle, asks(loaded, *rules)), list(inputs) or ["{}"])
        return own.collect()
    finally:
        if engine is None:
            own.close()


def one(text: str, document: str = "{}", **options: Any) -> Answer:
    """The answer to one input."""
    (answer,) = judge(text, document, **options)
    return answer


def values(answer: Answer) -> dict[str, tuple[Any, ...]]:
    """What each rule name holds."""
    return {ask.rule: held for ask, held in answer.values}


def faults(answer: Answer) -> dict[str, tuple[str, str]]:
    """Kind and message of the fault of each rule name."""
    return {fault.ask.rule: (fault.kind, fault.message) for fault in answer.faults}


def refusal(*texts: str, **options: Any) -> tuple[Problem, ...]:
    """The problems for which policies do not load."""
    engine = Embedded()
    try:
        engine.load(policies(*texts, **options))
    except PolicyError as error:
        return error.problems
    finally:
        engine.close()
    raise AssertionError("the policies load")
