# METADATA
# title: Pins
# description: What names one content for good, and the reference inside an address.
# scope: package
package policylint.lib.pins

commit(ref) if {
	is_string(ref)
	regex.match(`^[0-9a-f]{40}$`, ref)
}

short_commit(ref) if {
	regex.match(`^[0-9a-f]{7,39}$`, ref)
	regex.match(`[0-9]`, ref)
	regex.match(`[a-f]`, ref)
}

# 1.2.3, 0.0.22.post7, 2.1.2+cu118: one release. "5", "5.x" and ">=5" are series.
exact_version(text) if regex.match(`^v?\d+(?:\.\d+)+(?:[.+-]?[A-Za-z][\w.]*)?(?:\+[\w.]+)?$`, text)

# A tag that looks like a release; tags of this form are not expected to move.
release_tag(ref) if regex.match(`^v?\d+\.\d+`, ref)

# The part after @ in a VCS requirement; "" when there is none.
vcs_ref(url) := ref if {
	found := regex.find_all_string_submatch_n(`://(?:[^/@\s]+@)?[^/@\s]+/[^@#\s]*@([^@#\s]+)`, url, 1)
	ref := found[0][1]
} else := ref if {
	found := regex.find_all_string_submatch_n(`git@[^:/\s]+:[^@#\s]+@([^@#\s]+)`, url, 1)
	ref := found[0][1]
} else := ""
