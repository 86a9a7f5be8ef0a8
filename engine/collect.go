package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// collect records what one ask holds: nothing for an empty collection, a fault for what is no collection of messages.
func collect(sel *selection, ask int, value ast.Value, r *record, l limits) {
	a := &sel.asks[ask]
	if a.entry.Shape != "set" {
		wrapped := value.(*ast.Array)
		if wrapped.Len() == 0 && sel.load.role == "documents" {
			return // conftest's `violation := [...] if { ... }` where the conditions do not hold
		}
		if wrapped.Len() == 0 {
			r.fault(ask, "undefined", a.name()+" has no value for this input; write a set: "+a.example())
			return
		}
		value = wrapped.Elem(0).Value
	}
	items, wrong := a.items(value)
	if wrong != "" {
		r.fault(ask, "shape", wrong)
		return
	}
	if good := a.good(ask, items, sel.load.role, r); len(good) > 0 {
		r.add(ask, a, good, l)
	}
}

// good leaves out what is no message, with one fault a kind: the other messages are still reported.
func (a *ask) good(ask int, items []*ast.Term, role string, r *record) []*ast.Term {
	kept := items[:0:0]
	var wrong, vanished string
	for _, item := range items {
		if s, ok := item.Value.(ast.String); ok && strings.HasPrefix(string(s), mark) {
			vanished = strings.TrimPrefix(string(s), mark)
		} else if fault := a.wrong(item.Value, role); fault != "" {
			wrong = fault
		} else {
			kept = append(kept, item)
		}
	}
	if wrong != "" {
		r.fault(ask, "shape", wrong)
	}
	if vanished != "" {
		r.fault(ask, "undefined", fmt.Sprintf("%s: %s holds, but its message is built from something undefined", vanished, a.name()))
	}
	return kept
}

func (r *record) add(ask int, a *ask, items []*ast.Term, l limits) {
	start := len(r.values.buf)
	r.values.buf = separated(r.values.buf)
	r.values.buf = append(r.values.buf, '[')
	r.values.buf = strconv.AppendInt(r.values.buf, int64(ask), 10)
	r.values.buf = append(r.values.buf, ',')
	err := r.values.messages(items)
	r.values.buf = append(r.values.buf, ']')
	if err == nil {
		return
	}
	r.values.buf = r.values.buf[:start]
	r.values.depth = l.ResultDepth
	switch err {
	case errTooLarge:
		r.fault(ask, "shape", fmt.Sprintf("%s holds more than %d MiB of messages", a.name(), l.ResultBytes>>20))
	case errTooDeep:
		r.fault(ask, "shape", fmt.Sprintf("%s holds a message that is nested deeper than %d levels", a.name(), l.ResultDepth))
	default:
		r.fault(ask, "shape", a.name()+": "+err.Error())
	}
}

// items are the members of a set or an array, or the values of an object.
func (a *ask) items(value ast.Value) (items []*ast.Term, wrong string) {
	switch v := value.(type) {
	case ast.Set:
		items = v.Slice()
	case *ast.Array:
		v.Foreach(func(t *ast.Term) { items = append(items, t) })
	case ast.Object:
		if a.entry.Shape != "object" && v.Len() > 0 {
			return nil, fmt.Sprintf("%s is one object; it must be a set of messages: %s", a.name(), a.example())
		}
		v.Foreach(func(_, t *ast.Term) { items = append(items, t) })
	default:
		return nil, fmt.Sprintf("%s is %s; it must be a set of messages: %s", a.name(), described(value), a.example())
	}
	return items, ""
}

var (
	msgKey = ast.StringTerm("msg")
	atKey  = ast.StringTerm("at")
)

// wrong says what a member of the collection should have been.
func (a *ask) wrong(v ast.Value, role string) string {
	switch {
	case a.Rule == "exception":
		return a.wrongException(v)
	case role == "rules":
		return a.wrongResult(v)
	}
	if _, ok := v.(ast.String); ok || hasMessage(v) {
		return ""
	}
	return fmt.Sprintf(`%s holds %s; a message is a string, or an object with a string under "msg"`, a.name(), described(v))
}

func (a *ask) wrongResult(v ast.Value) string {
	object, ok := v.(ast.Object)
	if ok && hasMessage(v) && object.Get(atKey) != nil {
		return ""
	}
	return fmt.Sprintf(`%s holds %s; a result is an object with a string under "msg" and a place under "at"`, a.name(), described(v))
}

func (a *ask) wrongException(v ast.Value) string {
	list, ok := v.(interface {
		Until(func(*ast.Term) bool) bool
	}) // an array, or a set, which conftest takes, too
	if ok && !list.Until(func(t *ast.Term) bool { _, isString := t.Value.(ast.String); return !isString }) {
		return ""
	}
	return fmt.Sprintf(`%s holds %s; an exception is an array of rule names without "deny_": exception contains ["name"] if { ... }`, a.name(), described(v))
}

func hasMessage(v ast.Value) bool {
	object, ok := v.(ast.Object)
	if !ok {
		return false
	}
	message := object.Get(msgKey)
	if message == nil {
		return false
	}
	_, ok = message.Value.(ast.String)
	return ok
}

// described names a value in a few words.
func described(v ast.Value) string {
	switch v := v.(type) {
	case ast.Null:
		return "null"
	case ast.Boolean, ast.Number:
		return fmt.Sprintf("the %s %s", ast.ValueName(v), clipped(v.String()))
	case ast.String:
		return "the string " + clipped(v.String())
	case *ast.Array:
		return fmt.Sprintf("an array of %d", v.Len())
	case ast.Set:
		return fmt.Sprintf("a set of %d", v.Len())
	case ast.Object:
		return describedObject(v)
	}
	return "a " + ast.ValueName(v)
}

func describedObject(object ast.Object) string {
	if message := object.Get(msgKey); message != nil {
		if _, ok := message.Value.(ast.String); !ok {
			return fmt.Sprintf(`an object whose "msg" is %s`, described(message.Value))
		}
		return `an object with "msg" only`
	}
	keys := object.Keys()
	names := make([]string, 0, 4)
	for _, k := range keys[:min(len(keys), 4)] {
		names = append(names, clipped(strings.Trim(k.Value.String(), `"`)))
	}
	return fmt.Sprintf(`an object without "msg" (keys: %s)`, strings.Join(names, ", "))
}

func clipped(s string) string {
	runes := []rune(s)
	if len(runes) > 60 {
		return string(runes[:60]) + "..."
	}
	return s
}
