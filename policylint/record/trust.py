"""The library sigstore, which is imported only here and by what asks here first, and the services that it believes."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, TypeVar

from policylint.errors import UsageError
from policylint.record.files import bounded
from policylint.reporters.clean import one_line, shorten

if TYPE_CHECKING:
    from collections.abc import Callable

    T = TypeVar("T")

_MOST = 4 * 1024 * 1024
_LONGEST = 500
_PATIENCE = 120.0
_SILENCE = logging.NullHandler()


def ready() -> None:
    """See that the library is there, and keep its log off the terminal; UsageError where it is not installed."""
    try:
        import sigstore.models
        import sigstore.oidc
        import sigstore.sign
        import sigstore.verify  # noqa: F401 - all of it has to be there
    except ImportError:
        message = "keyless signatures need a library that is not installed"
        raise UsageError(message, hint="pip install 'policylint[keyless]'") from None
    for name in ("sigstore", "tuf", "id", "urllib3"):
        logging.getLogger(name).addHandler(_SILENCE)


class Trust:
    """Who is believed: the public Sigstore, or what a file says in the form of the library's own --trust-config."""

    def __init__(self, path: str | None) -> None:
        ready()
        self._config = _config(path) if path is not None else None

    def verifier(self) -> Any:
        """What checks bundles by certificates and keys that are here already: nothing is fetched."""
        from sigstore.models import ClientTrustConfig
        from sigstore.verify import Verifier

        try:
            config = self._config or ClientTrustConfig.production(offline=True)
            return Verifier(trusted_root=config.trusted_root)
        except Exception as error:  # noqa: BLE001 - the library raises whatever its parsers raise
            message = f"the certificates that Sigstore is known by cannot be used: {reason(error)}"
            raise UsageError(message, hint="--trust-config FILE gives others") from None

    def context(self) -> Any:
        """The services that sign; which these are is fetched anew, unless a file says it."""
        from sigstore.models import ClientTrustConfig
        from sigstore.sign import SigningContext

        return SigningContext.from_trust_config(self._config or ClientTrustConfig.production())


def _config(path: str) -> Any:
    from sigstore.models import ClientTrustConfig

    data = bounded(path, f"--trust-config: {path}", _MOST)
    try:
        return ClientTrustConfig.from_json(data.decode("utf-8"))
    except Exception as error:  # noqa: BLE001 - the library raises whatever its parsers raise
        message = f"--trust-config: {path} is no client trust config of Sigstore: {reason(error)}"
        raise UsageError(message) from None


def within(work: Callable[[], T]) -> T:
    """What `work` gives, if it gives it in time: the library waits without end for services that say nothing."""
    from policylint.background import Background

    task = Background(work)
    if not task.settle(_PATIENCE):
        raise TimeoutError(f"nothing was answered for {_PATIENCE:.0f} seconds")
    return task.result()


def reason(error: BaseException) -> str:
    """Why the library gave up, in one line that is not long. Some of its errors leave that to their cause."""
    url = getattr(getattr(error, "request", None), "url", None)
    if url and getattr(error, "response", None) is None:
        return shorten(one_line(f"{url} cannot be reached"), _LONGEST)
    text = str(error)
    if error.__cause__ is not None and str(error.__cause__) not in text:
        text = f"{text}: {reason(error.__cause__)}" if text else reason(error.__cause__)
    return shorten(one_line(text or type(error).__name__), _LONGEST)
