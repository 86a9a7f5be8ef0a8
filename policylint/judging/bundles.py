"""Policy files -> modules and data for an engine, with the digest that every report names."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from policylint.engine import Module, Policies
from policylint.errors import PolicyError, UsageError
from policylint.frozen import dataclass, field
from policylint.model.documents import Json, Problem
from policylint.spawn import BINARY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policylint.engine import RegoVersion

MAX_FILES = 5_000
MAX_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Bundle:
    """Rego modules with the folder each came from, and the data beside them.

    `inside`: the digest of the shipped rules that the engine holds itself, in place of modules.
    """

    modules: tuple[Module, ...]
    origins: dict[str, str] = field(default_factory=dict)
    data: dict[str, Json] = field(default_factory=dict)
    inside: str = ""


def speaks_of_files(bundle: Bundle) -> bool:
    """Whether the policies may ask which file they judge: conftest tells them under data.conftest."""
    return any("conftest" in module.text for module in bundle.modules)


def as_rules(bundle: Bundle) -> Policies:
    """What an engine is given to load the shipped rules, with or without those of an organisation."""
    return Policies(bundle.modules, bundle.data, "rules", trusted=not bundle.origins, inside=bool(bundle.inside))


def as_documents(bundle: Bundle, now: str, rego: RegoVersion = "v1", *, combine: bool = False) -> Policies:
    """What an engine is given to load document policies."""
    return Policies(bundle.modules, bundle.data, "documents", rego, now, speaks_of_files(bundle), combine)


def digest(bundles: Iterable[Bundle]) -> str:
    """`sha256:` over names, texts and data: the same policies give the same digest wherever they are installed."""
    from hashlib import sha256

    found = [bundle.inside or _digest(bundle) for bundle in bundles]
    return found[0] if len(found) == 1 else f"sha256:{sha256(' '.join(found).encode()).hexdigest()}"


def _digest(bundle: Bundle) -> str:
    from hashlib import sha256
    from json import dumps

    seen = sha256()
    for module in sorted(bundle.modules, key=lambda m: m.name):
        for part in (module.name, module.text):
            encoded = part.encode("utf-8", "surrogatepass")
            seen.update(b"%d:" % len(encoded))
            seen.update(encoded)
    if bundle.data:
        seen.update(dumps(bundle.data, sort_keys=True).encode())
    return f"sha256:{seen.hexdigest()}"


def installed() -> Bundle:
    """The shipped rules: those inside the engine, where it was built with them; in a checkout those of the files."""
    try:
        with open(os.path.join(os.path.dirname(BINARY), "RULES"), encoding="ascii") as stream:
            return Bundle((), inside=stream.read().strip())
    except FileNotFoundError:
        return shipped()


def in_full(bundle: Bundle) -> Bundle:
    """The bundle with its modules, for whoever needs more than the engine that ships with policylint."""
    return shipped() if bundle.inside else bundle


def shipped() -> Bundle:
    """The rules inside the installed package, named `policies/<pack>/<rule>.rego`."""
    import policylint.policies as package

    folder = os.path.dirname(os.path.abspath(package.__file__ or ""))
    names = sorted(_rego_files(folder))
    return Bundle(tuple(Module(f"policies/{name}", _text(os.path.join(folder, name), name)) for name in names))


def from_folders(folders: tuple[str, ...], *, tests: bool = False) -> Bundle:
    """Modules of every folder (or single file) given with --policy. Files named *_test.rego are left out, or not."""
    modules: dict[str, Module] = {}
    origins: dict[str, str] = {}
    for folder in folders:
        found = _of_folder(folder, tests=tests)
        if not found:
            raise UsageError(
                f"no policies in {folder}: it holds no .rego file" + ("" if tests else " other than tests")
            )
        for name, path in found:
            if name not in modules:
                modules[name] = Module(name, _text(path, name))
                origins[name] = folder
    if sum(len(m.text) for m in modules.values()) > MAX_BYTES or len(modules) > MAX_FILES:
        raise UsageError(
            f"the policies are too large: at most {MAX_FILES} files and {MAX_BYTES // 2**20} MiB are loaded"
        )
    return Bundle(tuple(modules[name] for name in sorted(modules)), origins)


def of_repository(folders: tuple[str, ...], root: str, *, tests: bool = False) -> Bundle:
    """Modules of the folders that a configuration names: files are named from `root`, wherever the command runs."""
    found = from_folders(tuple(os.path.join(root, folder) for folder in folders), tests=tests)
    names = {module.name: os.path.relpath(module.name, root).replace(os.sep, "/") for module in found.modules}
    modules = tuple(Module(names[module.name], module.text) for module in found.modules)
    return Bundle(modules, {names[name]: origin for name, origin in found.origins.items()})


def with_own(rules: Bundle, folders: tuple[str, ...], root: str) -> Bundle:
    """The shipped rules joined by an organisation's own, whose files are named from `root` and have an origin."""
    return joined(rules, of_repository(folders, root))


