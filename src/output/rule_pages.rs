//! What there is to say about a rule: in a terminal, and as a page.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Style;
use crate::rules::{Group, OptionDefault, RULES, Rule};

/// What is said of a rule that needs to know what the commits did.
const HISTORY: &str = "It reads the history of git: it runs with `lint --history`, and in `report`.";

/// The head of each page of the site.
const GENERATED: &str = "<!-- Generated from src/rules. `MILEPOST_BLESS=1 cargo test` writes it anew. -->";

/// What is said before the list of the rules.
const INTRODUCTION: &str = "\
What `milepost lint` looks for. `milepost explain RULE` says the same in a terminal as the page of a rule does here, and
`milepost rules --all` how each is set in your repository.

A level is `info`, `warn` or `error`; only errors fail the command. A *fixable* rule offers an edit, which
`milepost lint --fix` makes. Levels and options are set in `milepost.toml`:

```toml
[rules]
preset = \"default\"                      # or strict, or pedantic
scope-unowned = \"error\"
program-stale = { level = \"warn\", days = 21 }
```
";

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
    for (how, text) in silence(rule) {
        line(&if text.is_empty() {
            format!("    {how}")
        } else {
            format!("    {:34} {text}", format!("{how}:"))
        });
    }
    out
}

/// Every rule, as one page of Markdown.
pub fn all() -> String {
    let mut out = String::from("# Rules\n");
    for group in Group::ALL {
        writeln!(out, "\n## {}", group.name()).expect("a string takes every text");
        for rule in RULES.iter().filter(|rule| rule.group == group) {
            writeln!(out, "\n### {}\n\n{}", rule.id, page(rule)).expect("a string takes every text");
        }
    }
    out
}

/// The pages of the site, by path: the list of the rules, and one page for each.
pub fn site() -> BTreeMap<String, String> {
    let pages = RULES.iter().map(|rule| {
        let silence: Vec<String> = silence(rule).iter().map(|(how, text)| item(how, text)).collect();
        let text = format!(
            "{GENERATED}\n\n# {}\n\n{}\n## To change or silence it\n\n{}\n",
            rule.id,
            page(rule),
            silence.join("\n")
        );
        (format!("rules/{}.md", rule.id), text)
    });
    pages.chain([("rules.md".to_owned(), list())]).collect()
}

/// The list of the rules, with a link to each.
fn list() -> String {
    let mut out = format!("{GENERATED}\n\n# Rules\n\n{INTRODUCTION}");
    for group in Group::ALL {
        writeln!(out, "\n## {}\n\n| rule | level | what it finds |\n| --- | --- | --- |", group.name())
            .expect("a string takes every text");
        for rule in RULES.iter().filter(|rule| rule.group == group) {
            writeln!(
                out,
                "| [{0}](rules/{0}.md) | {1}{2} | {3} |",
                rule.id,
                rule.level.name(),
                if rule.fixable { ", fixable" } else { "" },
                rule.summary.replace('|', "\\|")
            )
            .expect("a string takes every text");
        }
    }
    out
}

/// What a page says of a rule, below its name.
pub(super) fn page(rule: &Rule) -> String {
    let mut out = String::new();
    let mut line = |text: &str| writeln!(out, "{text}").expect("a string takes every text");
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

/// One way to silence a rule, as an item of a list.
fn item(how: &str, text: &str) -> String {
    if text.is_empty() { how.to_owned() } else { format!("- {how}: `{text}`") }
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

/// The ways to silence a rule: where that is said, and what to write there.
fn silence(rule: &Rule) -> Vec<(&'static str, String)> {
    if !rule.is_optional() {
        return vec![(
            "It cannot be switched off: what cannot be read hides everything else.",
            String::new(),
        )];
    }
    vec![
        ("milepost.toml, for all programs", format!("[rules] {} = \"off\"", rule.id)),
        ("in a file, above the line", format!("# milepost: ignore[{}] the reason", rule.id)),
    ]
}
