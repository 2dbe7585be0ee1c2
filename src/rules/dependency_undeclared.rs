//! `dependency-undeclared`: a milestone needs another program's milestone, and no dependency asks for it.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, From, Key};
use crate::text::join_and;
use crate::workspace::{Edge, edges_of};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependency-undeclared",
    group: Group::Dependencies,
    level: Level::Warn,
    summary: "A milestone needs another program's milestone, and no dependency of this program asks for it.",
    why: "The invisible dependency: your plan stands on theirs, and nobody there has been asked. When they move the \
          milestone, or drop it, they have no reason to think of you.",
    bad: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
needs = ["identity/ga"]
#        ^^^^^^^^^^^^^ warn: `beta` needs `identity/ga`, and no dependency here asks `identity` for it

#-- programs/identity.toml
[milestones.ga]
name = "Generally available"
due = 2026-07-10
owner = "tom-ito"
"#,
    good: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
needs = ["identity/ga"]

[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
needed-by = 2026-08-14
promised = 2026-07-10
state = "agreed"
for = ["beta"]

#-- programs/identity.toml
[milestones.ga]
name = "Generally available"
due = 2026-07-10
owner = "tom-ito"

[commitments.device-tokens]
to = "example/device-tokens"
milestone = "ga"
promised = 2026-07-10
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
    // Of one milestone and one provider, the needs that nobody asked for; the first says it for all.
    let mut silent: Vec<Edge<'_>> = edges_of(cx.workspace, cx.program)
        .filter(|edge| edge.needed_program.id != cx.program.id && !edge.needed_program.is_closed())
        .filter(|edge| edge.milestone.is_open() && edge.needed.is_open())
        .collect();
    if silent.is_empty() || !cx.program.file.is_whole() {
        return;
    }
    let asked = Asked::of(cx);
    silent.retain(|edge| !asked.holds(cx, edge));
    // The edges of a milestone stand next to each other.
    silent.sort_by_key(|edge| (edge.milestone.place(), &*edge.needed_program.id));
    let same = |one: &Edge<'_>, other: &Edge<'_>| {
        one.milestone.place() == other.milestone.place() && one.needed_program.id == other.needed_program.id
    };
    for edges in silent.chunk_by(same) {
        findings.push(finding(cx, edges));
    }
}

fn finding(cx: &Context<'_>, edges: &[Edge<'_>]) -> Finding {
    let Edge { milestone, needed, needed_program, span, .. } = edges[0];
    let (id, there) = (milestone.id(), &needed_program.id);
    let names: Vec<String> = edges.iter().map(|edge| format!("`{there}/{}`", edge.needed.id())).collect();
    let them = if edges.len() == 1 { "it" } else { "them" };
    let message =
        format!("`{id}` needs {}, and no dependency here asks `{there}` for {them}", join_and(&names));
    let whom = needed.word(Key::Owner).or_else(|| needed_program.owner("tpm"));
    let whom = whom.map_or_else(|| format!("`{there}`"), |whom| format!("`{whom}`"));
    let by = match cx.day(milestone, Key::Due).filter(|due| *due >= cx.today) {
        Some(due) => format!("needed-by = {due} or earlier"),
        None => "the day by which you need it as needed-by".to_owned(),
    };
    let first = needed.id();
    let help = format!(
        "Tell {whom} that you wait, and add [dependencies.{first}] with from = \"{there}/{first}\", {by}, and for = [\"{id}\"]."
    );
    let mut finding = cx.finding_at(span, Some(milestone.path_of(Key::Needs)), message).help(help);
    for edge in edges {
        let label = format!("`{}` does not know that `{}` waits for it", edge.needed.id(), cx.program.id);
        finding = finding.relate(&edge.needed_program.file.path, edge.needed.id_span(), label);
    }
    finding
}

/// Whom the dependencies of a program ask, in order.
struct Asked<'w> {
    /// Programs, and teams: each is asked by its id.
    programs: Vec<&'w str>,
    teams: Vec<&'w str>,
    /// Milestones here for which something is asked without saying of whom.
    of_nobody: Vec<usize>,
    /// Of whom something is asked could not be read somewhere, so that it may be anyone.
    may_be_anyone: bool,
}

impl<'w> Asked<'w> {
    fn of(cx: &Context<'w>) -> Self {
        let mut asked =
            Self { programs: Vec::new(), teams: Vec::new(), of_nobody: Vec::new(), may_be_anyone: false };
        for dependency in cx.section(Key::Dependencies) {
            match dependency.word(Key::From).and_then(From::parse) {
                Some(From::Milestone(program, _) | From::Program(program)) => {
                    asked.may_be_anyone |= cx.workspace.program(program).is_none();
                    asked.programs.push(program);
                }
                Some(From::Team(team)) => asked.teams.push(team),
                Some(From::External(_)) => {}
                None if !cx.program.file.lacks(dependency, Key::From) => asked.may_be_anyone = true,
                None => {
                    let waiting = dependency.list(Key::For);
                    let waiting = waiting.filter_map(|item| cx.workspace.milestone(cx.program, item.text));
                    asked.of_nobody.extend(waiting.map(|(_, milestone)| milestone.place()));
                }
            }
        }
        for list in [&mut asked.programs, &mut asked.teams] {
            list.sort_unstable();
        }
        asked.of_nobody.sort_unstable();
        asked
    }

    /// Whether a need is asked for: of that program, of the team of that milestone or of its owner, or of nobody yet;
    /// or the program there commits to something here.
    fn holds(&self, cx: &Context<'w>, edge: &Edge<'w>) -> bool {
        let team_of = |needed: Entity<'w>| {
            let owner = needed.word(Key::Owner).and_then(|owner| cx.workspace.person(owner));
            needed.word(Key::Team).into_iter().chain(owner.and_then(|(_, person)| person.word(Key::Team)))
        };
        self.may_be_anyone
            || self.programs.binary_search(&&*edge.needed_program.id).is_ok()
            || self.of_nobody.binary_search(&edge.milestone.place()).is_ok()
            || team_of(edge.needed).any(|team| self.teams.binary_search(&team).is_ok())
            || cx.workspace.commits_to(edge.needed_program, cx.program)
    }
}
