# METADATA
# title: Addresses in texts
# description: >-
#   Finds the addresses in the value of a variable, an argument or a configuration file, and tells a key that only names
#   addresses (a list for CORS, a link) from one that says what to call.
# scope: package
package policylint.lib.hosts

# found(text): [{"url": as written, "host": in lower case without port, "path": ...}]. In a text of several lines comments
# and lines about CORS are left out.
found(text) := [_parts(match) |
	some line in _lines(text)
	some match in regex.find_all_string_submatch_n(_url, line, -1)
] if {
	contains(text, "://")
} else := [_parts(match) | some match in regex.find_all_string_submatch_n(_bare, trim_space(text), 1)]

_lines(text) := [text] if not contains(text, "\n")

_lines(text) := [line |
	some line in split(text, "\n")
	contains(line, "://")
	not regex.match(`^\s*(?:#|//|--|;|\*|<!--)`, line)
	not only_named(regex.replace(line, `\w+://.*`, ""))
] if {
	contains(text, "\n")
}

_url := `(?i)([a-z][a-z0-9+.-]*)://(?:[^\s/@"'<>]*@)?([a-z0-9_.-]+)(?::\d+)?((?:/[^\s"'<>,;|)\]}]*)?)`

# A name with a dot that stands alone, with a port and a path or not.
_bare := `(?i)^()((?:[a-z0-9_-]+\.)+[a-z]{2,})\.?(?::\d+)?((?:/\S*)?)$`

_parts(match) := {"url": match[0], "host": trim_right(lower(match[2]), "."), "path": match[3]}

# A key that lists who may call, or where people read on.
only_named(key) if {
	some word in regex.split(`[^a-z]+`, lower(regex.replace(key, `([a-z0-9])([A-Z])`, "$1-$2")))
	word in _naming
}

_naming := {
	"cors", "origin", "origins", "referer", "referrer", "referers", "allowlist", "whitelist", "csp", "ancestors",
	"doc", "docs", "documentation", "help", "link", "links", "homepage", "readme", "license", "licence", "badge", "about",
	"description", "comment", "title",
}

# The host or path of a Space on the Hugging Face Hub.
space(address) if regex.match(`(?:^|\.)hf\.space$`, address.host)

space(address) if {
	address.host in {"huggingface.co", "www.huggingface.co", "hf.co"}
	startswith(address.path, "/spaces/")
}
