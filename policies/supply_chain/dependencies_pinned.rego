# METADATA
# title: The runtime can be built again the same way
# description: >-
#   A dependency without an exact version, a download from a branch or a script piped into a shell changes between
#   two builds: the image that was tested is then not the image that a rebuild, or a rollback, gives.
# scope: package
# related_resources:
#   - ref: docs/rules/SUP003.md
# custom:
#   id: SUP003
#   severity: {space: note, staging: warning, production: warning}
#   confidence: medium
#   default: true
#   effective_on: null
#   waivable: {max_days: 60}
#   scope: subject
#   reads: [cog, hf/space, python/requirements, docker/dockerfile]
#   needs: [requirement, build_step, python_version, sdk_version]
#   native: full
#   params: {}
#   fix: Pin each dependency to an exact version or a commit, or point at a lock file (requirements compiled with hashes).
#   examples:
#     file: cog.yaml
#     pass: |
#       build:
#         gpu: true
#         python_version: "3.12"
#         python_packages:
#           - torch==2.9.0
#           - transformers==4.57.1
#       predict: predict.py:Predictor
#     fail: |
#       build:
#         gpu: true
#         python_version: "3.12"
#         python_packages:
#           - torch
#           - transformers>=4.40
#       predict: predict.py:Predictor
#   frameworks:
#     nist_ai_rmf: ["GOVERN 6.1"]
#     iso_42001: ["A.4.4"]
#     owasp_llm_2025: ["LLM03"]
#     ml_test_score: ["Infra 1"]
package policylint.rules.supply_chain.dependencies_pinned

import data.policylint.facts
import data.policylint.lib.build_steps
import data.policylint.lib.downloads
import data.policylint.lib.pins
import data.policylint.lib.requirements
import data.policylint.lib.result

deny contains result.finding(downloads.shown(msg), requirement.at) if {
	some requirement in facts.requirement.subject
	problem := requirements.problem(requirement.text)
	msg := sprintf("%s %s.", [problem.what, problem.why])
}

undecided contains result.finding(downloads.shown(msg), requirement.at) if {
	some requirement in facts.requirement.subject
	requirements.open(requirement.text)
	msg := sprintf("%q is filled in when the image is built; check the rendered file.", [requirement.text])
}

undecided contains result.finding(msg, file.at) if {
	some file in facts.requirements_file.subject
	not file.read
	msg := sprintf("%s %s.", [file.name, _unread(file.path)])
}

_unread(path) := "cannot be read as a requirements file, so what it installs is not known" if path in input.subject.files

_unread(path) := sprintf("is not in the repository, so what it installs is not known; commit it as %s", [path]) if not path in input.subject.files

# One finding for a build step, whatever is wrong in it.
deny contains result.finding(downloads.shown(concat(" ", faults)), step.at) if {
	some step in facts.build_step.subject
	faults := _faults(step)
	count(faults) > 0
}

undecided contains result.finding(downloads.shown(msg), step.at) if {
	some step in facts.build_step.subject
	count(_faults(step)) == 0
	open := [word | some word in _installed(step); requirements.open(word)]
	count(open) > 0
	msg := sprintf("pip installs %s, which is filled in when the image is built; write the version.", [concat(", ", open)])
}

undecided contains result.finding(msg, step.at) if {
	some step in facts.build_step.subject
	count(_faults(step)) == 0
	files := [file |
		some words in build_steps.commands(step.text)
		some file in build_steps.requirement_files(words)
		not endswith(file, ".toml") # ranges of a library's own
		not _base(file) in _read
	]
	count(files) > 0
	msg := sprintf("pip installs from %s, which is not judged here; %s.", [concat(", ", files), _elsewhere(step)])
}

_elsewhere(step) := "put it beside the Dockerfile, or check its requirements there" if {
	step.builder == "docker"
} else := "name it as python_requirements"

# Where a build copies a file to is not followed: its name is enough.
_read contains _base(document.path) if {
	some document in input.subject.documents
	document.kind == "python/requirements"
}

_base(path) := regex.replace(path, `^.*/`, "")

deny contains result.finding(msg, source.at) if {
	some source in facts.weights_source.subject
	startswith(source.uri, "hf://")
	not source.locked
	not regex.match(`@[0-9a-f]{40}$`, source.uri)
	msg := sprintf(
		"%s names no commit and no weights.lock stands beside the file: a build takes the newest weights; commit the lock file.",
		[source.uri],
	)
}

