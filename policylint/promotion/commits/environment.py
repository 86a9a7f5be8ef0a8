"""Which commits a change lies between, as GitHub and GitLab tell a job, and pre-commit a hook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from policylint.errors import UsageError
from policylint.frozen import dataclass
from policylint.promotion.commits.refs import fault_in_ref, is_zero

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST = 32 * 1024 * 1024
_BY_HAND = ("workflow_dispatch", "schedule")
NO_BASE = "the gate compares two commits, and nothing tells which one the change starts from"
HOW_TO = "Pass the branch that the change goes to: policylint gate --base origin/main"


@dataclass(frozen=True, slots=True)
class Told:
    """What the surroundings say: names for the base, the best first, who opened the change, and who said so."""

    bases: tuple[str, ...]
    head: str | None = None
    login: str | None = None
    by: str = ""


def told_by(environment: Mapping[str, str]) -> Told | None:
    """The commits of a job of GitHub or GitLab, or of a push that pre-commit looks at; None anywhere else."""
    if environment.get("GITHUB_ACTIONS") == "true" or "GITHUB_EVENT_PATH" in environment:
        return _github(environment)
    if environment.get("GITLAB_CI") == "true" or "CI_MERGE_REQUEST_DIFF_BASE_SHA" in environment:
        return _gitlab(environment)
    return _pre_commit(environment) if environment.get("PRE_COMMIT") == "1" else None


def _github(environment: Mapping[str, str]) -> Told | None:
    event = _event(environment.get("GITHUB_EVENT_PATH", ""))
    login = _text(event, "pull_request", "user", "login") or None
    branch = environment.get("GITHUB_BASE_REF") or _text(event, "pull_request", "base", "ref")
    tracked = (_tracked(branch),) if branch else ()
    candidates = (
        *tracked,
        _text(event, "pull_request", "base", "sha"),
        _text(event, "merge_group", "base_sha"),
        *(_pushed(event, environment) if "before" in event and "pull_request" not in event else ()),
        *(_default(event) if environment.get("GITHUB_EVENT_NAME") in _BY_HAND else ()),
    )
    bases = tuple(name for name in candidates if name)
    # What is checked out may be a merge of both sides and, under pull_request_target, is the base: no change at all.
    head = _text(event, "pull_request", "head", "sha") or None
    return Told(bases, head, login, "GitHub") if bases else None


def _pushed(event: dict[str, Any], environment: Mapping[str, str]) -> tuple[str, ...]:
    """A push to the default branch, or to a protected one, says what was there before.

    Any other branch is its author's own: what was pushed to it before has not been judged for good, and the default
    branch is what it goes to.
    """
    before, default = _text(event, "before"), _text(event, "repository", "default_branch")
    settled = _text(event, "ref") in ("", f"refs/heads/{default}") or environment.get("GITHUB_REF_PROTECTED") == "true"
    return (before,) if before and not is_zero(before) and settled else _default(event)


def _default(event: dict[str, Any]) -> tuple[str, ...]:
    default = _text(event, "repository", "default_branch")
    return (_tracked(default),) if default else ()


def _gitlab(environment: Mapping[str, str]) -> Told | None:
    branch = environment.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
    before, own = environment.get("CI_COMMIT_BEFORE_SHA", ""), environment.get("CI_COMMIT_BRANCH")
    settled = (
        not own or own == environment.get("CI_DEFAULT_BRANCH") or environment.get("CI_COMMIT_REF_PROTECTED") == "true"
    )
    candidates = (
        _tracked(branch) if branch else "",
        environment.get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", ""),
        environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA", ""),
        before if settled and not is_zero(before) else "",
        _tracked(environment["CI_DEFAULT_BRANCH"]) if environment.get("CI_DEFAULT_BRANCH") else "",
    )
    bases = tuple(name for name in candidates if name)
    return Told(bases, login=None, by="GitLab") if bases else None


def _pre_commit(environment: Mapping[str, str]) -> Told:
    """A push: what the remote branch holds; for a branch that is new there, the default branch of the remote."""
    named = environment.get("PRE_COMMIT_REMOTE_NAME", "")
    remote = "origin" if fault_in_ref(named) else named  # a push may go to a URL, which has no branches here
    default = (_tracked(name, remote) for name in ("HEAD", "main", "master"))
    bases = (environment.get("PRE_COMMIT_FROM_REF", ""), *default)
    return Told(tuple(name for name in bases if name), environment.get("PRE_COMMIT_TO_REF") or None, by="pre-commit")


def _tracked(branch: str, remote: str = "origin") -> str:
    """The branch as it was fetched, in full: a tag that is called origin/main would come first."""
    return f"refs/remotes/{remote}/{branch}"


def _event(path: str) -> dict[str, Any]:
    if not path:
        return {}
    try:
        with open(path, "rb") as stream:
            event = json.loads(stream.read(_MOST))
    except (OSError, ValueError) as error:
        raise UsageError(f"the event of GitHub cannot be read: {error}", hint=HOW_TO) from None
    return event if isinstance(event, dict) else {}


def _text(event: Any, *keys: str) -> str:
    for key in keys:
        event = event.get(key) if isinstance(event, dict) else None
    return event if isinstance(event, str) else ""
