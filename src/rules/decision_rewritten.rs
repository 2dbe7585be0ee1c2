//! `decision-rewritten`: a decision says something else than when it was taken.

use super::dated::told;
use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;
use crate::text::same_words;
use crate::workspace::{Event, Past};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "decision-rewritten",
    group: Group::History,
    level: Level::Warn,
    summary: "The title or the `why` of a decision changed after the decision was taken.",
    why: "People build on what was decided, and quote it. A decision that changes where it stands makes them wrong \
          without their knowing; a new one that supersedes it tells everyone.",
    bad: r#"
#== 2026-03-02 Decide on the token format
[decisions.token-format]
title = "Token format: JWT or opaque"
state = "decided"
decided = 2026-03-02
by = "ana-souza"
why = "Opaque tokens can be revoked"

#== 2026-06-02 Update the decision
[decisions.token-format]
title = "Token format: JWT or opaque"
state = "decided"
decided = 2026-03-02
by = "ana-souza"
why = "JWT needs no look-up"
#     ^^^^^^^^^^^^^^^^^^^^^^ warn: `token-format` was decided 2026-03-02, and its `why` was rewritten on 2026-06-02
"#,
    good: r#"
#== 2026-03-02 Decide on the token format
[decisions.token-format]
title = "Token format: JWT or opaque"
state = "decided"
decided = 2026-03-02
by = "ana-souza"
why = "Opaque tokens can be revoked"

#== 2026-06-02 Decide anew
[decisions.token-format]
title = "Token format: JWT or opaque"
state = "superseded"
decided = 2026-03-02
by = "ana-souza"
why = "Opaque tokens can be revoked"

[decisions.token-format-2]
title = "Token format for partners"
state = "decided"
decided = 2026-06-02
by = "ana-souza"
why = "JWT needs no look-up"
supersedes = "token-format"
"#,
    fixable: false,
    options: &[],
    check: Check::History(check),
};

fn check(cx: &Context<'_>, past: &Past, findings: &mut Vec<Finding>) {
    let own = past.of(cx.program);
    if cx.program.is_closed() || own.is_uneventful() {
        return;
    }
    for decision in cx.section(Key::Decisions).filter(|decision| decision.is("decided")) {
        let decided = cx.day(decision, Key::Decided);
        for key in [Key::Title, Key::Why] {
            // What is written on the day of the decision still belongs to it.
            let is_later = |event: &&Event| decided.is_none_or(|decided| event.day > decided);
            let changes: Vec<&Event> = own
                .events(&decision.path_of(key))
                .iter()
                .filter(|event| event.before.is_some() && event.after.is_some())
                .take_while(is_later)
                .collect();
            let (Some(last), Some(first)) = (changes.first(), changes.last()) else { continue };
            let (before, after) = (first.before.as_deref(), last.after.as_deref());
            if !decision.has(key) || same_words(before.unwrap_or_default(), after.unwrap_or_default()) {
                continue;
            }
            let id = decision.id();
            let when = decided.map_or_else(|| "is decided".to_owned(), |day| format!("was decided {day}"));
            let message = format!("`{id}` {when}, and its `{}` was rewritten on {}", key.name(), last.day);
            let finding = cx.finding(decision, key, message).help(format!(
                "If the decision is another one now, take it anew in an entry of its own: supersedes = \"{id}\". If only the \
                 words are, say so above the line: # milepost: ignore[decision-rewritten] wording"
            ));
            findings.push(changes.iter().rev().fold(finding, |finding, event| {
                let said = excerpt(event.before.as_deref().unwrap_or_default());
                let label = told(event, &format!("changed it; before, it said \"{said}\""));
                finding.relate(&cx.program.file.path, decision.span(key), label)
            }));
        }
    }
}

/// The longest part of a text that is quoted, in characters.
const QUOTED: usize = 80;

/// The beginning of a text, on one line.
fn excerpt(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
