# METADATA
# title: What a file gives
# description: >-
#   The value of a key in the form that a rule expects, or an empty one: in a file any key may be absent, null or of
#   another type.
# scope: package
package policylint.lib.given

list(holder, key) := holder[key] if {
	is_array(holder[key])
} else := []

mapping(holder, key) := holder[key] if {
	is_object(holder[key])
} else := {}

text(holder, key) := holder[key] if {
	is_string(holder[key])
} else := ""
