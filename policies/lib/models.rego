# METADATA
# title: Names of models
# description: What in a text shows that a model is at work - a family of models, a trained algorithm, a Hub id, a task.
# scope: package
package policylint.lib.models

# The first name of a model in a text: "Llama-3.3-70B", "Random Forest". Undefined when none is named.
named(text) := trim(found[count(found) - 1], " \t\n\r.,;:()[]`*'\"/+|-") if some found in _found(text)

_found(text) := found if {
	found := _first(_any_case, regex.replace(text, _runtimes, " "))
} else := found if {
	found := _first(_id_of_a_model, text)
} else := found if {
	found := _first(_exact_case, text)
} else := _first(_hosted, regex.replace(text, _unserved, " "))

_first(pattern, text) := found if {
	found := regex.find_all_string_submatch_n(pattern, text, 1)
	count(found) > 0
}

# Programs that are called like the models they run.
_runtimes := `(?i)llama[._ -]?(?:cpp|index|file|factory|hub)[\w.-]*`

# "the model `acme/mood-2`": an owner/name alone may be a folder or a Space, so the word has to be beside it.
_id_of_a_model := `(?i)\bmodell?(?:o|e|i|s|os|es|en|er|it)?\b[^\n.\x60]{0,40}\x60([a-z][\w.-]+/[\w.-]*[a-z][\w.-]*[-\d][\w.-]*)\x60`

# Families that are only reached over a service, without a version.
_hosted := `(?i)(?:^|[^\p{L}\p{N}_./@-])(claude|gemini)(?:$|[^\p{L}\p{N}_/])`

# Claude and Gemini as one of many providers, as a tool, as a standard of comparison or as the author of the text.
_unserved := concat("|", [
	`(?i)\b(?:claude|gemini)(?:[ -](?:code|desktop|cli|apis?)\b|\.\w|-(?:distilled|like|style|compatible)\b)`,
	`\b(?:built|made|written|coded|developed|generated|created)[ \w-]* (?:with|by|using) \[?claude`,
	sprintf(`\b(?:%s)%s(?:claude|gemini)\b`, [_providers, _listed]),
	sprintf(`\b(?:claude|gemini)\b%s(?:%s)\b`, [_listed, _providers]),
])

_listed := `[*_\x60]*(?:\s*[,/|&\\]|\s+or\b|\s+and\b)+[\s*_\x60]*`

_providers := `openai|anthropic|google|groq|hugging ?face|ollama|openrouter|cohere|azure|aws|bedrock`

# The id behind a link to a model on the Hub.
linked(address) := sprintf("%s/%s", [parts[1], parts[2]]) if {
	parts := regex.find_all_string_submatch_n(
		`^https?://(?:www\.)?(?:huggingface\.co|hf\.co)/([\w.-]+)/([\w.-]+)`,
		address, 1,
	)[0]
	not parts[1] in _pages
	not parts[2] in _tabs
}

_pages := {
	"api", "blog", "chat", "collections", "datasets", "docs", "join", "learn", "login", "models", "new-space",
	"organizations", "papers", "posts", "pricing", "settings", "spaces", "storage", "tasks", "welcome",
}

_tabs := {"activity", "collections", "datasets", "followers", "models", "spaces"}

_any_case := sprintf(`(?i)(?:^|[^\p{L}\p{N}_.$])((?:[\w.-]+/(?:[\w.]+-)?)?(?:%s))(?:$|[^\p{L}\p{N}_])`, [concat("|", array.concat(families, algorithms))])

# Acronyms that are words or names in lower case.
_exact_case := concat("|", [
	`\b(?:BART|BERT|CLIP|BLIP|DETR|GRU|LSTM|BiLSTM|SVM|SVC|KNN|MLP|ARIMA|VAE|ELECTRA|PEGASUS)s?\b`,
	`\b(?:[Cc]ustom|[Tt]rained|[Dd]eep|[Ff]ine-tuned|[1-3]D) (?:CNN|RNN|GAN)s?\b`,
	`\b(?:CNN|RNN|GAN)s?[ -](?:model|network|classifier|architecture|based|encoder|trained)`,
	`\b[A-Z][\w.]*-(?:[\w.]+-)*\d+(?:\.\d+)?[Bb](?:-[\w.]+)*\b`,
])

