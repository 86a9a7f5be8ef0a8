"""conftest's own examples and acceptance inputs, as far as they are YAML or JSON: the same findings, file by file.

The inputs are conftest's and stay in its Go module; here are only the flags. Where conftest passes in silence, or fails
before it judges, the case says what policylint says instead, and ends in 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.command import Done, check
from support.conftest_tool import Said, examples

from policylint.judging.namespaces import exception_name

if TYPE_CHECKING:
    from pathlib import Path

K8S = "-p examples/kubernetes/policy"
DEPLOYMENT, SERVICE = "examples/kubernetes/deployment.yaml", "examples/kubernetes/service.yaml"
COMBINE = "-p examples/combine/policy --combine examples/combine/team.yaml"

# folder in the module, arguments that both take
SAME = [
    (".", f"{K8S} {SERVICE}"),
    (".", f"{K8S} {DEPLOYMENT}"),
    (".", f"{K8S} {DEPLOYMENT} {SERVICE}"),
    (".", f"{K8S} {DEPLOYMENT} --all-namespaces"),
    (".", f"{K8S} {DEPLOYMENT} -n *"),
    (".", f"{K8S} {DEPLOYMENT} -n m[a-z]i?"),
    (".", f"{K8S} examples/kubernetes/deployment+service.yaml"),
    (".", f"{K8S} examples/kubernetes"),
    (".", "-p examples/hcl1/policy/base.rego examples/hcl1/gke-show.json"),
    (".", "-p examples/hcl1/policy/gke_combine.rego examples/hcl1/gke-show.json --combine --all-namespaces"),
    (".", f"-p examples/report/policy_print/labels.rego {DEPLOYMENT}"),
    (".", "-p examples/compose/policy examples/compose/docker-compose.yml"),
    (".", "-p examples/compose/policy examples/compose/docker-compose-valid.yml"),
    (".", "-p examples/data/policy -d examples/data/exclusions examples/data/service.yaml"),
    (".", "-p examples/exceptions/policy examples/exceptions/deployments.yaml"),
    (".", f"{COMBINE} examples/combine/user1.yaml examples/combine/user2.yaml"),
    (".", f"{COMBINE} examples/combine/users.yaml"),
    (".", "-p examples/cyclonedx/policy examples/cyclonedx/cyclonedx.json"),
    (".", f"-p examples/strict-rules/policy {DEPLOYMENT}"),
    (".", "-p examples/awssam/policy examples/awssam/lambda.yaml"),
    (".", "-p examples/ts/policy examples/ts/package.json examples/ts/package-lock.json"),
    (".", "-p examples/kubernetes/combine --combine examples/kubernetes/combine/combine.yaml"),
    (".", f"-p examples/kubernetes/combine --combine {DEPLOYMENT} {SERVICE}"),
    (".", f"-p examples/kubernetes/combine --combine {DEPLOYMENT}"),
    ("examples/kustomize", "-p policy deployment.yaml service.yaml configMap.yaml kustomization.yaml"),
    ("examples/configfile", "-p test -n conftest deployment.yaml"),
    ("tests/annotations", "-p policy -d exclusions service.yaml"),
    ("tests/multidir", "-p org -p team data.json"),
    ("tests/multiple-runs-with-update", "-p policy file.json"),
    ("tests/multiple-runs-with-update", "-p policy -p remote-policy/policy.rego file.json"),
    ("tests/multitype", "-p policy deployment.yaml"),
    ("tests/nested", "-p policy -n group1 data.json"),
    ("tests/nested", "-p policy -n group2 data.json"),
    ("tests/nested", "-p policy -n group1 -n group2 data.json"),
    ("tests/nested", "-p policy -n group* data.json"),
    ("tests/nested", "-p policy --all-namespaces data.json"),
    ("tests/problematic-if", "-p policy/valid.rego data.yaml"),
    ("tests/pull-update", "-p remote-policy/a file.json"),
    ("tests/pull-update", "-p remote-policy/b file.json"),
    ("tests/pull-update", "-p remote-policy file.json"),
    ("tests/rego-version", "-p policy/v0.rego --rego-version=v0 data.yaml"),
    ("tests/rego-version", "-p policy/v1.rego data.yaml"),
    ("tests/return-multiple-failures", "-p policy.rego file.json"),
    ("tests/source-location", "-p policy -d loc_different_file.yaml data.yaml"),
    ("tests/source-location", "-p policy -d loc_same_file.yaml data.yaml"),
]

# the same, with conftest's exit code and the reason that policylint gives with its 2
OTHERWISE = [
    (".", f"{K8S} -n notpresent {DEPLOYMENT}", 0, "No package matches the namespace notpresent"),
    (".", f"-p examples/kubernetes/policy/deny.rego {DEPLOYMENT}", 0, "nothing provides data.kubernetes"),
    (".", f"-p examples/builtin-errors/invalid-dns.rego {DEPLOYMENT}", 0, "it reaches the network"),
    (".", f"{K8S} -p examples/capabilities/malicious.rego {DEPLOYMENT}", 1, "reads the environment of the process"),
    (".", "-p examples/serverless/policy examples/serverless/serverless.yaml", 1, "undefined function has_field"),
    (".", f"-p internal {DEPLOYMENT}", 1, "No policies in internal"),
    ("tests/problematic-if", "-p policy/valid_bare_deny.rego data.yaml", 0, "is always a boolean"),
    ("tests/problematic-if", "-p policy/invalid.rego data.yaml", 1, "always holds a boolean"),
    ("tests/rego-version", "-p policy/v0.rego data.yaml", 1, "`if` keyword is required"),
    ("tests/rego-version", "-p policy/v1.rego --rego-version=v0 data.yaml", 1, "var cannot be used for rule name"),
]


def judged(folder: Path, arguments: str) -> Done:
    words = ["--rego-v0" if word == "--rego-version=v0" else word for word in arguments.split()]
    return check(folder, *words)


def results(ran: Done) -> set[tuple[str, str, str]]:
    return {(each["path"], each["level"], each["message"]) for each in ran.report["findings"] if not each["waiver"]}


def waived(ran: Done) -> set[tuple[str, str]]:
    waived = [each for each in ran.report["findings"] if each["waiver"]]
    return {(each["path"], exception_name(each["code"].rpartition("/")[2])) for each in waived}


@pytest.mark.parametrize(("folder", "arguments"), SAME, ids=[f"{folder}: {flags}" for folder, flags in SAME])
def test_the_findings_are_those_of_conftest(folder: str, arguments: str) -> None:
    place = examples() / folder
    theirs, ours = Said(place, *arguments.split()), judged(place, arguments)
    assert results(ours) == theirs.results
    assert waived(ours) == theirs.exceptions
    assert ours.code == theirs.code, ours.reasons
    assert all(each["line"] for each in ours.report["findings"])


@pytest.mark.parametrize(("folder", "arguments", "code", "reason"), OTHERWISE, ids=[row[1] for row in OTHERWISE])
def test_where_conftest_is_silent_or_fails_it_is_not_decided(
    folder: str, arguments: str, code: int, reason: str
) -> None:
    place = examples() / folder
    theirs, ours = Said(place, *arguments.split()), judged(place, arguments)
    assert theirs.code == code
    assert ours.code == 2
    assert any(reason in message for message in ours.reasons), ours.reasons


def test_a_warning_fails_where_it_is_asked_to() -> None:
    """conftest's --fail-on-warn is policylint's --fail-on warning."""
    place = examples()
    theirs = Said(place, *f"{K8S} {SERVICE} --fail-on-warn".split())
    ours = check(place, *f"{K8S} {SERVICE} --fail-on warning".split())
    assert results(ours) == theirs.results
    assert (ours.code, theirs.code) == (1, 1)


def test_standard_input() -> None:
    place = examples()
    text = (place / SERVICE).read_text()
    theirs, ours = Said(place, *K8S.split(), "-", text=text), check(place, *K8S.split(), "-", stdin=text.encode())
    assert {result[1:] for result in results(ours)} == {result[1:] for result in theirs.results}
    assert (ours.code, theirs.code) == (0, 0)


def test_standard_input_with_a_name() -> None:
    place = examples()
    text = (place / SERVICE).read_text()
    flags = [*K8S.split(), "--stdin-filename", "given.yaml", "-"]
    theirs, ours = Said(place, *flags, text=text), check(place, *flags, stdin=text.encode())
    assert results(ours) == theirs.results


def test_an_empty_argument_is_said() -> None:
    """conftest leaves it out; it is an unset variable in somebody's script, and files may be missing."""
    place = examples()
    theirs, ours = Said(place, *K8S.split(), SERVICE, ""), check(place, *K8S.split(), SERVICE, "")
    assert (ours.code, theirs.code) == (2, 0)
    assert ours.reasons == ["A PATH is empty."]


def test_a_file_that_only_conftest_can_parse_is_said_and_the_others_are_judged() -> None:
    place = examples()
    flags = [*K8S.split(), "examples/traefik/traefik.toml", SERVICE]
    theirs, ours = Said(place, *flags), check(place, *flags)
    assert results(ours) == theirs.results
    assert (ours.code, theirs.code) == (2, 0)
    assert any("neither YAML nor JSON" in message for message in ours.reasons)
