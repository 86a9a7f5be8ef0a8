"""Repositories for tests of the gate: commits made from dictionaries, in one process of git each."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from support.command import inside, run
from support.manifests import BODY, OURS, SYSTEM, manifest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from support.command import Done

_CLEAN = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
_PLAIN = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
NOW = "2026-11-23T00:00:00Z"
START = 1_762_000_000  # 2025-11-01
OTHER = "3b1cf0a9" * 8
# A model in production that no manifest speaks of.
WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm, namespace: production}
spec:
  selector: {matchLabels: {app: llm}}
  template:
    metadata: {labels: {app: llm}}
    spec:
      containers:
        - name: vllm
          image: vllm/vllm-openai:v0.9.1
          args: [--model, acme/llm, --revision, 5b8ec7d0c5a1a7d3e0f4b6c29d18e7f3a4c6b210]
"""


@dataclass(frozen=True)
class Link:
    """A symbolic link."""

    target: str


@dataclass(frozen=True)
class Submodule:
    """A submodule at a commit."""

    commit: str = "1" * 40


def git(root: Path, *arguments: str, stdin: bytes | None = None) -> str:
    """What git prints in a folder."""
    command = ["git", "-C", str(root), *arguments]
    done = subprocess.run(command, env=_CLEAN | _PLAIN, input=stdin, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "surrogateescape")


class Repo:
    """A repository without a working tree in use: branches are moved, files never checked out."""

    def __init__(self, root: Path, *options: str) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.root = root
        self.clock = START
        git(root, "init", "-q", "-b", "main", *options)

    def commit(
        self,
        files: Mapping[str, Any],
        branch: str = "main",
        *,
        start: str | None = None,
        also: tuple[str, ...] = (),
        author: str = "Ada <ada@example.org>",
        message: str = "change",
    ) -> str:
        """A commit on a branch: what it holds before, and these files; None takes one away. Gives its id.

        A new branch begins at `start`; `also` are further parents.
        """
        self.clock += 3600
        known = f"refs/heads/{branch}" in git(self.root, "for-each-ref", "--format=%(refname)").split()
        lines = [f"commit refs/heads/{branch}", f"author {author} {self.clock} +0000"]
        lines += [f"committer {author} {self.clock} +0000", f"data {len(message.encode())}", message]
        if known or start:
            lines.append(f"from {git(self.root, 'rev-parse', branch if known else str(start)).strip()}")
        lines += [f"merge {git(self.root, 'rev-parse', each).strip()}" for each in also]
        stream = "".join(f"{line}\n" for line in lines).encode()
        stream += b"".join(_change(path, content) for path, content in files.items())
        git(self.root, "fast-import", "--quiet", "--force", stdin=stream + b"\n")
        return git(self.root, "rev-parse", branch).strip()

    def blob(self, text: str) -> str:
        """The id of an object that holds a text."""
        return git(self.root, "hash-object", "-w", "--stdin", stdin=text.encode()).strip()

    def tree(self, rows: Sequence[tuple[str, str, str]]) -> str:
        """The id of a tree of (mode, object, name), as hostile as they are."""
        data = b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(oid) for mode, oid, name in rows)
        return git(self.root, "hash-object", "-w", "-t", "tree", "--literally", "--stdin", stdin=data).strip()

    def change(self, base: Mapping[str, Any], head: Mapping[str, Any]) -> None:
        """A base on the branch main, and a change to it on the branch change."""
        self.commit(base)
        self.commit(head, "change", start="main")

    def gate(self, *arguments: str, base: str = "main", head: str = "change", now: str = NOW, **options: Any) -> Gated:
        """`policylint gate --format json` on both."""
        words = ("gate", "--format", "json", "--base", base, "--head", head, "--now", now, *arguments)
        return Gated(inside(*words, folder=self.root, **options))


@dataclass(frozen=True)
class Gated:
    """The end of a run of the gate."""

    done: Done

    @property
    def report(self) -> dict[str, Any]:
        """The JSON report."""
        found: dict[str, Any] = json.loads(self.done.out)
        return found

    @property
    def code(self) -> int:
        """The exit code."""
        return self.done.code

    @property
    def promotions(self) -> dict[str, list[str]]:
        """Why each deployment is promoted."""
        return {each["deployment"]: each["reasons"] for each in self.report["promotions"]}

    @property
    def problems(self) -> list[tuple[str | None, str]]:
        """(path, message) of the problems that block."""
        return [(each["path"], each["message"]) for each in self.report["problems"] if each["blocks"]]

    @property
    def hints(self) -> str:
        """The hints of all problems."""
        return " ".join(each["hint"] or "" for each in self.report["problems"])

    @property
    def guards(self) -> list[tuple[str, str, str]]:
        """(what, how, say) of what the change does to the gate."""
        return [(each["what"], each["how"], each["say"]) for each in self.report["gate"]]

    @property
    def codes(self) -> list[str]:
        """The codes of the findings, in their order."""
        return [each["code"] for each in self.report["findings"]]


def gate_in(folder: Path, *arguments: str, **environment: str | None) -> Gated:
    """`policylint gate --format json` as a process, with an environment."""
    return Gated(run("gate", "--format", "json", *arguments, folder=folder, **environment))


def repository(**more: Any) -> dict[str, Any]:
    """A system at two stages, complete enough to be judged."""
    staging = manifest("serving: [{path: serve/staging.yaml}]", stage="staging", name="digest-staging")
    return {
        "deploy/live.yaml": manifest(),
        "deploy/staging.yaml": staging.replace("promotedFrom: digest-staging", "promotedFrom: none"),
        "deploy/system.yaml": SYSTEM,
        "serve/replicate.yaml": BODY,
        "serve/staging.yaml": BODY.replace("name: digest", "name: digest-staging"),
        "runbook.md": "# Runbook\n",
        **more,
    }


def version(text: str, new: str = OTHER) -> str:
    """The body of a deployment with another version."""
    return "".join(f"version: {new}\n" if line.startswith("version:") else line for line in text.splitlines(True))


def _change(path: str, content: Any) -> bytes:
    name = b'"' + b"".join(b"\\%03o" % byte for byte in os.fsencode(path)) + b'"'
    if content is None:
        return b"D " + name + b"\n"
    if isinstance(content, Submodule):
        return b"M 160000 " + content.commit.encode() + b" " + name + b"\n"
    mode = b"120000" if isinstance(content, Link) else b"100644"
    text = content.target if isinstance(content, Link) else content
    data = text if isinstance(text, bytes) else text.encode()
    return b"M " + mode + b" inline " + name + b"\ndata " + str(len(data)).encode() + b"\n" + data + b"\n"


__all__ = ["BODY", "OURS", "Link", "Repo", "Submodule", "gate_in", "git", "repository", "version"]
