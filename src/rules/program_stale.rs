//! `program-stale`: a program is on its way, and nobody has touched its file for weeks.

use super::context::days_between;
use super::{Check, Context, Group, OptionDefault, Rule, RuleOption};
use crate::finding::{Finding, Level};
use crate::text::plural;
use crate::workspace::Past;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "program-stale",
    group: Group::History,
    level: Level::Warn,
    summary: "A program that is still to reach operation, and whose file has not changed for weeks.",
    why: "Weeks in which nothing was learned, decided or moved are rare; weeks in which nobody wrote it down are not. \
          Who reads a stale plan takes old news for the state of things.",
    bad: r#"
#== 2026-05-04 Plan the beta
[program]
#^^^^^^^^ warn: nobody has touched `example` for 42 days, since 2026-05-04
name = "Checkout rebuild"
phase = "build"

[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
"#,
    good: r#"
#== 2026-05-04 Plan the beta
[program]
name = "Checkout rebuild"
phase = "build"

[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"

#== 2026-06-08 The vendor is in
[program]
name = "Checkout rebuild"
phase = "build"

[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
confidence = "high"
"#,
    fixable: false,
    options: &[RuleOption {
        name: "days",
        default: OptionDefault::Number(21),
        unit: "days",
        doc: "after so many days without a change",
    }],
    check: Check::History(check),
};

fn check(cx: &Context<'_>, past: &Past, findings: &mut Vec<Finding>) {
    let is_on_its_way = cx.program.stage.is_some() && cx.program.is_active();
    let (Some(table), true) = (cx.program.table(), is_on_its_way) else { return };
    let touch = past.of(cx.program).touched.as_ref();
    let Some(day) = touch.map(|touch| touch.day).or(past.since) else { return };
    let days = days_between(day, cx.today);
    if days < cx.number("days") {
        return;
    }
    let (id, count) = (&cx.program.id, plural(days.unsigned_abs(), "day"));
    let message = match touch {
        Some(touch) => format!("nobody has touched `{id}` for {count}, since {}", touch.day),
        None => format!("nobody has touched `{id}` for more than {count}"),
    };
    let whom = cx.program.owner("tpm").map_or_else(String::new, |tpm| format!("Ask `{tpm}` how it stands. "));
    let mut finding = cx.finding_of(table, message).help(format!(
        "{whom}Write down what has changed, be it a `confidence` or a risk that is gone; a program that is over says \
         phase = \"closed\"."
    ));
    if let Some(touch) = touch
        && let Some(commit) = &touch.commit
    {
        let digits = commit.oid.to_string();
        let last = format!("the last to touch it was {}, {} ({})", commit.author, touch.day, &digits[..9]);
        finding = finding.relate(&cx.program.file.path, table.id_span(), last);
    }
    findings.push(finding);
}
