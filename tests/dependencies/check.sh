#!/usr/bin/env bash
# Asks cargo-deny whether the crates of milepost and of its fuzz targets are such as deny.toml takes.
# Usage: tests/dependencies/check.sh [advisories]
#   advisories: asks RustSec's database on GitHub too, whether something became known of one of them
set -euo pipefail
cd "$(dirname "$0")/../.."

skip() {
    printf 'Skipped: %s.\n' "$1"
    exit 0
}

command -v cargo-deny >/dev/null || skip 'crates are looked at where cargo-deny is installed'

deny() { cargo deny --locked --config deny.toml --manifest-path "$1" check --deny warnings "${@:2}"; }

deny Cargo.toml bans licenses sources "$@"
# They pass no licence on, since nobody gets them; and they need fewer of the exceptions.
deny fuzz/Cargo.toml --allow unmatched-skip bans sources "$@"
