# METADATA
# title: Credentials
# description: >-
#   Knows a credential by the shape its provider gives it, or by the name it is stored under and a value that is no
#   placeholder, no reference and no dummy. Nothing here gives back a value: only its kind and its last two characters.
# scope: package
package policylint.lib.credential

import data.policylint.lib.placeholder

# [{"kind": "a GitHub token", "end": ` (ending in "x9")`}, ...]: every credential of a known shape in a text.
shaped(text) := array.concat(
	[{"kind": shape.kind, "end": _end(token)} |
		count(text) > 15
		regex.match(_any_shape, text)
		some shape in _shapes
		some token in regex.find_n(shape.pattern, text, 20)
		_real(token)
	],
	[{"kind": "a password in a URL", "end": _end(found[1])} |
		contains(text, "://")
		some found in regex.find_all_string_submatch_n(_url_with_password, text, 20)
		_literal(found[1])
		not regex.match(`(?i)^(?:pass(?:word|wd)?|pwd|secret|user(?:name)?|token)$`, found[1])
	],
)

# Whether a text (and the same in lower case) can hold what `shaped` finds. Plain words are found many times faster than
# patterns, and most texts have none.
may_have_a_shape(text, lowered) if {
	some sign in _signs
	contains(lowered, sign)
	regex.match(_any_shape, text)
}

may_have_a_shape(text, _) if {
	contains(text, "://")
	contains(text, "@")
	regex.match(_url_with_password, text)
}

# Whether the JSON of a document can hold a literal under the name of a credential: as a member, as the value of a
# variable, after a flag, in a script.
may_have_a_name(text, lowered) if {
	some word in words
	contains(lowered, word)
	regex.match(_name_before_value, text)
}

words := {"key", "token", "secret", "pass", "pwd", "credential"}

_name_before_value := concat("", [
	`(?i)(?:pass(?:word|wd|phrase)|pwd|[a-z0-9_.-]key|token|secret|credentials?)`,
	`(?:":"[^"]|","value":|","[^-"]|=|\\?" ?:? ?\\?"?[a-z0-9]| +[a-z0-9])`,
])

_signs := {
	"hf_", "api_org_", "r8_", "sk-", "k_live_", "akia", "asia", "aiza", "gocspx-", "gho_", "ghp_", "ghs_", "ghr_", "ghu_",
	"github_pat_", "glpat-", "glrt-", "gldt-", "glptt-", "xox", "hooks.slack.com", "gsk_", "nvapi-", "lsv2_", "pypi-age",
	"npm_", "dckr_", "sg.", "accountkey=", "sharedaccesskey=", "accesskey=", "eyj", "private key-----",
}

_url_with_password := `[a-z][a-z0-9+.-]*://[^\s/:@"']*:([^\s/@"']+)@[\w\[]`

# The same for a value stored under a name: HF_TOKEN, vllmApiKey, db-password, --api-key.
named(name, value) := {"kind": kind, "end": _end(value)} if {
	regex.match(`(?i)key|token|secret|pass|pwd|credential`, name)
	kind := _kind(_words(name))
	_literal(value)
	_enough(kind, value)
}

# [name, value] pairs in a script or a text: `export NAME=value`, `-e NAME="value"`, `--api-key value`.
assigned(text) := [[found[1], found[2]] |
	regex.match(`\s`, text)
	regex.match(`(?i)token|key|secret|passw|credential`, text)
	some pattern in [
		`(?:^|[\s;&"'\x60])([A-Z][A-Z0-9_]*)=["']?([^\s"'\x60;&|]+)`,
		`(?:^|[\s"'])(--[a-z][a-z0-9_-]*)[= ]["']?([^\s"'\x60;&|]+)`,
	]
	some found in regex.find_all_string_submatch_n(pattern, text, -1)
]

# Mixed enough to be generated: digits and letters that change places often, as in no word or name.
random(value) if {
	count(value) > 15
	regex.match(`^[A-Za-z0-9+/=_.~-]+$`, value)
	changes := count(regex.find_n(`[a-z][0-9A-Z]|[0-9][a-zA-Z]|[A-Z][0-9]`, value, -1))
	changes / count(value) > 0.2
}

_shapes := [
	{"kind": "a Hugging Face token", "pattern": `\b(?:hf|api_org)_[A-Za-z0-9]{30,}`},
	{"kind": "a Replicate token", "pattern": `\br8_[A-Za-z0-9]{37}\b`},
	{"kind": "an API key", "pattern": `\bsk-(?:proj-|ant-|or-v1-|svcacct-)?[A-Za-z0-9_-]{20,}`},
	{"kind": "a Stripe key", "pattern": `\b[rs]k_live_[A-Za-z0-9]{16,}`},
	{"kind": "an AWS access key", "pattern": `\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`},
	{"kind": "a Google API key", "pattern": `\bAIza[0-9A-Za-z_-]{35}`},
	{"kind": "a Google OAuth secret", "pattern": `\bGOCSPX-[A-Za-z0-9_-]{20,}`},
	{"kind": "a GitHub token", "pattern": `\b(?:gh[opsru]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})`},
	{"kind": "a GitLab token", "pattern": `\bgl(?:pat|rt|dt|ptt)-[A-Za-z0-9_-]{20,}`},
	{"kind": "a Slack token", "pattern": `\bxox[abeoprs]-[A-Za-z0-9-]{20,}`},
	{"kind": "a Slack webhook", "pattern": `hooks\.slack\.com/services/T\w{6,}/B\w{6,}/\w{20,}`},
	{"kind": "a Groq API key", "pattern": `\bgsk_[A-Za-z0-9]{40,}`},
	{"kind": "an NVIDIA API key", "pattern": `\bnvapi-[A-Za-z0-9_-]{50,}`},
	{"kind": "a LangSmith key", "pattern": `\blsv2_[ps]t_[A-Za-z0-9_]{30,}`},
	{"kind": "a PyPI token", "pattern": `\bpypi-AgE[A-Za-z0-9_-]{50,}`},
	{"kind": "an npm token", "pattern": `\bnpm_[A-Za-z0-9]{36}\b`},
	{"kind": "a Docker token", "pattern": `\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}`},
	{"kind": "a SendGrid key", "pattern": `\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`},
	{"kind": "an Azure storage key", "pattern": `\b(?:Account|SharedAccess)Key=[A-Za-z0-9+/]{40,}={0,2}`},
	{"kind": "a JSON Web Token", "pattern": `\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}`},
	{"kind": "a private key", "pattern": `-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{40,}`},
]

