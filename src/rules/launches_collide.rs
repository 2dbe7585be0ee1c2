//! `launches-collide`: a team launches two things within days.

use std::sync::Arc;

use jiff::civil::Date;

use super::context::days_between;
use super::{Check, Context, Group, OptionDefault, Rule, RuleOption};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key, When};
use crate::text::plural;
use crate::workspace::Program;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "launches-collide",
    group: Group::Dates,
    level: Level::Warn,
    summary: "Two open launches of one team, in one program or in two, are due within days and in no common release.",
    why: "Each program has its launch plan, and in each of them the same six people watch the dashboards that night. \
          Nobody sees it, because nobody reads both files.",
    bad: r#"
#-- programs/checkout.toml
[milestones.ga]
name = "General availability"
due = 2026-08-26
owner = "ana-souza"
team = "payments"
exit = ["p99 below 300 ms"]
launch = true

#-- programs/wallet.toml
[milestones.pilot]
name = "Pilot in Portugal"
due = 2026-08-28
#     ^^^^^^^^^^ warn: `payments` launches `pilot` 2026-08-28, 2 days after `checkout/ga`
owner = "li-wei"
team = "payments"
exit = ["Two banks are live"]
launch = true
"#,
    good: r#"
#-- programs/checkout.toml
[milestones.ga]
name = "General availability"
due = 2026-08-26
owner = "ana-souza"
team = "payments"
exit = ["p99 below 300 ms"]
launch = true

#-- programs/wallet.toml
[milestones.pilot]
name = "Pilot in Portugal"
due = 2026-09-09
owner = "li-wei"
team = "payments"
exit = ["Two banks are live"]
launch = true
"#,
    fixable: false,
    options: &[RuleOption {
        name: "days",
        default: OptionDefault::Number(3),
        unit: "days",
        doc: "How many days two launches of one team must lie apart, and more.",
    }],
    check: Check::Workspace(check),
};

/// How many of the other launches a finding points at.
const MOST_SHOWN: usize = 8;

/// An open launch of a team on a day that somebody named.
#[derive(Clone, Copy)]
struct Launch<'w> {
    team: &'w str,
    day: Date,
    release: Option<&'w str>,
    program: &'w Program,
    milestone: Entity<'w>,
}

impl Launch<'_> {
    fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self.program, other.program) && self.milestone.place() == other.milestone.place()
    }

    /// Whether both go out with one release, which is one launch to those who watch it.
    fn goes_with(&self, other: &Self) -> bool {
        self.release.is_some() && self.release == other.release
    }
}

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let mut launches: Vec<Launch<'_>> = cx
        .workspace
        .programs
        .iter()
        .filter(|one| takes_part(cx, one))
        .flat_map(|one| launches(cx, one))
        .collect();
    // The order of programs and of what they hold stays as it is within a day.
    launches.sort_by(|one, other| (one.team, one.day).cmp(&(other.team, other.day)));
    let within = cx.number("days");
    for of_team in launches.chunk_by(|one, other| one.team == other.team) {
        let mut first = 0;
        let mut start = 0;
        for of_day in of_team.chunk_by(|one, other| one.day == other.day) {
            let last = of_day[of_day.len() - 1];
            while days_between(of_team[first].day, last.day) > within {
                first += 1;
            }
            let earlier = &of_team[first..start];
            start += of_day.len();
            let same_day = of_day.iter().filter(|other| !other.is(&last) && !other.goes_with(&last));
            let count = same_day.clone().count() + earlier.len();
            if count > 0 {
                let shown: Vec<&Launch<'_>> = same_day.chain(earlier.iter().rev()).take(MOST_SHOWN).collect();
                findings.push(finding(cx, last, &shown, count));
            }
        }
    }
}

/// Whether the launches of a program count. Where the rule is off they do not, so that the others are told of each other.
fn takes_part(cx: &Context<'_>, program: &Program) -> bool {
    !program.is_closed() && cx.speaks_of(Some(program), cx.rule.id)
}

fn launches<'w>(cx: &Context<'w>, program: &'w Program) -> impl Iterator<Item = Launch<'w>> {
    let milestones = program.section(Key::Milestones);
    let open = milestones.filter(|milestone| milestone.flag(Key::Launch) && milestone.is_open());
    let (workspace, today) = (cx.workspace, cx.today);
    open.filter_map(move |milestone| {
        let when = milestone.when(Key::Due)?;
        let release = if let When::Release(name) = when { Some(name) } else { None };
        Some(Launch {
            team: milestone.word(Key::Team)?,
            // Of a date that has passed there is something else to be said.
            day: workspace.config.calendar.named_day(when).filter(|day| *day >= today)?,
            release,
            program,
            milestone,
        })
    })
}

/// The finding at a launch that collides with `count` others, of which it points at those `shown`.
fn finding(cx: &Context<'_>, launch: Launch<'_>, shown: &[&Launch<'_>], count: usize) -> Finding {
    let Launch { team, day, program, milestone, .. } = launch;
    let name = |other: &Launch<'_>| {
        let id = other.milestone.id();
        if std::ptr::eq(other.program, program) {
            id.to_owned()
        } else {
            format!("{}/{id}", other.program.id)
        }
    };
    let apart = |other: &Launch<'_>| match days_between(other.day, day) {
        0 => "on the same day as".to_owned(),
        days => format!("{} after", plural(days.unsigned_abs(), "day")),
    };
    let id = milestone.id();
    let message = if let [other] = shown {
        format!("`{team}` launches `{id}` {day}, {} `{}`", apart(other), name(other))
    } else {
        let before = match cx.number("days") {
            0 => String::new(),
            days => format!(" or in the {} before", plural(days.unsigned_abs(), "day")),
        };
        format!("`{team}` launches `{id}` {day}, and {count} others on that day{before}")
    };
    let lead = cx.workspace.team(team).and_then(|(_, team)| team.word(Key::Lead));
    let help = match lead {
        Some(lead) => format!(
            "Ask `{lead}`, who leads `{team}`, whether the team can watch over all of it; else move one."
        ),
        None => format!("Ask `{team}` whether it can watch over all of it; else move one."),
    };
    let mut finding =
        Finding::new(cx.rule.id, cx.rule.level, &program.file.path, milestone.span(Key::Due), message)
            .help(help);
    finding.program = Some(Arc::clone(&program.id));
    finding.path = Some(milestone.path_of(Key::Due));
    for other in shown {
        let label = format!("`{}` launches {}", name(other), other.day);
        finding = finding.relate(&other.program.file.path, other.milestone.span(Key::Due), label);
    }
    finding
}
