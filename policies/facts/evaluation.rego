package policylint.facts

import data.policylint.lib.dates
import data.policylint.lib.given
import data.policylint.lib.placeholder
import data.policylint.lib.result

# served[side]: what an evaluation has to be about: {"model", "version", "sort", "at", "shown"}. `sort` is "exact" where
# the version can be named, "moving" where it may change, "hole" for a placeholder, "opaque" for weights of which
# nothing tells the digest, and "nothing" where no file says which model serves.
served[side] contains {
	"model": evaluation_model(fact.model),
	"version": _evaluation_version(side, fact),
	"sort": sort,
	"at": fact.at,
	"shown": _evaluation_shown(fact),
} if {
	some side
	some fact in model_version[side]
	sort := _evaluation_sort(side, fact)
}

# Weights that lie in the image itself.
served[side] contains {"model": evaluation_model(name), "version": digest, "sort": "exact", "at": fact.at, "shown": fact.image} if {
	some side
	some fact in images[side]
	not model_version[side]
	[name, digest] := split(fact.image, "@sha256:")
	_scalar_serves(side, fact)
}

served[side] contains {"model": null, "version": null, "sort": "nothing", "at": at, "shown": "the model"} if {
	some side in sides
	not model_version[side]
	pinned := {fact | some fact in images[side]; contains(fact.image, "@sha256:"); _scalar_serves(side, fact)}
	count(pinned) == 0
	at := result.at(input[side].primary, "")
}

_evaluation_sort(side, fact) := "hole" if {
	_evaluation_hole(fact)
} else := "exact" if {
	fact.scheme == "hf"
	immutable_commit(fact.value)
} else := "exact" if {
	fact.scheme in {"replicate", "oci"}
	immutable_digest(fact.value)
} else := "exact" if {
	fact.scheme in {"local", "opaque"}
	model_digest[side]
} else := "opaque" if {
	fact.scheme in {"local", "opaque"}
} else := "moving"

_evaluation_hole(fact) if placeholder.found(fact.model)

_evaluation_hole(fact) if placeholder.found(fact.value)

_evaluation_hole(fact) if digest_placeholder(fact.value)

# A manifest states the digest of weights whose address cannot.
_evaluation_version(side, fact) := trim_prefix(min({digest.value | some digest in model_digest[side]}), "sha256:") if {
	fact.scheme in {"local", "opaque"}
	model_digest[side]
} else := trim_prefix(fact.value, "sha256:") if {
	is_string(fact.value)
} else := null

_evaluation_shown(fact) := sprintf("%s@%s", [fact.model, evaluation_short(fact.value)]) if {
	is_string(fact.value)
	fact.value != fact.model
} else := fact.model

# A version as people read it: the beginning of a commit or digest, anything else in full.
evaluation_short(version) := sprintf("%s…", [substring(trim_prefix(version, "sha256:"), 0, 12)]) if {
	regex.match(`^(?:sha256:)?[0-9a-f]{40,64}$`, version)
} else := version

# The name of a model without the site that it is kept at, whatever its case.
evaluation_model(name) := regex.replace(lower(sprintf("%v", [name])), `^(?:https?://)?(?:(?:hf|oci|docker)://|huggingface\.co/|hf\.co/|replicate\.com/|r8\.im/)?`, "")

# evaluation[side]: every report of an evaluation: {"model", "versions": all that it is about, "doubtful": those that it
# calls the same without the digest of the weights, "digests", "created": text or null, "at", "created_at", "document"}
evaluation[side] contains {
	"model": evaluation_model(model.repository),
	"versions": ({_evaluation_plain(model.version)} | _evaluation_same(model)),
	"doubtful": _evaluation_claimed(model) - _evaluation_same(model),
	"digests": {_evaluation_plain(digest) | some digest in _evaluation_digests(model)},
	"created": object.get(spec, "createdAt", null),
	"version": model.version,
	"at": result.at(id, "/spec/model/version"),
	"created_at": result.at(id, "/spec/createdAt"),
	"results_at": result.at(id, "/spec/results"),
	"document": id,
} if {
	some [side, id] in by_kind["policylint/evaluation-report"]
	spec := given.mapping(input[side].documents[id].content, "spec")
	model := given.mapping(spec, "model")
	is_string(model.repository)
	is_string(model.version)
}

