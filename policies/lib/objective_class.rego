# METADATA
# title: What an objective is about
# description: >-
#   No format of objectives says whether one is about availability or latency. What its label says counts; then what its
#   queries measure: a bound on a histogram of durations is latency, a share of failures is availability; then the words
#   of its names. When none of them tells, it is "unknown".
# scope: package
package policylint.lib.objective_class

import data.policylint.lib.engine_metrics
import data.policylint.lib.promql

# `raw` is an objective as the facts read it: label, shape, queries, prometheus, and all that
# it is called.
of(raw) := _labelled(raw.label) if {
	raw.label
} else := "latency" if {
	raw.shape == "latency"
} else := "latency" if {
	_times(raw)
} else := "availability" if {
	_by_outcome(raw)
} else := "other" if {
	_about(raw.queries, _other)
} else := "availability" if {
	_counts_failures(raw)
} else := "throughput" if {
	raw.shape == "threshold"
	_about(raw.queries, _throughput)
} else := _named(raw.called)

# What a latency objective measures: {"ttft"}, {"e2e"}, ...; the end-to-end time where no engine's metric tells otherwise.
measured(queries) := known if {
	known := {measure |
		some query in queries
		some metric in promql.metrics(query)
		measure := engine_metrics.measures(metric)
		measure in _durations
	}
	count(known) > 0
} else := {"e2e"}

_durations := {"e2e", "ttft", "per_token", "queue_time", "inference_time"}

_labelled(label) := lower(label) if lower(label) in {"availability", "latency", "throughput"}

_labelled(label) := "other" if not lower(label) in {"availability", "latency", "throughput"}

# A duration that is compared: with a bucket, as a quantile, or as a value with a bound.
_times(raw) if {
	_bounds(raw)
	some query in raw.queries
	some metric in promql.metrics(query)
	_duration(metric)
}

_times(raw) if {
	raw.shape == "threshold"
	not raw.prometheus
	_about(raw.queries, _latency)
}

_bounds(raw) if raw.shape == "threshold"

_bounds(raw) if {
	some query in raw.queries
	some matcher in promql.matchers(query)
	matcher.label == "le"
}

_bounds(raw) if {
	some query in raw.queries
	regex.match(`\bhistogram_(?:quantile|fraction|share)\b`, promql.plain(query))
}

# Triton and Sloth's plugins count the slow requests themselves.
_bounds(raw) if {
	some query in raw.queries
	regex.match(`(?i)slow|too_long|over_budget`, promql.plain(query))
}

_duration(metric) if {
	engine_metrics.measures(metric) in _durations
	not endswith(metric, "_count")
}

_duration(metric) if {
	regex.match(_latency, metric)
	not endswith(metric, "_count")
	not regex.match(`(?i)timestamp|uptime|_age_|_lag_|since`, metric) # how old something is
}

_counts_failures(raw) if _about(raw.queries, _availability)

_counts_failures(raw) if raw.shape in {"errors", "probe"}

_by_outcome(raw) if {
	some query in raw.queries
	some matcher in promql.matchers(query)
	regex.match(_outcome_label, matcher.label)
}

_about(queries, words) if {
	some query in queries
	regex.match(words, promql.plain(query))
}

_named(name) := "latency" if {
	regex.match(_latency_name, name)
} else := "availability" if {
	regex.match(_availability_name, name)
} else := "throughput" if {
	regex.match(_throughput, name)
} else := "other" if {
	regex.match(_other, name)
} else := "unknown"

_latency := `(?i)latenc|duration|response_?time|time_to_first|ttft|time_per_output|elapsed|_(?:milli|micro|nano)?seconds(?:_bucket|_sum)?$|_[mu]s(?:_bucket|_sum)?$|_time(?:_bucket|_sum)?$|target_?response`

_availability := `(?i)error|fail|success|availab|healthy|5xx|exception|timeout|\bup\b`

_outcome_label := `(?i)^(?:code|rcode|.*status.*|.*response_?code.*|grpc_code|http_code|finished?_reason|result|outcome|success|error|exception|response_flags)$`

_throughput := `(?i)throughput|tokens|per_second|\brps\b|\bqps\b|requests?_(?:total|count)`

_other := `(?i)faithful|accura|precision\b|recall|quality|hallucinat|toxic|drift|fresh|stale|cost|_usd|_eur|utili[sz]ation|cache|memory|_bytes|saturation|satisfaction|feedback`

_latency_name := `(?i)latenc|duration|response[-_ ]?time|\bp(?:9\d|9\d\d)\b|ttft|first[-_ ]token|\bfast|\bslow|speed`

_availability_name := `(?i)availab|error|success|uptime|reliab|\b5xx\b|healthy`
