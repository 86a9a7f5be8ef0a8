"""What this run has put on a server: modules, data, and how all of it goes again."""

from __future__ import annotations

import os
import time
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from policylint.engine.client import Refused, bundle_hint
from policylint.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from policylint.engine.client import Client
    from policylint.model.documents import Json

LEAVING = 20.0
T = TypeVar("T")


class Guests:
    """A server's guests. A name is written down before it is put: what was cut off may have arrived.

    Policies load in one thread, and another may decide meanwhile that it is over: after `leave` nothing is put.
    """

    def __init__(self, client: Client) -> None:
        self.client = client
        self._policies: list[str] = []
        self._data: list[str] = []
        self._door = Lock()
        self._closed = False

    def put_data(self, prefix: str, value: dict[str, Json]) -> None:
        """Store what the policies under `prefix` see as data."""
        self._put(self._data, prefix, lambda: self.client.put_data(prefix, {prefix: value}))

    def put_file(self, prefix: str, path: str) -> None:
        """Tell the policies under `prefix` which file is judged next, as conftest does."""
        file = {"name": os.path.basename(path), "dir": os.path.dirname(path)}
        self._put(self._data, prefix, lambda: self.client.put_data(f"{prefix}/{prefix}/conftest", {"file": file}))

    def _put(self, names: list[str], name: str, put: Callable[[], T]) -> T:
        with self._door:
            if self._closed:
                raise EngineError("The engine is closed.")
            new = name not in names
            if new:
                names.append(name)
            try:
                return put()
            except Refused:
                if new:
                    names.remove(name)
                raise

    def put_policy(self, name: str, text: str) -> None:
        """Store a module; raises EngineError with what the server's compiler complains about."""
        complaint = self._put(self._policies, name, lambda: self.client.put_policy(name, text))
        if complaint is not None:
            self._policies.remove(name)
            said = f"{self.client.address} does not take the policies: {complaint}."
            raise EngineError(said, hint=bundle_hint(complaint))

    def leave(self) -> None:
        """Take everything away; raises EngineError that says what had to stay."""
        with self._door:
            self._closed = True
        until = time.monotonic() + LEAVING
        # What asks comes last: after what it asks for is gone, the server has little to compile.
        policies, self._policies = self._policies, []
        data, self._data = self._data, []
        why = _remove(self.client.remove_policy, policies, until) or _remove(self.client.remove_data, data, until)
        if why is None:
            return
        first = f"v1/policies/{policies[0]}" if policies else f"v1/data/{data[0]}"
        raise EngineError(
            f"What this run put on the server is still there, {len(policies) + len(data)} in all: {why}",
            hint=f"Remove it by hand, beginning with: DELETE {first}",
        )


def _remove(remove: Callable[[str], str | None], names: list[str], until: float) -> str | None:
    """Empties `names` as far as the server lets us, and gives what went wrong."""
    while names:
        left = []
        for name in names:
            try:
                complaint = remove(name) if time.monotonic() < until else "it takes too long."
            except EngineError as error:
                return str(error)
            if complaint is not None:
                left.append(name)
        if len(left) == len(names):
            return complaint
        names[:] = left
    return None
