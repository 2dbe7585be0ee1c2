# `milepost hook install` wrote this, and `milepost hook uninstall` takes it out.

milepost=$(command -v milepost) || milepost={program}

# Lints what the commit will hold below a folder, where it changes something there. What HEAD has already stops nobody.
check() {
    git cat-file -e ":0:$1/milepost.toml" 2>/dev/null || return 0
    git --literal-pathspecs diff --cached --quiet --no-ext-diff -- "$1" && return 0
    if ! [ -x "$milepost" ]; then
        echo "milepost was not found, so nothing was checked. Put it on your PATH, or delete $0" >&2
        return 0
    fi
    if git rev-parse --quiet --verify HEAD >/dev/null; then
        "$milepost" -C "$1" lint --staged --quiet --against HEAD
    else
        "$milepost" -C "$1" lint --staged --quiet
    fi
}

status=0
{checks}
[ $status = 0 ] || echo 'milepost stopped this commit. Mend and stage it, or skip the check: git commit --no-verify' >&2
exit $status
