"""From the options of `policylint approve` to an entry in the record of a promotion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.cli.where import find_root
from policylint.cli.writing import check_texts, configured, no_deployment
from policylint.errors import UsageError
from policylint.frozen import dataclass
from policylint.record.approvals import Approval, Promoted, approved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policylint.config import Config
    from policylint.model.deployments import Deployment

_LINE = "    approval: {{path: {}}}"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for."""

    deployment: str
    by: str
    role: str
    reason: str | None
    base: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """The deployment, those beside it, and everybody who wrote the change, where a base was given."""

    subject: Deployment
    beside: tuple[Deployment, ...]
    authors: frozenset[str] = frozenset()


def approve(wish: Wish, config_file: str | None, given_now: str | None) -> int:
    """Add the approval to the record, or raise UsageError with what stands in its way."""
    from policylint.cli.clock import time_that_counts
    from policylint.cli.files import read_below, replace_below
    from policylint.cli.screen import say
    from policylint.reporters.clean import one_line

    check_texts(wish, ("deployment", "by", "role", "reason", "base"))
    now = time_that_counts(given_now)
    root = find_root(())
    config = configured(root, config_file)
    found = _of_tree(wish, root, config) if wish.base is None else _of_commit(wish, root, wish.base)
    path, named = _record_of(found.subject, root, now)
    promoted = _promoted(found, config, root, now)
    approval = Approval(wish.by.strip().removeprefix("@"), wish.role.strip(), now)
    written, notes = approved(path, read_below(root, path), promoted, approval, wish.reason)
    replace_below(root, path, written)
    _warn(wish, found)
    lines = [f"{path}: {approval.by} approves {promoted.deployment} as {promoted.digest}.", *notes]
    if not named:
        lines.append(f"Name it in {_path(found.subject.manifest)}, under spec.artefacts, or nobody reads it:")
    return say([*map(one_line, lines), *([] if named else [_LINE.format(path)])])


def _of_tree(wish: Wish, root: str, config: Config) -> Found:
    """The deployment as the files of the working tree say it."""
    from policylint.cli.inputs import deployments

    every = deployments((root,), root, config)
    return Found(_named(wish, every), every)


def _of_commit(wish: Wish, root: str, base: str) -> Found:
    """The deployment of the commit HEAD as a gate run would compare it."""
    from policylint.cli import ahead
    from policylint.promotion.approving import subjects

    found, authors = subjects(root, base, ahead.bundle(()))
    return Found(_named(wish, found), found, authors)


def _named(wish: Wish, found: Sequence[Deployment]) -> Deployment:
    names = sorted(each.name for each in found)
    subject = next((each for each in found if each.name == wish.deployment), None)
    if subject is None:
        raise no_deployment(wish.deployment, names)
    if subject.manifest is None:
        message = f"no ModelDeployment states {wish.deployment}, and an approval is named by one"
        raise UsageError(message, hint="`policylint explain MAN003` shows a manifest to copy.")
    return subject


def _record_of(subject: Deployment, root: str, now: str) -> tuple[str, bool]:
    """The file of the record, from the root, and whether the manifest names it."""
    from posixpath import normpath

    place = "/spec/artefacts/approval"
    for each in subject.references:
        if each.document == subject.manifest and each.pointer in (place, f"{place}/path"):
            if each.state not in ("read", "not_ours", "absent", "unreadable"):
                raise UsageError(f"the approval that the manifest names, {each.path}, is no file ({each.state})")
            return (each.paths[0] if each.paths else normpath(each.path).lstrip("/")), True
    path = f"evidence/promotion-{now[:10]}.yaml"
    return path, False


def _promoted(found: Found, config: Config, root: str, now: str) -> Promoted:
    from policylint.cli.checking import rules_of
    from policylint.engine.embedded import Embedded
    from policylint.judging.loading import Wanted, prepare
    from policylint.judging.namespaces import Namespaces
    from policylint.promotion.digests import subject_digests
    from policylint.promotion.sides.pairs import source_of, stated

    subject = found.subject
    ready = prepare(Embedded, Wanted(now, rules_of(config, root), None, Namespaces()))
    try:
        if ready.rules_loaded is None:
            raise UsageError("no rules were loaded: the installation is broken")
        digest = subject_digests(ready.engine, ready.rules_loaded, (subject,), now)[subject.name]
    finally:
        ready.engine.close()
    source, system = source_of(subject, found.beside), stated(subject, "/spec/system") or None
    return Promoted(subject.name, system, source.stage if source else None, subject.stage, digest)


def _path(document: str | None) -> str:
    return (document or "").rpartition("#")[0]


def _warn(wish: Wish, found: Found) -> None:
    """What the gate will say of the approval is said now."""
    from policylint.cli.streams import complain
    from policylint.reporters.clean import one_line

    handle = wish.by.strip().lower().removeprefix("@")
    if handle in found.authors:
        message = f"PRO005 will be reported: {handle} wrote this change; ask somebody who did not write it."
        complain(one_line(message) + "\n")
