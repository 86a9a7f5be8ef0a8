package main

import (
	"github.com/open-policy-agent/opa/v1/version"
)

// A session is what one parent process has loaded and selected. Handles and selections count from 1.
type session struct {
	limits     limits
	loads      []*load
	selections []*selection
}

func newSession() *session {
	return &session{limits: defaultLimits()}
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
	case "bye":
		return map[string]any{}, nil
	}
	return nil, badRequest("there is no operation %q", req.Op)
}

func (s *session) hello(req *request) (any, error) {
	if req.Limits != nil {
		s.limits = *req.Limits
		s.limits.apply()
	}
	return map[string]any{"opa": version.Version, "wire": 1}, nil
}
