//! `program-duplicate`: two files give a program the same id.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::workspace::WHOLE_FILE;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "program-duplicate",
    group: Group::Format,
    level: Level::Error,
    summary: "Two files have one name, and so two programs one id.",
    why: "Mostly somebody copied the file to start the next year, or moved it and left the old one behind. \
          Whoever depends on this program now reads one of the two, and does not know which.",
    bad: r#"
#-- programs/2025/checkout.toml
[program]
name = "Checkout"

#-- programs/2026/checkout.toml
[program]
#! error: the program `checkout` stands in programs/2025/checkout.toml already
name = "Checkout"
"#,
    good: r#"
#-- programs/2025/checkout.toml
[program]
name = "Checkout"

#-- programs/2026/checkout-2026.toml
[program]
name = "Checkout"
"#,
    fixable: false,
    options: &[],
    check: Check::Workspace(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    for program in &cx.workspace.programs {
        let Some(first) = cx.workspace.program(&program.id).filter(|first| !std::ptr::eq(*first, program))
        else {
            continue;
        };
        let id = &program.id;
        let message = format!("the program `{id}` stands in {} already", first.file.path);
        let finding = Context { program, ..*cx }.finding_at(WHOLE_FILE, None, message).help(format!(
            "A program's id is its file's name. Give this file another one, and write previously = [\"{id}\"] in the one that goes on; or delete the file that is out of date.",
        ));
        findings.push(finding.relate(&first.file.path, WHOLE_FILE, format!("the first program `{id}`")));
    }
}
