"""Files whose names promise nothing, where policies are to judge every document: which of them hold one."""

from __future__ import annotations

import os
import stat

from policylint.discovery.files import FLAGS
from policylint.positions.formats import format_of_content

_START = 4096
_CODE = """
adoc bash bat c cc cfg cpp cs css csv diff fish go h hpp htm html ipynb java js jsonl jsx kt log lua mdx mjs ndjson
patch php pl ps1 py pyi qmd r rb rego rmd rs rst scala scss sh sql svelte svg tex ts tsv tsx vue zsh
"""
_CODE_NAMES = frozenset({"makefile", "license", "licence", "notice", "readme", "changelog", "authors"})
_FOREIGN = {
    "cue": "CUE",
    "dockerfile": "Dockerfile",
    "edn": "EDN",
    "env": "dotenv",
    "hcl": "HCL",
    "hocon": "HOCON",
    "ini": "INI",
    "jsonnet": "Jsonnet",
    "libsonnet": "Jsonnet",
    "pbtxt": "text protocol buffers",
    "properties": "properties",
    "spdx": "SPDX",
    "textpb": "text protocol buffers",
    "textproto": "text protocol buffers",
    "tf": "Terraform",
    "tfvars": "Terraform",
    "toml": "TOML",
    "vcl": "VCL",
    "xml": "XML",
}
_FOREIGN_NAMES = {
    "dockerfile": "Dockerfile",
    "jenkinsfile": "Jenkinsfile",
    "codeowners": "CODEOWNERS",
    "nginx.conf": "nginx",
    ".env": "dotenv",
}


def foreign_format(path: str) -> str | None:
    """The format of a file that conftest parses and policylint does not, by its name; None for any other."""
    name, stem, extension = _parts(path)
    return _FOREIGN_NAMES.get(name) or _FOREIGN_NAMES.get(stem) or _FOREIGN.get(extension)


def holds_document(full: str, path: str) -> bool:
    """Whether a file that no reader takes by its name begins as YAML or JSON do. Never raises."""
    name, _stem, extension = _parts(path)
    if extension in _CODE.split() or name in _CODE_NAMES or foreign_format(path):
        return False
    try:
        descriptor = os.open(full, FLAGS)
    except OSError:
        return False
    try:
        regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
        return regular and format_of_content(os.read(descriptor, _START)) is not None
    except OSError:
        return False
    finally:
        os.close(descriptor)


def _parts(path: str) -> tuple[str, str, str]:
    """The name in lower case, its part before the last dot that is not the first character, and its extension."""
    name = path.rsplit("/", 1)[-1].lower()
    stem, dot, extension = name.rpartition(".")
    return (name, stem, extension) if dot and stem else (name, name, "")
