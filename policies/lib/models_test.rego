package policylint.lib.models_test

import data.policylint.lib.models

test_names_of_models if {
	every text, name in {
		"Groq Llama-3.3-70B primary": "Llama-3.3-70B",
		"default: llama-3.3-70b-versatile": "llama-3.3-70b-versatile",
		"BigBird tabanlı": "BigBird",
		"uses `microsoft/deberta-v3-base`": "microsoft/deberta-v3-base",
		"a trained Random Forest model": "Random Forest",
		"with a custom CNN": "custom CNN",
		"Seq2Seq GRU": "Seq2Seq",
		"Gemini 2.5 Flash + tools": "Gemini 2.5 Flash",
		"BERT fine-tuned": "BERT",
		"(faster-whisper)": "faster-whisper",
		"Arctic-AWM-4B answers": "Arctic-AWM-4B",
		"YOLOv8n": "YOLOv8n",
		"all-MiniLM-L6-v2": "all-MiniLM-L6-v2",
		"meta-llama/Llama-3.2-3B-Instruct": "meta-llama/Llama-3.2-3B-Instruct",
		"- `intfloat/multilingual-e5-large-instruct` (embeddings)": "intfloat/multilingual-e5-large-instruct",
		"uses Facebook Prophet": "Facebook Prophet",
		"(model fine-tuned, `acme/mood-2-eng`)": "acme/mood-2-eng",
		"FastAPI + Claude": "Claude",
		"Google Gemini": "Gemini",
		"a judge (Gemini) answers": "Gemini",
		"OpenAI, Claude Opus 4": "Claude Opus",
	} {
		models.named(text) == name
	}
}

test_general_words_name_no_model if {
	every text in [
		"Machine Learning predictions", "open-weight LLMs", "an OpenAI key", "llama.cpp", "llama-index", "Gemini, OpenAI or Groq",
		"CNN and BBC news", "clip art", "Tesla T4", "the Google Gemini API", "[Claude Code](x) skill", "co-built with Claude",
		"\"Claude-distilled\" cannot be confirmed", "set GEMINI_API_KEY", ".gemini/scratch", "**Gemini** or **OpenAI**",
		"OpenAI, Anthropic or Claude", `groq\|gemini\|none`, "Space (`acme/site-2`)", "the content model of `acme/site`", "No 27B training was run", "$1.5B in revenue", "bert's hat", "the content model", "scikit-learn",
	] {
		not models.named(text)
	}
}

test_links_to_models if {
	models.linked("https://huggingface.co/acme/m") == "acme/m"
	models.linked("https://hf.co/acme/m/tree/main") == "acme/m"
	every address in [
		"https://huggingface.co/spaces/acme/m", "https://huggingface.co/datasets/acme/d", "https://huggingface.co/acme",
		"https://huggingface.co/docs/hub/spaces", "https://github.com/acme/m", "https://huggingface.co/acme/models",
	] {
		not models.linked(address)
	}
}

test_tags if {
	models.tagged("text-classification")
	models.tagged("llama-3")
	not models.tagged("openenv")
	not models.tagged("ai")
}
