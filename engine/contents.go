package main

import (
	"github.com/open-policy-agent/opa/v1/ast"
)

// checkContents notes policies that were written for all documents at once: asked about one, they find nothing.
func (l *load) checkContents(names []string) []problem {
	var notes []problem
	for _, name := range names {
		if at := l.firstContents(name); at != nil {
			notes = append(notes, problemAt("contents_note", at, "this is for policies that get all documents at once, "+
				"as an array of {path, contents}: without --combine it finds nothing"))
		}
	}
	return notes
}

func (l *load) firstContents(name string) (first *ast.Location) {
	ast.WalkBodies(l.compiler.Modules[name], func(body ast.Body) bool {
		for _, expr := range body {
			ast.WalkRefs(expr, func(ref ast.Ref) bool {
				if at := ref[0].Location; readsContents(body, ref) && at != nil && (first == nil || at.Row < first.Row) {
					first = at
				}
				return false
			})
		}
		return false
	})
	return first
}

var contents = ast.StringTerm("contents")

// readsContents is true for input[x].contents, and for file.contents where file is some input[x].
func readsContents(body ast.Body, ref ast.Ref) bool {
	if len(ref) > 2 && ref.HasPrefix(ast.InputRootRef) {
		_, isVar := ref[1].Value.(ast.Var)
		return isVar && ref[2].Equal(contents)
	}
	if _, isVar := ref[0].Value.(ast.Var); !isVar || len(ref) < 2 || !ref[1].Equal(contents) {
		return false
	}
	file := valueOf(body, ref[0])
	if len(file) != 2 || !file.HasPrefix(ast.InputRootRef) {
		return false
	}
	_, isVar := file[1].Value.(ast.Var)
	return isVar
}
