package policylint.facts

# images[side]: every container image that a deployment pulls, init containers and sidecars too.
images[side] contains {"image": container.image, "at": {"document": id, "pointer": sprintf("%s/image", [at])}} if {
	some side, id, at
	container := containers[side][id][at]
	is_string(container.image)
}
