package main

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// failed is why a query gave nothing: a kind of the protocol and a sentence.
type failed struct {
	kind    string
	message string
	stopped reason
}

func failureOf(what string, err error) *failed {
	fail := &failed{kind: "other", message: what + ": " + err.Error()}
	var e *topdown.Error
	if !errors.As(err, &e) {
		return fail
	}
	fail.message = strings.ReplaceAll(e.Message, "\n", " ")
	if e.Location != nil {
		fail.message = place(e.Location) + ": " + fail.message
	}
	switch e.Code {
	case topdown.BuiltinErr:
		fail.kind = "builtin"
	case topdown.ConflictErr:
		fail.kind = "conflict"
	}
	return fail
}

func stoppedFailure(what string, stopped reason, l limits) *failed {
	if stopped == overweight {
		message := fmt.Sprintf("%s was stopped: it needed more than %d MiB of memory", what, l.MemoryMiB)
		return &failed{kind: "memory", message: message, stopped: stopped}
	}
	message := fmt.Sprintf("%s was stopped after %g s", what, l.eval().Seconds())
	return &failed{kind: "timeout", message: message, stopped: stopped}
}

func place(at *ast.Location) string {
	return fmt.Sprintf("%s:%d:%d", at.File, at.Row, at.Col)
}

// A history is how an ask has done so far, on all inputs.
type history struct {
	failures atomic.Int32
	timeouts atomic.Int32
}

const suspicious = 2

// failed counts, and says whether this failure made the ask a suspect.
func (h *history) failed(fail *failed) bool {
	if fail.stopped != goesOn {
		h.timeouts.Add(1)
	}
	return h.failures.Add(1) == suspicious
}

// suspect is an ask that failed before: it is asked apart from the others, which then need no second query.
func (h *history) suspect() bool { return h.failures.Load() >= suspicious }

// givenUp says why an ask is not tried any more.
func (h *history) givenUp(l limits) string {
	if n := h.timeouts.Load(); int(n) >= l.Timeouts {
		return fmt.Sprintf("not tried any more: it had to be stopped on %d inputs before", n)
	}
	return ""
}
