package policylint.lib.counts_test

import data.policylint.lib.counts

test_what_is_a_number if {
	counts.number(3) == 3
	counts.number("3") == 3
	counts.number(" 12 ") == 12
}

test_what_is_none_stays if {
	every value in ["${MIN}", "", "-1", "007", "1e9", "99999999999", true, null, ["1"]] {
		counts.number(value) == value
	}
}

test_a_part_is_rounded_down if {
	counts.part("50%", 1) == 0
	counts.part("50%", 3) == 1
	counts.part("100%", 3) == 3
	counts.part(2, 3) == 2
	counts.part("0", 3) == 0
}

test_what_is_no_part if {
	every value in ["half", "%", "-5%", "05%", null, {}] {
		not counts.part(value, 3)
	}
}
