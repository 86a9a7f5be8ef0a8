"""Looks at a repository and writes the files with which policylint begins there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from policylint.cli.files import read_below, replace_below
from policylint.cli.screen import say
from policylint.cli.streams import complain
from policylint.cli.where import find_root
from policylint.reporters.clean import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from policylint.config import Config
    from policylint.model.deployments import Deployment

_HOOKS = ".pre-commit-config.yaml"
_GITLAB = ".gitlab-ci.yml"


def start(*, dry_run: bool) -> int:
    """Write what is not there yet, or show it; raises UsageError where the configuration that is there is faulty."""
    root = find_root(())
    wanted = _wanted(root)
    new = {path: text for path, text in wanted.items() if not os.path.lexists(os.path.join(root, path))}
    kept = [f"{path}: there already, left as it is." for path in wanted if path not in new]
    if dry_run:
        return say([line for path, text in new.items() for line in _diff(path, text)] + kept)
    for path, text in new.items():
        replace_below(root, path, text.encode())
    code = say([f"{path}: written." for path in new] + kept)
    _hints(root, new, wanted)
    return code


def _wanted(root: str) -> dict[str, str]:
    from policylint.cli.drafts import manifests
    from policylint.cli.inputs import deployments
    from policylint.cli.starting import configuration, gitlab, hooks, origin, workflow
    from policylint.cli.writing import configured

    config = configured(root)
    found = tuple(deployments((root,), root, config))
    unknown = [each.primary.rpartition("#")[0] for each in _judged(found) if each.stage is None]
    source = origin()
    files = {
        ".policylint.yaml": configuration(unknown),
        **manifests(_judged(found), _taken(found), _owner(root, config)),
    }
    files[_HOOKS] = hooks(source)
    if os.path.lexists(os.path.join(root, _GITLAB)) and not os.path.isdir(os.path.join(root, ".github")):
        files[".gitlab/policylint.gitlab-ci.yml"] = gitlab(source)
    else:
        files[".github/workflows/policylint.yml"] = workflow(source)
    return files


def _judged(found: tuple[Deployment, ...]) -> tuple[Deployment, ...]:
    """The deployments above Spaces that have no manifest; a patch is completed by another file."""
    return tuple(
        each
        for each in found
        if each.subject == "deployment" and each.manifest is None and each.stage != "space" and not each.patch
    )


def _taken(found: tuple[Deployment, ...]) -> dict[str, str]:
    """The names of what has a manifest or is a Space: whatever is promoted may come from there."""
    return {each.name: each.stage or "" for each in found if each.manifest is not None or each.stage == "space"}


def _owner(root: str, config: Config) -> Callable[[str], str | None]:
    """Who owns a path, by the first CODEOWNERS of the working tree."""
    from policylint.waivers.owners import MOST, PLACES, owners_of

    text = ""
    for place in PLACES:
        try:
            with open(os.path.join(root, place), "rb") as stream:
                text = stream.read(MOST).decode("utf-8", "replace")
            break
        except OSError:
            continue
    return lambda path: next(iter(owners_of(text, path)), None)


def _diff(path: str, text: str) -> Iterator[str]:
    yield "--- /dev/null"
    yield f"+++ b/{clean(path)}"
    lines = text.splitlines()
    yield f"@@ -0,0 +1,{len(lines)} @@"
    yield from (f"+{clean(line)}" for line in lines)
    yield ""


def _hints(root: str, new: dict[str, str], wanted: dict[str, str]) -> None:
    """What a person has to do that no file says."""
    if _HOOKS not in new and b"policylint" not in (read_below(root, _HOOKS) or b""):
        ours = wanted[_HOOKS].partition("repos:")
        complain(f"Add this to {_HOOKS}:\n{ours[0]}and under repos:\n{ours[2].lstrip(chr(10))}")
    open_ = [path for path, text in new.items() if "OWNER/" in text or "HOST/" in text]
    if open_:
        complain(f"Write where your copy of policylint lives, and its commit, into {' and '.join(open_)}.\n")
    if not any(path.startswith("governance/deployments/") for path in wanted):
        complain("No manifest was drafted: nothing above Spaces was found that lacks one.\n")
