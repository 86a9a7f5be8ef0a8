"""Objectives, Secrets and the like, alone: no deployment was judged, so that the run decides nothing, whatever it says.

A rule about the whole repository blocks all the same; so does a document policy, which judges any document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.command import DENY_ALL, inside, inside_check, write

if TYPE_CHECKING:
    from pathlib import Path

OBJECTIVE = """\
apiVersion: openslo/v1
kind: SLO
metadata: {name: availability}
spec:
  service: digest
  budgetingMethod: Occurrences
  timeWindow: [{duration: 30d, isRolling: true}]
  objectives: [{target: 0.99}]
  indicatorRef: availability
"""
MALFORMED = OBJECTIVE.replace("service: digest", "service: [digest]")
OLD = "apiVersion: autoscaling/v2beta2\nkind: HorizontalPodAutoscaler\nmetadata: {name: digest}\n"
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: digest}\nstringData: {HF_TOKEN: %s}\n"
KEPT = SECRET % "'${HF_TOKEN}'"
WRITTEN = SECRET % "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"
SPACE = "---\nsdk: static\ntitle: Page\n---\n"
NOTHING = "nothing to judge: no deployment was found"


@pytest.mark.parametrize("chosen", [(), ("--select", "SCH"), ("--fail-on", "warning")], ids=" ".join)
@pytest.mark.parametrize(
    ("files", "codes"),
    [
        ({"slo.yaml": OBJECTIVE}, set()),
        ({"slo.yaml": MALFORMED}, {"SCH001"}),
        ({"hpa.yaml": OLD}, {"SCH002"}),
        ({"slo.yaml": MALFORMED, "secret.yaml": KEPT}, {"SCH001"}),
    ],
    ids=["well-formed", "malformed", "old", "beside a Secret"],
)
def test_a_shape_alone_decides_nothing(
    files: dict[str, str], codes: set[str], chosen: tuple[str, ...], tmp_path: Path
) -> None:
    """The finding is shown; it does not make the run one that judged something."""
    done = inside_check(write(tmp_path, files), *chosen)
    assert (done.code, done.codes, done.reasons) == (2, codes, [NOTHING])


@pytest.mark.parametrize("every_rule", [False, True])
def test_nor_do_all_rules_together(every_rule: bool, tmp_path: Path) -> None:
    write(tmp_path, {"slo.yaml": MALFORMED})
    done = inside("check", folder=tmp_path, every_rule=every_rule)
    assert done.code == 2
    assert done.out.endswith("not decided: nothing to judge\n")


def test_beside_a_deployment_a_shape_is_a_warning(tmp_path: Path) -> None:
    write(tmp_path, {"slo.yaml": MALFORMED, "README.md": SPACE})
    assert inside_check(tmp_path).code == 0
    assert inside_check(tmp_path, "--select", "SCH").code == 0
    assert inside_check(tmp_path, "--fail-on", "warning").code == 1


@pytest.mark.parametrize(("text", "code"), [(KEPT, 2), (WRITTEN, 1)], ids=["kept", "written"])
def test_a_rule_about_the_whole_repository_blocks_without_a_deployment(text: str, code: int, tmp_path: Path) -> None:
    write(tmp_path, {"secret.yaml": text, "slo.yaml": OBJECTIVE})
    assert inside_check(tmp_path, "--select", "ACC005").code == code


def test_document_policies_judge_any_document(tmp_path: Path) -> None:
    write(tmp_path, {"slo.yaml": OBJECTIVE, "p/deny.rego": DENY_ALL})
    assert inside_check(tmp_path, "--policy", "p", "slo.yaml").code == 1
    assert inside_check(tmp_path, "--policy", "p", "--select", "SCH", "slo.yaml").code == 1
