"""What a change brings into service without a document that is judged: links, submodules, values of charts, runtimes.

Nothing of it was read as what serves, so the change is not decided.
"""

from __future__ import annotations

from functools import cache
from posixpath import basename, dirname
from typing import TYPE_CHECKING

from policylint.assembly.serving import serves
from policylint.frozen import replace
from policylint.kinds import KINDS
from policylint.kinds.pods import at
from policylint.kinds.serving import find_servers, mentions_engine
from policylint.kinds.versions import outdated
from policylint.model.documents import Problem, Source
from policylint.positions.formats import format_of_name
from policylint.promotion.commits.tree import LINK, SUBMODULE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from policylint.model.documents import Document
    from policylint.promotion.sides.side import Side

_CHART = "Chart.yaml"
_RENDER = "Render the chart and let the gate judge what comes out, kept as a file: helm template CHART."


def unread(base: Side, head: Side, touched: Collection[str]) -> Iterator[Problem]:
    """Everything of the sort that the change touches."""
    entries = ((path, head.tree.entries.get(path)) for path in sorted(touched))
    elsewhere = [(path, entry.mode) for path, entry in entries if entry is not None and entry.mode in (LINK, SUBMODULE)]
    if elsewhere:
        yield from _elsewhere(base, head, elsewhere)
    yield from _versions(document for document in head.documents if document.path in touched)
    yield from _runtimes(head, touched)
    yield from _values(base, head, touched)
    for path in sorted(touched):
        if path.lower().endswith(".json") and format_of_name(path) is None:
            yield from _by_another_name(head, path)


def _elsewhere(base: Side, head: Side, entries: list[tuple[str, str]]) -> Iterator[Problem]:
    known = {each.path for each in base.documents}
    served = base.serving() | head.serving()
    for path, mode in entries:
        if mode == LINK and path not in known:
            yield from _link(head, path, served)
        elif mode == SUBMODULE and dirname(path) and _holds(dirname(path), served):
            message = "This folder beside what serves is a repository of its own (a submodule), and is not judged."
            yield Problem("hidden", message, path, hint="Keep what is deployed as files of this repository.")


def _link(head: Side, path: str, served: Collection[str]) -> Iterator[Problem]:
    target = head.tree.target(path)
    if target is not None and (target in served or _holds(target, served)):
        message = f"This link leads to what serves a model, {target}: what is deployed by this name is not judged."
        yield Problem("hidden", message, path, hint="Keep what is deployed as a file of its own.")


def _holds(folder: str, served: Collection[str]) -> bool:
    return any(each.startswith(f"{folder}/") for each in served)


def _versions(documents: Iterator[Document]) -> Iterator[Problem]:
    """What serves, in a version that no rule reads: where nothing else names it, nothing has judged it."""
    for document in documents:
        kind = KINDS.get(document.kind or "")
        if kind is None or not kind.serves or not kind.covered or not outdated(document):
            continue
        if not kind.by_content or find_servers(document.content):
            message = f"No rule reads this version of it ({kind.title}), so what it serves is not decided."
            hint = "SCH002 says which versions are read."
            yield Problem("not judged", message, document.path, document.line, 1, hint=hint)


def _values(base: Side, head: Side, touched: Collection[str]) -> Iterator[Problem]:
    """Values of a chart whose templates serve a model: what they set is seen only in what is rendered."""
    known = {each.path for each in head.documents}
    for path in sorted(touched):
        if not basename(path).startswith("values") or not path.endswith((".yaml", ".yml")) or path in known:
            continue
        chart = dirname(path)
        if _same(base, head, path) or not (_serves_by_template(head, chart) or _serves_by_template(base, chart)):
            continue
        message = "The templates of this chart serve a model, and what these values make of them is not judged."
        yield Problem("template", message, path, hint=_RENDER)


def _runtimes(head: Side, touched: Collection[str]) -> Iterator[Problem]:
    """Runtimes that no InferenceService names: KServe may choose one for those that name none."""
    open_ = [each for each in head.deployments if any(_names_no_runtime(document) for document in each.documents)]
    used = {document.id for each in head.deployments for document in each.documents}
    for document in head.documents if open_ else ():
        if document.kind == "kserve/servingruntime" and document.path in touched and document.id not in used:
            message = f"KServe may choose this runtime for {open_[0].name}, which names none, so it is not judged."
            hint = "Name the runtime of each InferenceService: spec.predictor.model.runtime."
            yield Problem("not judged", message, document.path, document.line, 1, hint=hint)


def _names_no_runtime(document: Document) -> bool:
    model = at(document.content, "/spec/predictor/model") if document.kind == "kserve/inferenceservice" else None
    return isinstance(model, dict) and not model.get("runtime")


def _by_another_name(head: Side, path: str) -> Iterator[Problem]:
    """JSON that is passed over as an editor's or a compiler's, by its name: a cluster reads every JSON file."""
    entry = head.tree.entries.get(path)
    source = head.tree.read(path) if entry is not None and entry.mode not in (LINK, SUBMODULE) else None
    if not isinstance(source, Source):
        return
    from policylint.kinds import classify
    from policylint.readers import read

    for document in read(replace(source, guessed=True), classify).documents:
        kind = KINDS.get(document.kind or "")
        if kind is not None and (kind.ours or serves(document)):
            message = f"By its name this is the setting of an editor or compiler, and it holds a {kind.title}."
            yield Problem("hidden", message, path, document.line, 1, hint="Give the file a name of its own.")


def _same(base: Side, head: Side, path: str) -> bool:
    one, two = ([each.content for each in side.documents_of(path)] for side in (base, head))
    return bool(one) and one == two


def _serves_by_template(side: Side, chart: str) -> bool:
    start = f"{chart}/" if chart else ""
    if f"{start}{_CHART}" not in side.tree.entries:
        return False
    return any(
        file.reading.state == "template" and file.source is not None and speaks_of_serving(file.source)
        for path, file in side.files.items()
        if path.startswith(f"{start}templates/")
    )


def speaks_of_serving(source: Source) -> bool:
    """Whether a text that cannot be read names an engine, or an API whose resources serve models."""
    text = source.data.decode("utf-8", "replace")
    return mentions_engine(text) or any(f"{group}/" in text for group in _groups())


@cache
def _groups() -> frozenset[str]:
    serving = (kind for kind in KINDS.values() if kind.serves and not kind.by_content)
    return frozenset(resource.group for kind in serving for resource in kind.resources)
