"""An HTTP session for a server that may mean harm: whole answers within a size and a time, nobody else asked."""

from __future__ import annotations

import time
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from policylint.errors import EngineError

MAX_ANSWER = 64 << 20
DEADLINE = 60.0
_PART = 1 << 16


class Session(requests.Session):
    """No redirects, proxies or netrc. Only a connection that was refused is tried again: a bad answer is an answer."""

    def __init__(self, address: str, retries: int) -> None:
        super().__init__()
        self._address = address
        self.trust_env = False
        self.headers["Accept-Encoding"] = "identity"
        attempts = Retry(total=retries, connect=retries, read=0, status=0, redirect=0, other=0, backoff_factor=0.2)
        for scheme in ("http://", "https://"):
            self.mount(scheme, HTTPAdapter(max_retries=attempts))

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """The response with its body; raises EngineError for one that is too large, too slow, or leads elsewhere."""
        until = time.monotonic() + DEADLINE
        response = super().send(request, **{**options, "stream": True, "allow_redirects": False})
        try:
            if 300 <= response.status_code < 400:
                raise EngineError(f"{self._address} sends us elsewhere (status {response.status_code}).")
            response._content = self._body(response, until)
        finally:
            response.close()
        return response

    def _body(self, response: requests.Response, until: float) -> bytes:
        kept = bytearray()
        read = getattr(response.raw, "read1", None) or response.raw.read
        while part := read(_PART, decode_content=True):
            kept += part
            if len(kept) > MAX_ANSWER:
                raise EngineError(f"{self._address} gave an answer of more than {MAX_ANSWER >> 20} MiB.")
            if time.monotonic() > until:
                raise EngineError(f"{self._address} took more than {DEADLINE:g} seconds for one answer.")
        return bytes(kept)
