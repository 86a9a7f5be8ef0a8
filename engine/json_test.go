package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

var documents = []string{
	`null`, `true`, `[]`, `{}`, `""`, `0`, `-0`, `1.0`, `1`, `1e3`, `12345678901234567890`, `-1.5E-7`,
	`[1,[2,[3,{}]],{"a":[]}]`, `{"b":1,"a":{"c":null}}`, ` { "a" : [ 1 , 2 ] } `, "{\"a\":\t1}\r",
	`"\"\\\/\b\f\n\r\t"`, `"\u00e9\u4e2d\ud83d\ude00"`, `"é中😀"`, `"\ud800"`, `"\ud800\u0041"`, `"a\u0000b"`,
	`{"a":1,"a":2}`, `{"a\u0062":1,"ab":2}`, `{"":{"":""}}`, `"` + strings.Repeat("x", 5000) + `"`,
	`{"0":0,"1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"7":7,"8":8,"9":9,"a":1,"b":2,"c":3,"a":4}`,
}

func TestInputsAreReadAsEncodingJSONReadsThem(t *testing.T) {
	p := newParser()
	for _, doc := range documents {
		var x any
		decoder := json.NewDecoder(strings.NewReader(doc))
		decoder.UseNumber()
		if err := decoder.Decode(&x); err != nil {
			t.Fatalf("%s: %v", doc, err)
		}
		got, err := p.parse(doc)
		if err != nil {
			t.Errorf("%.60s: %v", doc, err)
		} else if got.Value.Compare(ast.MustInterfaceToValue(x)) != 0 {
			t.Errorf("%.60s became %v", doc, got)
		}
	}
}

func TestWhatIsNoJSONIsRefused(t *testing.T) {
	p := newParser()
	for _, doc := range []string{
		``, ` `, `{`, `[`, `"`, `"\`, `"\u12"`, `"\x"`, `[1,]`, `{"a":1,}`, `{"a"}`, `{a:1}`, `{1:1}`, `01`, `1.`, `.5`, `+1`,
		`1e`, `-`, `nul`, `truefalse`, `NaN`, `Infinity`, `1 2`, `{} x`, "\"a\nb\"", `1e999999999`, `[1}`, `{"a":1]`,
		strings.Repeat("[", inputDepth+1) + strings.Repeat("]", inputDepth+1),
	} {
		if got, err := p.parse(doc); err == nil {
			t.Errorf("%.40q was read as %v", doc, got)
		}
	}
}

func TestNumbersKeepTheirText(t *testing.T) {
	for _, number := range []string{"1.0", "1", "12345678901234567890", "0.10", "1e3", "-0"} {
		term, err := newParser().parse(number)
		if err != nil {
			t.Fatal(err)
		}
		w := writer{limit: 100, depth: 1}
		if err := w.value(term.Value); err != nil || string(w.buf) != number {
			t.Errorf("%s came back as %s (%v)", number, w.buf, err)
		}
	}
}

func TestValuesAreWrittenAsCanonicalJSON(t *testing.T) {
	for rego, want := range map[string]string{
		`{"b": 1, "a": [true, null]}`:     `{"a":[true,null],"b":1}`,
		`{3, 1, 2}`:                       `[1,2,3]`,
		`{1: "x", ["a"]: "y"}`:            `{"1":"x","[\"a\"]":"y"}`,
		`"é \u2028 \u0001 \" \\ \n </x>"`: "\"é \u2028 \\u0001 \\\" \\\\ \\n </x>\"",
		`[[], {}, set()]`:                 `[[],{},[]]`,
	} {
		w := writer{limit: 1000, depth: 5}
		if err := w.value(ast.MustParseTerm(rego).Value); err != nil || string(w.buf) != want {
			t.Errorf("%s became %s (%v)", rego, w.buf, err)
		}
		if !json.Valid(w.buf) {
			t.Errorf("%s became no JSON: %s", rego, w.buf)
		}
	}
	w := writer{limit: 100, depth: 1}
	if err := w.value(ast.String("a\xffb")); err != nil || string(w.buf) != "\"a\ufffdb\"" {
		t.Errorf("bytes that are no UTF-8 became %q", w.buf)
	}
}

func TestWritingStopsAtItsLimits(t *testing.T) {
	deep := ast.MustParseTerm(strings.Repeat("[", 20) + strings.Repeat("]", 20)).Value
	if err := (&writer{limit: 1000, depth: 10}).value(deep); err != errTooDeep {
		t.Errorf("a deep value gave %v", err)
	}
	long := ast.String(strings.Repeat("x", 1000))
	if err := (&writer{limit: 100, depth: 10}).value(long); err != errTooLarge {
		t.Errorf("a long value gave %v", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, doc := range documents {
		f.Add(doc)
	}
	p := newParser()
	f.Fuzz(func(t *testing.T, doc string) {
		term, err := p.parse(doc)
		if err != nil {
			return
		}
		var x any
		decoder := json.NewDecoder(strings.NewReader(doc))
		decoder.UseNumber()
		if err := decoder.Decode(&x); err != nil {
			t.Fatalf("%q was read, and encoding/json says %v", doc, err)
		}
		if want, err := ast.InterfaceToValue(x); err != nil || term.Value.Compare(want) != 0 {
			t.Fatalf("%q became %v, not %v (%v)", doc, term, want, err)
		}
	})
}
