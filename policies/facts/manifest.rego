package policylint.facts

# model_digest[side]: what a ModelDeployment states about weights whose address cannot say it.
model_digest[side] contains {"value": digest, "at": {"document": id, "pointer": "/spec/lineage/model/digest"}} if {
	some [side, id] in by_kind["policylint/model-deployment"]
	digest := input[side].documents[id].content.spec.lineage.model.digest
	immutable_digest(digest)
}

# serving_mode[side]: "online", where a caller waits for each answer, "async" or "batch".
serving_mode[side] := mode if {
	some [side, id] in _manifest
	mode := input[side].documents[id].content.spec.serving
	is_string(mode)
}

# monthly_budget[side]: what a month may cost, in the currency of the manifest.
monthly_budget[side] := budget if {
	some [side, id] in _manifest
	budget := input[side].documents[id].content.spec.cost.monthlyBudget
	is_number(budget)
}

# declared_exposure[side]: who may see a Space, which no file of its own says.
declared_exposure[side] := {"exposure": exposure, "at": {"document": id, "pointer": "/spec/exposure"}} if {
	some [side, id] in _manifest
	exposure := input[side].documents[id].content.spec.exposure
	is_object(exposure)
}

# The manifest of the deployment; a deployment without one has none.
_manifest contains [side, id] if {
	some [side, id] in by_kind["policylint/model-deployment"]
	id == object.get(input[side], "manifest", id)
	count([other | some [s, other] in by_kind["policylint/model-deployment"]; s == side]) == 1
}
