# METADATA
# title: Dates
# description: >-
#   Compares what a document states as a date, or as a time with its zone, with the time of the run. A date lasts until
#   its end, in UTC.
# scope: package
package policylint.lib.dates

# Whether `text` is a date or a time, so that the other functions are defined for it.
stated(text) if {
	is_string(text)
	regex.match(`^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[Tt][0-2]\d:[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-][0-2]\d:[0-5]\d))?$`, text)
}

# The first moment of what `text` states, and the first one after it; both in nanoseconds.
start(text) := time.parse_rfc3339_ns(_whole(text))

end(text) := start(text) + _day if {
	count(text) == 10
} else := start(text)

past(text, now) if end(text) <= start(now)

future(text, now) if start(text) > start(now)

# How many days lie between the two, a part of a day left out: of 2026-11-01 and 2026-11-03 two.
days(from, to) := floor((start(to) - start(from)) / _day)

_day := 86400000000000

# Nanoseconds reach from 1678 to 2262: what lies outside is as far away as the year 1704 or 2204, leap years both.
_whole(text) := concat("", [_year(substring(text, 0, 4)), upper(substring(text, 4, -1)), _midnight(text)])

_year(text) := sprintf("%d", [min([2204, max([1704, to_number(trim_left(text, "0"))])])]) if {
	text != "0000"
} else := "1704"

_midnight(text) := "T00:00:00Z" if {
	count(text) == 10
} else := ""
