"""Times policylint, conftest and opa exec on the same files and policies, and sets the figures against the bars.

The commands run in turn (A B C, A B C, ...), so that a machine that drifts hurts all alike; only ratios within one run
mean anything. Before anything is timed the three must find the same, else the times would be of different work.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median

from material import POLICIES, write_manifests, write_policies

ROOT = Path(__file__).resolve().parents[2]
ONE, MANY = "1 file", "1,000 files"
# what, against what, the bar as a ratio
RATIOS = (
    (f"policylint, {ONE}", f"conftest, {ONE}", 2.0),
    (f"policylint, {MANY}", f"conftest, {MANY}", 0.15),
    (f"policylint, {MANY}", f"opa exec, {MANY}", 0.6),
)
SHIPPED, SHIPPED_BAR = "policylint, shipped rules on examples/after", 0.25
MEMORY_BAR = 200


def main() -> None:
    """Generate, compare what is found, time, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7, help="timed runs of each command (default 7)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="policylint-bench-") as name:
        work = Path(name)
        prepare(work)
        same_findings(work)
        times = measure(commands(), work, runs)
        report(times, peak_memory(commands()[f"policylint, {MANY}"], work))


def prepare(work: Path) -> None:
    """Write the manifests and the policies."""
    write_manifests(work / "many", 1000)
    write_manifests(work / "one", 1)
    write_policies(work / "policies", gate=False)
    write_policies(work / "gated", gate=True)


def commands() -> dict[str, list[str]]:
    """Return what is timed, by name."""
    found: dict[str, list[str]] = {}
    for size, folder in ((ONE, "one"), (MANY, "many")):
        found[f"conftest, {size}"] = ["conftest", "test", "--no-color", "--policy", "policies", folder]
        found[f"opa exec, {size}"] = ["opa", "exec", "--bundle", "gated", "--decision", "gate/violations", folder]
        found[f"policylint, {size}"] = ["policylint", "check", "--no-cache", "--policy", "policies", folder]
    found[SHIPPED] = ["policylint", "check", "--no-cache", str(ROOT / "examples" / "after")]
    return found


def same_findings(work: Path) -> None:
    """End the program where the three do not find the same messages in the 1,000 files."""
    cases = commands()

    def output(name: str, *more: str) -> str:
        return subprocess.run([*cases[name], *more], cwd=work, capture_output=True, text=True, check=False).stdout

    rows = json.loads(output(f"conftest, {MANY}", "--output", "json"))
    conftest = Counter(row["msg"] for file in rows for level in ("failures", "warnings") for row in file.get(level, ()))
    results = json.loads(output(f"opa exec, {MANY}"))["result"]
    opa = Counter(message for file in results for message in file["result"])
    ours = json.loads(output(f"policylint, {MANY}", "--format", "json"))["findings"]
    policylint = Counter(finding["message"] for finding in ours)
    print(f"{len(POLICIES)} policies, 1,000 files, {policylint.total()} findings")
    if not policylint == conftest == opa or not policylint:
        sys.exit(f"The findings differ: conftest {conftest.total()}, opa exec {opa.total()}. Nothing was timed.")


def measure(cases: dict[str, list[str]], work: Path, runs: int) -> dict[str, list[float]]:
    """Return the wall times of each command in seconds; a first run, which fills the page cache, is left out."""
    times: dict[str, list[float]] = {name: [] for name in cases}
    for turn in range(runs + 1):
        for name, command in cases.items():
            started = time.perf_counter()
            subprocess.run(command, cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            if turn:
                times[name].append(time.perf_counter() - started)
    return times


def peak_memory(command: list[str], work: Path) -> float | None:
    """Return the most that the command and its child processes held together in MiB; None where /proc is absent."""
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    peak = 0.0
    with subprocess.Popen(command, cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(held, family(process.pid))))
            time.sleep(0.005)
    return peak


def family(process: int) -> list[int]:
    """Return a process and those below it."""
    try:
        tasks = os.listdir(f"/proc/{process}/task")
        children = [int(c) for t in tasks for c in Path(f"/proc/{process}/task/{t}/children").read_text().split()]
    except (OSError, ValueError):
        return [process]
    return [process, *(below for child in children for below in family(child))]


def held(process: int) -> float:
    """Return the memory of a process in MiB, what it shares counted by its share."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def report(times: dict[str, list[float]], memory: float | None) -> None:
    """Print the medians, and each ratio beside its bar."""
    print(f"\n{'':48}{'median s':>10}{'least s':>10}")
    for name, values in times.items():
        print(f"{name:48}{median(values):10.3f}{min(values):10.3f}")
    print()
    for ours, theirs, bar in RATIOS:
        compare(f"{ours} / {theirs}", median(times[ours]) / median(times[theirs]), bar)
    compare(f"{SHIPPED}, s", median(times[SHIPPED]), SHIPPED_BAR)
    if memory is not None:
        compare(f"policylint, {MANY}, MiB of all processes", memory, MEMORY_BAR)


def compare(name: str, value: float, bar: float) -> None:
    """Print a value beside its bar."""
    print(f"{name:60}{value:8.2f}  bar {bar:<6}{'met' if value <= bar else 'MISSED'}")


if __name__ == "__main__":
    main()
