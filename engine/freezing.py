"""Lets an engine compile the shipped rules once and for all: what it gives goes into the engine of the wheel."""

from __future__ import annotations

import json
import subprocess
from base64 import b64decode
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BINARY = "shipped.frozen"


def modules(policies: Path) -> list[tuple[str, str]]:
    """Every rule and what it imports, without tests, as policylint names and orders them."""
    paths = sorted(path for path in policies.rglob("*.rego") if not path.name.endswith("_test.rego"))
    named = [(f"policies/{path.relative_to(policies).as_posix()}", path) for path in paths]
    return sorted((name, path.read_text(encoding="utf-8-sig")) for name, path in named)


def digest(rules: list[tuple[str, str]]) -> str:
    """The digest that reports name; policylint.judging.bundles computes the same from the same files."""
    seen = sha256()
    for part in (part for rule in rules for part in rule):
        encoded = part.encode()
        seen.update(b"%d:" % len(encoded))
        seen.update(encoded)
    return f"sha256:{seen.hexdigest()}"


def freeze(engine: Path, rules: list[tuple[str, str]]) -> bytes:
    """The compiled rules; ends the build where they do not compile."""
    load = {"op": "load", "id": 1, "role": "rules", "rego": "v1", "modules": rules, "data": {}}
    requests = ({"op": "hello", "id": 0}, load, {"op": "freeze", "id": 2, "handle": 1}, {"op": "bye", "id": 3})
    lines = "".join(f"{json.dumps(request)}\n" for request in requests)
    ran = subprocess.run([str(engine)], input=lines.encode(), capture_output=True, check=False)
    for reply in map(json.loads, filter(None, ran.stdout.splitlines())):
        if "error" in reply:
            raise SystemExit(f"policylint: the shipped rules do not compile: {json.dumps(reply['error'])}")
        if reply.get("id") == 2:
            return b64decode(reply["ok"]["frozen"])
    raise SystemExit(f"policylint: the engine did not freeze the shipped rules: {ran.stderr.decode(errors='replace')}")
