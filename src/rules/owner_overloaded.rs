//! `owner-overloaded`: more milestones of one person are due at once than one person can look after.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::{Check, Context, Group, OptionDefault, Rule, RuleOption};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};
use crate::text::plural;
use crate::workspace::Program;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "owner-overloaded",
    group: Group::Owners,
    level: Level::Warn,
    summary: "One person owns more open milestones that are due soon than one person can look after, over all programs.",
    why: "Each program sees a good owner with one or two dates. Nobody sees the seven of them together, but the owner, \
          who says so when the third one slips.",
    bad: r#"
#-- org/people.toml
[people.ana-souza]
#       ^^^^^^^^^ warn: `ana-souza` owns 3 open milestones due within 30 days, in 2 programs
name = "Ana Souza"

[people.maya-chen]
name = "Maya Chen"

#-- programs/checkout.toml
[milestones.beta]
name = "Closed beta"
due = 2026-06-26
owner = "ana-souza"

[milestones.launch]
name = "Launch"
due = 2026-07-10
owner = "ana-souza"

#-- programs/wallet.toml
[milestones.ga]
name = "General availability"
due = 2026-07-01
owner = "ana-souza"

#-- milepost.toml
[rules]
owner-overloaded = { milestones = 2 }
"#,
    good: r#"
#-- org/people.toml
[people.ana-souza]
name = "Ana Souza"

[people.li-wei]
name = "Li Wei"

[people.maya-chen]
name = "Maya Chen"

#-- programs/checkout.toml
[milestones.beta]
name = "Closed beta"
due = 2026-06-26
owner = "ana-souza"

[milestones.launch]
name = "Launch"
due = 2026-07-10
owner = "ana-souza"

#-- programs/wallet.toml
[milestones.ga]
name = "General availability"
due = 2026-07-01
owner = "li-wei"

#-- milepost.toml
[rules]
owner-overloaded = { milestones = 2 }
"#,
    fixable: false,
    options: &[
        RuleOption {
            name: "milestones",
            default: OptionDefault::Number(6),
            unit: "milestones",
            doc: "One person may own as many that are due in that time.",
        },
        RuleOption {
            name: "days",
            default: OptionDefault::Number(30),
            unit: "days",
            doc: "How far ahead it looks.",
        },
    ],
    check: Check::Workspace(check),
};

/// An open milestone, its program and the day on which it is due.
type Due<'w> = (Date, &'w Program, Entity<'w>);

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let days = cx.number("days");
    let mut owned: FxHashMap<&str, Vec<Due<'_>>> = FxHashMap::default();
    for program in &cx.workspace.programs {
        if program.is_closed() || !cx.speaks_of(Some(program), cx.rule.id) {
            continue;
        }
        for milestone in program.section(Key::Milestones).filter(|milestone| milestone.is_open()) {
            let due = cx.day(milestone, Key::Due).filter(|due| (0..=days).contains(&cx.days_until(*due)));
            if let (Some(due), Some(owner)) = (due, milestone.word(Key::Owner)) {
                owned.entry(owner).or_default().push((due, program, milestone));
            }
        }
    }
    let most = usize::try_from(cx.number("milestones")).unwrap_or(usize::MAX);
    owned.retain(|owner, milestones| milestones.len() > most && is_asked(cx, owner));
    let mut overloaded: Vec<_> = owned.into_iter().collect();
    overloaded.sort_unstable_by_key(|(owner, _)| *owner);
    for (owner, mut milestones) in overloaded {
        milestones.sort_by_key(|(due, ..)| *due);
        findings.extend(finding(cx, owner, &milestones));
    }
}

/// Whether this is a person who can be asked. Of a team and of who has left other rules speak, milestone by milestone.
fn is_asked(cx: &Context<'_>, owner: &str) -> bool {
    match cx.workspace.person(owner) {
        Some((_, person)) => cx.passed(person, Key::Left).is_none(),
        None => cx.workspace.team(owner).is_none(),
    }
}

/// The finding stands at the person; where an owner is not declared, at the first of the milestones.
fn finding(cx: &Context<'_>, owner: &str, milestones: &[Due<'_>]) -> Option<Finding> {
    let mut programs: Vec<&str> = milestones.iter().map(|(_, program, _)| &*program.id).collect();
    programs.sort_unstable();
    programs.dedup();
    let message = format!(
        "`{owner}` owns {} due within {}, in {}",
        plural(milestones.len() as u64, "open milestone"),
        plural(cx.number("days").unsigned_abs(), "day"),
        plural(programs.len() as u64, "program")
    );
    let new = |file, span| Finding::new(cx.rule.id, cx.rule.level, file, span, message);
    let mut finding = if let Some((file, person)) = cx.workspace.person(owner) {
        let mut finding = new(&file.path, person.id_span());
        // It is as grave as it is to the program that takes it most seriously.
        let gravest = milestones.iter().map(|(_, program, _)| program).max_by_key(|one| cx.level_of(one));
        finding.program = gravest.map(|program| program.id.clone());
        finding.path = Some(person.path());
        finding
    } else {
        let (_, program, milestone) = milestones.first()?;
        let mut finding = new(&program.file.path, milestone.span(Key::Owner));
        finding.program = Some(program.id.clone());
        finding.path = Some(milestone.path_of(Key::Owner));
        finding
    };
    finding = finding.help(format!(
        "Ask `{owner}` which of them will hold, and find another owner or another date for the rest."
    ));
    for (due, program, milestone) in milestones {
        let label = format!("`{}/{}` is due {due}, {}", program.id, milestone.id(), cx.distance(*due));
        finding = finding.relate(&program.file.path, milestone.span(Key::Owner), label);
    }
    Some(finding)
}
