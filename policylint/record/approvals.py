"""Writes an approval into a PromotionRecord as text, so that comments, order and spelling of the file stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.errors import UsageError
from policylint.frozen import dataclass
from policylint.kinds import classify, schema_results
from policylint.model.documents import Source
from policylint.positions import locate_all, source_text
from policylint.readers import read
from policylint.reporters.wording import count
from policylint.waivers.writing import after_item, after_key, block, scalar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policylint.model.documents import Document, Json, Position

KIND = "policylint/promotion-record"
_HEAD = "apiVersion: policylint.dev/v1alpha1\nkind: PromotionRecord\n"


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approves, in which role, and when."""

    by: str
    role: str
    at: str

    @property
    def entry(self) -> dict[str, str]:
        """The item of the list."""
        return {"by": self.by, "role": self.role, "at": self.at}

    def same(self, item: Json) -> bool:
        """Whether an item is by the same person in the same role."""
        if not isinstance(item, dict) or not isinstance(item.get("by"), str):
            return False
        return _handle(str(item["by"])) == _handle(self.by) and str(item.get("role")).lower() == self.role.lower()


@dataclass(frozen=True, slots=True)
class Promoted:
    """What is approved."""

    deployment: str
    system: str | None
    from_stage: str | None
    to_stage: str | None
    digest: str

    @property
    def facts(self) -> dict[str, str]:
        """The keys of `spec` that say so."""
        stages = {"fromStage": self.from_stage, "toStage": self.to_stage}
        found = {"deployment": self.deployment, "system": self.system, **stages, "subjectDigest": self.digest}
        return {key: value for key, value in found.items() if value is not None}


def approved(
    path: str, data: bytes | None, promoted: Promoted, approval: Approval, reason: str | None
) -> tuple[bytes, list[str]]:
    """The bytes of the file with the approval in it, and what else there is to say; UsageError where nobody could add.

    Approvals of something else are taken out: an approval counts for exactly what was looked at.
    """
    if data is None:
        return _new(path, promoted, approval, reason), []
    document = _record_in(path, data, promoted.deployment)
    if document is None:
        text = data.decode("utf-8")
        return (text + ("" if text.endswith("\n") else "\n") + "---\n").encode() + _new(
            path, promoted, approval, reason
        ), []
    if reason is not None:
        raise UsageError("--reason goes into a new record", hint=f"Write it into {path}, as spec.reason.")
    edit = _Edit(path, data, document, promoted, approval)
    written = edit.written()
    if written is None or not edit.holds(written):
        hint = f"spec.subjectDigest: {promoted.digest}\n" + block(approval.entry, 2)
        raise UsageError(f"{path} is not written an entry a line, so change it by hand", hint=hint)
    return written, edit.notes


def _new(path: str, promoted: Promoted, approval: Approval, reason: str | None) -> bytes:
    name = path.rpartition("/")[2].rpartition(".")[0].lower()
    rows = [f"metadata: {{name: {scalar(name)}}}", "spec:"]
    rows += [f"  {key}: {_written(value)}" for key, value in promoted.facts.items()]
    rows += [f"  reason: {scalar(reason)}"] if reason is not None else []
    return (_HEAD + "\n".join(rows) + "\n  approvals:\n" + block(approval.entry, 4)).encode()


def _record_in(path: str, data: bytes, deployment: str) -> Document | None:
    """The record of the deployment, or one that does not say of which; None where a new one goes beside the others."""
    records = _records(path, data)
    own = [each for each in records if _spec(each).get("deployment") == deployment]
    return next(iter((*own, *(each for each in records if "deployment" not in _spec(each)))), None)


def _records(path: str, data: bytes) -> list[Document]:
    reading = read(Source(path, data, named=True), classify)
    for problem in reading.problems:
        raise UsageError(f"{path}:{problem.line or 1}: {problem.message}", hint=problem.hint)
    records = [each for each in reading.documents if each.kind == KIND]
    if not records:
        raise UsageError(f"{path} holds no PromotionRecord", hint="Let artefacts.approval name a file of its own.")
    for document in records:
        for fault in schema_results(document):
            raise UsageError(f"{path} is malformed at {fault.at.pointer or 'its top'}: {fault.message}")
    return records


