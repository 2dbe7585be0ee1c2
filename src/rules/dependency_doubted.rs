//! `dependency-doubted`: a provider said yes, and does not believe it.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};
use crate::workspace::{Program, is_awaited};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependency-doubted",
    group: Group::Dependencies,
    level: Level::Warn,
    summary: "A dependency is agreed, and the commitment or the milestone that delivers it has low confidence.",
    why: "They said yes and do not believe it. In their own file they say so; in yours it stands as agreed, and yours is \
          the one that your sponsor reads.",
    bad: r#"
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
needed-by = 2026-07-15
promised = 2026-07-10
state = "agreed"
#       ^^^^^^^^ warn: `device-tokens` is agreed for 2026-07-10, in 25 days, and `identity` has low confidence in it

#-- programs/identity.toml
[milestones.ga]
name = "Generally available"
due = 2026-07-10
owner = "tom-ito"

[commitments.device-tokens]
to = "example/device-tokens"
milestone = "ga"
promised = 2026-07-10
confidence = "low"
owner = "tom-ito"
"#,
    good: r#"
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
needed-by = 2026-07-15
promised = 2026-07-10
state = "at-risk"

#-- programs/identity.toml
[milestones.ga]
name = "Generally available"
due = 2026-07-10
owner = "tom-ito"

[commitments.device-tokens]
to = "example/device-tokens"
milestone = "ga"
promised = 2026-07-10
confidence = "low"
owner = "tom-ito"
"#,
    fixable: false,
    options: &[],
    check: Check::Program(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for dependency in cx.section(Key::Dependencies) {
        // What is at risk here is no news.
        if !is_awaited(dependency) || dependency.is("at-risk") {
            continue;
        }
        let mut doubts = doubts(cx, dependency).peekable();
        let Some((provider, _)) = doubts.peek().copied() else { continue };
        let said_yes =
            dependency.is("agreed") || cx.workspace.commitments_to(cx.program, dependency).next().is_some();
        // Where the day itself is at fault, another one is being looked for, and the doubt was about this one.
        let is_overdue = || cx.workspace.overdue_dependency(dependency, cx.today).is_some();
        let is_late = || cx.workspace.lateness(cx.program, dependency).is_some();
        if !said_yes
            || (cx.speaks("dependency-overdue") && is_overdue())
            || (cx.speaks("dependency-late") && is_late())
        {
            continue;
        }
        let id = dependency.id();
        let is = if dependency.is("agreed") { "agreed" } else { "committed" };
        let when = match cx.workspace.arrival(cx.program, dependency) {
            Some(arrival) => format!(" for {}, {}", arrival.day, cx.distance(arrival.day)),
            None => String::new(),
        };
        let message = format!("`{id}` is {is}{when}, and `{}` has low confidence in it", provider.id);
        let key = if dependency.has(Key::State) { Key::State } else { Key::From };
        let mut finding = cx.finding(dependency, key, message).help(format!(
            "Ask {} what it would take, and agree on a day that holds or on a fallback; until then write state = \"at-risk\".",
            cx.whom_to_ask(dependency)
        ));
        for (provider, entity) in doubts {
            let label = format!("`{}` has low confidence", entity.id());
            finding = finding.relate(&provider.file.path, entity.span(Key::Confidence), label);
        }
        findings.push(finding);
    }
}

/// The commitments to a dependency, and the open milestones that deliver it, in which their own team does not believe.
fn doubts<'w>(cx: &Context<'w>, dependency: Entity<'w>) -> impl Iterator<Item = (&'w Program, Entity<'w>)> {
    let milestones = cx.workspace.deliveries(cx.program, dependency);
    // What was met is no longer in doubt, whatever the commitment says.
    let is_met = cx.workspace.deliveries(cx.program, dependency).any(|(_, milestone)| !milestone.is_open());
    let commitments = cx.workspace.commitments_to(cx.program, dependency).filter(move |_| !is_met);
    let own = cx.program;
    let all = commitments.chain(milestones.filter(|(_, milestone)| milestone.is_open()));
    all.filter(move |(provider, entity)| {
        entity.choice(Key::Confidence) == Some("low") && !provider.is_closed() && provider.id != own.id
    })
}
