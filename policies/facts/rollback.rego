package policylint.facts

# is_rollback: the version that comes into service was in service before, at this stage, on the history of the base.
is_rollback if {
	input.before
	now := _rollback_serves("subject")
	count(now) > 0
	now != _rollback_serves("before")
	some side in _rollback_earlier
	_rollback_serves(side) == now
}

_rollback_earlier contains side if {
	some side in sides
	startswith(side, "before~")
	object.get(input[side], "stage", null) == input.subject.stage
}

# The models and versions of a side; its images where no file says which model serves.
_rollback_serves(side) := {[evaluation_model(fact.model), fact.value] | some fact in model_version[side]} if {
	model_version[side]
} else := {fact.image | some fact in images[side]}

# rolled_back_level: the level above which a finding is not reported when the change is a rollback.
rolled_back := {"level": "note"} if {
	is_rollback
} else := {}
