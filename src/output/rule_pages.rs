//! What there is to say about a rule: in a terminal, and as a page.

use std::fmt::Write as _;

use super::Style;
use crate::rules::{Group, OptionDefault, RULES, Rule};

/// What is said of a rule that needs to know what the commits did.
const HISTORY: &str = "It reads the history of git: it runs with `lint --history`, and in `report`.";

/// One rule, for a terminal.
pub fn terminal(rule: &Rule, style: Style) -> String {
    let mut out = String::new();
    let mut line = |text: &str| writeln!(out, "{text}").expect("a string takes every text");
    line(&format!("{}  {}, {}", style.bold(rule.id), rule.level.name(), rule.group.name()));
    line("");
    line(&textwrap::fill(rule.summary, style.width));
    if rule.reads_history() {
        line(HISTORY);
    }
    line("");
    line(&style.bold("Why it matters"));
    line(&textwrap::fill(rule.why, style.width));
    line("");
    line(&style.bold("Bad"));
    for text in example(rule.bad).lines() {
        line(format!("    {text}").trim_end());
    }
    line("");
    line(&style.bold("Good"));
    for text in example(rule.good).lines() {
        line(format!("    {text}").trim_end());
    }
    line("");
    if !rule.options.is_empty() {
        line(&style.bold("Options"));
        for option in rule.options {
            line(&format!(
                "    {} = {}{}  {}",
                option.name,
                default(option.default),
                unit(option.unit),
                option.doc
            ));
        }
        line("");
    }
    line(&style.bold("To change or silence it"));
    for text in silence(rule) {
        line(&format!("    {text}"));
    }
    out
}

/// Every rule, as one page of Markdown.
pub fn all() -> String {
    let mut out = String::from("# Rules\n");
    for group in Group::ALL {
        writeln!(out, "\n## {}", group.name()).expect("a string takes every text");
        for rule in RULES.iter().filter(|rule| rule.group == group) {
            out.push_str(&page(rule));
        }
    }
    out
}

fn page(rule: &Rule) -> String {
    let mut out = String::new();
    let mut line = |text: &str| writeln!(out, "{text}").expect("a string takes every text");
    line(&format!("\n### {}\n", rule.id));
    line(&format!(
        "**{}**{}. {}{}\n",
        rule.level.name(),
        if rule.fixable { ", fixable" } else { "" },
        rule.summary,
        if rule.reads_history() { format!(" {HISTORY}") } else { String::new() }
    ));
    line(rule.why);
    line(&format!("\nBad:\n\n```toml\n{}\n```\n", example(rule.bad)));
    line(&format!("Good:\n\n```toml\n{}\n```", example(rule.good)));
    if !rule.options.is_empty() {
        line("\nOptions:\n");
        for option in rule.options {
            line(&format!(
                "- `{}` = {}{}: {}",
                option.name,
                default(option.default),
                unit(option.unit),
                option.doc
            ));
        }
    }
    out
}

/// An example as a reader sees it: where another file or another commit begins, its name stands.
fn example(text: &str) -> String {
    let lines = text.trim().lines().map(|line| {
        if let Some(path) = line.strip_prefix("#-- ") {
            format!("# in {path}:")
        } else if let Some(day) = line.strip_prefix("#@ ") {
            format!("# on {day}:")
        } else if let Some((day, subject)) = line.strip_prefix("#== ").and_then(|head| head.split_once(' ')) {
            format!("# commit of {day}: {subject}")
        } else if let Some(more) = line.strip_prefix("#= ") {
            format!("#     {more}")
        } else {
            line.to_owned()
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn default(default: OptionDefault) -> String {
    match default {
        OptionDefault::Number(number) => number.to_string(),
        OptionDefault::Phase(phase) => format!("\"{phase}\""),
    }
}

fn unit(unit: &str) -> String {
    if unit.is_empty() { String::new() } else { format!(" {unit}") }
}

fn silence(rule: &Rule) -> Vec<String> {
    if !rule.is_optional() {
        return vec!["It cannot be switched off: what cannot be read hides everything else.".to_owned()];
    }
    vec![
        format!("milepost.toml, for all programs:   [rules] {} = \"off\"", rule.id),
        format!("in a file, above the line:         # milepost: ignore[{}] the reason", rule.id),
    ]
}
