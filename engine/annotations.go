package main

import "github.com/open-policy-agent/opa/v1/ast"

// metadata is a METADATA block as the author wrote it, without what only OPA needs (scope, location, schemas).
type metadata map[string]any

// packageMetadata lays the package's own block over those of scope "subpackages" above it, and `custom` key by key.
func packageMetadata(set *ast.AnnotationSet, pkg *ast.Package) metadata {
	chain := set.GetSubpackagesScope(pkg.Path)
	var merged metadata
	for i := len(chain) - 1; i >= 0; i-- {
		merged = merged.under(chain[i])
	}
	return merged.under(set.GetPackageScope(pkg))
}

func (m metadata) under(a *ast.Annotations) metadata {
	if a == nil {
		return m
	}
	if m == nil {
		m = metadata{}
	}
	m.text("title", a.Title)
	m.text("description", a.Description)
	if len(a.Organizations) > 0 {
		m["organizations"] = a.Organizations
	}
	if len(a.RelatedResources) > 0 {
		m["related_resources"] = a.RelatedResources
	}
	if len(a.Authors) > 0 {
		m["authors"] = a.Authors
	}
	if a.Entrypoint {
		m["entrypoint"] = true
	}
	m.group("custom", a.Custom)
	m.group("labels", a.Labels)
	return m
}

func (m metadata) text(key, value string) {
	if value != "" {
		m[key] = value
	}
}

func (m metadata) group(key string, values map[string]any) {
	if len(values) == 0 {
		return
	}
	merged := map[string]any{}
	if above, ok := m[key].(map[string]any); ok {
		for k, v := range above {
			merged[k] = v
		}
	}
	for k, v := range values {
		merged[k] = v
	}
	m[key] = merged
}

// ruleMetadata is the block of a rule: of scope document before scope rule.
func ruleMetadata(rule *ast.Rule) metadata {
	var found *ast.Annotations
	for _, a := range rule.Annotations {
		if found == nil || a.Scope == "document" {
			found = a
		}
	}
	return metadata(nil).under(found)
}
