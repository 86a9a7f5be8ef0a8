package policylint.lib.hosts_test

import data.policylint.lib.hosts

_hosts(text) := [each.host | some each in hosts.found(text)]

test_the_address_in_a_value if {
	hosts.found("https://Acme-Demo.hf.space/run/predict") == [{
		"url": "https://Acme-Demo.hf.space/run/predict", "host": "acme-demo.hf.space", "path": "/run/predict",
	}]
	_hosts("postgres://user:pass@db.example.com:5432/x") == ["db.example.com"]
	_hosts("http://one.example.com,http://two.example.com") == ["one.example.com", "two.example.com"]
	_hosts("acme-demo.hf.space") == ["acme-demo.hf.space"]
	_hosts("acme-demo.hf.space:443/api") == ["acme-demo.hf.space"]
	_hosts("10.0.0.1") == []
	_hosts("v1.2.3") == []
	_hosts("see acme.hf.space for more") == []
	_hosts("") == []
}

test_lines_of_a_file_that_are_comments_or_lists_for_cors_are_left_out if {
	_hosts("a: http://a.example.com\n# see http://b.example.com\ncors_origins: [http://c.example.com]\n// http://d.example.com") == ["a.example.com"]
}

test_keys_that_only_name_addresses if {
	every key in ["CORS_ALLOW", "ALLOWED_ORIGINS", "--allowed-origins", "corsOrigins", "HTTP_REFERER", "DOCS_URL", "homepage"] {
		hosts.only_named(key)
	}
	every key in ["SUMMARISER_URL", "BACKEND", "--upstream", "ORIGINAL_URL", "externalName", "DOCKER_HOST"] {
		not hosts.only_named(key)
	}
}

_space(text) if {
	some address in hosts.found(text)
	hosts.space(address)
}

test_the_addresses_of_spaces if {
	_space("https://acme-demo.hf.space/api")
	_space("wss://acme-demo.static.hf.space")
	_space("https://huggingface.co/spaces/acme/demo")
	_space("https://hf.co/spaces/acme/demo")
	not _space("https://huggingface.co/acme/model")
	not _space("https://hf.space.example.com/")
	not _space("https://nothf.space/")
	not _space("https://abc.us-east-1.aws.endpoints.huggingface.cloud")
}
