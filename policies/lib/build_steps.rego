# METADATA
# title: Build steps
# description: >-
#   What one step of an image build installs, clones and downloads. `sh -c "..."` is opened one level deep.
# scope: package
package policylint.lib.build_steps

import data.policylint.lib.shell

# An array of commands, each an array of words.
commands(text) := shell.commands(regex.replace(
	regex.replace(text, `\b(?:ba)?sh\s+-\w*c\s+"([^"]*)"`, "; $1 ;"),
	`\b(?:ba)?sh\s+-\w*c\s+'([^']*)'`, "; $1 ;",
))

# The words after `pip install` in one command; undefined for any other command.
pip_install(words) := array.slice(words, after + 1, count(words)) if {
	pip := min([i | some i, word in words; regex.match(`(?:^|/)pip[\d.]*$`, word)])
	after := min([i | some i, word in words; i > pip; word == "install"])
}

_valued := {
	"-f", "--find-links", "-i", "--index-url", "--extra-index-url", "--trusted-host", "-c", "--constraint",
	"-r", "--requirement", "-t", "--target", "--exists-action", "--prefix", "--root", "--python", "-p",
	"--platform", "--python-version", "--implementation", "--abi", "--no-binary", "--only-binary", "--progress-bar",
	"--timeout", "--retries", "--cache-dir", "--global-option", "--config-settings", "-C", "--src",
	"--upgrade-strategy", "--cert", "--client-cert", "--proxy", "--log", "--index-strategy", "--index", "--default-index",
	"--torch-backend",
}

# What `pip install` was told to install.
packages(words) := [word |
	some i, word in pip_install(words)
	not startswith(word, "-")
	not _value(pip_install(words), i)
	not regex.match(`^\d?>`, word)
]

_value(words, i) if words[i - 1] in _valued

# The files named with -r or --requirement.
requirement_files(words) := [file |
	some i, word in pip_install(words)
	file := _file(pip_install(words), i, word)
]

_file(words, i, word) := words[i + 1] if word in {"-r", "--requirement"}

_file(_, _, word) := regex.replace(word, `^(?:--requirement=|-r)`, "") if {
	regex.match(`^(?:--requirement=|-r.)`, word)
	not word == "--requirement"
}

# {"url", "dir", "ref"} of a `git clone`; ref is "" when none is named.
git_clone(words) := {"url": words[at], "dir": _clone_dir(words, at), "ref": _option(words, {"-b", "--branch", "--revision"})} if {
	git := min([i | some i, word in words; word == "git"])
	clone := min([i | some i, word in words; i > git; word == "clone"])
	at := min([i | some i, word in words; i > clone; regex.match(`://|^git@`, word)])
}

_clone_dir(words, at) := base if {
	target := words[at + 1]
	not startswith(target, "-")
	base := _base(target)
} else := regex.replace(_base(words[at]), `\.git$`, "")

_base(path) := parts[count(parts) - 1] if parts := split(trim_right(path, "/"), "/")

_option(words, names) := array.concat(_options(words, names), [""])[0]

_options(words, names) := [value |
	some i, word in words
	some name in names
	value := _option_value(words, i, word, name)
]

_option_value(words, i, name, name) := words[i + 1]

_option_value(_, _, word, name) := substring(word, count(name) + 1, -1) if startswith(word, sprintf("%s=", [name]))

# {"repo", "revision"} of `huggingface-cli download` or `hf download`.
hub_download(words) := {"repo": words[at + 2], "revision": _option(words, {"--revision"})} if {
	at := min([i | some i, word in words; regex.match(`(?:^|/)(?:huggingface-cli|hf)$`, word)])
	words[at + 1] == "download"
	not startswith(words[at + 2], "-")
}
