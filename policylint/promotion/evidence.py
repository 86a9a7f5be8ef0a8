"""What a run of the gate looked at, for whoever writes it down: commits, files, policies, deployments, rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.config import FILE
from policylint.frozen import dataclass
from policylint.judging.bundles import digest
from policylint.model.documents import Source
from policylint.promotion.commits.tree import LINK, SUBMODULE
from policylint.promotion.digests import subject_digests
from policylint.waivers import FILE as WAIVERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from policylint.engine import Engine, Loaded
    from policylint.model.deployments import Stage
    from policylint.promotion.commits.tree import GitTree
    from policylint.promotion.material import Material, Opened
    from policylint.promotion.sides.comparison import Compared

_OWNERS = ("CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS")


@dataclass(frozen=True, slots=True)
class Seen:
    """A file of a commit: the id of its object, and the digest of its bytes where git holds them."""

    path: str
    commit: str
    what: str
    oid: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Served:
    """A deployment that was judged, and the digest of what it will serve."""

    name: str
    stage: Stage | None
    platform: str
    digest: str
    promoted: bool


class Witness:
    """Keeps what a run looks at, and its time. Where the run ends early, it has seen so much less."""

    def __init__(self, now: str) -> None:
        self.now = now
        self.base = ""
        self.head = ""
        self.policies = ""
        self.bundles: tuple[tuple[str, str], ...] = ()
        self.judges: tuple[Seen, ...] = ()
        self.documents: tuple[Seen, ...] = ()
        self.served: tuple[Served, ...] = ()

    def opened(self, opened: Opened) -> None:
        """The commits, and what judges."""
        commits, judges = opened.commits, opened.judges
        self.base, self.head, self.policies = commits.base, commits.head, commits.policies
        named = (("rules", judges.rules), ("document policies", judges.policies))
        self.bundles = tuple((name, digest([bundle])) for name, bundle in named if bundle is not None)
        config = judges.config
        tree = opened.sides.tree(commits.policies)
        single = {FILE: "configuration", WAIVERS: "waivers", **dict.fromkeys(_OWNERS, "owners")}
        below = {"rules": config.rules, "document policies": config.policies, "data": config.data}
        found = {path: what for path, what in single.items() if path in tree.entries}
        found |= {path: what for what, folders in below.items() for path in _below(tree, folders)}
        self.judges = tuple(_seen(tree, found))

    def judged(self, engine: Engine, loaded: Loaded, material: Material, compared: Compared, now: str) -> None:
        """The deployments that the change touches, as they were and as they will be."""
        touched = [each for each in compared.pairs if each.changed]
        after = {d.path for each in touched for d in each.subject.documents}
        after |= {path for each in touched for path in each.subject.files}
        before = {d.path for each in touched if each.before is not None for d in each.before.documents}
        before |= {d.path for each in compared.removed for d in each.documents}
        head, base = material.head.tree, material.base.tree
        kinds = {d.path: d.kind for d in (*material.base.documents, *material.head.documents)}
        self.documents = (*_seen(head, _named(head, after, kinds)), *_seen(base, _named(base, before, kinds)))
        subjects = [each.subject for each in touched if each.subject.subject == "deployment"]
        digests = subject_digests(engine, loaded, subjects, now)
        promoted = {each.subject.name for each in compared.promoted}
        self.served = tuple(
            Served(each.name, each.stage, each.platform, digests[each.name], each.name in promoted) for each in subjects
        )


def _named(tree: GitTree, paths: Collection[str], kinds: dict[str, str | None]) -> dict[str, str]:
    """The paths that the commit holds, in order, each with what it is."""
    return {path: kinds.get(path) or "file" for path in sorted(paths) if path in tree.entries}


def _below(tree: GitTree, folders: Iterable[str]) -> Iterator[str]:
    starts = tuple(f"{folder.rstrip('/')}/" for folder in folders)
    yield from (path for path in tree.entries if path in folders or path.startswith(starts)) if starts else ()


def _seen(tree: GitTree, what: dict[str, str]) -> Iterator[Seen]:
    """Files with their digests; of a link or a submodule the object's id has to do."""
    from hashlib import sha256

    plain = [path for path in what if tree.entries[path].mode not in (LINK, SUBMODULE)]
    digests = {
        path: sha256(source.data).hexdigest() for path, source in tree.sources(plain) if isinstance(source, Source)
    }
    for path, kind in what.items():
        yield Seen(path, tree.commit, kind, tree.entries[path].oid, digests.get(path))
