"""What is inside the wheel and the sdist."""

from __future__ import annotations

import re
import shutil
import subprocess
import tarfile
import zipfile
from email.parser import HeaderParser
from typing import TYPE_CHECKING

import pytest
import toolchain
from support import checkout

from policylint.judging.bundles import digest, shipped

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.packaging

ENGINE = "policylint/engine/policylint-engine" + toolchain.target().suffix
NOTICES = "policylint/engine/NOTICES.txt"
RULES = "policylint/engine/RULES"


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """The files of the wheel, less its own bookkeeping."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def read(wheel: Path, pattern: str) -> str:
    """The text of the one file whose name matches."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if re.search(pattern, name))
        return archive.read(name).decode()


def test_the_wheel_holds_every_rule_of_the_repository_and_no_rego_tests(names: set[str], pristine: Path) -> None:
    """A rule that is missing from the wheel would be a rule that never fires."""
    rules = {f"policylint/{name}" for name in checkout.files(pristine, "policies/") if name.endswith(".rego")}
    assert {name for name in names if name.endswith(".rego")} == {n for n in rules if not n.endswith("_test.rego")}
    assert len(rules) > 10


def test_the_wheel_holds_the_package_the_engine_its_notices_and_nothing_else(names: set[str], pristine: Path) -> None:
    """Everything that git has below policylint/ and the data of policies/ ships; tests and Go sources do not."""
    package = checkout.files(pristine, "policylint/")
    policies = {f"policylint/{name}" for name in checkout.files(pristine, "policies/")}
    data = {name for name in policies if name.endswith((".py", ".rego", ".yaml", ".json")) and "_test.rego" not in name}
    assert names == package | data | {ENGINE, NOTICES, RULES}


def test_the_wheel_says_which_rules_its_engine_holds(wheel: Path) -> None:
    """Those of the checkout; reports name their digest."""
    assert read(wheel, f"{RULES}$").strip() == digest([shipped()])


def test_the_engine_may_be_executed(wheel: Path) -> None:
    """pip keeps the mode that the archive gives."""
    with zipfile.ZipFile(wheel) as archive:
        assert archive.getinfo(ENGINE).external_attr >> 16 & 0o777 == 0o755


def test_the_engine_needs_no_c_library(wheel: Path) -> None:
    """The wheel's tag promises glibc and musl alike, so nothing may be loaded when the engine starts."""
    if toolchain.target().system != "linux":
        pytest.skip("only Linux has more than one C library")
    with zipfile.ZipFile(wheel) as archive:
        data = archive.read(ENGINE)
    size, count = int.from_bytes(data[0x36:0x38], "little"), int.from_bytes(data[0x38:0x3A], "little")
    start = int.from_bytes(data[0x20:0x28], "little")
    headers = range(start, start + size * count, size)
    kinds = [int.from_bytes(data[at : at + 4], "little") for at in headers]
    assert data[:5] == b"\x7fELF\x02"
    assert 3 not in kinds  # PT_INTERP: the program that loads C libraries
    assert 1 in kinds  # PT_LOAD: the headers were read where they are


def test_the_notices_name_every_module_inside_the_engine(wheel: Path, tmp_path: Path) -> None:
    """Go itself tells what it linked; each module has its heading and Go's runtime has one too."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extract(ENGINE, tmp_path)
    said = subprocess.run(
        [toolchain.find().command, "version", "-m", str(tmp_path / ENGINE)], capture_output=True, text=True, check=True
    ).stdout
    modules = re.findall(r"(?m)^\tdep\t(\S+)\t(\S+)", said)
    text = read(wheel, NOTICES)
    assert ("github.com/open-policy-agent/opa", "v1.22.2") in modules
    assert [f"{path} {version}" for path, version in modules if f"\n{path} {version}\n" not in text] == []
    assert "\nThe Go runtime and standard library go" in text


def test_the_notices_hold_licence_texts(wheel: Path) -> None:
    """Names alone are not what the licences ask for."""
    text = read(wheel, NOTICES)
    for words in ("Apache License", "Redistributions in binary form must reproduce", "The above copyright notice"):
        assert words in text


def test_the_wheel_is_for_any_python_3_of_this_platform(wheel: Path) -> None:
    """The file name and the WHEEL file agree on the tag."""
    tag = toolchain.target().tag
    assert wheel.name.endswith(f"-py3-none-{tag}.whl")
    about = HeaderParser().parsestr(read(wheel, r"\.dist-info/WHEEL$"))
    assert about.get_all("Tag") == [f"py3-none-{platform}" for platform in tag.split(".")]
    assert about["Root-Is-Purelib"] == "false"


def test_the_metadata_says_what_is_needed(wheel: Path) -> None:
    """Tools and tests are extras: who installs policylint does not get them."""
    about = HeaderParser().parsestr(read(wheel, r"\.dist-info/METADATA$"))
    needs = about.get_all("Requires-Dist") or []
    needed = {re.split(r"[^\w-]", need)[0].lower() for need in needs if "extra ==" not in need}
    assert needed == {"click", "gitpython", "jsonschema", "opa-python-client", "pyyaml"}
    assert (about["License-Expression"], about["Requires-Python"]) == ("Apache-2.0", ">=3.11")
    assert "Apache License" in read(wheel, r"\.dist-info/licenses/LICENSE$")


def test_equal_sources_make_an_equal_wheel_whatever_an_earlier_build_left(
    wheel: Path, pristine: Path, tmp_path: Path
) -> None:
    """Another folder, and a rule that was deleted after an earlier build, change no byte."""
    tree = shutil.copytree(pristine, tmp_path / "elsewhere")
    left = tree / "build" / "lib" / "policylint" / "policies" / "deleted.rego"
    left.parent.mkdir(parents=True)
    left.write_text("package deleted\n")
    again = checkout.build_wheel(tree, tmp_path / "dist")
    assert again.read_bytes() == wheel.read_bytes()


def test_the_sdist_holds_all_sources_and_no_compiled_engine(sdist: Path, pristine: Path) -> None:
    """With go.mod and go.sum in it, a wheel can be built and the tests run from the sdist alone."""
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    wanted = checkout.files(pristine, "engine/", "policylint/", "policies/", "tests/", "setup.cfg", "LICENSE")
    assert wanted - held == set()
    assert {ENGINE, NOTICES} & held == set()
