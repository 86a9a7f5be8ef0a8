"""What a deployment is called: the name its platform knows, made unique by namespace and then by path."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from policylint.assembly.related import folder_of
from policylint.assembly.stages import namespace_of
from policylint.kinds.pods import at

if TYPE_CHECKING:
    from collections.abc import Callable

    from policylint.model.deployments import Deployment
    from policylint.model.documents import Document

_POINTERS = ("/metadata/name", "/metadata/generateName", "/name")
_BY_FOLDER = frozenset(("hf/space", "hf/model-card", "cog"))


def name_of(document: Document) -> str:
    """The name that a document gives itself; the folder of a Space, a card or a cog.yaml; else the file's name."""
    folder = folder_of(document.path).rpartition("/")[2]
    file = document.path.rpartition("/")[2]
    if document.kind in _BY_FOLDER:
        return folder or file
    for pointer in _POINTERS:
        value = at(document.content, pointer)
        if isinstance(value, str) and value.strip():
            return value.strip().rstrip("-")
    return file.partition(".")[0] or file


def unique(deployments: tuple[Deployment, ...]) -> tuple[Deployment, ...]:
    """The deployments with names that differ: namespace/name where that tells them apart, then path and number.

    The name that a manifest gives stays, unless two manifests give it.
    """
    for longer in (_with_namespace, _with_path, _with_number):
        counts = Counter(deployment.name for deployment in deployments)
        if max(counts.values(), default=0) < 2:
            return deployments
        stated = Counter(deployment.name for deployment in deployments if deployment.manifest)
        deployments = tuple(
            _renamed(each, longer) if (stated if each.manifest else counts)[each.name] > 1 else each
            for each in deployments
        )
    return deployments


def _renamed(deployment: Deployment, longer: Callable[[str, Document], str]) -> Deployment:
    called_by = deployment.manifest or deployment.primary
    named = next(document for document in deployment.documents if document.id == called_by)
    return replace(deployment, name=longer(deployment.name, named))


def _with_namespace(name: str, primary: Document) -> str:
    namespace = namespace_of(primary)
    return f"{namespace}/{name}" if namespace else name


def _with_path(name: str, primary: Document) -> str:
    return f"{name} ({primary.path})"


def _with_number(name: str, primary: Document) -> str:
    return f"{name.removesuffix(')')}#{primary.index}{primary.base})"
