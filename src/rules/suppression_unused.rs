//! `suppression-unused`: a comment silences a rule that finds nothing there.

use super::{Check, Group, Rule};
use crate::finding::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "suppression-unused",
    group: Group::Hygiene,
    level: Level::Warn,
    summary: "A comment silences a rule that finds nothing there, or names none. Judged for rules that ran.",
    why: "The fault is mended and the comment stays. Next quarter the same line goes wrong again, and this time the \
          old excuse hides it.",
    bad: r#"
[milestones.beta]
name = "Closed beta"
# milepost: ignore[milestone-overdue] the vendor signs on Monday
#                  ^^^^^^^^^^^^^^^^^ warn: `milestone-overdue` finds nothing here
due = 2026-08-28
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
