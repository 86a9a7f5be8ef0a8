package policylint.facts

import data.policylint.lib.given

# subject_digest: what an approval is given for. It changes with what is served and what was promised about it, and with
# nothing else: not with paths, comments, the order of lists of facts or how numbers and texts are written.
subject_digest := sprintf("sha256:%s", [crypto.sha256(json.marshal(digest_material))])

# subject_digests: the digest as programs ask for it: `msg` is the digest.
subject_digests contains {"msg": subject_digest, "at": {"document": input.subject.primary, "pointer": ""}}

# digest_material: the facts of the subject that the digest is taken over. Sets, so that order does not count.
digest_material := object.union(_digest_facts, {"runs": rows | rows := runs_with.subject; count(rows) > 0})

_digest_facts := {
	"deployment": object.get(input.subject, "name", null),
	"stage": object.get(input.subject, "stage", null),
	"models": {[fact.scheme, fact.model, fact.value] | some fact in model_version.subject},
	"weights": {digest.value | some digest in model_digest.subject},
	"images": {fact.image | some fact in images.subject},
	"flags": {[flag.engine, flag.name, flag.value] | some flag in engine_flags.subject; not flag.name in _digest_secret},
	"serving": {[setting.setting, setting.value] | some setting in serving_config.subject},
	"access": _digest_access,
	"objectives": {_digest_objective(objective) | some objective in objectives.subject},
	"thresholds": {_digest_threshold(threshold) | some threshold in thresholds.subject},
	"evaluations": (_digest_reports | _digest_cards),
}

# A key is no setting that anybody approves, and its digest could be guessed.
_digest_secret := {"--api-key", "--api-keys", "VLLM_API_KEY"}

_digest_access := {
	"ways": {[way.axis, way.reach, object.get(way, "value", null)] | some way in exposure.subject},
	"hosts": {host.value | some host in exposed_host.subject},
	"authentication": {found.by | some found in authentication.subject},
	"network": {[policy.axis, policy.restricts, object.get(policy, "open", null)] | some policy in network_policy.subject},
	"stated": {access |
		some [side, id] in _manifest
		side == "subject"
		access := given.mapping(content(side, id).spec, "access")
	},
}

_digest_objective(objective) := {
	"name": object.get(objective, "name", null),
	"class": objective.class,
	"target": _digest_number(objective.target),
	"window": object.get(objective, "window", null),
	"query": {query | some query in objective.query},
}

_digest_threshold(threshold) := [
	metric_word(threshold.metric), dataset_word(threshold.dataset), slice_word(threshold.slice),
	_digest_number(threshold.min), _digest_number(threshold.max), threshold.action,
]

# 1.0 is 1.
_digest_number(value) := value + 0 if {
	is_number(value)
} else := value

# What a report says, whatever its name: of its results and datasets the order does not count.
_digest_reports := {crypto.sha256(json.marshal(object.union(spec, lists))) |
	some [side, id] in by_kind["policylint/evaluation-report"]
	side == "subject"
	spec := given.mapping(content(side, id), "spec")
	lists := {key: {each | some each in spec[key]} | some key in ["results", "datasets"]; is_array(spec[key])}
} | {crypto.sha256(json.marshal(object.filter(content(side, id), ["results", "config", "date", "n-samples"]))) |
	some [side, id] in by_kind["eval/lm-harness"]
	side == "subject"
}

# From the documents as they are: the same digest is asked for where there is no base to compare with.
_digest_cards := {crypto.sha256(json.marshal(index)) |
	some _, front in card.subject
	index := front["model-index"]
} | {crypto.sha256(json.marshal(content(side, id))) |
	some [side, id] in by_kind["hf/eval-results"]
	side == "subject"
}
