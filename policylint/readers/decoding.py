"""Bytes -> text for the readers that have to decode themselves."""

from __future__ import annotations

from policylint.readers.raw import Fault

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def strict_text(data: bytes, *, utf16: bool) -> tuple[str, Fault | None]:
    """The text without its byte order mark, or the fault with the line of the first wrong byte."""
    if data.startswith(_UTF16) and not utf16:
        return "", Fault("the file is UTF-16; save it as UTF-8", line=1)
    try:
        return data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return "", Fault(f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}", line=line)
