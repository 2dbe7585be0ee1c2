//! What a program that came or went held: each entity and each field, as one change.

use jiff::civil::Date;
use toml::Table;

use crate::changes::{Change, ChangeKind, DateChange, day_of, json, title};
use crate::model::{Category, Key, Kind, PROGRAM, Shape};
use crate::workspace::Calendar;

/// The values of a program, each as a change that adds it or takes it out, and the dates of the entities.
pub(super) fn values(
    table: &Table,
    kind: ChangeKind,
    calendar: &Calendar,
) -> Vec<(Change, Vec<(&'static str, Date)>)> {
    let mut values = Vec::new();
    for field in PROGRAM.fields {
        let name = field.key.name();
        let Some(value) = table.get(name) else { continue };
        let inner = value.as_table().into_iter().flatten();
        match (&field.kind, value.as_table()) {
            (Kind::Keyed(shape), Some(_)) => values.extend(inner.map(|(id, entity)| {
                let path = format!("{name}.{id}");
                let category = Category::of_entity(field.key);
                let (label, days) = match entity.as_table() {
                    Some(table) => (title(shape, table, id), days(shape, table, calendar)),
                    None => (id.as_str(), Vec::new()),
                };
                (change(kind, path, label, category, entity, None), days)
            })),
            (Kind::Table(shape), Some(_)) => values.extend(inner.map(|(key, value)| {
                let known = shape.field(key);
                let day = known
                    .filter(|known| known.kind.is_when())
                    .and_then(|known| day_of(value, calendar, known.key == Key::Start));
                let category = Category::of_field(field.key, known);
                (change(kind, format!("{name}.{key}"), key, category, value, day), Vec::new())
            })),
            (Kind::Map(..) | Kind::Free, Some(_)) => values.extend(inner.map(|(key, value)| {
                let category = Category::of_entity(field.key);
                (change(kind, format!("{name}.{key}"), key, category, value, None), Vec::new())
            })),
            _ => {
                let category = Category::of_entity(field.key);
                values.push((change(kind, name.to_owned(), name, category, value, None), Vec::new()));
            }
        }
    }
    values
}

/// The dates of an entity that came or went, by field.
pub(super) fn days(shape: &Shape, table: &Table, calendar: &Calendar) -> Vec<(&'static str, Date)> {
    let dates = shape.fields.iter().filter(|field| field.kind.is_when());
    dates
        .filter_map(|field| {
            let value = table.get(field.key.name())?;
            Some((field.key.name(), day_of(value, calendar, field.key == Key::Start)?))
        })
        .collect()
}

/// The dates of the entity at a path of a program.
pub(super) fn days_at(table: Option<&Table>, path: &str, calendar: &Calendar) -> Vec<(&'static str, Date)> {
    let shape = path.split_once('.').and_then(|(section, _)| PROGRAM.field(section));
    let entity = table.and_then(|table| crate::changes::value_at(table, path)?.as_table());
    match (shape.map(|field| &field.kind), entity) {
        (Some(Kind::Keyed(shape)), Some(entity)) => days(shape, entity, calendar),
        _ => Vec::new(),
    }
}

fn change(
    kind: ChangeKind,
    path: String,
    label: &str,
    category: Category,
    value: &toml::Value,
    day: Option<Date>,
) -> Change {
    let came = kind == ChangeKind::Added;
    let side = |is_here: bool| is_here.then(|| json(value));
    let date = day.map(|day| DateChange {
        before: (!came).then_some(day),
        after: came.then_some(day),
        days: None,
        shift: None,
        via: None,
    });
    Change {
        path,
        label: label.to_owned(),
        category,
        kind,
        previous_id: None,
        before: side(!came),
        after: side(came),
        date,
        members: None,
        steps: Vec::new(),
    }
}
