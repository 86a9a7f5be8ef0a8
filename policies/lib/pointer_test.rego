package policylint.lib.pointer_test

import data.policylint.lib.pointer

_document := {"spec": {"containers": [{"name": "llm"}], "a/b": {"~c": 1}}}

test_a_pointer_is_built_and_escaped if {
	pointer.of([]) == ""
	pointer.of(["spec", "containers", 0, "name"]) == "/spec/containers/0/name"
	pointer.of(["spec", "a/b", "~c"]) == "/spec/a~1b/~0c"
	pointer.child("/spec", "a/b") == "/spec/a~1b"
}

test_a_pointer_is_resolved_through_lists_and_escapes if {
	pointer.get(_document, "", null) == _document
	pointer.get(_document, "/spec/containers/0/name", null) == "llm"
	pointer.get(_document, "/spec/a~1b/~0c", null) == 1
}

test_what_is_absent_gives_the_default if {
	pointer.get(_document, "/spec/containers/7/name", "none") == "none"
	pointer.get(["not", "a", "mapping"], "/0", "none") == "none"
}
