"""Which reader a file takes: by its name, or by its first characters when the name says nothing."""

from __future__ import annotations

import re
from typing import Literal

MAX_BYTES = 10 * 1024 * 1024  # what a source may hold
Format = Literal["yaml", "json", "markdown", "requirements", "dockerfile", "terraform"]

_BY_EXTENSION: dict[str, Format] = {
    "yaml": "yaml",
    "yml": "yaml",
    "dvc": "yaml",
    "json": "json",
    "md": "markdown",
    "markdown": "markdown",
    "tf": "terraform",
}
_BY_NAME: dict[str, Format] = {"mlmodel": "yaml", "dvc.lock": "yaml"}
_EDITORS = frozenset({".vscode", ".devcontainer", "devcontainer.json"})
# Compiled when first used: most files say what they are by their names.
_JSON = rb"\{\s*(?:[\"}]|\Z)|[\[\s]*\[\s*(?:[\"{\]\d-]|true|false|null|\Z)"
_YAML = r"---(?:\s|$)|%YAML\s|(?:- +)?[\"']?[A-Za-z_$][\w.\-/]*[\"']?:(?:\s|$)|- \S"


def format_of_name(path: str) -> Format | None:
    """The format that a file's name promises; None when it promises nothing that policylint reads."""
    name = path.rsplit("/", 1)[-1].lower()
    if (known := _BY_NAME.get(name)) is not None:
        return known
    if name.endswith(".txt"):
        return "requirements" if name.startswith(("requirements", "pre-requirements")) else None
    form = _BY_EXTENSION.get(name.rsplit(".", 1)[-1]) if "." in name else None
    if form is None:
        return "dockerfile" if _is_dockerfile(path.rsplit("/", 1)[-1], name) else None
    return None if form == "json" and _is_commented(path.lower(), name) else form


def _is_dockerfile(written: str, name: str) -> bool:
    """Whether a name is a Dockerfile's: Dockerfile.gpu and api.dockerfile are, dockerfile.py is a module."""
    if name.endswith((".dockerfile", ".containerfile")) or name in ("dockerfile", "containerfile"):
        return True
    return written.startswith(("Dockerfile.", "Containerfile.")) and not name.endswith(".dockerignore")


def _is_commented(path: str, name: str) -> bool:
    """Whether a file is of a tool whose "JSON" has comments: editors and the TypeScript compiler."""
    return name.startswith(("tsconfig", "jsconfig")) or not _EDITORS.isdisjoint(path.split("/"))


def format_of_content(data: bytes) -> Format | None:
    """The format that the first characters show: JSON by its bracket, YAML by a mark or a key; else None."""
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"#!"):
        return None
    if re.match(_JSON, start):
        return "json"
    if b"\0" in start and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    for line in start.decode("utf-8", "replace").splitlines():
        if line.strip() and not line.startswith("#"):
            return "yaml" if re.match(_YAML, line) else None
    return None


def format_of(path: str, data: bytes, named: bool = False) -> Format | None:
    """The format of a source; a file that was named on the command line is looked into when its name says nothing."""
    return format_of_name(path) or (format_of_content(data) if named else None)
