"""The JSON reader: json.loads, minus what it lets through (duplicate keys, NaN, numbers beyond range)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from policylint.positions.pointers import join
from policylint.readers.raw import MAX_DEPTH, Fault, Raw, Refused

if TYPE_CHECKING:
    from policylint.model import Json
    from policylint.positions.nodes import Node
    from policylint.readers.raw import Loaded


def load(text: str) -> Loaded:
    """The one document of a JSON text, or the fault."""
    try:
        if text.count("[") + text.count("{") > MAX_DEPTH:
            _check_depth(text)
        content = _decoder.decode(text)
    except json.JSONDecodeError as error:
        return [], Fault(_plain_message(error), offset=error.pos)
    except Refused as refused:
        return [], _placed(refused.fault, text)
    except (ValueError, RecursionError) as error:
        return [], Fault(str(error) if isinstance(error, ValueError) else "nested too deeply", line=1)
    start = len(text) - len(text.lstrip())
    return [Raw(0, text.count("\n", 0, start) + 1, content, _texts(text))], None


def _pairs(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise Refused(Fault("a key stands twice"))
    return mapping


def _float(text: str) -> float:
    value = float(text)
    if value - value != 0:
        raise Refused(Fault(f"{text} is too large for a number"))
    return value


def _constant(text: str) -> float:
    raise Refused(Fault(f"{text} is not JSON"))


_decoder = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=_float, parse_constant=_constant)


def _plain_message(error: json.JSONDecodeError) -> str:
    return error.msg[:1].lower() + error.msg[1:]


def _check_depth(text: str) -> None:
    from policylint.positions.jsontree import tokens

    depth = 0
    for mark, start, _ in tokens(text):
        depth += (mark in ("{", "[") and mark != "") - (mark in ("}", "]") and mark != "")
        if depth > MAX_DEPTH:
            raise Refused(Fault(f"nested deeper than {MAX_DEPTH} levels", offset=start))


def _placed(fault: Fault, text: str) -> Fault:
    """The fault with its place, which the decoder's hooks do not know."""
    if fault.offset is not None:
        return fault
    from policylint.positions.jsontree import compose_json, find_literal

    if fault.message != "a key stands twice":
        return Fault(fault.message, offset=find_literal(text, fault.message.split(" ", 1)[0]))
    twice: list[tuple[list[str], int]] = []
    compose_json(text, twice)
    path, offset = twice[0]
    return Fault(f"the key {path[-1]!r} stands twice", offset=offset, duplicate=(0, path))


def _texts(text: str) -> dict[str, str]:
    return {}
