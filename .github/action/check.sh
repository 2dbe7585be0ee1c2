#!/usr/bin/env bash
# Lints a checkout and tells what changed in it: annotations, the summary of the step, and files for the steps behind.
# Reads ROOT, BASE, ALL, LEVEL, SINCE, and what the runner says. Text of the event is never part of a command.
set -euo pipefail

# Bytes, of which neither limit of GitHub is one short: a comment holds 65,536 characters, a summary 1 MiB.
most_of_comment=65000
most_of_summary=1000000
most_findings=10

fail() {
    printf '::error title=milepost::%s\n' "$1"
    output exit 2
    exit 2
}

output() {
    printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
}

event() {
    jq -r "$1 // empty" "$GITHUB_EVENT_PATH" | tr -d '\r'
}

# Lines that the runner would take for commands of its own, taken apart.
shown() {
    sed -e 's/##\[/# #[/g' -e 's/^[[:space:]]*::/: :/'
}

# What milepost says besides its result goes to the log; where it could not do the work, also to an annotation.
hear() {
    shown <"$1"
    [ "$2" -le 1 ] || fail "$3: see the log for what to do."
}

# Whole lines up to so many bytes, and how many are left out.
cut_at() {
    LC_ALL=C awk -v most="$1" -v where="$2" '
        { size += length($0) + 1 }
        size <= most { print; next }
        { left++ }
        END { if (left) printf "\n_Too long for this place: %d lines are left out. %s_\n", left, where }'
}

[ -f "$ROOT/milepost.toml" ] || fail 'The folder in the input path has no milepost.toml.'
case $LEVEL in
    error | warn | info) deny=$LEVEL ;;
    never) deny=error ;;
    *) fail 'The input level is error, warn, info or never.' ;;
esac

case $ALL in true | false) ;; *) fail 'The input all is true or false.' ;; esac

# What is compared with what, and what is linted against.
pull_request='' span='' report='' against=$BASE
case $GITHUB_EVENT_NAME in
    pull_request)
        pull_request=$(event .pull_request.number)
        if [ -z "$against" ]; then
            against=$(event .pull_request.base.sha)
            # HEAD is the merge of the branch and its base, unless the workflow checked out the branch itself.
            parents=$(git -C "$ROOT" cat-file commit HEAD | sed -n -e '/^$/q' -e 's/^parent //p')
            if [ "$(sed -n 2p <<<"$parents")" = "$(event .pull_request.head.sha)" ]; then against='HEAD^1'; fi
        fi
        ;;
    pull_request_target)
        fail 'This event checks out the base, not what the pull request proposes. Run milepost on pull_request.'
        ;;
    merge_group) against=${against:-$(event .merge_group.base_sha)} ;;
    push) span=$(event .before) ;;
    schedule | workflow_dispatch) report=yes ;;
esac
[ -z "$against" ] || report=''

# Who moved what, and why, is in the commits: without them, the last one would have moved it all.
shallow=$(git -C "$ROOT" rev-parse --is-shallow-repository) || fail 'git cannot read this checkout: see the log for why.'
if [ "$shallow" = true ] && [ -n "$against$span$report" ]; then
    printf 'The checkout is shallow: its history is fetched. (Set fetch-depth: 0 on actions/checkout to have it at once.)\n'
    GIT_TERMINAL_PROMPT=0 git -C "$ROOT" fetch --quiet --no-tags --unshallow origin 2>&1 | shown ||
        printf 'It could not be fetched.\n'
fi
if [ -n "$against" ]; then
    span=$against...HEAD
elif [ -n "$span" ]; then
    # A new branch was nothing before; what a forced push threw away is not here.
    if git -C "$ROOT" cat-file -e "$span^{commit}" 2>/dev/null; then span=$span..HEAD; else span=''; fi
fi

files=$(mktemp -d "$RUNNER_TEMP/milepost.XXXXXX")
command=(milepost -C "$ROOT" --color never)

lint=("--deny=$deny" --format=github)
for format in json sarif; do lint+=("--format=$format=$files/findings.$format"); done
[ -z "$against" ] || [ "$ALL" = true ] || lint+=("--against=$against")
lint_status=0
"${command[@]}" lint "${lint[@]}" 2>"$files/said" | sed -e '/^::/!s/##\[/# #[/g' || lint_status=$?
hear "$files/said" "$lint_status" 'The programs could not be linted'
if [ "$LEVEL" = never ]; then lint_status=0; fi

: >"$files/changes.md"
diff_status=0
if [ -n "$span" ]; then
    "${command[@]}" diff --exit-code "--format=markdown=$files/changes.md" -- "$span" 2>"$files/said" || diff_status=$?
    hear "$files/said" "$diff_status" 'The changes could not be told'
elif [ -n "$report" ]; then
    "${command[@]}" report "--since=$SINCE" "--format=markdown=$files/changes.md" 2>"$files/said" || diff_status=$?
    hear "$files/said" "$diff_status" 'The report could not be written'
fi

read -r errors warnings infos < <(jq -r '.summary | "\(.errors) \(.warnings) \(.infos)"' "$files/findings.json" | tr -d '\r')
total=$((errors + warnings + infos))
# What a pull request proposes, and not the merge that is checked out: that one is no page of the host.
commit=$(event .pull_request.head.sha)
commit=${commit:-$(git -C "$ROOT" rev-parse HEAD)}
run=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID

{
    folder=${ROOT%/}
    folder=${folder#./}
    folder=${folder:-.}
    tick='`'
    title='## milepost'
    if [ "$folder" != . ]; then title="$title: $tick$(tr -d "$tick" <<<"$folder")$tick"; fi
    printf '%s\n\n' "$title"
    new=''
    if [ -n "$against" ] && [ "$ALL" != true ]; then new=' that the base does not have'; fi
    jq -r --argjson most "$most_findings" --arg beyond "$new" --arg folder "$(git -C "$ROOT" rev-parse --show-prefix)" \
        --arg blob "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/blob/$commit" --arg log "$run" \
        -f "$GITHUB_ACTION_PATH/.github/action/findings.jq" "$files/findings.json" | tr -d '\r'
} >"$files/head.md"
cat "$files/head.md" "$files/changes.md" >"$files/all.md"
cut_at "$most_of_summary" 'The output markdown of the action names a file with all.' <"$files/all.md" >>"$GITHUB_STEP_SUMMARY"

if [ -n "$pull_request" ]; then
    # The mark says whose comment this is, by the folder: one for each, found again and written anew.
    mark=$(jq -rn --arg folder "$folder" '$folder | @uri | gsub("-"; "%2D")' | tr -d '\r')
    {
        printf '<!-- milepost %s -->\n' "$mark"
        cat "$files/head.md"
    } >"$files/comment.md"
    room=$((most_of_comment - $(wc -c <"$files/comment.md") - 500))
    {
        cut_at "$room" "All are in [the summary of this run]($run)." <"$files/changes.md"
        printf '\n_As of %.9s: [the run](%s)._\n' "$commit" "$run"
    } >>"$files/comment.md"
    output comment "$files/comment.md"
    output pull-request "$pull_request"
    if [ "$total" -gt 0 ] || [ "$diff_status" = 1 ]; then output news true; else output news false; fi
fi
output errors "$errors"
output warnings "$warnings"
output infos "$infos"
output exit "$lint_status"
output json "$files/findings.json"
output sarif "$files/findings.sarif"
output markdown "$files/all.md"
exit "$lint_status"
