package policylint.lib.placeholder_test

import data.policylint.lib.placeholder

test_what_a_template_or_a_person_still_fills_is_a_placeholder if {
	every value in [
		"${MODEL_VERSION}", "$(MODEL_ID)", "$VLLM_IMAGE", "{{ .Values.tag }}", "<% tag %>", "<PROJECT_ID>",
		"<YOUR HF TOKEN>", "{username}/custom-model", "https://{$your-domain}/m", "/models/YOUR-MODEL", "your_key_here",
		"yourdockerhubusername/app", "REPLACE-ME", "sha256:replace-with-digest", "change-me", "CHANGE_ME", "todo", "TBD",
		"__APP_IMAGE__", "acme/app:__TAG__", "gs://BUCKET_NAME/m", "CHECKPOINT_PATH", "repo/PROJECT_ID/app", "acme/app:TAG",
	] {
		placeholder.found(value)
	}
}

test_an_ordinary_value_is_none if {
	every value in [
		"acme/summariser", "main", "v1.2", "6c0e6080953db56375760c0471a8c5f2929baf11", "acme/ALMA-7B-R", "s3://models/m/12",
		"registry.local:5000/vllm:v0.8.5", "yours/model", "acme/replacement", "a$", "x < y > z", "acme/IDEFICS-80b", "TagLM", "__init__",
	] {
		not placeholder.found(value)
	}
}
