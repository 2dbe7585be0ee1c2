//! `invalid-date`: a date that no calendar has, or a release that nobody declared.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Kind, When};
use crate::workspace::unknown_release;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "invalid-date",
    group: Group::Format,
    level: Level::Error,
    summary: "A day, week, month or quarter that no calendar has, or a release that milepost.toml does not declare.",
    why: "A promise for the 30th of February is no promise, and \"after the summer\" is one that everybody \
          hears differently. A date that cannot be compared is never overdue, so nobody is ever asked about it.",
    bad: r#"
#-- milepost.toml
[calendar.releases]
"v1.36" = 2026-08-26

#-- programs/example.toml
[milestones.beta]
name = "Closed beta"
due = 2026-02-30
#     ^^^^^^^^^^ error: there is no day `2026-02-30`: expected day between 01 and 28
owner = "ana-souza"

[milestones.ga]
name = "General availability"
due = "v1.63"
#     ^^^^^^^ error: there is no release `v1.63`
owner = "ana-souza"
"#,
    good: r#"
#-- milepost.toml
[calendar.releases]
"v1.36" = 2026-08-26

#-- programs/example.toml
[milestones.beta]
name = "Closed beta"
due = "2026-W44"
owner = "ana-souza"

[milestones.ga]
name = "General availability"
due = "v1.36"
owner = "ana-souza"
"#,
    fixable: true,
    options: &[],
    check: Check::Own(check),
};

/// The part that takes the whole workspace: releases. What is wrong in itself is found while reading.
fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let calendar = &cx.workspace.config.calendar;
    for entity in cx.program.file.facts.entities() {
        for (key, span) in entity.keys() {
            if !matches!(entity.kind(key), Some(Kind::When)) {
                continue;
            }
            let Some(When::Release(name)) = entity.when(key) else { continue };
            if calendar.declares(name) || cx.workspace.calendar_has_gaps() {
                continue;
            }
            let mut finding = unknown_release(calendar, cx.guesses, &cx.program.file.path, span, name);
            finding.program = Some(cx.program.id.clone());
            finding.path = Some(entity.path_of(key));
            findings.push(finding);
        }
    }
}
