package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A unit is all rules of one name in one package, with the units that they name.
type unit struct {
	pkg, name string
	shape     string
	needs     []int
	rules     []byte
}

func (u *unit) String() string { return fmt.Sprintf("%s.%s", u.pkg, u.name) }

// needsOf finds the units that each unit names, by place in the list.
func needsOf(r *reach, units []*unit, places map[[2]string]int) {
	for _, u := range units {
		r.found, r.pending = map[*ast.Rule]bool{}, nil
		for _, rule := range r.rules[u.pkg][u.name] {
			r.visit(rule, rule.Module)
		}
		for _, rule := range r.pending {
			u.needs = append(u.needs, places[[2]string{packageName(rule.Module), ruleName(rule)}])
		}
		slices.Sort(u.needs)
		u.needs = slices.Compact(u.needs)
	}
}

// unitsOf groups the rules of compiled modules.
func unitsOf(r *reach) []*unit {
	var units []*unit
	for pkg, names := range r.rules {
		for name, rules := range names {
			units = append(units, &unit{pkg: pkg, name: name, shape: shapeOf(rules[0])})
		}
	}
	slices.SortFunc(units, func(a, b *unit) int {
		return cmp.Or(strings.Compare(a.pkg, b.pkg), strings.Compare(a.name, b.name))
	})
	places := map[[2]string]int{}
	for i, u := range units {
		places[[2]string{u.pkg, u.name}] = i
	}
	needsOf(r, units, places)
	return units
}
