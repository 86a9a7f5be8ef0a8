package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
	"github.com/open-policy-agent/opa/v1/util"
)

// An OPA server gets the policies as one module in a package of their own, so that they meet nothing that is there
// already: every reference to data moves below data.<prefix>.<prefix>, and a rule has the name of its package before its
// own. One, for a server takes modules singly and compiles all that it holds each time: files that need each other it
// would refuse, and a hundred take minutes. The text is that of what was compiled here, marks and all, in Rego v1.
func (s *session) export(req *request) (any, error) {
	if req.Handle < 1 || req.Handle > len(s.loads) {
		return nil, badRequest("no policies are loaded under handle %d", req.Handle)
	}
	l := s.loads[req.Handle-1]
	modules, problems := l.parsed()
	if len(problems) > 0 {
		return nil, policyFailure(problems)
	}
	modules = l.resolved(modules)
	text := "package " + req.Prefix + "\n"
	again := make(map[string]*ast.Module, len(modules))
	for _, name := range util.KeysSorted(modules) {
		at := modules[name].Package.Location
		own, module, err := moved(modules[name], req.Prefix)
		if err != nil {
			problems = append(problems, unwritable(at, err))
			continue
		}
		_, body, _ := strings.Cut(own, "\n")
		text += body
		again[name] = module
	}
	if len(problems) == 0 && l.sources.version == ast.RegoV0 {
		problems = l.checkV1(again)
	}
	if len(problems) > 0 {
		return nil, &failure{Kind: "policy", Message: "the policies cannot be put on a server", Problems: problems}
	}
	return map[string]any{"text": text}, nil
}

func unwritable(at *ast.Location, err error) problem {
	return problemAt("export_error", at, fmt.Sprintf("it cannot be written out in Rego v1, as a server wants it: %s", problemsOf(err)[0].Message))
}

func (l *load) parsed() (map[string]*ast.Module, []problem) {
	if l.unmarked {
		return l.sources.plain()
	}
	return l.sources.marked()
}

// resolved modules say in full what they refer to, and import nothing.
func (l *load) resolved(modules map[string]*ast.Module) map[string]*ast.Module {
	compiler := l.sources.compiler().WithOnlyStagesUpTo(ast.StageResolveRefs)
	compiler.Compile(modules)
	for _, module := range compiler.Modules {
		module.Imports = nil
	}
	return compiler.Modules
}

// moved writes a module out, and reads what it wrote: a reference that stayed behind would find nothing on the server,
// or what is somebody else's, and nobody would be told. The package is the first line of the text.
func moved(module *ast.Module, prefix string) (string, *ast.Module, error) {
	if err := placeBound(module); err != nil {
		return "", nil, err
	}
	module.Comments = slices.DeleteFunc(module.Comments, func(comment *ast.Comment) bool {
		return comment.Location.Row < module.Package.Location.Row
	})
	join(module, prefix)
	seen := map[*ast.Term]bool{}
	for _, node := range nodes(module) {
		eachTerm(node, func(term *ast.Term) {
			if ref, ok := term.Value.(ast.Ref); ok && !seen[term] {
				seen[term] = true
				term.Value = renamed(below(ref, prefix))
			}
		})
	}
	text, err := format.AstWithOpts(module, format.Opts{RegoVersion: ast.RegoV1})
	if err != nil {
		return "", nil, err
	}
	again, err := checkMoved(module.Package.Location.File, string(text), prefix)
	return string(text), again, err
}

// join puts a module into the package of all, and the name of its own package before those of its rules.
func join(module *ast.Module, prefix string) {
	path := module.Package.Path[1:]
	module.Package.Path = ast.Ref{ast.DefaultRootDocument, ast.StringTerm(prefix)}
	for _, rule := range module.Rules {
		old := rule.Head.Ref()
		name := append(ast.Ref{ast.VarTerm(prefix)}, path...)
		name = append(name, ast.StringTerm(string(old[0].Value.(ast.Var))))
		for _, term := range name {
			term.SetLocation(old[0].Location)
		}
		rule.Head.SetRef(append(name, old[1:]...))
	}
}

// nodes are the parts of a module that may refer to data.
func nodes(module *ast.Module) []any {
	parts := make([]any, 0, len(module.Rules))
	for _, rule := range module.Rules {
		parts = append(parts, rule)
	}
	return parts
}

func eachTerm(node any, visit func(*ast.Term)) {
	ast.NewGenericVisitor(func(x any) bool {
		switch x := x.(type) {
		case *ast.Term:
			visit(x)
		case *ast.Head:
			for _, term := range x.Ref() {
				eachTerm(term, visit)
			}
		}
		return false
	}).Walk(node)
}

func below(ref ast.Ref, prefix string) ast.Ref {
	if !ref.HasPrefix(ast.DefaultRootRef) {
		return ref
	}
	at := ast.StringTerm(prefix)
	at.SetLocation(ref[0].Location)
	return append(ast.Ref{ref[0], at, at}, ref[1:]...)
}

// placeBound finds what gives another answer when packages have other names.
func placeBound(module *ast.Module) (err error) {
	chain := ast.RegoMetadataChain.Ref()
	ast.WalkRefs(module, func(ref ast.Ref) bool {
		if ref.Equal(chain) {
			err = errors.New("rego.metadata.chain tells the names of packages, which are others there")
		}
		return err != nil
	})
	return err
}

func checkMoved(name, text, prefix string) (*ast.Module, error) {
	options := ast.ParserOptions{RegoVersion: ast.RegoV1, ProcessAnnotation: true}
	module, err := ast.ParseModuleWithOpts(name, text, options)
	if err != nil {
		return nil, err
	}
	own := below(ast.DefaultRootRef, prefix)
	twice := below(own, prefix)
	for _, node := range nodes(module) {
		eachTerm(node, func(term *ast.Term) {
			ref, ok := term.Value.(ast.Ref)
			if ok && ref.HasPrefix(ast.DefaultRootRef) && (!ref.HasPrefix(own) || ref.HasPrefix(twice)) {
				err = fmt.Errorf("%v was not moved", ref)
			}
		})
	}
	return module, err
}

// entry is the module by which a server is asked: one rule for each ask, named ask_0, ask_1, ... It stands beside the
// policies, not among them: some go through all of data.
func (s *session) entry(req *request) (any, error) {
	sel, err := s.selected(req)
	if err != nil {
		return nil, err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "package %s\n", req.Name)
	for i := range sel.asks {
		reference := "data." + req.Prefix + "." + req.Prefix + strings.TrimPrefix(sel.asks[i].entry.reference(), "data")
		pattern := "\nask_%d := %s\n"
		if sel.asks[i].entry.Shape != "set" {
			pattern = "\nask_%d := [x | x := %s]\n"
		}
		fmt.Fprintf(&text, pattern, i, reference)
	}
	return map[string]any{"text": text.String()}, nil
}

func (s *session) selected(req *request) (*selection, error) {
	if req.Selection < 1 || req.Selection > len(s.selections) {
		return nil, badRequest("there is no selection %d", req.Selection)
	}
	return s.selections[req.Selection-1], nil
}
