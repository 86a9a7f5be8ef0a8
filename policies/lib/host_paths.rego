# METADATA
# title: Folders of a node
# description: Which folders of a node a pod mounts to reach its accelerator, and not to reach the node.
# scope: package
package policylint.lib.host_paths

device(path) if regex.match(_devices, path)

_devices := concat("|", [
	`^/var/lib/kubelet/(?:device-plugins|pod-resources|plugins|plugins_registry)(?:/|$)`,
	`^/dev/(?:nvidia|infiniband|dri|kfd|accel|vfio|neuron|habanalabs|davinci|hisi_hdc|devmm_svm|gdrdrv|aperture_devices)`,
	`^/(?:usr/local|usr/lib|opt|home/kubernetes/bin|run)/nvidia(?:/|$)`,
	`^/(?:var/lib|run)/tcpxo?(?:/|$)`,
	`^/usr/local/(?:Ascend|dcmi|bin/npu-smi)(?:/|$)`,
	`^/etc/ascend_install\.info$`,
	`^/sys/(?:class/infiniband|bus/pci)(?:/|$)`,
])
