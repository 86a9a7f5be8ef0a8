"""What a change does to that which judges it: configuration, rules, waivers, owners, workflows, evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.config import FILE
from policylint.frozen import dataclass
from policylint.promotion.guards.loosening import Step, baseline_steps, config_steps, threshold_steps, waiver_steps
from policylint.waivers import BASELINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from policylint.config import Config
    from policylint.model.documents import Document, Json
    from policylint.promotion.commits.paths import Changed
    from policylint.promotion.sides.side import Side

WAIVERS = ".policylint/waivers.yaml"
OWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
EVIDENCE = frozenset(("policylint/evaluation-report", "hf/eval-results"))
_SYSTEM = "policylint/model-system"
_CONFIGS = frozenset((".policylint.yaml", ".policylint.yml", "policylint.yaml", "policylint.yml"))
_WORKFLOWS = (".github/workflows/", ".github/actions/", ".gitlab/ci/", ".gitlab-ci.yml", "ci/", ".ci/", ".circleci/")
_WORKFLOW_NAMES = frozenset(("action.yml", "action.yaml", "jenkinsfile", "azure-pipelines.yml"))
_HOOKS = (".pre-commit-config.yaml", ".pre-commit-hooks.yaml", ".husky/", ".githooks/", "lefthook.yml", "lefthook.yaml")
_OURS = b"policylint"
_WORDS = {"added": "adds", "deleted": "removes", "modified": "changes", "renamed": "moves"}
_HOW = {"added": "added", "deleted": "removed", "modified": "changed", "renamed": "changed"}


@dataclass(frozen=True, slots=True)
class Guard:
    """One thing that a change does to the gate. `document` is an id of the head, None for what is gone there."""

    what: str
    path: str
    how: str
    say: str
    document: str | None = None
    pointer: str = ""

    def as_json(self) -> Json:
        """The entry of `change.gate`."""
        at: Json = {"document": self.document, "pointer": self.pointer} if self.document else None
        return {"what": self.what, "path": self.path, "how": self.how, "say": self.say, "at": at}


class Guards:
    """Looks for them in two commits. `configs` are the parsed configurations of both."""

    def __init__(self, base: Side, head: Side, changed: Sequence[Changed], configs: tuple[Config, Config]) -> None:
        self._base = base
        self._head = head
        self._changed = changed
        self._before, self._after = configs

    def found(self) -> tuple[Guard, ...]:
        """Everything, by path."""
        guards = [*self._of_files(), *self._of_thresholds(), *self._of_evidence()]
        return tuple(sorted(guards, key=lambda each: (each.path, each.pointer, each.say)))

    def _of_files(self) -> Iterator[Guard]:
        folders = {
            "rules": (*self._before.rules, *self._after.rules),
            "policies": (*self._before.policies, *self._after.policies, *self._before.data, *self._after.data),
        }
        for each in self._changed:
            for path in (each.path, *((each.old,) if each.old else ())):
                if path == FILE:
                    yield from self._of_config(each)
                elif path == WAIVERS:
                    yield from self._of_waivers(each)
                elif path == BASELINE:
                    before, after = self._base.tree.data(BASELINE), self._head.tree.data(BASELINE)
                    document = None if each.status == "deleted" else f"{BASELINE}#0"
                    yield from _guards(BASELINE, document, baseline_steps(before, after))
                else:
                    yield from self._of_file(each, path, folders)

    def _of_file(self, each: Changed, path: str, folders: Mapping[str, Iterable[str]]) -> Iterator[Guard]:
        name = path.rpartition("/")[2].casefold()
        starts = path.startswith(_WORKFLOWS) or name in _WORKFLOW_NAMES or name.endswith(".gitlab-ci.yml")
        if name in _CONFIGS and not starts:
            say = f"{_WORDS[each.status]} a configuration that is not read: it is called {FILE}, at the root"
            yield self._guard("config", each, say)
        if path == "pyproject.toml" and self._speaks_of_us(each, b"[tool.policylint"):
            yield self._guard("config", each, f"{_WORDS[each.status]} [tool.policylint], which is not read")
        if path in OWNERS:
            yield self._guard("codeowners", each, f"{_WORDS[each.status]} who owns which file")
        if starts and self._speaks_of_us(each, _OURS):
            yield self._guard("workflow", each, f"{_WORDS[each.status]} a workflow that speaks of policylint")
        if path.startswith(_HOOKS) and self._speaks_of_us(each, _OURS):
            yield self._guard("hooks", each, f"{_WORDS[each.status]} a hook that speaks of policylint")
        for what, below in folders.items():
            if any(path == folder or path.startswith(f"{folder.rstrip('/')}/") for folder in below):
                yield self._guard(what, each, f"{_WORDS[each.status]} what judges every change")

    def _guard(self, what: str, each: Changed, say: str) -> Guard:
        document = None if each.status == "deleted" else f"{each.path}#0"
        return Guard(what, each.path, _HOW[each.status], say, document)

    def _speaks_of_us(self, each: Changed, text: bytes) -> bool:
        return text in self._head.tree.data(each.path) or text in self._base.tree.data(each.old or each.path)

    def _of_config(self, each: Changed) -> Iterator[Guard]:
        if each.path != FILE or each.status in ("deleted", "added"):
            say = "adds the configuration" if each.status == "added" else "takes the configuration away"
            how = "added" if each.status == "added" else "removed"
            yield Guard("config", FILE, how, say, f"{FILE}#0" if how == "added" else None)
        yield from _guards(FILE, f"{FILE}#0" if each.path == FILE else None, config_steps(self._before, self._after))

    def _of_waivers(self, each: Changed) -> Iterator[Guard]:
        base, head = self._content(self._base, WAIVERS), self._content(self._head, WAIVERS)
        document = f"{WAIVERS}#0" if WAIVERS in self._head.tree.entries else None
        steps = list(waiver_steps(base, head))
        yield from _guards(WAIVERS, document, steps)
        if not steps:
            yield self._guard("waivers", each, f"{_WORDS[each.status]} the list of waivers")

    def _content(self, side: Side, path: str) -> Json:
        documents = side.documents_of(path)
        return documents[0].content if documents else None

    def _of_thresholds(self) -> Iterator[Guard]:
        changed = {each.path for each in self._changed} | {each.old for each in self._changed}
        before = {_name(each): each for each in self._base.documents if each.kind == _SYSTEM}
        after = {_name(each): each for each in self._head.documents if each.kind == _SYSTEM}
        for name, old in before.items():
            new = after.get(name)
            if old.path in changed or (new is not None and new.path in changed):
                steps = threshold_steps(old.content, new.content if new is not None else None)
                yield from _guards(new.path if new else old.path, new.id if new else None, steps)

    def _of_evidence(self) -> Iterator[Guard]:
        held = {each.path for each in self._base.documents if each.kind in EVIDENCE}
        for each in self._changed:
            if (each.old or each.path) in held and each.status in ("modified", "deleted"):
                yield self._guard("evidence", each, f"{_WORDS[each.status]} the report of an earlier evaluation")


def _guards(path: str, document: str | None, steps: Iterable[Step]) -> Iterator[Guard]:
    for step in steps:
        yield Guard(step.what, path, step.how, step.say, document, step.pointer if document else "")


def _name(document: Document) -> str:
    content = document.content
    metadata = content.get("metadata") if isinstance(content, dict) else None
    return str(metadata.get("name")) if isinstance(metadata, dict) else document.id
