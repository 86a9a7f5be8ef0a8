"""The files that manifests name: each is looked up, and read where nobody has read it yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly import references
from policylint.assembly.mentions import ARTEFACTS, MANIFEST, SYSTEM, Found, mentions
from policylint.discovery.lookup import MOST, plain
from policylint.gather import gather_one
from policylint.kinds import BODY, KINDS
from policylint.kinds.pods import at
from policylint.positions.formats import format_of_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from policylint.assembly.mentions import Mention
    from policylint.discovery.lookup import Names
    from policylint.gather import Gathered
    from policylint.model.documents import Document, Json, State
    from policylint.readers import Classify

_PATTERN = frozenset("*?[")
_FILES = ("file", "lfs")
_FAULTS = ("lfs", "unreadable", "template")  # what is told of a pattern that means several files


class Referred:
    """What manifests name in one tree. `states` says what became of every file so far; None: it was passed over."""

    def __init__(self, tree: Names, classify: Classify, states: Mapping[str, State | None]) -> None:
        self._classify = classify
        self._states = dict(states)
        self._known: set[str] = set()
        self._tree = tree
        self._found: dict[Mention, Found] = {}

    def files(self, documents: Sequence[Document]) -> Iterator[Gathered]:
        """The files that the documents name and that were not read, or not as what they are declared to be."""
        self._known = {each.path for each in documents}
        manifests = [each for each in documents if each.kind == MANIFEST]
        systems = [each for each in documents if each.kind == SYSTEM]
        if manifests:
            for file in self._missing_systems(manifests, systems):
                systems += (each for each in file.reading.documents if each.kind == SYSTEM)
                yield file
        for mention in (each for document in (*manifests, *systems) for each in mentions(document)):
            for path in self._paths(mention):
                yield from self._read(path, mention.body)

    def exists(self, path: str) -> bool:
        """Whether anything is at a path."""
        return self._tree.exists(path)

    def find(self, mention: Mention) -> Found:
        """What is at the path of a mention."""
        if mention not in self._found:
            self._found[mention] = self._look(mention)
        return self._found[mention]

    def _look(self, mention: Mention) -> Found:
        if _elsewhere(mention.path):
            return Found("elsewhere")
        path = _file(mention.path, self._tree)
        paths = self._paths(mention)
        if not paths:
            state = self._tree.state(path)
            pattern = state == "absent" and not _PATTERN.isdisjoint(path)
            if pattern:
                state = "too_many" if len(self._tree.matching(path)) > MOST else "no_match"
            near = self._tree.near(path) if state in ("absent", "no_match") else ()
            return Found(state, near=near)
        states = [self._at(path) for path in paths]
        state = next((each for each in _FAULTS if each in states), "not_ours")
        state = "read" if state == "not_ours" and "read" in states else state
        searched = state == "not_ours" or not mention.pointer.startswith(ARTEFACTS)
        return Found(state, paths, holds=self._holds(paths, mention.sought) if searched else ())

    def _paths(self, mention: Mention) -> tuple[str, ...]:
        """The files that a mention means, as far as they are there."""
        if _elsewhere(mention.path):
            return ()
        path = _file(mention.path, self._tree)
        state = self._tree.state(path)
        if state == "absent" and not _PATTERN.isdisjoint(path):
            names = self._tree.matching(path)
            return tuple(name for name in names if self._tree.state(name) in _FILES) if len(names) <= MOST else ()
        return (path,) if state in _FILES else ()

    def _at(self, path: str) -> str:
        """What became of a file that is there."""
        state = self._tree.state(path)
        return self._state(path) or "not_ours" if state == "file" else state

    def _state(self, path: str) -> State | None:
        """What became of a file for rules: document policies read documents of no known kind as well."""
        state = self._states.get(path)
        return "not_ours" if state == "read" and path not in self._known else state

    def _read(self, path: str, body: str | None) -> Iterator[Gathered]:
        """A file that was not read, or has no document of a known kind and is declared to have; what it names too."""
        before = self._state(path)
        if before not in (None, "not_ours") or (before is not None and body is None):
            return
        if self._tree.state(path) == "lfs":
            return
        guessed = body is not None and format_of_name(path) is None
        file = gather_one(path, self._tree.read(path), _declared(self._classify, body), guessed=guessed)
        if before == file.reading.state:
            return
        self._states[path] = file.reading.state
        if file.reading.documents:
            self._known.add(path)
        yield file
        for document in file.reading.documents:
            for named in references(document).values():
                if self._states.get(named) is None and self._tree.state(named) == "file":
                    yield from self._read(named, None)

    def _missing_systems(self, manifests: Iterable[Document], systems: Iterable[Document]) -> Iterator[Gathered]:
        """The files of the repository that define a ModelSystem which a manifest names and none that was read does."""
        known = [at(each.content, "/metadata/name") for each in systems]
        if all(at(each.content, "/spec/system") in known for each in manifests):
            return
        unread = (name for name in self._tree.documents() if self._states.get(name) is None)
        for path in self._tree.holding(b"ModelSystem", unread):
            yield from self._read(path, None)

    def _holds(self, paths: tuple[str, ...], sought: tuple[str, ...]) -> tuple[str, ...]:
        data = b"\n".join(map(self._tree.data, paths)) if sought else b""
        return tuple(name for name in dict.fromkeys(sought) if name.encode("utf-8", "replace") in data)


def _declared(classify: Classify, body: str | None) -> Classify:
    """Classifies by content, and what does not name itself as the kind that it is declared to be."""
    kind = KINDS.get(body or "")
    if kind is None or kind.resources:
        return classify
    name, markdown = kind.name, kind.reader == "markdown"

    def declared(path: str, content: Json) -> str | None:
        found = classify(path, content)
        if found is not None or not isinstance(content, dict) or (BODY in content) != markdown:
            return found
        names_itself = isinstance(content.get("apiVersion"), str) and isinstance(content.get("kind"), str)
        return None if names_itself else name

    return declared


def _file(path: str, tree: Names) -> str:
    """The path without `./` and without the `#section` of a text, where no file is called so."""
    whole = plain(path)
    stem, mark, _section = whole.partition("#")
    return stem if mark and tree.state(whole) == "absent" else whole


def _elsewhere(path: str) -> bool:
    """Whether a path names a file on the web, or at a commit of another repository (HOST/OWNER/NAME@COMMIT:PATH)."""
    host, _slash, rest = path.partition("/")
    return "://" in path or ("." in host[1:] and "@" in rest and ":" in rest.partition("@")[2])
