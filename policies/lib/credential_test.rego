package policylint.lib.credential_test

import data.policylint.lib.credential

# Put together here, so that no scanner takes a test for a leak.
_hf := concat("", ["hf", "_", "QmTzRkWnVbLxJpHsGdFcYaEuIoKqNwMv"])

test_shapes_of_providers if {
	cases := {
		_hf: "a Hugging Face token",
		concat("", ["r8", "_", "Zk3Qw8Lm2Vn7Bx4Cy9Rt1Fp6Hs5Gd0JaKuEiT"]): "a Replicate token",
		concat("", ["sk", "-proj-", "a8Fk29Qm31Lz0PxW7vTn4Rb2"]): "an API key",
		concat("", ["AK", "IA", "Q4T7ZR2M8XK5VN3B"]): "an AWS access key",
		concat("", ["gh", "p_", "8dKq3Zt7Wn2Xv5Rb9Lm4Hc6Js1Fp0Gy7Ta3u"]): "a GitHub token",
		concat("", ["-----BEGIN RSA PRIVATE", " KEY-----\nMIIEpAIBAAKCAQEA7bq0kq9x4u2mJ3v5c8Qw1Zt6Yr0PnLhG"]): "a private key",
	}
	every text, kind in cases {
		[found.kind | some found in credential.shaped(sprintf("export X=%s", [text]))] == [kind]
	}
}

test_only_the_last_two_characters_are_told if {
	credential.shaped(_hf)[0].end == ` (ending in "Mv")`
	credential.named("password", "hunter2").end == ""
}

test_every_credential_of_a_text if {
	other := concat("", ["gh", "p_", "8dKq3Zt7Wn2Xv5Rb9Lm4Hc6Js1Fp0Gy7Ta3u"])
	fake := "hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	count(credential.shaped(concat(" ", [fake, _hf, other]))) == 2
}

test_made_up_tokens_are_none if {
	every text in [
		"hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
		"hf_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"AKIAIOSFODNN7EXAMPLE",
		"sk-learn-model-server-of-the-acme-company",
		"risk-governance-policy-of-2026-and-later",
		"hf_...",
	] {
		credential.shaped(text) == []
	}
}

test_a_password_in_a_url if {
	credential.shaped("postgresql://app:Zt7Wn2Xv@db/app")[0].kind == "a password in a URL"
	credential.shaped("postgresql://app:$(DB_PASSWORD)@db/app") == []
	credential.shaped("postgresql://user:password@localhost/app") == []
	credential.shaped("http://vllm:8000/v1") == []
}

test_names_in_every_spelling if {
	every name in ["VLLM_API_KEY", "vllmApiKey", "vllm.api-key", "--api-key", "apikey", "API_KEY"] {
		credential.named(name, "Tn4v8xQ2").kind == "an API key"
	}
	credential.named("adminPassword", "prom-operator").kind == "a password"
	credential.named("HF_TOKEN", "Tn4v8xQ2mB").kind == "a token"
}

test_names_that_only_look_like_it if {
	every name in [
		"MAX_TOTAL_TOKENS", "max_new_token", "eos_token", "time_per_output_token", "tokenizer", "secretName", "passwordFile",
		"SUPABASE_ANON_TOKEN", "publicApiKey",
	] {
		not credential.named(name, "Tn4v8xQ2mB")
	}
}

test_options_about_passwords_hold_none if {
	adduser := credential.assigned("adduser --disabled-password --gecos '' app && useradd --no-password app")
	every pair in adduser { not credential.named(pair[0], pair[1]) }
	not credential.named("--password", "--stdin")
}

test_values_that_are_no_credential if {
	every value in [
		"", "<your-token>", "${HF_TOKEN}", "$(HF_TOKEN)", "hf_xxx", "your_key_here", "change-me", "EMPTY", "none", "dummy",
		"not-needed", "2048", "0.002", "30s", "/run/secrets/token", "vault:kv/hf", "HF_TOKEN", "hf-token-secret", "true",
		"https://auth.acme.dev/token", "AKIAIOSFODNN7EXAMPLE", "my-secret-token", "two words",
	] {
		not credential.named("HF_TOKEN", value)
	}
}

test_under_the_name_secret_only_generated_values_count if {
	credential.named("CLIENT_SECRET", "8f14e45fceea167a5a36dedd4bea2543")
	not credential.named("imagePullSecret", "registry-credentials-of-acme")
	not credential.named("tlsSecret", "llama-3-8b-instruct-v2-tls")
}

test_pairs_in_a_script if {
	["HF_TOKEN", "abc"] in credential.assigned("export HF_TOKEN=abc; run")
	["--api-key", "abc"] in credential.assigned("vllm serve m --api-key abc")
	credential.assigned("token") == []
}
