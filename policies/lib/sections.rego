# METADATA
# title: Sections of a model card
# description: >-
#   What a heading is about. Cards use many words for one thing, so each topic has a list of patterns, tried on the
#   heading in lower case without numbers, marks and "[optional]".
# scope: package
package policylint.lib.sections

# The topics of a heading; "Intended uses & limitations" has two.
topics(title) := {topic |
	text := normal(title)
	some topic, patterns in _patterns
	regex.match(patterns.is, text)
	not regex.match(patterns["not"], text)
	not regex.match(_instruction, text)
}

# A heading that stands for its topic: template text in it is never made good by another heading. The authors of a card
# are an optional section, which may stay empty when a contact is given.
stands_for("contact", title) if regex.match(`\bcontacts?\b`, normal(title))

stands_for(topic, _) if topic != "contact"

normal(title) := trim_space(regex.replace(_letters(title), `\s+`, " "))

_letters(title) := regex.replace(regex.replace(lower(title), `[\[(]optional[\])]`, ""), `[^\p{L}\p{N}&'/-]+`, " ")

# "How to use", "Use with transformers": how to run the model, not what it is for.
_instruction := `^(?:how to|how can|usage|use (?:with|in|the|it|this|from|via|as|from)\b)`

_patterns := {
	"uses": {
		"is": `\buses\b|\buse cases?\b|\bintended (?:use|usage|purpose)\b|\b(?:direct|primary|model|foreseeable|recommended|potential|possible|suggested|target|expected) use\b|^use$`,
		"not": `out[ -]of[ -]scope|\bmis-?use|\bterms of\b|\bprohibited\b|\bunintended\b|\bnot intended\b|\bmalicious\b`,
	},
	"out-of-scope use": {
		"is": `\bout[ -]of[ -]scope\b|\bmis-?uses?\b|\bprohibited uses?\b|\b(?:unintended|malicious|inappropriate|unsuitable|non-intended) uses?\b|\bnot intended\b|\bnot for\b|\bdo not use\b`,
		"not": `^$`,
	},
	"limitations": {
		"is": `\blimitations?\b|\bbias(?:es)?\b|\brisks?\b|\bcaveats?\b`,
		"not": `^$`,
	},
	"training data": {
		"is": `\b(?:pre-?)?train(?:ing|ed)?(?: (?:and|&) [\p{L}]+)? (?:on )?(?:data|datasets?|corpus|corpora)\b|\bdatasets?\b|^(?:the )?data$|\b(?:fine-?tuning|pretraining) data\b`,
		"not": `^(?:test|testing|evaluation|eval|validation|benchmark)\b`,
	},
	"evaluation": {
		"is": `\bevaluations?\b|\beval\b|\bresults?\b|\bbenchmarks?\b|\bperformance\b|\bmetrics?\b|\baccuracy\b`,
		"not": `^$`,
	},
	"contact": {
		"is": `\bcontacts?\b|\bauthors?\b|\bmaintainers?\b|\bmaintained by\b|\bfeedback\b|\bquestions\b|\bget in touch\b|^(?:get |getting |community |contact )?(?:& |and )?support$`,
		"not": `^$`,
	},
}
