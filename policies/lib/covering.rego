# METADATA
# title: What covers what
# description: >-
#   Openings that let callers in, as a partial order: whether one of them lets in all that another does. `*` is everybody.
#   Two openings of which neither covers the other cannot be compared.
# scope: package
package policylint.lib.covering

# The openings of a list that no opening of another one covers.
uncovered(openings, others) := [opening |
	some opening in openings
	not _covered(opening.opening, others)
]

_covered(opening, others) if {
	some other in others
	covers(other.opening, opening)
}

covers("*", _)

covers(one, other) if one == other

# *.example.com is every name below example.com.
covers(one, other) if {
	is_string(one)
	is_string(other)
	startswith(one, "*.")
	endswith(trim_prefix(other, "*"), substring(one, 1, -1))
}

covers(one, other) if _cidr_covers(one, other)

# What a network policy lets in: a peer at a port.
covers(one, other) if {
	is_object(one)
	is_object(other)
	_peer_covers(one.peer, other.peer)
	_port_covers(one.port, other.port)
}

_cidr_covers(one, other) if {
	_cidr(one)
	_cidr(other)
	net.cidr_contains(one, other)
}

_cidr(text) if {
	is_string(text)
	contains(text, "/")
	net.cidr_is_valid(text)
}

_peer_covers("*", _)

_peer_covers(one, other) if one == other

_peer_covers(one, other) if {
	_cidr_covers(one.ipBlock.cidr, other.ipBlock.cidr)
	every hole in object.get(one.ipBlock, "except", []) {
		some kept in object.get(other.ipBlock, "except", [])
		_cidr_covers(kept, hole)
	}
}

_peer_covers(one, other) if {
	_selects(one)
	_selects(other)
	_selector_covers(object.get(one, "podSelector", {}), object.get(other, "podSelector", {}))
	_namespace_covers(one, other)
}

_selects(peer) if {
	is_object(peer)
	count(peer) > 0
	every key, selector in peer {
		key in {"podSelector", "namespaceSelector"}
		is_object(selector)
	}
}

# Without a selector of namespaces a peer is in the policy's own.
_namespace_covers(one, other) if {
	not one.namespaceSelector
	not other.namespaceSelector
}

_namespace_covers(one, other) if _selector_covers(one.namespaceSelector, object.get(other, "namespaceSelector", {}))

# The fewer labels are asked for, the more is selected.
_selector_covers(one, other) if {
	every label, value in object.get(one, "matchLabels", {}) {
		other.matchLabels[label] == value
	}
	every expression in object.get(one, "matchExpressions", []) {
		expression in object.get(other, "matchExpressions", [])
	}
}

_port_covers("*", _)

_port_covers(one, other) if one == other
