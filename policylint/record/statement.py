"""A report and what its run looked at -> an in-toto Statement: a SLSA Verification Summary with the details inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.record.canonical import canonical
from policylint.record.details import TESTS, details, tests

if TYPE_CHECKING:
    from collections.abc import Collection

    from policylint.model.documents import Json
    from policylint.model.reports import Report
    from policylint.promotion.evidence import Seen, Served, Witness

STATEMENT = "https://in-toto.io/Statement/v1"
SUMMARY = "https://slsa.dev/verification_summary/v1"
DETAILS = "https://policylint.dev/record/v1"
VERIFIER = "https://policylint.dev/gate"
LEVEL = "POLICYLINT_COMPLIANT"


def statement(report: Report, seen: Witness, rules: Collection[str], engine: str | None, resource: str | None) -> Json:
    """The record. `rules` are those that were asked, `engine` the digest of the binary that answered (None: a server).

    `resource` is the repository as CI calls it.
    """
    return {
        "_type": STATEMENT,
        "subject": _subjects(report, seen),
        "predicateType": SUMMARY,
        "predicate": {
            "verifier": {"id": VERIFIER, "version": _versions(report)},
            "timeVerified": seen.now,
            "resourceUri": f"{resource}@{seen.head}" if resource and seen.head else _uri(seen.head),
            "policy": _policy(report, seen),
            "verificationResult": "PASSED" if report.verdict == "compliant" else "FAILED",
            "verifiedLevels": [LEVEL if report.verdict == "compliant" else "FAILED"],
            TESTS: tests(report, rules, [descriptor(each) for each in seen.judges]),
            DETAILS: {
                **details(report),
                "commits": {"base": seen.base or None, "head": seen.head or None, "policies": seen.policies or None},
                "deployments": [_deployment(each) for each in seen.served],
                "documents": [descriptor(each) for each in seen.documents],
                "judgedBy": [descriptor(each) for each in seen.judges],
                "policies": [{"name": name, "digest": _sha256(found)} for name, found in seen.bundles],
                "engine": {"name": report.tool.engine, "digest": {"sha256": engine} if engine else None},
                "rules": [*sorted(rules)],
            },
        },
    }


def descriptor(seen: Seen) -> Json:
    """A file as in-toto describes one; of a link or a submodule only git's id is known."""
    length = "gitBlob" if len(seen.oid) == 40 else "gitBlobSha256"
    digests: dict[str, Json] = {length: seen.oid, **({"sha256": seen.sha256} if seen.sha256 else {})}
    return {"name": seen.path, "digest": digests, "annotations": {"commit": seen.commit, "what": seen.what}}


def _subjects(report: Report, seen: Witness) -> list[Json]:
    """The deployments; where the change touches none, its commit; where there is none either, the report."""
    if seen.served:
        return [{"name": each.name, "digest": _sha256(each.digest)} for each in seen.served]
    if seen.head:
        return [{"name": _uri(seen.head), "digest": {"gitCommit": seen.head}}]
    from hashlib import sha256

    return [{"name": "report", "digest": {"sha256": sha256(canonical(details(report))).hexdigest()}}]


def _deployment(each: Served) -> Json:
    return {
        "name": each.name,
        "stage": each.stage,
        "platform": each.platform,
        "subjectDigest": each.digest,
        "promoted": each.promoted,
    }


def _policy(report: Report, seen: Witness) -> Json:
    digest = report.tool.policies
    return {"uri": _uri(seen.policies), **({"digest": _sha256(digest)} if digest else {})}


def _uri(commit: str) -> str:
    """A commit by its content, wherever it is hosted."""
    return f"gitoid:commit:{'sha1' if len(commit) != 64 else 'sha256'}:{commit or 'unknown'}"


def _versions(report: Report) -> Json:
    return {"policylint": report.tool.policylint, **({"opa": report.tool.opa} if report.tool.opa else {})}


def _sha256(text: str) -> dict[str, Json]:
    return {"sha256": text.removeprefix("sha256:")}
