"""What judges a change: configuration, rules, policies and data, all of them as a commit holds them."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from policylint import settings
from policylint.config import FILE, Config
from policylint.frozen import dataclass, replace
from policylint.judging.bundles import of_repository, with_own
from policylint.model.documents import Problem, Source
from policylint.promotion.commits.tree import LINK, SUBMODULE, ConfigTree, is_sound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policylint.judging.bundles import Bundle
    from policylint.promotion.commits.tree import GitTree


@dataclass(frozen=True, slots=True)
class Judges:
    """What judges, and what is wrong with it."""

    config: Config
    rules: Bundle
    policies: Bundle | None
    problems: tuple[Problem, ...] = ()


def config_of(tree: GitTree) -> tuple[Config, tuple[Problem, ...]]:
    """The configuration of a commit, the default one where it has none, with its faults."""
    entry = tree.entries.get(FILE)
    if entry is None:
        return Config(), ()
    if entry.mode in (LINK, SUBMODULE):
        message = f"{FILE} is no file but a link or a submodule, and is not read."
        return Config(), (Problem("config", message, FILE, 1, 1, hint="Commit it as a file."),)
    source = tree.read(FILE)
    if isinstance(source, Problem):
        return Config(), (replace(source, blocks=True),)
    return settings.of_source(Source(FILE, source.data, named=True), ConfigTree(tree))


def judges_of(tree: GitTree, shipped: Bundle) -> Judges:
    """What the commit says that judges, beside the shipped rules; raises PolicyError and UsageError."""
    config, problems = config_of(tree)
    if not (config.rules or config.policies):
        return Judges(config, shipped, None, problems)
    with _on_disk(tree, (*config.rules, *config.policies, *config.data)) as folder:
        rules = with_own(shipped, config.rules, folder) if config.rules else shipped
        policies = of_repository(config.policies, folder) if config.policies else None
        if policies is not None and config.data:
            from policylint.judging.data import load_data

            data = load_data(tuple(os.path.join(folder, path) for path in config.data), folder)
            policies = replace(policies, data=data)
    return Judges(config, rules, policies, problems)


@contextmanager
def _on_disk(tree: GitTree, folders: tuple[str, ...]) -> Iterator[str]:
    """Files of a commit below folders, written to a folder that is gone afterwards. Links are not followed."""
    from tempfile import TemporaryDirectory

    starts = tuple(f"{folder.rstrip('/')}/" for folder in folders)
    with TemporaryDirectory(prefix="policylint-") as place:
        for path, entry in tree.entries.items():
            if (path in folders or path.startswith(starts)) and entry.mode not in (LINK, SUBMODULE) and is_sound(path):
                full = os.path.join(place, path)
                os.makedirs(os.path.dirname(full), exist_ok=True)
                with open(full, "wb") as stream:
                    stream.write(tree.data(path))
        yield place
