"""Dockerfiles, as BuildKit reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.reading import only, read_text, source_of

from policylint.positions import locate

if TYPE_CHECKING:
    from policylint.model.documents import Json


def read(text: str) -> list[dict[str, Any]]:
    """The instructions of a text."""
    content: Any = only(read_text(text, "Dockerfile")).content
    return content["instructions"]  # type: ignore[no-any-return]


def one(text: str) -> dict[str, Any]:
    """The last instruction of a text."""
    return read(text)[-1]


def image(text: str) -> Json:
    """The image of the last FROM of a text."""
    return next(each["image"] for each in reversed(read(text)) if each["instruction"] == "FROM")


def test_instructions_stand_in_order_with_their_lines_and_stages() -> None:
    text = "# a comment\n\narg V=1\nFROM a AS build\n  run make\nFROM build\n"
    assert read(text) == [
        {"instruction": "ARG", "line": 3, "text": "V=1", "variables": [{"name": "V", "value": "1", "line": 3}]},
        {"instruction": "FROM", "line": 4, "text": "a AS build", "image": "a", "name": "build", "stage": 0},
        {"instruction": "RUN", "line": 5, "text": "make", "stage": 0},
        {"instruction": "FROM", "line": 6, "text": "build", "image": "build", "from_stage": 0, "stage": 1},
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN a \\\n  && b\n", "a   && b"),
        ("RUN a \\ \t\n  && b\n", "a   && b"),  # blanks behind the mark
        ("RUN a \\\n# said by the way\n\n  && b\n", "a   && b"),
        ("RUN a \\\n  # indented\n  && b\n", "a   && b"),
        ("RUN a \\\\\nENV b=c", "a \\\\"),  # the mark is escaped
        ("RUN a # b\n", "a # b"),
        ("RUN \\\n  a\n", "a"),
        ("RUN a \\", "a"),
        ("RUN a\r\n", "a"),
        ("RUN a \\\r\n b\r\n", "a  b"),
        ("RUN\ta\n", "a"),
        ("# escape=`\nRUN dir C:\\\nENV a=b\n", "dir C:\\"),
        ("# escape=`\nRUN a `\n b\n", "a  b"),
        ("# a comment\n# escape=`\nRUN a \\\n b\n", "a  b"),  # directives stand above all else
        ("# syntax=docker/dockerfile:1\n# escape=`\nRUN a `\n b\n", "a  b"),
    ],
)
def test_a_continued_line_is_one_text(text: str, expected: str) -> None:
    assert next(each["text"] for each in read(text) if each["instruction"] == "RUN") == expected


@pytest.mark.parametrize(
    ("text", "flags", "rest"),
    [
        ("FROM --platform=linux/amd64 a\n", {"platform": ["linux/amd64"]}, "a"),
        ("RUN --mount=type=cache --mount=type=bind a --b\n", {"mount": ["type=cache", "type=bind"]}, "a --b"),
        ("COPY --link --from=b /x /y\n", {"link": [""], "from": ["b"]}, "/x /y"),
        ("RUN --mount='type=cache,target=/a b' c\n", {"mount": ["type=cache,target=/a b"]}, "c"),
        ("RUN \\\n  --network=none \\\n  make\n", {"network": ["none"]}, "make"),
        ("RUN -- make\n", {}, "make"),
    ],
)  # fmt: skip
def test_flags_stand_apart(text: str, flags: dict[str, list[str]], rest: str) -> None:
    found = one(text)
    assert (found.get("flags", {}), found["text"]) == (flags, rest)


@pytest.mark.parametrize(
    ("text", "words", "script"),
    [
        ('RUN ["pip", "install", "a b"]\n', ["pip", "install", "a b"], "pip install 'a b'"),
        ('RUN ["/bin/sh", "-c", "pip install a"]\n', ["/bin/sh", "-c", "pip install a"], "pip install a"),
        ("RUN ['pip']\n", None, None),
        ("RUN [ -f a ] && b\n", None, None),
        ('RUN ["a", 1]\n', None, None),
        ("RUN []\n", [], ""),
        ("RUN " + "[" * 100_000 + "\n", None, None),
    ],
)
def test_the_exec_form_is_words(text: str, words: list[str] | None, script: str | None) -> None:
    found = one(text)
    assert (found.get("words"), found.get("script")) == (words, script)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ENV A=1 B='2 3' C=\"x y\"\\ z\n", [("A", "1", 1), ("B", "2 3", 1), ("C", "x y z", 1)]),
        ("ENV A=1 \\\n    # why\n    B=2\n", [("A", "1", 1), ("B", "2", 3)]),
        ("ENV \\\n  A=1\n", [("A", "1", 2)]),
        ("ENV A a b  c\n", [("A", "a b  c", 1)]),
        ('ENV A="say \\"x\\" \\n"\n', [("A", 'say "x" \\n', 1)]),
        ("ENV A='\\a'\n", [("A", "\\a", 1)]),
        ("ENV A= B=$C\n", [("A", "", 1), ("B", "$C", 1)]),
        ("ARG A\n", [("A", None, 1)]),
        ("ARG A B=2\n", [("A", None, 1), ("B", "2", 1)]),
        ("ENV\n", []),
    ],
)
def test_variables_have_names_values_and_lines(text: str, expected: list[tuple[str, str | None, int]]) -> None:
    found = [(each["name"], each["value"], each["line"]) for each in one(text)["variables"]]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ARG V=3.12\nFROM python:${V}-slim\n", "python:3.12-slim"),
        ("ARG V=3.12\nARG IMAGE=python:$V\nFROM $IMAGE\n", "python:3.12"),
        ('ARG IMAGE="a:1"\nFROM "$IMAGE"\n', "a:1"),
        ("ARG V\nFROM a:${V}\n", "a:${V}"),
        ("ARG V\nFROM a:${V:-2}\n", "a:2"),
        ("ARG V=\nFROM a:${V:-2}\n", "a:2"),
        ("ARG V=\nFROM a${V-2}\n", "a"),
        ("ARG D=1\nFROM a${D:+:dev}\n", "a:dev"),
        ("FROM a:${A:-${B:-3}}\n", "a:3"),
        ("FROM a:${V%.*}\n", "a:${V%.*}"),
        ("FROM a\nARG V=1\nFROM b:$V\n", "b:$V"),  # an ARG of a stage is none of FROM's
        ("FROM --platform=$TARGETPLATFORM a\n", "a"),
    ],
)
def test_defaults_of_arg_stand_in_from(text: str, expected: str) -> None:
    assert image(text) == expected


def test_a_stage_is_known_by_its_name_in_any_case_and_never_before_it_stands() -> None:
    text = "FROM base AS first\nFROM First\nFROM later\nFROM x AS later\n"
    assert [each.get("from_stage") for each in read(text)] == [None, 0, None, None]


def test_a_script_holds_what_variables_stand_for() -> None:
    text = "ARG V=1\nFROM a AS b\nARG V\nENV W=2\nRUN x $V ${W} $HOME\nFROM b\nRUN y $V $W\nFROM c\nRUN z $W\n"
    scripts = [each.get("script", each["text"]) for each in read(text) if each["instruction"] == "RUN"]
    assert scripts == ["x 1 2 $HOME", "y $V 2", "z $W"]


def test_env_wins_over_arg_and_an_unknown_value_makes_a_variable_unknown() -> None:
    assert one("FROM a\nENV V=1\nARG V=2\nRUN x $V\n")["script"] == "x 1"
    assert "script" not in one("FROM a\nENV V=1\nENV V=$OTHER\nRUN x $V\n")


def test_values_that_double_each_other_come_to_an_end() -> None:
    text = "ARG A0=xxxxxxxxxx\n" + "".join(f"ARG A{i + 1}=$A{i}$A{i}\n" for i in range(100)) + "FROM a:$A100\n"
    assert len(str(image(text))) < 1000
    many = "FROM a\nENV V=" + "x" * 500 + "\n" + ("RUN " + "$V" * 9000 + "\n") * 50
    assert sum(len(each.get("script", "")) for each in read(many)) < 20_000_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN <<EOF\na\n# b\nFROM c\nEOF\n", [("EOF", 2, "a\n# b\nFROM c\n")]),
        ("RUN python3 <<'END OF'\n", None),
        ("RUN <<-EOF\n\ta\n\tEOF\n", [("EOF", 2, "a\n")]),
        ('COPY <<"A" <<B /x/\n1\nA\n2\nB\n', [("A", 2, "1\n"), ("B", 4, "2\n")]),
        ("RUN 3<<EOF cat\na\nEOF\n", [("EOF", 2, "a\n")]),
        ("RUN a \\\n  <<EOF\nb\nEOF\n", [("EOF", 3, "b\n")]),
        ("ONBUILD RUN <<EOF\na\nEOF\n", [("EOF", 2, "a\n")]),
        ("RUN cat <<< EOF\n", []),
        ("RUN x=$((1<<EOF))\n", []),
        ("RUN echo 'a <<EOF'\n", []),
        ("ENV A=<<EOF\n", []),
        ("LABEL a=b <<EOF\n", []),
    ],
)
def test_a_heredoc_belongs_to_its_instruction(text: str, expected: list[tuple[str, int, str]] | None) -> None:
    if expected is None:
        return
    found = [(each["name"], each["line"], each["text"]) for each in one(text).get("heredocs", [])]
    assert (found, len(read(text))) == (expected, 1)


def test_a_heredoc_is_part_of_the_script() -> None:
    assert one("RUN bash <<EOF\npip install a\nEOF\n")["script"] == "bash <<EOF\npip install a\n"


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("FROM a\nRUNN b\n", "'RUNN' is no instruction of a Dockerfile; it may be meant as RUN", 2),
        ("FROM a\nRUN b\n  && c\n", "'&&' is no instruction of a Dockerfile", 3),
        ("FROM a\n\nRUN <<EOF\nb\n", "The heredoc 'EOF' has no end", 3),
        ("# escape=x\nFROM a\n", "The escape character is 'x'; it may be \\ or `", 1),
        ("# escape=`\n# escape=`\nFROM a\n", "The directive escape stands twice", 2),
        ("FROM a\n" + "RUN b\n" * 20_000, "The file holds more than 20,000 instructions", 20_001),
    ],
)
def test_what_cannot_be_read_says_why_and_where(text: str, message: str, line: int) -> None:
    reading = read_text(text, "Dockerfile")
    (problem,) = reading.problems
    assert (reading.state, problem.message, problem.line) == ("unreadable", f"{message}.", line)


@pytest.mark.parametrize("text", ["{% if gpu %}\nFROM a\n{% endif %}\n", "{{ FROM }}\n", "FROM a\n<% if x %>\nRUN b\n"])
def test_a_template_is_known(text: str) -> None:
    assert read_text(text, "Dockerfile.j2").state == "template"


def test_another_syntax_may_have_instructions_of_its_own() -> None:
    text = "# syntax=acme/dockerfile-x\nINCLUDE base\nFROM a\n"
    assert [each["instruction"] for each in read(text)] == ["INCLUDE", "FROM"]
    assert read_text(text.replace("acme/dockerfile-x", "docker/dockerfile:1.7-labs"), "Dockerfile").problems


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "# syntax=docker/dockerfile:1\n"])
def test_a_file_without_instructions_holds_nothing(text: str) -> None:
    reading = read_text(text, "Dockerfile", named=False, keep_all=False)
    assert (reading.state, reading.problems) == ("not_ours", ())


@pytest.mark.parametrize(
    ("pointer", "line", "columns"),
    [
        ("/instructions/1", 3, (1, 10)),
        ("/instructions/1/variables/1", 4, (3, 6)),
        ("/instructions/1/variables/1/value", 4, (3, 6)),
        ("/instructions/2/heredocs/0/text", 6, (1, 4)),
        ("", 2, (1, 7)),
        ("/instructions/9", 2, (1, 7)),
    ],
)
def test_a_pointer_leads_to_the_line_of_its_instruction(pointer: str, line: int, columns: tuple[int, int]) -> None:
    text = "# c\nFROM a\nENV A=1 \\\n  B=2\nRUN <<EOF\nabc\nEOF\n"
    place = locate(source_of(text, "Dockerfile"), only(read_text(text, "Dockerfile")), pointer)
    assert (place.line, place.column, place.end_column) == (line, *columns)
