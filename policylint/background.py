"""One piece of work done while the main thread goes on: policies compile while files are read."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Background(Generic[T]):
    """Starts `work` at once; `result` waits for it, and raises what it raised."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._results: list[T] = []
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as error:  # noqa: BLE001 - raised again by result()
            self._error = error

    def settle(self, patience: float | None = None) -> bool:
        """Whether the work has ended, well or not; waits for it, `patience` seconds where that is given."""
        self._thread.join(patience)
        return not self._thread.is_alive()

    def result(self) -> T:
        """What `work` returned."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._results[0]
