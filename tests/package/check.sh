#!/usr/bin/env bash
# Makes the archive of a release for this machine, unpacks it elsewhere, and uses all that is in it.
# Usage: tests/package/check.sh [MILEPOST]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
milepost=${1:-$root/target/release/milepost}

fail() {
    printf 'Failed: %s\n' "$1" >&2
    exit 1
}

case $(uname -s) in
MINGW* | MSYS*)
    printf 'Skipped: the zip of Windows is made, and looked at, where it is released.\n'
    exit 0
    ;;
esac
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml" | head -n 1)
target=$(rustc -vV | sed -n 's/^host: //p')
name=milepost-v$version-$target
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# One archive, which holds one folder of the same name.
made=$("$root/.github/release/archive.sh" "$milepost" "$target" "$folder/dist")
[ "$made" = "$name.tar.gz" ] || fail "the archive is called $made"
[ "$(ls "$folder/dist")" = "$made" ] || fail "more was made than an archive: $(ls "$folder/dist")"
mkdir "$folder/there"
tar -xzf "$folder/dist/$made" -C "$folder/there"
[ "$(ls "$folder/there")" = "$name" ] || fail "the archive holds $(ls "$folder/there")"
cd "$folder/there/$name"
for file in README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE completions/{milepost.bash,_milepost,milepost.fish,_milepost.ps1} man/milepost{,-lint}.1; do
    [ -s "$file" ] || fail "the archive has no $file"
done

# The binary runs, where nothing else is.
[ "$(env -i ./milepost --version)" = "milepost $version" ] || fail "the binary says $(env -i ./milepost --version)"
env -i ./milepost --quiet init --example "$folder/demo"
env -i ./milepost --quiet -C "$folder/demo" lint --as-of 2026-06-15 --deny info >/dev/null

# Each shell that is here takes its completions.
tried=
bash --noprofile --norc -c 'source completions/milepost.bash && complete -p milepost' >/dev/null || fail 'bash does not take its completions'
if command -v zsh >/dev/null; then
    zsh -f -c 'fpath=($PWD/completions $fpath); autoload -U compinit; compinit -u -D; autoload +X _milepost; [[ $_comps[milepost] == _milepost ]]' || fail 'zsh does not take its completions'
    tried="$tried, zsh"
fi
if command -v fish >/dev/null; then
    offered=$(fish --no-config -c 'source completions/milepost.fish; complete -C "milepost lin"')
    [[ $offered == lint* ]] || fail "fish offers: $offered"
    tried="$tried, fish"
fi
if command -v pwsh >/dev/null; then
    pwsh -NoProfile -Command '. ./completions/_milepost.ps1; if ((TabExpansion2 "milepost lin" 12).CompletionMatches[0].CompletionText -ne "lint") { exit 1 }' || fail 'PowerShell does not take its completions'
    tried="$tried, PowerShell"
fi

# Each page reads without a complaint.
if command -v man >/dev/null && man --version >/dev/null 2>&1; then
    for page in man/*.1; do
        complaints=$(man --warnings -l "$page" 2>&1 >"$folder/page")
        [ -z "$complaints" ] || fail "$page: $complaints"
        grep -q 'EXIT STATUS' "$folder/page" || fail "$page does not come to its end"
    done
    tried="$tried, man"
fi

# A release says what CHANGELOG.md says of it, and there is none of which it says nothing.
printf '# Changelog\n\n## Unreleased\n\n- To come.\n\n## 1.2.0 (2026-12-01)\n\n- New.\n\n## 1.2\n\n- Old.\n' >"$folder/CHANGELOG.md"
[ "$("$root/.github/release/notes.sh" 1.2.0 "$folder/CHANGELOG.md" | grep -v '^$')" = '- New.' ] || fail 'the notes of 1.2.0 are others'
"$root/.github/release/notes.sh" 1.3.0 "$folder/CHANGELOG.md" 2>/dev/null && fail 'there are notes of a version that is not there'

printf 'The archive is whole: %s. Tried: bash%s.\n' "$made" "$tried"
