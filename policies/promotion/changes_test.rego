package policylint.rules.promotion.changes_test

# What the gate hands to the rules of a promotion, for their tests: a Replicate deployment that passes all of them.

v1 := "1111111122222222333333334444444455555555666666667777777788888888"

v2 := "aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffff0000000011111111"

now := "2026-11-23T00:00:00Z"

params := {
	"PRO001": {"max_age_days": 30},
	"PRO002": {"min_samples": 100, "max_regression": 0.02},
	"PRO003": {"max_sample_age_days": 90, "max_gap": 0.05},
	"PRO004": {},
	"PRO005": {"min": 2, "min_high_impact": 3, "roles": {}},
}

serving(version) := {"path": "deploy/replicate.yaml", "kind": "replicate/deployment", "content": {
	"name": "m", "model": "acme/m", "version": version, "hardware": "gpu-l40s",
}}

report(version) := {"path": "evidence/eval.yaml", "kind": "policylint/evaluation-report", "content": {"spec": {
	"createdAt": "2026-11-16T09:12:00Z",
	"model": {"repository": "acme/m", "version": version},
	"serving": {"platform": "replicate", "precision": "fp16"},
	"datasets": [
		{"id": "acme/eval", "origin": "benchmark"},
		{"id": "acme/sample", "origin": "production", "sampledFrom": "2026-11-01", "sampledTo": "2026-11-14"},
	],
	"results": [
		{"metric": "rougeL", "dataset": "acme/eval", "value": 0.447, "n": 1200},
		{"metric": "faithfulness", "dataset": "acme/sample", "value": 0.951, "n": 400},
		{"metric": "faithfulness", "dataset": "acme/eval", "value": 0.957, "n": 1200},
	],
}}}

system := {"path": "deploy/system.yaml", "kind": "policylint/model-system", "content": {
	"metadata": {"name": "m"},
	"spec": {"decision": {"impact": "medium"}, "thresholds": [
		{"metric": "rouge_l", "dataset": "acme/eval", "min": 0.41},
		{"metric": "faithfulness", "dataset": "acme/sample", "min": 0.92},
		{"metric": "error_rate", "max": 0.01},
	]},
}}

manifest(name, stage) := {"path": sprintf("deploy/%s.yaml", [name]), "kind": "policylint/model-deployment", "content": {
	"metadata": {"name": name},
	"spec": {"stage": stage, "system": "m", "artefacts": {"approval": {"path": "evidence/record.yaml"}}},
}}

record(digest) := {"path": "evidence/record.yaml", "kind": "policylint/promotion-record", "content": {"spec": {
	"deployment": "m-production",
	"subjectDigest": digest,
	"approvals": [
		{"by": "ingrid-sol", "role": "service-owner", "at": "2026-11-20T13:05:00Z"},
		{"by": "tomas-reyes", "role": "risk-owner", "at": "2026-11-20T14:40:00Z"},
	],
}}}

side(stage, documents) := {
	"name": sprintf("m-%s", [stage]),
	"stage": stage,
	"platform": "replicate",
	"subject": "deployment",
	"patch": false,
	"primary": "deploy/replicate.yaml#0",
	"manifest": "manifest#0",
	"system": "system#0",
	"references": [],
	"files": [],
	"documents": object.union(
		object.remove({"manifest#0": manifest(sprintf("m-%s", [stage]), stage), "system#0": system}, documents),
		documents,
	),
}

change := {
	"base": "b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1",
	"head": "c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2",
	"at": "2026-11-20T15:00:00Z",
	"authors": [{"name": "Sunniva Dahl", "email": "4711+sunniva-dahl@users.noreply.github.com", "login": null}],
	"approvals": null,
	"codeowners": [{"pattern": "/deploy/", "owners": ["@acme/ml", "@ingrid-sol", "@tomas-reyes"], "document": ".github/CODEOWNERS", "line": 1}],
	"paths": [],
	"gate": [],
	"touched": {
		"deploy/replicate.yaml#0": {"commit": "a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0", "at": "2026-11-19T08:00:00Z"},
		"evidence/record.yaml#0": {"commit": "c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2c2", "at": "2026-11-20T15:00:00Z"},
	},
}

# A first promotion of `documents`.
promoted(documents) := {
	"now": now,
	"promotion": true,
	"first": true,
	"params": params,
	"subject": side("production", documents),
	"change": change,
	"history": {"complete": true},
}

# The same where version `before` was in service.
replaced(documents, before) := object.union(promoted(documents), {"first": false, "before": side("production", {
	"deploy/replicate.yaml#0": serving(before),
	"evidence/eval.yaml#0": report(before),
})})

served(version, evaluated) := {"deploy/replicate.yaml#0": serving(version), "evidence/eval.yaml#0": evaluated}
