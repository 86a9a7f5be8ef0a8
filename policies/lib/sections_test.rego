package policylint.lib.sections_test

import data.policylint.lib.sections

test_topics_of_headings if {
	every title, topics in {
		"Uses": {"uses"},
		"Direct Use": {"uses"},
		"Primary intended uses": {"uses"},
		"**Intended Use**": {"uses"},
		"Intended uses & limitations❗️": {"uses", "limitations"},
		"4. Intended Use Cases": {"uses"},
		"Out-of-Scope Use Cases": {"out-of-scope use"},
		"Out of scope": {"out-of-scope use"},
		"Misuse": {"out-of-scope use"},
		"Prohibited uses": {"out-of-scope use", "uses"} - {"uses"},
		"Bias, Risks, and Limitations": {"limitations"},
		"Known limitations": {"limitations"},
		"Training data 🏋": {"training data"},
		"Training and evaluation data": {"training data", "evaluation"},
		"Data": {"training data"},
		"Dataset": {"training data"},
		"Evaluation data": {"evaluation"},
		"Testing Data, Factors & Metrics": {"evaluation"},
		"Benchmark scores": {"evaluation"},
		"Performance and limitations": {"evaluation", "limitations"},
		"Model Card Contact": {"contact"},
		"Citing & Authors": {"contact"},
		"Contacts": {"contact"},
		"Support": {"contact"},
	} {
		sections.topics(title) == topics
	}
}

test_headings_about_something_else if {
	every title in [
		"Usage", "How to use", "Use with transformers", "How to evaluate my trained checkpoint", "Terms of use", "Supported languages",
		"Model description", "Language support", "Training procedure", "Input data", "How to combine multiple datasets", "",
	] {
		sections.topics(title) == set()
	}
}

test_authors_do_not_stand_for_the_contact if {
	sections.stands_for("contact", "Model Card Contact")
	not sections.stands_for("contact", "Model Card Authors")
	sections.stands_for("uses", "Uses")
}
