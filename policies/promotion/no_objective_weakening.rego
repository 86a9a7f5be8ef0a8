# METADATA
# title: A promotion does not lower the objectives
# description: >-
#   A version that misses its objectives can be promoted in two ways: by making it better, or by asking for less. The
#   second is a decision about what customers are promised, and belongs in a change in which nothing else is decided.
# scope: package
# related_resources:
#   - ref: docs/rules/PRO007.md
# custom:
#   id: PRO007
#   severity: {staging: warning, production: error}
#   confidence: high
#   default: true
#   effective_on: null
#   waivable: {max_days: 30, approver: service-owner}
#   scope: promotion
#   reads:
#     - slo/openslo
#     - slo/sloth
#     - slo/pyrra
#     - prometheus/rules
#     - policylint/model-system
#     - policylint/model-deployment
#   needs: [objectives, alerts, thresholds]
#   native: full
#   params: {}
#   fix: Change objectives in a change of their own before you promote; name the one that a new objective replaces.
#   frameworks:
#     eu_ai_act: ["Art. 9(8)"]
#     nist_ai_rmf: ["GOVERN 1.4", "MEASURE 1.2"]
#     iso_42001: ["A.6.1.2"]
package policylint.rules.promotion.no_objective_weakening

import data.policylint.facts
import data.policylint.lib.result

# Weaker in a number

deny contains result.finding_with(msg, new.at, {"key": name, "related": [result.related(sprintf("before: %s", [limit.said]), limit.at)]}) if {
	some [old, now] in _counterparts
	some name, limit in old.limits
	new := now.limits[name]
	_weaker(limit, new)
	not _told_by_target(name, old, now)
	msg := sprintf("%s %s %s now, before it was %s: a promotion must not ask for less than the version before had to give; change it in a change of its own.", [_capital(now.what), _has(now.sort), new.said, limit.said])
}

# The bound itself is gone
deny contains result.finding_with(msg, facts.gone_at(limit.at, old.section), {"key": sprintf("%s %s", [name, old.what]), "related": [result.related(sprintf("before: %s", [limit.said]), limit.at)]}) if {
	some [old, now] in _counterparts
	some name, limit in old.limits
	not limit.optional
	not now.limits[name]
	msg := sprintf("%s had %s, and this promotion takes that away; put it back, or change it in a change of its own.", [_capital(old.what), limit.said])
}

# Gone altogether
deny contains result.finding_with(msg, facts.gone_at(old.at, old.section), {"key": old.what, "related": [result.related("it stood here", old.at)]}) if {
	some old in _gone
	msg := sprintf("This promotion takes away %s; put it back, or remove it in a change of its own%s.", [old.what, _replacing[old.sort]])
}

# The same under another name: what is tied to the old one no longer finds it.
deny contains result.finding_with(msg, now.at, {"level": "note", "key": old.what, "related": [result.related("its name before", old.at)]}) if {
	some [old, now] in _renamed
	msg := sprintf("%s is now called %s; write the label policylint.dev/replaces: %s, so that its history goes on.", [_capital(old.what), now.key[0], old.key[0]])
}

# Nobody hears of it any more
deny contains result.finding_with(msg, _silence(name, at), {"key": sprintf("alert %s", [name]), "related": [result.related("it was told here", at)]}) if {
	some name, places in facts.paging.before
	some slo in facts.slos.subject
	slo.name == name
	not facts.paging.subject[name]
	at := min(places)
	msg := sprintf("No alert is about the objective %s any more, so nobody hears when it is missed; put the alert back.", [name])
}

_silence(name, at) := off[0] if {
	some old in facts.slos.before
	old.alerting.at == at
	off := [slo.alerting.at | some slo in facts.slos.subject; slo.name == name]
} else := facts.gone_at(at, "/spec/artefacts/alerts")

# Pairs

_now[[promise.sort, promise.key]] contains promise if some promise in facts.promises.subject

_before[[promise.sort, promise.key]] contains promise if {
	some promise in facts.promises[facts.base_side]
	facts.compared(promise.at)
}

_counterparts contains [old, now] if {
	some id, promises in _before
	some old in promises
	_now[id]
	not _kept(old, _now[id])
	now := _nearest(old, _now[id])
}

_counterparts contains pair if some pair in _replaced

_counterparts contains pair if some pair in _renamed

_replaced contains [old, now] if {
	some old in _missing
	some now in facts.promises.subject
	now.sort == old.sort
	old.key[0] in now.replaces
}

_renamed contains [old, now] if {
	some old in _missing
	old.sort == "objective"
	not _is_replaced(old)
	some now in facts.promises.subject
	now.sort == old.sort
	count(old.about) > 0
	now.about == old.about
	not _before[[now.sort, now.key]]
}

_missing contains old if {
	some id, promises in _before
	not _now[id]
	some old in promises
}

_is_replaced(old) if {
	some [other, _] in _replaced
	other == old
}

_is_renamed(old) if {
	some [other, _] in _renamed
	other == old
}

# Alerts and monitors that are gone are safeguards that are gone, another rule's business.
_gone contains old if {
	some old in _missing
	not old.sort in {"alert", "drift"}
	not _is_replaced(old)
	not _is_renamed(old)
}

_kept(old, candidates) if {
	some now in candidates
	every name, limit in old.limits {
		_holds(name, limit, now)
	}
}

_holds(name, limit, now) if {
	now.limits[name]
	not _weaker(limit, now.limits[name])
}

_holds(name, limit, now) if {
	not now.limits[name]
	limit.optional
}

_weaker(old, new) if {
	old.better == "higher"
	new.value < old.value
}

_weaker(old, new) if {
	old.better == "lower"
	new.value > old.value
}

_nearest(old, candidates) := [now | some now in candidates; now.at.pointer == old.at.pointer][0]

_nearest(old, candidates) := [now | some now in candidates][0] if {
	count([now | some now in candidates; now.at.pointer == old.at.pointer]) == 0
}

# The percentile of a share of requests is its target.
_told_by_target("percentile", old, now) if {
	old.limits.percentile.value == old.limits.target.value
	now.limits.percentile.value == now.limits.target.value
}

_has(sort) := "has" if {
	sort in {"objective", "alert", "drift"}
} else := "is"

_replacing := {
	"objective": "; one that stands for it names it in the label policylint.dev/replaces",
	"threshold": "",
	"kpi": "",
	"retrieval": "",
	"freshness": "",
	"recovery": "",
}

_capital(text) := sprintf("%s%s", [upper(substring(text, 0, 1)), substring(text, 1, -1)])
