"""Unrendered templates are told from broken files."""

from __future__ import annotations

import pytest
from support.reading import contents, only, read_text

TEMPLATES = {
    "helm value": ("kind: Service\nmetadata:\n  name: {{ .Values.name }}\n", 3),
    "helm value with a tail": ("metadata:\n  name: {{ .Release.Name }}-web\n", 2),
    "helm statement": ("{{- if .Values.enabled }}\nkind: Service\n{{- end }}\n", 1),
    "helm include": ("spec:\n  {{- toYaml .Values.spec | nindent 2 }}\n", 2),
    "bare value": ("image: {{IMAGE}}\n", 1),
    "word in braces": ("image: {user}/model:latest\n", 1),
    "cookiecutter": ("name: {{ cookiecutter.name }}\n", 1),
    "jinja statement": ("{% if gpu %}\ngpu: true\n{% endif %}\n", 1),
    "erb": ("<%= name %>: 1\n  b: 2\n", 2),
    "erb statement": ("<% if gpu %>\ngpu: a: b\n<% end %>\n", 2),
    "shell variable": ("image: $IMAGE: latest\n", 1),
    "broken below its first mark": ("a: {{ x\n}}\n", 1),
}


@pytest.mark.parametrize(("text", "line"), TEMPLATES.values(), ids=TEMPLATES.keys())
def test_a_file_that_does_not_parse_and_holds_marks_there_is_a_template(text: str, line: int) -> None:
    reading = read_text(text)
    assert reading.state == "template"
    (problem,) = reading.problems
    assert (problem.kind, problem.line) == ("template", line)
    assert problem.hint is not None
    assert "helm template" in problem.hint


@pytest.mark.parametrize(
    "text",
    [
        'summary: "{{ $labels.pod }} is down"\n',
        "summary: '{{ $value }}'\nimage: \"{user}/x\"\n",
        "run: |\n  {{- if x }}\n  <% y %>\n",
        "on: push\nname: ${{ github.ref }}\n",
        "args:\n- $(MODEL)\n- ${HOME}\n- $HOME\n",
        "text: >\n  Write about {topic}.\n",
        "image: a{user}b\n",
    ],
)
def test_marks_in_a_text_that_parses_are_nothing(text: str) -> None:
    assert read_text(text).state == "read"


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n  b: 2\n",
        "summary: '{{ $value }}'\n\na: 1\n  b: 2\n",
        "a: 1\na: '{{ x }}'\n",
        "a: *x\n",
    ],
)
def test_a_broken_file_without_marks_at_the_error_is_unreadable(text: str) -> None:
    assert read_text(text).state == "unreadable"


@pytest.mark.parametrize(
    ("path", "state"),
    [("chart/templates/a.yaml", "template"), ("chart/values.yaml", "unreadable"), ("templates.yaml", "unreadable")],
)
def test_a_broken_file_with_marks_anywhere_is_a_template_in_a_charts_folder(path: str, state: str) -> None:
    assert read_text("name: '{{ .Values.x }}'\n\na: 1\n  b: 2\n", path).state == state


def test_documents_before_a_template_are_kept() -> None:
    reading = read_text("a: 1\n---\nb: {{ x }}\n")
    assert reading.state == "template"
    assert contents(reading) == [{"a": 1}]
    assert reading.problems[0].message.endswith("The document before it was read; nothing from line 2 on was.")


def test_a_single_brace_value_is_a_mapping() -> None:
    """`{word}` alone parses: rules see a placeholder, and the file is read."""
    assert only(read_text("image: {user}\n")).content == {"image": {"user": None}}


def test_json_with_marks_outside_strings_is_a_template() -> None:
    assert read_text('{"a": {{ x }}}', "a.json").state == "template"
    assert read_text('{"a": "{{ x }}"}', "a.json").state == "read"
    assert read_text('{"a": {"b": 1}, }', "a.json").state == "unreadable"


def test_a_template_in_front_matter_has_the_files_line() -> None:
    reading = read_text("\n---\nlicense: mit\n{{ card_data }}\n---\n# Title\n", "a.md")
    assert (reading.state, reading.problems[0].line) == ("template", 4)


@pytest.mark.parametrize(("named", "blocks"), [(True, True), (False, False)])
@pytest.mark.parametrize("text", ["a: {{ x }}\n", "a: [\n"])
def test_only_what_was_named_blocks(text: str, named: bool, blocks: bool) -> None:
    assert [problem.blocks for problem in read_text(text, named=named).problems] == [blocks]
