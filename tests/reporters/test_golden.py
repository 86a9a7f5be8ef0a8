"""Each format of the sample report, as it was approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import sample_report
from support.sample_report import options

from policylint.reporters import REPORTERS, render

if TYPE_CHECKING:
    from support.golden import Golden

EXTENSIONS = {"text": "txt", "sarif": "sarif", "junit": "xml", "markdown": "md", "github": "txt"}
TEXT: dict[str, dict[str, object]] = {
    "80-columns": {"width": 80},
    "200-columns": {"width": 200},
    "40-columns": {"width": 40},
    "colour": {"colour": True},
    "quiet": {"quiet": True},
    "verbose": {"verbose": True},
}


@pytest.mark.parametrize("name", list(REPORTERS))
@pytest.mark.parametrize("which", ["sample", "blocked", "compliant"])
def test_each_format_shows_each_verdict_as_approved(name: str, which: str, golden: Golden) -> None:
    report = getattr(sample_report, which)()
    golden.check(f"{name}-{which}.{EXTENSIONS.get(name, 'json')}", render(name, report, options()))


@pytest.mark.parametrize("case", list(TEXT))
def test_text_under_each_option_is_as_approved(case: str, golden: Golden) -> None:
    golden.check(f"text-sample-{case}.txt", render("text", sample_report.sample(), options(**TEXT[case])))


def test_json_with_verbose_adds_the_sources(golden: Golden) -> None:
    golden.check("json-sample-verbose.json", render("json", sample_report.sample(), options(verbose=True)))
