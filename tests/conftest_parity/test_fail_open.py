"""What conftest lets pass, one row each: here it ends in 1 or 2, and says why.

Each row is also put to conftest itself, so that this list says nothing about it that is not true.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import pytest
from support.command import check, write
from support.conftest_tool import Said

from policylint.frozen import dataclass, field

if TYPE_CHECKING:
    from pathlib import Path

GOOD = "kind: Deployment\nmetadata: {name: good, labels: {owner: me}}\n"
BAD = "kind: Deployment\nmetadata: {name: bad}\n"
OWNER = """package main

deny_owner contains sprintf("%s has no owner", [input.metadata.name]) if {
	input.kind == "Deployment"
	not input.metadata.labels.owner
}
"""
MAIN = "package main\n\n"
NO_OWNER = "bad has no owner"


@dataclass(frozen=True, slots=True)
class Row:
    """Files, arguments, conftest's exit code; ours, with a finding or a reason that is part of what is said."""

    files: dict[str, str]
    theirs: int
    ours: int
    says: str
    arguments: str = "-p policy x.yaml"
    flags: str = ""
    environment: dict[str, str] = field(default_factory=dict)


def policy(text: str, document: str = BAD) -> dict[str, str]:
    return {"policy/a.rego": MAIN + text, "x.yaml": document}


def judged(document: str) -> dict[str, str]:
    return {"policy/a.rego": OWNER, "x.yaml": document}


