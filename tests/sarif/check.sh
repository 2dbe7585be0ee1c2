#!/usr/bin/env bash
# Asks Microsoft's SARIF Multitool, with the rules of GitHub code scanning too, about the findings of the example, of hostile
# names, and of the workspaces named after the binary.
# Usage: tests/sarif/check.sh [MILEPOST [WORKSPACE...]]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
milepost=$(realpath "${1:-$root/target/release/milepost}")
shift || true

skip() {
    printf 'Skipped: %s.\n' "$1"
    exit 0
}

command -v npm >/dev/null || skip 'the SARIF Multitool is asked where npm is installed'
case $(uname -sm) in 'Linux x86_64') ;; *) skip 'the SARIF Multitool is asked on Linux with x86-64' ;; esac
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$root"/tests/sarif/{package.json,package-lock.json} "$folder"
npm --prefix "$folder" ci --silent --no-audit --no-fund --ignore-scripts
tool=$folder/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
chmod u+x "$tool"
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

number=0
for workspace in "$root/example-program" "$root/tests/mermaid/hostile" "$@"; do
    number=$((number + 1))
    log=$folder/$number.sarif
    status=0
    "$milepost" -C "$workspace" lint --quiet --as-of 2026-08-15 --format "sarif=$log" || status=$?
    [ "$status" -le 1 ] || exit "$status"
    said=$("$tool" validate "$log" --output "$folder/said.sarif" --log ForceOverwrite --rule-kind 'Sarif;Ghas' \
        --level 'Error;Warning')
    if ! grep -q 'Analysis completed successfully' <<<"$said" || grep -E '(error|warning) [A-Z]+[0-9]+' <<<"$said"; then
        printf '%s\n' "$said"
        exit 1
    fi
    printf '%s: %s findings, and nothing to complain of.\n' "$workspace" "$(grep -c '"ruleId"' "$log")"
done
