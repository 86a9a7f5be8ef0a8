"""METADATA -> rules: what is accepted, what is refused and in which words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from policylint.catalog import rules_of
from policylint.catalog.tables import collections, frameworks
from policylint.engine import Entry, Loaded, Package
from policylint.errors import PolicyError

if TYPE_CHECKING:
    from policylint.model.documents import Json

CUSTOM: dict[str, Json] = {
    "id": "REL901",
    "severity": {"staging": "warning", "production": "error"},
    "confidence": "high",
    "default": True,
    "waivable": {"max_days": 30, "approver": "platform"},
    "scope": "subject",
    "reads": ["k8s/workload"],
    "native": "full",
    "fix": "Pin\nit.",
}
POLICIES = Path(__file__).parents[2] / "policies"


def package(name: str = "policylint.rules.release.demo", custom: dict[str, Json] | None = None) -> Package:
    path = f"policies/{'/'.join(name.split('.')[-2:])}.rego"
    entries = (Entry(name, "deny", path, 7, 1, "set"),)
    annotations: Json = {
        "title": "It is pinned",
        "description": "Why it\nmatters.",
        "related_resources": [{"ref": "https://example.com/REL901"}],
        "custom": {**CUSTOM, **(custom or {})},
    }
    return Package(name, entries, annotations)


def refused(*packages: Package, shipped: frozenset[str] | None = None) -> str:
    with pytest.raises(PolicyError) as error:
        rules_of(Loaded(1, packages), shipped)
    assert all(problem.path and problem.kind == "policy" for problem in error.value.problems)
    return "\n".join(problem.message for problem in error.value.problems)


def test_a_complete_block_becomes_a_rule() -> None:
    (rule,) = rules_of(Loaded(1, (package(custom={"frameworks": {"iso_42001": ["A.8.2"]}}),)))
    assert (rule.code, rule.name, rule.package) == ("REL901", "release.demo", "policylint.rules.release.demo")
    assert rule.path == "policies/release/demo.rego"
    assert (rule.title, rule.description, rule.fix) == ("It is pinned", "Why it matters.", "Pin it.")
    assert rule.severity == {"staging": "warning", "production": "error"}
    assert rule.reads == ("k8s/workload",)
    assert rule.frameworks == {"iso_42001": ("A.8.2",)}
    assert rule.url == "https://example.com/REL901"
    assert not rule.uncapped
    assert not rule.sensitive


def test_a_rule_says_that_what_it_marks_must_not_be_shown() -> None:
    (rule,) = rules_of(Loaded(1, (package(custom={"sensitive": True}),)))
    assert rule.sensitive


def test_packages_without_deny_or_undecided_are_libraries() -> None:
    entry = Entry("policylint.lib.flags", "value_of", "policies/lib/flags.rego", 3, 1, "function", 2)
    library = Package("policylint.lib.flags", (entry,))
    assert rules_of(Loaded(1, (library,))) == ()


def test_rules_come_in_order_of_code() -> None:
    second, first = package(custom={"id": "REL902"}), package("policylint.rules.access.demo", {"id": "ACC901"})
    assert [rule.code for rule in rules_of(Loaded(1, (second, first)))] == ["ACC901", "REL902"]


def test_a_rule_without_metadata_is_refused() -> None:
    name = "policylint.rules.release.demo"
    bare = Package(name, (Entry(name, "deny", "a.rego", 3, 1, "set"),))
    assert refused(bare) == "release.demo: it has no METADATA block above its package line (with `scope: package`)"


def test_every_missing_field_is_named() -> None:
    given = package()
    assert isinstance(given.annotations, dict)
    empty = Package(given.name, given.entries, {"title": " ", "custom": {}})
    message = refused(empty)
    for field in ("title", "description", "custom.id", "custom.severity", "custom.fix", "custom.reads"):
        assert f"{field} is missing from its METADATA" in message


@pytest.mark.parametrize(
    ("custom", "words"),
    [
        ({"id": "REL1"}, 'custom.id must be a code of three capitals and three digits, such as REL001; it is "REL1"'),
        ({"severity": {"prod": "error"}}, "custom.severity must be a mapping from space, staging or production"),
        ({"severity": {"staging": "fatal"}}, "to error, warning or note"),
        ({"severity": {}}, "custom.severity must be"),
        ({"confidence": "certain"}, "custom.confidence must be high, medium or low"),
        ({"default": "yes"}, "custom.default must be true or false"),
        ({"effective_on": "1.2.2027"}, "custom.effective_on must be a date"),
        ({"waivable": True}, "custom.waivable must be false, or a mapping with max_days"),
        ({"waivable": {"max_days": 0}}, "custom.waivable must be"),
        ({"waivable": {"max_days": 3, "who": "x"}}, "custom.waivable must be"),
        ({"scope": "file"}, "custom.scope must be subject, promotion or repository"),
        ({"reads": "k8s/workload"}, "custom.reads must be a list of document kinds"),
        ({"native": "some"}, "custom.native must be full, partial or none"),
        ({"params": []}, "custom.params must be a mapping"),
        ({"depends_on": ["release.demo"]}, "custom.depends_on must be a list of codes"),
        ({"frameworks": {"iso_42001": "A.8.2"}}, "custom.frameworks must be a mapping"),
        ({"examples": {"pass": "a: 1"}}, "custom.examples must be a mapping with pass and fail"),
        ({"fix": ""}, "custom.fix must be a sentence"),
        ({"severty": {}}, "unknown field custom.severty; did you mean severity?"),
    ],
)
def test_a_field_that_does_not_fit_is_refused(custom: dict[str, Json], words: str) -> None:
    assert words in refused(package(custom=custom))


def test_a_code_is_given_once() -> None:
    message = refused(package(), package("policylint.rules.release.other"))
    assert message == "release.other: REL901 is already the code of release.demo"


def test_a_former_name_is_not_the_name_of_another_rule() -> None:
    other = package("policylint.rules.release.other", {"id": "REL902", "aliases": ["release.demo"]})
    assert "its alias release.demo is the name of REL901" in refused(package(), other)


def test_shipped_prefixes_are_reserved() -> None:
    shipped = frozenset(("policies/release/demo.rego",))
    theirs = package("acme.rules.tagging", {"id": "ACC900"})
    assert "ACC900 has a reserved prefix" in refused(package(), theirs, shipped=shipped)
    own = package("acme.rules.tagging", {"id": "XAC001"})
    assert [rule.code for rule in rules_of(Loaded(1, (package(), own)), shipped)] == ["REL901", "XAC001"]


def test_the_projects_own_rules_do_not_take_codes_of_organisations() -> None:
    assert "are for the rules of an organisation" in refused(package(custom={"id": "XAC001"}))
    assert "its package must lie below policylint.rules" in refused(package("acme.rules.tagging"))


def shipped_rules() -> dict[str, str]:
    """Code -> text of each shipped rule's file."""
    files = [path for path in POLICIES.glob("*/*.rego") if not path.name.endswith("_test.rego")]
    texts = [path.read_text() for path in files]
    return {match[1]: text for text in texts if (match := re.search(r"^#   id: (\w+)$", text, re.MULTILINE))}


def test_collections_name_rules_that_exist() -> None:
    codes = shipped_rules().keys()
    assert {collection.name for collection in collections()} >= {"baseline", "native", "spaces"}
    for collection in collections():
        assert set(collection.rules) <= codes, collection.name
        assert list(collection.rules) == sorted(set(collection.rules))
        assert collection.title


def test_every_mapping_names_a_known_framework_and_id() -> None:
    known = {framework.key: framework.ids for framework in frameworks()}
    for code, text in shipped_rules().items():
        block = text[text.index("#   frameworks:") : text.index("\npackage ")]
        for key, ids in re.findall(r"^#     (\w+): \[(.*)\]$", block, re.MULTILINE):
            for each in re.findall(r'"([^"]+)"', ids):
                assert each in known[key], f"{code}: {key} {each}"
