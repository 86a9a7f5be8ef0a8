package policylint.lib.modelref_test

import data.policylint.lib.modelref

_digest := "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

test_uris_of_every_scheme if {
	cases := {
		"hf://acme/m": ["hf", "acme/m", null],
		"hf://acme/m:main": ["hf", "acme/m", "main"],
		"oci://ghcr.io/acme/m:1.0": ["oci", "ghcr.io/acme/m", "1.0"],
		"oci+fetch://ghcr.io:443/acme/m": ["oci", "ghcr.io:443/acme/m", null],
		concat("@", ["oci://ghcr.io/acme/m:1.0", _digest]): ["oci", "ghcr.io/acme/m", _digest],
		"https://huggingface.co/acme/m/resolve/main/m.bin": ["hf", "acme/m", "main"],
		"https://models.acme.dev/m.tar": ["opaque", "https://models.acme.dev/m.tar", "https://models.acme.dev/m.tar"],
		"s3://models/m/12": ["opaque", "s3://models/m/12", "s3://models/m/12"],
		"file:///srv/m": ["local", "file:///srv/m", "file:///srv/m"],
	}
	every text, expected in cases {
		found := modelref.uri(text)
		[found.scheme, found.model, found.value] == expected
	}
}

test_what_a_model_flag_takes if {
	cases := {
		"acme/m": ["hf", "acme/m"],
		"gpt2": ["hf", "gpt2"],
		"acme/m-GGUF:Q4_K_M": ["hf", "acme/m-GGUF"],
		"hf://acme/m": ["hf", "acme/m"],
		"hf:acme/m": ["hf", "acme/m"],
		"/mnt/models": ["local", "/mnt/models"],
		"./m": ["local", "./m"],
		"models/m": ["local", "models/m"],
		"a/b/c": ["local", "a/b/c"],
		"m.gguf": ["local", "m.gguf"],
		"s3://models/m": ["opaque", "s3://models/m"],
	}
	every text, expected in cases {
		found := modelref.flag(text)
		[found.scheme, found.model] == expected
	}
}

test_an_image_in_its_parts if {
	modelref.image("vllm") == {"name": "vllm", "tag": null, "digest": null}
	modelref.image("localhost:5000/vllm") == {"name": "localhost:5000/vllm", "tag": null, "digest": null}
	modelref.image("localhost:5000/a/vllm:v1") == {"name": "localhost:5000/a/vllm", "tag": "v1", "digest": null}
	modelref.image(concat("@", ["a/vllm:v1", _digest])) == {"name": "a/vllm", "tag": "v1", "digest": _digest}
}
