package main

import (
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/util"
)

// A test is a rule that OPA takes for one: a part of its name begins with test_. One that begins with todo_test_ is
// left out, and counted.
type test struct {
	Package string `json:"package"`
	Name    string `json:"name"`
	Path    string `json:"path"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Skipped bool   `json:"skipped"`

	ref      ast.Ref
	table    bool // each key is a case: test_x[key] if { ... }
	function bool
}

// An unproved rule is one that judges, and that no test reaches.
type unproved struct {
	Package string `json:"package"`
	Rule    string `json:"rule"`
	Path    string `json:"path"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
}

const (
	testPrefix  = "test_"
	todoPrefix  = "todo_test_"
	testsEnding = "_test.rego"
)

// suite compiles the modules as they are written and finds the tests in those of `own`. The names of tests are made
// different where two rules share one: each must hold, not one of them.
func (l *load) suite(src *sources, own []string) (*loaded, error) {
	modules, problems := src.plain()
	if len(problems) > 0 {
		return nil, policyFailure(problems)
	}
	src.caps.Builtins = append(src.caps.Builtins, caseBuiltin)
	notes, problems := l.compileTests(src, modules)
	if len(problems) > 0 {
		return nil, policyFailure(problems)
	}
	describe(l, inOrder(l.compiler.Modules), l.compiler.GetAnnotationSet())
	dead, alive := parted(l.checkReferences(util.KeysSorted(modules)))
	if len(dead) > 0 {
		return nil, policyFailure(dead)
	}
	tests := l.findTests(own)
	result := &loaded{Packages: []*pkg{}, Notes: append(notes, alive...), Tests: l.tests}
	result.Unproved = l.unproved(own, tests)
	return result, nil
}

// compileTests is as strict as `compile`, but what the strict compiler minds in files of tests is a note.
func (l *load) compileTests(src *sources, modules map[string]*ast.Module) (notes, problems []problem) {
	notes = []problem{}
	l.compiler = l.compiledTests(src, modules, true)
	if !l.compiler.Failed() {
		return notes, nil
	}
	minded := problemsOf(l.compiler.Errors)
	if faults, _ := parted(minded); len(faults) > 0 && l.role == "rules" {
		return nil, minded
	}
	if l.compiler = l.compiledTests(src, modules, false); l.compiler.Failed() {
		return nil, problemsOf(l.compiler.Errors)
	}
	return minded, nil
}

func (l *load) compiledTests(src *sources, modules map[string]*ast.Module, strict bool) *ast.Compiler {
	compiler := src.compiler().WithStrict(strict).WithPathConflictsCheck(l.hasData)
	compiler.WithStageAfterID(ast.StageRewriteRuleHeadRefs, ast.CompilerStageDefinition{
		Name: "TellTestsApart", MetricName: "tell_tests_apart", Stage: tellApart,
	})
	compiler.WithStageAfterID(ast.StageRewriteLocalVars, ast.CompilerStageDefinition{
		Name: "AnnounceCases", MetricName: "announce_cases", Stage: announceCases,
	})
	compiler.Compile(modules)
	return compiler
}

// parted are the problems of rules, and those of their tests.
func parted(problems []problem) (rules, tests []problem) {
	for _, p := range problems {
		if strings.HasSuffix(p.Path, testsEnding) {
			tests = append(tests, p)
		} else {
			rules = append(rules, p)
		}
	}
	return rules, tests
}

// findTests gives the rules of the tests, too.
func (l *load) findTests(own []string) []*ast.Rule {
	l.tests = []*test{}
	var rules []*ast.Rule
	for _, name := range own {
		for _, rule := range l.compiler.Modules[name].Rules {
			ref, named := testRef(rule)
			if ref == nil || rule.Default {
				continue
			}
			l.tests = append(l.tests, &test{
				Package:  strings.TrimPrefix(rule.Module.Package.Path.String(), "data."),
				Name:     written(ref),
				Path:     rule.Location.File,
				Line:     rule.Location.Row,
				Column:   rule.Location.Col,
				Skipped:  strings.HasPrefix(named, todoPrefix),
				ref:      rule.Module.Package.Path.Extend(ref),
				table:    rule.Head.DocKind() == ast.PartialObjectDoc && len(rule.Head.Ref()) > len(ref),
				function: len(rule.Head.Args) > 0,
			})
			rules = append(rules, rule)
		}
	}
	return rules
}

// testRef is the head of a test as far as its name goes, and that name; nil for any other rule.
func testRef(rule *ast.Rule) (ref ast.Ref, name string) {
	head := rule.Head.Ref().GroundPrefix()
	for i, term := range head {
		switch v := term.Value.(type) {
		case ast.Var:
			name = string(v)
		case ast.String:
			name = string(v)
		}
		if strings.HasPrefix(name, testPrefix) || strings.HasPrefix(name, todoPrefix) {
			return head[:i+1], name
		}
	}
	return nil, ""
}

// written is a head as people write it, with the number of a test that shares its name.
func written(ref ast.Ref) string {
	parts := make([]string, len(ref))
	for i, term := range ref {
		parts[i] = strings.Trim(term.Value.String(), `"`)
	}
	return strings.Join(parts, ".")
}

// unproved looks for the rules that judge in what the tests need.
func (l *load) unproved(own []string, tests []*ast.Rule) []unproved {
	judges := regexp.MustCompile(documentJudges.String() + "|" + ruleJudges.String())
	reached := map[*ast.Rule]bool{}
	for pending := tests; len(pending) > 0; {
		rule := pending[0]
		pending = pending[1:]
		for needed := range l.compiler.Graph.Dependencies(rule) {
			if next, ok := needed.(*ast.Rule); ok && !reached[next] {
				reached[next] = true
				pending = append(pending, next)
			}
		}
	}
	proved, found := map[string]bool{}, []unproved{}
	for rule := range reached {
		proved[packageName(rule.Module)+"."+ruleName(rule)] = true
	}
	for _, name := range own {
		for _, rule := range l.compiler.Modules[name].Rules {
			u := unproved{packageName(rule.Module), ruleName(rule), rule.Location.File, rule.Location.Row, rule.Location.Col}
			if !strings.HasSuffix(name, testsEnding) && judges.MatchString(u.Rule) && !proved[u.Package+"."+u.Rule] {
				proved[u.Package+"."+u.Rule] = true
				found = append(found, u)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b unproved) int { return strings.Compare(a.Path, b.Path) })
	return found
}