# A family, with version and size after it. Names that are also everyday words need a version.
families := [
	`(?:(?:code|tiny|open)-?)?llama(?:[ -]?\d)?[\w.-]*`, `(?:mis|mix|minis|codes|dev|pix)tral[\w.-]*`, `qw(?:en|q)[\w.-]*`,
	`(?:code|med|pali|shield|embedding)?gemma[\w.-]*`, `gemini[ -](?:\d+(?:\.\d+)?|flash|pro|nano|ultra)(?:[ -](?:flash|pro|nano|ultra|lite|thinking|\d[\w.]*))*`, `(?:chat)?gpt-?(?:\d|j|neo|oss)[\w.-]*`,
	`claude[ -](?:\d|opus|sonnet|haiku|instant)[\w.-]*`, `phi-?\d[\w.-]*`, `deepseek-(?:v\d|r\d|coder|chat|llm|ocr|math)[\w.-]*`,
	`falcon-?\d+b?[\w.-]*`, `bloomz?-\d[\w.-]*`, `(?:flan-|m|by|long|code|uni)?t5(?:-[\w.-]+)?`, `mbart[\w.-]*`, `bart-(?:base|large)[\w.-]*`,
	`\w*bert(?:a|weet|opic)?-(?:base|large|small|tiny|mini|v\d)[\w.-]*`,
	`(?:distil|ro|de|xlm-ro|camem|m|al|fin|sci|bio|clinical|legal|indic|pho|ara|mo|wav2vec-|hu|key|pubmed|mobile|tiny|s|xlm-r)bert(?:a)?[\w.-]*`,
	`bigbird[\w.-]*`, `longformer[\w.-]*`, `xlm-r(?:oberta)?[\w.-]*`, `xlnet[\w.-]*`, `electra-(?:base|small|large)[\w.-]*`,
	`(?:all-)?minilm[\w.-]*`, `mpnet[\w.-]*`, `(?:bge|gte|e5)-(?:base|large|small|m3|multilingual|mistral|reranker|v\d)[\w.-]*`,
	`nomic-embed[\w.-]*`, `jina-embeddings?[\w.-]*`, `(?:sig|open)?clip-vit[\w.-]*`, `siglip[\w.-]*`, `openclip`, `blip-?2`, `llava[\w.-]*`,
	`(?:faster-)?whisper(?:x)?(?:[ -](?:tiny|base|small|medium|large|turbo|v\d)[\w.-]*)?`, `wav2vec[\w.-]*`, `hubert-[\w.-]*`, `xtts[\w.-]*`,
	`kokoro-\d[\w.-]*`, `molformer[\w.-]*`, `esm-?2[\w.-]*`, `tacotron[\w.-]*`, `speecht5[\w.-]*`, `parler-tts`, `mms-(?:tts|asr|lid|1b)[\w.-]*`, `piper[ -]tts`, `musicgen[\w.-]*`,
	`stable[ -]diffusion[\w.-]*`, `sdxl[\w.-]*`, `flux\.?[12][\w.-]*`, `dall-e[\w.-]*`, `controlnet`, `ip-adapter`, `animatediff`,
	`yolo(?:[ -]?v?\d+|x|-?nas|-?world)[\w.-]*`, `(?:wide|se-)?res(?:net|next)-?\d*[\w-]*`, `efficientnet[\w-]*`, `mobilenet[\w-]*`, `vgg-?1[169]`,
	`inception-?v\d`, `densenet[\w-]*`, `convnext[\w-]*`, `vit-[blhs][\w/-]*`, `vit-(?:base|large)[\w-]*`, `vision transformers?`, `swin[ -](?:transformer|v\d|[btsl])[\w-]*`,
	`dino-?v\d[\w-]*`, `segment anything`, `sam-?[23](?:\.\d)?`, `(?:faster|mask) r-?cnn`, `detectron2`, `(?:trained|custom|attention) u-?net`, `u-?net (?:model|segmentation)`, `layoutlm[\w.-]*`, `donut-(?:base|proto)[\w-]*`, `trocr[\w-]*`,
	`smol(?:lm|vlm)[\w.-]*`, `olmo[\w.-]*`, `starcoder[\w.-]*`, `command-r[\w.-]*`, `yi-\d+b?[\w.-]*`, `internlm[\w.-]*`, `chatglm[\w.-]*`,
	`glm-\d[\w.-]*`, `baichuan[\w.-]*`, `vicuna[\w.-]*`, `alpaca-\d+b[\w.-]*`, `zephyr-\d[\w.-]*`, `granite-\d[\w.-]*`, `nemotron[\w.-]*`, `kimi-k\d[\w.-]*`,
	`minimax-[mt]\d[\w.-]*`, `nllb[\w.-]*`, `opus-mt[\w.-]*`, `m2m-?100[\w.-]*`, `pegasus-[\w.-]+`, `dialogpt[\w.-]*`, `sentence-transformers/[\w.-]+`,
	`grok-\d[\w.-]*`, `hermes-\d[\w.-]*`, `lfm-?\d[\w.-]*`, `ernie-\d[\w.-]*`, `dolphin-\d[\w.-]*`, `bark-small`, `timesfm[\w.-]*`, `chronos-(?:t5|bolt)[\w.-]*`,
]

algorithms := [
	`random forests?`, `xgboost`, `xgb(?:classifier|regressor)`, `lightgbm`, `lgbm`, `catboost`, `gradient[ -]boost(?:ing|ed)[\w ]*`,
	`adaboost`, `logistic regressions?`, `linear regressions?`, `decision trees?`, `support vector machines?`, `naive bayes`, `k-nearest neighbou?rs?`,
	`k-means`, `isolation forests?`, `convolutional neural networks?`, `recurrent neural networks?`, `seq2seq`, `bi-?lstm`, `autoencoders?`,
	`(?:facebook|meta|fb)(?:'s)? prophet`, `n-gram (?:model|lookup|language)`, `gaussian mixture`, `extra trees`, `multi-?layer perceptrons?`,
]

# pipeline_tag values of the Hub, which Spaces use as tags.
tasks := {
	"any-to-any", "audio-classification", "audio-text-to-text", "audio-to-audio", "automatic-speech-recognition",
	"depth-estimation", "document-question-answering", "feature-extraction", "fill-mask", "graph-ml", "image-classification",
	"image-feature-extraction", "image-segmentation", "image-text-to-text", "image-text-to-image", "image-to-3d",
	"image-to-image", "image-to-text", "image-to-video", "keypoint-detection", "mask-generation", "object-detection",
	"question-answering", "reinforcement-learning", "robotics", "sentence-similarity", "summarization",
	"table-question-answering", "tabular-classification", "tabular-regression", "text-classification",
	"text-generation", "text-ranking", "text-to-3d", "text-to-audio", "text-to-image", "text-to-speech", "text-to-video",
	"text2text-generation", "time-series-forecasting", "token-classification", "translation",
	"unconditional-image-generation", "video-classification", "video-text-to-text", "visual-document-retrieval",
	"visual-question-answering", "voice-activity-detection", "zero-shot-classification", "zero-shot-image-classification",
	"zero-shot-object-detection",
}

# A tag that names a task or a model.
tagged(tag) if tag in tasks

tagged(tag) if named(tag)