ROWS: dict[str, Row] = {
    "a: no such policy folder": Row(judged(BAD), 1, 2, "o such policy folder: nope", "-p nope x.yaml"),
    "b: only tests in the policy folder": Row(
        {"policy/a_test.rego": MAIN + "test_a if true\n", "x.yaml": BAD}, 0, 2, "no .rego file other than tests"
    ),
    "c: another package": Row(
        {"policy/a.rego": OWNER.replace("main", "governance"), "x.yaml": BAD},
        0,
        2,
        "packages that do judge: governance",
    ),
    "c: a package below": Row(
        {"policy/a.rego": OWNER.replace("main", "main.k8s"), "x.yaml": BAD}, 0, 2, "packages that do judge: main.k8s"
    ),
    "c: a typo in -n": Row(judged(BAD), 0, 2, "o package matches the namespace mian", "-p policy -n mian x.yaml"),
    "c: a wildcard that matches nothing": Row(
        judged(BAD), 0, 2, "o package matches the namespace k8s.*", "-p policy -n k8s.* x.yaml"
    ),
    "c: a package without a judging rule": Row(policy("allow := true\n"), 0, 2, "has no deny, warn or violation rule"),
    "d: a function that does not exist": Row(
        policy("deny contains nosuch.f(input)\n"), 1, 2, "undefined function nosuch.f"
    ),
    "d: a rule of a library that is not there": Row(
        policy("import data.lib\n\ndeny contains `x` if lib.bad\n"), 0, 2, "nothing provides data.lib"
    ),
    "d: a syntax error": Row(policy("deny contains `x` if {\n"), 1, 2, "unexpected eof"),
    "e: broken YAML beside a bad document": Row(
        {**judged(BAD), "y.yaml": "a: [\n"}, 1, 2, NO_OWNER, "-p policy x.yaml y.yaml"
    ),
    "e: broken YAML found in a folder": Row(
        {"policy/a.rego": OWNER, "in/x.yaml": GOOD, "in/y.yaml": "a: [\n"}, 1, 2, "ends inside", "-p policy in"
    ),
    "e: a template found in a folder": Row(
        {"policy/a.rego": OWNER, "in/x.yaml": GOOD, "in/y.yaml": "a: {{ .Values.a }}\n"},
        *(1, 2, "template that was not rendered", "-p policy in"),
    ),
    "f: an empty file": Row(policy("deny contains `empty` if not input.kind\n", "# nothing\n"), 1, 1, "empty"),
    "f: null": Row(policy("deny contains `empty` if not input.kind\n", "null\n"), 1, 1, "empty"),
    "f: empty JSON": Row({**judged(BAD), "x.json": ""}, 1, 2, "not JSON", "-p policy x.json"),
    "g: a broken second document": Row(judged(f"{GOOD}---\na: [\n"), 1, 2, "ends inside"),
    "g: a comment behind the separator": Row(judged(f"{GOOD}--- # two\n{BAD}"), 0, 1, NO_OWNER),
    "g: a blank behind the separator": Row(judged(f"{GOOD}--- \n{BAD}"), 0, 1, NO_OWNER),
    "g: content behind the separator": Row(
        judged(GOOD + "--- {kind: Deployment, metadata: {name: bad}}\n"), 0, 1, NO_OWNER
    ),
    "g: the end mark": Row(judged(f"{GOOD}...\n{BAD}"), 0, 2, "behind the end of the document"),
    "g: two kinds of line ends": Row(judged(GOOD.replace("\n", "\r\n") + f"\n---\n{BAD}"), 0, 1, NO_OWNER),
    "g: a key twice": Row(judged(BAD + "metadata: {name: good, labels: {owner: me}}\n"), 0, 2, "stands twice"),
    "g: a List": Row(
        judged(
            "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Deployment\n    metadata: {name: bad}\n"
        ),
        0,
        1,
        NO_OWNER,
    ),
    "g: an array": Row(judged("[{kind: Deployment, metadata: {name: bad}}]\n"), 1, 1, NO_OWNER),
    "g4: a blank behind the kind": Row(
        judged("apiVersion: apps/v1\nkind: 'Deployment '\nmetadata: {name: bad}\n"), 0, 2, "with blanks around it"
    ),
    "g4: a number as text": Row(
        policy(
            "deny contains `few` if input.spec.replicas < 2\n",
            "apiVersion: apps/v1\nkind: Deployment\nspec: {replicas: '1'}\n",
        ),
        *(0, 2, "spec.replicas is the text '1', not a number"),
    ),
    "g5: keys that YAML 1.1 takes for booleans": Row(
        policy("deny contains `n` if input.n == 2\n", "{n: 2, no: 3}\n"), 0, 1, "n"
    ),
    "h: a function that fails": Row(policy("deny contains `x` if to_number(`high`) > 1\n"), 0, 2, "to_number"),
    "h2: division by zero": Row(
        policy("deny contains `x` if 10 / count(input.none) > 1\n", "none: []\n"), 0, 2, "divide by zero"
    ),
    "h3: rules in conflict": Row(policy("deny := [`a`]\n\ndeny := [`b`]\n"), 1, 2, "conflicting values"),
    "h4: a message built from something undefined": Row(
        policy("deny contains sprintf(`%s`, [input.title]) if input.kind\n"), 0, 2, "built from something undefined"
    ),
    "i: a file that is not there": Row(judged(BAD), 1, 2, "nofile.yaml", "-p policy x.yaml nofile.yaml"),
    "j: nothing in the folder": Row({"policy/a.rego": OWNER, "in/.keep": ""}, 1, 2, "othing to judge", "-p policy in"),
    "j: names that say nothing": Row(
        {"policy/a.rego": OWNER, "in/good.yaml": GOOD, "in/deploy.manifest": BAD}, 0, 1, NO_OWNER, "-p policy in"
    ),
    "j: YAML in a text file": Row(
        {"policy/a.rego": OWNER, "in/good.yaml": GOOD, "in/bad.yaml.txt": BAD}, 0, 1, NO_OWNER, "-p policy in"
    ),
    "j: a name that says nothing, on the command line": Row(
        {**judged(GOOD), "x.unknown": "free text\n"}, 1, 2, "neither YAML nor JSON", "-p policy x.yaml x.unknown"
    ),
    "l: a billion laughs": Row(
        judged(
            "a0: &a0 [x, x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
        ),
        *(1, 2, "repeat more than"),
    ),
    "o: the network": Row(
        policy("deny contains `x` if http.send({`method`: `get`, `url`: `http://127.0.0.1:9`}).status_code == 500\n"),
        *(0, 2, "http.send is not allowed in policies: it reaches the network"),
    ),
    "p: a number": Row(policy("deny contains 42\n"), 0, 2, "holds the number 42"),
    "p: a boolean": Row(policy("deny if input.kind\n"), 0, 2, "is always a boolean"),
    "p: a text": Row(policy("deny := `x` if input.kind\n"), 0, 2, "is always a string"),
    "p: a text from the document": Row(policy("deny := input.kind\n"), 0, 2, 'is the string "Deployment"'),
    "p: one object": Row(policy("deny := {`msg`: `x`}\n"), 0, 2, "is one object"),
    "p: a default": Row(
        policy("default deny := false\n\ndeny if input.kind == `Service`\n"), 0, 2, "is always a boolean"
    ),
    "p: an empty message": Row(policy("deny contains ``\n"), 0, 2, "an empty message"),
    "p: a message without msg": Row(policy("deny contains {`message`: `x`}\n"), 1, 2, "without"),
    "p: if without contains": Row(policy("deny[`a`] if input.kind\n"), 1, 2, "always holds a boolean"),
    **{
        f"p: a rule called {name}": Row(
            policy(f"{name} contains `x`\n\ndeny contains `y` if false\n"), 0, 2, f"{name} is never asked"
        )
        for name in ("denied", "Deny", "denyfoo", "violations", "deny_x_")
    },
    "p: a rule called block": Row(policy("block contains `x`\n"), 0, 2, "has no deny, warn or violation rule"),
    "q: an exception for one rule": Row(
        {"policy/a.rego": OWNER + "\ndeny contains `other`\n\nexception contains [`owner`]\n", "x.yaml": BAD},
        1,
        1,
        "other",
    ),
    "q2: an exception for whatever has no name": Row(
        policy("deny contains `x`\n\nexception contains [``]\n"), 0, 2, "would waive every deny, warn and violation"
    ),
    "q3: an exception from another folder": Row(
        {**judged(BAD), "more/e.rego": MAIN + "exception contains [`owner`]\n"},
        *(0, 2, "comes from another policy folder", "-p policy -p more x.yaml"),
    ),
    "q3: an exception from another folder beside a rule of its own": Row(
        {**judged(BAD), "more/e.rego": MAIN + "exception contains [`owner`]\n\nwarn_more contains `m` if input.more\n"},
        *(0, 2, "comes from another policy folder", "-p policy -p more x.yaml"),
    ),
    "q3: an exception from another folder beside one of this folder": Row(
        {
            "policy/a.rego": OWNER + "\nexception contains [`owner`] if input.exempt\n",
            "more/e.rego": MAIN + "exception contains [`owner`]\n",
            "x.yaml": BAD,
        },
        *(0, 2, "comes from another policy folder", "-p policy -p more x.yaml"),
    ),
    "q4: an exception for a rule that is not there": Row(
        {"policy/a.rego": OWNER + "\nexception contains [`ownr`]\n", "x.yaml": BAD},
        1,
        1,
        'the exception "ownr" names no rule',
    ),
    "q5: an exception that is a text": Row(
        policy("deny contains `x`\n\nexception contains `x`\n"), 1, 2, "an exception is an array of rule names"
    ),
    "r: conftest.toml in the folder": Row(
        {**judged(BAD), "conftest.toml": 'no-fail = true\nnamespace = ["other"]\n'}, 0, 1, NO_OWNER
    ),
    "r: a variable": Row(
        judged(BAD), 0, 1, NO_OWNER, environment={"CONFTEST_NO_FAIL": "true", "POLICYLINT_NO_FAIL": "true"}
    ),
    "s: --combine with policies for one document": Row(
        judged(BAD), 0, 2, "so there is no input.", "-p policy --combine x.yaml"
    ),
    "t: data that is not there": Row(
        policy("deny contains `x` if input.kind in data.denied\n"), 0, 2, "nothing provides data.denied"
    ),
    "t: a typo in a key": Row(
        {**policy("deny contains `x` if input.kind in data.denid\n"), "d.yaml": "denied: [Deployment]\n"},
        *(0, 2, "did you mean denied?", "-p policy -d d.yaml x.yaml"),
    ),
    "t: a text in place of a list": Row(
        {**policy("deny contains `x` if input.kind in data.denied\n"), "d.yaml": "denied: Deployment\n"},
        *(0, 2, 'data.denied is the string "Deployment"', "-p policy -d d.yaml x.yaml"),
    ),
    "t: a text that is gone through": Row(
        {
            **policy("deny contains `x` if { some kind in data.denied; kind == input.kind }\n"),
            "d.yaml": "denied: Deployment\n",
        },
        *(0, 2, 'data.denied is the string "Deployment"', "-p policy -d d.yaml x.yaml"),
    ),
    "t: a data file that is not there": Row(
        judged(BAD), 1, 2, "o such data file or folder: nope", "-p policy -d nope x.yaml"
    ),
    "v: the environment": Row(policy("deny contains `x` if opa.runtime().env.SECRET\n"), 0, 2, "reads the environment"),
    "x: a warning that is to fail": Row(policy("warn contains `w`\n"), 0, 1, "w", flags="--fail-on warning"),
}


