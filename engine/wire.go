package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// A request is one line of JSON. An "eval" is followed by `count` lines, each one input: they are kept as they came,
// so that an input is parsed once, straight into OPA's values, and a bad one spoils only itself.
type request struct {
	Op        string          `json:"op"`
	ID        int             `json:"id"`
	Limits    *limits         `json:"limits"`
	Role      string          `json:"role"`
	Rego      string          `json:"rego"`
	Now       string          `json:"now"`
	Modules   [][2]string     `json:"modules"`
	Data      json.RawMessage `json:"data"`
	Handle    int             `json:"handle"`
	Asks      []ask           `json:"asks"`
	Selection int             `json:"selection"`
	Count     int             `json:"count"`
	Careful   bool            `json:"careful"`
	Prefix    string          `json:"prefix"`
	Name      string          `json:"name"`
	Skip      [][2]int        `json:"skip"`
	FileInfo  bool            `json:"file_info"`
	Combined  bool            `json:"combined"`
	Lazy      bool            `json:"lazy"`
	Frozen    bool            `json:"frozen"`
	Files     []string        `json:"files"`
	Own       []string        `json:"own"`
	Test      int             `json:"test"`

	inputs [][]byte
	block  []byte
	broken error
}

// A problem is a fault of a policy, with the place OPA gives.
type problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Path    string `json:"path,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
}

// A failure is an answer that is not ok. Kind "policy" carries problems; "request" is a mistake of the caller.
type failure struct {
	Kind     string    `json:"kind"`
	Message  string    `json:"message"`
	Problems []problem `json:"problems,omitempty"`
}

func (f *failure) Error() string { return f.Message }

func badRequest(format string, args ...any) *failure {
	return &failure{Kind: "request", Message: fmt.Sprintf(format, args...)}
}

const (
	queued      = 3
	headerBytes = 256 << 20
	inputBytes  = 256 << 20
)

// readRequests runs beside the evaluation, so that the caller can write the next chunk while this one is judged.
func readRequests(in io.Reader, out chan<- *request) {
	defer close(out)
	reader := bufio.NewReaderSize(in, 1<<16)
	for {
		req, err := readRequest(reader)
		if err == io.EOF {
			return
		}
		if err != nil {
			req = &request{broken: err}
		}
		out <- req
		if err != nil || req.Op == "bye" {
			return
		}
	}
}

func readRequest(reader *bufio.Reader) (*request, error) {
	line, err := readLine(reader, nil, headerBytes)
	if err != nil {
		return nil, err
	}
	req := &request{}
	if err := json.Unmarshal(line, req); err != nil {
		return nil, fmt.Errorf("the request is not JSON: %v", err)
	}
	if req.Op == "eval" || req.Op == "weigh" {
		return req, readInputs(reader, req)
	}
	return req, nil
}

func readInputs(reader *bufio.Reader, req *request) error {
	ends := make([]int, 0, max(0, min(req.Count, 1<<16)))
	for range req.Count {
		var err error
		if req.block, err = readLine(reader, req.block, inputBytes); err != nil {
			return errors.New("the input ended inside a chunk")
		}
		ends = append(ends, len(req.block))
	}
	req.inputs = make([][]byte, len(ends))
	start := 0
	for i, end := range ends {
		req.inputs[i] = req.block[start:end]
		start = end
	}
	return nil
}

// readLine appends one line, without its end, to buf. A last line without an end counts as cut off.
func readLine(reader *bufio.Reader, buf []byte, limit int) ([]byte, error) {
	start := len(buf)
	for {
		part, err := reader.ReadSlice('\n')
		buf = append(buf, part...)
		if len(buf)-start > limit {
			return buf, fmt.Errorf("a line is longer than %d bytes", limit)
		}
		switch {
		case err == nil:
			return bytes.TrimSuffix(buf, []byte{'\n'}), nil
		case err == io.EOF && len(buf) > start:
			return buf, io.ErrUnexpectedEOF
		case err != bufio.ErrBufferFull:
			return buf, err
		}
	}
}

// serve answers requests in order until the input ends. What cannot be read is answered, and then ends the process.
func serve(in io.Reader, out io.Writer) error {
	requests := make(chan *request, queued)
	go readRequests(in, requests)
	session := newSession(bufio.NewWriterSize(out, 1<<16))
	for req := range requests {
		value, err := session.handle(req)
		if err := session.answer(req.ID, value, err); err != nil {
			return err
		}
		if req.broken != nil {
			return req.broken
		}
	}
	return nil
}

// answer writes one line. A value that is bytes is JSON already.
func (s *session) answer(id int, value any, failure error) error {
	raw, ok := value.([]byte)
	key := "ok"
	if failure != nil {
		value, ok, key = asFailure(failure), false, "error"
	}
	if !ok {
		var err error
		if raw, err = marshal(value); err != nil {
			return err
		}
	}
	s.out.Lock()
	defer s.out.Unlock()
	fmt.Fprintf(s.writer, `{"id":%d,"%s":`, id, key)
	s.writer.Write(raw)
	s.writer.WriteString("}\n")
	return s.writer.Flush()
}

func marshal(value any) ([]byte, error) {
	var buf bytes.Buffer
	encoder := json.NewEncoder(&buf)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSuffix(buf.Bytes(), []byte{'\n'}), err
}

func asFailure(err error) *failure {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	return &failure{Kind: "internal", Message: err.Error()}
}
