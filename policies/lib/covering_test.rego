package policylint.lib.covering_test

import data.policylint.lib.covering

test_everybody_covers_all if {
	covering.covers("*", "chat.example.com")
	not covering.covers("chat.example.com", "*")
}

test_names_below_a_domain if {
	covering.covers("*.example.com", "chat.example.com")
	covering.covers("*.example.com", "*.eu.example.com")
	not covering.covers("*.example.com", "example.com")
	not covering.covers("*.example.com", "chat.example.org")
}

test_blocks_of_addresses if {
	covering.covers("10.0.0.0/8", "10.1.0.0/16")
	not covering.covers("10.1.0.0/16", "10.0.0.0/8")
	not covering.covers("${RANGE}/8", "10.0.0.0/8")
	covering.covers("${RANGE}/8", "${RANGE}/8")
}

_peer(peer) := {"peer": peer, "port": "*"}

test_a_block_with_exceptions_covers_less if {
	whole := _peer({"ipBlock": {"cidr": "10.0.0.0/8"}})
	part := _peer({"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.9.0.0/16"]}})
	covering.covers(whole, part)
	not covering.covers(part, whole)
}

test_fewer_labels_select_more if {
	web := _peer({"podSelector": {"matchLabels": {"app": "web"}}})
	front := _peer({"podSelector": {"matchLabels": {"app": "web", "tier": "front"}}})
	covering.covers(web, front)
	not covering.covers(front, web)
}

test_the_own_namespace_is_one_of_all if {
	own := _peer({"podSelector": {}})
	all := _peer({"namespaceSelector": {}})
	covering.covers(all, own)
	not covering.covers(own, all)
}

test_a_port_is_part_of_an_opening if {
	one := {"peer": "*", "port": "TCP 8000"}
	covering.covers(_peer("*"), one)
	not covering.covers(one, _peer("*"))
}

test_what_no_other_covers if {
	new := [{"opening": "a.example.com"}, {"opening": "b.example.org"}]
	covering.uncovered(new, [{"opening": "*.example.com"}]) == [{"opening": "b.example.org"}]
}
