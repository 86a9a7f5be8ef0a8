"""The texts of the first files that are the same everywhere, but for where policylint comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policylint.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

_NO_COMMIT = "0" * 40
_WORKFLOW = """\
name: policylint

# pull_request_target runs this file as the base has it, so that a change cannot take the gate away. It is safe here:
# nothing of the change is checked out or run; the gate reads its commits through git. Do not add steps that do.
on:
  pull_request_target: # zizmor: ignore[dangerous-triggers] see above
  merge_group:
  workflow_dispatch:

permissions: {}

concurrency:
  group: policylint-${{ github.event.pull_request.number || github.ref }}
  cancel-in-progress: true

jobs:
  gate:
    name: policylint gate
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          fetch-depth: 0
          persist-credentials: false
      # Write here where your copy of policylint lives, and its commit. Never `uses: ./`: that is the judged repository.
      - uses: OWNER/policylint@0000000000000000000000000000000000000000
"""
_GITLAB = """\
# The gate of policylint for GitLab. Include it from a protected project of its own, so that a merge request cannot
# change it: include: [{project: GROUP/governance, ref: COMMIT, file: templates/policylint.gitlab-ci.yml}]
# and have that project run as a compliance pipeline or pipeline execution policy; see docs/adopting.md.
policylint:
  stage: test
  image: python:3.13
  variables:
    GIT_DEPTH: "0" # the gate needs the history of both sides
    POLICYLINT: "" # what pip installs, with its commit: git+https://HOST/GROUP/policylint@COMMIT
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  before_script:
    - test -n "$POLICYLINT" || { echo "Set POLICYLINT to what pip installs." >&2; exit 2; }
    # -I, and a folder of its own: no module of the judged repository is run.
    - python -I -m venv /tmp/policylint
    - /tmp/policylint/bin/python -I -m pip install --quiet --disable-pip-version-check "$POLICYLINT"
    - branch=${CI_MERGE_REQUEST_TARGET_BRANCH_NAME:-$CI_DEFAULT_BRANCH}
    - git fetch --quiet --no-tags origin "+refs/heads/$branch:refs/remotes/origin/$branch"
  script:
    - >-
      /tmp/policylint/bin/policylint gate --output gitlab=gl-code-quality.json --output junit=policylint.xml
      --output json=policylint.json
  artifacts:
    when: always
    expire_in: 90 days
    paths: [policylint.json]
    reports:
      codequality: gl-code-quality.json
      junit: policylint.xml
"""
_HOOKS = """\
default_install_hook_types: [pre-commit, pre-push]
repos:
  - repo: URL
    rev: COMMIT
    hooks:
      - id: policylint-check
      - id: policylint-gate
"""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where this policylint was installed from, as far as its installer wrote that down."""

    url: str | None = None
    commit: str | None = None

    @property
    def action(self) -> str:
        """OWNER/policylint@COMMIT."""
        place = (self.url or "").removesuffix(".git").removeprefix("https://github.com/")
        known = self.commit is not None and place.count("/") == 1 and "://" not in place
        return f"{place}@{self.commit}" if known else f"OWNER/policylint@{_NO_COMMIT}"


def origin() -> Origin:
    """What the installer wrote down (PEP 610); nothing for an index, a folder or an archive."""
    from importlib.metadata import PackageNotFoundError, distribution
    from json import loads

    try:
        told = loads(distribution("policylint").read_text("direct_url.json") or "{}")
        url, commit = str(told["url"]), str(told["vcs_info"]["commit_id"])
    except (PackageNotFoundError, ValueError, KeyError, TypeError):
        return Origin()
    # A place of this machine is none for others, and a name before the host may be a credential.
    return Origin(url, commit) if url.startswith("https://") and "@" not in url else Origin()


def workflow(source: Origin) -> str:
    """The workflow of GitHub."""
    return _WORKFLOW.replace(f"OWNER/policylint@{_NO_COMMIT}", source.action)


def gitlab(source: Origin) -> str:
    """The job of GitLab."""
    if source.url is None:
        return _GITLAB
    return _GITLAB.replace('POLICYLINT: ""', f'POLICYLINT: "git+{source.url}@{source.commit}"')


def hooks(source: Origin) -> str:
    """The configuration of pre-commit."""
    if source.url is None:
        return _HOOKS.replace("URL", "https://HOST/OWNER/policylint")
    return _HOOKS.replace("URL", source.url).replace("COMMIT", str(source.commit))


def configuration(unknown: Sequence[str]) -> str:
    """The configuration; where no stage was found, it shows how to tell one."""
    from policylint.waivers.writing import scalar

    lines = [
        "# What policylint judges by. Every key is optional: docs/configuration.md of policylint.",
        "fail_on: error",
    ]
    if unknown:
        lines += ["# Nothing tells the stage of these files. Say it, and take the comment signs away:", "# stages:"]
        lines += ["#   production:", "#     paths:", *(f"#       - {scalar(path)}" for path in sorted(set(unknown)))]
    return "\n".join(lines) + "\n"
