# The gravest findings of `lint --format json` as a list in Markdown. $most is how many are listed, $beyond
# what they are compared with, $folder where the programs are in the repository, $blob the address of its files, and $log
# where the rest is.

# Text is shown, never obeyed. Marks that Markdown or HTML could read are written by their numbers; those that name
# people, issues or other requests get a space of no width behind them, which keeps hosts from finding one.
def shown:
    gsub("[\\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"; "\ufffd")
    | gsub("(?<mark>[@#!%&$~^])"; "\(.mark)\u200b")
    | gsub("(?<word>[Gg][Hh]-)"; "\(.word)\u200b")
    | explode
    | map(if . >= 128 or ([.] | implode | test("[A-Za-z0-9 .,;:()/'\"+=?-]")) then [.] | implode else "&#\(.);" end)
    | join("")
    | gsub("://"; ":&#47;/") | gsub("(?<word>[Ww]{3})[.]"; "\(.word)&#46;");

# In our messages, what stands in backticks is code.
def prose:
    .[:300] | split("`") | to_entries
    | map(if .key % 2 == 0 then .value | shown elif .value == "" then "" else "<code>\(.value | shown)</code>" end)
    | join("");

def place:
    ($folder + .file) as $path
    | ($path | split("/") | map(@uri) | join("/") | gsub("[(]"; "%28") | gsub("[)]"; "%29")) as $address
    | "[<code>\("\($path):\(.span.start.line)" | shown)</code>](\($blob)/\($address)#L\(.span.start.line))";

def counted: map(select(.[0] > 0) | "\(.[0]) \(.[1])\(if .[0] == 1 then "" else "s" end)") | join(", ");

(.findings | length) as $count
| if $count == 0 then "Lint finds nothing\($beyond)." else
    (.summary | [[.errors, "error"], [.warnings, "warning"], [.infos, "note"]] | "Lint finds **\(counted)**\($beyond):"),
    "",
    (.findings | sort_by({"error": 0, "warn": 1, "info": 2}[.level])[:$most][] | "- **\(.level)** \(place): \(.message | prose)"),
    if $count > $most then "", "_\($count - $most) more: see [the log](\($log))._" else empty end
  end,
  ""
