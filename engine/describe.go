package main

import (
	"sort"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

type pkgInfo struct {
	Name        string           `json:"name"`
	Entries     []*entry         `json:"entries"`
	Annotations *ast.Annotations `json:"annotations"`
}

// An entry is a rule name of a package, with the place of its first rule.
type entry struct {
	Rule        string           `json:"rule"`
	Path        string           `json:"path"`
	Line        int              `json:"line"`
	Column      int              `json:"column"`
	Shape       string           `json:"shape"`
	Arity       int              `json:"arity"`
	Annotations *ast.Annotations `json:"annotations"`
}

func describe(l *load) []*pkgInfo {
	l.packages = map[string]map[string]*entry{}
	infos := map[string]*pkgInfo{}
	names := make([]string, 0, len(l.compiler.Modules))
	for name := range l.compiler.Modules {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		module := l.compiler.Modules[name]
		path := packageName(module.Package)
		info := infos[path]
		if info == nil {
			info = &pkgInfo{Name: path, Entries: []*entry{}, Annotations: l.compiler.GetAnnotationSet().GetPackageScope(module.Package)}
			infos[path] = info
			l.packages[path] = map[string]*entry{}
		}
		for _, rule := range module.Rules {
			addRule(l, info, rule)
		}
	}
	result := make([]*pkgInfo, 0, len(infos))
	for _, info := range infos {
		sort.Slice(info.Entries, func(i, j int) bool { return info.Entries[i].Rule < info.Entries[j].Rule })
		result = append(result, info)
	}
	sort.Slice(result, func(i, j int) bool { return result[i].Name < result[j].Name })
	return result
}

func packageName(p *ast.Package) string {
	return strings.TrimPrefix(p.Path.String(), "data.")
}

func addRule(l *load, info *pkgInfo, rule *ast.Rule) {
	name := string(rule.Head.Name)
	if ref := rule.Head.Reference; len(ref) > 0 {
		name = strings.Trim(ref[0].Value.String(), `"`)
	}
	known := l.packages[info.Name][name]
	if known == nil {
		known = &entry{Rule: name, Path: rule.Location.File, Line: rule.Location.Row, Column: rule.Location.Col, Shape: shapeOf(rule), Arity: len(rule.Head.Args)}
		l.packages[info.Name][name] = known
		info.Entries = append(info.Entries, known)
	}
	if known.Annotations == nil && len(rule.Annotations) > 0 {
		known.Annotations = rule.Annotations[0]
	}
}

func shapeOf(rule *ast.Rule) string {
	switch {
	case len(rule.Head.Args) > 0:
		return "function"
	case len(rule.Head.Ref()) > 1:
		return "object"
	case rule.Head.RuleKind() == ast.MultiValue:
		return "set"
	}
	return "value"
}
