package main

import (
	"errors"
	"fmt"
	"sort"
	"strconv"
	"unicode/utf8"

	"github.com/open-policy-agent/opa/v1/ast"
)

var (
	errTooLarge = errors.New("too large")
	errTooDeep  = errors.New("too deep")
)

// A writer appends values as canonical JSON: keys sorted, no blanks, only what must be escaped is. It stops at a size
// and at a depth, so that a policy cannot make the answer grow without end.
type writer struct {
	buf   []byte
	limit int // length that buf must not pass
	depth int // levels left
}

func (w *writer) value(v ast.Value) error {
	if len(w.buf) > w.limit {
		return errTooLarge
	}
	switch v := v.(type) {
	case ast.String:
		return w.string(string(v))
	case ast.Number:
		w.buf = append(w.buf, v...)
	case ast.Boolean:
		w.buf = strconv.AppendBool(w.buf, bool(v))
	case ast.Null:
		w.buf = append(w.buf, "null"...)
	case *ast.Array, ast.Set, ast.Object:
		return w.nested(v)
	default:
		return fmt.Errorf("a value of type %s cannot be reported", ast.ValueName(v))
	}
	return nil
}

func (w *writer) nested(v ast.Value) error {
	if w.depth--; w.depth < 0 {
		return errTooDeep
	}
	defer func() { w.depth++ }()
	switch v := v.(type) {
	case *ast.Array:
		return w.list(v.Iter)
	case ast.Set:
		return w.list(v.Iter)
	case ast.Object:
		return w.object(v)
	}
	return nil
}

func (w *writer) list(each func(func(*ast.Term) error) error) error {
	open := byte('[')
	err := each(func(t *ast.Term) error {
		w.buf = append(w.buf, open)
		open = ','
		return w.value(t.Value)
	})
	if open == '[' {
		w.buf = append(w.buf, '[')
	}
	w.buf = append(w.buf, ']')
	return err
}

// object writes keys that are no strings as OPA does: as the JSON text of the key.
func (w *writer) object(object ast.Object) error {
	open := byte('{')
	err := object.Iter(func(k, v *ast.Term) error {
		w.buf = append(w.buf, open)
		open = ','
		if err := w.key(k.Value); err != nil {
			return err
		}
		w.buf = append(w.buf, ':')
		return w.value(v.Value)
	})
	if open == '{' {
		w.buf = append(w.buf, '{')
	}
	w.buf = append(w.buf, '}')
	return err
}

func (w *writer) key(k ast.Value) error {
	if s, ok := k.(ast.String); ok {
		return w.string(string(s))
	}
	inner := writer{limit: w.limit - len(w.buf), depth: w.depth}
	if err := inner.value(k); err != nil {
		return err
	}
	return w.string(string(inner.buf))
}

func (w *writer) string(s string) error {
	if len(w.buf)+len(s) > w.limit {
		return errTooLarge
	}
	w.buf = appendString(w.buf, s)
	return nil
}

const hexDigits = "0123456789abcdef"

// appendString quotes as Python's json.dumps(ensure_ascii=False) does, and replaces what is not UTF-8.
func appendString(buf []byte, s string) []byte {
	buf = append(buf, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				buf = append(append(buf, s[start:i]...), "\ufffd"...)
				start = i + 1
			}
			i += size
			continue
		}
		buf = appendEscape(append(buf, s[start:i]...), c)
		i++
		start = i
	}
	return append(append(buf, s[start:]...), '"')
}

func appendEscape(buf []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(buf, '\\', c)
	case '\n':
		return append(buf, '\\', 'n')
	case '\r':
		return append(buf, '\\', 'r')
	case '\t':
		return append(buf, '\\', 't')
	case '\b':
		return append(buf, '\\', 'b')
	case '\f':
		return append(buf, '\\', 'f')
	}
	return append(buf, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

// messages writes a list of values in the order of their JSON text, so that an answer is the same on every engine.
func (w *writer) messages(items []*ast.Term) error {
	start := len(w.buf)
	ends := make([]int, 0, len(items))
	for _, item := range items {
		if err := w.value(item.Value); err != nil {
			return err
		}
		ends = append(ends, len(w.buf))
	}
	texts := make([]string, 0, len(ends))
	from := start
	for _, end := range ends {
		texts = append(texts, string(w.buf[from:end]))
		from = end
	}
	sort.Strings(texts)
	w.buf = w.buf[:start]
	for i, text := range texts {
		w.buf = append(w.buf, ",["[b2i(i == 0)])
		w.buf = append(w.buf, text...)
	}
	w.buf = append(w.buf, ']')
	return nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
