package main

import (
	"runtime/debug"
	"time"
)

// Limits bound what a policy nobody has read yet may take. They come with "hello".
type limits struct {
	Milliseconds int `json:"ms"`     // per evaluation
	MemoryMiB    int `json:"memory"` // of the whole process
	ResultBytes  int `json:"result"` // of the values of one evaluation
	ChunkBytes   int `json:"chunk"`  // of the answer to one chunk
	ResultDepth  int `json:"depth"`
	PrintBytes   int `json:"print"` // per evaluation
	Timeouts     int `json:"timeouts"`
}

func defaultLimits() limits {
	return limits{Milliseconds: 5000, MemoryMiB: 1024, ResultBytes: 4 << 20, ChunkBytes: 64 << 20, ResultDepth: 128, PrintBytes: 16 << 10, Timeouts: 3}
}

func (l limits) duration() time.Duration { return time.Duration(l.Milliseconds) * time.Millisecond }

func (l limits) apply() {
	debug.SetMemoryLimit(int64(l.MemoryMiB) << 20)
}
