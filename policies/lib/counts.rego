# METADATA
# title: Counts
# description: >-
#   Numbers of instances as platforms write them: as a number, as text in an annotation, as a share of a whole.
# scope: package
package policylint.lib.counts

# A number for whatever is one, else the value as it stands (a placeholder, null).
number(value) := to_number(trim_space(value)) if {
	is_string(value)
	regex.match(`^\s*(?:0|[1-9][0-9]{0,8})\s*$`, value)
} else := value

# How many of `whole` a number or a percentage comes to, rounded down. Undefined for anything else.
part(value, whole) := number(value) if {
	is_number(number(value))
} else := floor((whole * to_number(trim_suffix(value, "%"))) / 100) if {
	percentage(value)
}

percentage(value) if {
	is_string(value)
	regex.match(`^(?:0|[1-9][0-9]{0,3})%$`, value)
}
