# METADATA
# title: Misspelt keys of a model card
# description: Keys that stand in real cards where the Hub reads another one.
# scope: package
package policylint.lib.card_keys

# meant[wrong] is the key that the Hub reads.
meant := {wrong: right | some right, all in _wrong; some wrong in all}

_wrong := {
	"license": ["licence", "licences", "licenses", "liscence", "liscense", "lisence", "lincense", "License", "LICENSE", "Licence"],
	"datasets": ["dataset", "Datasets", "Dataset", "data_sets"],
	"base_model": ["base-model", "basemodel", "base_models", "base model", "Base_model"],
	"pipeline_tag": ["pipeline-tag", "pipeline_tags", "pipeline tag", "pipelinetag"],
	"model-index": ["model_index", "model index", "modelindex", "model-indexes"],
	"library_name": ["library_tag", "library-name", "library name"],
	"language": ["languages", "Language", "lang"],
	"tags": ["tag", "Tags"],
	"metrics": ["metric", "Metrics"],
}
