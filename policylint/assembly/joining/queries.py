"""What a query speaks about: the words that its matchers ask for, and the metrics that it reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint.assembly.joining.metrics import table
from policylint.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 20_000
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
_MATCHER = re.compile(r'(?<!\w)([A-Za-z_]\w*)\s*(=~|=)\s*(?:"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\')')
# Datadog and Lucene write `service:claims`. PromQL has the colon inside a metric's name, where this does no harm.
_TAG = re.compile(r"(?<!\w)([A-Za-z_]\w*):([A-Za-z][\w./-]*)")
_METRIC = re.compile(r"(?<![\w:])[A-Za-z_:][\w:]*")
_LABELS = re.compile(r"\{[^{}]*\}|(?<!\w)(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)")
_LITERAL = re.compile(r"[\w./:@-]*")
# Labels that say where, or which answer, but never who.
_ELSEWHERE = frozenset(("namespace", "exported_namespace", "cluster", "code", "status", "le", "quantile", "method"))


# Labels that name a model or a service and nothing else.
_WHO = frozenset(("model", "model_name", "service", "app", "deployment", "inferenceservice", "isvc"))


@dataclass(frozen=True, slots=True)
class Query:
    """The words that matchers ask for, the starts of words (`name-.*`), and the names of metrics; in lower case.

    `names_one` says that a matcher names a model or a service, known here or not.
    """

    words: frozenset[str] = frozenset()
    starts: frozenset[str] = frozenset()
    metrics: frozenset[str] = frozenset()
    names_one: bool = False


def read(text: str) -> Query:
    """A query in PromQL, or in whatever language writes `name="value"` or `name:value`."""
    text = text[:_LONGEST]
    words: set[str] = set()
    starts: set[str] = set()
    names_one = False
    for label, operator, double, single in _MATCHER.findall(text):
        names_one = names_one or (label in _WHO and operator == "=")
        if label not in _ELSEWHERE:
            for value in (double or single).split("|") if operator == "=~" else [double or single]:
                _note(value.strip("()^$"), operator == "=~", words, starts)
    bare = _QUOTED.sub('""', text)
    for label, value in _TAG.findall(bare):
        if label not in _ELSEWHERE:
            words.update(forms(value))
    names = {name.lower() for name in _METRIC.findall(_LABELS.sub("", bare))}
    return Query(frozenset(words), frozenset(starts), frozenset(names.difference(table()["functions"])), names_one)


def _note(value: str, is_pattern: bool, words: set[str], starts: set[str]) -> None:
    literal = _LITERAL.match(value)
    start = literal.group() if literal else ""
    if start == value:
        words.update(forms(value))
    elif is_pattern and (stem := start.rstrip(".-_:").lower()):
        # `claims-.*` and `claims.*` mean the pods of claims.
        starts.add(stem)


def forms(value: str) -> Iterator[str]:
    """A value, and what it is without namespace, domain and KServe's prefix; in lower case."""
    value = value.lower()
    yield value
    if "/" in value:
        yield value.rpartition("/")[2]
    if "." in value:
        yield value.partition(".")[0]
        yield value.removeprefix("isvc.")
