# METADATA
# title: Switches
# description: Whether the value of a flag or variable turns something on, in the spellings that engines take.
# scope: package
package policylint.lib.switches

import data.policylint.lib.placeholder

# A flag that stands alone has the value null, and is on.
on(null)

on(value) if {
	is_string(value)
	not off(value)
	not placeholder.found(value)
}

off(value) if {
	is_string(value)
	lower(trim_space(value)) in {"", "0", "false", "no", "off", "n", "f", "none", "null"}
}

# A word that can only be the value of a switch: `--flag false`.
word(text) if regex.match(`^(?i:true|false|yes|no|on|off|0|1)$`, text)
