#!/usr/bin/env bash
# Packs a binary, and what belongs to it, into the archive of a release. Prints the name of the archive.
# Usage: .github/release/archive.sh BINARY TARGET FOLDER
set -euo pipefail
[ $# = 3 ] || { printf 'Usage: %s BINARY TARGET FOLDER\n' "$0" >&2; exit 2; }
binary=$1
target=$2
mkdir -p "$3"
out=$(cd "$3" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml" | head -n 1)
said=$("$binary" --version | tr -d '\r')
if [ "$said" != "milepost $version" ]; then
    printf '%s says that it is %s, and Cargo.toml that it is %s.\n' "$binary" "$said" "$version" >&2
    exit 1
fi

name=milepost-v$version-$target
folder=$out/$name
rm -rf "$folder"
mkdir -p "$folder/completions"
cp "$binary" "$root"/{README.md,CHANGELOG.md,LICENSE-MIT,LICENSE-APACHE} "$folder"
"$binary" completions bash >"$folder/completions/milepost.bash"
"$binary" completions zsh >"$folder/completions/_milepost"
"$binary" completions fish >"$folder/completions/milepost.fish"
"$binary" completions powershell >"$folder/completions/_milepost.ps1"
"$binary" --quiet -C "$folder" man --dir man

cd "$out"
case $target in
*-windows-*)
    archive=$name.zip
    rm -f "$archive"
    7z a -bd -bso0 -tzip "$archive" "$name"
    ;;
*)
    archive=$name.tar.gz
    # The tar of macOS would add what its file system knows besides.
    COPYFILE_DISABLE=1 tar -czf "$archive" "$name"
    ;;
esac
rm -rf "$folder"
printf '%s\n' "$archive"
