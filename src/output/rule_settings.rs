//! How every rule is set here, for a terminal.

use std::fmt::Write as _;

use super::Style;
use crate::report::{RuleSettings, SetBy, SetHere};
use crate::rules::Group;
use crate::text::{clean, join_and, plural};
use crate::workspace::OptionValue;

/// How many programs a line names.
const NAMED: usize = 4;

/// Every rule under its group: its level here and who says so, and where programs have another one.
pub fn terminal(settings: &[RuleSettings], style: Style) -> String {
    let mut out = String::new();
    let widest = settings.iter().map(|set| set.rule.id.len()).max().unwrap_or_default();
    for group in Group::ALL {
        let mut of_group = settings.iter().filter(|set| set.rule.group == group).peekable();
        if of_group.peek().is_none() {
            continue;
        }
        writeln!(out, "{}", style.bold(group.name())).expect("a string takes every text");
        for set in of_group {
            rule(&mut out, set, widest);
        }
    }
    out
}

fn rule(out: &mut String, set: &RuleSettings, widest: usize) {
    let mut line = |text: &str| writeln!(out, "{}", clean(text)).expect("a string takes every text");
    let Some((first, others)) = set.here.split_first() else { return };
    let id = set.rule.id;
    let always = if set.rule.is_optional() { "" } else { ", always on" };
    line(&format!("  {:5}  {id:widest$}  {}{always}", first.level, from(&first.from)));
    for option in &first.options {
        line(&format!("         {} = {}: {}", option.name, value(&option.value), from(&option.from)));
    }
    for other in others {
        let programs = programs(other);
        if other.level != first.level {
            line(&format!("         {} for {programs}: {}", other.level, from(&other.from)));
        }
        for option in other.options.iter().filter(|option| !first.options.contains(option)) {
            let value = value(&option.value);
            line(&format!("         {} = {value} for {programs}: {}", option.name, from(&option.from)));
        }
    }
}

fn programs(here: &SetHere) -> String {
    let all = here.programs.as_deref().unwrap_or_default();
    if all.len() <= NAMED {
        return join_and(all);
    }
    let mut named = all[..NAMED - 1].to_vec();
    named.push(plural((all.len() - named.len()) as u64, "more program"));
    join_and(&named)
}

fn value(value: &OptionValue) -> String {
    match value {
        OptionValue::Number(number) => number.to_string(),
        OptionValue::Phase(phase) => format!("\"{phase}\""),
    }
}

/// Who says so, and in which line.
fn from(from: &SetBy) -> String {
    let place = from.line.as_ref().map_or_else(String::new, |(file, line)| format!(", {file}:{line}"));
    let owner = match (&from.playbook, &from.override_at) {
        (Some(playbook), _) => match &from.inherited_by {
            Some(heir) => format!("playbook {playbook}, which {heir} extends"),
            None => format!("playbook {playbook}"),
        },
        (None, Some((at, globs))) => format!("override {at} ({})", globs.join(", ")),
        (None, None) if from.line.is_some() => "[rules]".to_owned(),
        (None, None) => "built in".to_owned(),
    };
    match &from.preset {
        Some(preset) => format!("preset {preset} of {owner}{place}"),
        None => format!("{owner}{place}"),
    }
}
