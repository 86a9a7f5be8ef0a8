package main

import (
	"github.com/open-policy-agent/opa/v1/ast"
)

// What was written in Rego v0 goes to a server in v1: most of it OPA's formatter writes, some of it this does.

// successors are functions that Rego v1 has under another name than v0.
var successors = map[string]*ast.Builtin{
	"re_match":         ast.RegexMatch,
	"net.cidr_overlap": ast.NetCIDRContains,
	"set_diff":         ast.Minus,
}

func renamed(ref ast.Ref) ast.Ref {
	if successor, ok := successors[ref.String()]; ok {
		return successor.Ref()
	}
	return ref
}

// checkV1 compiles what was written in v0 as the server will: some functions and names of v0 are gone.
func (l *load) checkV1(modules map[string]*ast.Module) []problem {
	compiler := ast.NewCompiler().WithDefaultRegoVersion(ast.RegoV1).WithEnablePrintStatements(true)
	if compiler.Compile(modules); !compiler.Failed() {
		return nil
	}
	problems := make([]problem, 0, len(compiler.Errors))
	for _, e := range compiler.Errors {
		problems = append(problems, unwritable(&ast.Location{File: e.Location.File, Row: 1, Col: 1}, e))
	}
	return problems
}
