package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/open-policy-agent/opa/v1/ast"
)

func (p *parser) string() (*ast.Term, error) {
	start := p.pos + 1
	plain := true
	for i := start; i < len(p.text); i++ {
		switch c := p.text[i]; {
		case c == '"':
			p.pos = i + 1
			return p.term(p.text[start:i], plain)
		case c == '\\':
			plain = false
			i++
		case c < ' ':
			p.pos = i
			return nil, p.unexpected()
		}
	}
	p.pos = len(p.text)
	return nil, p.unexpected()
}

func (p *parser) term(s string, plain bool) (*ast.Term, error) {
	if !plain {
		var ok bool
		if s, ok = unescape(s); !ok {
			return nil, errors.New("the input is not JSON: a string holds a wrong escape")
		}
	}
	if term, ok := p.shared[s]; ok {
		return term, nil
	}
	if !utf8.ValidString(s) {
		s = string([]rune(s)) // every byte that is no UTF-8 becomes U+FFFD
	}
	if len(s) > sharedBytes {
		return ast.StringTerm(s), nil
	}
	term := ast.StringTerm(strings.Clone(s))
	if len(p.shared) < sharedTerms {
		p.shared[string(term.Value.(ast.String))] = term
	}
	return term, nil
}

var escapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func unescape(s string) (string, bool) {
	var out strings.Builder
	out.Grow(len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			out.WriteByte(s[i])
			continue
		}
		if i++; s[i] == 'u' {
			r, size, ok := unicodeEscape(s[i-1:])
			if !ok {
				return "", false
			}
			out.WriteRune(r)
			i += size - 2
			continue
		}
		c, ok := escapes[s[i]]
		if !ok {
			return "", false
		}
		out.WriteByte(c)
	}
	return out.String(), true
}

// unicodeEscape reads \uXXXX, or two of them for one character. Half a pair is U+FFFD.
func unicodeEscape(s string) (rune, int, bool) {
	first, ok := hex4(s)
	if !ok {
		return 0, 0, false
	}
	if !utf16.IsSurrogate(first) {
		return first, 6, true
	}
	if second, ok := hex4(s[6:]); ok {
		if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
			return r, 12, true
		}
	}
	return utf8.RuneError, 6, true
}

func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 32)
	return rune(n), err == nil
}

func (p *parser) number() (*ast.Term, error) {
	start := p.pos
	if !p.grammar() {
		return nil, p.unexpected()
	}
	text := p.text[start:p.pos]
	if term := ast.InternedIntNumberTermFromString(text); term != nil {
		return term, nil
	}
	number, err := ast.NumberChecked(strings.Clone(text))
	if err != nil {
		return nil, fmt.Errorf("the input holds a number that is out of range: %.40s", text)
	}
	return ast.NewTerm(number), nil
}

func (p *parser) grammar() bool {
	p.skip('-', '-')
	if p.skip('0', '0') == 0 && p.digits() == 0 {
		return false
	}
	if p.skip('.', '.') == 1 && p.digits() == 0 {
		return false
	}
	if p.skip('e', 'E') == 1 {
		p.skip('+', '-')
		return p.digits() > 0
	}
	return true
}

func (p *parser) skip(a, b byte) int {
	if p.pos < len(p.text) && (p.text[p.pos] == a || p.text[p.pos] == b) {
		p.pos++
		return 1
	}
	return 0
}

func (p *parser) digits() int {
	start := p.pos
	for p.pos < len(p.text) && '0' <= p.text[p.pos] && p.text[p.pos] <= '9' {
		p.pos++
	}
	return p.pos - start
}