@pytest.mark.parametrize("name", ROWS)
def test_it_does_not_pass(name: str, tmp_path: Path) -> None:
    row = ROWS[name]
    ran = check(write(tmp_path, row.files), *row.arguments.split(), *row.flags.split(), **row.environment)
    said = [message for _path, _code, message in ran.messages] + ran.reasons
    assert any(row.says in message for message in said), said
    assert ran.code == row.ours


@pytest.mark.parametrize("name", ROWS)
def test_conftest_does_what_is_said_of_it(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = ROWS[name]
    for variable, value in row.environment.items():
        monkeypatch.setenv(variable, value)
    said = Said(write(tmp_path, row.files), *row.arguments.split())
    assert said.code == row.theirs, said.err


NOTES: dict[str, tuple[dict[str, str], str, str]] = {
    "h5: a comparison with something absent": (
        policy("deny contains `risky` if input.spec.risk != `low`\n"),
        *("-p policy x.yaml", "where input.spec.risk is absent this comparison never holds"),
    ),
    "a call under not": (
        policy("deny contains `x` if not startswith(input.spec.image, `registry/`)\n"),
        *("-p policy x.yaml", 'where input.spec.image is absent this "not" never holds'),
    ),
    "policies for combined documents": (
        policy("deny contains file.path if { some file in input; file.contents.bad }\n"),
        *("-p policy x.yaml", "without --combine it finds nothing"),
    ),
    "files that only conftest parses": (
        {"policy/a.rego": OWNER, "in/x.yaml": GOOD, "in/main.tf": "a = 1\n", "in/Dockerfile": "FROM x\n"},
        *(
            "-p policy in",
            "No policy judged in/Dockerfile, in/main.tf: policylint does not read Dockerfile, Terraform.",
        ),
    ),
    "a file that only looks like YAML": (
        {"policy/a.rego": OWNER, "in/x.yaml": GOOD, "in/notes": "Note: this: is no YAML\n"},
        *("-p policy in", "It begins as YAML or JSON does and cannot be read as that"),
    ),
}


@pytest.mark.parametrize("name", NOTES)
def test_what_may_be_meant_is_a_note(name: str, tmp_path: Path) -> None:
    """Nothing here can be told from what somebody wants, so it blocks nothing; and it is not hidden."""
    files, arguments, says = NOTES[name]
    ran = check(write(tmp_path, files), *arguments.split())
    notes: list[dict[str, Any]] = ran.report["problems"]
    assert [(says in note["message"], note["blocks"]) for note in notes] == [(True, False)], notes
    assert ran.code == 0


QUIET = {
    "asked for in a rule of its own": (
        "deny contains `a` if not input.spec.risk\n\ndeny contains `b` if input.spec.risk != `low`\n"
    ),
    "asked for in the same rule": "deny contains `b` if { input.spec.risk; input.spec.risk != `low` }\n",
    "with a default": "deny contains `b` if object.get(input.spec, `risk`, `high`) != `low`\n",
    "in a helper": "risky if input.spec.risk != `low`\n\ndeny contains `b` if risky\n",
    "compared with another part of the input": "deny contains `b` if input.spec.a != input.spec.b\n",
    "a part that every document has": "deny contains `b` if input.kind != `Deployment`\n",
    "combined, and going through the input": "deny contains `b` if { some file in input.files; file.contents.bad }\n",
}


@pytest.mark.parametrize("name", QUIET)
def test_what_is_looked_after_is_no_note(name: str, tmp_path: Path) -> None:
    ran = check(
        write(tmp_path, policy(QUIET[name], "kind: Deployment\nspec: {risk: low, a: 1, b: 1}\n")),
        "-p",
        "policy",
        "x.yaml",
    )
    assert (ran.code, ran.reasons) == (0, [])


def test_a_dockerfile_is_given_to_no_policy(tmp_path: Path) -> None:
    """It is read for the shipped rules, in a form of its own: a policy for conftest's form would find nothing in it."""
    write(
        tmp_path,
        {"policy/a.rego": OWNER, "in/x.yaml": GOOD, "in/Dockerfile": "FROM x\n", "in/Dockerfile.bad": "FROMM\n"},
    )
    found = check(tmp_path, "-p", "policy", "in")
    assert (found.code, found.messages) == (0, [])
    assert [each["blocks"] for each in found.report["problems"]] == [False, False]
    named = check(tmp_path, "-p", "policy", "in/x.yaml", "in/Dockerfile")
    assert (named.code, named.reasons) == (2, ["This is neither YAML nor JSON, so no policy judged it."])


def test_files_that_policies_do_not_judge_need_not_be_readable(tmp_path: Path) -> None:
    """Markdown and requirements, unless they are named: conftest looks at neither."""
    files = {"policy/a.rego": OWNER, "in/x.yaml": GOOD, "in/README.md": "---\na: [\n---\n# x\n"}
    write(tmp_path, files)
    (tmp_path / "in" / "requirements.txt").write_bytes(b"\xff\xfea")
    ran = check(tmp_path, "-p", "policy", "in")
    assert ran.code == 0
    assert [each["blocks"] for each in ran.report["problems"]] == [False, False]
    assert check(tmp_path, "-p", "policy", "in", "in/README.md").code == 2


CERTAIN = {
    "a text where a rule asks for its type": (
        "deny contains `x` if { is_array(data.d); `a` in data.d }\n",
        "d: text\n",
    ),
    "a list": ("deny contains `x` if `a` in data.d\n", "d: [b]\n"),
    "an object": ("deny contains `x` if `a` in data.d\n", "d: {k: b}\n"),
    "a text that is a text": ("deny contains `x` if startswith(input.kind, data.d)\n", "d: text\n"),
    "a list with an index": ("deny contains `x` if input.kind == data.d[0]\n", "d: [b]\n"),
}


@pytest.mark.parametrize("name", CERTAIN)
def test_data_of_the_right_type_is_taken(name: str, tmp_path: Path) -> None:
    text, data = CERTAIN[name]
    ran = check(write(tmp_path, {**policy(text), "d.yaml": data}), "-p", "policy", "-d", "d.yaml", "x.yaml")
    assert (ran.code, ran.reasons) == (0, [])


@pytest.mark.skipif(sys.platform == "win32", reason="links want rights on Windows")
@pytest.mark.parametrize(
    ("link", "target", "code", "says"),
    [
        ("in/loop.yaml", "loop.yaml", 2, "leads back to itself"),
        ("in/gone.yaml", "nothing.yaml", 2, "a link to nothing"),
        ("in/out.yaml", "../x.yaml", 1, NO_OWNER),
        ("in/folder", "../elsewhere", 2, "a link to a folder elsewhere"),
        ("in/again", "inner", 0, None),
        ("in/deploy", "../x.yaml", 1, NO_OWNER),
        ("in/blob", "../model.bin", 0, None),
    ],
)
def test_k_links_are_followed_inside_the_tree_or_said(
    link: str, target: str, code: int, says: str | None, tmp_path: Path
) -> None:
    """conftest follows them anywhere; a link to a folder is named here, so that nobody takes it for judged."""
    write(
        tmp_path,
        {**judged(BAD), "in/good.yaml": GOOD, "in/inner/y.yaml": GOOD, "elsewhere/z.yaml": BAD, "model.bin": "\0"},
    )
    os.symlink(target, tmp_path / link)
    ran = check(tmp_path, "-p", "policy", "in")
    assert ran.code == code
    said = [message for _path, _code, message in ran.messages] + ran.reasons
    assert says is None or any(says in message for message in said), said


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="everybody may read here")
def test_a_file_without_permission_is_not_decided(tmp_path: Path) -> None:
    write(tmp_path, {**judged(GOOD), "in/y.yaml": GOOD, "in/z.yaml": BAD})
    (tmp_path / "in" / "z.yaml").chmod(0)
    ran = check(tmp_path, "-p", "policy", "in")
    assert ran.code == 2
    assert any("permission denied" in message for message in ran.reasons)
