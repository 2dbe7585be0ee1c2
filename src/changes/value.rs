//! Values as a file writes them: as JSON, compared by meaning, and found by path.

use serde_json::Value;
use toml::Table;

/// A TOML value as JSON: dates become text, and what JSON has no number for becomes text too.
pub fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text.clone()),
        toml::Value::Integer(number) => Value::from(*number),
        toml::Value::Float(number) => serde_json::Number::from_f64(*number)
            .map_or_else(|| Value::String(number.to_string()), Value::Number),
        toml::Value::Boolean(on) => Value::Bool(*on),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(values) => values.iter().map(json).collect(),
        toml::Value::Table(table) => json_table(table),
    }
}

/// A TOML table as a JSON object.
pub(super) fn json_table(table: &Table) -> Value {
    Value::Object(table.iter().map(|(key, value)| (key.clone(), json(value))).collect())
}

/// Whether two values mean the same: `2` and `2.0` do, a day and the same day in quotes do.
#[allow(clippy::float_cmp, reason = "a number changed or it did not; there is no nearly the same")]
pub(super) fn same(before: &toml::Value, after: &toml::Value) -> bool {
    use toml::Value::{Array, Datetime, Float, Integer, String, Table};
    match (before, after) {
        #[allow(clippy::cast_precision_loss, reason = "a program's numbers are far below 2^52")]
        (Integer(whole), Float(number)) | (Float(number), Integer(whole)) => *whole as f64 == *number,
        (Float(one), Float(other)) => one == other || (one.is_nan() && other.is_nan()),
        (Datetime(date), String(text)) | (String(text), Datetime(date)) => date.to_string() == *text,
        (Array(one), Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Table(one), Table(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| same(value, other)))
        }
        (one, other) => one == other,
    }
}

/// The value at a dotted path of a program: `milestones.beta`, `milestones.beta.due`, `escalation`.
/// A key of one's own may hold dots, so what follows the longest match is taken as one key.
pub fn value_at<'t>(table: &'t Table, path: &str) -> Option<&'t toml::Value> {
    if let Some(value) = table.get(path) {
        return Some(value);
    }
    path.match_indices('.').find_map(|(at, _)| {
        let inner = table.get(&path[..at])?.as_table()?;
        value_at(inner, &path[at + 1..])
    })
}
