//! `suppression-unexplained`: a comment silences a rule and does not say why.

use super::{Check, Group, Rule};
use crate::finding::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "suppression-unexplained",
    group: Group::Hygiene,
    level: Level::Warn,
    summary: "A comment silences a rule and does not say why.",
    why: "Whoever silences a rule knows something that the file does not say. In half a year that person is in \
          another team, and nobody dares to take the comment out.",
    bad: r#"
[milestones.beta]
name = "Closed beta"
# milepost: ignore[milestone-overdue]
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warn: this comment silences `milestone-overdue` and does not say why
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
    fixable: false,
    options: &[],
    check: Check::Silences,
};
