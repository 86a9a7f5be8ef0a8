"""The table of kinds in docs/kinds.md: what each is, what it is known by, and which rules read it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policylint.kinds import KINDS, loading
from policylint.words import either

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policylint.model.rules import Rule

_FILES = {
    "yaml": "YAML, JSON",
    "markdown": "Markdown",
    "requirements": "requirements",
    "dockerfile": "Dockerfile",
    "terraform": "YAML, JSON, Terraform",
}
_MOST = 6


def rows(rules: Sequence[Rule]) -> Iterator[list[str]]:
    """One row for each kind: name, title, the files it is read from, how it is recognised, the rules that read it."""
    for name, kind in sorted(KINDS.items()):
        data = json.loads(Path(loading.FOLDER, f"{name.replace('/', '-')}{loading.SUFFIX}").read_text(encoding="utf-8"))
        ways = [*map(_resource, data.get("resources", ())), *map(_way, data.get("recognise", ()))]
        codes = ", ".join(rule.code for rule in rules if name in rule.reads)
        if kind.serves and not kind.covered:
            codes = "not covered yet: reported, not judged"
        yield [f"`{name}`", kind.title, _FILES[kind.reader], "; or ".join(ways), codes]


def _resource(data: dict[str, Any]) -> str:
    """`Ingress` of `networking.k8s.io` v1; no longer served: v1beta1."""
    served, retired = data.get("served", ()), data.get("retired", ())
    group = f" of `{data['group']}`" if data["group"] else ""
    versions = f" {', '.join(served)}" if served else ""
    old = f" (no longer served: {', '.join(retired)})" if retired else ""
    return f"{', '.join(f'`{kind}`' for kind in data['kinds'])}{group}{versions}{old}"


def _way(data: dict[str, Any]) -> str:
    """The key `compute`, with `model`, in a file named `readme*`."""
    if data.get("resource"):
        return "any other resource with a container that serves a model"
    keys, schema = data["keys"], data.get("schema", {})
    if data.get("entries"):
        return f"a list of entries with the key `{keys[0]}`"
    own = keys[0] in ("$body", "lines", "instructions")  # made by the reader of the one format
    parts = [] if own else [f"the key `{keys[0]}`" if len(keys) == 1 else f"one of the keys {_listed(_ticked(keys))}"]
    parts += _wanted(schema, "")
    for key in () if own else keys:
        parts += _value(key, schema.get("properties", {}).get(key, {}))
    parts += [f"whose first heading holds {either(_ticked(data['headline']))}"] if "headline" in data else []
    parts += ["with a container that serves a model"] if "containers" in data else []
    parts += [f"whose `{data['command']}` starts an engine"] if "command" in data else []
    parts += [f"in a file named {_named(data['names'])}"] if "names" in data else []
    return ", ".join(parts)


def _wanted(schema: dict[str, Any], above: str) -> list[str]:
    """With `a` and `b`, with one of `c`, `d`."""
    ways = [each["required"] for each in (schema, *schema.get("anyOf", ())) if each.get("required")]
    spelt = [either(_ticked(above + key for key in way), "and") for way in ways]
    together = spelt[:1] if schema.get("required") else []
    choices = dict.fromkeys(spelt[len(together) :])
    return [f"with {keys}" for keys in together] + ([f"with one of {_listed([*choices])}"] if choices else [])


def _value(key: str, schema: dict[str, Any]) -> list[str]:
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    parts = [f"`{key}` being {either(_ticked(map(str, values)))}"] if values else []
    parts += [f"`{key}` matching `{schema['pattern']}`"] if "pattern" in schema else []
    return parts + _wanted(schema, f"{key}.")


def _named(names: dict[str, list[str]]) -> str:
    starts = [f"{start}*" for start in names.get("starts", ())]
    return either(_ticked([*starts, *(f"*{end}" for end in names.get("ends", ()))]))


def _ticked(words: Any) -> list[str]:
    return [f"`{word}`" for word in words]


def _listed(words: list[str]) -> str:
    more = f" and {len(words) - _MOST} more" if len(words) > _MOST else ""
    return ", ".join(words[:_MOST]) + more
