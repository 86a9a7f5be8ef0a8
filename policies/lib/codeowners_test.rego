package policylint.lib.codeowners_test

import data.policylint.lib.codeowners

test_patterns_match_as_github_reads_them if {
	every case in [
		["*", "a/b.yaml", true],
		["/deploy/", "deploy/production/deployment.yaml", true],
		["/deploy/", "other/deploy/x.yaml", false],
		["deploy/", "other/deploy/x.yaml", true],
		["deploy/", "deploy", false],
		["deploy/production", "deploy/production/deployment.yaml", true],
		["deploy/production", "x/deploy/production/deployment.yaml", false],
		["docs/*", "docs/a.md", true],
		["docs/*", "docs/a/b.md", false],
		["*.yaml", "deploy/a.yaml", true],
		["*.yaml", "deploy/a.yml", false],
		["**/production", "deploy/production/x.yaml", true],
		["/deploy/**/replicate.yaml", "deploy/production/replicate.yaml", true],
		["/deploy/**", "deploy/production/replicate.yaml", true],
		["/.policylint.yaml", ".policylint.yaml", true],
		["/.policylint.yaml", "xpolicylintxyaml", false],
		["a?c.yaml", "abc.yaml", true],
		["/a(b)+.yaml", "a(b)+.yaml", true],
	] {
		_matches(case[0], case[1]) == case[2]
	}
}

_matches(pattern, path) if codeowners.matches(pattern, path)

_matches(pattern, path) := false if not codeowners.matches(pattern, path)

test_the_last_line_counts if {
	lines := [{"pattern": "*", "owners": ["@a"]}, {"pattern": "/deploy/", "owners": ["@b"]}, {"pattern": "*.md", "owners": []}]
	codeowners.line(lines, "deploy/x.yaml").owners == ["@b"]
	codeowners.line(lines, "deploy/x.md").owners == []
	codeowners.line(lines, "x").owners == ["@a"]
}

test_no_line_is_undefined if not codeowners.line([{"pattern": "/a", "owners": ["@a"]}], "b")
