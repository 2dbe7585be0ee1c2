//! Changes, applied to the version before: they are all that differs, or the version after would not come of it.

#![allow(dead_code, reason = "each binary asks for its own part of it")]

use milepost::changes::ProgramChange;
use serde_json::{Map, Value};

/// The program as it was, with all that the changes say, as a file; `None` where a path may mean two places.
pub(crate) fn applied(program: &ProgramChange) -> Option<String> {
    let (before, after) = (program.before.as_ref()?, program.after.as_ref()?);
    let mut state = object(before);
    if has_dotted_key(&state) || has_dotted_key(&object(after)) {
        return None;
    }
    for change in &program.changes {
        let mut place = &mut state;
        let mut keys: Vec<&str> = change.path.split('.').collect();
        let last = keys.pop()?;
        for key in keys {
            let inner = place.entry(key).or_insert_with(|| Value::Object(Map::new()));
            place = inner.as_object_mut().unwrap_or_else(|| panic!("{} lies below a value", change.path));
        }
        match &change.after {
            Some(after) => drop(place.insert(last.to_owned(), after.clone())),
            None => drop(place.remove(last).unwrap_or_else(|| panic!("{} was not there", change.path))),
        }
    }
    Some(file(&state))
}

/// A file that holds this. Dates stand in quotes, which say the same to a comparison.
pub(crate) fn file(object: &Map<String, Value>) -> String {
    let lines = object.iter().map(|(key, value)| format!("{} = {}", text(key), toml(value)));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn object(table: &toml::Table) -> Map<String, Value> {
    table.iter().map(|(key, value)| (key.clone(), milepost::changes::json(value))).collect()
}

fn has_dotted_key(object: &Map<String, Value>) -> bool {
    object.iter().any(|(key, value)| key.contains('.') || value.as_object().is_some_and(has_dotted_key))
}

fn toml(value: &Value) -> String {
    match value {
        Value::String(string) => text(string),
        Value::Array(values) => format!("[{}]", values.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Object(keys) => {
            let pairs = keys.iter().map(|(key, value)| format!("{} = {}", text(key), toml(value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

fn text(text: &str) -> String {
    Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}
