package policylint.lib.nearest_test

import data.policylint.lib.nearest

_known := {"model_version", "region", "min_instances", "max_instances"}

test_a_slip_finds_the_word if {
	nearest.name("regoin", {"region", "image"}) == "region"
	nearest.name("modelVersion", _known) == "model_version"
	nearest.name("min-instance", _known) == "min_instances"
	nearest.name("SummaryFaithfulnesLow", {"SummaryFaithfulnessLow", "SummaryLatencyHigh"}) == "SummaryFaithfulnessLow"
}

test_another_word_finds_none if {
	not nearest.name("colour", _known)
	not nearest.name("", _known)
	not nearest.name("x", set())
}

test_advice if {
	nearest.advice("modelVersion", _known, "delete it.") == "did you mean model_version?"
	nearest.advice("colour", _known, "delete it.") == "delete it."
}

test_list if {
	nearest.list({"a"}) == "a"
	nearest.list({"b", "a"}) == "a and b"
	nearest.list({"c", "b", "a"}) == "a, b and c"
	nearest.list({"f", "e", "d", "c", "b", "a"}) == "a, b, c, d and e"
	not nearest.list(set())
}
