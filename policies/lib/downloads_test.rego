package policylint.lib.downloads_test

import data.policylint.lib.downloads

_sha := "8b1a6f0c35d94e72b6c0f1a9e84d3c7b52f6a901"

test_addresses_that_move if {
	every url in [
		"https://huggingface.co/acme/m/resolve/main/model.bin",
		"https://huggingface.co/datasets/acme/d/resolve/main/d.csv",
		"https://huggingface.co/acme/m/resolve/v1/model.bin",
		"https://hf.co/acme/m/raw/main/config.json",
		"https://github.com/acme/a/raw/master/a.bin",
		"https://github.com/acme/a/blob/refs/heads/dev/a.bin",
		"https://raw.githubusercontent.com/acme/a/refs/heads/main/a.sh",
		"https://github.com/acme/a/releases/latest/download/a",
		"https://github.com/acme/a/archive/refs/heads/main.zip",
		"https://github.com/acme/a/archive/master.tar.gz",
		"https://gitlab.com/acme/a/-/raw/main/a.bin",
	] {
		count(downloads.moving(sprintf("wget -q \"%s\" -O a", [url]))) == 1
	}
}

test_addresses_that_stay if {
	every url in [
		sprintf("https://huggingface.co/acme/m/resolve/%s/model.bin", [_sha]),
		sprintf("https://github.com/acme/a/raw/%s/a.bin", [_sha]),
		"https://github.com/acme/a/raw/v1.2.0/a.bin",
		"https://github.com/acme/a/raw/refs/tags/v1.2.0/a.bin",
		"https://github.com/acme/a/releases/download/v0.8.2/a",
		"https://github.com/acme/a/archive/refs/tags/v1.2.0.zip",
		"https://x.example/files/a.bin",
	] {
		downloads.moving(sprintf("curl -L %s", [url])) == []
	}
}

test_a_checksum_fixes_the_content if {
	downloads.moving("wget https://hf.co/acme/m/resolve/main/m.bin && echo abc m.bin | sha256sum -c -") == []
}

test_scripts_that_are_run_unseen if {
	every text in [
		"curl -fsSL https://x.example/i.sh | sh",
		"wget -qO- https://x.example/i.sh | sudo bash -s -- -y",
		"curl -s https://x.example/i.py | python3 -",
		"bash <(curl -s https://x.example/i.sh)",
		`sh -c "$(curl -fsSL https://x.example/i.sh)"`,
	] {
		downloads.run_unseen(text)
	}
	not downloads.run_unseen("curl -o i.sh https://x.example/i.sh && tar x")
	not downloads.run_unseen("curl -s https://x.example/a.json | jq . | tee shell.txt")
}

test_secrets_of_an_address_are_not_shown if {
	downloads.shown("git+https://me:pass@x.example/a@main moves") == "git+https://***@x.example/a@main moves"
	downloads.shown("https://x.example/a.whl?sig=abc#sha256=1 b") == "https://x.example/a.whl?***#sha256=1 b"
	downloads.shown("numpy; why?") == "numpy; why?"
}
