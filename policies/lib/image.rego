# METADATA
# title: Image tags
# description: >-
#   Says whether a tag names a version. Versions of what an image is built on (CUDA, Python, Ubuntu) are not its own:
#   `cuda12.1-ubuntu22.04` names none, `cuda-0.0.7` does.
# scope: package
package policylint.lib.image

# "version": the tag names one; "moving": it names a line of versions; "none": it names neither.
kind_of(tag) := "version" if {
	regex.match(_exact, _own(tag))
} else := "moving" if {
	some word in regex.split(`[-_.]`, lower(tag))
	word in _lines
	not _flavour(word, tag)
} else := "version" if {
	regex.match(`[0-9]`, _own(tag))
} else := "none"

# A date or a commit makes even `nightly-20260131` one image; so does a dotted version, unless a moving word goes with it.
_exact := concat("|", [
	`(?:^|[-_.])(?:sha-?)?(?:[0-9a-f]{7,64})(?:$|[-_.])`,
	`(?:^|[-_.])20\d{2}[-_.]?[01]\d[-_.]?[0-3]\d(?:$|[-_.t\d])`,
])

_lines := {
	"latest", "main", "master", "nightly", "stable", "dev", "devel", "develop", "edge", "canary", "head", "trunk",
	"current", "unstable", "snapshot", "rolling", "lts", "prod", "production", "staging", "release",
}

# `2.5.1-cuda12.1-devel` is what developers need of a release, not what they work on.
_flavour("devel", tag) if regex.match(`(?:^|[-_])v?\d+\.\d+`, tag)

# The tag without the parts that speak of what the image is built on.
_own(tag) := regex.replace(lower(tag), `(?:cu(?:da|dnn)?|rocm|ubuntu|debian|ubi|alpine|python|py|sm|torch|xpu|jdk|node)\d[\d.]*`, "")
