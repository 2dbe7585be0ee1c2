//! `custom-field-invalid`: a field of the users' own is missing, or is not what milepost.toml declares.

use std::cell::LazyCell;

use rustc_hash::FxHashMap;

use super::parties::{Answer, candidates};
use super::{Check, Context, Group, Rule};
use crate::finding::{Edit, Finding, Fix, Level};
use crate::model::{
    Custom, CustomKind, CustomValue, Entity, Key, as_id, is_id, is_placeholder, is_url, parse_period,
};
use crate::text::{Guesses, Span, join_or, nearest};
use crate::workspace::{CustomField, Program, Workspace, unknown_release};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "custom-field-invalid",
    group: Group::Format,
    level: Level::Error,
    summary: "A field that milepost.toml declares is missing where it is required, or is not what it is declared to be.",
    why: "You declared the field because somebody counts on it: Finance, a dashboard, a launch review. A cost center \
          with a typo is found when the invoice comes back.",
    bad: r#"
#-- milepost.toml
[fields.milestones.region]
type = "one-of"
one-of = ["emea", "amer", "apac"]

#-- programs/example.toml
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
custom = { region = "emae" }
#                   ^^^^^^ error: `emae` is no value of `region`
"#,
    good: r#"
#-- milepost.toml
[fields.milestones.region]
type = "one-of"
one-of = ["emea", "amer", "apac"]

#-- programs/example.toml
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
custom = { region = "emea" }
"#,
    fixable: true,
    options: &[],
    check: Check::Workspace(check),
};

type Declared<'w> = (&'w str, &'w CustomField);

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let workspace = cx.workspace;
    let mut sections: Vec<(Key, Vec<Declared<'_>>)> = Vec::new();
    for ((section, name), field) in &workspace.config.fields {
        match sections.last_mut().filter(|(last, _)| last == section) {
            Some((_, fields)) => fields.push((name, field)),
            None => sections.push((*section, vec![(name, field)])),
        }
    }
    if sections.is_empty() {
        return;
    }
    let mut parties = Parties::new(cx);
    for program in &workspace.programs {
        let cx = Context { program, ..*cx };
        for (section, fields) in &sections {
            if *section == Key::Program {
                let customs = program.file.facts.customs().collect();
                check_table(&cx, &Holder { entity: None, customs }, fields, &mut parties, findings);
                continue;
            }
            let is_asked = |(_, field): &Declared<'_>| {
                field.is_always_required() || workspace.is_from_phase(program, field)
            };
            let is_any_asked = fields.iter().any(is_asked);
            for entity in program.section(*section) {
                if is_any_asked || entity.has(Key::Custom) {
                    let holder = Holder { entity: Some(entity), customs: entity.customs().collect() };
                    check_table(&cx, &holder, fields, &mut parties, findings);
                }
            }
        }
    }
}

/// A table of the users' own: that of an entity, or that of the program itself.
struct Holder<'w> {
    entity: Option<Entity<'w>>,
    customs: Vec<Custom<'w>>,
}

impl Holder<'_> {
    fn path(&self, name: &str) -> String {
        match self.entity {
            Some(entity) => format!("{}.custom.{name}", entity.path()),
            None => format!("custom.{name}"),
        }
    }

    /// Whether what is not in the table is missing, and not hidden by a mistake elsewhere.
    fn is_known(&self, program: &Program) -> bool {
        match self.entity {
            Some(entity) if entity.has(Key::Custom) => !entity.has_broken_customs(),
            Some(entity) => program.file.lacks(entity, Key::Custom),
            None => program.table().is_some(),
        }
    }
}

fn check_table<'w>(
    cx: &Context<'w>,
    holder: &Holder<'w>,
    fields: &[Declared<'w>],
    parties: &mut Parties<'w>,
    findings: &mut Vec<Finding>,
) {
    let file = &cx.workspace.config.file;
    for (name, field) in fields {
        let label = field.description.as_deref().unwrap_or("it is declared here");
        let finding = match holder.customs.iter().find(|custom| custom.name == *name) {
            Some(custom) => fault(cx, custom, field, parties),
            None => missing(cx, holder, name, field, fields),
        };
        findings.extend(finding.map(|mut finding| {
            finding.path = Some(holder.path(name));
            finding.relate(file, field.span, label)
        }));
    }
}

