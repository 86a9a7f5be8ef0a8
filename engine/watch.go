package main

import (
	"fmt"
	"os"
	"runtime/metrics"
	"time"
)

const (
	tick      = 10 * time.Millisecond
	heartbeat = time.Second
	grace     = 2 * time.Second // for a builtin that does not look whether it was stopped
)

// A watch looks at the clock and at the heap while work is under way. It stops what is late or what fills the memory;
// what does not stop ends the process, with a reason on standard error.
type watch struct {
	slots  []*slot
	memory uint64
	beat   func()
	sample []metrics.Sample
}

func newWatch(memory uint64, beat func(), slots ...*slot) *watch {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	return &watch{slots: slots, memory: memory, beat: beat, sample: sample}
}

// start watches until the returned function is called.
func (w *watch) start() (done func()) {
	quit := make(chan struct{})
	go func() {
		ticker := time.NewTicker(tick)
		defer ticker.Stop()
		last := time.Now()
		for {
			select {
			case <-quit:
				return
			case now := <-ticker.C:
				w.look(now)
				if now.Sub(last) > heartbeat {
					last = now
					w.beat()
				}
			}
		}
	}()
	return func() { close(quit) }
}

func (w *watch) look(now time.Time) {
	used := w.used()
	for _, s := range w.slots {
		what, late := s.overdue(now)
		if late > grace {
			die(exitTime, "%s took too long and could not be stopped", what)
		}
		if late > 0 {
			s.stop(overtime)
		} else if used > w.memory {
			s.stop(overweight)
		}
	}
	if used > w.memory+w.memory/2 {
		die(exitMemory, "%s needed more than %d MiB of memory and could not be stopped", w.suspect(now), w.memory>>20)
	}
}

func (w *watch) suspect(now time.Time) string {
	for _, s := range w.slots {
		if what, _ := s.overdue(now); what != "" {
			return what
		}
	}
	return "the engine"
}

func (w *watch) used() uint64 {
	metrics.Read(w.sample)
	return w.sample[0].Value.Uint64() + w.sample[1].Value.Uint64()
}

// mindParent ends the process when its parent is gone: nobody is left to answer.
func mindParent() {
	parent := os.Getppid()
	for range time.Tick(time.Second) {
		if os.Getppid() != parent {
			os.Exit(0)
		}
	}
}

const (
	exitMisuse = 2
	exitTime   = 3
	exitMemory = 4
)

// die ends the process; the last line of standard error is the reason the parent shows.
func die(code int, format string, args ...any) {
	fmt.Fprintf(os.Stderr, "policylint-engine: "+format+"\n", args...)
	os.Exit(code)
}
