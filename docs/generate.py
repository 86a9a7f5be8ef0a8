"""Writes docs/rules/, the rule table of README.md and the table of kinds in docs/kinds.md from what is there.

With --check it only says what is stale.

python docs/generate.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import recognised

from policylint.catalog.tables import collections, frameworks
from policylint.cli import rulebook
from policylint.cli.explaining import facts, parameters
from policylint.config.terms import Terms
from policylint.errors import PolicylintError
from policylint.model.deployments import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policylint.model.rules import Rule

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "rules"
README, KINDS = ROOT / "README.md", ROOT / "docs" / "kinds.md"
LANGUAGES = {"yaml": "yaml", "yml": "yaml", "json": "json", "md": "markdown"}


def main(arguments: list[str]) -> int:
    """Write or check; gives 1 when something was stale under --check, 2 when the rules do not load."""
    try:
        rules = rulebook.rules()
    except PolicylintError as error:
        sys.stdout.write("\n".join((str(error), *(str(each) for each in getattr(error, "problems", ())), "")))
        return 2
    wanted = pages(rules)
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    gone = [path for path in PAGES.glob("*.md") if path not in wanted]
    if "--check" in arguments:
        for path in (*stale, *gone):
            sys.stdout.write(f"{path.relative_to(ROOT)} is not current: run python docs/generate.py\n")
        return 1 if stale or gone else 0
    PAGES.mkdir(exist_ok=True)
    for path in stale:
        path.write_text(wanted[path], encoding="utf-8", newline="\n")
    for path in gone:
        path.unlink()
    return 0


def pages(rules: Sequence[Rule]) -> dict[Path, str]:
    """Every generated file with its text; README.md and docs/kinds.md keep what stands outside of the marks."""
    terms = Terms(rules)
    texts = {PAGES / f"{rule.code}.md": _text(page(rule, terms)) for rule in rules}
    texts[PAGES / "README.md"] = _text(index(rules))
    texts[README] = _between(README, "rules", _text(table(rules, "docs/rules/")))
    head = ("kind", "document", "read from", "known by", "rules")
    texts[KINDS] = _between(KINDS, "kinds", _rows(head, [*recognised.rows(rules)]))
    return texts


def _between(path: Path, name: str, text: str) -> str:
    """The text of a file with what stands between two of its lines replaced."""
    start, end = f"<!-- {name}: written by docs/generate.py -->", f"<!-- end of {name} -->"
    head, found, rest = path.read_text(encoding="utf-8").partition(start)
    _, closed, tail = rest.partition(end)
    if not (found and closed):
        raise SystemExit(f"{path.name} has no {start} ... {end}")
    return f"{head}{start}\n{text.rstrip()}\n{end}{tail}"


def page(rule: Rule, terms: Terms) -> Iterator[str]:
    """The page of one rule."""
    yield f"# {rule.code}: {rule.title}"
    yield f"`{rule.name}`"
    yield rule.description
    yield f"**Fix.** {rule.fix}"
    yield "## Levels"
    yield _rows(STAGES, [[rule.severity.get(stage, "does not apply") for stage in STAGES]])
    yield "## Good to know"
    yield "\n".join(f"- {fact}" for fact in facts(rule, terms))
    if rule.params:
        yield "## Parameters"
        yield _fenced("\n".join(parameters(rule)), ".policylint.yaml")
    yield from _examples(rule)
    yield from _evidence(rule)


def index(rules: Sequence[Rule]) -> Iterator[str]:
    """The page that lists the rules and the collections."""
    yield "# Rules"
    yield from table(rules, "")
    yield "## Collections"
    yield "A collection is a named list of rules, for `select` in `.policylint.yaml` and `--select`."
    rows = [[f"`@{each.name}`", each.title, ", ".join(each.rules)] for each in collections()]
    yield _rows(("collection", "what for", "rules"), rows)


def table(rules: Sequence[Rule], folder: str) -> Iterator[str]:
    """The rules with their levels."""
    rows = [
        [f"[{rule.code}]({folder}{rule.code}.md)", rule.title, *(rule.severity.get(stage, "-") for stage in STAGES)]
        for rule in rules
    ]
    yield _rows(("rule", "what it asks", *STAGES), rows)


def _examples(rule: Rule) -> Iterator[str]:
    file = rule.examples.get("file", "example.yaml")
    for verdict, label in (("pass", "passes"), ("fail", "fails")):
        if verdict in rule.examples:
            yield f"## An example that {label}"
            yield _fenced(rule.examples[verdict].rstrip(), file)


def _evidence(rule: Rule) -> Iterator[str]:
    if not rule.frameworks:
        return
    yield "## Frameworks"
    yield "The rule gives evidence for part of these requirements; it does not show that they are met."
    rows = []
    for each in frameworks():
        ids = rule.frameworks.get(each.key, ())
        rows += [[f"[{each.title}]({each.url})", id_, each.ids.get(id_, "")] for id_ in ids]
    yield _rows(("framework", "requirement", "about"), rows)


def _fenced(text: str, file: str) -> str:
    language = LANGUAGES.get(file.rpartition(".")[2], "")
    return f"`{file}`\n\n````{language}\n{text}\n````"


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _text(parts: Iterator[str]) -> str:
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
