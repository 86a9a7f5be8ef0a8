"""Standard input, in fresh interpreters."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from policylint.discovery import discover, standard_input
for item in discover(["-", "-"], ".", stdin=standard_input(sys.argv[1] if sys.argv[1:] else None)):
    told = item.message if hasattr(item, "message") else len(item.data)
    print(type(item).__name__, item.path, getattr(item, "named", ""), told)
"""


def run(data: bytes, *arguments: str) -> str:
    command = [sys.executable, "-c", CODE, *arguments]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_standard_input_is_one_named_source() -> None:
    assert run(b"a: 1\n") == "Source <stdin> True 5"


def test_standard_input_may_have_a_name() -> None:
    assert run(b"a: 1\n", "deploy/a.yaml") == "Source deploy/a.yaml True 5"


def test_empty_standard_input_is_an_empty_source() -> None:
    assert run(b"") == "Source <stdin> True 0"


def test_standard_input_has_a_limit() -> None:
    assert (
        run(b"x" * 11_000_000)
        == "Problem <stdin>  Standard input holds more than 10,485,760 bytes; up to that much is read."
    )


def test_standard_input_that_is_closed_is_a_problem() -> None:
    command = f'exec 0<&-; exec {sys.executable} -c "$0"'
    done = subprocess.run(["/bin/sh", "-c", command, CODE], capture_output=True, check=True)
    assert done.stdout.decode().startswith("Problem <stdin>  Standard input cannot be read: ")
