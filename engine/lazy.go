package main

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A lazy load compiles no more than what is asked for. Only for policies that were compiled in full, and strictly, when
// they were built: what nobody asks for is never looked at, and what only finds fault is left out.
type lazy struct {
	modules map[string]*ast.Module // nil once they are compiled: the compiler changes them
	asks    []ask
}

var faultFinding = []ast.StageID{
	ast.StageCheckUnusedImports, ast.StageCheckKeywordOverrides, ast.StageCheckDuplicateImports, ast.StageCheckVoidCalls,
	ast.StageCheckRuleConflicts, ast.StageCheckUndefinedFuncs, ast.StageCheckSafetyRuleHeads, ast.StageCheckRecursion,
	ast.StageCheckTypes, ast.StageCheckUnsafeBuiltins, ast.StageCheckDeprecatedBuiltins,
	ast.StageParseMetadataBlocks, ast.StageSetAnnotationSet, ast.StageRewriteRegoMetadataCalls,
	ast.StageRewriteTestRulesForTracing, ast.StageBuildRequiredCapabilities,
}

func (l *load) promise(modules map[string]*ast.Module) (*loaded, error) {
	l.lazy = &lazy{modules: modules}
	annotated := inOrder(modules)
	annotations, errs := ast.BuildAnnotationSet(annotated)
	if len(errs) > 0 {
		return nil, policyFailure(problemsOf(errs))
	}
	return &loaded{Packages: describe(l, annotated, annotations), Notes: []problem{}}, nil
}

// program is what judges the asks: the compiler of all policies, or one that knows at least what they come to.
func (l *load) program(asks []ask) (*ast.Compiler, error) {
	if l.thaw != nil {
		return l.thaw.program(l, asks)
	}
	if l.lazy == nil || l.lazy.hold(asks) {
		return l.compiler, nil
	}
	modules := l.lazy.modules
	if modules == nil {
		var problems []problem
		if modules, problems = l.sources.marked(); len(problems) > 0 {
			return nil, policyFailure(problems)
		}
	}
	l.lazy.modules = nil
	l.lazy.asks = append(l.lazy.asks, asks...)
	compiler := l.sources.compiler().WithSkipStages(faultFinding...)
	if compiler.Compile(newReach(modules).from(l.lazy.asks)); compiler.Failed() {
		return nil, policyFailure(problemsOf(compiler.Errors))
	}
	l.compiler = compiler
	return compiler, nil
}

func (z *lazy) hold(asks []ask) bool {
	for _, wanted := range asks {
		same := func(a ask) bool { return a.Package == wanted.Package && a.Rule == wanted.Rule }
		if !slices.ContainsFunc(z.asks, same) {
			return false
		}
	}
	return true
}
