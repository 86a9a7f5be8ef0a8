package policylint.lib.switches_test

import data.policylint.lib.switches

test_on_in_all_spellings if {
	every value in [null, "1", "true", "True", "yes", "on", "/tmp/profile"] { switches.on(value) }
}

test_off_in_all_spellings if {
	every value in ["", " ", "0", "false", "False", "no", "off", "none"] {
		switches.off(value)
		not switches.on(value)
	}
}

test_a_placeholder_is_neither if {
	every value in ["${DEV_MODE}", "{{ .Values.dev }}"] {
		not switches.on(value)
		not switches.off(value)
	}
}

test_words_that_are_values_of_switches if {
	every text in ["true", "False", "0", "1", "on"] { switches.word(text) }
	not switches.word("acme/m")
	not switches.word("10")
}
