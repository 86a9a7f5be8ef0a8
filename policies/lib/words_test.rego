package policylint.lib.words_test

import data.policylint.lib.words

test_a_label_in_each_language if {
	every text in [
		"A demo.", "DEMOS", "This is a proof-of-concept", "experimental AI", "(PoC)", "Prototyping tickets", "not intended for production",
		"Dies ist ein Prototyp", "Nur ein Experiment; nicht für den produktiven Einsatz", "Une démo", "un modèle expérimental",
		"Preuve de concept", "Es un prototipo", "una demostración", "Uma demonstração", "protótipo", "prova di concetto", "versione sperimentale",
		"这是一个演示", "实验性", "このアプリはデモです", "試作版", "本番環境では使用しないでください",
	] {
		words.label(text, [])
	}
}

test_parts_of_other_words_are_no_label if {
	every text in [
		"democracy", "demographic data", "academo", "experimenter", "my_demo_app", "epoch", "previewed-ish previewer", "the best model",
		"デモクラシー", "expérience utilisateur", "demonstrably",
	] {
		not words.label(text, [])
	}
}

test_words_of_ones_own if {
	words.label("Sandbox only", ["sandbox"])
	words.label("beta (v2)", ["beta (v2)"])
	not words.label("sandboxed", ["sandbox"])
}
