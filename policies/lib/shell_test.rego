package policylint.lib.shell_test

import data.policylint.lib.shell

test_a_script_is_split_into_commands_of_words if {
	shell.commands("export HF_HOME=/data; exec vllm serve acme/m --port=8000 | tee log") == [
		["export", "HF_HOME=/data"],
		["exec", "vllm", "serve", "acme/m", "--port=8000"],
		["tee", "log"],
	]
}

test_quotes_are_taken_off_and_hold_words_together if {
	shell.commands(`vllm serve 'acme/m' --name "a b" --json '{"a": "b"}' --pre"fix"ed`) == [[
		"vllm", "serve", "acme/m", "--name", "a b", "--json", `{"a": "b"}`, "--prefixed",
	]]
}

test_continued_lines_comments_and_redirections if {
	script := "# don't serve the wrong one\nvllm serve acme/m \\\n  --revision main # a branch\n  2>&1 >> /tmp/log"
	shell.commands(script)[0] == ["vllm", "serve", "acme/m", "--revision", "main"]
}

test_substitutions_stay_in_one_word if {
	shell.commands("a --model ${MODEL_ID:-acme/m} --port $(PORT) --n $(( 1 + 1 ))")[0][2] == "${MODEL_ID:-acme/m}"
	shell.commands("a --port $(PORT)") == [["a", "--port", "$(PORT)"]]
}

test_nothing_gives_nothing if {
	shell.commands("") == []
	shell.commands("\n # only a comment\n") == []
}

test_an_assignment_has_a_name_and_a_value if {
	shell.assignment("HF_TOKEN=a=b") == ["HF_TOKEN", "a=b"]
	not shell.assignment("--name=value")
	not shell.assignment("value")
}
