package main

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/open-policy-agent/opa/v1/ast"
)

const (
	inputDepth  = 1000
	sharedBytes = 40
	sharedTerms = 1 << 14
)

// A parser reads JSON straight into OPA's values: numbers keep their text, short strings are shared between inputs.
// It belongs to one worker.
type parser struct {
	text   string
	pos    int
	depth  int
	shared map[string]*ast.Term
	terms  []*ast.Term
	pairs  [][2]*ast.Term
}

func newParser() *parser {
	return &parser{shared: make(map[string]*ast.Term, 256)}
}

// parse gives the one value that text holds. The value may refer to text.
func (p *parser) parse(text string) (*ast.Term, error) {
	p.text, p.pos, p.depth = text, 0, 0
	p.terms, p.pairs = p.terms[:0], p.pairs[:0]
	term, err := p.value()
	if err != nil {
		return nil, err
	}
	if p.space(); p.pos < len(p.text) {
		return nil, p.unexpected()
	}
	return term, nil
}

func (p *parser) unexpected() error {
	if p.pos >= len(p.text) {
		return errors.New("the input is not JSON: it ends too early")
	}
	r, _ := utf8.DecodeRuneInString(p.text[p.pos:])
	return fmt.Errorf("the input is not JSON: unexpected %q at byte %d", r, p.pos)
}

func (p *parser) space() {
	for p.pos < len(p.text) {
		switch p.text[p.pos] {
		case ' ', '\n', '\t', '\r':
			p.pos++
		default:
			return
		}
	}
}

func (p *parser) value() (*ast.Term, error) {
	p.space()
	if p.pos >= len(p.text) {
		return nil, p.unexpected()
	}
	switch c := p.text[p.pos]; c {
	case '{':
		return p.nested(p.object)
	case '[':
		return p.nested(p.array)
	case '"':
		return p.string()
	case 't':
		return p.word("true", ast.InternedTerm(true))
	case 'f':
		return p.word("false", ast.InternedTerm(false))
	case 'n':
		return p.word("null", ast.InternedNullTerm)
	default:
		return p.number()
	}
}

func (p *parser) nested(read func() (*ast.Term, error)) (*ast.Term, error) {
	if p.depth++; p.depth > inputDepth {
		return nil, fmt.Errorf("the input is nested deeper than %d levels", inputDepth)
	}
	p.pos++
	term, err := read()
	p.depth--
	return term, err
}

func (p *parser) word(word string, term *ast.Term) (*ast.Term, error) {
	if !strings.HasPrefix(p.text[p.pos:], word) {
		return nil, p.unexpected()
	}
	p.pos += len(word)
	return term, nil
}

// next reads what stands between members: true when there is another one, false at the end.
func (p *parser) next(end byte) (bool, error) {
	if p.space(); p.pos >= len(p.text) {
		return false, p.unexpected()
	}
	switch p.text[p.pos] {
	case ',':
		p.pos++
		return true, nil
	case end:
		p.pos++
		return false, nil
	}
	return false, p.unexpected()
}

func (p *parser) empty(end byte) bool {
	if p.space(); p.pos < len(p.text) && p.text[p.pos] == end {
		p.pos++
		return true
	}
	return false
}

func (p *parser) array() (*ast.Term, error) {
	if p.empty(']') {
		return ast.InternedEmptyArray, nil
	}
	start := len(p.terms)
	for more := true; more; {
		term, err := p.value()
		if err != nil {
			return nil, err
		}
		p.terms = append(p.terms, term)
		if more, err = p.next(']'); err != nil {
			return nil, err
		}
	}
	array := ast.NewArray(append([]*ast.Term(nil), p.terms[start:]...)...)
	p.terms = p.terms[:start]
	return ast.NewTerm(array), nil
}

func (p *parser) object() (*ast.Term, error) {
	if p.empty('}') {
		return ast.InternedEmptyObject, nil
	}
	start := len(p.pairs)
	for more := true; more; {
		pair, err := p.member()
		if err != nil {
			return nil, err
		}
		p.pairs = append(p.pairs, pair)
		if more, err = p.next('}'); err != nil {
			return nil, err
		}
	}
	object := newObject(p.pairs[start:])
	p.pairs = p.pairs[:start]
	return ast.NewTerm(object), nil
}

func (p *parser) member() (pair [2]*ast.Term, err error) {
	if p.space(); p.pos >= len(p.text) || p.text[p.pos] != '"' {
		return pair, p.unexpected()
	}
	if pair[0], err = p.string(); err != nil {
		return pair, err
	}
	if p.space(); p.pos >= len(p.text) || p.text[p.pos] != ':' {
		return pair, p.unexpected()
	}
	p.pos++
	pair[1], err = p.value()
	return pair, err
}

// newObject takes the fast way where no key is there twice; where one is, the last wins, as in encoding/json.
func newObject(pairs [][2]*ast.Term) ast.Object {
	if distinct(pairs) {
		return ast.NewObject(pairs...)
	}
	object := ast.NewObjectWithCapacity(len(pairs))
	for _, pair := range pairs {
		object.Insert(pair[0], pair[1])
	}
	return object
}

func distinct(pairs [][2]*ast.Term) bool {
	if len(pairs) > 12 {
		seen := make(map[ast.Value]struct{}, len(pairs))
		for _, pair := range pairs {
			seen[pair[0].Value] = struct{}{}
		}
		return len(seen) == len(pairs)
	}
	for i := range pairs {
		for j := range i {
			if pairs[i][0] == pairs[j][0] || pairs[i][0].Value == pairs[j][0].Value {
				return false
			}
		}
	}
	return true
}
