//! `invalid-value`: a value that its key does not allow.

use super::{Check, Group, Rule};
use crate::finding::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "invalid-value",
    group: Group::Format,
    level: Level::Error,
    summary: "A value that its key does not allow, such as a state that does not exist.",
    why: "States and levels are counted over many programs, and `amber` and `yellow` are two piles in that \
          count. With one set of words, a red program is found by asking for red.",
    bad: r#"
[program]
name = "Checkout rebuild"
health = "yelow"
#        ^^^^^^^ error: `yelow` is no value of `health`
path-to-green = "Second vendor signed by 2026-07-10; then beta holds."
"#,
    good: r#"
[program]
name = "Checkout rebuild"
health = "yellow"
path-to-green = "Second vendor signed by 2026-07-10; then beta holds."
"#,
    fixable: true,
    options: &[],
    check: Check::Reading,
};
