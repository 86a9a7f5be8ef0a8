# METADATA
# title: Licences
# description: >-
#   The ids that the Hub knows, which are no SPDX ids, and families of licences by what they allow. A family is a list of
#   patterns over ids in lower case with `-` for blanks, so that values that are no id are told too: "CC BY-NC 4.0".
# scope: package
package policylint.lib.licences

known(id) if id in _hub

# "CC BY-NC-SA 4.0" is cc-by-nc-sa-4.0.
normal(text) := trim(regex.replace(lower(trim_space(text)), `[\s_-]+`, "-"), "-")

# The term of a list that takes in an id: the name of a family, or a pattern such as `cc-by-sa-*`.
term(id, terms) := [term |
	some term in terms
	some pattern in object.get(families, term, [lower(term)])
	glob.match(pattern, null, id)
][0]

# What is wrong with using a model under it.
families := {
	"non-commercial": [
		"cc-by-nc", "cc-by-nc-*", "*non-commercial*", "*noncommercial*", "*non-production*", "mnpl", "mnpl-*",
	],
	"research-only": [
		"*-research", "*-research-*", "research", "research-*", "apple-amlr", "deepfloyd-if-license", "mrl",
	],
	"unknown": ["unknown"],
	"permissive": [
		"apache-2.0", "mit", "bsd", "bsd-*", "isc", "zlib", "unlicense", "cc0-1.0", "wtfpl", "cc-by-2.0", "cc-by-2.5",
		"cc-by-3.0", "cc-by-4.0", "cdla-permissive-*", "bsl-1.0", "ncsa", "postgresql", "pddl", "odc-by", "openmdw-*",
		"afl-3.0", "artistic-2.0", "ecl-2.0", "ms-pl",
	],
	"copyleft": [
		"gpl", "gpl-*", "agpl-*", "lgpl", "lgpl-*", "mpl-*", "epl-*", "eupl-*", "osl-*", "cc-by-sa-*", "cdla-sharing-*",
		"odbl", "gfdl",
	],
	"no-derivatives": ["cc-by-nd", "cc-by-nd-*"],
	"use-restricted": ["*openrail*", "*-rail-*", "llama*", "gemma", "grok*-community"],
}

# A text of a few words names other licences than this id does.
contradicted(id, text) if {
	count(split(trim_space(text), " ")) <= 8
	stated := _brands(id)
	said := _brands(normal(text))
	count(stated) > 0
	count(said) > 0
	count(stated & said) == 0
}

# Licences without their versions, which people often leave out.
_brands(text) := {found[1] |
	some found in regex.find_all_string_submatch_n(
		`\b(apache|mit|[al]?gpl|bsd|mpl|cc0|cc-by(?:-(?:nc|sa|nd))*|creativeml|openrail|llama|gemma|unlicense)(?:$|[^a-z])`,
		text,
		-1,
	)
}

_hub := {
	"apache-2.0", "mit", "openrail", "bigscience-openrail-m", "creativeml-openrail-m", "bigscience-bloom-rail-1.0",
	"bigcode-openrail-m", "afl-3.0", "artistic-2.0", "bsl-1.0", "bsd", "bsd-2-clause", "bsd-3-clause",
	"bsd-3-clause-clear", "c-uda", "cc", "cc0-1.0", "cc-by-2.0", "cc-by-2.5", "cc-by-3.0", "cc-by-4.0", "cc-by-sa-3.0",
	"cc-by-sa-4.0", "cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nd-4.0", "cc-by-nc-nd-3.0",
	"cc-by-nc-nd-4.0", "cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0", "cdla-sharing-1.0",
	"cdla-permissive-1.0", "cdla-permissive-2.0", "wtfpl", "ecl-2.0", "epl-1.0", "epl-2.0", "etalab-2.0", "eupl-1.1",
	"eupl-1.2", "agpl-3.0", "gfdl", "gpl", "gpl-2.0", "gpl-3.0", "lgpl", "lgpl-2.1", "lgpl-3.0", "isc", "h-research",
	"intel-research", "lppl-1.3c", "ms-pl", "apple-ascl", "apple-amlr", "mpl-2.0", "odc-by", "odbl", "openmdw-1.0",
	"openmdw-1.1", "openrail++", "osl-3.0", "postgresql", "ofl-1.1", "ncsa", "unlicense", "zlib", "pddl", "lgpl-lr",
	"deepfloyd-if-license", "fair-noncommercial-research-license", "llama2", "llama3", "llama3.1", "llama3.2", "llama3.3",
	"llama4", "grok2-community", "gemma", "unknown", "other",
}
