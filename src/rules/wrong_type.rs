//! `wrong-type`: a value of another type than its key takes.

use super::{Check, Group, Rule};
use crate::finding::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "wrong-type",
    group: Group::Format,
    level: Level::Error,
    summary: "A value of another type than its key takes, such as a date in quotes.",
    why: "A date in quotes looks like a date to everybody but the tools that compare dates, and so it is \
          never late. The same goes for a list that is a text and a switch that is a word.",
    bad: r#"
[milestones.beta]
name = "Closed beta"
due = "2026-08-28"
#     ^^^^^^^^^^^^ error: `due` holds a date in quotes
owner = "ana-souza"
"#,
    good: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
"#,
    fixable: true,
    options: &[],
    check: Check::Reading,
};
