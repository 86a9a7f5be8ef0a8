package main

import (
	"errors"
	"testing"
)

func frozenSample(t *testing.T) []byte {
	t.Helper()
	l, _, err := newLoad(&request{Role: "rules", Rego: "v1", Modules: [][2]string{{"a.rego", `# METADATA
# custom: {id: XAA001}
package a

deny contains {"msg": sprintf("%v", [x]), "at": {"document": "d", "pointer": ""}} if some x in helper

helper := {"one", 2, null, true}
`}}})
	if err != nil {
		t.Fatal(err)
	}
	frozen, err := frozenOf(l)
	if err != nil {
		t.Fatal(err)
	}
	return frozen
}

func thawSample(frozen []byte) error {
	l := &load{role: "rules", sources: &sources{role: "rules", version: regoVersion("v1"), caps: capabilities("rules", regoVersion("v1"), false)}}
	if _, err := l.thawed(frozen); err != nil {
		return err
	}
	_, err := l.thaw.program(l, []ask{{Package: "a", Rule: "deny"}})
	return err
}

// What is cut short is said to be damaged, wherever it is cut.
func TestThawingWhatIsCutShort(t *testing.T) {
	frozen := frozenSample(t)
	if err := thawSample(frozen); err != nil {
		t.Fatal(err)
	}
	for end := range frozen {
		var fail *failure
		if err := thawSample(frozen[:end]); err == nil || (!errors.Is(err, errThaw) && !errors.As(err, &fail)) {
			t.Fatalf("%d of %d bytes: %v", end, len(frozen), err)
		}
	}
}

// Equal sources give an equal wheel.
func TestFreezingTwiceGivesTheSameBytes(t *testing.T) {
	if string(frozenSample(t)) != string(frozenSample(t)) {
		t.Error("the bytes differ")
	}
}
