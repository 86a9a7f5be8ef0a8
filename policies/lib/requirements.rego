# METADATA
# title: Python requirements
# description: >-
#   Reads one requirement as pip does (PEP 508, a VCS or archive URL, a local path) and says why it is
#   not pinned. `problem` is undefined for a pinned requirement, an option or a path of the repository.
# scope: package
package policylint.lib.requirements

import data.policylint.lib.pins

# The requirement without comment, trailing options and environment marker.
core(text) := trim_space(regex.replace(_no_options(text), `\s*;.*$`, "")) if not _url(text)

core(text) := trim_space(regex.replace(_no_options(text), `\s+;.*$`, "")) if _url(text)

_no_options(text) := regex.replace(_no_comment(text), `\s+--?[A-Za-z][\w-]*(?:[= ]\S+)*`, "")

_no_comment(text) := regex.replace(trim_space(text), `(?:^|\s)#.*$`, "")

_url(text) if contains(text, "://")

# An option line of a requirements file: -r other.txt, --index-url ..., --hash=...
option(text) if regex.match(`^\s*-`, text)

hashed(text) if regex.match(`--hash[= ]\w+:[0-9a-f]{32,}`, text)

# A value that a build argument or a template fills in later.
open(text) if regex.match(`\$\{?[A-Za-z_]|\{\{|%\(`, text)

# -e git+https://... is a requirement behind an option.
editable(text) := regex.find_all_string_submatch_n(`^\s*(?:-e|--editable)[= ]\s*(\S+)`, text, 1)[0][1]

# -r other.txt, -c constraints.txt
includes(text) := regex.find_all_string_submatch_n(`^\s*(?:-r|--requirement|-c|--constraint)[= ]?\s*(\S+)`, text, 1)[0][1]

# {"what": the requirement, "short": the reason in a few words, "why": a sentence}
problem(text) := _problem(core(text)) if {
	not option(text)
	not hashed(text)
	not open(text)
}

problem(text) := _problem(editable(text)) if not open(text)

_problem(req) := {"what": req, "short": short, "why": why} if {
	some scheme in ["git", "hg", "svn", "bzr"]
	regex.match(sprintf(`(?:^|@\s*)%s\+`, [scheme]), req)
	[short, why] := _moving_ref(pins.vcs_ref(req))
}

_problem(req) := {"what": req, "short": "no checksum", "why": why} if {
	regex.match(`(?:^|@\s*)(?:https?|ftp)://`, req)
	not regex.match(`#(?:.*&)?sha(?:256|384|512)=[0-9a-f]{64,}`, req)
	not regex.match(`/[0-9a-f]{40}(?:\.zip|\.tar\.gz|/|$)`, req)
	why := "has no #sha256=, so the file behind the address can change; add its checksum"
}

_problem(req) := {"what": req, "short": short, "why": why} if {
	not _url(req)
	parts := regex.find_all_string_submatch_n(
		`^([A-Za-z0-9][\w.-]*\s*(?:\[[^\]]*\])?)\s*\(?\s*([=<>~!].*?)?\s*\)?$`,
		req, 1,
	)[0]
	not _local(req)
	[short, why] := _loose(trim_space(parts[1]), parts[2])
}

_local(req) if regex.match(`\.(?:whl|zip|tar\.gz)$`, req)

_moving_ref(ref) := ["no commit", "names no commit, so a build takes what the default branch holds; add @ and the 40-hex commit"] if {
	ref == ""
}

_moving_ref(ref) := ["an abbreviated commit", "is an abbreviated commit; write all 40 digits"] if {
	pins.short_commit(ref)
}

_moving_ref(ref) := [sprintf("moves with %s", [ref]), why] if {
	ref != ""
	not pins.commit(ref)
	not pins.short_commit(ref)
	why := sprintf("is at %s, a branch or tag that can move; use the 40-hex commit", [ref])
}

_loose(name, "") := ["no version", why] if {
	why := sprintf("has no version, so a build takes the newest one; write %s==VERSION", [name])
}

_loose(name, spec) := ["a wildcard", why] if {
	spec != ""
	not _exact(spec)
	regex.match(`==[^,]*\*`, spec)
	why := sprintf("has a wildcard, which is a range; write %s==VERSION in full", [name])
}

_loose(name, spec) := ["a range", why] if {
	spec != ""
	not _exact(spec)
	not regex.match(`==[^,]*\*`, spec)
	why := sprintf("is a range, so builds differ; write %s==VERSION", [name])
}

_exact(spec) if {
	some part in split(spec, ",")
	regex.match(`^\s*={2,3}\s*[\w.!+-]+\s*$`, part)
}
