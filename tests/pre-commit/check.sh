#!/usr/bin/env bash
# Asks pre-commit and prek about .pre-commit-hooks.yaml: real commits, of every kind that git knows.
# Usage: tests/pre-commit/check.sh [MILEPOST]
# MILEPOST_INSTALL=1 also lets pre-commit install milepost out of this checkout, which takes minutes, and Rust.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
milepost=$(realpath "${1:-$root/target/release/milepost}")

skip() {
    printf 'Skipped: %s.\n' "$1"
    exit 0
}

case $(uname -s) in MINGW* | MSYS*) skip 'a virtual environment is laid out otherwise here' ;; esac
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" 2>/dev/null || skip 'hooks are tested where Python is, with its venv'
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install -r "$root/tests/pre-commit/requirements.txt" ||
    skip 'pip could not bring pre-commit and prek'

# No configuration but our own.
for name in $(env | sed -n 's/^\(GIT_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
export HOME=$folder/home XDG_CONFIG_HOME=$folder/home GIT_CONFIG_NOSYSTEM=1
export PRE_COMMIT_HOME=$folder/pre-commit PREK_HOME=$folder/prek
mkdir "$HOME" "$folder/bin"
git config --global user.name 'Maya Chen'
git config --global user.email maya@example.com
git config --global init.defaultBranch main

# The hooks, as a repository that is installed from, and milepost in a place of its own that counts how often it runs.
git init -q "$folder/hooks"
cp "$root/.pre-commit-hooks.yaml" "$folder/hooks"
git -C "$folder/hooks" add .
git -C "$folder/hooks" commit -qm 'Hooks'
revision=$(git -C "$folder/hooks" rev-parse HEAD)
printf '#!/bin/sh\necho >>"%s/runs"\nexec "%s" "$@"\n' "$folder" "$milepost" >"$folder/bin/milepost"
chmod +x "$folder/bin/milepost"
export PATH=$folder/bin:$PATH

program() {
    printf '[program]\nname = "%s"\n%s\n[owners]\ntpm = "maya-chen"\n' "$1" "${2:-}"
}
bad='health = "blue"'

passed=0
fail() {
    printf '%s, %s: %s\n' "$tool" "$row" "$1" >&2
    cat "$folder/said" >&2
    exit 1
}
# Runs a commit that must go through, or be stopped by milepost with a text in what it says.
passes() {
    row=$1
    shift
    "$@" >"$folder/said" 2>&1 || fail 'it was stopped'
    passed=$((passed + 1))
}
stopped() {
    row=$1 text=$2
    shift 2
    if "$@" >"$folder/said" 2>&1; then fail 'it went through'; fi
    grep -q "$text" "$folder/said" || fail "it does not say: $text"
    passed=$((passed + 1))
}
holds() {
    row=$1
    [ "$2" = "$3" ] || fail "it holds: $3"
    passed=$((passed + 1))
}
# Back to a clean beginning.
anew() { git reset -q --hard begin && git clean -qfd; }

for tool in pre-commit prek; do
    mkdir -p "$folder/$tool-work/roadmap/programs" "$folder/$tool-work/code"
    cd "$folder/$tool-work"
    git init -q .
    cat >.pre-commit-config.yaml <<CONFIG
repos:
  - repo: $folder/hooks
    rev: $revision
    hooks:
      - { id: milepost-lint, language: system, args: [-C, roadmap], files: ^roadmap/ }
      - { id: milepost-report, language: system, args: [-C, roadmap] }
CONFIG
    : >roadmap/milepost.toml
    program Checkout >roadmap/programs/checkout.toml
    {
        program Search
        printf '\n[dependencies.tokens]\nneed = "Tokens"\nfrom = "checkout/"\nneeded-by = 2099-12-01\n'
    } >roadmap/programs/search.toml
    echo 'int main() {}' >code/main.c
    "$folder/venv/bin/$tool" install >"$folder/said" 2>&1
    git add .
    passes 'a first commit' git commit -qm 'Start'
    git tag begin

    program Checkout "$bad" >roadmap/programs/checkout.toml
    git add .
    stopped 'a bad commit' '`blue` is no value of `health`' git commit -qm x
    program Checkout 'health = "green"' >roadmap/programs/checkout.toml
    git add .
    passes 'a good commit' git commit -qm x

    : >"$folder/runs"
    echo 'int main() { return 1; }' >code/main.c
    passes 'a commit of other things' git commit -qam x
    holds 'how often milepost ran for it' '' "$(cat "$folder/runs")"

    anew
    program Checkout >roadmap/programs/checkout.toml
    printf '\n[docs]\nwiki = "https://wiki.example"\n%s\n' "$(seq 40 | sed 's/^/# /')" >>roadmap/programs/checkout.toml
    git commit -qa --no-verify -m 'Make it long'
    sed -i.bak "s/^name = .*/&\n$bad/; s/^# 40/# the end/" roadmap/programs/checkout.toml
    rm roadmap/programs/checkout.toml.bak
    printf 'n\ny\n' | git add -p >/dev/null
    passes 'a file staged in part, the good part' git commit -qm x
    holds 'what was not staged is still there' "$bad" "$(grep health roadmap/programs/checkout.toml)"
    git add .
    program Checkout >roadmap/programs/checkout.toml
    stopped 'mended on disk, and not staged' '`blue` is no value' git commit -qm x
    holds 'what was mended is still there' "$(program Checkout)" "$(cat roadmap/programs/checkout.toml)"

    anew
    echo 'not even TOML' >roadmap/programs/later.toml
    git add --intent-to-add roadmap/programs/later.toml
    program Checkout 'health = "green"' >roadmap/programs/checkout.toml
    git add roadmap/programs/checkout.toml
    passes 'a file that is only intended to be added' git commit -qm x
    holds 'it is still there' 'not even TOML' "$(cat roadmap/programs/later.toml)"

    anew
    git rm -q roadmap/programs/checkout.toml
    sed -i.bak 's/"Tokens"/"More tokens"/' roadmap/programs/search.toml
    rm roadmap/programs/search.toml.bak
    git add .
    stopped 'a deleted program that another one names' 'there is no program `checkout`' git commit -qm x
    anew
    git mv roadmap/programs/checkout.toml roadmap/programs/till.toml
    stopped 'a renamed one' 'there is no program `checkout`' git commit -qm x
    anew
    git rm -q roadmap/programs/checkout.toml
    passes 'a commit that only deletes, of which they tell no hook' git commit -qm x

    anew
    program Checkout "$bad" >roadmap/programs/checkout.toml
    stopped '`commit -a`' '`blue` is no value' git commit -qam x
    git add .
    echo '# Looked at' >>roadmap/programs/search.toml
    passes '`commit FILE`, beside what is staged' git commit -qm x roadmap/programs/search.toml
    holds 'what was staged still is' 'roadmap/programs/checkout.toml' "$(git diff --cached --name-only)"
    stopped '`commit FILE`, the bad one' '`blue` is no value' git commit -qm x roadmap/programs/checkout.toml

    anew
    git checkout -qB other
    program Checkout 'health = "green"' >roadmap/programs/checkout.toml
    git commit -qa --no-verify -m 'Green'
    git checkout -q main
    program Checkout 'phase = "build"' >roadmap/programs/checkout.toml
    git commit -qa --no-verify -m 'A phase'
    git merge -q other >/dev/null 2>&1 && fail 'no conflict'
    git add .
    stopped 'a merge with the marks of the conflict left' 'merge-conflict-marker' git commit -qm 'Merge'
    program Checkout 'health = "green"' >roadmap/programs/checkout.toml
    git add .
    passes 'a merge' git commit -qm 'Merge'

    anew
    "$folder/venv/bin/$tool" run milepost-report --hook-stage manual >"$folder/said" 2>&1 || fail 'no report'
    row='a report by hand'
    grep -q 'What changed, ' "$folder/said" || fail 'no report'
    passed=$((passed + 1))
    passes 'everything, as in CI' "$folder/venv/bin/$tool" run --all-files
    program Checkout "$bad" >roadmap/programs/checkout.toml
    git commit -qa --no-verify -m x
    stopped 'everything, where HEAD has an error' '`blue` is no value' "$folder/venv/bin/$tool" run --all-files

    # At the root of a repository there is nothing to set.
    mkdir "$folder/$tool-root"
    cd "$folder/$tool-root"
    git init -q .
    printf 'repos:\n  - { repo: "%s", rev: %s, hooks: [{ id: milepost-lint, language: system }] }\n' \
        "$folder/hooks" "$revision" >.pre-commit-config.yaml
    mkdir programs
    : >milepost.toml
    program Checkout "$bad" >programs/checkout.toml
    "$folder/venv/bin/$tool" install >"$folder/said" 2>&1
    git add .
    stopped 'at the root' '`blue` is no value' git commit -qm x
    # What milepost installed is run by them too: they keep it beside their own.
    rm .git/hooks/pre-commit
    "$milepost" -q hook install >/dev/null
    "$folder/venv/bin/$tool" install >"$folder/said" 2>&1
    stopped 'both hooks' 'milepost stopped this commit' git commit -qm x
done

if [ -n "${MILEPOST_INSTALL:-}" ]; then
    tool=pre-commit
    cd "$folder/pre-commit-root"
    rm "$folder/bin/milepost"
    stopped 'installed out of this checkout' '`blue` is no value' \
        "$folder/venv/bin/pre-commit" try-repo "$root" milepost-lint --all-files --verbose
fi
printf '%s passed, 0 failed\n' "$passed"
