#!/usr/bin/env bash
# The gate of policylint for any other CI: judges what HEAD adds to a branch of origin. Keep this file, and what starts
# it, where the change that is judged cannot edit them.
#
#   POLICYLINT=git+https://HOST/policylint@COMMIT policylint.sh BRANCH
set -euo pipefail

branch=${1:?the branch that the change goes to}
source=${POLICYLINT:?what pip installs, with its commit}
git check-ref-format "refs/heads/$branch"

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -I -m venv "$place"
"$place/bin/python" -I -m pip install --quiet --disable-pip-version-check "$source"

if [ "$(git rev-parse --is-shallow-repository)" = true ]; then git fetch --quiet --unshallow origin; fi
git fetch --quiet --no-tags origin "+refs/heads/$branch:refs/remotes/origin/$branch"
"$place/bin/policylint" gate --base "refs/remotes/origin/$branch" --output junit=policylint.xml --output json=policylint.json
