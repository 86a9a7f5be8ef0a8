package policylint.facts

import data.policylint.lib.given
import data.policylint.lib.pointer
import data.policylint.lib.result

# evaluation_results[side]: every value that was measured: {"metric": one spelling, "written", "dataset", "slice", "value":
# a number or what is written, "n", "report": document, or null for a card, "created", "at", "n_at"}
evaluation_results[side] contains {
	"metric": metric_word(found.metric),
	"written": found.metric,
	"dataset": dataset_word(object.get(found, "dataset", null)),
	"slice": slice_word(object.get(found, "slice", null)),
	"value": _evaluation_number(object.get(found, "value", null)),
	"n": object.get(found, "n", null),
	"report": id,
	"created": _evaluation_moment(object.get(spec, "createdAt", null)),
	"at": result.at(id, sprintf("/spec/results/%d/value", [i])),
	"n_at": _evaluation_count_at(id, i, found),
} if {
	some [side, id] in by_kind["policylint/evaluation-report"]
	spec := given.mapping(input[side].documents[id].content, "spec")
	some i, found in given.list(spec, "results")
	is_string(found.metric)
}

_evaluation_count_at(id, i, found) := result.at(id, sprintf("/spec/results/%d/n", [i])) if {
	found.n
} else := result.missing(id, sprintf("/spec/results/%d", [i]), "n")

# `acc,none` is the metric and the filter of its answers.
evaluation_results[side] contains {
	"metric": metric_word(split(key, ",")[0]),
	"written": split(key, ",")[0],
	"dataset": dataset_word(task),
	"slice": "",
	"value": _evaluation_number(value),
	"n": object.get(content(side, id), ["n-samples", task, "effective"], null),
	"report": id,
	"created": _evaluation_moment(_evaluation_time(object.get(content(side, id), "date", null))),
	"at": result.at(id, pointer.of(["results", task, key])),
	"n_at": result.at(id, pointer.of(["results", task, key])),
} if {
	some [side, id] in by_kind["eval/lm-harness"]
	some task, values in given.mapping(content(side, id), "results")
	some key, value in values
	is_number(value)
	not regex.match(`_stderr(?:,|$)|^(?:alias|sample_len)$`, key)
}

# A card's model-index names no version: it can only add to what a report says.
evaluation_results[side] contains {
	"metric": metric_word(word),
	"written": word,
	"dataset": dataset_word(dataset),
	"slice": "",
	"value": _evaluation_number(metric.value),
	"n": null,
	"report": null,
	"created": 0,
	"at": result.at(id, sprintf("/model-index/%d/results/%d/metrics/%d/value", [i, k, n])),
	"n_at": null,
} if {
	some side, cards in card
	some id, front in cards
	some i, model in given.list(front, "model-index")
	some k, entry in given.list(model, "results")
	some dataset in {text | some key in ["type", "name"]; text := entry.dataset[key]; is_string(text)}
	some n, metric in given.list(entry, "metrics")
	some word in {text | some key in ["type", "name"]; text := metric[key]; is_string(text)}
}

# Files in .eval_results name the task of a benchmark, which has one metric; no version either.
evaluation_results[side] contains {
	"metric": metric,
	"written": metric,
	"dataset": dataset,
	"slice": "",
	"value": _evaluation_number(entry.value),
	"n": null,
	"report": null,
	"created": 0,
	"at": result.at(id, sprintf("/%d/value", [i])),
	"n_at": null,
} if {
	some [side, id] in by_kind["hf/eval-results"]
	some i, entry in input[side].documents[id].content
	dataset := dataset_word(entry.dataset.id)
	some metric in _evaluation_task(dataset, object.get(entry.dataset, "task_id", "default"))
}

_evaluation_task(dataset, "default") := {key[0] | some key, _ in evaluation_thresholds; key[1] == dataset}

_evaluation_task(_, task) := {metric_word(task)} if {
	is_string(task)
	task != "default"
}

# A number, or a text that is one; what else is written stays.
_evaluation_number(value) := to_number(trim_space(value)) if {
	is_string(value)
	regex.match(`^\s*-?(?:0|[1-9]\d*)(?:\.\d+)?\s*$`, value)
} else := value

# rougeL, rouge_l and ROUGE-L are one metric.
metric_word(text) := object.get(_evaluation_synonyms, word, word) if word := regex.replace(lower(text), `[^a-z0-9@]`, "")

_evaluation_synonyms := {
	"acc": "accuracy", "em": "exactmatch", "f1score": "f1", "prec": "precision", "wordererrorrate": "wer",
	"charactererrorrate": "cer", "ppl": "perplexity", "rocauc": "auc", "auroc": "auc", "rougelsum": "rougelsum",
}

# The id of a dataset, without the revision that may follow it.
dataset_word(text) := regex.replace(lower(trim_space(split(text, "@")[0])), `^(?:https?://)?huggingface\.co/datasets/`, "") if {
	is_string(text)
} else := ""

slice_word(text) := lower(trim_space(text)) if {
	is_string(text)
} else := ""

# evaluation_datasets[side]: what reports say about their data: {"id", "origin", "reason", "to": the last day of a sample,
# "to_at", "measured": whether a result names it, "report", "at"}
evaluation_datasets[side] contains {
	"id": dataset.id,
	"origin": object.get(dataset, "origin", null),
	"reason": object.get(dataset, "reason", null),
	"to": object.get(dataset, "sampledTo", object.get(dataset, "sampledFrom", null)),
	"to_at": _evaluation_sampled_at(id, i, dataset),
	"measured": dataset_word(dataset.id) in {dataset_word(found.dataset) | some found in given.list(spec, "results")},
	"report": id,
	"at": result.at(id, sprintf("/spec/datasets/%d", [i])),
} if {
	some [side, id] in by_kind["policylint/evaluation-report"]
	spec := given.mapping(input[side].documents[id].content, "spec")
	some i, dataset in given.list(spec, "datasets")
	is_string(dataset.id)
}

_evaluation_sampled_at(id, i, dataset) := result.at(id, sprintf("/spec/datasets/%d/%s", [i, key])) if {
	key := [name | some name in ["sampledTo", "sampledFrom"]; dataset[name]][0]
} else := result.missing(id, sprintf("/spec/datasets/%d", [i]), "sampledTo")
