"""The instructions of a Dockerfile in their build stages, with the variables that are known where each stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policylint.readers.dockerfile_parts import pairs, unquoted

if TYPE_CHECKING:
    from policylint.model.documents import Json
    from policylint.readers.dockerfile_parts import Line, Pair

_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?:(:?[-+])([^{}]*))?\})")
_NESTING = 5
_LONGEST_VALUE = 500
_LONGEST_TEXT = 20_000
_MOST_GROWTH = 1_000_000


class Stages:
    """Turns lines into the instructions that rules see. What stands above the first FROM is in no stage."""

    def __init__(self, escape: str) -> None:
        self.instructions: list[dict[str, Json]] = []
        self._escape = escape
        self._names: dict[str, int] = {}
        self._above: dict[str, str] = {}
        self._environments: list[dict[str, str]] = []
        self._arguments: dict[str, str] = self._above
        self._growth = 0

    def add(self, line: Line) -> None:
        """Take the next instruction."""
        entry: dict[str, Json] = {"instruction": line.instruction, "line": line.number, "text": line.text}
        if line.flags:
            entry["flags"] = {name: [*values] for name, values in line.flags.items()}
        if line.words is not None:
            entry["words"] = [*line.words]
        if line.heredocs:
            entry["heredocs"] = [{"name": name, "line": at, "text": text} for name, at, text in line.heredocs]
        if line.instruction == "FROM":
            entry |= self._from(line)
        elif line.instruction in ("ENV", "ARG"):
            entry["variables"] = [self._variable(line.instruction, pair) for pair in pairs(line, self._escape)]
        elif line.instruction == "RUN":
            script = self._expanded(_script(line), self._known())
            entry |= {"script": script} if script != line.text else {}
        if self._environments:
            entry["stage"] = len(self._environments) - 1
        self.instructions.append(entry)

    def _from(self, line: Line) -> dict[str, Json]:
        """The image with the defaults of ARG filled in, the name of the stage, and the earlier stage that it names."""
        words = line.text.split()
        image = unquoted(self._expanded(words[0] if words else "", self._above), self._escape)
        found: dict[str, Json] = {"image": image}
        earlier = self._names.get(image.lower())
        if earlier is not None:
            found["from_stage"] = earlier
        self._environments.append({} if earlier is None else dict(self._environments[earlier]))
        self._arguments = {}
        if len(words) > 2 and words[1].lower() == "as":
            found["name"] = words[2]
            self._names[words[2].lower()] = len(self._environments) - 1
        return found

    def _variable(self, instruction: str, pair: Pair) -> Json:
        """Keep the value for what follows, where it is known."""
        held = self._environments[-1] if instruction == "ENV" and self._environments else self._arguments
        value = self._above.get(pair.name) if pair.value is None else self._expanded(pair.value, self._known())
        held.pop(pair.name, None)
        if value is not None and "$" not in value and len(value) <= _LONGEST_VALUE:
            held[pair.name] = value
        return {"name": pair.name, "value": pair.value, "line": pair.line}

    def _known(self) -> dict[str, str]:
        """What a variable stands for here: ENV wins over ARG."""
        return self._arguments | self._environments[-1] if self._environments else self._above

    def _expanded(self, text: str, known: dict[str, str]) -> str:
        if "$" not in text or len(text) > _LONGEST_TEXT or self._growth > _MOST_GROWTH:
            return text
        found = expanded(text, known)
        self._growth += max(len(found) - len(text), 0)
        return found


def expanded(text: str, known: dict[str, str]) -> str:
    """The text with the variables whose values are known; all others are left as they are written."""

    def value(found: re.Match[str]) -> str:
        held, operator, word = known.get(found[1] or found[2]), found[3], found[4]
        if operator is None:
            return found[0] if held is None else held
        if operator.endswith("+"):
            return word if held else found[0]
        return word if held is None or (not held and operator == ":-") else held

    for _ in range(_NESTING):
        before, text = text, _VARIABLE.sub(value, text)
        if text == before or len(text) > _MOST_GROWTH:
            break
    return text


def _script(line: Line) -> str:
    """What RUN gives to a shell: the words of the exec form as one line, the text of heredocs below it."""
    if line.words is None:
        return "\n".join((line.text, *(text for _, _, text in line.heredocs)))
    if len(line.words) == 3 and line.words[0].endswith("sh") and line.words[1].endswith("c"):
        return line.words[2]
    return " ".join(word if re.fullmatch(r"[\w./:=@,+-]+", word) else f"'{word}'" for word in line.words)
