# METADATA
# title: Words that label a demonstration
# description: >-
#   One list a language; a Space is often written in another language than its front matter, so all are tried. Words of
#   alphabets match whole, in any case; Chinese and Japanese have no blanks between words and match anywhere.
# scope: package
package policylint.lib.words

# The first label found in a text. `more` are words of one's own.
label(text, more) := regex.find_n(_pattern(more), text, 1)[0]

_pattern(more) := sprintf(`(?i)(?:^|[^\p{L}\p{N}_])(?:%s)(?:$|[^\p{L}\p{N}_])|(?:%s)`, [
	concat("|", array.concat(_spaced, [_literal(word) | some word in more])),
	concat("|", _unspaced),
])

_literal(word) := regex.replace(word, `([^\p{L}\p{N}\s])`, `\$1`)

_spaced := [word | some language in ["en", "de", "fr", "es", "pt", "it"]; some word in demonstration[language]]

_unspaced := [word | some language in ["zh", "ja"]; some word in demonstration[language]]

demonstration := {
	"en": [
		"demos?", "prototypes?", "prototyping", "experiments?", "experimental", "proofs? of concept",
		"proofs?-of-concept", "pocs?", "showcases?", "previews?", "not for production", "not for use in production",
		"not (?:intended|meant|designed|suitable) for (?:use in )?production", "not production[ -]ready", "non-production",
	],
	"de": [
		"prototyp(?:en|s)?", "experimente?", "experimentell(?:e|er|es|en|em)?", "machbarkeitsnachweis", "vorführung",
		"vorschau", "vorabversion", "nicht für (?:die produktion|den produktiven einsatz|den produktivbetrieb|den produktiveinsatz)",
		"nicht produktionsreif",
	],
	"fr": [
		"démos?", "démonstrations?", "expérimental(?:e|es)?", "expérimentaux", "expérimentations?", "preuves? de concept",
		"aperçus?", "(?:pas|non) destinée?s? à la production", "pas pour la production",
	],
	"es": [
		"demostraci(?:ón|ones)", "prototipos?", "experimentos?", "experimentales", "pruebas? de concepto",
		"vista previa", "no (?:apt[oa] )?para producción", "no destinad[oa] a producción",
	],
	"pt": [
		"demonstraç(?:ão|ões)", "protótipos?", "experimentos?", "experimentais", "provas? de conceito", "prévia",
		"não (?:é )?para produção", "não destinad[oa] à produção",
	],
	"it": [
		"dimostrazion[ei]", "dimostrativ[oa]", "prototip[oi]", "esperiment[oi]", "sperimental[ei]", "prova di concetto",
		"anteprim[ae]", "non (?:per la|destinat[oa] alla) produzione",
	],
	"zh": [
		"演示", "原型", "实验", "實驗", "概念验证", "概念驗證", "预览", "預覽", "示范", "示範", "展示版", "非生产", "不用于生产", "请勿用于生产",
	],
	"ja": [
		`デモ(?:$|[^\p{Katakana}ー])`, "プロトタイプ", "試作", "実験", "概念実証", "プレビュー", "ショーケース", "お試し",
		"本番(?:環境)?(?:では|での|に|用)(?:使用|利用)?(?:し|は|で)?(?:ない|ません|不可)",
	],
}
