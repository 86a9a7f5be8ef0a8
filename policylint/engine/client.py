"""opa-python-client, with the little it lacks (docs/adr/0003): answers as text with a limit, no retry of a failed
evaluation, no redirects or proxies, and errors as one EngineError with a sentence."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
from opa_client.errors import ConnectionsError, DeleteDataError, DeletePolicyError, PolicyNotFoundError, RegoParseError
from opa_client.opa import OpaClient
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from policylint.errors import EngineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEOUT = 10.0
RETRIES = 2
MAX_ANSWER = 64 << 20
STRICT = "strict-builtin-errors=true"


class Client(OpaClient):  # type: ignore[misc]
    """One server. Every method raises EngineError, and nothing else, when the server does not do what it should."""

    def __init__(self, url: str, token: str | None = None, timeout: float = TIMEOUT) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise UsageError(f"--opa-url takes a URL such as http://127.0.0.1:8181, not {url!r}")
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        super().__init__(parts.hostname, port, ssl=secure, token=token, retries=RETRIES, timeout=timeout)
        self.root_url = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/v1"

    def _init_session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        session.max_redirects = 0
        session.headers.update(self.headers or {})
        # Only what was never judged is tried again: an answer, even a bad one, is an answer.
        retries = Retry(total=self.retries, connect=self.retries, read=0, status=0, redirect=0, backoff_factor=0.2)
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(max_retries=retries))
        return session

    def opa_version(self) -> str:
        """The version that the server says it is."""
        with said_plainly():
            found = self.get_data("system/version").get("result", {}).get("version")
        if not isinstance(found, str):
            raise EngineError(f"{self.root_url} does not say which OPA it is: is it an OPA server?")
        return found

    def put_policy(self, name: str, text: str) -> str | None:
        """Store a module under a name; gives the server's complaint when the module does not compile there."""
        with said_plainly():
            try:
                self.update_policy_from_string(text, name, rego_compat=False)
            except RegoParseError as error:
                return str(error.message)
        return None

    def put_data(self, name: str, value: object) -> None:
        """Store a document under data.<name>."""
        with said_plainly():
            self.update_or_create_data(value, name)

    def remove(self, policies: list[str], data: list[str]) -> None:
        """Take away what was put, as far as the server lets us; raises EngineError when something stays."""
        with said_plainly():
            for name in policies:
                self.delete_policy(name)
            for name in data:
                self.delete_data(name)

    def evaluate(self, path: str, text: str) -> tuple[int, str]:
        """Status and body of asking data.<path> with an input given as JSON text, builtin errors being errors."""
        body = b'{"input":' + text.encode("utf-8", "replace") + b"}"
        with said_plainly():
            response = self._session.post(
                f"{self.root_url}/data/{path}?{STRICT}",
                data=body,
                headers={"Content-Type": "application/json"},
                timeout=self.timeout,
                stream=True,
                allow_redirects=False,
            )
            return response.status_code, _text(response)


def _text(response: requests.Response) -> str:
    kept = bytearray()
    for part in response.iter_content(1 << 16):
        kept += part
        if len(kept) > MAX_ANSWER:
            response.close()
            raise EngineError(f"The OPA server gave an answer of more than {MAX_ANSWER >> 20} MiB.")
    return kept.decode("utf-8", "replace")


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turns whatever requests, urllib3 and opa-python-client raise into one EngineError."""
    try:
        yield
    except requests.exceptions.Timeout:
        raise EngineError(f"The OPA server said nothing for {TIMEOUT:g} seconds.") from None
    except requests.exceptions.JSONDecodeError:
        raise EngineError("The OPA server answered something that is not JSON.") from None
    except requests.exceptions.HTTPError as error:
        raise EngineError(f"The OPA server refused: {_status(error.response)}.") from None
    except requests.exceptions.RequestException as error:
        raise EngineError(f"The OPA server cannot be reached: {_cause(error)}.") from None
    except (ConnectionsError, DeleteDataError, DeletePolicyError, PolicyNotFoundError, RegoParseError) as error:
        raise EngineError(f"The OPA server refused: {error.message}.") from None
    except (AttributeError, TypeError, KeyError, ValueError):
        raise EngineError("The OPA server gave an answer of the wrong shape.") from None


def _status(response: requests.Response | None) -> str:
    if response is None:
        return "without a status"
    meaning = {401: "it wants another token", 403: "the token may not do this", 404: "there is nothing at this address"}
    return f"status {response.status_code}" + (
        f", {meaning[response.status_code]}" if response.status_code in meaning else ""
    )


def _cause(error: requests.exceptions.RequestException) -> str:
    text = str(error)
    for known in ("Connection refused", "Name or service not known", "CERTIFICATE_VERIFY_FAILED", "Connection reset"):
        if known in text:
            return known.lower().replace("_", " ")
    return type(error).__name__
