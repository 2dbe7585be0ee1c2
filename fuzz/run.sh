#!/usr/bin/env bash
# Fuzzes each target in turn, from the fixtures as seeds. Usage: fuzz/run.sh [SECONDS [TARGET...]]
# It needs `cargo install cargo-fuzz`, and no nightly toolchain: nothing here is unsafe, so no sanitizer is asked for.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-3600}
shift || true
command -v cargo-fuzz >/dev/null || {
    printf 'Skipped: fuzzing needs cargo-fuzz (`cargo install cargo-fuzz`).\n'
    exit 0
}
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(program configuration comment time fix change layout merge lint report)

for target in "${targets[@]}"; do
    seeds=corpus/$target
    mkdir -p "$seeds"
    number=0
    seed() { cp "$1" "$seeds/seed-$((number += 1))"; }
    case $target in
    configuration) folders=(../example-program/milepost.toml ../example-program/org ../example-program/playbooks) ;;
    time | comment) folders=() ;;
    layout | merge) folders=(../tests/fmt ../example-program) ;;
    *) folders=(../tests/rules ../example-program/programs) ;;
    esac
    if [ ${#folders[@]} -gt 0 ]; then
        while IFS= read -r file; do seed "$file"; done < <(find "${folders[@]}" -name '*.toml' | sort)
    fi
    if [ "$target" = change ] || [ "$target" = report ]; then
        while IFS= read -r before; do
            after=${before/\/before\//\/after\/}
            [ -f "$after" ] && { cat "$before"; printf '\n====\n'; cat "$after"; } >"$seeds/seed-$((number += 1))"
        done < <(find ../tests/changes -path '*/before/*' -name '*.toml' | sort)
    fi
    if [ "$target" = merge ]; then
        for file in "$seeds"/seed-*; do
            { cat "$file"; printf '\n====\n'; sed '/^due/d' "$file"; printf '\n====\n'; sed '5,9d' "$file"; } >"$file.three"
        done
    fi
    printf '\n== %s: %s seconds\n' "$target" "$seconds"
    cargo fuzz run --fuzz-dir . --sanitizer none "$target" -- \
        -max_total_time="$seconds" -dict=toml.dict -max_len=8192 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1
done
