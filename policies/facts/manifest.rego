package policylint.facts

# model_digest[side]: what a ModelDeployment states about weights whose address cannot say it.
model_digest[side] contains {"value": digest, "at": {"document": id, "pointer": "/spec/lineage/model/digest"}} if {
	some [side, id] in by_kind["policylint/model-deployment"]
	digest := content(side, id).spec.lineage.model.digest
	immutable_digest(digest)
}
