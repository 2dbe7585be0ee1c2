//! `decision-supersession`: a decision was superseded, and does not say so.

use rustc_hash::FxHashSet;

use super::{Check, Context, Group, Rule};
use crate::finding::{Edit, Finding, Fix, Level};
use crate::model::{Entity, Key};
use crate::text::Span;
use crate::workspace::{Program, Target, Workspace};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "decision-supersession",
    group: Group::Decisions,
    level: Level::Error,
    summary: "A decision that was taken supersedes another one, whose state is not `superseded`.",
    why: "Two decisions on one question stand side by side, and each reads as valid. Whoever comes across the older one \
          first builds on it, and is right as far as the file goes.",
    bad: r#"
[decisions.token-v0]
title = "Token format for the pilot"
decided = 2026-02-10
by = "ana-souza"
why = "JWT is there already"

[decisions.token-format]
title = "Token format: JWT or opaque"
decided = 2026-06-02
by = "ana-souza"
why = "Opaque tokens can be revoked"
supersedes = "token-v0"
#            ^^^^^^^^^^ error: `token-format` supersedes `token-v0`, which still is `decided`
"#,
    good: r#"
[decisions.token-v0]
title = "Token format for the pilot"
state = "superseded"
decided = 2026-02-10
by = "ana-souza"
why = "JWT is there already"

[decisions.token-format]
title = "Token format: JWT or opaque"
decided = 2026-06-02
by = "ana-souza"
why = "Opaque tokens can be revoked"
supersedes = "token-v0"
"#,
    fixable: true,
    options: &[],
    check: Check::Workspace(check),
};

/// How far a chain of decisions is followed.
const LONGEST_CHAIN: usize = 64;

/// A decision, and the program that holds it.
#[derive(Clone, Copy)]
struct Decision<'w> {
    program: &'w Program,
    entity: Entity<'w>,
}

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    // Of two decisions that supersede the same one, one edit is enough.
    let mut edited = FxHashSet::default();
    for program in &cx.workspace.programs {
        for entity in program.section(Key::Decisions) {
            // What is still open has not taken the place of anything.
            let own = Decision { program, entity };
            if !matches!(entity.state(), Some("decided" | "superseded")) {
                continue;
            }
            let Some(older) = own.older(cx.workspace) else { continue };
            let Some(state) = older.entity.state().filter(|state| *state != "superseded") else { continue };
            findings.push(finding(cx, own, older, state, edited.insert(older.place())));
        }
    }
}

impl<'w> Decision<'w> {
    /// The decision that this one supersedes.
    fn older(self, workspace: &'w Workspace) -> Option<Self> {
        let supersedes = self.entity.word(Key::Supersedes)?;
        match workspace.resolve(self.program, supersedes, &[Key::Decisions])? {
            Target::Found(program, entity) => Some(Self { program, entity }),
            _ => None,
        }
    }

    fn place(self) -> (&'w str, usize) {
        (&self.program.file.path, self.entity.place())
    }

    /// Whether the chain of what it supersedes comes back to it.
    fn is_in_circle(self, workspace: &'w Workspace) -> bool {
        let older = std::iter::successors(self.older(workspace), |decision| decision.older(workspace));
        older.take(LONGEST_CHAIN).any(|decision| decision.place() == self.place())
    }

    /// The edit that makes it superseded: another word for its state, or a line more.
    fn supersede(self) -> Option<(Span, String)> {
        const SUPERSEDED: &str = "\"superseded\"";
        if self.entity.has(Key::State) {
            return Some((self.entity.span(Key::State), SUPERSEDED.to_owned()));
        }
        let next = self.entity.next_line()?;
        let line = format!("{}state = {SUPERSEDED}", next.start);
        Some((Span { start: next.at, end: next.at }, line))
    }
}

fn finding<'w>(
    cx: &Context<'w>,
    own: Decision<'w>,
    older: Decision<'w>,
    state: &str,
    is_first: bool,
) -> Finding {
    let id = own.entity.id();
    let is_here = std::ptr::eq(own.program, older.program);
    let name = if is_here {
        older.entity.id().to_owned()
    } else {
        format!("{}/{}", older.program.id, older.entity.id())
    };
    let is_in_circle = own.is_in_circle(cx.workspace);
    let (message, help) = if own.place() == older.place() {
        let help = "Write the id of the decision that it replaces, or take the line out.";
        (format!("`{id}` supersedes itself"), help.to_owned())
    } else if is_in_circle {
        let help = "Find out which of them is the last, and take `supersedes` out of the first.";
        (format!("`{id}` supersedes `{name}`, and is superseded by it in turn"), help.to_owned())
    } else {
        let place = if is_here { String::new() } else { format!(" of {}", older.program.file.path) };
        let help = format!(
            "Write state = \"superseded\" in [{}]{place}. If both hold, take `supersedes` out here.",
            older.entity.path()
        );
        (format!("`{id}` supersedes `{name}`, which still is `{state}`"), help)
    };
    let span = own.entity.span(Key::Supersedes);
    let mut finding =
        Finding::new(cx.rule.id, cx.rule.level, &own.program.file.path, span, message).help(help);
    finding.program = Some(own.program.id.clone());
    finding.path = Some(own.entity.path_of(Key::Supersedes));
    if is_in_circle {
        return finding;
    }
    let file = &older.program.file.path;
    if let Some((span, replacement)) = older.supersede().filter(|_| is_first) {
        let edits = vec![Edit { file: file.clone(), span, replacement }];
        let title = format!("write that `{name}` is superseded");
        finding = finding.mend(Fix { title, safe: true, edits });
    }
    finding.relate(file, older.entity.span(Key::State), format!("`{name}` still is `{state}`"))
}