deny contains result.finding(msg, python.at) if {
	some python in facts.python_version.subject
	python.value == null
	msg := "No python_version: the build takes the default Python of the day; write it, such as python_version: \"3.11\"."
}

deny contains result.finding_with(msg, python.at, {"fix": fix}) if {
	some python in facts.python_version.subject
	python.read_as
	fix := {"op": "replace", "pointer": python.at.pointer, "value": python.value}
	msg := sprintf("python_version %s without quotes is the number %s; write \"%s\".", [python.value, python.read_as, python.value])
}

deny contains result.finding(msg, python.at) if {
	some python in facts.python_version.subject
	is_string(python.value)
	not _python(python.value)
	not requirements.open(python.value)
	msg := sprintf("python_version %q is no version of Python; write the minor version, such as \"3.11\".", [python.value])
}

_python(text) if regex.match(`^\d+\.\d+(?:\.\d+)?$`, text)

deny contains result.finding_with(msg, sdk.at, {"related": related}) if {
	some sdk in facts.sdk_version.subject
	sdk.value == null
	related := [result.related("the SDK is chosen here", result.at(sdk.at.document, "/sdk"))]
	msg := sprintf("The Space names no sdk_version: every rebuild takes the newest %s; write the version that works.", [sdk.sdk])
}

deny contains result.finding(msg, sdk.at) if {
	some sdk in facts.sdk_version.subject
	is_string(sdk.value)
	not pins.exact_version(sdk.value)
	not requirements.open(sdk.value)
	msg := sprintf("sdk_version %q is no exact version of %s; write all parts of it.", [sdk.value, sdk.sdk])
}

deny contains result.finding_with(msg, result.at(id, "/sdk"), {"level": "note"}) if {
	some id, front in facts.space.subject
	front.sdk == "streamlit"
	msg := "The streamlit SDK is deprecated and gets no new versions; use sdk: docker with the Streamlit template."
}

deny contains result.finding(msg, entry.at) if {
	count(facts.space_in_system.subject) > 0
	some entry in facts.preload.subject
	not _commit(entry.commit)
	msg := sprintf("%s is preloaded without a commit; write the files and the 40-hex commit after it.", [entry.repo])
}

_commit(text) if pins.commit(text)

_faults(step) := array.concat(
	array.concat(_install_faults(step), _clone_faults(step)),
	array.concat(_download_faults(step), _hub_faults(step)),
)

_installed(step) := [word |
	some words in build_steps.commands(step.text)
	not "--require-hashes" in words
	some word in build_steps.packages(words)
]

_install_faults(step) := [sprintf("pip installs %s, which %s.", [problem.what, problem.why])] if {
	problems := [p | some word in _installed(step); p := requirements.problem(word)]
	count(problems) == 1
	problem := problems[0]
} else := [sprintf("pip installs %s; write NAME==VERSION, or the commit, for each.", [concat(", ", named)])] if {
	named := [sprintf("%s (%s)", [p.what, p.short]) | some word in _installed(step); p := requirements.problem(word)]
	count(named) > 1
} else := []

_clone_faults(step) := [msg |
	some words in build_steps.commands(step.text)
	clone := build_steps.git_clone(words)
	not pins.commit(clone.ref)
	not _checked_out(step, clone.dir)
	msg := sprintf("git clone of %s takes %s; check out its 40-hex commit afterwards.", [clone.url, _head(clone.ref)])
]

_head("") := "the newest commit"

_head(ref) := sprintf("%s, a branch or tag that can move", [ref]) if ref != ""

# A checkout of a commit, or a build that stops at another one.
_checkout := `\bgit\b[^|;&\n]*\b(?:(?:checkout|reset|switch)\b[^|;&\n]*|rev-parse\b[^;&\n]*)\b[0-9a-f]{40}\b`

_checked_out(step, _) if regex.match(_checkout, step.text)

_checked_out(step, dir) if {
	some text in step.later
	is_string(text)
	dir in regex.split(`[\s/;&]+`, text)
	regex.match(_checkout, text)
}

_download_faults(step) := array.concat(
	[msg |
		some found in downloads.moving(step.text)
		msg := sprintf("%s %s.", [found.url, found.why])
	],
	[msg |
		downloads.run_unseen(step.text)
		msg := "A downloaded script is run unseen, whatever it holds that day; download a release and verify its checksum."
	],
)

_hub_faults(step) := [msg |
	some words in build_steps.commands(step.text)
	download := build_steps.hub_download(words)
	not pins.commit(download.revision)
	msg := sprintf("%s is downloaded from the Hub without a commit; add --revision and the 40-hex commit.", [download.repo])
]
