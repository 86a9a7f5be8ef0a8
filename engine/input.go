package main

import (
	"bytes"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/util"
)

func parseInput(raw []byte) (*ast.Term, error) {
	var x any
	if err := util.NewJSONDecoder(bytes.NewReader(raw)).Decode(&x); err != nil {
		return nil, err
	}
	v, err := ast.InterfaceToValue(x)
	if err != nil {
		return nil, err
	}
	return ast.NewTerm(v), nil
}
