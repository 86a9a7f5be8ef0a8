"""The built-in rules about waivers: what is wrong with an exception to a rule. None of them can be waived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.model.rules import Rule

if TYPE_CHECKING:
    from policylint.model.deployments import Stage
    from policylint.model.rules import Level

PACKAGE = "policylint.waivers"
MALFORMED, EXPIRED, FIXED, UNKNOWN, UNAPPROVED, LONG, UNUSED = (f"WAV00{number}" for number in range(1, 8))
_FILE = ".policylint/waivers.yaml"


def _rule(code: str, name: str, level: Level, title: str, description: str, fix: str, package: str = PACKAGE) -> Rule:
    levels: dict[Stage, Level] = {"space": level, "staging": level, "production": level}
    return Rule(
        code=code,
        name=f"waivers.{name}",
        package=package,
        path="policylint/waivers",
        title=title,
        description=description,
        fix=fix,
        severity=levels,
        scope="document",
        uncapped=True,
        url=f"docs/rules/{code}.md",
    )


def waiver_rules(shapes: str) -> tuple[Rule, ...]:
    """The rules in order of code; the shape of a list (WAV001) is judged by those who judge all `shapes`."""
    return (
        _rule(
            MALFORMED,
            "well_formed",
            "error",
            "Waivers say all that an exception has to say",
            "An exception without reason, owner, approver or end is a rule that was switched off in silence.",
            f"Write what the message names; `policylint waive` writes a whole entry of {_FILE}.",
            shapes,
        ),
        _rule(
            EXPIRED,
            "in_force",
            "warning",
            "Waivers have not expired",
            "After its last day a waiver counts for nothing: what it excepted is reported again, and blocks.",
            "Mend what was waived and delete the waiver, or have a new one approved.",
        ),
        _rule(
            FIXED,
            "waivable",
            "error",
            "Only rules that can be waived are waived",
            "Some rules are the ground that all others stand on, so nobody can except a deployment from them.",
            "Delete the waiver and mend what the rule reports.",
        ),
        _rule(
            UNKNOWN,
            "known",
            "warning",
            "Waivers name a rule and a deployment that there are",
            "A waiver for a name that nothing has excepts nothing; it was perhaps meant for what now blocks.",
            "Write the code of a rule (`policylint rules`) and the name of a deployment as reports show it.",
        ),
        _rule(
            UNAPPROVED,
            "approved",
            "error",
            "Waivers are approved by somebody who may, and who does not ask for them",
            "Whoever wants an exception cannot also be the one who grants it.",
            "Have it approved by an owner of the list of waivers who is no author of the change.",
        ),
        _rule(
            LONG,
            "short",
            "error",
            "Waivers last no longer than their rule allows",
            "An exception that need not be looked at again becomes the rule. One that is too long counts for nothing.",
            "Write an earlier day as `expires`: the days are counted from `created`.",
        ),
        _rule(
            UNUSED,
            "used",
            "note",
            "Waivers except something",
            "A waiver that excepts nothing any more would hide the next fault of its kind, and nobody decided that.",
            "Delete it.",
        ),
    )
