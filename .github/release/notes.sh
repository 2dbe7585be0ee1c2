#!/usr/bin/env bash
# Prints what CHANGELOG.md says of a version: the text below `## VERSION`, up to the next heading of that kind.
# Usage: .github/release/notes.sh VERSION [CHANGELOG]
set -euo pipefail
changelog=${2:-$(dirname "$0")/../../CHANGELOG.md}
notes=$(awk -v version="$1" '/^## / { inside = $2 == version; next } inside' "$changelog")
if [ -z "${notes//[[:space:]]/}" ]; then
    printf '%s says nothing of %s: write what is new below a line "## %s".\n' "$changelog" "$1" "$1" >&2
    exit 1
fi
printf '%s\n' "$notes"
