//! JSON, version 1: types of its own, so that what is published does not change with the code.

mod change;
mod consequence;
mod diff;
mod escape;
mod finding;
mod graph;
mod history;
mod lines;
mod lint;
mod list;
mod report;
mod rules;
mod status;
mod words;

use std::io::{self, BufWriter, Write as _};

use serde::Serialize;

pub use diff::diff;
pub use graph::graph;
pub use history::history;
pub use lines::{lines, write_lines};
pub use lint::{lint, write_lint};
pub use report::{period, write_period};
pub use rules::{rule_settings, rules};
pub use status::status;

/// The version of every JSON that milepost writes.
const VERSION: u8 = 1;

pub(super) fn write(value: &impl Serialize) -> String {
    let mut text = Vec::new();
    write_to(&mut text, value).expect("memory takes every text");
    String::from_utf8(text).expect("JSON is text")
}

/// So many bytes of JSON are handed on at once: it is made of pieces of a few.
const PART: usize = 1 << 16;

/// As [`write()`], into what takes it part by part.
fn write_to(out: &mut dyn io::Write, value: &impl Serialize) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(PART, out);
    escape::write_pretty(&mut out, value)?;
    out.write_all(b"\n")?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use schemars::generate::SchemaSettings;
    use schemars::transform::{Transform, transform_subschemas};
    use schemars::{JsonSchema, Schema};
    use serde_json::Value;

    use super::*;

    /// What a program can rely on: no other keys than these, and numbers as JSON has them.
    #[derive(Clone)]
    struct Strict;

    impl Transform for Strict {
        fn transform(&mut self, schema: &mut Schema) {
            transform_subschemas(self, schema);
            let Some(object) = schema.as_object_mut() else { return };
            if object.contains_key("properties") {
                object.insert("additionalProperties".to_owned(), false.into());
            }
            let format = object.get("format").and_then(Value::as_str);
            if format.is_some_and(|format| format.starts_with("uint") || format.starts_with("int")) {
                object.remove("format");
            }
            if object.contains_key("const") {
                object.remove("minimum");
                object.remove("maximum");
            }
        }
    }

    fn schema_of<T: JsonSchema>(name: &str) -> String {
        let generator =
            SchemaSettings::draft2020_12().for_serialize().with_transform(Strict).into_generator();
        let mut schema = generator.into_root_schema_for::<T>();
        let url = format!("{}/schema/output/{name}.schema.json", env!("CARGO_PKG_HOMEPAGE"));
        schema.insert("$id".to_owned(), url.into());
        schema.insert("title".to_owned(), format!("The JSON of milepost {name}").into());
        let mut whole = serde_json::Map::new();
        for key in ["$schema", "$id", "title", "description"] {
            whole.extend(schema.remove(key).map(|value| (key.to_owned(), value)));
        }
        whole.extend(schema.ensure_object().clone());
        // The types are called after what they hold, and `Json` besides.
        write(&whole).replace("Json\"", "\"")
    }

    #[test]
    fn schemas_are_fresh() {
        for (name, schema) in [
            ("lint", schema_of::<lint::LintJson<'_>>("lint")),
            ("diff", schema_of::<diff::DiffJson<'_>>("diff")),
            ("report", schema_of::<report::PeriodJson<'_>>("report")),
            ("history", schema_of::<history::HistoryJson<'_>>("history")),
            ("status", schema_of::<status::StatusJson<'_>>("status")),
            ("graph", schema_of::<graph::GraphJson<'_>>("graph")),
            ("rules", schema_of::<rules::RulesJson>("rules")),
        ] {
            let path = format!("schema/output/{name}.schema.json");
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(&path);
            if std::env::var_os("MILEPOST_BLESS").is_some() {
                std::fs::write(&file, &schema).expect("the work tree can be written");
            }
            let written = std::fs::read_to_string(&file).unwrap_or_default();
            assert!(
                written.replace("\r\n", "\n") == schema,
                "{path} is stale: run `MILEPOST_BLESS=1 cargo test`, read the difference, commit it"
            );
        }
    }
}
