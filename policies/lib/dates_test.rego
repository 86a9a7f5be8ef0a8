package policylint.lib.dates_test

import data.policylint.lib.dates

test_dates_and_times_with_a_zone if {
	every text in ["2026-11-24", "2026-11-24T09:00:00Z", "2026-11-24t09:00:00.5z", "2026-11-24T09:00:00+02:00"] {
		dates.stated(text)
		dates.start(text)
	}
	every text in ["", "today", "2026-13-01", "2026-11-32", "24.11.2026", "2026-11-24T09:00:00", 20261124, null] {
		not dates.stated(text)
	}
}

test_a_date_lasts_until_its_end if {
	not dates.past("2026-11-24", "2026-11-24T23:59:59Z")
	dates.past("2026-11-24", "2026-11-25T00:00:00Z")
	dates.past("2026-11-24T09:00:00Z", "2026-11-24T09:00:00Z")
	dates.past("2026-11-24T09:00:00+02:00", "2026-11-24T08:00:00Z")
}

test_what_has_not_begun if {
	dates.future("2026-11-25", "2026-11-24T23:59:59Z")
	not dates.future("2026-11-24", "2026-11-24T00:00:00Z")
}

test_days_between if {
	dates.days("2026-11-01", "2026-11-03") == 2
	dates.days("2026-11-01", "2026-11-02T23:59:59Z") == 1
	dates.days("2026-11-03", "2026-11-01") == -2
}

test_far_away_dates_are_dates if {
	dates.past("0001-01-01", "2026-11-24T00:00:00Z")
	dates.past("0000-02-28", "2026-11-24T00:00:00Z")
	dates.future("9999-12-31", "2026-11-24T00:00:00Z")
	dates.days("2026-11-24T00:00:00Z", "2999-02-28") > 60000
	dates.future("2996-02-29", "2026-11-24T00:00:00Z")
}
