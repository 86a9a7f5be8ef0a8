"""The light decorator makes values that behave as the standard library's frozen dataclasses do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest

from policylint.frozen import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Light:
    name: str
    count: int = 2
    tags: dict[str, str] = field(default_factory=dict)
    hidden: int = field(default=7, repr=False, compare=False)

    @property
    def twice(self) -> int:
        return self.count * 2


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    name: str
    count: int = 2
    tags: dict[str, str] = dataclasses.field(default_factory=dict)
    hidden: int = dataclasses.field(default=7, repr=False, compare=False)


BOTH = pytest.mark.parametrize("kind", [Light, Standard])


@BOTH
def test_defaults_are_filled_in_and_factories_give_a_new_object_each_time(kind: Any) -> None:
    one, two = kind("a"), kind("a")
    assert (one.count, one.tags, one.hidden) == (2, {}, 7)
    assert one.tags is not two.tags


@BOTH
@pytest.mark.parametrize(
    ("args", "kwargs"), [((), {}), (("a", 1, {}, 2, 3), {}), (("a",), {"no": 1}), (("a",), {"name": "b"})]
)
def test_a_wrong_call_is_a_type_error(kind: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        kind(*args, **kwargs)


@BOTH
def test_equality_compares_fields_of_the_same_class_and_leaves_out_what_does_not_compare(kind: Any) -> None:
    assert kind("a", hidden=1) == kind("a", hidden=2)
    assert kind("a") != kind("b")
    assert kind("a") != ("a", 2, {})


@BOTH
def test_a_value_with_a_dict_has_no_hash(kind: Any) -> None:
    with pytest.raises(TypeError):
        hash(kind("a"))


@BOTH
def test_no_field_can_be_set_deleted_or_added(kind: Any) -> None:
    value = kind("a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        value.name = "b"
    with pytest.raises(dataclasses.FrozenInstanceError):
        del value.name
    with pytest.raises((dataclasses.FrozenInstanceError, TypeError)):
        value.other = 1


def test_the_standard_library_takes_it_for_a_dataclass() -> None:
    """replace, fields, asdict and is_dataclass give what they give for the standard decorator."""
    assert dataclasses.is_dataclass(Light)
    assert [f.name for f in dataclasses.fields(Light)] == [f.name for f in dataclasses.fields(Standard)]
    assert dataclasses.asdict(Light("a")) == dataclasses.asdict(Standard("a"))
    changed = replace(Light("a", hidden=9), count=5)
    assert (changed.name, changed.count, changed.hidden, changed.twice) == ("a", 5, 9, 10)


def test_repr_is_the_standard_one_with_its_own_name() -> None:
    assert repr(Light("a")).replace("Light", "Standard") == repr(Standard("a"))


def test_values_can_be_copied_and_matched() -> None:
    value = Light("a", 3, {"x": "y"})
    assert pickle.loads(pickle.dumps(value)) == value == copy.deepcopy(value)
    match value:
        case Light(name, count):
            assert (name, count) == ("a", 3)
        case _:
            pytest.fail("the value did not match its own class")


def test_other_options_are_left_to_the_standard_library() -> None:
    @dataclass(slots=True)
    class Mutable:
        name: str

    value = Mutable("a")
    value.name = "b"
    assert value.name == "b"
