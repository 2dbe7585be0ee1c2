#!/usr/bin/env bash
# Puts the milepost of a release on the PATH, its checksum verified; or finds the one that is installed.
# Reads VERSION, MIRROR, ACTION_REPOSITORY, and what the runner says.
set -euo pipefail

fail() {
    printf '::error title=milepost was not installed::%s\n' "$1"
    exit 2
}

for tool in curl git jq; do
    command -v "$tool" >/dev/null || fail "This runner has no $tool, which the action needs."
done

if [ "$VERSION" = installed ]; then
    command -v milepost >/dev/null || fail 'The version is "installed", but there is no milepost on the PATH.'
    milepost --version
    exit
fi

# Without a version, the release that this action was published with.
release=${VERSION:-$(sed -n 's/^version = "\(.*\)"/\1/p' "$GITHUB_ACTION_PATH/Cargo.toml" | head -n 1 | tr -d '\r')}
release=v${release#v}
[[ $release =~ ^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || fail 'The version is none: write one such as v0.1.0, or "installed".'

extension=tar.gz program=milepost
case $RUNNER_OS-$RUNNER_ARCH in
    Linux-X64) target=x86_64-unknown-linux-musl ;;
    Linux-ARM64) target=aarch64-unknown-linux-musl ;;
    macOS-X64) target=x86_64-apple-darwin ;;
    macOS-ARM64) target=aarch64-apple-darwin ;;
    # Windows on ARM runs programs for x86-64 too.
    Windows-X64 | Windows-ARM64) target=x86_64-pc-windows-msvc extension=zip program=milepost.exe ;;
    *) fail "There is no release for $RUNNER_OS on $RUNNER_ARCH: install milepost on the runner, and set version: installed." ;;
esac
name=milepost-$release-$target
archive=$name.$extension

mirror=${MIRROR:-$GITHUB_SERVER_URL/${ACTION_REPOSITORY:-$GITHUB_REPOSITORY}/releases/download}
case $mirror in
    https://*) protocol='=https' ;;
    http://127.0.0.1:* | http://localhost:*) protocol='=http' ;;
    *) fail 'The mirror has to begin with https://.' ;;
esac

folder=$(mktemp -d "$RUNNER_TEMP/milepost.XXXXXX")
# Archives are named without a folder from here on: to some tars, C: is another machine.
cd "$folder"
for file in "$archive" SHA256SUMS; do
    curl --fail --silent --show-error --location --proto "$protocol" --proto-redir "$protocol" --retry 3 --max-time 300 \
        --output "$file" "${mirror%/}/$release/$file" ||
        fail "$file of $release could not be downloaded: is there such a release? A runner without a way out needs the input mirror, or version: installed."
done

sum() {
    if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}
expected=$(tr -d '\r' <SHA256SUMS | awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }')
[[ $expected =~ ^[0-9a-f]{64}$ ]] || fail "SHA256SUMS of $release does not name $archive once."
[ "$(sum "$archive")" = "$expected" ] || fail "The checksum of $archive is not the one in SHA256SUMS: it was not unpacked."

case $extension in
    zip) unzip -q "$archive" "$name/$program" ;;
    *) tar -xzf "$archive" "$name/$program" ;;
esac
found=$("$name/$program" --version | tr -d '\r')
[ "$found" = "milepost ${release#v}" ] || fail "The archive $archive holds another version."
printf '%s\n' "$found"
printf '%s\n' "$folder/$name" >>"$GITHUB_PATH"
