package main

import (
	"sync"
	"sync/atomic"
	"time"
)

type reason int32

const (
	goesOn reason = iota
	overtime
	overweight
)

// A slot is one piece of work that must end: the watch stops it, and its owner asks why it was stopped. It is the
// Cancel that OPA looks at while it evaluates.
type slot struct {
	mu       sync.Mutex
	busy     bool
	what     string
	deadline time.Time
	stopped  atomic.Int32
}

func (s *slot) begin(what string, limit time.Duration) {
	s.mu.Lock()
	s.busy, s.what, s.deadline = true, what, time.Now().Add(limit)
	s.stopped.Store(int32(goesOn))
	s.mu.Unlock()
}

func (s *slot) end() reason {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy = false
	return reason(s.stopped.Load())
}

// stop does nothing to work that has ended or was stopped before.
func (s *slot) stop(why reason) {
	s.mu.Lock()
	if s.busy {
		s.stopped.CompareAndSwap(int32(goesOn), int32(why))
	}
	s.mu.Unlock()
}

// overdue says what is late, and by how much.
func (s *slot) overdue(now time.Time) (string, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.busy {
		return "", -1
	}
	return s.what, now.Sub(s.deadline)
}

// Cancel is part of OPA's interface.
func (s *slot) Cancel() { s.stop(overtime) }

// Cancelled is what OPA asks before every step.
func (s *slot) Cancelled() bool { return s.stopped.Load() != int32(goesOn) }
