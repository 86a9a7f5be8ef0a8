"""Times the shipped rules pack by pack: on examples/after, and on many copies of it or on a folder of your own.

    python tests/bench/packs.py [--folder PATH] [--runs 5]

The first line of each table is all rules together. What a pack adds to the least a run takes (`SCH`, which asks no
engine) is what its rules and the facts behind them cost; facts that several packs share are counted with each.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
AFTER = ROOT / "examples" / "after"
COPIES = 40


def main() -> None:
    """Time every pack on both folders, and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help=f"the large folder (default {COPIES} copies of examples/after)")
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each pack (default 5)")
    options = parser.parse_args()
    table("examples/after", AFTER, options.runs)
    if options.folder is not None:
        table(options.folder.name, options.folder, options.runs)
        return
    with tempfile.TemporaryDirectory(prefix="policylint-packs-") as name:
        for number in range(COPIES):
            shutil.copytree(AFTER, Path(name, f"copy{number}", "examples", "after"))
        table(f"{COPIES} copies of examples/after", Path(name), options.runs)


def packs() -> list[str]:
    """The folders of policies/ that hold rules."""
    folders = {path.parent.name for path in (ROOT / "policies").glob("*/*.rego")}
    return sorted(folders - {"facts", "lib"})


def table(title: str, folder: Path, runs: int) -> None:
    """Print the median and the least time of each pack, in turn, after a run that fills the page cache."""
    asked: dict[str, list[str]] = {"all": [], "SCH": ["--select", "SCH"]}
    asked |= {pack: ["--select", pack] for pack in packs()}
    times: dict[str, list[float]] = {name: [] for name in asked}
    for turn in range(runs + 1):
        for name, arguments in asked.items():
            started = time.perf_counter()
            subprocess.run(["policylint", "check", *arguments, folder], stdout=subprocess.DEVNULL, check=False)
            if turn:
                times[name].append(time.perf_counter() - started)
    print(f"\n| {title} | median s | least s |\n| --- | --- | --- |")
    for name, values in times.items():
        print(f"| {name} | {median(values):.3f} | {min(values):.3f} |")


if __name__ == "__main__":
    main()
