package policylint.lib.host_paths_test

import data.policylint.lib.host_paths

test_devices_and_drivers if {
	every path in [
		"/dev/nvidia0", "/dev/infiniband", "/var/lib/kubelet/device-plugins", "/home/kubernetes/bin/nvidia/lib64",
		"/usr/local/Ascend/driver",
	] {
		host_paths.device(path)
	}
}

test_folders_of_the_node if {
	every path in ["/", "/dev/shm", "/dev", "/mnt/models", "/var/run/docker.sock", "/usr/local", "/var/lib/kubelet"] {
		not host_paths.device(path)
	}
}
