"""OPA as a child process of this one."""

from __future__ import annotations

import json
from collections import deque
from typing import TYPE_CHECKING, Any

from policylint import spawn
from policylint.engine import Answer, Ask, Entry, Fault, Loaded, Package
from policylint.engine.child import Channel
from policylint.errors import EngineError, PolicyError
from policylint.model import Problem

if TYPE_CHECKING:
    from policylint.engine import Policies

NOTHING = Answer()


class Embedded:
    """The engine that ships with policylint."""

    name = "embedded"

    def __init__(self) -> None:
        try:
            child = spawn.take()
        except OSError as error:
            raise EngineError(f"The engine cannot be started: {error.strerror}.", hint="Run: pip install .") from None
        self._channel = Channel(child, silence=30, cap=128 << 20)
        self._asks: dict[int, tuple[Ask, ...]] = {}
        self._queue: deque[tuple[int, int]] = deque()
        self._id = 0
        self.opa_version = str(self._call({"op": "hello"})["opa"])

    def _send(self, request: dict[str, Any], body: list[str] | None = None) -> int:
        self._id += 1
        request["id"] = self._id
        lines = [json.dumps(request), *(body or ()), ""]
        self._channel.send("\n".join(lines).encode("utf-8", "surrogatepass"))
        return self._id

    def _reply(self, number: int) -> dict[str, Any]:
        reply = json.loads(self._channel.receive())
        if reply.get("id") != number:
            raise EngineError("The engine answered another question.")
        if "error" in reply:
            raise _failure(reply["error"])
        return dict(reply["ok"])

    def _call(self, request: dict[str, Any]) -> dict[str, Any]:
        return self._reply(self._send(request))

    def load(self, policies: Policies) -> Loaded:
        reply = self._call(
            {
                "op": "load",
                "role": policies.role,
                "rego": policies.rego,
                "now": policies.now or "",
                "modules": [(m.name, m.text) for m in policies.modules],
                "data": policies.data,
            }
        )
        packages = tuple(
            Package(p["name"], tuple(Entry(package=p["name"], **e) for e in p["entries"]), p["annotations"])
            for p in reply["packages"]
        )
        return Loaded(reply["handle"], packages, tuple(_problem(n, False) for n in reply["notes"] or ()))

    def select(self, handle: int, asks: tuple[Ask, ...]) -> int:
        reply = self._call({"op": "select", "handle": handle, "asks": [(a.package, a.rule) for a in asks]})
        self._asks[reply["selection"]] = asks
        return int(reply["selection"])

    def submit(self, selection: int, inputs: list[str]) -> None:
        body = [text.replace("\n", " ") if "\n" in text else text for text in inputs]
        number = self._send({"op": "eval", "selection": selection, "count": len(body)}, body)
        self._queue.append((number, selection))

    def collect(self) -> list[Answer]:
        number, selection = self._queue.popleft()
        reply = self._reply(number)
        asks = self._asks[selection]
        answers = [NOTHING] * reply["n"]
        for some in reply["some"]:
            answers[some["i"]] = Answer(
                tuple((asks[i], tuple(values)) for i, values in some.get("v", ())),
                tuple(Fault(asks[i], kind, message) for i, kind, message in some.get("f", ())),
                tuple(some.get("p", ())),
            )
        return answers

    @property
    def pending(self) -> int:
        return len(self._queue)

    def close(self) -> None:
        self._channel.close()


def _problem(p: dict[str, Any], blocks: bool) -> Problem:
    return Problem("policy", p["message"], p.get("path"), p.get("line"), p.get("column"), blocks)


def _failure(error: dict[str, Any]) -> Exception:
    if error["kind"] == "policy":
        return PolicyError(error["message"], tuple(_problem(p, True) for p in error.get("problems") or ()))
    return EngineError(error["message"])
