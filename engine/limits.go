package main

import "time"

// Limits bound what a policy nobody has read yet may take. They come with "hello".
type limits struct {
	EvalMillis  int `json:"eval_ms"`      // one evaluation
	LoadMillis  int `json:"load_ms"`      // one load
	MemoryMiB   int `json:"memory_mib"`   // the values of the whole process
	ResultBytes int `json:"result_bytes"` // the values that one input gives
	ChunkBytes  int `json:"chunk_bytes"`  // the answer to one chunk
	ResultDepth int `json:"result_depth"`
	PrintBytes  int `json:"print_bytes"` // what print() says about one input
	Timeouts    int `json:"timeouts"`    // after so many an ask is not tried again
	Cores       int `json:"cores"`       // 0: all there are
}

func defaultLimits() limits {
	return limits{
		EvalMillis: 5000, LoadMillis: 60000, MemoryMiB: 1024,
		ResultBytes: 4 << 20, ChunkBytes: 64 << 20, ResultDepth: 128, PrintBytes: 16 << 10, Timeouts: 3,
	}
}

func (l limits) eval() time.Duration { return time.Duration(l.EvalMillis) * time.Millisecond }
func (l limits) load() time.Duration { return time.Duration(l.LoadMillis) * time.Millisecond }
func (l limits) memory() uint64      { return uint64(l.MemoryMiB) << 20 }
