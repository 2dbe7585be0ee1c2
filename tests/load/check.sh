#!/usr/bin/env bash
# Gives milepost a lot to do at once: 100 processes on one repository, a repository of PROGRAMS programs, and reports
# while somebody commits and repacks. Each answer is right, within stated memory, and nothing is left behind.
# Usage: tests/load/check.sh [MILEPOST] [PROGRAMS]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
if ! command -v python3 >/dev/null; then
    printf 'Skipped: the load is made where python3 is.\n'
    exit 0
fi
exec python3 "$root/tests/load/check.py" "$(realpath "${1:-$root/target/release/milepost}")" "${2:-100000}"
