package policylint.lib.objective_text_test

import data.policylint.lib.objective_text

test_numbers_and_names if {
	objective_text.percent(0.999) == "99.9 %"
	objective_text.percent(0.9999) == "99.99 %"
	objective_text.percent(0.9) == "90 %"
	objective_text.percent(0.07) == "7 %"
	objective_text.short("llm") == "llm"
	objective_text.short("prod/llm (k8s/llm.yaml)") == "llm"
	objective_text.list(["a"]) == "a"
	objective_text.list(["a", "b", "c"]) == "a, b and c"
}

test_holes_in_queries if {
	every query in ["${QUERY}", "sum(rate({{ metric }}[5m]))", "<your query>", "TODO"] {
		objective_text.hole(query)
	}
	every query in [
		"sum(rate(x_total[{{.window}}]))", "sum_over_time(x[{{ .window }}:])", "rate(x[$__rate_interval])", "rate(x[${window}])",
		`rate(x{job="a",code=~"5..$"}[5m])`, "a < b and c > d",
	] {
		not objective_text.hole(query)
	}
}

test_what_ties_a_new_file if {
	objective_text.commit({"name": "prod/llm"}, "an SLO", "objectives") == "commit an SLO with service: llm"
	objective_text.commit({"name": "llm", "manifest": null}, "an alert", "alerts") == "commit an alert with the label service: llm"
	objective_text.commit({"name": "llm", "manifest": "d.yaml#0"}, "an SLO", "objectives") == "commit an SLO and name its file under artefacts.objectives"
}