class _Edit:
    """One file, line by line."""

    def __init__(self, path: str, data: bytes, document: Document, promoted: Promoted, approval: Approval) -> None:
        self.notes: list[str] = []
        self._path = path
        self._data = data
        self._document = document
        self._promoted = promoted
        self._approval = approval
        spec = _spec(document)
        items = spec.get("approvals")
        self._items: list[Json] = items if isinstance(items, list) else []
        self._known = spec.get("subjectDigest") == promoted.digest
        self._again = next((n for n, item in enumerate(self._items) if self._known and approval.same(item)), None)

    def written(self) -> bytes | None:
        """The new text; None where it is not a list with an entry a line."""
        text = self._data.decode("utf-8")
        ending = "\r\n" if "\r\n" in text else "\n"
        lines = [f"{line}\n" for line in text.replace("\r\n", "\n").removesuffix("\n").split("\n")]
        values = {f"/spec/{key}": value for key, value in self._promoted.facts.items() if key in _spec(self._document)}
        if self._again is not None:
            values[f"/spec/approvals/{self._again}/at"] = self._approval.at
            self.notes.append("The same approval was there before, and has a new date.")
        for pointer, value in values.items():
            self._value(lines, pointer, value)
        if self._again is None and not self._into_list(lines):
            return None
        return "".join(lines).replace("\n", ending).encode("utf-8")

    def holds(self, written: bytes) -> bool:
        """Whether the new file says what the old one said, and the approval."""
        try:
            before, after = _records(self._path, self._data), _records(self._path, written)
        except UsageError:
            return False
        number = next(n for n, each in enumerate(before) if each.id == self._document.id)
        wanted: list[Json] = [each.content for each in before]
        wanted[number] = {**_mapping(self._document.content), "spec": self._wanted()}
        return [each.content for each in after] == wanted

    def _wanted(self) -> dict[str, Json]:
        spec = _spec(self._document)
        entry: Json = dict(self._approval.entry)
        items = [*(self._items if self._known else ()), entry]
        if self._again is not None:
            old = _mapping(self._items[self._again])
            items = [{**old, "at": self._approval.at} if n == self._again else e for n, e in enumerate(self._items)]
        facts = {key: value for key, value in self._promoted.facts.items() if key in spec}
        return {**spec, **facts, "approvals": items}

    def _into_list(self, lines: list[str]) -> bool:
        """Put the approval behind the last one; those of something else go."""
        last = len(self._items) - 1
        position, end = self._span(last) if self._items else (self._at("/spec/approvals"), 0)
        where = after_item(lines, position, end) if self._items else after_key(lines, position, "approvals")
        if where is None:
            return False
        number, indent = where
        lines[number:number] = block(self._approval.entry, indent).splitlines(keepends=True)
        if self._items and not self._known:
            first, _end = self._span(0)
            del lines[first.line - 1 : number]
            self.notes.append(f"Taken out, because it was for something else: {count(len(self._items), 'approval')}.")
        return True

    def _value(self, lines: list[str], pointer: str, value: str) -> None:
        """Replace a scalar of one line, where it is another one. No line has moved yet."""
        old = source_text(Source(self._path, self._data), self._document, pointer)
        place = self._at(pointer)
        line = lines[place.line - 1] if place.line <= len(lines) else ""
        start = place.column - 1
        if old is not None and line[start:].startswith(old) and old.strip("'\"") != value:
            lines[place.line - 1] = line[:start] + _written(value) + line[start + len(old) :]

    def _span(self, number: int) -> tuple[Position, int]:
        """Where an approval begins, and its last line."""
        place, item = f"/spec/approvals/{number}", self._items[number]
        keys: Iterable[str] = item if isinstance(item, dict) else ()
        position, *inside = self._all(place, *(f"{place}/{key}" for key in keys))
        return position, max(each.end_line for each in (position, *inside))

    def _at(self, pointer: str) -> Position:
        return self._all(pointer)[0]

    def _all(self, *pointers: str) -> list[Position]:
        return locate_all(Source(self._path, self._data), [(self._document, each, None) for each in pointers])


def _written(value: str) -> str:
    """A digest needs no quotes."""
    return value if value.startswith("sha256:") else scalar(value)


def _handle(text: str) -> str:
    return text.strip().lower().removeprefix("@")


def _spec(document: Document) -> dict[str, Json]:
    return _mapping(_mapping(document.content).get("spec"))


def _mapping(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}
