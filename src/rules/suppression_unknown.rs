//! `suppression-unknown`: a comment silences a rule that does not exist.

use super::{Check, Group, Rule};
use crate::finding::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "suppression-unknown",
    group: Group::Hygiene,
    level: Level::Error,
    summary: "A comment silences a rule that does not exist, or asks milepost for something else that it does not know.",
    why: "A misspelled name silences nothing, and looks as if it did. The finding that was discussed and accepted \
          comes back in the middle of somebody else's pull request.",
    bad: r#"
[milestones.beta]
name = "Closed beta"
# milepost: ignore[milestone-overdu] the vendor signs on Monday
#                  ^^^^^^^^^^^^^^^^ error: there is no rule `milestone-overdu` to silence
due = 2026-06-10
owner = "ana-souza"
"#,
    good: r#"
[milestones.beta]
name = "Closed beta"
# milepost: ignore[milestone-overdue] the vendor signs on Monday
due = 2026-06-10
owner = "ana-souza"
"#,
    fixable: true,
    options: &[],
    check: Check::Silences,
};
