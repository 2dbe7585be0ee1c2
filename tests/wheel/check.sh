#!/usr/bin/env bash
# Builds the wheel and the source distribution, installs the wheel where there is nothing else, and runs it.
# Usage: tests/wheel/check.sh
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)

skip() {
    printf 'Skipped: %s.\n' "$1"
    exit 0
}

fail() {
    printf 'Failed: %s\n' "$1" >&2
    exit 1
}

case $(uname -s) in MINGW* | MSYS*) skip 'Python and this shell name files in two ways here' ;; esac
command -v python3 >/dev/null || skip 'wheels are tested where python3 is installed'
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/maker" 2>/dev/null || skip 'wheels are tested where python3 can make a venv (apt-get install python3-venv)'
"$folder/maker/bin/pip" install --quiet --disable-pip-version-check 'maturin>=1.9,<2'

cd "$root"
"$folder/maker/bin/maturin" build --quiet --release --locked --out "$folder/dist"
"$folder/maker/bin/maturin" sdist --out "$folder/dist" >/dev/null 2>&1
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)

# One wheel for every Python, and a source distribution that has what a build needs.
wheel=$(printf '%s\n' "$folder"/dist/milepost-"$version"-py3-none-*.whl)
[ -f "$wheel" ] || fail "there is no milepost-$version-py3-none-*.whl, but $(ls "$folder/dist")"
source=$folder/dist/milepost-$version.tar.gz
tar -tzf "$source" >"$folder/listed"
for path in pyproject.toml Cargo.toml Cargo.lock README.md LICENSE-MIT LICENSE-APACHE src/main.rs example-program/milepost.toml PKG-INFO; do
    grep -qx "milepost-$version/$path" "$folder/listed" || fail "the source distribution has no $path"
done

# What is in the wheel is what it says.
python3 -m venv "$folder/user"
"$folder/user/bin/pip" install --quiet --disable-pip-version-check --no-index "$wheel"
information=$(printf '%s\n' "$folder"/user/lib/python3*/site-packages/milepost-"$version".dist-info)
for line in 'Name: milepost' "Version: $version" 'License-Expression: MIT OR Apache-2.0' 'Requires-Python: >=3.8'; do
    grep -qx "$line" "$information/METADATA" || fail "the metadata do not say: $line"
done
for file in LICENSE-MIT LICENSE-APACHE; do
    [ -s "$information/licenses/$file" ] || fail "the wheel has no $file"
done
milepost=$folder/user/bin/milepost
[ "$("$milepost" --version)" = "milepost $version" ] || fail "the binary says $("$milepost" --version)"
"$milepost" init --example "$folder/demo" 2>/dev/null
"$milepost" --quiet -C "$folder/demo" lint --as-of 2026-06-15 --deny info >/dev/null
printf 'The wheel and the source distribution are whole: %s, %s bytes.\n' "$(basename "$wheel")" "$(wc -c <"$wheel")"