# What lm-evaluation-harness writes: the revision of its arguments, else the commit that it found behind it.
evaluation[side] contains {
	"model": evaluation_model(args.pretrained),
	"versions": {version},
	"doubtful": set(),
	"digests": set(),
	"created": _evaluation_time(object.get(input[side].documents[id].content, "date", null)),
	"version": version,
	"at": at,
	"created_at": result.at(id, "/date"),
	"results_at": result.at(id, "/results"),
	"document": id,
} if {
	some side, all in harness_arguments
	some id, args in all
	is_string(args.pretrained)
	[version, at] := _evaluation_harness_version(id, args, input[side].documents[id].content.config)
}

_evaluation_harness_version(id, args, config) := [args.revision, result.at(id, "/config/model_args")] if {
	immutable_commit(args.revision)
} else := [config.model_sha, result.at(id, "/config/model_sha")] if {
	immutable_commit(config.model_sha)
} else := [sprintf("%v", [object.get(args, "revision", "main")]), result.at(id, "/config/model_args")]

_evaluation_time(seconds) := time.format(floor(seconds) * 1000000000) if {
	is_number(seconds)
	seconds > 0
	seconds < 9000000000
} else := null

# harness_arguments[side][document]: the arguments of the model, however they are written.
harness_arguments[side][id] := args if {
	some [side, id] in by_kind["eval/lm-harness"]
	args := _evaluation_arguments(input[side].documents[id].content.config.model_args)
}

_evaluation_arguments(text) := {trim_space(parts[0]): trim_space(concat("=", array.slice(parts, 1, count(parts)))) |
	some each in split(text, ",")
	parts := split(each, "=")
	count(parts) > 1
} if {
	is_string(text)
} else := text if {
	is_object(text)
}

_evaluation_plain(version) := trim_prefix(lower(sprintf("%v", [version])), "sha256:")

# `sameWeightsAs` is a version, or a mapping with version and digest: the digest is what proves it.
_evaluation_same(model) := claimed if {
	count(_evaluation_digests(model)) > 0
	claimed := _evaluation_claimed(model)
} else := set()

_evaluation_claimed(model) := {_evaluation_plain(text) |
	some text in [model.sameWeightsAs, object.get(given.mapping(model, "sameWeightsAs"), "version", null)]
	is_string(text)
}

_evaluation_digests(model) := {digest |
	some digest in [object.get(model, "digest", null), object.get(given.mapping(model, "sameWeightsAs"), "digest", null)]
	immutable_digest(digest)
}

# evaluated[side]: the reports about what a side serves: {"report": document, "served": its place, "created": nanoseconds,
# 0 for one without a time}
evaluated[side] contains {"report": report.document, "served": what.at, "created": _evaluation_moment(report.created)} if {
	some side
	some what in served[side]
	some report in evaluation[side]
	evaluation_about(report, what)
}

evaluation_about(report, what) if {
	what.sort == "exact"
	report.model == what.model
	what.version in report.versions
}

# A digest says more than a name.
evaluation_about(report, what) if {
	what.sort == "exact"
	what.version in report.digests
}

# An adapter may be evaluated with the model that it sits on.
evaluation_about(report, what) if {
	what.sort == "exact"
	some side in sides
	some adapter in input[side].documents[report.document].content.spec.serving.adapters
	[what.model, what.version] == _evaluation_adapter(adapter)
}

_evaluation_adapter(adapter) := [evaluation_model(adapter.repository), _evaluation_plain(adapter.version)] if is_object(adapter)

_evaluation_adapter(adapter) := [evaluation_model(parts[0]), _evaluation_plain(parts[1])] if {
	is_string(adapter)
	parts := split(adapter, "@")
	count(parts) == 2
}

_evaluation_moment(text) := dates.start(text) if {
	dates.stated(text)
} else := 0

# version_made[side]: since when a version is there: {"version": null where the registry speaks of the one that serves,
# "on", "at"}. Provenance is asked where the manifest does not say.
version_made[side] contains {"version": null, "on": made.on, "at": made.at} if {
	some side
	some made in _evaluation_registered[side]
}

version_made[side] contains {"version": version, "on": on, "at": result.at(id, "/predicate")} if {
	some [side, id] in by_kind["intoto/statement"]
	not _evaluation_registered[side]
	predicate := given.mapping(input[side].documents[id].content, "predicate")
	some way in [["runDetails", "metadata", "finishedOn"], ["metadata", "buildFinishedOn"]]
	on := object.get(predicate, way, null)
	dates.stated(on)
	some subject in input[side].documents[id].content.subject
	some _, version in subject.digest
}

_evaluation_registered[side] contains {"on": on, "at": result.at(id, "/spec/lineage/registry/createdAt")} if {
	some [side, id] in by_kind["policylint/model-deployment"]
	on := input[side].documents[id].content.spec.lineage.registry.createdAt
	dates.stated(on)
}
