package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/test/cases"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/util"
)

// OPA's own cases, through the code that judges: the same parser of inputs, compiler, evaluation and writer of values.
// Only the builtins are all there, since the cases are about them, and a builtin error counts where a case says so.
// missed are the cases that cannot pass, and why.
var missed = map[string]string{
	"baseandvirtualdocs/base/virtual: conflicts": "data and a rule in one place are an error when the policies load",
	"time/time caching":                          "needs test.sleep, which exists in OPA's own tests only",
}

func TestConformance(t *testing.T) {
	conform(t, "v1", ast.RegoV1, 2400, false)
}

func TestConformanceOfOldRego(t *testing.T) {
	conform(t, "v0", ast.RegoV0, 2027, false)
}

// Rules that were frozen and thawed answer as those that were just compiled, or cannot be frozen.
func TestConformanceOfFrozenRules(t *testing.T) {
	conform(t, "v1", ast.RegoV1, 2400, true)
}

// unfrozen are the cases that only rules from bytes miss.
var unfrozen = map[string]string{
	"baseandvirtualdocs/base/virtual: prefix": "a package without rules is no object any more",
	"fix1863/is defined":                      "a package without rules is no object any more",
}

func conform(t *testing.T, folder string, version ast.RegoVersion, expected int, frozen bool) {
	all := cases.MustLoad(filepath.Join(casesFolder(t), "testdata", folder)).Sorted().Cases
	if len(all) != expected {
		t.Errorf("OPA ships %d cases, not %d: look at what changed", len(all), expected)
	}
	known := maps.Clone(missed)
	if frozen {
		maps.Copy(known, unfrozen)
	}
	passed, refused := 0, 0
	for _, c := range all {
		err := runCase(t, c, version, frozen)
		reason, expected := known[c.Note]
		switch {
		case frozen && err != nil && strings.Contains(err.Error(), "cannot be frozen"):
			refused++
		case err == nil && expected:
			t.Errorf("%s passes: take it out of the list of misses (%s)", c.Note, reason)
		case err != nil && !expected:
			t.Errorf("%s (%s): %v", c.Note, filepath.Base(c.Filename), err)
		}
		if err == nil {
			passed++
		}
	}
	if passed < 2000 {
		t.Errorf("only %d cases were judged", passed)
	}
	fmt.Printf("conformance %s: %d of %d cases of OPA pass, %d cannot be frozen; misses: %q\n", folder, passed, len(all), refused, util.KeysSorted(known))
}

func casesFolder(t *testing.T) string {
	out, err := exec.Command("go", "list", "-f", "{{.Dir}}", reflect.TypeFor[cases.Set]().PkgPath()).Output()
	if err != nil {
		t.Fatalf("go list does not say where OPA's cases are: %v", err)
	}
	return strings.TrimSpace(string(out))
}

func runCase(t *testing.T, c cases.TestCase, version ast.RegoVersion, frozen bool) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	for name, value := range c.Env {
		t.Setenv(name, value)
	}
	l, q, err := prepareCase(c, version, frozen)
	if err != nil {
		return err
	}
	input, err := caseInput(c)
	if err != nil {
		return err
	}
	var results []topdown.QueryResult
	sub := &subject{input: input, record: newRecord(defaultLimits()), cache: topdown.NewVirtualCache(), store: l.store}
	err = l.evaluate(q, sub, &slot{}, c.StrictError, func(r topdown.QueryResult) error {
		results = append(results, r)
		return nil
	})
	return judgeCase(c, results, err)
}

