//! `document-missing`: a path in `[docs]` at which there is nothing.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Key, is_placeholder};
use crate::workspace::Lost;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "document-missing",
    group: Group::Rhythm,
    level: Level::Error,
    summary: "A path in `[docs]` leads to no file of the repository. Web addresses are not looked at.",
    why: "The gate asked for a design, and the file names one; so everybody believes that there is one. Mostly it was \
          moved or renamed, and sometimes it was never written.",
    bad: r#"
#-- programs/checkout.toml
[docs]
prfaq = "https://wiki.example/prfaq"
design = "docs/checkout/desing.md"
#        ^^^^^^^^^^^^^^^^^^^^^^^^^ error: the document `design` is not there: docs/checkout/desing.md

#-- docs/checkout/design.md
# Checkout
"#,
    good: r#"
#-- programs/checkout.toml
[docs]
prfaq = "https://wiki.example/prfaq"
design = "docs/checkout/design.md"

#-- docs/checkout/design.md
# Checkout
"#,
    fixable: false,
    options: &[],
    check: Check::Program(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    for document in cx.section(Key::Docs) {
        let Some(lost) = cx.workspace.lost(document) else { continue };
        let written = document.word(Key::Value).unwrap_or_default();
        let is_path = written.contains(['/', '.', '\\']);
        if !is_path && is_placeholder(written) && cx.speaks("placeholder-text") {
            continue;
        }
        let name = document.id();
        let (message, help) = match lost {
            Lost::Absent => (
                format!("the document `{name}` is not there: {written}"),
                "Add the file (`git add` it too), or correct the path, which counts from the folder of milepost.toml. A web address begins with https://.",
            ),
            Lost::Upwards => (
                format!("the path of the document `{name}` goes up with `..`: {written}"),
                "Write the path from the folder of milepost.toml down, such as \"docs/design.md\"; for what lies outside, its web address.",
            ),
            Lost::Absolute => (
                format!("the path of the document `{name}` is one of a single computer: {written}"),
                "Write the path from the folder of milepost.toml down, such as \"docs/design.md\"; for what lies outside, its web address.",
            ),
            Lost::Backslashes => (
                format!("the path of the document `{name}` is written with backslashes: {written}"),
                "Write it with `/`, as git and every computer read it: \"docs/design.md\"",
            ),
        };
        findings.push(cx.finding(document, Key::Value, message).help(help));
    }
}
