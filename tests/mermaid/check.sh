#!/usr/bin/env bash
# Asks Mermaid itself about the flowcharts of the example, of hostile names, and of the workspaces named after the binary.
# Usage: tests/mermaid/check.sh [MILEPOST [WORKSPACE...]]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
milepost=$(realpath "${1:-$root/target/release/milepost}")
shift || true

skip() {
    printf 'Skipped: %s.\n' "$1"
    exit 0
}

command -v npm >/dev/null || skip 'Mermaid is asked where node and npm are installed'
case $(uname -s) in MINGW* | MSYS*) skip 'node and this shell name files in two ways here' ;; esac
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$root"/tests/mermaid/{package.json,package-lock.json,check.mjs} "$folder"
npm --prefix "$folder" ci --silent --no-audit --no-fund --ignore-scripts
node "$folder/check.mjs" "$milepost" "$root/example-program" "$root/tests/mermaid/hostile" "$@"
