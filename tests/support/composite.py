"""Runs action.yml as a runner of GitHub does: expressions become variables, each step is a file for bash."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml
from support.checkout import ROOT, surroundings
from support.command import COMMAND

if TYPE_CHECKING:
    from pathlib import Path

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
SHELL = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail")
_WORD = re.compile(r"'(?:[^']|'')*'|[A-Za-z_][\w.-]*\(?|\|\||&&|!=|==|[!(),]|\d+|\s+")
_SAME = {"||": " or ", "&&": " and ", "!": " not ", "true": "True", "false": "False"}


def evaluate(expression: str, contexts: dict[str, Any]) -> Any:
    """The value of an expression of GitHub Actions, of the few forms that are used here."""
    words = _WORD.findall(expression)
    assert "".join(words) == expression, expression
    python = "".join(_SAME.get(word) or _translated(word) for word in words)
    functions = {"format": lambda text, *given: text.format(*given), "always": lambda: True}
    return eval(python.strip(), {"look": lambda name: look(name, contexts), **functions})


def _translated(word: str) -> str:
    name = re.fullmatch(r"[A-Za-z_][\w.-]*", word)
    return f"look({word!r})" if name else repr(word[1:-1].replace("''", "'")) if word.startswith("'") else word


def look(name: str, contexts: dict[str, Any]) -> Any:
    """What a name such as github.event.pull_request.number stands for; empty where there is nothing."""
    value: Any = contexts
    for key in name.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return "" if value is None else value


def filled(text: Any, contexts: dict[str, Any]) -> str:
    """A text with the values of its expressions."""

    def put(match: re.Match[str]) -> str:
        return written(evaluate(match[1], contexts))

    return re.sub(r"\$\{\{ (.*?) \}\}", put, str(text))


def written(value: Any) -> str:
    """A value as GitHub writes it into a text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass
class Job:
    """One use of the action in a job: its surroundings before, its outputs, log and exit code after."""

    workspace: Path
    temp: Path
    event_name: str
    event: dict[str, Any]
    inputs: dict[str, str] = field(default_factory=dict)
    sha: str = ""
    server: str = "file://"
    install: bool = False
    path: str | None = None
    action: Path = ROOT
    steps: dict[str, Any] = field(default_factory=dict)
    called: list[dict[str, str]] = field(default_factory=list)
    log: str = ""
    code: int = 0

    def run(self) -> Job:
        """Every step, in order; after one that fails only those that say so."""
        self.temp.mkdir(parents=True, exist_ok=True)
        (self.temp / "event.json").write_text(json.dumps(self.event), encoding="utf-8")
        (self.temp / "summary.md").touch()
        for step in STEPS:
            condition = step.get("if", "true")
            if (self.code == 0 or "always()" in condition) and evaluate(condition, self.contexts):
                self._step(step)
        return self

    @property
    def contexts(self) -> dict[str, Any]:
        """What expressions may name."""
        defaults = {name: each.get("default", "") for name, each in ACTION["inputs"].items()}
        github = {
            "event": self.event,
            "event_name": self.event_name,
            "token": "ghs_secret",
            "action_path": str(self.action),
        }
        runner = {"temp": str(self.temp)}
        return {"inputs": defaults | self.inputs, "github": github, "runner": runner, "steps": self.steps}

    @property
    def outputs(self) -> dict[str, str]:
        """The outputs of the action."""
        return {name: filled(each["value"], self.contexts) for name, each in ACTION["outputs"].items()}

    @property
    def summary(self) -> str:
        """The summary of the job."""
        return (self.temp / "summary.md").read_text(encoding="utf-8")

    def _step(self, step: dict[str, Any]) -> None:
        name = step.get("id", "")
        if "uses" in step:
            self.called.append({key: filled(value, self.contexts) for key, value in step.get("with", {}).items()})
            self.steps[name] = {"outputs": {"python-path": sys.executable}}
        elif name == "install" and not self.install and not self.inputs.get("version"):
            self.steps[name] = {"outputs": {"place": str(self._installed())}}
        else:
            self.steps[name] = {"outputs": self._shell(step)}

    def _installed(self) -> Path:
        """What the step of this name leaves, without building anything."""
        programs = self.temp / "policylint.x" / "venv" / "bin"
        programs.mkdir(parents=True)
        (programs / "policylint").symlink_to(COMMAND)
        (programs / "python").symlink_to(sys.executable)
        return programs.parents[1]

    def _shell(self, step: dict[str, Any]) -> dict[str, str]:
        script, output = self.temp / "step.sh", self.temp / "output"
        script.write_text(step["run"], encoding="utf-8")
        output.write_text("", encoding="utf-8")
        given = {key: filled(value, self.contexts) for key, value in step.get("env", {}).items()}
        done = subprocess.run(
            [*SHELL, str(script)],
            cwd=filled(step.get("working-directory", self.workspace), self.contexts),
            env=self._variables(output) | given,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            encoding="utf-8",
        )
        self.log += done.stdout
        self.code = self.code or done.returncode
        lines = [line.partition("=") for line in output.read_text(encoding="utf-8").splitlines()]
        return {key: value for key, _, value in lines}

    def _variables(self, output: Path) -> dict[str, str]:
        base = self.event.get("pull_request", {}).get("base", {}).get("ref", "")
        return surroundings(
            CI="true",
            GITHUB_ACTIONS="true",
            GITHUB_EVENT_NAME=self.event_name,
            GITHUB_EVENT_PATH=str(self.temp / "event.json"),
            GITHUB_BASE_REF=base,
            GITHUB_SHA=self.sha,
            GITHUB_SERVER_URL=self.server,
            GITHUB_STEP_SUMMARY=str(self.temp / "summary.md"),
            GITHUB_OUTPUT=str(output),
            RUNNER_TEMP=str(self.temp),
            PATH=self.path or os.environ["PATH"],
        )
