"""Inputs and answers keep together, whatever the size of the chunks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from support.engines import RULE, asks, policies

from policylint.engine import Answer, Broken
from policylint.engine.embedded import Embedded
from policylint.errors import EngineError
from policylint.judging import chunks
from policylint.judging.chunks import Feed

if TYPE_CHECKING:
    from collections.abc import Iterator

ECHO = RULE + "deny contains sprintf(`%d`, [input.n])\nwarn contains data.conftest.file.name"


@pytest.fixture
def engine() -> Iterator[Embedded]:
    engine = Embedded()
    yield engine
    engine.close()


def selected(engine: Embedded, *, files: bool = False) -> int:
    loaded = engine.load(policies(ECHO, files=True))
    return engine.select(loaded.handle, asks(loaded, *(("deny", "warn") if files else ("deny",))))


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 300])
def test_each_input_gets_its_own_answer_in_order(count: int, engine: Embedded) -> None:
    feed: Feed[int] = Feed(engine, selected(engine))
    pairs = [pair for number in range(count) for pair in feed.add(number, f'{{"n": {number}}}', f"/f/{number}")]
    pairs += feed.finish()
    assert [(tag, answer.values[0][1][0]) for tag, answer in pairs] == [(n, str(n)) for n in range(count)]
    assert engine.pending == 0


def test_files_go_with_their_inputs(engine: Embedded) -> None:
    feed: Feed[int] = Feed(engine, selected(engine, files=True))
    pairs = [pair for number in range(70) for pair in feed.add(number, f'{{"n": {number}}}', f"/f/{number}.yaml")]
    pairs += feed.finish()
    assert [dict(answer.values) for _, answer in pairs][69].popitem()[1] == ("69.yaml",)


def test_no_more_is_under_way_than_is_allowed_and_large_inputs_make_small_chunks(
    engine: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "MAX_CHARACTERS", 100)
    feed: Feed[int] = Feed(engine, selected(engine))
    text = json.dumps({"n": 1, "padding": "x" * 100})
    most, pairs = 0, []
    for number in range(12):
        pairs += feed.add(number, text, "/f")
        most = max(most, engine.pending)
    pairs += feed.finish()
    assert most == chunks.MAX_PENDING
    assert [tag for tag, _ in pairs] == list(range(12))


class Dying:
    """A stand-in for an engine that is lost in its second chunk, two answers in."""

    def __init__(self) -> None:
        self.chunks: list[list[str]] = []

    def submit(self, _selection: int, inputs: list[str], _files: list[str] | None = None) -> None:
        self.chunks.append(inputs)

    def collect(self) -> list[Answer]:
        inputs = self.chunks.pop(0)
        answers = [Answer(printed=(text,)) for text in inputs]
        if inputs[0] != "0":
            raise Broken("lost", answers[:2])
        return answers


def test_what_a_lost_engine_had_answered_comes_out_before_its_error() -> None:
    feed: Feed[int] = Feed(Dying(), 1)  # type: ignore[arg-type]
    seen: list[tuple[int, str]] = []
    for number in range(130):
        list(feed.add(number, str(number)))
    with pytest.raises(EngineError, match="lost"):
        seen.extend((tag, answer.printed[0]) for tag, answer in feed.finish())
    assert seen == [(number, str(number)) for number in range(66)]
