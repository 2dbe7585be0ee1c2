//! What a report counts, and what its lists are called, in the words that every format shares.

use super::phrase::{all_new, slipped, untold};
use crate::changes::{Comparison, ProgramKind};
use crate::report::{Headline, Moved, Topic, Upcoming};
use crate::text::{join_and, plural};

/// `3 of 9 programs changed. 4 dates slipped, milestones by 44 days in all.`
pub(super) fn sentence(comparison: &Comparison, headline: &Headline<'_>, portfolio: Option<usize>) -> String {
    let mut sentences = Vec::new();
    let untold = untold(comparison);
    if let Some(new) = all_new(comparison) {
        sentences.push(new);
    } else {
        let changed = match portfolio {
            Some(portfolio) => format!("{} of {}", headline.programs, plural(portfolio as u64, "program")),
            None => plural(headline.programs as u64, "program"),
        };
        sentences.push(format!("{changed} changed{}", came_and_went(comparison)));
        // Nobody knows what slipped in a file that cannot be read.
        let none = untold.is_none().then(|| "No date slipped".to_owned());
        sentences.extend(slipped(headline).or(none));
    }
    sentences.extend(besides(headline));
    sentences.extend(untold.map(|untold| format!("{untold}: see below")));
    format!("{}.", sentences.join(". "))
}

/// How many of the programs that changed came or went: ` (1 new, 2 removed)`; nothing where none did.
pub(super) fn came_and_went(comparison: &Comparison) -> String {
    let count = |kind| comparison.programs.iter().filter(|program| program.kind == kind).count();
    let counts = [(count(ProgramKind::Added), "new"), (count(ProgramKind::Removed), "removed")];
    let parts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

/// What happened besides slips: `Scope: 2 in, 1 out; 3 handovers, 1 health change and 2 decisions taken`.
pub(super) fn besides(headline: &Headline<'_>) -> Option<String> {
    let mut parts = Vec::new();
    for (list, one, after) in [
        (&headline.owners, "handover", ""),
        (&headline.health, "health change", ""),
        (&headline.decisions, "decision", " taken"),
    ] {
        if !list.is_empty() {
            parts.push(format!("{}{after}", plural(list.len() as u64, one)));
        }
    }
    let scope = scope_title(headline).into_iter();
    let rest = Some(join_and(&parts)).filter(|rest| !rest.is_empty());
    let sentences: Vec<String> = scope.chain(rest).collect();
    if sentences.is_empty() { None } else { Some(sentences.join("; ")) }
}

/// `Scope: 2 in, 1 out`; `None` where nothing crossed that line.
pub(super) fn scope_title(headline: &Headline<'_>) -> Option<String> {
    let (inside, out) = (headline.scope_in.len(), headline.scope_out.len());
    (inside + out > 0).then(|| format!("Scope: {inside} in, {out} out"))
}

/// How many of a list of the opening are shown; the body tells of them all.
const MOST: usize = 10;

/// The first of a list of the opening, and how many more there are: `and 54 more, below`. `way` stands behind the number.
pub(super) fn first<'l, T>(list: &'l [T], way: &str) -> (&'l [T], Option<String>) {
    // Two more lines are better than one that says so.
    if list.len() <= MOST + 2 {
        return (list, None);
    }
    (&list[..MOST], Some(format!("and {} more{way}, below", list.len() - MOST)))
}

/// The lists of a headline behind slips and scope, each under its title.
pub(super) fn lists<'h, 'r>(headline: &'h Headline<'r>) -> [(&'static str, &'h [Moved<'r>]); 3] {
    [("Handovers", &headline.owners), ("Health", &headline.health), ("Decided", &headline.decisions)]
}

/// What the findings of a topic are called.
pub(super) fn topic(topic: Topic) -> &'static str {
    match topic {
        Topic::New => "New findings",
        Topic::Overdue => "Overdue",
        Topic::Unanswered => "Unanswered dependencies",
        Topic::Silent => "Silent programs",
    }
}

/// What is due: `Closed beta`, `OAuth device tokens, promised`.
pub(super) fn due(item: &Upcoming) -> String {
    let mut parts = item.path.split('.');
    let section = parts.next().unwrap_or_default();
    let what = match (section, parts.next_back().unwrap_or_default()) {
        ("program", field) => return field.to_owned(),
        ("decisions", _) => "to be decided",
        ("assumptions", _) => "to be tested",
        ("issues", _) => "to be resolved",
        (_, "promised") => "promised",
        (_, "needed-by") => "needed",
        _ => return item.label.clone(),
    };
    format!("{}, {what}", item.label)
}
