//go:build unix

package main

import (
	"os"
	"syscall"
)

// addressSpace is what the process had mapped before any policy was loaded, in bytes; 0 where that is not known.
var addressSpace uint64

// confine gives up what an engine never needs: files it could write, files and sockets it could open, core dumps.
// A policy cannot reach them anyway; this holds where a builtin has a hole.
func confine() {
	addressSpace = mapped()
	limit(syscall.RLIMIT_CORE, 0)
	limit(syscall.RLIMIT_FSIZE, 0)
	limit(syscall.RLIMIT_CPU, cpuSeconds)
	if free, ok := firstFree(); ok {
		limit(syscall.RLIMIT_NOFILE, free)
	}
}

const cpuSeconds = 3600

// confineMemory is the back stop of the watch: one huge allocation ends the process instead of the machine.
func confineMemory(bytes uint64) {
	if addressSpace > 0 {
		limit(syscall.RLIMIT_AS, addressSpace+2*bytes+256<<20)
	}
}

func limit(resource int, value uint64) {
	var now syscall.Rlimit
	if syscall.Getrlimit(resource, &now) == nil && uint64(now.Max) < value {
		value = uint64(now.Max)
	}
	_ = syscall.Setrlimit(resource, &syscall.Rlimit{Cur: value, Max: value}) // where it is refused, the watch remains
}

// firstFree is the number the next file would get. The pipe makes Go's poller open what it needs before that is closed.
func firstFree() (uint64, bool) {
	r, w, err := os.Pipe()
	if err != nil {
		return 0, false
	}
	free := min(r.Fd(), w.Fd())
	r.Close()
	w.Close()
	return uint64(free), true
}
