"""Patterns mean what they mean in .gitignore: git itself is asked, on patterns and paths made for the purpose."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policylint.globs import Globs, fault

if TYPE_CHECKING:
    from pathlib import Path

CASES = [
    ("vendor", "vendor/a.yaml", True),
    ("vendor", "charts/vendor/a.yaml", True),
    ("vendor", "charts/vendor.yaml", False),
    ("/vendor", "charts/vendor/a.yaml", False),
    ("vendor/**", "vendor/deep/a.yaml", True),
    ("vendor/**", "charts/vendor/a.yaml", False),
    ("deploy/prod", "deploy/prod/a.yaml", True),
    ("deploy/*/prod.yaml", "deploy/eu/prod.yaml", True),
    ("deploy/*/prod.yaml", "deploy/eu/west/prod.yaml", False),
    ("deploy/**/prod.yaml", "deploy/prod.yaml", True),
    ("deploy/**/prod.yaml", "deploy/eu/west/prod.yaml", True),
    ("**/prod/*.yaml", "a/b/prod/x.yaml", True),
    ("*.yaml", "a/b.yaml", True),
    ("*.yaml", "a/b.yml", False),
    ("tmp/", "a/tmp", False),
    ("tmp/", "a/tmp/x", True),
    ("a?c", "abc", True),
    ("a?c", "a/c", False),
    ("[a-c]x", "bx", True),
    ("[!a-c]x", "bx", False),
    ("[!a]b", "/b", False),
    ("a[!x]b", "a/b", False),
    ("[]a]x", "]x", True),
    ("[[:digit:]]*.json", "7b.json", True),
    (r"a\*b", "a*b", True),
    (r"a\*b", "axb", False),
    ("**", "anything/at/all", True),
    ("a*b*c", "axxbyybzc", True),
    ("*a*b", "aab", True),
    ("a.b", "axb", False),
]


@pytest.mark.parametrize(("pattern", "path", "covered"), CASES)
def test_a_pattern_covers(pattern: str, path: str, covered: bool) -> None:
    """Each row is what a reader of .gitignore expects."""
    assert Globs([pattern]).match(path) is covered


PART = st.text("ab*?[]-!x\\", min_size=1, max_size=5) | st.just("**")
PATTERNS = st.builds(
    lambda parts, lead, trail: lead + "/".join(parts) + trail,
    st.lists(PART, min_size=1, max_size=4),
    st.sampled_from(["", "/"]),
    st.sampled_from(["", "/"]),
)
PATHS = [
    f"{a}{b}"
    for a in ("", "a/", "b/", "ab/", "a/b/", "x/a/", "a/b/a/")
    for b in ("a", "b", "ab", "ba", "aab", "x-b", "xax")
]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty git repository: paths need not exist for `git check-ignore --no-index`."""
    folder = tmp_path_factory.mktemp("globs")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return folder


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pattern=PATTERNS)
def test_git_agrees(repository: Path, pattern: str) -> None:
    """Every pattern that is accepted covers the paths that git ignores by it, and no others."""
    if fault(pattern):
        return
    (repository / ".gitignore").write_text(pattern + "\n")
    command = ["git", "-c", "core.excludesFile=", "check-ignore", "--no-index", "--stdin"]
    ran = subprocess.run(command, cwd=repository, input="\n".join(PATHS), capture_output=True, text=True, check=False)
    assert ran.returncode in (0, 1), ran.stderr
    ours = Globs([pattern])
    assert [path for path in PATHS if ours.match(path)] == ran.stdout.splitlines()


@given(pattern=PATTERNS, path=st.sampled_from(PATHS))
def test_a_covered_folder_covers_what_is_below(pattern: str, path: str) -> None:
    """Discovery may leave a covered folder out without looking inside."""
    if not fault(pattern) and Globs([pattern]).match(path, folder=True):
        assert Globs([pattern]).match(f"{path}/below/it.yaml")


@pytest.mark.parametrize(
    "pattern", ["[a", "a\\", "!x", "../x", "a/../b", "/", "", "C:\\x", "~/x", "[z-a]", "[[:words:]]"]
)
def test_a_malformed_pattern_is_named(pattern: str) -> None:
    """A pattern that could never match is refused with a reason."""
    assert fault(pattern)


def test_the_pattern_that_covers_is_named() -> None:
    """Messages can say which of several patterns left a path out."""
    globs = Globs(["docs/", "*.tmpl", "vendor/**"])
    assert [globs.first(path) for path in ("docs/a.md", "a/b.tmpl", "vendor/x", "deploy/x")] == [0, 1, 2, None]
    assert globs.first("vendor", folder=True) == 2


def test_no_pattern_covers_nothing() -> None:
    """An empty list leaves nothing out."""
    assert not Globs([]).match("a")


def test_stars_do_not_multiply() -> None:
    """Forty stars against a long name of the wrong end answer at once; naive matching would not end in a lifetime."""
    assert not Globs(["*a" * 40 + "b"]).match("a" * 3000)
    assert not Globs(["**/a/" * 40 + "b"]).match("a/" * 1500 + "c")
