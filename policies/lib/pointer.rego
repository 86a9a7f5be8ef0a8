# METADATA
# title: JSON pointers
# description: Builds and resolves the RFC 6901 pointers that say where in a document a value stands.
# scope: package
package policylint.lib.pointer

# of(["spec", "env", 0]) is "/spec/env/0".
of(path) := concat("", [sprintf("/%s", [_escape(key)]) | some key in path])

child(pointer, key) := sprintf("%s/%s", [pointer, _escape(key)])

# The value at a pointer, or `otherwise`. A part of digits only is a list index.
get(document, pointer, otherwise) := object.get(document, _path(pointer), otherwise) if is_object(document)

get(document, _, otherwise) := otherwise if not is_object(document)

_path("") := []

_path(pointer) := [_key(part) | some part in array.slice(split(pointer, "/"), 1, count(pointer))] if pointer != ""

_key(part) := to_number(part) if regex.match(`^(0|[1-9][0-9]*)$`, part)

_key(part) := replace(replace(part, "~1", "/"), "~0", "~") if not regex.match(`^(0|[1-9][0-9]*)$`, part)

_escape(key) := replace(replace(sprintf("%v", [key]), "~", "~0"), "/", "~1")
