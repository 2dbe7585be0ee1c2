//! `missing-key`: a key without which the file means nothing.

use super::{Check, Group, Rule};
use crate::finding::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "missing-key",
    group: Group::Format,
    level: Level::Error,
    summary: "A key or a section without which the file means nothing.",
    why: "The format asks for very little: what a thing is called, and who runs the program. A program \
          without a TPM is a program whose questions reach nobody.",
    bad: r#"
[program]
name = "Checkout rebuild"

[owners]
#^^^^^^^ error: `tpm` is missing: who runs this program?
sponsor = "lee-park"
"#,
    good: r#"
[program]
name = "Checkout rebuild"

[owners]
tpm = "maya-chen"
sponsor = "lee-park"
"#,
    fixable: false,
    options: &[],
    check: Check::Reading,
};
