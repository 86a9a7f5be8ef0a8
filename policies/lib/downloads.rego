# METADATA
# title: Downloads
# description: Addresses in a build step that hold something else tomorrow, and downloads that are run unseen.
# scope: package
package policylint.lib.downloads

import data.policylint.lib.pins

# Addresses whose content moves, as an array of {"url", "why"} in the order of the text.
moving(text) := [found |
	not checked(text)
	some url in regex.find_n(`https?://[^\s"'|)<>]+`, text, -1)
	found := {"url": url, "why": _why(url)}
]

# A checksum that is verified fixes the content, whatever the address.
checked(text) if regex.match(`\bsha(?:256|384|512)sum\s+(?:\S+\s+)*(?:-c|--check)\b|\bshasum\s+.*(?:-c|--check)\b`, text)

_why(url) := "is always the newest release; name the release" if {
	regex.match(`/releases/latest(?:/|$)`, url)
} else := sprintf("is at the branch %s, which moves; use a commit", [ref]) if {
	ref := _hub_ref(url)
	not pins.commit(ref)
} else := sprintf("is at the branch %s, which moves; use a commit", [ref]) if {
	ref := _git_ref(url)
	not pins.commit(ref)
	not pins.release_tag(ref)
}

_hub_ref(url) := ref if {
	ref := regex.find_all_string_submatch_n(`^https?://(?:huggingface\.co|hf\.co)/(?:[^/]+/){1,3}(?:resolve|raw|blob)/([^/?#]+)/`, url, 1)[0][1]
}

_git_ref(url) := [found[0][1] |
	some pattern in _git_addresses
	found := regex.find_all_string_submatch_n(pattern, url, 1)
	found[0][1] != "refs"
][0]

_git_addresses := [
	`^https?://github\.com/[^/]+/[^/]+/(?:raw|blob)/(?:refs/heads/)?([^/?#]+)/`,
	`^https?://raw\.githubusercontent\.com/[^/]+/[^/]+/(?:refs/heads/)?([^/?#]+)/`,
	`^https?://[^/]*gitlab[^/]*/.+/-/raw/([^/?#]+)/`,
	`^https?://github\.com/[^/]+/[^/]+/archive/(?:refs/heads/)?(main|master|develop|dev|HEAD)\.`,
	`^https?://github\.com/[^/]+/[^/]+/archive/refs/heads/(.+)\.(?:zip|tar\.gz)`,
]

# curl ... | sh, bash <(curl ...), sh -c "$(curl ...)"
run_unseen(text) if {
	some pattern in [
		`\b(?:curl|wget)\b[^|;&\n]*\|\s*(?:sudo\s+)?(?:-?\w+=\S+\s+)*(?:\S*/)?(?:ba|z|da)?sh\b`,
		`\b(?:curl|wget)\b[^|;&\n]*\|\s*(?:sudo\s+)?python[\d.]*\b`,
		`\b(?:ba|z|da)?sh\s+<\(\s*(?:curl|wget)\b`,
		`\b(?:ba|z|da)?sh\s+-\w*c\s+["']?\$\(\s*(?:curl|wget)\b`,
	]
	regex.match(pattern, text)
}

# The text without what an address may carry in secret: a user, a password, a query.
shown(text) := regex.replace(regex.replace(text, `(\w://)[^/@\s]+@`, "$1***@"), `(\w://[^\s?#]+)\?[^\s#]+`, "$1?***")
