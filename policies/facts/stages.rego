package policylint.facts

import data.policylint.lib.dates

# brought: what a promotion brings that was not in service before: each new version and each new image of what serves.
# {"sort": "version" or "image", "names": under which it is the same elsewhere, "vague": whether the name alone does not say
# which bytes, "shown", "at"}
brought contains item if {
	some item in _stages_items.subject
	not _stages_in_service(item)
}

# What served at a lower stage under the same name was not in service at this one.
_stages_in_service(item) if {
	input.before.stage == input.subject.stage
	_stages_serves("before", item)
}

# source_has(item): "same" where the lower stage serves it, "other" where it does not, "unknown" where nothing tells.
source_has(item) := "same" if {
	_stages_serves("source", item)
} else := "unknown" if {
	item.sort == "version"
	some other in served.source
	other.sort in {"opaque", "hole"}
} else := "unknown" if {
	item.sort == "version"
	item.vague
} else := "unknown" if {
	item.sort == "image"
	some other in _stages_items.source
	other.sort == "image"
	other.loose == item.loose
	other.vague != item.vague
} else := "other"

_stages_items[side] contains {
	"sort": "version",
	"names": {found.version},
	"vague": found.sort == "opaque",
	"shown": found.shown,
	"at": found.at,
} if {
	some side
	some found in served[side]
	found.sort in {"exact", "moving", "opaque"}
	is_string(found.version)
}

_stages_items[side] contains {
	"sort": "image",
	"names": _stages_image(image.value),
	"vague": not_pinned,
	"loose": _stages_loose(image.value),
	"shown": image.value,
	"at": image.at,
} if {
	some side
	some image in scalars[side].image
	is_string(image.value)
	not_pinned := count(split(image.value, "@")) == 1
}

# Stages pull from registries of their own: the digest counts, else the name without the registry.
_stages_image(image) := {digest} if {
	[_, digest] := split(image, "@")
} else := {_stages_loose(image)}

_stages_loose(image) := regex.replace(split(image, "@")[0], `^(?:[^/]*[.:][^/]*|localhost)/`, "")

_stages_serves(side, item) if {
	some other in _stages_items[side]
	other.sort == item.sort
	count(other.names & item.names) > 0
}

# soak(item): since when the lower stage has served it without a break, on the history of the base: {"since": a time or
# null, "at": where it first stood, "known": whether the history at hand goes back far enough to tell}.
soak(item) := {"since": null, "at": null, "known": _stages_known(0)} if {
	_stages_run(item) == 0
} else := {"since": input[side].at, "at": at, "known": _stages_known(n)} if {
	n := _stages_run(item)
	side := sprintf("source~%d", [n])
	at := min({other.at | some other in _stages_items[side]; other.sort == item.sort; count(other.names & item.names) > 0})
}

# How many of the earlier states of the source in a row, from the newest, serve it.
_stages_run(item) := min([run |
	some run in numbers.range(0, _stages_earlier)
	side := sprintf("source~%d", [run + 1])
	not _stages_serves(side, item)
])

_stages_earlier := count([side | some side in sides; startswith(side, "source~")])

# A state before the oldest one at hand may have served it, too.
_stages_known(n) if n < _stages_earlier

_stages_known(_) if {
	input.history.complete
	_stages_earlier < 20
}

default _stages_known(_) := false

# hours_since(time): up to now.
hours_since(text) := floor((dates.start(input.now) - dates.start(text)) / 3600000000000)
