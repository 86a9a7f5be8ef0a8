"""opa-python-client, with the little it lacks (docs/adr/0003): a session that hostile answers do not harm, no retry of
a failed evaluation, removal that goes on where something is gone, and errors as one EngineError with a sentence."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
from opa_client.errors import ConnectionsError, DeleteDataError, DeletePolicyError, PolicyNotFoundError, RegoParseError
from opa_client.opa import OpaClient
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as TooLate

from policylint.engine.session import Session
from policylint.errors import EngineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TIMEOUT = 10.0
COMPILING = 60.0  # seconds that a server has to compile a module, and all that it held before
RETRIES = 2
STRICT = "strict-builtin-errors=true"
_COMPILING, _GONE, _FORBIDDEN = "invalid_parameter", "resource_not_found", "unauthorized"
_Refusal = (ConnectionsError, DeleteDataError, DeletePolicyError, PolicyNotFoundError, RegoParseError)


class Refused(EngineError):
    """The server said no: nothing was done."""


class Client(OpaClient):  # type: ignore[misc]
    """One server. Every method raises EngineError, and nothing else, when the server does not do what it should."""

    timeout: float

    def __init__(self, url: str, token: str | None = None) -> None:
        host, port, base = _parts(url)
        self.address = f"The OPA server at {base}"
        super().__init__(host, port, ssl=base.startswith("https:"), token=token, retries=RETRIES, timeout=TIMEOUT)
        self.root_url = f"{base}/v1"

    def _init_session(self) -> Session:
        session = Session(self.address, self.retries)
        session.headers.update(self.headers or {})
        return session

    def opa_version(self) -> str:
        """The version that the server says it is."""
        with self.said_plainly():
            found = self.get_data("system/version")["result"].get("version")
        if not isinstance(found, str):
            raise EngineError(f"{self.address} does not say which version of OPA it is.")
        return found

    def put_policy(self, name: str, text: str) -> str | None:
        """Store a module under a name; gives the server's complaint when the module does not compile there."""
        with self.patient(), self.said_plainly():
            try:
                self.update_policy_from_string(text, name, rego_compat=False)
            except RegoParseError as refusal:
                if refusal.expression != _COMPILING:
                    raise
                return _details(refusal)
        return None

    @contextmanager
    def patient(self) -> Iterator[None]:
        """Waits longer for the answers to what is asked within."""
        self.timeout, before = max(self.timeout, COMPILING), self.timeout
        try:
            yield
        finally:
            self.timeout = before

    def put_data(self, name: str, value: dict[str, object]) -> None:
        """Store a document under data.<name>."""
        with self.said_plainly():
            self.update_or_create_data(value, name)

    def remove_policy(self, name: str) -> str | None:
        """Take a module away; gives the complaint when others need it. One that is not there is no fault."""
        return self._remove(self.delete_policy, name)

    def remove_data(self, name: str) -> str | None:
        """Take data.<name> away, as `remove_policy` does."""
        return self._remove(self.delete_data, name)

    def _remove(self, delete: Callable[[str], bool], name: str) -> str | None:
        with self.said_plainly():
            try:
                delete(name)
            except (DeletePolicyError, DeleteDataError) as refusal:
                if refusal.expression == _COMPILING:
                    return str(refusal.message)
                if refusal.expression != _GONE:
                    raise
        return None

    def evaluate(self, path: str, text: str) -> tuple[int, str]:
        """Status and body of asking data.<path> with an input given as JSON text, builtin errors being errors."""
        with self.said_plainly():
            response = self._session.post(
                f"{self.root_url}/data/{path}?{STRICT}",
                data=b'{"input":' + text.encode("utf-8", "replace") + b"}",
                headers={"Content-Type": "application/json"},
                timeout=self.timeout,
            )
            return response.status_code, response.content.decode("utf-8", "replace")

    @contextmanager
    def said_plainly(self) -> Iterator[None]:
        """Turns whatever requests, urllib3 and opa-python-client raise into one EngineError."""
        try:
            yield
        except (requests.exceptions.Timeout, TooLate):
            raise EngineError(f"{self.address} said nothing for {self.timeout:g} seconds.") from None
        except requests.exceptions.JSONDecodeError:
            raise EngineError(f"{self.address} answered something that is not JSON. {_IS_IT}") from None
        except (requests.exceptions.RequestException, HTTPError) as error:
            raise EngineError(f"{self.address} cannot be reached: {_cause(error)}.") from None
        except _Refusal as refusal:
            raise self.refused(refusal.expression, refusal.message) from None
        except (AttributeError, TypeError, KeyError, ValueError, RecursionError):
            raise EngineError(f"{self.address} gave an answer of the wrong shape. {_IS_IT}") from None

    def refused(self, code: object, message: object) -> Refused:
        """What to say when the server gives an error in place of an answer."""
        text = str(message)[:300]
        hint = "Give a token that may do this with --opa-token-file." if code == _FORBIDDEN else bundle_hint(text)
        return Refused(f"{self.address} refused: {text}.", hint=hint)


def bundle_hint(text: str) -> str | None:
    """What to do about a server that takes nothing because its bundles say what is there."""
    return "Use a server of its own, or give the bundle roots that leave room." if "owned by bundle" in text else None


_IS_IT = "Is it an OPA server?"


def _parts(url: str) -> tuple[str, int, str]:
    """Host, port, and the URL up to its path; raises UsageError."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        odd = parts.username or parts.password or parts.query or parts.fragment
    except ValueError:
        parts, port, odd = urlsplit(""), 0, "unreadable"
    if parts.scheme not in ("http", "https") or not parts.hostname or odd:
        raise UsageError(f"--opa-url takes a URL such as http://127.0.0.1:8181, not {url!r}")
    return parts.hostname, port, f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _details(refusal: RegoParseError) -> str:
    """The first thing that the server's compiler complains about."""
    first = refusal.errors[0] if refusal.errors else {}
    return str(first.get("message") or refusal.message)


def _cause(error: Exception) -> str:
    text = str(error)
    known = {
        "Connection refused": "connection refused",
        "Name or service not known": "there is no host of this name",
        "nodename nor servname": "there is no host of this name",
        "CERTIFICATE_VERIFY_FAILED": "its certificate is not trusted here",
        "WRONG_VERSION_NUMBER": "it does not speak TLS",
        "Connection reset": "the connection was reset",
        "Connection aborted": "it closed the connection without an answer",
        "IncompleteRead": "the answer ends too early",
        "Connection broken": "the answer ends too early",
    }
    return next((words for sign, words in known.items() if sign in text), type(error).__name__)
