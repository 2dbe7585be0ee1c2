//! `roles-not-separated`: one person answers for what is built and for when it comes.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "roles-not-separated",
    group: Group::Owners,
    level: Level::Info,
    summary: "`tpm` and `product` of a program are one person.",
    why: "Product asks for more and the TPM asks by when; the plan is what the two agree on. One person in both roles \
          has nobody to disagree with, and finds out from the date.",
    bad: r#"
[owners]
tpm = "maya-chen"
product = "maya-chen"
#         ^^^^^^^^^^^ info: `maya-chen` is both `tpm` and `product` of `example`
"#,
    good: r#"
[owners]
tpm = "maya-chen"
product = "li-wei"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let role = |role| cx.program.file.facts.entity(Key::Owners, role);
    let (Some(tpm), Some(product)) = (role("tpm"), role("product")) else { return };
    let (Some(person), false) = (tpm.word(Key::Value), cx.program.is_closed()) else { return };
    if product.word(Key::Value) != Some(person) {
        return;
    }
    let message = format!("`{person}` is both `tpm` and `product` of `{}`", cx.program.id);
    let help = match cx.program.owner("sponsor").filter(|sponsor| *sponsor != person) {
        Some(sponsor) => {
            format!("Ask `{sponsor}`, the sponsor, who speaks for the product, and write that id here.")
        }
        None => "Find out who speaks for the product, and write that id here; until then, delete the line."
            .to_owned(),
    };
    let finding = cx.finding(product, Key::Value, message).help(help);
    findings.push(finding.relate(&cx.program.file.path, tpm.span(Key::Value), "the same person"));
}
