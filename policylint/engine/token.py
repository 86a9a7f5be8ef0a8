"""The bearer token for an OPA server, from a file: an argument would show in the list of processes."""

from __future__ import annotations

from policylint.errors import UsageError


def read_token(path: str | None) -> str | None:
    """The bearer token in a file; raises UsageError."""
    if path is None:
        return None
    try:
        with open(path, encoding="utf-8") as stream:
            token = stream.read().strip()
    except OSError as error:
        raise UsageError(f"cannot read the token file {path}: {error.strerror}") from error
    except UnicodeDecodeError:
        token = ""
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise UsageError(f"the token file {path} holds no token: one word of ASCII characters")
    return token