/// What is wrong about a required field that is not there.
fn missing(
    cx: &Context<'_>,
    holder: &Holder<'_>,
    name: &str,
    field: &CustomField,
    fields: &[Declared<'_>],
) -> Option<Finding> {
    let is_open = holder.entity.is_none_or(Entity::is_open);
    let is_asked = field.is_always_required() || (is_open && cx.workspace.is_from_phase(cx.program, field));
    if !is_asked || !cx.program.file.is_whole() || !holder.is_known(cx.program) {
        return None;
    }
    let mut free =
        holder.customs.iter().filter(|custom| fields.iter().all(|(known, _)| *known != custom.name));
    let misspelt = free.find_map(|custom| Some((custom, nearest(custom.name, [name])?.1)));
    if let Some((custom, certain)) = misspelt {
        let message = format!("`{}` is not declared, and `{name}` is required and missing", custom.name);
        let finding = cx.finding_at(custom.name_span, None, message).help(format!("Did you mean `{name}`?"));
        return Some(finding.replace(format!("write `{name}`"), custom.name_span, name).safe_if(certain));
    }
    let id = holder.entity.map_or(&*cx.program.id, Entity::id);
    let since = match &field.from_phase {
        Some((phase, _)) => format!(" from `{phase}` on"),
        None => String::new(),
    };
    let message = format!("`{id}` has no `{name}`, which is required{since}");
    let table = cx.program.table()?;
    let line = format!("{name} = {}", example(field));
    let (span, help) = match holder.entity {
        Some(entity) if entity.has(Key::Custom) => (entity.id_span(), format!("Add to its `custom`: {line}")),
        Some(entity) => {
            (entity.id_span(), format!("Add to [{}] a line such as: custom = {{ {line} }}", entity.path()))
        }
        None if field.from_phase.is_some() => {
            (table.span(Key::Phase), format!("Add to [custom] a line such as: {line}"))
        }
        None => (table.id_span(), format!("Add to [custom] a line such as: {line}")),
    };
    Some(cx.finding_at(span, None, message).help(help))
}

/// What is wrong about a value.
fn fault<'w>(
    cx: &Context<'w>,
    custom: &Custom<'w>,
    field: &CustomField,
    parties: &mut Parties<'w>,
) -> Option<Finding> {
    use CustomValue::{Boolean, Day, Float, Integer, Text, Time, Unreadable};
    let name = custom.name;
    let finding = |message: String| cx.finding_at(custom.span, None, message);
    let such_as = || format!("Write for example: {name} = {}", example(field));
    match (field.holds, custom.value) {
        (_, Unreadable)
        | (CustomKind::Integer, Integer)
        | (CustomKind::Number, Integer | Float)
        | (CustomKind::Boolean, Boolean)
        | (CustomKind::Date, Day) => None,
        (CustomKind::Text, Text(text)) => text.trim().is_empty().then(|| {
            finding(format!("`{name}` is empty"))
                .help(format!("Write it, or delete the line: {name} = {}", example(field)))
        }),
        (CustomKind::Url, Text(text)) => (!is_url(text)).then(|| {
            finding(format!("`{text}` is no web address"))
                .help("Write the whole address, starting with https://.")
        }),
        (CustomKind::Date, Text(text)) => date_fault(cx, custom, text),
        (CustomKind::Date, Time) => {
            Some(finding(format!("`{name}` holds a time of day, and takes a date")).help(such_as()))
        }
        (CustomKind::OneOf, Text(text)) => choice_fault(cx, field, text, name, custom.span, finding),
        (CustomKind::Person | CustomKind::Team, Text(id)) if !is_id(id) => {
            let noun = field.holds.noun();
            let help = as_id(id).map_or_else(such_as, |id| format!("Write the id: {name} = \"{id}\""));
            Some(finding(format!("`{name}` takes {noun}, and `{id}` is no id")).help(help))
        }
        (CustomKind::Person, Text(id)) => parties.fault(Key::People, id, custom.span, finding),
        (CustomKind::Team, Text(id)) => parties.fault(Key::Teams, id, custom.span, finding),
        (holds, value) => {
            let message = format!("`{name}` takes {}, and this is {}", holds.noun(), value.noun());
            let finding = finding(message).help(such_as());
            Some(mend_quotes(finding, holds, custom))
        }
    }
}

