//! `gate-unmet`: the playbook asks for something in this phase, and it is not there.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Field, Key, Kind, PROGRAM, Shape, section};
use crate::workspace::{Asked, Program, Requirement};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "gate-unmet",
    group: Group::Status,
    level: Level::Error,
    summary: "The playbook asks for something in this phase or an earlier one, and it is not there.",
    why: "The gate is where somebody can still say no for the price of a meeting. A program that walks around it has \
          not saved the work; it does it later, with the whole team waiting.",
    bad: r#"
[program]
name = "Checkout rebuild"
playbook = "standard"
phase = "definition"
#       ^^^^^^^^^^^^ error: the gate of `definition` asks for `owners.sponsor`, and nobody has that role

[outcomes.conversion]
statement = "More shoppers finish paying"
metric = "checkout conversion, %"
target = 2.8
"#,
    good: r#"
[program]
name = "Checkout rebuild"
playbook = "standard"
phase = "definition"

[owners]
tpm = "maya-chen"
sponsor = "lee-park"

[outcomes.conversion]
statement = "More shoppers finish paying"
metric = "checkout conversion, %"
target = 2.8
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(table) = cx.program.table() else { return };
    for (at, Requirement { phase, path }) in cx.workspace.gates_in_force(cx.program).enumerate() {
        let Some(asked) = Asked::parse(path).filter(|asked| !is_met(*asked, cx.program)) else {
            continue;
        };
        // Two gates may ask for one thing; and a table that could not be read may be the one that is asked for.
        if cx.workspace.gates_in_force(cx.program).take(at).any(|earlier| earlier.path == path)
            || !cx.program.file.has_whole(asked.section())
        {
            continue;
        }
        let asks = format!("the gate of `{phase}` asks for `{path}`");
        let file = &cx.program.file;
        match asked {
            Asked::Each(section, key) => {
                for entity in cx.open(section).filter(|entity| file.lacks(*entity, key)) {
                    let message = format!("{asks}, and {}", has_no(entity, key));
                    findings.push(cx.finding_of(entity, message).help(line_to_add(entity, key)));
                }
            }
            Asked::Section(key) => {
                let id = if key == Key::Docs { "prfaq" } else { "an-id" };
                let message = format!("{asks}, and {}", is_empty(key));
                findings.push(cx.finding(table, Key::Phase, message).help(entry_to_add(key, id)));
            }
            Asked::Entry(section, id) | Asked::Field(section, id, _) => {
                let (missing, help) = match (asked, file.facts.entity(section, id)) {
                    (Asked::Field(_, _, key), Some(entity)) if file.lacks(entity, key) => {
                        (has_no(entity, key), line_to_add(entity, key))
                    }
                    (_, Some(_)) => continue,
                    (_, None) => (is_missing(section, id), entry_to_add(section, id)),
                };
                let message = format!("{asks}, and {missing}");
                findings.push(cx.finding(table, Key::Phase, message).help(help));
            }
        }
    }
}

fn is_met(asked: Asked<'_>, program: &Program) -> bool {
    let facts = &program.file.facts;
    match asked {
        Asked::Section(section) => facts.section(section).next().is_some(),
        Asked::Entry(section, id) => facts.entity(section, id).is_some(),
        Asked::Field(section, id, key) => {
            facts.entity(section, id).is_some_and(|entity| entity.is_filled(key))
        }
        Asked::Each(section, key) => {
            facts.section(section).all(|entity| entity.is_filled(key) || !entity.is_open())
        }
    }
}

fn has_no(entity: Entity<'_>, key: Key) -> String {
    let (key, is_there) = (key.name(), entity.has(key));
    let has_no = if is_there { "has an empty" } else { "has no" };
    match entity.section() {
        Key::Program => format!("`[program]` {has_no} `{key}`"),
        Key::Escalation => format!("a step of the escalation path {has_no} `{key}`"),
        _ => format!("`{}` {has_no} `{key}`", entity.id()),
    }
}

fn is_empty(key: Key) -> String {
    match section(key) {
        Some(shape) => format!("there is no {}", shape.noun()),
        None => "it is empty".to_owned(),
    }
}

fn is_missing(key: Key, id: &str) -> String {
    match (key, section(key)) {
        (Key::Owners, _) => "nobody has that role".to_owned(),
        (_, Some(shape)) => format!("there is no {} `{id}`", shape.noun()),
        (_, None) => "no document has that name".to_owned(),
    }
}

/// The line that an entity lacks.
fn line_to_add(entity: Entity<'_>, key: Key) -> String {
    let header = match entity.section() {
        Key::Escalation => "that [[escalation]]".to_owned(),
        _ => format!("[{}]", entity.path()),
    };
    let example =
        section(entity.section()).and_then(|shape| shape.get(key)).map_or("", |field| field.example);
    let name = key.name();
    if entity.has(key) {
        return format!("Fill the list `{name}` of {header}, for example: {name} = {example}");
    }
    format!("Add to {header} a line such as: {name} = {example}")
}

/// The entry that a section lacks.
fn entry_to_add(key: Key, id: &str) -> String {
    let name = key.name();
    let lines = |shape: &Shape| {
        // A milestone may be dropped, and needs no date then; a new one does.
        let wanted = |field: &&Field| field.required || (key, field.key) == (Key::Milestones, Key::Due);
        let wanted = shape.fields.iter().filter(wanted);
        wanted.map(|field| format!("{} = {}", field.key.name(), field.example)).collect::<Vec<_>>().join(", ")
    };
    match (PROGRAM.get(key).map(|field| field.kind), key) {
        (Some(Kind::Keyed(shape)), _) => format!("Add [{name}.{id}] with lines such as: {}", lines(shape)),
        (Some(Kind::Tables(shape)), _) => format!("Add [[{name}]] with lines such as: {}", lines(shape)),
        (_, Key::Owners) => {
            format!("Ask who it is, and add to [{name}] a line: {id} = \"the-person's-id\"")
        }
        _ => format!("Add to [{name}] its address, or its path from the root: {id} = \"docs/{id}.md\""),
    }
}
