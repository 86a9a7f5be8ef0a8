package main

import (
	"strconv"

	"github.com/open-policy-agent/opa/v1/topdown/print"
)

// A record is what one input gave, as pieces of JSON: values by ask, faults by ask, printed lines.
type record struct {
	values  writer
	faults  []byte
	printed []byte
	prints  int // bytes left for print()
}

func newRecord(l limits) *record {
	return &record{values: writer{limit: l.ResultBytes, depth: l.ResultDepth}, prints: l.PrintBytes}
}

func (r *record) reset(l limits) {
	r.values.buf, r.faults, r.printed, r.prints = r.values.buf[:0], r.faults[:0], r.printed[:0], l.PrintBytes
}

func (r *record) fault(ask int, kind, message string) {
	r.faults = separated(r.faults)
	r.faults = append(r.faults, '[')
	r.faults = strconv.AppendInt(r.faults, int64(ask), 10)
	r.faults = append(r.faults, `,"`...)
	r.faults = append(r.faults, kind...)
	r.faults = append(r.faults, `",`...)
	r.faults = appendString(r.faults, shortened(message))
	r.faults = append(r.faults, ']')
}

// Print is OPA's hook for print().
func (r *record) Print(at print.Context, message string) error {
	if r.prints <= 0 {
		return nil
	}
	line := message
	if at.Location != nil {
		line = place(at.Location) + ": " + message
	}
	if r.prints -= len(line); r.prints <= 0 {
		line = "print() said more than is kept; the rest is left out"
	}
	r.printed = appendString(separated(r.printed), line)
	return nil
}

// bytes is nil for an input that gave nothing.
func (r *record) bytes() []byte {
	var out []byte
	for _, part := range []struct {
		name string
		text []byte
	}{{"v", r.values.buf}, {"f", r.faults}, {"p", r.printed}} {
		if len(part.text) > 0 {
			out = append(out, `,"`+part.name+`":[`...)
			out = append(out, part.text...)
			out = append(out, ']')
		}
	}
	if out != nil {
		out = append(out, '}')
	}
	return out
}

func separated(buf []byte) []byte {
	if len(buf) > 0 {
		return append(buf, ',')
	}
	return buf
}

const messageBytes = 2000

func shortened(message string) string {
	if len(message) <= messageBytes {
		return message
	}
	return message[:messageBytes] + " ..."
}