/// The edit that puts a number in quotes or takes it out of them, where that is what was meant.
fn mend_quotes(mut finding: Finding, holds: CustomKind, custom: &Custom<'_>) -> Finding {
    let Span { start, end } = custom.span;
    let mut edit = |title: &str, help: String, edits: [(Span, &str); 2]| {
        let edits = edits.map(|(span, text)| Edit {
            file: std::sync::Arc::clone(&finding.file),
            span,
            replacement: text.to_owned(),
        });
        finding.fix = Some(Box::new(Fix { title: title.to_owned(), safe: true, edits: edits.into() }));
        finding.help = help.into();
    };
    match (holds, custom.value) {
        (CustomKind::Text, CustomValue::Integer | CustomValue::Float) => {
            let at = |place| (Span { start: place, end: place }, "\"");
            edit("put it in quotes", "Put it in quotes.".to_owned(), [at(start), at(end)]);
        }
        (_, CustomValue::Text(text)) => {
            let is_plain = end - start == u32::try_from(text.len()).unwrap_or_default() + 2;
            let fits = match holds {
                CustomKind::Integer => is_number(text) && !text.contains('.'),
                CustomKind::Number => is_number(text),
                CustomKind::Boolean => ["true", "false"].contains(&text),
                _ => false,
            };
            if is_plain && fits {
                let gone = |place| (Span { start: place, end: place + 1 }, "");
                let help = format!("Write it without quotes: {} = {text}", custom.name);
                edit("remove the quotes", help, [gone(start), gone(end - 1)]);
            }
        }
        _ => {}
    }
    finding
}

/// Whether a text is a number as TOML writes it.
fn is_number(text: &str) -> bool {
    let digits =
        |part: &str| !part.is_empty() && part.len() <= 15 && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    digits(whole) && digits(rest) && (whole.len() == 1 || !whole.starts_with('0'))
}

fn date_fault(cx: &Context<'_>, custom: &Custom<'_>, text: &str) -> Option<Finding> {
    let finding = |message: String| cx.finding_at(custom.span, None, message);
    let name = custom.name;
    if text.parse::<jiff::civil::Date>().is_ok_and(|day| day.to_string() == text) {
        let finding = finding(format!("`{name}` holds a date in quotes"));
        return Some(finding.help(format!("Write it without quotes: {name} = {text}")).replace(
            "remove the quotes",
            custom.span,
            text,
        ));
    }
    match parse_period(text) {
        Some(Ok(_)) => None,
        Some(Err(why)) => Some(finding(format!("there is no date `{text}`: {why}")).help(
            "Write a day (2026-06-30) or a period (\"2026-06\", \"2026-W27\", \"2026-Q3\", \"2026-H2\", \"2026\").",
        )),
        None if text.trim().is_empty() => {
            Some(finding(format!("`{name}` is empty")).help(format!("Write a day, such as: {name} = 2026-06-30")))
        }
        None => {
            let calendar = &cx.workspace.config.calendar;
            if calendar.declares(text) || cx.workspace.calendar_has_gaps() {
                return None;
            }
            let mut finding = unknown_release(calendar, cx.guesses, &cx.program.file.path, custom.span, text);
            finding.rule = RULE.id;
            finding.program = Some(cx.program.id.clone());
            Some(finding)
        }
    }
}

