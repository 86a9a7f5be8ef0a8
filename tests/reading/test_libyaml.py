"""The parser is imported alone, and nobody else notices. Each test is a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


READ = """
from policylint.readers.yaml import load
documents, fault = load(b"a: [1, x]\\n")
assert documents[0].content == {"a": [1, "x"]} and fault is None
assert load(b"a: [")[1].message == "the file ends inside [ ] or { }"
assert load(b"a: \\x07")[1].message == "a control character stands in the file (U+0007)"
"""


def test_only_the_parser_is_imported() -> None:
    found = run(READ + "import sys; print(*sorted(name for name in sys.modules if name.startswith('yaml.')))")
    assert found.split() == ["yaml._yaml", "yaml.error", "yaml.events", "yaml.nodes", "yaml.tokens"]


@pytest.mark.parametrize(
    "use",
    [
        "import yaml; assert yaml.safe_load('a: on') == {'a': True}",
        "from yaml import CSafeLoader, load as l; assert l('a: [1, 2026-11-24]', CSafeLoader)['a'][1].year == 2026",
        "import yaml; assert yaml.__with_libyaml__ and yaml.__version__; yaml.dump({}, Dumper=yaml.CSafeDumper)",
        "import yaml.resolver, yaml.constructor; assert yaml.constructor.SafeConstructor and yaml.SafeLoader",
        "import yaml; assert yaml.error.YAMLError is yaml.YAMLError and yaml.nodes.ScalarNode is yaml.ScalarNode",
        "import yaml; assert not hasattr(yaml, 'no_such_name')",
    ],
)
def test_the_whole_package_is_there_for_whoever_asks(use: str) -> None:
    run(READ + use + READ)


@pytest.mark.parametrize(
    ("text", "error"), [("a: [", "ParserError"), ("a: \\x07", "ReaderError"), ("a: @", "ScannerError")]
)
def test_errors_of_the_whole_package_are_its_own(text: str, error: str) -> None:
    module = error.removesuffix("Error").lower()
    use = f"import yaml\ntry: yaml.load('{text}', yaml.CSafeLoader)\nexcept yaml.{module}.{error}: print('caught')"
    assert run(READ + use) == "caught"


def test_a_package_that_was_imported_before_is_used() -> None:
    run("import yaml\n" + READ + "assert yaml.safe_load('1') == 1")


def test_the_whole_package_is_imported_where_the_parser_asks_for_more() -> None:
    """A stand-in that is missing is what another version of PyYAML would look like."""
    code = "from policylint.positions import libyaml\ndel libyaml._STANDS_IN['reader']\n"
    assert run(code + READ + "import sys; print('yaml.resolver' in sys.modules)") == "True"


def test_a_pyyaml_without_libyaml_is_an_error_that_says_what_to_do() -> None:
    code = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name == "yaml._yaml":
            raise ImportError(name)
sys.meta_path.insert(0, Blocked())
from policylint.errors import PolicylintError
try:
    import policylint.readers.yaml
except PolicylintError as error:
    print(error, error.hint)
"""
    found = run(code)
    assert found.startswith("PyYAML is installed without libyaml, so YAML cannot be read. Install PyYAML from a wheel")
