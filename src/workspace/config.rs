//! milepost.toml: where things are, which rules apply, the calendar, and fields of the users' own.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use super::calendar::{Calendar, Freeze};
use super::custom::CustomField;
use super::release::unknown_release;
use super::table;
use crate::disk::below_root;
use crate::document::{Content, Document, Table};
use crate::finding::{Finding, Level};
use crate::model::{Field, Key, PROGRAM, Period, WORKSPACE, When, custom_sections, read};
use crate::text::{Guesses, Span};

/// What milepost.toml says; every part has its default.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file.
    pub file: Arc<str>,
    /// The version of the format that it is written in.
    pub format: u32,
    /// The folders that hold programs, with where they are named.
    pub programs: Vec<(String, Option<Span>)>,
    /// The folders that hold people and teams.
    pub org: Vec<(String, Option<Span>)>,
    /// The playbook of programs that name none.
    pub playbook: String,
    /// Where that is named; the whole file where it is not.
    pub playbook_span: Span,
    /// `[rules]`.
    pub rules: Settings,
    /// `[[overrides]]`, in their order.
    pub overrides: Vec<Override>,
    /// `[calendar]`.
    pub calendar: Calendar,
    /// `[fields.SECTION.NAME]`.
    pub fields: BTreeMap<(Key, String), CustomField>,
}

/// Levels and options of rules, as one table sets them.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// `preset`, with its place.
    pub preset: Option<(String, Span)>,
    /// One entry a rule.
    pub rules: Vec<Setting>,
}

/// What one table says of one rule.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The rule, as written.
    pub rule: String,
    /// Where it is named.
    pub span: Span,
    /// The level, where it is said.
    pub level: Option<SetLevel>,
    /// The options by name, each with its place.
    pub options: Vec<(String, OptionValue, Span)>,
}

/// A level as a table sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetLevel {
    /// The rule does not run.
    Off,
    /// Its findings are at this level; graver and milder ones keep their distance.
    At(Level),
}

/// The value of a rule's option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionValue {
    /// A number, such as days.
    Number(u32),
    /// The name of a phase.
    Phase(String),
}

/// Other levels for some programs.
#[derive(Debug, Clone)]
pub struct Override {
    /// Globs on program ids, with their places.
    pub programs: Vec<(String, Span)>,
    /// What applies to them.
    pub rules: Settings,
}

impl Config {
    /// The defaults, for an empty milepost.toml.
    pub fn new(file: &Arc<str>) -> Self {
        Self {
            file: Arc::clone(file),
            format: 1,
            programs: vec![("programs".to_owned(), None)],
            org: vec![("org".to_owned(), None)],
            playbook: "plain".to_owned(),
            playbook_span: Span::default(),
            rules: Settings::default(),
            overrides: Vec::new(),
            calendar: Calendar::default(),
            fields: BTreeMap::new(),
        }
    }

    /// Reads milepost.toml. What is wrong in it becomes findings, and its default applies.
    pub fn read(document: &Document<'_>) -> (Self, Vec<Finding>) {
        let mut findings = read(document, &WORKSPACE);
        let mut config = Self::new(&document.file);
        let root = &document.table;
        if let Some(format) = root.get("format").and_then(table::count) {
            config.format = format;
        }
        for (key, folders) in [("programs", &mut config.programs), ("org", &mut config.org)] {
            if let Some(named) = table::texts(root, key) {
                folders.clear();
                for (folder, span) in named {
                    if let Some(folder) = below_root(folder) {
                        folders.push((folder, Some(span)));
                    } else {
                        let message = format!("`{folder}` is no folder below this one");
                        let help = "Write a path from the folder of milepost.toml, without `..`.";
                        findings.push(invalid(&document.file, span, message).help(help));
                    }
                }
            }
        }
        if let Some((playbook, span)) = table::text(root, "playbook") {
            playbook.clone_into(&mut config.playbook);
            config.playbook_span = span;
        }
        if let Some(rules) = table::table(root, "rules") {
            config.rules = Settings::read(rules);
        }
        for node in table::list(root, "overrides").into_iter().flatten() {
            if let Some(entry) = table::as_table(node) {
                let programs = table::texts(entry, "programs").unwrap_or_default();
                config.overrides.push(Override {
                    programs: programs.into_iter().map(|(glob, span)| (glob.to_owned(), span)).collect(),
                    rules: table::table(entry, "rules").map(Settings::read).unwrap_or_default(),
                });
            }
        }
        if let Some(calendar) = table::table(root, "calendar") {
            config.calendar = calendar_of(calendar, &document.file, &mut findings);
        }
        for (section, node) in table::table(root, "fields").into_iter().flatten() {
            let takes = |field: &&Field| custom_sections().any(|section| section == field.key.name());
            let section = PROGRAM.field(&section.text).filter(takes).map(|field| field.key);
            let (Some(section), Some(fields)) = (section, table::as_table(node)) else { continue };
            for (name, node) in fields {
                let span = name.span;
                if let Some(field) = table::as_table(node).and_then(|field| CustomField::read(field, span)) {
                    config.fields.insert((section, name.text.to_string()), field);
                }
            }
        }
        findings.sort_by(Finding::order);
        (config, findings)
    }
}

