"""What other documents select or name: pods, Services, routes, workloads; each belongs to a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.assembly.joining.realms import fits
from policylint.assembly.joining.selectors import Selector
from policylint.frozen import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from policylint.assembly.joining.realms import Realm

    Found = list[tuple["Thing", bool]]

_ROOT = "/"
# Answers that are kept whole; beyond that each is cut short. Only a hostile repository comes so far.
_MANY, _FEW = 300_000, 20


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a selector or a name may mean. `number` is the document that it belongs to."""

    number: int
    path: str
    namespace: str | None
    labels: dict[str, str] = field(default_factory=dict)


class Things:
    """Things by key and place. All are added before the first question; a key is spread over folders when asked for."""

    def __init__(self) -> None:
        self._things: list[Thing] = []
        self._holders: dict[Hashable, list[int]] = {}
        self._tables: dict[Hashable, dict[str, set[int]]] = {}
        self._scopes: dict[str, tuple[str, ...]] = {}
        self._asked: dict[Hashable, Found] = {}
        self._left = _MANY

    def add(self, thing: Thing, keys: Iterable[Hashable] = ()) -> None:
        """Note a thing under these keys, its labels and the keys of its labels."""
        labels = thing.labels
        for key in (*keys, None, *labels.items(), *((name,) for name in labels)):
            self._holders.setdefault(key, []).append(len(self._things))
        self._things.append(thing)

    def named(self, path: str, key: Hashable, realm: Realm) -> Found:
        """The nearest things under a key, each with whether its namespace is meant for sure."""
        # Most names that are asked for are nobody's.
        return self.nearest(path, Selector(((key,),)), realm, in_file=True) if key in self._holders else []

    def nearest(self, path: str, selector: Selector, realm: Realm, in_file: bool = False) -> Found:
        """What a selector matches and shares the longest way with a path.

        Without `in_file` the same file is no nearer than the same folder.
        """
        for scope in self._upwards(path)[0 if in_file else 1 :]:
            found = self._within(scope, selector, realm)
            if found:
                return found
        return []

    def everywhere(self, selector: Selector, realm: Realm) -> Found:
        """All that a selector matches in the namespaces of a realm that names them."""
        if realm is not None and None in realm:
            return []
        question = ("everywhere", selector, realm)
        found = self._asked.get(question)
        if found is None:
            found = self._asked[question] = [each for each in self._within(_ROOT, selector, realm) if each[1]]
        return found

    def _within(self, scope: str, selector: Selector, realm: Realm) -> Found:
        """What stands in a file (its path), in a folder or below it (its path and a slash), or anywhere (a slash)."""
        for keys in selector.wanted:
            if not any(scope in self._table(key) for key in keys):
                return []
        question = (scope, selector, realm)
        found = self._asked.get(question)
        if found is None:
            found = self._asked[question] = self._fitting(self._matching(scope, selector), realm)
        return found

    def _matching(self, scope: str, selector: Selector) -> list[int]:
        """The numbers of what has one of each group of wanted keys and none of the unwanted."""
        nothing: set[int] = set()
        groups = [[self._table(key).get(scope, nothing) for key in keys] for keys in selector.wanted or ((None,),)]
        sets = sorted((group[0] if len(group) == 1 else set().union(*group) for group in groups), key=len)
        unwanted = [self._table(key).get(scope, nothing) for key in selector.unwanted]
        return sorted(sets[0].intersection(*sets[1:]).difference(*unwanted))

    def _fitting(self, numbers: list[int], realm: Realm) -> Found:
        found: Found = []
        for number in numbers:
            fit = fits(self._things[number].namespace, realm)
            if fit is not False:
                found.append((self._things[number], fit is True))
                if self._left <= 0 and len(found) >= _FEW:
                    break
        self._left -= len(found)
        return found

    def _table(self, key: Hashable) -> dict[str, set[int]]:
        table = self._tables.get(key)
        if table is None:
            table = self._tables[key] = {}
            for number in self._holders.get(key, ()):
                for scope in self._upwards(self._things[number].path):
                    table.setdefault(scope, set()).add(number)
        return table

    def _upwards(self, path: str) -> tuple[str, ...]:
        """The file, then its folders to the root."""
        found = self._scopes.get(path)
        if found is None:
            scopes, folder = [path], path
            while "/" in folder:
                folder = folder.rpartition("/")[0]
                scopes.append(f"{folder}/")
            found = self._scopes[path] = (*scopes, _ROOT)
        return found
