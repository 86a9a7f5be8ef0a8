package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

// A load is one set of policies, compiled, with its data.
type load struct {
	role     string
	now      time.Time
	compiler *ast.Compiler
	store    storage.Store
	packages map[string]map[string]*entry
}

type loaded struct {
	Handle   int        `json:"handle"`
	Packages []*pkgInfo `json:"packages"`
	Notes    []problem  `json:"notes"`
}

func (s *session) load(req *request) (any, error) {
	l, result, err := newLoad(req)
	if err != nil {
		return nil, err
	}
	s.loads = append(s.loads, l)
	result.Handle = len(s.loads)
	return result, nil
}

func newLoad(req *request) (*load, *loaded, error) {
	l := &load{role: req.Role}
	if req.Now != "" {
		now, err := time.Parse(time.RFC3339, req.Now)
		if err != nil {
			return nil, nil, badRequest("now is not a time of RFC 3339: %q", req.Now)
		}
		l.now = now
	}
	caps := capabilities(req.Role, req.Rego, req.Now != "")
	modules, problems := parseModules(req, caps)
	if len(problems) > 0 {
		return nil, nil, policyFailure(problems)
	}
	notes, problems := l.compile(modules, caps)
	if len(problems) > 0 {
		return nil, nil, policyFailure(problems)
	}
	if err := l.fill(req.Data); err != nil {
		return nil, nil, err
	}
	packages := describe(l)
	return l, &loaded{Packages: packages, Notes: notes}, nil
}

func policyFailure(problems []problem) *failure {
	return &failure{Kind: "policy", Message: "the policies do not load", Problems: problems}
}

func parseModules(req *request, caps *ast.Capabilities) (map[string]*ast.Module, []problem) {
	version := regoVersion(req.Rego)
	modules := make(map[string]*ast.Module, len(req.Modules))
	var problems []problem
	for _, m := range req.Modules {
		options := ast.ParserOptions{RegoVersion: version, Capabilities: caps, ProcessAnnotation: true}
		module, err := ast.ParseModuleWithOpts(m[0], m[1], options)
		if err != nil {
			problems = append(problems, problemsOf(err)...)
			continue
		}
		if module != nil {
			modules[m[0]] = module
		}
	}
	return modules, problems
}

func regoVersion(name string) ast.RegoVersion {
	if name == "v0" {
		return ast.RegoV0
	}
	return ast.RegoV1
}

// compile is strict first: what only the strict compiler minds is an error for rules and a note for documents.
func (l *load) compile(modules map[string]*ast.Module, caps *ast.Capabilities) (notes, problems []problem) {
	l.compiler = compiled(modules, caps, true)
	if !l.compiler.Failed() {
		return nil, nil
	}
	strict := problemsOf(l.compiler.Errors)
	if l.role == "rules" {
		return nil, strict
	}
	l.compiler = compiled(modules, caps, false)
	if l.compiler.Failed() {
		return nil, problemsOf(l.compiler.Errors)
	}
	return strict, nil
}

func compiled(modules map[string]*ast.Module, caps *ast.Capabilities, strict bool) *ast.Compiler {
	compiler := ast.NewCompiler().WithCapabilities(caps).WithStrict(strict).WithEnablePrintStatements(true).SetErrorLimit(0)
	compiler.Compile(modules)
	return compiler
}

// fill keeps the data as OPA's own values, so that a policy that reads it converts nothing.
func (l *load) fill(raw json.RawMessage) error {
	data := map[string]any{}
	if len(raw) > 0 && !bytes.Equal(raw, []byte("null")) {
		decoder := json.NewDecoder(bytes.NewReader(raw))
		decoder.UseNumber()
		if err := decoder.Decode(&data); err != nil {
			return badRequest("the data is not a JSON object: %v", err)
		}
	}
	l.store = inmem.NewFromObjectWithOpts(data, inmem.OptRoundTripOnWrite(false), inmem.OptReturnASTValuesOnRead(true))
	return nil
}

func problemsOf(err error) []problem {
	var errs ast.Errors
	if !errors.As(err, &errs) {
		var single *ast.Error
		if !errors.As(err, &single) {
			return []problem{{Code: "rego_error", Message: err.Error()}}
		}
		errs = ast.Errors{single}
	}
	problems := make([]problem, 0, len(errs))
	for _, e := range errs {
		p := problem{Code: e.Code, Message: e.Message}
		if e.Location != nil {
			p.Path, p.Line, p.Column = e.Location.File, e.Location.Row, e.Location.Col
		}
		problems = append(problems, p)
	}
	return problems
}
