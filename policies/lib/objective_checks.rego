# METADATA
# title: Whether an objective is measured
# description: >-
#   What every rule about an objective asks first: that there is a query, and that nothing in it, its target or its
#   indicator is still to be filled in. Each answer is [message, place].
# scope: package
package policylint.lib.objective_checks

import data.policylint.lib.objective_text
import data.policylint.lib.placeholder

unmeasured(objective) := {[msg, at] |
	some at in array.concat(objective.empty, [objective.query_at | _measures_nothing(objective)])
	msg := sprintf("The objective %s has no query here, so it is never measured; write the query, or name the SLI.", [objective.name])
}

# Objectives of which nobody can tell what they are about, each with its place; one that measures nothing is about nothing.
unclear(objectives) := {{"name": objective.name, "at": objective.slo} |
	some objective in objectives
	objective.class == "unknown"
	not _measures_nothing(objective)
}

_measures_nothing(objective) if {
	objective.shape == "none"
	is_null(objective.refers)
}

# A version that is read no longer.
retired(objective) := sprintf("The objective %s is written for %s, which is read no longer; write it for openslo/v1, so that what it asks for can be judged.", [objective.name, objective.version])

open(objective) := (_open_target(objective) | _open_indicator(objective)) | _open_queries(objective)

_open_target(objective) := {[msg, objective.target_at] |
	placeholder.found(objective.target_written)
	msg := sprintf("The target of the objective %s is the placeholder %q; check the file in which it is filled in.", [objective.name, objective.target_written])
}

_open_indicator(objective) := {[msg, objective.query_at] |
	is_string(objective.refers)
	msg := sprintf("The objective %s measures the SLI %q, which no file here defines; commit it beside the SLO.", [objective.name, objective.refers])
}

_open_queries(objective) := {[msg, objective.query_at] |
	some query in objective.query
	objective_text.hole(query)
	msg := sprintf("A query of the objective %s holds a placeholder: %s; check the file in which it is filled in.", [objective.name, query])
}
