"""An OPA server as the engine. Policies are compiled here first, under the allow-list; then the server gets them under
names of its own making, answers, and is left as it was."""

from __future__ import annotations

import json
from collections import deque
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from policylint.engine import Answer, Ask, Fault, wire
from policylint.engine.client import Client
from policylint.engine.embedded import Embedded
from policylint.engine.server import PrivateServer
from policylint.errors import EngineError, UsageError
from policylint.frozen import replace

if TYPE_CHECKING:
    from policylint.engine import Loaded, Policies

OK, FAILED = 200, 500


class OpaServer:
    """The engine behind --engine opa. Without a URL it starts a private server, and ends it."""

    name = "opa"

    def __init__(self, url: str | None = None, token: str | None = None, local: Embedded | None = None) -> None:
        self._local = local or Embedded()
        self._private: PrivateServer | None = None
        self._client: Client | None = None
        self._asks: dict[int, tuple[str, tuple[Ask, ...]]] = {}
        self._chunks: deque[tuple[int, list[str]]] = deque()
        self._policies: list[str] = []
        self._data: list[str] = []
        self._prefix = f"policylint_{token_hex(8)}"
        try:
            self._private = None if url else PrivateServer()
            self._client = Client(url or (self._private.url if self._private else ""), token)
            self.opa_version = self._checked_version(self._client)
        except BaseException:
            self.close()
            raise

    def _checked_version(self, client: Client) -> str:
        theirs, ours = client.opa_version(), self._local.opa_version
        if theirs.split(".")[:2] != ours.split(".")[:2]:
            raise EngineError(
                f"The server runs OPA {theirs}; policylint is built and tested with OPA {ours}.",
                hint="Answers differ between minor versions: run the server with the same one.",
            )
        return theirs

    @property
    def pending(self) -> int:
        """How many chunks were submitted and not yet collected."""
        return len(self._chunks)

    def load(self, policies: Policies) -> Loaded:
        """Compile here, then put the modules and data on the server; raises PolicyError or EngineError."""
        if policies.role == "documents":
            policies = _without_clock(policies)
        loaded = self._local.load(policies)
        prefix = self._under(loaded.handle)
        if policies.data:
            self._data.append(prefix)
            self._server().put_data(prefix, policies.data)
        written = self._local.call({"op": "export", "handle": loaded.handle, "prefix": prefix})
        self._put_all([(f"{prefix}/{number}", text) for number, (_name, text) in enumerate(written["modules"])])
        return loaded

    def select(self, handle: int, asks: tuple[Ask, ...]) -> int:
        """Put the module that asks on the server."""
        selection = self._local.select(handle, asks)
        prefix, name = self._under(handle), f"entry_{selection}"
        entry = self._local.call({"op": "entry", "selection": selection, "prefix": prefix, "name": name})
        self._put_all([(f"{prefix}/{name}", entry["text"])])
        self._asks[selection] = (f"{prefix}/{name}", asks)
        return selection

    def submit(self, selection: int, inputs: list[str], files: list[str] | None = None) -> None:
        """Remember a chunk; the server is asked in `collect`."""
        self._chunks.append((selection, list(inputs)))

    def collect(self) -> list[Answer]:
        """The answers of the oldest chunk, in the order of its inputs; raises EngineError."""
        if not self._chunks:
            raise EngineError("There is nothing to collect.")
        selection, inputs = self._chunks.popleft()
        path, asks = self._asks[selection]
        bodies, failed = [], {}
        for index, text in enumerate(inputs):
            status, body = self._server().evaluate(path, text)
            if status == FAILED and _is_evaluation_error(body):
                body, failed[index] = self._one_by_one(path, asks, text)
            elif status != OK:
                raise EngineError(f"The OPA server refused to evaluate: status {status}.")
            bodies.append(body)
        answers = wire.answers(self._weighed(selection, bodies), asks, len(inputs))
        for index, those in failed.items():
            answers[index] = self._explained(selection, inputs[index], those, answers[index])
        return answers

    def _weighed(self, selection: int, bodies: list[str]) -> dict[str, Any]:
        return self._local.call({"op": "weigh", "selection": selection, "count": len(bodies)}, bodies)

    def _one_by_one(self, path: str, asks: tuple[Ask, ...], text: str) -> tuple[str, dict[Ask, str]]:
        """What each ask gives alone, where asking for all at once failed; and the asks that fail alone, with why."""
        values: dict[str, Any] = {}
        failed: dict[Ask, str] = {}
        for number, ask in enumerate(asks):
            status, body = self._server().evaluate(f"{path}/ask_{number}", text)
            if status == FAILED:
                failed[ask] = body
                values[f"ask_{number}"] = []
            else:
                values[f"ask_{number}"] = _result(body)
        return json.dumps({"result": values}), failed

    def _explained(self, selection: int, text: str, failed: dict[Ask, str], answer: Answer) -> Answer:
        """The server says that an ask failed; the engine inside, which knows the original lines, says where."""
        self._local.submit(selection, [text])
        known = {fault.ask: fault for fault in self._local.collect()[0].faults}
        faults = [known.get(ask) or Fault(ask, "other", _complaint(body)) for ask, body in failed.items()]
        others = [fault for fault in answer.faults if fault.ask not in failed]
        return replace(answer, faults=tuple(others + faults))

    def _put_all(self, modules: list[tuple[str, str]]) -> None:
        """Put modules in an order in which each compiles: the server takes them one by one."""
        waiting = modules
        while waiting:
            again, complaint = [], ""
            for name, text in waiting:
                refused = self._server().put_policy(name, text)
                if refused is None:
                    self._policies.append(name)
                else:
                    again.append((name, text))
                    complaint = refused
            if len(again) == len(waiting):
                raise EngineError(f"The OPA server does not take the policies: {complaint}.")
            waiting = again

    def close(self) -> None:
        """Leave the server as it was, and end what was started here. May be called twice."""
        client, self._client = self._client, None
        try:
            if client is not None and self._private is None:
                client.remove(list(reversed(self._policies)), self._data)
        finally:
            self._policies, self._data = [], []
            if self._private is not None:
                self._private.close()
            self._local.close()

    def _under(self, handle: int) -> str:
        return f"{self._prefix}_{handle}"

    def _server(self) -> Client:
        if self._client is None:
            raise EngineError("The engine is closed.")
        return self._client


def _without_clock(policies: Policies) -> Policies:
    """time.now_ns() cannot be pinned on a server, nor data changed by input, so both are refused there."""
    return replace(policies, now=None, files=False)


def _result(body: str) -> Any:
    try:
        return json.loads(body)["result"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise EngineError("The OPA server gave an undefined result, or none.") from None


def _is_evaluation_error(body: str) -> bool:
    try:
        return bool(json.loads(body).get("code") == "internal_error")
    except (ValueError, AttributeError, RecursionError):
        return False


def _complaint(body: str) -> str:
    try:
        return str(json.loads(body)["errors"][0]["message"])
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return "the OPA server could not evaluate it"


def read_token(path: str | None) -> str | None:
    """The bearer token in a file; raises UsageError."""
    if path is None:
        return None
    try:
        with open(path, encoding="utf-8") as stream:
            token = stream.read().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the token file {path}: {error}") from error
    if not token or not token.isascii() or not token.isprintable():
        raise UsageError(f"the token file {path} holds no token")
    return token
