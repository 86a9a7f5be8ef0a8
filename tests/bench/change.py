"""Times `policylint gate` on a repository of 5,000 files (2,500 of them YAML) and a change of 20, cold.

    python tests/bench/change.py [--runs 7]

Eight deployments and one with a manifest get another version; eleven workloads that serve no model get more replicas.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.commits import BODY, NOW, Repo, repository, version

BAR = 1.5
SERVICE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: svc%(n)d, namespace: production, labels: {app: svc%(n)d}}
spec:
  replicas: 3
  selector: {matchLabels: {app: svc%(n)d}}
  template:
    metadata: {labels: {app: svc%(n)d}}
    spec:
      containers:
        - name: web
          image: registry.example.org/team/svc%(n)d:1.4.%(n)d
          env: [{name: LOG_LEVEL, value: info}, {name: PORT, value: "8080"}]
          resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {cpu: 500m, memory: 512Mi}}
---
apiVersion: v1
kind: Service
metadata: {name: svc%(n)d, namespace: production}
spec:
  selector: {app: svc%(n)d}
  ports: [{port: 80, targetPort: 8080}]
"""
MODEL = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm%(n)d, namespace: production}
spec:
  selector: {matchLabels: {app: llm%(n)d}}
  template:
    metadata: {labels: {app: llm%(n)d}}
    spec:
      containers:
        - name: vllm
          image: vllm/vllm-openai:v0.9.1
          args: [--model, acme/llm, --revision, %(revision)s]
"""
OLD, NEW = "5b8ec7d0c5a1a7d3e0f4b6c29d18e7f3a4c6b210", "6c9fd8e1d6b2b8e4f1a5c7d30e29f8a4b5d7c321"


def main() -> None:
    """Build the repository, run, and print the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7, help="timed runs (default 7)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="policylint-gate-") as name:
        build(Path(name, "repo"))
        times = sorted(timed(Path(name, "repo")) for _ in range(runs + 1))[:-1]
    print(f"5,000 files, 20 changed: median {median(times):.2f} s, least {times[0]:.2f} s; at most {BAR} s")


def build(root: Path) -> None:
    """Two commits: the repository, and the change."""
    files = repository()
    files.update({service(number): SERVICE % {"n": number} for number in range(2500)})
    files.update({model(number): MODEL % {"n": number, "revision": OLD} for number in range(20)})
    files.update({f"src/p{number % 40}/mod{number}.py": f"x = {number}\n" for number in range(5000 - len(files))})
    change = {model(number): MODEL % {"n": number, "revision": NEW} for number in range(8)}
    change.update({service(n): (SERVICE % {"n": n}).replace("replicas: 3", "replicas: 4") for n in range(11)})
    Repo(root).change(files, {**change, "serve/replicate.yaml": version(BODY)})


def service(number: int) -> str:
    """Where a workload stands."""
    return f"apps/a{number % 50}/svc{number}.yaml"


def model(number: int) -> str:
    """Where a model's deployment stands."""
    return f"models/m{number}/llm.yaml"


def timed(root: Path) -> float:
    """How long one run takes."""
    command = ["policylint", "gate", "--base", "main", "--head", "change", "--now", NOW]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    taken = time.perf_counter() - start
    if done.returncode != 1 or b"20 files" not in done.stdout:
        raise SystemExit(f"the gate did not do its work: {done.stdout[-500:].decode()}{done.stderr.decode()}")
    return taken


if __name__ == "__main__":
    main()
