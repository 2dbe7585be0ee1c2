//! `dependency-on-self`: a dependency is asked of the program that has it.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{From, Key};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependency-on-self",
    group: Group::Dependencies,
    level: Level::Error,
    summary: "A dependency is asked of the program that has it.",
    why: "A dependency is what others owe you: somebody there answers, and somebody here chases it. One that comes \
          from here is chased by nobody, and stands in every count of what you wait for.",
    bad: r#"
[milestones.tokens]
name = "Device tokens"
due = 2026-07-10
owner = "ana-souza"

[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "example/tokens"
#      ^^^^^^^^^^^^^^^^ error: `device-tokens` is asked of `example`, which is this program
needed-by = 2026-07-15
"#,
    good: r#"
[milestones.tokens]
name = "Device tokens"
due = 2026-07-10
owner = "ana-souza"

[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
needs = ["tokens"]
"#,
    fixable: false,
    options: &[],
    check: Check::Program(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for dependency in cx.open(Key::Dependencies) {
        let milestone = match dependency.word(Key::From).and_then(From::parse) {
            Some(From::Milestone(program, milestone)) if *program == *cx.program.id => Some(milestone),
            Some(From::Program(program)) if *program == *cx.program.id => None,
            _ => continue,
        };
        let found = cx.workspace.providing_milestone(cx.program, dependency);
        // One that does not exist is `reference-unknown`'s: it may be another program's that is meant.
        if milestone.is_some() && found.is_none() {
            continue;
        }
        let message = format!("`{}` is asked of `{}`, which is this program", dependency.id(), cx.program.id);
        let help = match milestone {
            Some(id) => format!(
                "Write the program or the team that delivers it. If you deliver it yourself, delete the dependency and put \"{id}\" into the `needs` of the milestones that wait for it."
            ),
            None => "Write the program or the team that delivers it. If you deliver it yourself, delete the dependency and plan a milestone for it."
                .to_owned(),
        };
        let finding = cx.finding(dependency, Key::From, message).help(help);
        findings.push(match found {
            Some((program, milestone)) => {
                finding.relate(&program.file.path, milestone.id_span(), "it is a milestone of this file")
            }
            None => finding,
        });
    }
}
