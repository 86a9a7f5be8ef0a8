"""What stands for a value that is still to come."""

from __future__ import annotations

import pytest

from policylint.kinds.placeholders import is_placeholder


@pytest.mark.parametrize(
    "value",
    [
        "${REPLICAS}",
        "$(PORT)",
        "$NAME",
        "{{ .Values.n }}",
        "<% n %>",
        "{username}/x",
        "{replicas}",
        "<your-token>",
        "<YOUR HF TOKEN>",
        "YOUR-PROJECT",
        "your_key_here",
        "REPLACE-ME",
        "change_me",
        "CHANGE-ME",
        "TODO",
        "tbd",
        "PROJECT_ID",
        "TAG",
        "__IMAGE__",
        {"replicas": None},
    ],
)
def test_a_stand_in_is_a_placeholder(value: object) -> None:
    assert is_placeholder(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "two",
        "8000",
        "main",
        "gpu-l40s",
        "acme/m",
        "v0.10.0",
        5,
        True,
        [],
        {},
        {"a": 1},
        {"a": None, "b": 1},
        [None],
    ],
)
def test_a_value_is_none(value: object) -> None:
    assert not is_placeholder(value)  # type: ignore[arg-type]