def joined(rules: Bundle, own: Bundle) -> Bundle:
    """The same with modules that were read before; raises PolicyError for those that trespass."""
    rules = in_full(rules)
    taken = {module.name for module in rules.modules}
    faults = [fault for module in own.modules if (fault := _trespass(module.name, module.text, taken))]
    if faults:
        raise PolicyError("your own rules cannot stand beside the shipped ones", tuple(faults))
    return Bundle((*rules.modules, *own.modules), own.origins, rules.data)


def _trespass(name: str, text: str, taken: set[str]) -> Problem | None:
    """A file must not take the place of a shipped one, nor add to a shipped package: that could silence a rule."""
    if name in taken:
        return Problem("policy", f"{name} has the name of a shipped file: move your rules to another folder.", name, 1)
    found = re.search(r"^[ \t]*package\s+policylint\b", text, re.MULTILINE)
    if found is None:
        return None
    line = text.count("\n", 0, found.end()) + 1
    message = "Packages that begin with policylint are the project's: name yours otherwise, such as acme.rules.owner."
    return Problem("policy", message, name, line, 1)


def _of_folder(folder: str, *, tests: bool = False) -> list[tuple[str, str]]:
    if not folder:
        raise UsageError("a policy folder has no name", hint="A variable that is not set?")
    path = os.path.normpath(folder)
    if os.path.isdir(path):
        names = _rego_files(path, tests=tests)
        return [(name if path == "." else f"{path}/{name}", os.path.join(path, name)) for name in names]
    if os.path.isfile(path):
        return [(path, path)]
    raise UsageError(f"no such policy folder: {folder}")


def _rego_files(folder: str, *, tests: bool = False) -> Iterator[str]:
    """Paths below the folder, with forward slashes, in a stable order. Links to folders are followed once."""
    pending = [""]
    seen = {os.path.realpath(folder)}
    while pending:
        prefix = pending.pop()
        for entry in _entries(os.path.join(folder, prefix)):
            if entry.is_dir():
                real = os.path.realpath(entry.path)
                if real not in seen and not _is_hidden_store(entry.name):
                    seen.add(real)
                    pending.append(f"{prefix}{entry.name}/")
            elif entry.name.endswith(".rego") and (tests or not is_tests(entry.name)):
                yield f"{prefix}{entry.name}"


def is_tests(name: str) -> bool:
    """Whether a file holds tests, by its name: OPA's custom."""
    return name.endswith("_test.rego")


def _is_hidden_store(name: str) -> bool:
    """git's folder, and those of a mounted ConfigMap, whose files have links beside them."""
    return name == ".git" or name.startswith("..")


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        return sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise UsageError(f"cannot read the policy folder {folder}: {error.strerror}") from error


def _text(path: str, name: str) -> str:
    if not os.path.isfile(path):
        raise UsageError(f"the policy {name} is not a file" if os.path.exists(path) else f"there is no policy {name}")
    if os.path.getsize(path) > MAX_BYTES:
        raise UsageError(f"the policy {name} is too large: at most {MAX_BYTES // 2**20} MiB are loaded")
    try:
        with open(path, encoding="utf-8-sig") as stream:
            return stream.read()
    except UnicodeDecodeError as error:
        problem = Problem("policy", f"not UTF-8: byte {error.start} cannot be decoded", path=name)
        raise PolicyError(f"{name} is not UTF-8", (problem,)) from error
    except OSError as error:
        raise UsageError(f"cannot read the policy {name}: {error.strerror}") from error
