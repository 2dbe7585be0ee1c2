#!/usr/bin/env bash
# Keeps one comment on a pull request up to date: found again by its mark and its author, written anew in place.
# Reads TOKEN, PULL_REQUEST, COMMENT (a file, its first line the mark) and NEWS. Never fails: the summary says the same.
set -euo pipefail

give_up() {
    printf '::notice title=milepost did not comment::%s The summary of this run has the same text.\n' "$1"
    exit 0
}

# Asks the API, the token never in an argument: api METHOD ADDRESS [FILE]. Sets `code`; the answer is in a file.
api() {
    local arguments=(--silent --max-time 60 --request "$1" --output "$answer" --write-out '%{http_code}'
        --header 'Accept: application/vnd.github+json' --header 'X-GitHub-Api-Version: 2022-11-28')
    # What creates is asked once: asked again after a lost answer, it would create twice.
    if [ "$1" = GET ]; then arguments+=(--retry 3); fi
    if [ $# -gt 2 ]; then arguments+=(--data-binary "@$3"); fi
    : >"$answer"
    code=$(printf 'header = "Authorization: Bearer %s"\n' "$TOKEN" | curl --config - "${arguments[@]}" "$2") || code='no answer'
}

case $TOKEN in
    '') give_up 'There is no token.' ;;
    *[!A-Za-z0-9_.~+/=-]*) give_up 'The token is none.' ;;
esac
answer=$COMMENT.answer
request=$COMMENT.json
comments=$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues

# Who this token is. Whose mark it is matters: anybody can write one.
printf '{"query":"{viewer{login}}"}' >"$request"
api POST "$GITHUB_GRAPHQL_URL" "$request"
author=$(jq -r '.data.viewer.login // empty' "$answer" 2>/dev/null | tr -d '\r') || author=''
author=${author:-github-actions[bot]}

mark=$(head -n 1 "$COMMENT")
id='' page=1
while [ -z "$id" ]; do
    api GET "$comments/$PULL_REQUEST/comments?per_page=100&page=$page"
    [ "$code" = 200 ] || give_up "Its comments could not be read ($code)."
    id=$(jq -r --arg mark "$mark" --arg author "$author" '
        def is_own: .login == $author or (.type == "Bot" and .login == $author + "[bot]");
        [.[] | select((.body | startswith($mark)) and (.user | is_own))][0].id // empty
    ' "$answer" | tr -d '\r')
    [ "$(jq length "$answer" | tr -d '\r')" -ge 100 ] || break
    page=$((page + 1))
done

if [ -z "$id" ] && [ "$NEWS" != true ]; then
    printf 'Nothing to comment on.\n'
    exit 0
fi
jq -Rs '{body: .}' "$COMMENT" >"$request"
if [ -n "$id" ]; then
    api PATCH "$comments/comments/$id" "$request"
else
    api POST "$comments/$PULL_REQUEST/comments" "$request"
fi
case $code in
    200 | 201) printf 'The comment is up to date.\n' ;;
    403 | 404) give_up "It may not ($code): a pull request from a fork never may; for others, give the job the permission pull-requests: write." ;;
    *) give_up "The comment could not be written ($code)." ;;
esac
