"""An OPA server as the engine. Policies are compiled here first, under the allow-list; then the server gets them under
names of its own making, answers, and is left as it was."""

from __future__ import annotations

import json
from collections import deque
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from policylint.engine import Answer, Ask, Broken, Fault, wire
from policylint.engine.client import Client
from policylint.engine.embedded import Embedded
from policylint.engine.guests import Guests
from policylint.engine.server import PrivateServer
from policylint.errors import EngineError
from policylint.frozen import dataclass, replace

if TYPE_CHECKING:
    from policylint.engine import Loaded, Policies

OK, FAILED, NOT_UNDERSTOOD = 200, 500, 400


@dataclass(frozen=True, slots=True)
class Chunk:
    """Inputs that wait to be asked about, and the files they are from where policies want to know."""

    selection: int
    inputs: list[str]
    files: list[str] | None


class OpaServer:
    """The engine behind --engine opa. Without a URL it starts a private server, and ends it."""

    name = "opa"

    def __init__(self, url: str | None = None, token: str | None = None, local: Embedded | None = None) -> None:
        self._local = local or Embedded()
        self._private: PrivateServer | None = None
        self._guests: Guests | None = None
        self._asks: dict[int, tuple[str, tuple[Ask, ...]]] = {}
        self._handles: dict[int, str] = {}
        self._chunks: deque[Chunk] = deque()
        self._prefix = f"policylint_{token_hex(8)}"
        try:
            if url is None:
                self._private = PrivateServer()
                url, token = self._private.url, self._private.token
            client = Client(url, token)
            self.opa_version = self._checked_version(client)
            self._guests = Guests(client)
        except BaseException:
            self.close()
            raise

    def _checked_version(self, client: Client) -> str:
        theirs, ours = client.opa_version(), self._local.opa_version
        if theirs.split(".")[:2] != ours.split(".")[:2]:
            raise EngineError(
                f"{client.address} runs OPA {theirs[:40]}; policylint is built and tested with OPA {ours}.",
                hint="Answers differ between minor versions: run the server with the same one.",
            )
        return theirs

    @property
    def pending(self) -> int:
        """How many chunks were submitted and not yet collected."""
        return len(self._chunks)

    def load(self, policies: Policies) -> Loaded:
        """Compile here, then put the policies and data on the server; raises PolicyError or EngineError.

        time.now_ns() cannot be pinned on a server, so it is refused.
        """
        guests = self._server()
        loaded = self._local.load(replace(policies, now=None))
        prefix = f"{self._prefix}_{loaded.handle}"
        written = self._local.call({"op": "export", "handle": loaded.handle, "prefix": prefix})
        if policies.data:
            guests.put_data(prefix, policies.data)
        guests.put_policy(prefix, written["text"])
        return loaded

    def select(self, handle: int, asks: tuple[Ask, ...]) -> int:
        """Put the module that asks on the server."""
        guests = self._server()
        selection = self._local.select(handle, asks)
        prefix, name = f"{self._prefix}_{handle}", f"{self._prefix}_ask_{selection}"
        entry = self._local.call({"op": "entry", "selection": selection, "prefix": prefix, "name": name})
        guests.put_policy(name, entry["text"])
        self._asks[selection], self._handles[selection] = (name, asks), prefix
        return selection

    def submit(self, selection: int, inputs: list[str], files: list[str] | None = None) -> None:
        """Remember a chunk; the server is asked in `collect`."""
        self._chunks.append(Chunk(selection, list(inputs), files))

    def collect(self) -> list[Answer]:
        """The answers of the oldest chunk, in the order of its inputs; raises EngineError, Broken with some of them."""
        if not self._chunks:
            raise EngineError("There is nothing to collect.")
        chunk = self._chunks.popleft()
        bodies: list[str] = []
        failed: dict[int, dict[Ask, str]] = {}
        try:
            for index in range(len(chunk.inputs)):
                body, complaints = self._evaluated(chunk, index)
                bodies.append(body)
                if complaints:
                    failed[index] = complaints
        except EngineError as error:
            self._chunks.clear()
            raise Broken(str(error), self._answers(chunk, bodies, failed), hint=error.hint) from None
        return self._answers(chunk, bodies, failed)

    def _evaluated(self, chunk: Chunk, index: int) -> tuple[str, dict[Ask, str]]:
        """The server's answer about one input, and what it says of the asks that fail alone."""
        guests = self._server()
        path, asks = self._asks[chunk.selection]
        if chunk.files is not None:
            guests.put_file(self._handles[chunk.selection], chunk.files[index])
        text = chunk.inputs[index]
        status, body = guests.client.evaluate(path, text)
        if status == OK:
            _result(guests.client, body)
            return body, {}
        _check_failure(guests.client, status, body)
        return _one_by_one(guests.client, path, asks, text)

    def _answers(self, chunk: Chunk, bodies: list[str], failed: dict[int, dict[Ask, str]]) -> list[Answer]:
        request = {"op": "weigh", "selection": chunk.selection, "count": len(bodies)}
        answers = wire.answers(self._local.call(request, bodies), self._asks[chunk.selection][1], len(bodies))
        for index, answer in enumerate(answers):
            if answer.faults or index in failed:
                answers[index] = self._explained(chunk, index, failed.get(index, {}), answer)
        return answers

    def _explained(self, chunk: Chunk, index: int, failed: dict[Ask, str], answer: Answer) -> Answer:
        """That an ask failed is the server's word; the engine inside, which knows the original lines, says where."""
        files = None if chunk.files is None else [chunk.files[index]]
        self._local.submit(chunk.selection, [chunk.inputs[index]], files)
        known = {(fault.ask, fault.kind): fault for fault in self._local.collect()[0].faults}
        by_ask = {fault.ask: fault for fault in known.values()}
        faults = [by_ask.get(ask) or Fault(ask, "other", _complaint(body)) for ask, body in failed.items()]
        faults += [known.get((f.ask, f.kind)) or f for f in answer.faults if f.ask not in failed]
        order = {ask: number for number, ask in enumerate(self._asks[chunk.selection][1])}
        return replace(answer, faults=tuple(sorted(faults, key=lambda fault: order[fault.ask])))

    def close(self) -> None:
        """Leave the server as it was, and end what was started here. May be called twice."""
        guests, self._guests = self._guests, None
        try:
            if guests is not None and self._private is None:
                guests.leave()
        finally:
            if self._private is not None:
                self._private.close()
            self._local.close()

    def _server(self) -> Guests:
        if self._guests is None:
            raise EngineError("The engine is closed.")
        return self._guests


