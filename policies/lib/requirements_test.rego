package policylint.lib.requirements_test

import data.policylint.lib.requirements

_sha := "8b1a6f0c35d94e72b6c0f1a9e84d3c7b52f6a901"

_sum := "4f3c2b1a0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e1d0c9b8a7f6e5d4c3b"

test_exact_versions_are_pinned if {
	every text in [
		"torch==2.4.1", "torch == 2.4.1", "torch===2.4.1", "torch==2.1.2+cu118", "xformers==0.0.22.post7",
		"aiohttp[speedups]==3.10.5", "numpy==2.1.1 ; python_version > '3.10'", "torch==2.4.1 --extra-index-url=https://x.example/whl",
		"torch>=2,==2.4.1", "numpy==2.1.1  # as tested", "essentia==2.1b6.dev1110", "fastapi (==0.88)",
	] {
		not requirements.problem(text)
	}
}

test_versions_that_move if {
	every text, short in {
		"torch": "no version",
		"aiohttp[speedups]": "no version",
		"onnxruntime; sys_platform == 'darwin'": "no version",
		"protobuf==3.20.*": "a wildcard",
		"pydantic<2": "a range",
		"torch~=2.4": "a range",
		"torch (>=2.4)": "a range",
		"torch!=2.4.0": "a range",
	} {
		requirements.problem(text).short == short
	}
}

test_a_repository_needs_a_whole_commit if {
	every ending, short in {"": "no commit", "@main": "moves with main", "@v1.2": "moves with v1.2", "@8b1a6f0": "an abbreviated commit"} {
		requirements.problem(sprintf("git+https://github.com/acme/tools%s", [ending])).short == short
		requirements.problem(sprintf("tools @ git+ssh://git@github.com/acme/tools.git%s#egg=tools", [ending])).short == short
	}
	not requirements.problem(sprintf("git+https://github.com/acme/tools@%s", [_sha]))
	not requirements.problem(sprintf("tools @ git+https://github.com/acme/tools.git@%s#egg=tools", [_sha]))
	not requirements.problem(sprintf("git+git@github.com:acme/tools.git@%s", [_sha]))
	requirements.problem("-e git+https://github.com/acme/tools").short == "no commit"
}

test_an_archive_needs_a_checksum if {
	requirements.problem("https://x.example/a-1.0-py3-none-any.whl").short == "no checksum"
	requirements.problem("a @ https://x.example/a.tar.gz#egg=a").short == "no checksum"
	not requirements.problem(sprintf("https://x.example/a.whl#sha256=%s", [_sum]))
	not requirements.problem(sprintf("a @ https://x.example/a.whl#egg=a&sha256=%s", [_sum]))
	not requirements.problem(sprintf("https://github.com/acme/a/archive/%s.zip", [_sha]))
}

test_options_paths_and_hashed_lines_are_no_problem if {
	every text in ["--index-url https://x.example", "-r base.txt", "-e .", "./vendor/a", "/opt/a", "wheels/a.whl", "a-1.0.whl", "# torch"] {
		not requirements.problem(text)
	}
	not requirements.problem(sprintf("numpy --hash=sha256:%s", [_sum]))
}

test_a_version_that_is_filled_in_later_is_open if {
	every text in ["torch==${TORCH}", "torch==$TORCH", "torch=={{ version }}"] {
		requirements.open(text)
		not requirements.problem(text)
	}
	not requirements.open("torch<3,>2")
}

test_includes if {
	requirements.includes("-r base.txt") == "base.txt"
	requirements.includes("--constraint=limits.txt") == "limits.txt"
	not requirements.includes("requests==2.32.3")
}
