package main

import (
	"bytes"
	"encoding/json"
	"sync/atomic"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/util"
)

// A load is one set of policies, compiled (now, or when they are asked for), with its data.
type load struct {
	role     string
	now      time.Time
	compiler *ast.Compiler
	data     map[string]any
	store    storage.Store
	packages map[string]*pkg
	fileInfo bool
	suspects atomic.Int32 // asks that failed more than once
	sources  *sources
	unmarked bool // compiled as written, without the marks of vanishing messages
	lazy     *lazy
	thaw     *thaw
	tests    []*test
}

type loaded struct {
	Handle   int       `json:"handle"`
	Packages any       `json:"packages"`
	Notes    []problem `json:"notes"`

	Tests    []*test    `json:"tests,omitempty"`
	Unproved []unproved `json:"unproved,omitempty"`
}

func (s *session) load(req *request) (any, error) {
	work := &slot{}
	work.begin("compiling the policies", s.limits.load())
	defer s.watch(work)()
	defer work.end()
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
	if err := l.given(req); err != nil {
		return nil, nil, err
	}
	src := &sources{texts: req.Modules, role: req.Role, version: regoVersion(req.Rego)}
	l.sources = src
	src.caps = capabilities(req.Role, src.version, req.Now != "")
	if len(req.Own) > 0 {
		result, err := l.suite(src, req.Own)
		return l, result, err
	}
	if req.Frozen {
		result, err := l.thawed(shipped)
		return l, result, err
	}
	modules, problems := src.marked()
	if len(problems) > 0 {
		return nil, nil, policyFailure(problems)
	}
	if req.Lazy {
		result, err := l.promise(modules)
		return l, result, err
	}
	notes, problems := l.compile(src, modules)
	if len(problems) > 0 {
		return nil, nil, policyFailure(problems)
	}
	names := util.KeysSorted(modules)
	packages := describe(l, inOrder(l.compiler.Modules), l.compiler.GetAnnotationSet())
	if problems = l.checkReferences(names); len(problems) > 0 {
		return nil, nil, policyFailure(problems)
	}
	notes = append(notes, l.checkNegations(names)...)
	if l.role == "documents" {
		notes = append(notes, l.checkComparisons(names)...)
		l.checkDecisions(packages)
		if !req.Combined {
			notes = append(notes, l.checkContents(names)...)
		}
	}
	if req.Combined {
		l.checkFields(packages)
	}
	return l, &loaded{Packages: packages, Notes: notes}, nil
}

// given takes what comes beside the modules: the time of the run, and data, kept as OPA's own values.
func (l *load) given(req *request) error {
	if req.Now != "" {
		now, err := time.Parse(time.RFC3339, req.Now)
		if err != nil {
			return badRequest("now is not a time of RFC 3339: %q", req.Now)
		}
		l.now = now
	}
	l.data = map[string]any{}
	if len(req.Data) > 0 && !bytes.Equal(req.Data, []byte("null")) {
		decoder := json.NewDecoder(bytes.NewReader(req.Data))
		decoder.UseNumber()
		if err := decoder.Decode(&l.data); err != nil {
			return badRequest("the data is not a JSON object: %v", err)
		}
	}
	if req.FileInfo {
		l.promiseFiles()
	}
	l.store = inmem.NewFromObjectWithOpts(l.data, inmem.OptRoundTripOnWrite(false), inmem.OptReturnASTValuesOnRead(true))
	return nil
}

func policyFailure(problems []problem) *failure {
	return &failure{Kind: "policy", Message: "the policies do not load", Problems: problems}
}

// hasData tells the compiler where data and a rule would stand in the same place.
func (l *load) hasData(path []string) (bool, error) {
	_, ok := l.dataAt(path)
	return ok, nil
}

func (l *load) dataAt(path []string) (any, bool) {
	var here any = l.data
	for _, key := range path {
		object, ok := here.(map[string]any)
		if !ok {
			return nil, false
		}
		if here, ok = object[key]; !ok {
			return nil, false
		}
	}
	return here, true
}
