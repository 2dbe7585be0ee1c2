//! `dependency-undated`: a dependency does not say by when it is needed.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;
use crate::workspace::is_awaited;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependency-undated",
    group: Group::Dependencies,
    level: Level::Warn,
    summary: "A dependency does not say by when it is needed.",
    why: "A request without a date is planned after every request that has one. The other team did not forget you; \
          you never told them when.",
    bad: r#"
[dependencies.device-tokens]
#             ^^^^^^^^^^^^^ warn: `device-tokens` does not say by when it is needed
need = "OAuth device tokens in production"
from = "identity"
"#,
    good: r#"
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity"
needed-by = 2026-10-15
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
        if dependency.has(Key::NeededBy) || !is_awaited(dependency) {
            continue;
        }
        if !cx.program.file.lacks(dependency, Key::NeededBy) {
            continue;
        }
        let waiting = dependency
            .list(Key::For)
            .filter_map(|item| cx.workspace.milestone(cx.program, item.text))
            .filter(|(_, milestone)| milestone.is_open())
            .filter_map(|(program, milestone)| Some((cx.day(milestone, Key::Due)?, program, milestone)))
            .min_by_key(|(due, ..)| *due);
        let target = cx.program.table().and_then(|table| cx.day(table, Key::Target));
        let message = format!("`{}` does not say by when it is needed", dependency.id());
        let finding = cx.finding_of(dependency, message);
        findings.push(match waiting {
            Some((due, program, milestone)) => {
                let id = milestone.id();
                let help = if due < cx.today {
                    format!(
                        "`{id}` waits for it and was due {due}: add the day on which work here stops without it as `needed-by`."
                    )
                } else {
                    format!("`{id}` waits for it and is due {due}: add needed-by = {due}, or an earlier day.")
                };
                finding
                    .help(help)
                    .relate(&program.file.path, milestone.span(Key::Due), format!("`{id}` waits for it"))
            }
            None => finding.help(match target.filter(|target| *target >= cx.today) {
                Some(target) => format!(
                    "Add the day on which work here stops without it, before the target of the program: needed-by = {target}"
                ),
                None => "Add the day on which work here stops without it as `needed-by`.".to_owned(),
            }),
        });
    }
}