/// A finding of the rule `config-invalid`.
pub(super) fn invalid(file: &Arc<str>, span: Span, message: String) -> Finding {
    Finding::new("config-invalid", Level::Error, file, span, message)
}

impl Settings {
    pub(super) fn read(rules: &Table<'_>) -> Self {
        let mut settings = Self::default();
        for (rule, node) in rules {
            let name = rule.text.to_string();
            let mut setting = Setting { rule: name, span: rule.span, level: None, options: Vec::new() };
            match &node.content {
                Content::Text(preset) if rule.text == "preset" => {
                    settings.preset = Some((preset.to_string(), node.span));
                    continue;
                }
                Content::Text(level) => setting.level = level_of(level),
                Content::Table(options) => {
                    for (option, node) in options {
                        let span = option.span;
                        let name = option.text.to_string();
                        if name == "level" {
                            setting.level = table::as_text(node).and_then(|(level, _)| level_of(level));
                        } else if let Some(number) = table::count(node) {
                            setting.options.push((name, OptionValue::Number(number), span));
                        } else if let Some((phase, _)) = table::as_text(node) {
                            setting.options.push((name, OptionValue::Phase(phase.to_owned()), span));
                        }
                    }
                }
                _ => continue,
            }
            settings.rules.push(setting);
        }
        settings
    }
}

fn level_of(text: &str) -> Option<SetLevel> {
    if text == "off" { Some(SetLevel::Off) } else { Level::parse(text).map(SetLevel::At) }
}

fn calendar_of(calendar: &Table<'_>, file: &Arc<str>, findings: &mut Vec<Finding>) -> Calendar {
    let mut result = Calendar::default();
    if let Some((name, span)) = table::text(calendar, "timezone") {
        match TimeZone::get(name) {
            Ok(zone) => result.timezone = zone,
            Err(_) => findings.push(
                invalid(file, span, format!("there is no time zone `{name}`"))
                    .help("Write an IANA name, such as \"Europe/Berlin\" or \"UTC\"."),
            ),
        }
    }
    if let Some(day) = table::text(calendar, "week-start").and_then(|(day, _)| weekday(day)) {
        result.week_start = day;
    }
    if let Some(days) = table::list(calendar, "working-days") {
        // Of a list with a mistake in it nobody knows which days are off.
        let days: Option<Vec<Weekday>> = days.map(|node| weekday(table::as_text(node)?.0)).collect();
        result.working_days = days.unwrap_or_default();
    }
    let days = |node| table::date(node).and_then(|when| Calendar::default().days(when));
    for node in table::list(calendar, "holidays").into_iter().flatten() {
        result.holidays.extend(days(node).map(|days: Period| days.last));
    }
    for (name, node) in table::table(calendar, "releases").into_iter().flatten() {
        let name = &name.text;
        match (days(node), table::as_table(node)) {
            (Some(days), _) => {
                if !days.is_day() {
                    result.rough.insert(name.to_string());
                }
                result.releases.insert(name.to_string(), days.last);
            }
            // Without its quotes, `v1.36` is a table `v1` with a key `36`.
            (None, Some(table)) => {
                result.unreadable.extend(table.names().map(|rest| format!("{name}.{}", rest.text)));
            }
            (None, None) => result.unreadable.push(name.to_string()),
        }
    }
    let guesses = Guesses::default();
    for node in table::list(calendar, "freezes").into_iter().flatten() {
        let Some(freeze) = table::as_table(node) else { continue };
        for node in ["from", "to"].into_iter().filter_map(|key| freeze.get(key)) {
            if let Some(When::Release(name)) = table::date(node)
                && !result.declares(name)
            {
                findings.push(unknown_release(&result, &guesses, file, node.span, name));
            }
        }
        let day = |key| freeze.get(key).and_then(table::date).and_then(|when| result.days(when));
        if let (Some(from), Some(to)) = (day("from"), day("to")) {
            let (name, span) = table::text(freeze, "name").unwrap_or(("freeze", node.span));
            let days = Period { first: from.first, last: to.last };
            result.freezes.push(Freeze { name: name.to_owned(), days, span });
        }
    }
    result
}

fn weekday(name: &str) -> Option<Weekday> {
    let days = [
        ("mon", Weekday::Monday),
        ("tue", Weekday::Tuesday),
        ("wed", Weekday::Wednesday),
        ("thu", Weekday::Thursday),
        ("fri", Weekday::Friday),
        ("sat", Weekday::Saturday),
        ("sun", Weekday::Sunday),
    ];
    days.into_iter().find(|(short, _)| name.starts_with(short)).map(|(_, day)| day)
}
