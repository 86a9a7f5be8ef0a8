package main

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Sources are the texts of one load, and how to read them.
type sources struct {
	texts   [][2]string
	role    string
	version ast.RegoVersion
	caps    *ast.Capabilities
}

func regoVersion(name string) ast.RegoVersion {
	if name == "v0" {
		return ast.RegoV0
	}
	return ast.RegoV1
}

// plain parses the modules as they are written, on all cores.
func (s *sources) plain() (map[string]*ast.Module, []problem) {
	options := ast.ParserOptions{RegoVersion: s.version, Capabilities: s.caps, ProcessAnnotation: true}
	parsed := make([]*ast.Module, len(s.texts))
	failures := make([]error, len(s.texts))
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(s.texts)) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(s.texts); i = int(next.Add(1)) - 1 {
				parsed[i], failures[i] = ast.ParseModuleWithOpts(s.texts[i][0], s.texts[i][1], options)
			}
		})
	}
	group.Wait()
	modules := make(map[string]*ast.Module, len(s.texts))
	var problems []problem
	for i, text := range s.texts {
		if failures[i] != nil {
			problems = append(problems, problemsOf(failures[i])...)
		} else if parsed[i] != nil {
			modules[text[0]] = parsed[i]
		}
	}
	return modules, problems
}

// marked parses the modules and lets a rule whose message is undefined say so.
func (s *sources) marked() (map[string]*ast.Module, []problem) {
	modules, problems := s.plain()
	if len(problems) == 0 {
		markVanishing(modules, s.role)
	}
	return modules, problems
}

// compile is strict first. What only the strict compiler minds is an error for rules and a note for documents.
func (l *load) compile(src *sources, modules map[string]*ast.Module) (notes, problems []problem) {
	l.compiler = l.compiled(src, modules, true)
	strict := l.compiler.Errors
	if len(strict) == 0 {
		return []problem{}, nil
	}
	lenient := l.role == "documents"
	if lenient {
		if l.compiler = l.compiled(src, modules, false); !l.compiler.Failed() {
			return problemsOf(strict), nil
		}
	}
	// The marks must never be what fails, nor show in a message: what counts is what was written.
	if modules, problems = src.plain(); len(problems) > 0 {
		return nil, problems
	}
	l.unmarked = true
	l.compiler = l.compiled(src, modules, !lenient)
	if l.compiler.Failed() {
		return nil, problemsOf(l.compiler.Errors)
	}
	return []problem{}, nil
}

func (l *load) compiled(src *sources, modules map[string]*ast.Module, strict bool) *ast.Compiler {
	compiler := src.compiler().WithStrict(strict).WithPathConflictsCheck(l.hasData)
	compiler.Compile(modules)
	return compiler
}

func (s *sources) compiler() *ast.Compiler {
	return ast.NewCompiler().
		WithCapabilities(s.caps).
		WithDefaultRegoVersion(s.version).
		WithEnablePrintStatements(true).
		SetErrorLimit(0)
}

func problemsOf(err error) []problem {
	var errs ast.Errors
	var single *ast.Error
	switch {
	case errors.As(err, &errs):
	case errors.As(err, &single):
		errs = ast.Errors{single}
	default:
		return []problem{{Code: "rego_error", Message: err.Error()}}
	}
	problems := make([]problem, 0, len(errs))
	for _, e := range errs {
		problems = append(problems, problemAt(e.Code, e.Location, explained(e.Message)))
	}
	return problems
}

func problemAt(code string, at *ast.Location, message string) problem {
	p := problem{Code: code, Message: message}
	if at != nil {
		p.Path, p.Line, p.Column = at.File, at.Row, at.Col
	}
	return p
}
