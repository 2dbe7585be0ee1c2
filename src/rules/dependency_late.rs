//! `dependency-late`: what is promised comes after the day on which it is needed.

use jiff::civil::Date;

use super::context::days_between;
use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level, Related};
use crate::model::{Entity, From, Key};
use crate::text::plural;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependency-late",
    group: Group::Dependencies,
    level: Level::Error,
    summary: "A dependency is promised, committed or due after the day on which it is needed.",
    why: "Both sides wrote their date down, and the dates do not meet. Nothing is late yet, so nobody has noticed; \
          today it costs a conversation, in the week of the launch it costs the launch.",
    bad: r#"
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
needed-by = 2026-07-15
promised = 2026-07-25
#          ^^^^^^^^^^ error: `device-tokens` is promised for 2026-07-25, 10 days after it is needed (2026-07-15)
"#,
    good: r#"
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity"
needed-by = 2026-07-15
promised = 2026-07-10
"#,
    fixable: false,
    options: &[],
    check: Check::Program(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for dependency in cx.open(Key::Dependencies).filter(|dependency| !dependency.is("refused")) {
        let Some((needed, latest)) = late(cx, dependency) else { continue };
        let days = plural(days_between(needed, latest.day).unsigned_abs(), "day");
        let message = format!("{}, {days} after it is needed ({needed})", latest.says);
        let mut finding = cx.finding(dependency, latest.key, message).help(
            "Agree with the provider on a date that holds, or move what waits for it; write the same day on both sides.",
        );
        finding.related.extend(latest.there);
        findings.push(finding);
    }
}

/// Whether this rule has something to say of a dependency.
pub(super) fn is_late(cx: &Context<'_>, dependency: Entity<'_>) -> bool {
    dependency.is_open() && !dependency.is("refused") && late(cx, dependency).is_some()
}

/// When it is needed, and the last of the dates on which it comes, where that is later.
fn late(cx: &Context<'_>, dependency: Entity<'_>) -> Option<(Date, Coming)> {
    let needed = cx.day(dependency, Key::NeededBy)?;
    // The provider's own date says more than what was once promised; the latest date is the one to talk about.
    let latest = dates(cx, dependency).into_iter().max_by_key(|late| late.day)?;
    (latest.day > needed).then_some((needed, latest))
}

/// One date on which a dependency comes.
struct Coming {
    day: Date,
    key: Key,
    says: String,
    there: Option<Related>,
}

/// What the dependency says itself, what a commitment answers, and when the provider's milestone is due.
fn dates(cx: &Context<'_>, dependency: Entity<'_>) -> Vec<Coming> {
    let id = dependency.id();
    let mut dates = Vec::new();
    if let Some(day) = cx.day(dependency, Key::Promised) {
        dates.push(Coming {
            day,
            key: Key::Promised,
            says: format!("`{id}` is promised for {day}"),
            there: None,
        });
    }
    let Some(From::Milestone(program, milestone)) = dependency.word(Key::From).and_then(From::parse) else {
        return dates;
    };
    let Some(provider) = cx.workspace.program(program) else { return dates };
    let mut add = |entity: Entity<'_>, key, says: &str| {
        if let Some(day) = cx.day(entity, key) {
            let file = std::sync::Arc::clone(&provider.file.path);
            let there = Related { file, span: entity.span(key), message: format!("{says} {day}") };
            dates.push(Coming {
                day,
                key: Key::From,
                says: format!("`{id}` {says} {day}"),
                there: Some(there),
            });
        }
    };
    let to = format!("{}/{id}", cx.program.id);
    for commitment in
        provider.section(Key::Commitments).filter(|commitment| commitment.word(Key::To) == Some(&to))
    {
        add(commitment, Key::Promised, "is committed there for");
    }
    let delivers =
        provider.file.facts.entity(Key::Milestones, milestone).filter(|milestone| milestone.is_open());
    if let Some(milestone) = delivers {
        add(milestone, Key::Due, "is due there on");
    }
    dates
}
