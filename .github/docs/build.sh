#!/usr/bin/env bash
# Builds the site into target/book: the pages of docs, and the schemas where their `$id` says that they are.
# Usage: .github/docs/build.sh [MDBOOK]
set -euo pipefail
cd "$(dirname "$0")/../.."
mdbook=${1:-mdbook}

rm -rf target/book
mkdir -p target
"$mdbook" build docs 2>&1 | tee target/book.log
if grep -Eq 'WARN|ERROR' target/book.log; then
    printf 'The site is not published with a warning.\n' >&2
    exit 1
fi
rm target/book/book.toml
cp -R schema target/book/schema

# `milepost explain`, editors and CI lead to these addresses.
for page in index.html rules.html rules/milestone-overdue.html schema/program.schema.json; do
    [ -f "target/book/$page" ] || { printf 'The site has no %s.\n' "$page" >&2; exit 1; }
done
