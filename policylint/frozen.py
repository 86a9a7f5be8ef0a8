"""`dataclass` for frozen values that costs a tenth at import: methods are made when they are first called.

The standard decorator compiles six functions for a class: 0.5 ms each, a quarter of the start-up of a tool with forty
classes (docs/adr/0002). To type checkers this is the standard one; what it makes behaves alike and works with
`dataclasses.replace`, `fields` and `is_dataclass`. All but frozen=True, slots=True is left to the standard library.
"""

from __future__ import annotations

import dataclasses
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass

__all__ = ["dataclass", "field", "replace"]


class _Fields:
    """`__dataclass_fields__`, made by the standard library when somebody asks first; `replace` asks on every call."""

    def __init__(self, annotations: dict[str, Any], defaults: dict[str, Any]) -> None:
        self.annotations = annotations
        self.defaults = defaults

    def __get__(self, _value: object, owner: type) -> dict[str, Any]:
        body = {"__annotations__": self.annotations, "__module__": owner.__module__, **self.defaults}
        made: Any = dataclasses.dataclass(frozen=True)(type(owner.__name__, (), body))
        found: dict[str, Any] = dict(made.__dataclass_fields__)
        owner.__dataclass_fields__ = found  # type: ignore[attr-defined]
        return found


def _init(self: Any, *args: Any, **kwargs: Any) -> None:
    """Stands in for `__init__` until the first value is made."""
    made = _make_init(type(self))
    type(self).__init__ = made
    made(self, *args, **kwargs)


def _make_init(cls: Any) -> Any:
    given: dict[str, Any] = {"_set": object.__setattr__, "_unset": dataclasses.MISSING}
    parameters, lines = [], []
    for name in cls.__match_args__:
        default: Any = cls.__frozen_defaults__.get(name, dataclasses.MISSING)
        factory: Any = dataclasses.MISSING
        value = name
        if isinstance(default, dataclasses.Field):
            default, factory = default.default, default.default_factory
        if factory is not dataclasses.MISSING:
            given[f"_make_{name}"], parameter = factory, f"{name}=_unset"
            value = f"_make_{name}() if {name} is _unset else {name}"
        elif default is dataclasses.MISSING:
            parameter = name
        else:
            given[f"_default_{name}"], parameter = default, f"{name}=_default_{name}"
        parameters.append(parameter)
        lines.append(f" _set(self, {name!r}, {value})")
    code = f"def __init__(self, {', '.join(parameters)}):\n" + "\n".join(lines or [" pass"])
    made: dict[str, Any] = {}
    exec(code, given, made)  # noqa: S102 - names of our own fields, as dataclasses does
    return made["__init__"]


def _key(self: Any) -> tuple[Any, ...]:
    return tuple(getattr(self, name) for name in self.__frozen_compared__)


def _eq(self: Any, other: object) -> Any:
    return _key(self) == _key(other) if type(self) is type(other) else NotImplemented


def _hash(self: Any) -> int:
    return hash(_key(self))


def _repr(self: Any) -> str:
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__frozen_compared__)
    return f"{type(self).__qualname__}({shown})"


def _refuse(self: Any, name: str, *_value: Any) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot change field {name!r}")


def _reduce(self: Any) -> tuple[Any, ...]:
    return type(self), tuple(getattr(self, name) for name in self.__match_args__)


_METHODS = {
    "__init__": _init,
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
    "__reduce__": _reduce,
}


def _frozen(cls: type) -> type:
    body = dict(cls.__dict__)
    annotations = dict(body.get("__annotations__", ()))
    defaults = {name: body.pop(name) for name in annotations if name in body}
    for unwanted in ("__dict__", "__weakref__"):
        body.pop(unwanted, None)
    body |= {
        **_METHODS,
        "__slots__": tuple(annotations),
        "__match_args__": tuple(annotations),
        "__frozen_defaults__": defaults,
        "__frozen_compared__": tuple(name for name in annotations if getattr(defaults.get(name), "compare", True)),
        "__dataclass_fields__": _Fields(annotations, defaults),
        "__qualname__": cls.__qualname__,
    }
    return type(cls)(cls.__name__, cls.__bases__, body)


if not TYPE_CHECKING:

    def dataclass(cls=None, /, **options):
        """The standard decorator's stand-in."""
        if cls is None and options == {"frozen": True, "slots": True}:
            return _frozen
        return dataclasses.dataclass(cls, **options)
