#!/usr/bin/env bash
# Disturbs milepost in whatever it writes: kills it at random moments, fills the disk, forbids it to write, runs several
# at once. Each file is then the old one or the new one, and nothing lies beside it.
# Usage: tests/writes/check.sh [MILEPOST] [ROUNDS]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
if ! command -v python3 >/dev/null; then
    printf 'Skipped: writes are disturbed where python3 is.\n'
    exit 0
fi
exec python3 "$root/tests/writes/check.py" "$(realpath "${1:-$root/target/release/milepost}")" "${2:-1000}"