def _one_by_one(client: Client, path: str, asks: tuple[Ask, ...], text: str) -> tuple[str, dict[Ask, str]]:
    """What each ask gives alone, where asking for all at once failed; and the asks that fail alone, with why."""
    values: dict[str, Any] = {}
    failed: dict[Ask, str] = {}
    for number, ask in enumerate(asks):
        status, body = client.evaluate(f"{path}/ask_{number}", text)
        if status == OK:
            values[f"ask_{number}"] = _result(client, body, whole=False)
        else:
            _check_failure(client, status, body)
            failed[ask] = body
            values[f"ask_{number}"] = []
    return json.dumps({"result": values}), failed


def _check_failure(client: Client, status: int, body: str) -> None:
    """Returns where OPA says that evaluation failed, or that it does not take the input; raises for the rest."""
    try:
        answer = json.loads(body)
        code, message = answer["code"], answer["message"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise EngineError(f"{client.address} failed with status {status} and did not say why.") from None
    if (status, code) not in ((FAILED, "internal_error"), (NOT_UNDERSTOOD, "invalid_parameter")):
        raise client.refused(code, message)


def _result(client: Client, body: str, *, whole: bool = True) -> Any:
    try:
        result = json.loads(body)["result"]
    except (ValueError, RecursionError):
        raise EngineError(f"{client.address} answered something that is not JSON.") from None
    except (KeyError, TypeError):
        raise EngineError(f"{client.address} answered without a result: what was asked is not there.") from None
    if whole and not isinstance(result, dict):
        raise EngineError(f"{client.address} gave an answer of the wrong shape.")
    return result


def _complaint(body: str) -> str:
    try:
        return str(json.loads(body)["errors"][0]["message"])
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return "the OPA server could not evaluate it"
