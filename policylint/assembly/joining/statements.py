"""What an objective or an alert says about whose it is: each statement is words, starts of words, and metrics."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint.assembly.joining.board import ALERTS
from policylint.assembly.joining.queries import Query, forms, read
from policylint.assembly.joining.shapes import at_all, entries
from policylint.kinds.pods import at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policylint.model.documents import Document, Json

# Prose, and keys that say who looks after it or where it runs; a name found there is a coincidence.
_PROSE = ("description", "displayName", "summary", "title", "annotations")
_AROUND = ("apiVersion", "kind", "namespace", "owner", "team", "cluster", "env", "environment", "stage", "region")
_IGNORED = frozenset((*_PROSE, *_AROUND, "severity", "budgetingMethod"))
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,99}")


def statements(document: Document) -> Iterator[Query]:
    """One for the document of an objective; for rules one for the document's labels and one for each rule."""
    content = document.content
    if document.kind != ALERTS:
        yield _merged(_spoken(content))
        return
    yield _merged(_spoken(at(content, "/metadata/labels")))
    for rule in (*at_all(content, "spec", "groups", "*", "rules", "*"), *at_all(content, "groups", "*", "rules", "*")):
        expression = rule.get("expr")
        labels = _spoken(rule.get("labels"))
        yield _merged((*labels, read(expression)) if isinstance(expression, str) else labels)


def _spoken(content: Json) -> Iterator[Query]:
    """What the texts of a document say: a single word means itself, any other may be a query."""
    for text in _texts(content):
        if _WORD.fullmatch(text):
            yield Query(frozenset(forms(text)))
        elif "\n" in text or any(sign in text for sign in "{(=:"):
            yield read(text)


def _texts(content: Json) -> Iterator[str]:
    for _, value in entries(content, _IGNORED):
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                yield each


def _merged(queries: Iterable[Query]) -> Query:
    found = list(queries)
    return Query(
        frozenset().union(*(each.words for each in found)),
        frozenset().union(*(each.starts for each in found)),
        frozenset().union(*(each.metrics for each in found)),
        any(each.names_one for each in found),
    )
