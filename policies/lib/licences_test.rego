package policylint.lib.licences_test

import data.policylint.lib.licences

_denied := ["non-commercial", "research-only", "unknown"]

test_ids_of_the_hub if {
	every id in ["apache-2.0", "pddl", "openrail++", "llama3.3", "unknown", "other"] {
		licences.known(id)
	}
	every id in ["apache 2.0", "Apache-2.0", "???", "gpl-3.0-only", ""] {
		not licences.known(id)
	}
}

test_spellings_are_one if {
	every text in ["CC-BY-NC-SA-4.0", " cc by nc sa 4.0 ", "cc_by-nc_sa-4.0"] {
		licences.normal(text) == "cc-by-nc-sa-4.0"
	}
}

test_families_take_in_what_is_no_id if {
	every id in ["cc-by-nc", "cc-by-nc-4.0", "cc-by-nc-nd-4.0", "fair-noncommercial-research-license", "mnpl-0.1"] {
		licences.term(id, _denied) == "non-commercial"
	}
	every id in ["intel-research", "h-research", "apple-amlr", "acme-research-licence"] {
		licences.term(id, _denied) == "research-only"
	}
	every id in ["cc-by-4.0", "cc-by-sa-4.0", "cc", "apache-2.0", "llama3", "other", "researchers-friend"] {
		not licences.term(id, _denied)
	}
}

test_a_list_takes_families_and_patterns if {
	licences.term("mit", ["permissive"]) == "permissive"
	licences.term("cc-by-sa-4.0", ["CC-BY-SA-*"]) == "CC-BY-SA-*"
	not licences.term("mit", ["copyleft", "apache-*"])
}

test_a_short_text_that_names_another_licence_contradicts if {
	licences.contradicted("mit", "Apache License 2.0")
	licences.contradicted("cc-by-4.0", "CC BY-NC 4.0")
	licences.contradicted("apache-2.0", "GPL-3.0")
}

test_what_contradicts_nothing if {
	every text in [
		"Apache-2.0", "Apache License, Version 2.0", "See LICENSE", "code Apache 2.0, weights CC BY 4.0", "submit a request",
		"The weights may be used as the MIT licence of the base model and our own terms of use allow",
	] {
		not licences.contradicted("apache-2.0", text)
	}
	not licences.contradicted("other", "MIT")
	not licences.contradicted("llama3.1", "Llama 3.1 Community License")
	not licences.contradicted("cc-by-4.0", "cc-by-3.0")
}