_any_shape := concat("|", [shape.pattern | some shape in _shapes])

# Shaped like a token and made up: hf_xxxxxxxx..., AKIAIOSFODNN7EXAMPLE, sk-learn-model-server-of-acme.
_real(token) if {
	count({letter | some letter in split(token, "")}) > 9
	not regex.match(`(?i)example|your|x{5}|placeholder|dummy|redacted|fake|0{8}|12345678|abcdefgh`, token)
	regex.match(`[0-9]`, token)
	not regex.match(`^sk-[a-z0-9]*(?:-[a-z0-9]+)*$`, token)
}

_real(token) if {
	regex.match(`^(?:hf|api_org)_[A-Za-z]{30,}$`, token)
	count({letter | some letter in split(token, "")}) > 14
	not regex.match(`(?i)example|your|x{5}|placeholder|dummy|redacted|abcdefgh`, token)
}

# A name in words: vllmApiKey, VLLM_API_KEY, vllm.api-key and --vllm-api-key are all vllm_api_key.
_words(name) := regex.replace(lower(regex.replace(name, `([a-z0-9])([A-Z])`, "${1}_$2")), `[^a-z0-9]+`, "_")

_kind(words) := "a password" if {
	regex.match(`(?:^|_)(?:password|passwd|passphrase|pwd)$`, words)
	not regex.match(`(?:^|_)(?:disabled?|no|without|reset|change|require|use)_(?:password|passwd|passphrase|pwd)$`, words)
} else := "an API key" if {
	regex.match(`(?:^|_)api_?key$`, words)
	not regex.match(`(?:^|_)(?:public|publishable|anon)_`, words)
} else := "a token" if {
	regex.match(`(?:^|_)token$`, words)
	not regex.match(_no_secret_token, words)
} else := "a secret key" if {
	regex.match(`(?:^|_)(?:secret(?:_access)?|private|access|account|encryption|signing|master|session|jwt)_key$`, words)
} else := "a secret" if {
	regex.match(`(?:^|_)(?:secret|credentials?)$`, words)
}

# Parts of a vocabulary, and prices, times and counts of tokens.
_no_secret_token := concat("", [
	`(?:^|_)(?:eos|bos|pad|unk|sep|cls|mask|image|audio|video|stop|start|end|begin|special|extra|new|first|last|next|page|`,
	`per|output|input|prompt|max|min|num|public|anon)_token$`,
])

# Names of Secrets end in `secret` and `key` too: under those names only what was generated counts.
_enough("a password", _)

_enough(kind, value) if {
	kind in {"a token", "an API key"}
	not _resource_name(value)
	not regex.match(`^-?\d[\d.,]*[a-z]{0,2}$`, value) # a count, a price, a duration
}

_enough(kind, value) if {
	kind in {"a secret", "a secret key"}
	random(value)
}

_resource_name(value) if regex.match(`^[a-z0-9]+(?:-[a-z0-9]+)*-(?:secrets?|credentials?|creds|tokens?|keys?)$`, value)

# A value that is used as it stands: no hole, no reference to where it is kept, no stand-in.
_literal(value) if {
	is_string(value)
	regex.match(`^\S{3,}$`, value)
	not placeholder.found(value)
	not regex.match(_reference, value)
	not regex.match(_dummy, value)
}

_reference := concat("|", [
	`^[/~@{$]|^\.\.?/|://`,
	`^--[a-z]`, # the next option
	`^(?:env|file|vault|secrets?|ssm|arn|projects|kv|op|ref\+\w+)[:/]|^ENC\[`,
	`^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$`, # the name of a variable
])

_dummy := concat("|", [
	`(?i:^(?:none|null|nil|empty|true|false|yes|no|off|on|n/a|test(?:ing)?|token|key|api[-_]?key|string|default|bearer|basic|read|write)$)`,
	`(?i:^(?:optional|required|disabled|unused|sk-?(?:dummy|fake|test|local|none)?)$)`,
	`(?i:^(?:not|no|un)[-_ ]?(?:needed|used|required|necessary|set|key|token|auth)\b)`,
	`(?i:example|dummy|fake|redacted|x{3,}|\*{3,}|\.{3}|…)`,
	`(?i:(?:^|[^a-z])(?:insert|fill|enter|paste|put|my)[-_](?:\w*[-_])?(?:secret|token|key|api|password|hf|here|in)(?:$|[^a-z]))`,
])

_end(value) := "" if {
	count(value) < 8
} else := "" if {
	contains(value, "PRIVATE KEY")
} else := sprintf(" (ending in %q)", [substring(value, count(value) - 2, -1)])
