# METADATA
# title: Quantities
# description: >-
#   Numbers with a unit as objectives, alerts and manifests write them, brought to one unit so that two can be compared:
#   99.9 % is 0.999, 500ms is 0.5s, P1D is 24h. Undefined for what is no quantity.
# scope: package
package policylint.lib.quantity

# A length of time in seconds: 500ms, 5m, 1h30m, 28d, 1M (a month), P1D, PT1M; a bare number is in seconds.
seconds(value) := value if is_number(value)

seconds(value) := to_number(value) if {
	is_string(value)
	regex.match(`^(?:0|[1-9]\d*)(?:\.\d+)?$`, value)
}

seconds(value) := rounded(sum([_length(part, _units) | some part in regex.find_all_string_submatch_n(`(\d+(?:\.\d+)?)(ms|us|µs|[smhdwMQyY])`, value, -1)])) if {
	is_string(value)
	regex.match(`^(?:\d+(?:\.\d+)?(?:ms|us|µs|[smhdwMQyY]))+$`, value)
}

seconds(value) := sum([_length(part, _days) | some part in _iso(value, 0)]) + sum([_length(part, _hours) | some part in _iso(value, 1)]) if {
	is_string(value)
	regex.match(`^P(?:\d+(?:\.\d+)?[YMWD])*(?:T(?:\d+(?:\.\d+)?[HMS])+)?$`, value)
	value != "P"
}

# 500 * 0.001 is not 0.5 to the last bit.
rounded(number) := round(number * 1000000000000) / 1000000000000

# Days and more stand before the T, hours and less behind it.
_iso(value, i) := regex.find_all_string_submatch_n(`(\d+(?:\.\d+)?)([A-Z])`, split(sprintf("%sT", [trim_prefix(value, "P")]), "T")[i], -1)

_length(part, units) := to_number(_plain(part[1])) * units[part[2]]

# Rego reads no number with a nought before it.
_plain(text) := regex.replace(text, `^(-?)0+(\d)`, "$1$2")

_units := {
	"us": 0.000001, "µs": 0.000001, "ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800,
	"M": 2592000, "Q": 7776000, "y": 31536000, "Y": 31536000,
}

_days := {"D": 86400, "W": 604800, "M": 2592000, "Y": 31536000}

_hours := {"H": 3600, "M": 60, "S": 1}

# How much one of a unit is: of time in seconds, of shares in ones. A unit that is not known is one of its own kind.
unit(name) := found if {
	found := _names[_word(name)]
} else := {"kind": _word(name), "factor": 1}

_word(name) := lower(trim_space(name)) if {
	is_string(name)
} else := ""

_names := {name: {"kind": kind, "factor": factor} |
	some kind, units in {
		"time": {
			0.000001: ["us", "microsecond", "microseconds"],
			0.001: ["ms", "msec", "millisecond", "milliseconds"],
			1: ["s", "sec", "secs", "second", "seconds"],
			60: ["m", "min", "mins", "minute", "minutes"],
			3600: ["h", "hour", "hours"],
			86400: ["d", "day", "days"],
			604800: ["w", "week", "weeks"],
		},
		"share": {1: ["ratio", "share", "fraction"], 0.01: ["%", "percent", "percentage"]},
	}
	some factor, names in units
	some name in names
}

# The unit of a Prometheus metric, by the end of its name.
of_metric(metric) := 0.001 if {
	regex.match(`(?i)_(?:ms|millis|milliseconds)(?:_bucket|_sum)?$`, metric)
} else := 0.000001 if {
	regex.match(`(?i)_(?:us|microseconds)(?:_bucket|_sum)?$`, metric)
} else := 1

# A number, also one written as text, with or without a percent sign.
number(value) := value if is_number(value)

number(value) := to_number(trim_space(value)) if {
	is_string(value)
	regex.match(`^\s*-?(?:0|[1-9]\d*)(?:\.\d+)?\s*$`, value)
}

number(value) := round(to_number(trim_space(trim_suffix(trim_space(value), "%"))) * 1000000) / 100000000 if {
	is_string(value)
	regex.match(`^\s*-?(?:0|[1-9]\d*)(?:\.\d+)?\s*%\s*$`, value)
}

# A product as in an alert's expression: 14.4 * 0.001.
arithmetic(text) := value if {
	factors := [_factor(part[1], part[2]) | some part in regex.find_all_string_submatch_n(`([*/]?)\s*(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)`, text, -1)]
	count(factors) > 0
	not 0 in {factor.by | some factor in factors}
	value := rounded(product([factor.of | some factor in factors]) / product([factor.by | some factor in factors]))
}

_factor("/", text) := {"of": 1, "by": to_number(_plain(text))}

_factor(sign, text) := {"of": to_number(_plain(text)), "by": 1} if sign != "/"