fn choice_fault(
    cx: &Context<'_>,
    field: &CustomField,
    text: &str,
    name: &str,
    span: Span,
    finding: impl Fn(String) -> Finding,
) -> Option<Finding> {
    // A choice of nothing is told about where it is declared.
    if field.one_of.is_empty() || field.one_of.iter().any(|word| word == text) {
        return None;
    }
    let finding = finding(format!("`{text}` is no value of `{name}`"));
    let Some((meant, certain)) = cx.guesses.nearest(text, field.one_of.iter().map(String::as_str)) else {
        let words: Vec<String> = field.one_of.iter().map(|word| format!("{word:?}")).collect();
        return Some(finding.help(format!("Write {}.", join_or(&words))));
    };
    let finding = finding.help(format!("Did you mean {meant:?}?"));
    Some(finding.replace(format!("write {meant:?}"), span, format!("{meant:?}")).safe_if(certain))
}

/// A value as it would stand in a file.
fn example(field: &CustomField) -> String {
    match field.holds {
        CustomKind::Text => "\"…\"".to_owned(),
        CustomKind::Integer => "3".to_owned(),
        CustomKind::Number => "1.5".to_owned(),
        CustomKind::Boolean => "true".to_owned(),
        CustomKind::Date => "2026-06-30".to_owned(),
        CustomKind::Url => "\"https://…\"".to_owned(),
        CustomKind::Person => "\"the-person's-id\"".to_owned(),
        CustomKind::Team => "\"the-team's-id\"".to_owned(),
        CustomKind::OneOf => {
            field.one_of.first().map_or_else(|| "\"…\"".to_owned(), |word| format!("{word:?}"))
        }
    }
}

/// The people and teams that are declared, and what was meant by those that are not.
struct Parties<'w> {
    workspace: &'w Workspace,
    guesses: &'w Guesses,
    people: LazyCell<Vec<&'w str>, Box<dyn FnOnce() -> Vec<&'w str> + 'w>>,
    teams: LazyCell<Vec<&'w str>, Box<dyn FnOnce() -> Vec<&'w str> + 'w>>,
    answers: FxHashMap<(Key, &'w str), Answer<'w>>,
}

impl<'w> Parties<'w> {
    fn new(cx: &Context<'w>) -> Self {
        let workspace = cx.workspace;
        Self {
            workspace,
            guesses: cx.guesses,
            people: LazyCell::new(Box::new(|| candidates(workspace.people()))),
            teams: LazyCell::new(Box::new(|| candidates(workspace.teams()))),
            answers: FxHashMap::default(),
        }
    }

    /// What is wrong about an id: nobody has it, where any is declared and every org file could be read.
    fn fault(
        &mut self,
        section: Key,
        id: &'w str,
        span: Span,
        finding: impl Fn(String) -> Finding,
    ) -> Option<Finding> {
        let workspace = self.workspace;
        let is_known = match section {
            Key::People => !workspace.has_people() || workspace.person(id).is_some(),
            _ => !workspace.has_teams() || workspace.team(id).is_some(),
        };
        if is_known || workspace.org_has_gaps() {
            return None;
        }
        let (noun, other, known) = match section {
            Key::People => ("person", workspace.team(id).map(|_| "a team"), &self.people),
            _ => ("team", workspace.person(id).map(|_| "a person"), &self.teams),
        };
        let answer = self.answers.entry((section, id)).or_insert_with(|| {
            if is_placeholder(id) {
                return Answer::say("Write who it is, or delete this until somebody has said yes.");
            }
            if let Some(other) = other {
                return Answer::say(format!("`{id}` is {other}; write the {noun}."));
            }
            Answer::among(workspace, self.guesses, section, id, known).unwrap_or_else(|| {
                let section = section.name();
                Answer::say(format!(
                    "Write the id of a {noun} that an org file declares, or add there: [{section}.{id}] with a line name = \"…\""
                ))
            })
        });
        Some(answer.give(finding(format!("there is no {noun} `{id}`")), span))
    }
}