func prepareCase(c cases.TestCase, version ast.RegoVersion, frozen bool) (*load, *query, error) {
	caps := ast.CapabilitiesForThisVersion(ast.CapabilitiesRegoVersion(version), ast.CapabilitiesExperimentalKeywords(c.ExperimentalKeywords))
	src := &sources{role: "documents", version: version, caps: caps}
	for i, text := range c.Modules {
		src.texts = append(src.texts, [2]string{fmt.Sprintf("test-%d.rego", i), text})
	}
	modules, problems := src.marked()
	if len(problems) > 0 {
		return nil, nil, fmt.Errorf("does not parse: %v", problems)
	}
	l := &load{role: src.role}
	data := map[string]any{}
	if c.Data != nil {
		data = *c.Data
	}
	raw, err := json.Marshal(data)
	if err != nil {
		return nil, nil, err
	}
	if err := l.given(&request{Data: raw}); err != nil {
		return nil, nil, err
	}
	l.sources = src
	l.compiler = l.compiled(src, modules, false)
	if l.compiler.Failed() {
		return nil, nil, l.compiler.Errors
	}
	if frozen {
		if l, err = refrozen(l); err != nil {
			return nil, nil, err
		}
	}
	q := &query{what: c.Query, program: l.compiler, compiler: l.compiler.QueryCompiler()}
	body, err := ast.ParseBody(c.Query)
	if err != nil {
		return nil, nil, err
	}
	q.body, err = q.compiler.Compile(body)
	return l, q, err
}

// refrozen is the load as it comes back from bytes, with every rule thawed.
func refrozen(l *load) (*load, error) {
	bytes, err := frozenOf(l)
	if err != nil {
		return nil, err
	}
	back := &load{role: l.role, data: l.data, store: l.store, sources: l.sources}
	if _, err := back.thawed(bytes); err != nil {
		return nil, err
	}
	var asks []ask
	for _, u := range back.thaw.units {
		asks = append(asks, ask{Package: u.pkg, Rule: u.name})
	}
	_, err = back.thaw.program(back, asks)
	return back, err
}

func caseInput(c cases.TestCase) (*ast.Term, error) {
	if c.InputTerm != nil {
		return ast.ParseTerm(*c.InputTerm)
	}
	if c.Input == nil {
		return nil, nil
	}
	raw, err := json.Marshal(*c.Input)
	if err != nil {
		return nil, err
	}
	return newParser().parse(text(raw))
}

func judgeCase(c cases.TestCase, results []topdown.QueryResult, err error) error {
	var e *topdown.Error
	switch {
	case c.WantErrorCode != nil && (!errors.As(err, &e) || e.Code != *c.WantErrorCode):
		return fmt.Errorf("wanted the error %s, got %v", *c.WantErrorCode, err)
	case c.WantError != nil && (err == nil || !strings.Contains(err.Error(), *c.WantError)):
		return fmt.Errorf("wanted an error with %q, got %v", *c.WantError, err)
	case c.WantErrorCode != nil || c.WantError != nil:
		return nil
	case err != nil:
		return err
	case c.WantResult == nil:
		return errors.New("the case wants nothing")
	}
	wanted, err := wantedRows(c)
	if err != nil {
		return err
	}
	got, err := gotRows(c, results)
	if err != nil {
		return err
	}
	if wanted.Compare(got) != 0 {
		return fmt.Errorf("wanted %v, got %v", wanted, got)
	}
	return nil
}

func wantedRows(c cases.TestCase) (ast.Set, error) {
	rows := ast.NewSet()
	for _, row := range *c.WantResult {
		value, err := ast.InterfaceToValue(row)
		if err != nil {
			return nil, err
		}
		rows.Add(ast.NewTerm(value))
	}
	return rows, nil
}

// gotRows takes the results through the writer and back.
func gotRows(c cases.TestCase, results []topdown.QueryResult) (ast.Set, error) {
	rows := ast.NewSet()
	for _, result := range results {
		row := ast.NewObject()
		for name, term := range result {
			if c.IgnoreGeneratedVars && strings.HasPrefix(string(name), "__localq") {
				continue
			}
			w := writer{limit: 64 << 20, depth: 10000}
			if err := w.value(term.Value); err != nil {
				return nil, err
			}
			back, err := newParser().parse(text(sorted(w.buf, c.SortBindings)))
			if err != nil {
				return nil, fmt.Errorf("%v in %s", err, w.buf)
			}
			row.Insert(ast.StringTerm(string(name)), back)
		}
		rows.Add(ast.NewTerm(row))
	}
	return rows, nil
}

func sorted(raw []byte, wanted bool) []byte {
	var list []any
	if !wanted || util.NewJSONDecoder(bytes.NewReader(raw)).Decode(&list) != nil {
		return raw
	}
	slices.SortFunc(list, util.Compare)
	out, _ := json.Marshal(list)
	return out
}
