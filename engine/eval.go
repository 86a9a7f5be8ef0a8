package main

import (
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"unsafe"
)

// A chunk is the inputs of one request and what they gave, as JSON.
type chunk struct {
	selection *selection
	inputs    [][]byte
	files     []string
	records   [][]byte
	next      atomic.Int64
	bytes     atomic.Int64
}

func (s *session) eval(req *request) (any, error) {
	if req.Selection < 1 || req.Selection > len(s.selections) {
		return nil, badRequest("there is no selection %d", req.Selection)
	}
	if len(req.Files) > 0 && len(req.Files) != len(req.inputs) {
		return nil, badRequest("%d files for %d inputs", len(req.Files), len(req.inputs))
	}
	c := &chunk{selection: s.selections[req.Selection-1], inputs: req.inputs, files: req.Files, records: make([][]byte, len(req.inputs))}
	workers := s.workers(min(runtime.GOMAXPROCS(0), len(c.inputs)))
	defer s.watch(slotsOf(workers)...)()
	if req.Careful {
		for i := range c.inputs {
			c.records[i] = workers[0].careful(c, i, req.Skip)
		}
		return c.answer(), nil
	}
	var group sync.WaitGroup
	for _, w := range workers {
		group.Go(func() { w.work(c) })
	}
	group.Wait()
	return c.answer(), nil
}

func (s *session) workers(count int) []*worker {
	for len(s.pool) < count {
		s.pool = append(s.pool, &worker{session: s, slot: &slot{}, parser: newParser()})
	}
	return s.pool[:count]
}

func slotsOf(workers []*worker) []*slot {
	slots := make([]*slot, len(workers))
	for i, w := range workers {
		slots[i] = w.slot
	}
	return slots
}

// work judges inputs until none is left.
func (w *worker) work(c *chunk) {
	for {
		i := int(c.next.Add(1)) - 1
		if i >= len(c.inputs) {
			return
		}
		c.records[i] = w.judge(c, i)
	}
}

// answer names only the inputs that gave something.
func (c *chunk) answer() []byte {
	out := append(make([]byte, 0, int(c.bytes.Load())+16*len(c.inputs)), `{"n":`...)
	out = strconv.AppendInt(out, int64(len(c.inputs)), 10)
	out = append(out, `,"some":[`...)
	comma := false
	for i, record := range c.records {
		if record == nil {
			continue
		}
		if comma {
			out = append(out, ',')
		}
		comma = true
		out = append(out, `{"i":`...)
		out = strconv.AppendInt(out, int64(i), 10)
		out = append(out, record...)
	}
	return append(out, `]}`...)
}

// text lends the bytes of an input as a string: a request's bytes are never written again.
func text(b []byte) string {
	return unsafe.String(unsafe.SliceData(b), len(b))
}
