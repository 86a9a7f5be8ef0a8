# METADATA
# title: Shell strings
# description: >-
#   Splits the script of `sh -c "..."` into its simple commands, each a list of words without quotes: enough to find the
#   flags of a server that is started there. Comments and redirections are left out; nothing is executed or expanded.
# scope: package
package policylint.lib.shell

# [["export", "HF_HOME=/data"], ["vllm", "serve", "acme/m", "--port", "8000"]]
commands(script) := [words |
	tokens := regex.find_n(_token, regex.replace(script, `\\\r?\n`, " "), -1)
	ends := [i | some i, token in array.concat(tokens, [";"]); _separator[token]]
	some k, end in ends
	start := array.concat([-1], ends)[k] + 1
	words := [_unquoted(token) | some token in array.slice(tokens, start, end); not _dropped(token)]
	count(words) > 0
]

# The words of one line of arguments: VLLM_ARGS="--revision main --port 8000".
words(line) := [word | some command in commands(line); some word in command]

# [name, value] of a NAME=value word, such as `export HF_TOKEN=...`.
assignment(word) := [name, value] if {
	regex.match(`^[A-Za-z_][A-Za-z0-9_]*=`, word)
	name := substring(word, 0, indexof(word, "="))
	value := substring(word, count(name) + 1, -1)
}

# In this order: a comment, a placeholder, a redirection, a separator, a word of quoted, escaped and bare parts.
_token := concat("|", [
	`#[^\n]*`,
	`<[A-Za-z][\w -]*>`,
	`\d?(?:<<<?-?|>>?|<)&?\d?|&>>?`,
	`\n|;|&&|\|\||[|&()]`,
	`(?:'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\$\([^()]*\)|\$\{[^{}]*\}|\\[\s\S]|[^\s'"\\;|&<>()])+`,
])

_separator := {"\n", ";", "&&", "||", "|", "&", "(", ")"}

_dropped(token) if startswith(token, "#")

_dropped(token) if regex.match(`^(\d?<?<?<-?&?\d?|\d?>>?&?\d?|&>>?)$`, token)

_unquoted(token) := token if not regex.match(`['"\\]`, token)

_unquoted(token) := regex.replace(token, `'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])`, "$1$2$3") if {
	regex.match(`['"\\]`, token)
}
