package policylint.rules.manifest.undeclared_deployment_test

import data.policylint.rules.manifest.undeclared_deployment as rule

_ignore := ["**/example*/**", "**/test*/**", "**/charts/*/ci/**"]

_given(path, changes) := {
	"params": {"MAN003": {"ignore": _ignore}},
	"subject": object.union(
		{
			"name": "llm", "stage": "production", "subject": "deployment", "patch": false, "manifest": null,
			"primary": sprintf("%s#0", [path]), "declared": {"manifests": 1, "undeclared": 1, "first": []},
		},
		changes,
	),
}

_none(paths) := {"declared": {"manifests": 0, "undeclared": count(paths), "first": [sprintf("%s#0", [path]) | some path in paths]}}

_silent(given) if count(rule.deny) == 0 with input as given

_denied(given) := finding if {
	count(rule.deny) == 1 with input as given
	some finding in rule.deny with input as given
}

test_one_that_no_manifest_names if {
	finding := _denied(_given("deploy/llm.yaml", {}))
	finding.at == {"document": "deploy/llm.yaml#0", "pointer": ""}
	startswith(finding.msg, "llm serves at stage production and no ModelDeployment names this file, ")
	not finding.level
	_denied(_given("deploy/llm.yaml", {"stage": "staging"}))
}

test_a_repository_without_manifests_is_told_once if {
	finding := _denied(_given("b.yaml", _none(["b.yaml", "c.yaml"])))
	finding.level == "note"
	startswith(finding.msg, "2 models serve above Spaces, llm among them, and the repository has no ModelDeployment, ")
	_silent(_given("c.yaml", _none(["b.yaml", "c.yaml"])))
	startswith(_denied(_given("b.yaml", _none(["b.yaml"]))).msg, "llm serves at stage production and the repository has no ")
	_denied(_given("b.yaml", _none(["test/a.yaml", "b.yaml"])))
	_silent(_given("test/a.yaml", _none(["test/a.yaml", "b.yaml"])))
}

test_what_is_not_asked if {
	_silent(_given("a.yaml", {"manifest": "m.yaml#0"}))
	_silent(_given("a.yaml", {"stage": null}))
	_silent(_given("a.yaml", {"stage": "space"}))
	_silent(_given("a.yaml", {"patch": true}))
	_silent(_given("a.yaml", {"subject": "document"}))
	_silent(_given("a.yaml", {"declared": null}))
}

test_examples_and_tests_serve_nobody if {
	every path in ["examples/a.yaml", "docs/example/a.yaml", "tests/e2e/a.yaml", "charts/llm/ci/prod.yaml"] {
		_silent(_given(path, {}))
	}
	every path in ["deploy/test.yaml", "latest/a.yaml", "charts/llm/values-prod.yaml", "contest/a.yaml"] {
		_denied(_given(path, {}))
	}
}
