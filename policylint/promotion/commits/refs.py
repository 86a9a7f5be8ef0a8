"""Names of commits: what git may be given, and what never reaches it."""

from __future__ import annotations

_FORBIDDEN = frozenset(" :?*[\\")  # what no branch may be called: no shell ever sees a name
_MOST = 500


def fault_in_ref(ref: str) -> str | None:
    """Why a name is not given to git, as a sentence without its full stop; None for one that may be."""
    if not ref:
        return "the name of a commit is empty"
    shown = ascii(ref[:80])
    if ref.startswith("-"):
        return f"a commit cannot be called {shown}: it begins with a dash"
    if len(ref) > _MOST or not ref.isprintable():
        return f"a commit cannot be called {shown}: too long, or not printable"
    odd = sorted(_FORBIDDEN & set(ref))
    if odd or ".." in ref or "^{/" in ref:
        return f"a commit cannot be called {shown}: give a branch, a tag or an id, such as origin/main"
    return None


def is_zero(oid: str) -> bool:
    """Whether an id is the one that means "no commit"."""
    return bool(oid) and not oid.strip("0")
