#!/usr/bin/env bash
# Asks a browser about the pages of the example, of a hostile history, and of the repositories named after the binary.
# Usage: tests/html/check.sh [MILEPOST [REPOSITORY...]]
# MILEPOST_PICTURES=FOLDER keeps what each page looks like, on a phone, on a desk, in the dark and in print.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
milepost=$(realpath "${1:-$root/target/release/milepost}")
shift || true

skip() {
    printf 'Skipped: %s.\n' "$1"
    exit 0
}

browser=${CHROME:-}
for name in chromium chromium-browser google-chrome google-chrome-stable microsoft-edge; do
    [ -n "$browser" ] || browser=$(command -v "$name" || true)
done
[ -n "$browser" ] || skip 'pages are tested where Chromium or Chrome is installed; CHROME names one elsewhere'
command -v npm >/dev/null || skip 'pages are tested where node and npm are installed'
case $(uname -s) in MINGW* | MSYS*) skip 'node and this shell name files in two ways here' ;; esac

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$root"/tests/html/{package.json,package-lock.json,check.mjs} "$folder"
npm --prefix "$folder" ci --silent --no-audit --no-fund --ignore-scripts
mkdir "$folder/pages"

# The example.
"$milepost" init --example "$folder/example" >/dev/null 2>&1
git -C "$folder/example" remote add origin https://somebody:secret@github.com/acme/programs.git
"$milepost" -q -C "$folder/example" report --as-of 2026-06-15 --format html >"$folder/pages/example.html"
"$milepost" -q -C "$folder/example" report --as-of 2026-06-15 --by owner --format html >"$folder/pages/example-by-owner.html"
"$milepost" -q -C "$folder/example" diff HEAD~8 HEAD --format html >"$folder/pages/example-diff.html"

# A history in which every text would do something if it were obeyed.
evil='\"><script>window.obeyed=1</script><img src=x onerror=window.obeyed=1><svg onload=window.obeyed=1></title></style><a href=javascript:window.obeyed=1>'
write() {
    mkdir -p "$folder/hostile/programs" "$folder/hostile/org"
    : >"$folder/hostile/milepost.toml"
    printf '[people.ann]\nname = "Ann %s"\n[people.bob]\nname = "Bob %s"\n' "$evil" "$evil" >"$folder/hostile/org/people.toml"
    cat >"$folder/hostile/programs/a.toml" <<PROGRAM
[program]
name = "A $evil"
health = "$1"
path-to-green = "$evil"

[owners]
tpm = "$2"

[milestones.beta]
name = "Beta $evil"
due = $3
owner = "$2"

[dependencies.api]
need = "$evil $3"
from = "external:$evil"
needed-by = 2026-06-20
for = ["beta"]
PROGRAM
    git -C "$folder/hostile" add .
    git -C "$folder/hostile" -c "user.name=Eve ${evil//[<>\"]/}" -c user.email=eve@example.com commit -qm "Move $evil" -m "Reason: $evil"
}
git init -q -b main "$folder/hostile"
git -C "$folder/hostile" remote add origin 'javascript://github.com/acme/programs'
GIT_AUTHOR_DATE=2026-06-01T10:00:00Z GIT_COMMITTER_DATE=2026-06-01T10:00:00Z write green ann 2026-06-20
GIT_AUTHOR_DATE=2026-06-12T10:00:00Z GIT_COMMITTER_DATE=2026-06-12T10:00:00Z write red bob 2026-07-20
"$milepost" -q -C "$folder/hostile" report --as-of 2026-06-15 --title "$evil" --format html >"$folder/pages/hostile.html"
"$milepost" -q -C "$folder/hostile" diff HEAD~1 HEAD --format html >"$folder/pages/hostile-diff.html"

# Real ones, of the four weeks before their last commit.
for repository in "$@"; do
    day=$(git -C "$repository" log -1 --format=%cs)
    "$milepost" -q -C "$repository" report --as-of "$day" --since "4 weeks ago" --format html >"$folder/pages/$(basename "$repository").html"
done

node "$folder/check.mjs" "$browser" "$folder/pages"
