"""A case of a promotion rule as a real git repository: what stood at the base, and the change that the gate judges.

base/ is the tree of the base commit, base~1/, base~2/, ... those before it. head/ holds the files that the change adds
or replaces. Each is laid over the commit before. gate.json may say more, see `Told`.
"""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

from support.checkout import run
from support.command import inside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BASE = ("Base", "base@acme.example")
NOW = "2026-11-23T00:00:00Z"
NOT_APPROVED = f"sha256:{'0' * 64}"
_PRINTED = re.compile(r"its digest is (sha256:[0-9a-f]{64})")


class Told:
    """What gate.json may say: `now`, `at` (the times of the commits, by folder), `author` and `email` of the change,
    `approvals` (what CI passes), `gone` (files that the change deletes), and `approved`: true puts the digest of the
    change where its record has 64 zeros.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / "gate.json"
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        self.now: str = said.get("now", NOW)
        self.at: dict[str, str] = {"base": "2026-11-10T08:00:00Z", "head": "2026-11-20T08:00:00Z", **said.get("at", {})}
        self.by: tuple[str, str] = (said.get("author", "Ada Berg"), said.get("email", "ada-berg@acme.example"))
        self.approvals: list[Any] | None = said.get("approvals")
        self.gone: list[str] = said.get("gone", [])
        self.approved: bool = said.get("approved", False)


def is_change(case: Path) -> bool:
    """Whether a case is about a change, not about a folder."""
    return (case / "base").is_dir()


def judge(case: Path, work: Path) -> list[dict[str, Any]]:
    """The findings of the gate on a case, for which `work` becomes the repository."""
    told = Told(case)
    work.mkdir(parents=True)
    run("git", "init", "--quiet", "--initial-branch=main", folder=work)
    for number, folder in enumerate(sorted(case.glob("base~*"), reverse=True)):
        _commit(work, folder, told.at.get(folder.name, f"2026-11-0{number + 1}T08:00:00Z"), *BASE)
    _commit(work, case / "base", told.at["base"], *BASE)
    run("git", "branch", "base", folder=work)
    for name in told.gone:
        (work / name).unlink()
    _commit(work, case / "head", told.at["head"], *told.by)
    findings = _gate(work, told)
    return _gate_approved(work, told, findings) if told.approved else findings


def _commit(work: Path, folder: Path, at: str, *by: str) -> None:
    if folder.is_dir():
        # Not with the times of the files: git takes one of the same size and time for unchanged.
        shutil.copytree(folder, work, copy_function=shutil.copy, dirs_exist_ok=True)
    run("git", "add", "--all", folder=work)
    _git_commit(work, at, "--allow-empty", f"--message={folder.name}", by=by)


def _git_commit(work: Path, at: str, *words: str, by: Sequence[str]) -> None:
    name, email = by
    roles = ("AUTHOR", "COMMITTER")
    who = {
        f"GIT_{role}_{key}": value for role in roles for key, value in (("NAME", name), ("EMAIL", email), ("DATE", at))
    }
    run("git", "commit", "--quiet", *words, folder=work, **who)


def _gate(work: Path, told: Told) -> list[dict[str, Any]]:
    words = ["gate", "--base", "base", "--now", told.now, "--format", "json"]
    if told.approvals is not None:
        head = run("git", "rev-parse", "HEAD", folder=work).strip()
        said = json.dumps(told.approvals).replace("HEAD", head)
        (work.parent / f"{work.name}.approvals.json").write_text(said, encoding="utf-8")
        words += ["--approvals", str(work.parent / f"{work.name}.approvals.json")]
    done = inside(*words, folder=work)
    assert done.code in (0, 1, 2), done.err
    findings: list[dict[str, Any]] = done.report["findings"]
    return findings


def _gate_approved(work: Path, told: Told, findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The findings once the record has the digest that PRO005 prints."""
    digest = next(found[1] for each in findings if (found := _PRINTED.search(each["message"])))
    for path in work.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if NOT_APPROVED in text:
            path.write_text(text.replace(NOT_APPROVED, digest), encoding="utf-8")
    _git_commit(work, told.at["head"], "--all", "--amend", "--no-edit", by=told.by)
    return _gate(work, told)
