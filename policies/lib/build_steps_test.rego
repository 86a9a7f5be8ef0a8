package policylint.lib.build_steps_test

import data.policylint.lib.build_steps

_packages(text) := [name | some words in build_steps.commands(text); some name in build_steps.packages(words)]

test_packages_of_pip_install_without_options if {
	_packages("pip install --no-cache-dir torch==2.4.1 --extra-index-url https://x.example/whl") == ["torch==2.4.1"]
	_packages("CUDA_HOME=/usr/local/cuda python -m pip install -U 'vllm<1' -f https://x.example && rm -rf x") == ["vllm<1"]
	_packages("uv pip install numpy \\\n  pillow -c limits.txt") == ["numpy", "pillow"]
	_packages("/opt/venv/bin/pip3 install pip install") == ["pip", "install"]
}

test_other_commands_install_nothing if {
	every text in ["pip uninstall -y torch", "apt-get install -y ffmpeg", "echo pip", "pip --version"] {
		_packages(text) == []
	}
}

test_a_nested_shell_is_opened if {
	_packages(`bash -c "pip install numpy && echo done"`) == ["numpy"]
	_packages(`sh -ec 'pip install numpy'`) == ["numpy"]
}

test_requirement_files if {
	some words in build_steps.commands("pip install -r a.txt --requirement b.txt -rc.txt --requirement=d.txt e")
	build_steps.requirement_files(words) == ["a.txt", "b.txt", "c.txt", "d.txt"]
	build_steps.packages(words) == ["e"]
}

test_clones if {
	every text, clone in {
		"git clone https://x.example/a/b.git": {"url": "https://x.example/a/b.git", "dir": "b", "ref": ""},
		"git clone --depth 1 -b v1 git@x.example:a/b /opt/c/": {"url": "git@x.example:a/b", "dir": "c", "ref": "v1"},
		"git -C /opt clone --branch=v1 -b v2 https://x.example/b": {"url": "https://x.example/b", "dir": "b", "ref": "v1"},
	} {
		build_steps.git_clone(build_steps.commands(text)[0]) == clone
	}
	not build_steps.git_clone(build_steps.commands("git clone /opt/a")[0])
	not build_steps.git_clone(build_steps.commands("git checkout https://x.example/a")[0])
}

test_downloads_from_the_hub if {
	some name in ["hf", "huggingface-cli"]
	words := build_steps.commands(sprintf("%s download acme/m --revision main --local-dir /m", [name]))[0]
	build_steps.hub_download(words) == {"repo": "acme/m", "revision": "main"}
	not build_steps.hub_download(["hf", "auth", "login"])
}
