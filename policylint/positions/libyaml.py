"""Imports libyaml's parser out of PyYAML without PyYAML's pure-Python parser, resolver and constructor.

`import yaml` takes 13 ms, of which the parser needs one: the rest compiles patterns for code that policylint never runs
(docs/adr/0005). The package that is left in place completes itself when anybody asks it for more. Where anything is not
as expected, the whole package is imported at once.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import PathFinder
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_EXTENSION = "yaml._yaml"
_NEEDED = ("error", "tokens", "events", "nodes")
_STANDS_IN = {
    "reader": "ReaderError",
    "scanner": "ScannerError",
    "parser": "ParserError",
    "composer": "ComposerError",
    "constructor": "ConstructorError",
    "emitter": "EmitterError",
    "serializer": "SerializerError",
    "representer": "RepresenterError",
}


def load() -> Any:
    """The extension module `yaml._yaml`. Raises ImportError where PyYAML was installed without libyaml."""
    if "yaml" not in sys.modules:
        try:
            return _alone()
        except (ImportError, AttributeError, TypeError):
            for name in [name for name in sys.modules if name == "yaml" or name.startswith("yaml.")]:
                del sys.modules[name]
    return import_module(_EXTENSION)


def _alone() -> Any:
    spec = PathFinder.find_spec("yaml")
    if spec is None or spec.loader is None:
        raise ImportError("there is no package yaml")
    package: Any = ModuleType("yaml")
    package.__spec__, package.__path__, package.__file__ = spec, spec.submodule_search_locations, spec.origin
    sys.modules["yaml"] = package
    for name in _NEEDED:
        vars(package).update(
            {key: value for key, value in vars(import_module(f"yaml.{name}")).items() if key[0] != "_"}
        )
    _stand_in(package)
    extension = import_module(_EXTENSION)
    for name in _STANDS_IN:
        del sys.modules[f"yaml.{name}"]
        delattr(package, name)
    package.__getattr__ = lambda name: _complete(package, extension, name)
    return extension


def _stand_in(package: Any) -> None:
    """Modules that hold nothing but the exception that the extension takes from them."""
    for name, error in _STANDS_IN.items():
        module: Any = ModuleType(f"yaml.{name}")
        if name == "reader":
            made = type(error, (package.YAMLError,), {"__init__": _describe})
        else:
            made = type(error, (package.MarkedYAMLError,), {})
        setattr(module, error, made)
        setattr(package, name, module)
        sys.modules[f"yaml.{name}"] = module


def _describe(self: Any, name: Any, position: int, character: int, encoding: str, reason: str) -> None:
    """What PyYAML's ReaderError keeps."""
    self.name, self.position, self.character = name, position, character
    self.encoding, self.reason = encoding, reason


def _complete(package: Any, extension: Any, name: str) -> Any:
    """Import the whole package after all, because somebody asked for a name that is not here."""
    if name.startswith("__") and name not in ("__version__", "__with_libyaml__"):
        raise AttributeError(name)
    del package.__getattr__
    package.__spec__.loader.exec_module(package)
    for module, error in _STANDS_IN.items():
        setattr(extension, error, getattr(import_module(f"yaml.{module}"), error))
    return getattr(package, name)
