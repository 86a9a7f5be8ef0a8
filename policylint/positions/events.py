"""libyaml's event parser, the one YAML parser of policylint: its reading is the contract (pure PyYAML differs)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.errors import PolicylintError
from policylint.positions import libyaml

try:
    _extension = libyaml.load()
    from yaml.error import MarkedYAMLError, YAMLError
    from yaml.events import (
        AliasEvent,
        DocumentEndEvent,
        DocumentStartEvent,
        MappingEndEvent,
        MappingStartEvent,
        ScalarEvent,
        SequenceEndEvent,
        SequenceStartEvent,
        StreamEndEvent,
    )
except ImportError as missing:  # a PyYAML that was built without libyaml
    raise PolicylintError(
        "PyYAML is installed without libyaml, so YAML cannot be read.",
        hint="Install PyYAML from a wheel: pip install --force-reinstall --only-binary :all: pyyaml",
    ) from missing

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = [
    "AliasEvent",
    "DocumentEndEvent",
    "DocumentStartEvent",
    "MappingEndEvent",
    "MappingStartEvent",
    "MarkedYAMLError",
    "ScalarEvent",
    "SequenceEndEvent",
    "SequenceStartEvent",
    "StreamEndEvent",
    "YAMLError",
    "reader_of_events",
]


def reader_of_events(data: bytes | str) -> Callable[[], Any]:
    """A function that gives the next event of the stream; it raises YAMLError where the text is not YAML."""
    read: Callable[[], Any] = _extension.CParser(data).get_event
    return read
