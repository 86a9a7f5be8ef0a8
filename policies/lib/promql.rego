# METADATA
# title: PromQL
# description: >-
#   What a query says, as far as a rule needs it: the names of its metrics, the matchers of its labels, and whether it
#   holds a condition. Strings, comments, durations and grouping clauses are taken out first, so that none of their words
#   counts as a metric. What cannot be read gives nothing.
# scope: package
package policylint.lib.promql

# The metrics that a query selects, without labels: {"vllm:num_requests_waiting", "up"}.
metrics(query) := {name |
	some word in regex.find_n(`[0-9.][\w.]*|[A-Za-z_:][\w:]*\s*\(?`, _bare(query), -1)
	not endswith(word, "(")
	not regex.match(`^[0-9.]`, word)
	name := trim_space(word)
	not lower(name) in _keywords
} | _named(query)

# The conditions on labels: {{"label": "job", "op": "=~", "value": "llm.*"}}.
matchers(query) := {{"label": parts[1], "op": parts[2], "value": _text(parts[3])} |
	some parts in regex.find_all_string_submatch_n(_matcher, _uncommented(query), -1)
}

# Whether a query gives nothing while all is well: it compares, asks for absence, or joins by a set operator. With `bool`
# a comparison keeps every series.
conditional(query) if regex.match(`[<>]|[=!]=`, regex.replace(_bare(query), `(?:[<>=!]=|[<>])\s*bool\b`, ""))

conditional(query) if regex.match(`(?i)\b(?:absent|absent_over_time)\s*\(|\b(?:and|unless)\b`, _bare(query))

# The quantiles that a query takes of a histogram or selects from a summary, as numbers.
quantiles(query) := {to_number(sprintf("0%s", [parts[1]])) |
	some parts in regex.find_all_string_submatch_n(`\b(?:histogram_quantile|quantile_over_time|quantile)\s*(?:by\s*\([^()]*\)\s*)?\(\s*0?(\.\d+)\s*,`, _bare(query), -1)
} | {to_number(sprintf("0%s", [trim_left(matcher.value, "0")])) |
	some matcher in matchers(query)
	matcher.label == "quantile"
	matcher.op == "="
	regex.match(`^0?\.\d+$`, matcher.value)
}

# Whether a query takes a mean: avg(...), or the sum of a histogram by its count.
averages(query) if regex.match(`(?i)\bavg(?:_over_time)?\b\s*(?:\(|:|by\b|without\b)`, _unstrung(query))

averages(query) if {
	some sum in metrics(query)
	endswith(sum, "_sum")
	sprintf("%s_count", [trim_suffix(sum, "_sum")]) in metrics(query)
}

# One name for all series of a histogram or summary but its count of requests.
family(metric) := trim_suffix(trim_suffix(metric, "_bucket"), "_sum")

# A query without its strings, comments, ranges and labels, for its words.
plain(query) := _unlabelled(query)

_matcher := concat("", [`([A-Za-z_][\w.]*)\s*(=~|!~|!=|=)\s*(`, _string, `)`])

_string := concat("", [`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`, "`[^`]*`"])

_text(string) := replace(replace(substring(string, 1, count(string) - 2), `\\`, `\`), `\"`, `"`)

_uncommented(query) := regex.replace(query, sprintf(`(%s)|#[^\n]*`, [_string]), "$1")

_unstrung(query) := regex.replace(query, sprintf(`%s|#[^\n]*`, [_string]), `""`)

# Ranges go before selectors: a generator's {{.window}} stands in them.
_bare(query) := regex.replace(_unlabelled(query), `(?i)\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)|\boffset\s+-?\w+|@\s*[\w.]+`, " ")

_unlabelled(query) := regex.replace(regex.replace(_unstrung(query), `\[[^\]]*\]`, " "), `\{[^{}]*\}`, " ")

_named(query) := {name |
	some matcher in matchers(query)
	matcher.label == "__name__"
	matcher.op in {"=", "=~"}
	some name in split(trim(matcher.value, "^$()"), "|")
	regex.match(`^[A-Za-z_:][\w:]*$`, name)
}

_keywords := {
	"and", "or", "unless", "atan2", "bool", "by", "without", "on", "ignoring", "group_left", "group_right", "offset", "inf",
	"nan", "sum", "min", "max", "avg", "count", "stddev", "stdvar", "topk", "bottomk", "quantile", "group", "count_values",
}
