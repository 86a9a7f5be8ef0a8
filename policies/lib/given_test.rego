package policylint.lib.given_test

import data.policylint.lib.given

test_what_is_there_in_the_form_that_is_expected if {
	given.list({"a": [1]}, "a") == [1]
	given.mapping({"a": {"b": 1}}, "a") == {"b": 1}
	given.text({"a": "b"}, "a") == "b"
}

test_what_is_not_there_or_of_another_form if {
	every holder in [{}, {"a": null}, {"a": 1}, null, 1, "a", []] {
		given.list(holder, "a") == []
		given.mapping(holder, "a") == {}
		given.text(holder, "a") == ""
	}
}
