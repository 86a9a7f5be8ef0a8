"""The content of `.policylint.yaml` -> Config. What rules exist is not known here: see `against`."""

from __future__ import annotations

from posixpath import dirname, normpath
from typing import TYPE_CHECKING, Any

from policylint import globs, words
from policylint.config import Config, StagePatterns
from policylint.config.checks import Checks, below
from policylint.model.deployments import STAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from policylint.config import Locate, Tree
    from policylint.model.deployments import Stage
    from policylint.model.documents import Json

KEYS = ("fail_on", "undecided", "select", "disable", "exclude", "stages", "params", "rules", "policies", "data")


class Parser(Checks):
    """Reads one document. A key with a fault keeps its default."""

    def __init__(self, tree: Tree) -> None:
        super().__init__()
        self.tree = tree

    def config(self, content: Json, path: str, locate: Locate) -> Config:
        """The whole file; an empty one is the default configuration."""
        top = {} if content is None else self.mapping("", content, KEYS)
        readers: dict[str, Callable[[str, Json], Any]] = {
            "fail_on": lambda pointer, value: self.choice(pointer, value, ("error", "warning")),
            "undecided": lambda pointer, value: self.choice(pointer, value, ("block", "warn")),
            "select": self.selection,
            "disable": lambda pointer, value: self.reasoned(pointer, value, "rule", self.text),
            "exclude": lambda pointer, value: self.reasoned(pointer, value, "path", self.pattern),
            "stages": self.stages,
            "params": self.params,
            "rules": self.existing,
            "policies": self.existing,
            "data": self.existing,
        }
        read = {key: self._sound(readers[key], below("", key), value) for key, value in top.items()}
        kept = {key: value for key, value in read.items() if value is not None}
        return Config(path=path, locate=locate, **kept)

    def _sound(self, reader: Callable[[str, Json], Any], pointer: str, value: Json) -> Any:
        """What the reader gives, or None when it found a fault: half a list is not what was meant."""
        before = self.faults
        found = reader(pointer, value)
        return found if self.faults == before else None

    def selection(self, pointer: str, value: Json) -> tuple[str, ...]:
        """The terms of `select`. An empty list would judge nothing, so it is a fault."""
        if value == []:
            self.fault(pointer, "select is an empty list: no rule would be judged.", "Leave the key out to judge all.")
        return self.texts(pointer, value)

    def reasoned(
        self, pointer: str, value: Json, subject: str, parse: Callable[[str, Json], str | None]
    ) -> tuple[tuple[str, str], ...]:
        """Entries of {subject, reason}, or the bare subject; a note asks for each reason that is not given."""
        return tuple(self._reasoned(pointer, value, subject, parse))

    def _reasoned(
        self, pointer: str, value: Json, subject: str, parse: Callable[[str, Json], str | None]
    ) -> Iterator[tuple[str, str]]:
        for place, item in self.items(pointer, value):
            entry = self.mapping(place, item, (subject, "reason")) if isinstance(item, dict) else {subject: item}
            if subject not in entry:
                self.fault(
                    place, f"An entry of {pointer[1:]} names no {subject}.", f"Write {{{subject}: ..., reason: ...}}."
                )
                continue
            named = parse(below(place, subject) if isinstance(item, dict) else place, entry[subject])
            reason = self.text(below(place, "reason"), entry["reason"]) if "reason" in entry else None
            if named is None:
                continue
            if not isinstance(item, dict) or len(item) == 1:
                self.note(
                    place,
                    f"{named} is in {pointer[1:]} without a reason: say why, {{{subject}: {named}, reason: ...}}.",
                )
            yield named, reason or ""

    def pattern(self, pointer: str, value: Json) -> str | None:
        """A path pattern that can match something."""
        text = self.text(pointer, value)
        fault = globs.fault(text) if text else None
        if fault:
            self.fault(pointer, f"The pattern {words.shown(text)} {fault}.")
        return None if fault else text

    def stages(self, pointer: str, value: Json) -> tuple[StagePatterns, ...]:
        """The patterns of each stage, in the order of the file."""
        found = self.mapping(pointer, value, STAGES)
        return tuple(self._stage(below(pointer, stage), stage, found[stage]) for stage in STAGES if stage in found)

    def _stage(self, pointer: str, stage: Stage, value: Json) -> StagePatterns:
        keys = self.mapping(pointer, value, ("paths", "namespaces", "labels"))
        labels = self.mapping(f"{pointer}/labels", keys["labels"]) if "labels" in keys else {}
        return StagePatterns(
            stage,
            self.texts(f"{pointer}/paths", keys.get("paths", []), self.pattern),
            self.texts(f"{pointer}/namespaces", keys.get("namespaces", [])),
            tuple((key, self.texts(below(f"{pointer}/labels", key), values)) for key, values in labels.items()),
        )

    def params(self, pointer: str, value: Json) -> dict[str, dict[str, Json]]:
        """Parameters by rule, as written."""
        rules = self.mapping(pointer, value)
        return {rule: self.mapping(below(pointer, rule), given) for rule, given in rules.items()}

    def existing(self, pointer: str, value: Json) -> tuple[str, ...]:
        """Paths of files or folders that are there, inside the repository."""
        return self.texts(pointer, value, self._existing)

    def _existing(self, pointer: str, value: Json) -> str | None:
        text = self.text(pointer, value)
        if text is None:
            return None
        path = normpath(text)
        shown, key = words.shown(text), pointer.split("/")[1]
        if path == ".." or path.startswith(("/", "../", "~")) or "\\" in path or path[1:2] == ":":
            self.fault(pointer, f"{key}: {shown} is not a path inside the repository, with forward slashes.")
            return None
        state = self.tree.state(path)
        if state == "outside":
            self.fault(pointer, f"{key}: {shown} leads out of the repository through a link.")
        elif state == "absent":
            self.fault(pointer, f"{key}: there is no {shown} in the repository.", self._near(path))
        return path if state == "there" else None

    def _near(self, path: str) -> str | None:
        """The nearest existing path: the deepest folder that is there, with the name in it that is most alike."""
        folder = dirname(path)
        while folder and self.tree.state(folder) != "there":
            path, folder = folder, dirname(folder)
        near = words.nearest(path.rpartition("/")[2], self.tree.names(folder))
        return f"Did you mean {folder}/{near}?".replace(" /", " ") if near else None
