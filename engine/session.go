package main

import (
	"bufio"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"

	"github.com/open-policy-agent/opa/v1/version"
)

// A session is what one parent process has loaded and selected. Handles and selections count from 1.
type session struct {
	limits     limits
	loads      []*load
	selections []*selection
	pool       []*worker
	heavy      sync.Mutex
	out        sync.Mutex
	writer     *bufio.Writer
}

func newSession(writer *bufio.Writer) *session {
	return &session{limits: defaultLimits(), writer: writer}
}

func (s *session) handle(req *request) (any, error) {
	if req.broken != nil {
		return nil, badRequest("%v", req.broken)
	}
	switch req.Op {
	case "hello":
		return s.hello(req)
	case "load":
		return s.load(req)
	case "select":
		return s.choose(req)
	case "eval":
		return s.eval(req)
	case "test":
		return s.test(req)
	case "export":
		return s.export(req)
	case "freeze":
		return s.freeze(req)
	case "entry":
		return s.entry(req)
	case "weigh":
		return s.weigh(req)
	case "bye":
		return map[string]any{}, nil
	}
	return nil, badRequest("there is no operation %q", req.Op)
}

func (s *session) hello(req *request) (any, error) {
	if req.Limits != nil {
		s.limits = *req.Limits
		if s.limits.Cores > 0 {
			runtime.GOMAXPROCS(s.limits.Cores)
		}
	}
	debug.SetMemoryLimit(int64(s.limits.memory() * 3 / 4))
	confineMemory(s.limits.memory())
	return map[string]any{"opa": version.Version, "wire": 1}, nil
}

// watch guards work until the returned function is called.
func (s *session) watch(slots ...*slot) (done func()) {
	return newWatch(s.limits.memory(), s.beat, slots...).start()
}

// beat is a blank line: the engine works, and has nothing to say yet.
func (s *session) beat() {
	s.out.Lock()
	defer s.out.Unlock()
	s.writer.WriteByte('\n')
	s.writer.Flush()
}

// announce says what is tried next, so that the parent knows it when the process ends in the attempt.
func (s *session) announce(input, ask int) {
	s.out.Lock()
	defer s.out.Unlock()
	fmt.Fprintf(s.writer, `{"at":[%d,%d]}`+"\n", input, ask)
	s.writer.Flush()
}
