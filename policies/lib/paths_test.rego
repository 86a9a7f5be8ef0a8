package policylint.lib.paths_test

import data.policylint.lib.paths

test_beside if {
	paths.beside("cog.yaml", "requirements.txt") == "requirements.txt"
	paths.beside("models/a/cog.yaml", "./requirements.txt") == "models/a/requirements.txt"
	paths.beside("models/a/cog.yaml", "../requirements.txt") == "models/requirements.txt"
	paths.beside("cog.yaml", "../../x") == "x"
}
