"""Findings about documents whose file calls the keys otherwise."""

from __future__ import annotations

from policylint.judging.findings import fingerprint, spoken
from policylint.model.documents import Document
from policylint.model.rules import At, Result

_WRITTEN = {"": "/resource/huggingface_endpoint/a", "/scaling/minReplica": "/resource/x/a/scaling/min_replica"}


def test_a_message_calls_keys_as_the_file_does() -> None:
    message = "minReplica is 0, and maxReplica or scaling.minReplicas are other keys"
    assert spoken(message, _WRITTEN) == "min_replica is 0, and maxReplica or scaling.minReplicas are other keys"


def test_two_resources_of_one_file_have_findings_of_their_own() -> None:
    one = Document("main.tf", 0, "hf/endpoint", {}, written=_WRITTEN)
    two = Document("main.tf", 1, "hf/endpoint", {}, written={"": "/resource/huggingface_endpoint/b"})
    prints = {
        fingerprint("REL001", Result("REL001", "fail", "", At(document.id, "/model")), {document.id: document})
        for document in (one, two)
    }
    assert len(prints) == 2
