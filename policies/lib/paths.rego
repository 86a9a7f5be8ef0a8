# METADATA
# title: Paths
# description: Paths of the repository, relative to its root, with forward slashes.
# scope: package
package policylint.lib.paths

# The path of a file named in another file, relative to that file's folder.
beside(path, name) := concat("/", array.concat(array.slice(folder, 0, count(folder) - _ups(parts)), [part |
	some part in parts
	part != ".."
])) if {
	folder := _folder(path)
	parts := [part | some part in split(name, "/"); not part in {"", "."}]
}

_ups(parts) := count([part | some part in parts; part == ".."])

_folder(path) := array.slice(parts, 0, count(parts) - 1) if parts := split(path, "/")
