#!/usr/bin/env bash
# The gate of policylint for any other CI: judges what HEAD adds to a branch of origin. Ends as the gate does: 0 compliant,
# 1 blocked, 2 not decided. Keep this file, and what starts it, where the change that is judged cannot edit them.
#
#   POLICYLINT=git+https://HOST/policylint@COMMIT policylint.sh BRANCH
set -uo pipefail

stop() {
    printf 'policylint.sh: %s\n' "$1" >&2
    exit 2
}

branch=${1:-}
source=${POLICYLINT:-}
[ -n "$branch" ] || stop 'pass the branch that the change goes to'
[ -n "$source" ] || stop 'set POLICYLINT to what pip installs, with its commit'
git check-ref-format "refs/heads/$branch" || stop 'no branch can be called so'

place=$(mktemp -d) || stop 'there is no temporary folder'
trap 'rm -rf "$place"' EXIT
# -I: no module of the judged repository is run.
python3 -I -m venv "$place" || stop 'Python 3.11 or later is needed'
"$place/bin/python" -I -m pip install --quiet --disable-pip-version-check "$source" || stop 'policylint cannot be installed'

if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
    git fetch --quiet --unshallow origin || stop 'the history cannot be fetched'
fi
git fetch --quiet --no-tags origin "+refs/heads/$branch:refs/remotes/origin/$branch" || stop "$branch cannot be fetched"
"$place/bin/policylint" gate --base "refs/remotes/origin/$branch" --output junit=policylint.xml --output json=policylint.json
