package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
	"github.com/open-policy-agent/opa/v1/util"
)

// An OPA server gets the policies under a package of their own, so that they meet nothing that is there already: every
// package and every reference to data moves below data.<prefix>. The text is that of what was compiled here, marks and
// all, in Rego v1.
func (s *session) export(req *request) (any, error) {
	if req.Handle < 1 || req.Handle > len(s.loads) {
		return nil, badRequest("no policies are loaded under handle %d", req.Handle)
	}
	modules, problems := s.loads[req.Handle-1].parsed()
	if len(problems) > 0 {
		return nil, policyFailure(problems)
	}
	texts := make([][2]string, 0, len(modules))
	again := make(map[string]*ast.Module, len(modules))
	for _, name := range util.KeysSorted(modules) {
		at := modules[name].Package.Location
		text, module, err := moved(modules[name], req.Prefix)
		if err != nil {
			problems = append(problems, unwritable(at, err))
			continue
		}
		texts = append(texts, [2]string{name, text})
		again[name] = module
	}
	if l := s.loads[req.Handle-1]; len(problems) == 0 && l.sources.version == ast.RegoV0 {
		problems = l.checkV1(again)
	}
	if len(problems) > 0 {
		return nil, &failure{Kind: "policy", Message: "the policies cannot be put on a server", Problems: problems}
	}
	return map[string]any{"modules": texts}, nil
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

// moved writes a module out, and reads what it wrote: a reference that stayed behind would find nothing on the server,
// or what is somebody else's, and nobody would be told.
func moved(module *ast.Module, prefix string) (string, *ast.Module, error) {
	if err := placeBound(module); err != nil {
		return "", nil, err
	}
	module.Package.Path = below(module.Package.Path, prefix)
	module.Imports = withoutTwins(module.Imports)
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

// nodes are the parts of a module that may refer to data.
func nodes(module *ast.Module) []any {
	parts := make([]any, 0, len(module.Imports)+len(module.Rules))
	for _, imported := range module.Imports {
		parts = append(parts, imported.Path)
	}
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
	return append(ast.Ref{ref[0], at}, ref[1:]...)
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
	own := append(ast.DefaultRootRef.Copy(), ast.StringTerm(prefix))
	twice := append(own.Copy(), ast.StringTerm(prefix))
	for _, node := range append(nodes(module), any(ast.NewTerm(module.Package.Path))) {
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
		reference := "data." + req.Prefix + strings.TrimPrefix(sel.asks[i].entry.reference, "data")
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
