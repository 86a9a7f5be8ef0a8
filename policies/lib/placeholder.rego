# METADATA
# title: Placeholders
# description: >-
#   Tells a value from a hole that a template engine, a shell or a person still has to fill. A rule is undecided on a
#   hole, because what will stand there cannot be seen.
# scope: package
package policylint.lib.placeholder

found(value) if {
	is_string(value)
	regex.match(_any, value)
}

_any := concat("|", array.concat(_markers, _words))

# What a template engine or a shell replaces.
_markers := [
	`\{\{`, `<%`,
	`\$\{`, `\$\(`, `\$[A-Za-z_]`,
	`<[A-Za-z][^<>]*>`, `<YOUR`,
	`\{\$?[A-Za-z_][\w .-]*\}`,
	`(?:^|[^A-Za-z0-9])__[A-Z][A-Z0-9_]*__(?:$|[^A-Za-z0-9])`,
]

# What a person replaces.
_words := [
	`(?i:(?:^|[^a-z])your[-_ ])`,
	`(?i:(?:^|[^a-z])your(?:docker\w*|name|user\w*|org\w*|repo\w*|registry|project|company|account|bucket|token|key)(?:$|[^a-z]))`,
	`(?i:(?:^|[^a-z])replace[-_ ]?(?:me|with|this|by)(?:$|[^a-z]))`,
	`(?:^|[^A-Za-z])REPLACE(?:$|[^A-Za-z])`,
	`(?i:change[-_ ]?(?:me|this))`,
	`(?i:(?:^|[^a-z])(?:todo|tbd|fixme|placeholder)(?:$|[^a-z]))`,
	# A whole part of a path, tag or name in capitals: gs://BUCKET_NAME/m, repo/PROJECT_ID/app, :TAG, CHECKPOINT_PATH.
	concat("", [`(?:^|[/:@=])(?:[A-Z][A-Z0-9]*_)*(?:`, _nouns, `)(?:$|[/:@.])`]),
]

_nouns := concat("|", [
	"PROJECT", "TAG", "IMAGE", "REGION", "REGISTRY", "BUCKET", "VERSION", "REVISION", "COMMIT", "SHA", "DIGEST", "HASH",
	"PATH", "NAME", "ID", "URI", "URL", "REPO", "REPOSITORY", "USER", "USERNAME", "OWNER", "ORG", "NAMESPACE", "HERE",
])
