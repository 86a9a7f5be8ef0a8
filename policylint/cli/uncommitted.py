"""Says that files differ from the commit that the gate judged: whoever mended them has to commit them first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.cli.excerpts import Excerpts
from policylint.cli.streams import complain
from policylint.cli.where import find_root
from policylint.reporters.clean import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from policylint.model.reports import Report

_MOST_FILES = 50
_MOST_LINES = 1_000_000
_NAMED = 3


def tell(report: Report, committed: Callable[[str, int, int], list[str]]) -> None:
    """Compare the files of the findings with the working tree. git is not asked: it would run filters for that."""
    here = Excerpts(find_root(()), {}).lines
    paths = dict.fromkeys(each.position.path for each in report.findings if each.waiver is None)
    differ = [path for path in list(paths)[:_MOST_FILES] if _differs(here(path, 1, _MOST_LINES), path, committed)]
    if differ:
        named = ", ".join(clean(path) for path in differ[:_NAMED])
        more = f" and {len(differ) - _NAMED} more" if len(differ) > _NAMED else ""
        complain(f"The gate judged what is committed, and not what {named}{more} say now.\n  git commit\n")


def _differs(now: list[str], path: str, committed: Callable[[str, int, int], list[str]]) -> bool:
    """A file that is not here is no mended one."""
    return any(now) and now != committed(path, 1, _MOST_LINES)
