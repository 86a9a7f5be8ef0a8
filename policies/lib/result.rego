# METADATA
# title: Findings
# description: >-
#   The only way a rule builds a finding. A location is a document id plus a JSON pointer; `missing` names a key that is
#   absent below that pointer. Code, level, fix and line are joined later, from METADATA and from the file.
# scope: package
package policylint.lib.result

finding(msg, at) := {"msg": msg, "at": at}

# `extra` may hold related, key, fix, and level: a cap, the finding is never reported above it.
finding_with(msg, at, extra) := object.union(finding(msg, at), extra)

related(msg, at) := {"msg": msg, "at": at}

at(id, pointer) := {"document": id, "pointer": pointer}

missing(id, pointer, key) := {"document": id, "pointer": pointer, "missing": key}
