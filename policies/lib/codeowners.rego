# METADATA
# title: CODEOWNERS
# description: >-
#   Who owns a path: the last line whose pattern matches it counts, as GitHub and GitLab read the file. A line without
#   owners takes what it matches away from everybody.
# scope: package
package policylint.lib.codeowners

# The line that counts for a path; undefined where no pattern matches.
line(lines, path) := matching[count(matching) - 1] if {
	matching := [each | some each in lines; is_string(each.pattern); matches(each.pattern, path)]
	count(matching) > 0
}

matches(pattern, path) if regex.match(expression(pattern), path)

# A pattern with a slash that is not its last character counts from the root, any other one in every folder. What it
# names may be a folder: then all that lies below is meant, but for a last part with a star, as in docs/*.
expression(pattern) := concat("", [`^`, _from(plain), _words(trim_prefix(trim_suffix(plain, "/"), "/")), _end(plain), `$`]) if {
	plain := trim_space(pattern)
}

_from(pattern) := "" if {
	contains(trim_suffix(pattern, "/"), "/")
} else := `(?:.*/)?`

_end(pattern) := `/.*` if {
	endswith(pattern, "/")
} else := "" if {
	regex.match(`/[^/]*\*[^/]*$`, pattern)
	not endswith(pattern, "**")
} else := `(?:/.*)?`

_words(pattern) := concat("", [_word(part) | some part in regex.find_n(`\*\*/|/\*\*$|\*\*|\*|\?|\\.|[^*?\\/]+|/`, pattern, -1)])

_word("**/") := `(?:.*/)?`

_word("/**") := `/.*`

_word("**") := `.*`

_word("*") := `[^/]*`

_word("?") := `[^/]`

_word(part) := _quoted(trim_prefix(part, `\`)) if not part in {"**/", "/**", "**", "*", "?"}

_quoted(text) := regex.replace(text, `[.+()|\[\]{}^$]`, `\$0`)
