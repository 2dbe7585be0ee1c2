//! What is written and read here, as others know it: JSON Schemas for editors, validators and programs, and the
//! reference page for people.

mod custom;
mod output;
mod page;
mod pattern;
mod rule_table;

use serde_json::{Map, Value, json};

use crate::model::{Field, Key, Kind, Names, ORG, PLAYBOOK, PROGRAM, Shape, WORKSPACE, custom_sections};
use custom::Fields;
use pattern::Text;

pub use output::Output;
pub use page::reference;

/// A kind of file that people write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// `programs/**/*.toml`.
    Program,
    /// `org/**/*.toml`.
    Org,
    /// `milepost.toml`.
    Workspace,
    /// `playbooks/*.toml`.
    Playbook,
}

impl File {
    /// Every kind of file, in the order of the documentation.
    pub const ALL: [Self; 4] = [Self::Program, Self::Org, Self::Workspace, Self::Playbook];

    /// As users name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Program => "program",
            Self::Org => "org",
            Self::Workspace => "workspace",
            Self::Playbook => "playbook",
        }
    }

    /// Where such files are.
    pub fn place(self) -> &'static str {
        match self {
            Self::Program => "programs/**/*.toml",
            Self::Org => "org/**/*.toml",
            Self::Workspace => "milepost.toml",
            Self::Playbook => "playbooks/*.toml",
        }
    }

    /// What it is declared to hold.
    pub fn shape(self) -> &'static Shape {
        match self {
            Self::Program => &PROGRAM,
            Self::Org => &ORG,
            Self::Workspace => &WORKSPACE,
            Self::Playbook => &PLAYBOOK,
        }
    }

    /// Where its schema is published.
    pub fn url(self) -> String {
        format!("{}/schema/{}.schema.json", env!("CARGO_PKG_HOMEPAGE"), self.name())
    }

    /// Its JSON Schema, as text. Draft 7, which every editor of TOML reads.
    pub fn schema(self) -> String {
        self.schema_with(&Fields::new())
    }

    /// Its JSON Schema with the fields that a workspace declares. It is no longer the one that is published, and has no
    /// address.
    pub fn schema_with(self, fields: &Fields) -> String {
        let mut writer = Writer { definitions: Object::new(), fields, section: None };
        let mut schema = object(json!({ "$schema": "http://json-schema.org/draft-07/schema#" }));
        if fields.is_empty() {
            schema.insert("$id".to_owned(), self.url().into());
        }
        schema.insert("title".to_owned(), self.shape().title.into());
        schema.insert("description".to_owned(), format!("What stands in {}.", self.place()).into());
        schema.extend(writer.table(self.shape()));
        if !writer.definitions.is_empty() {
            schema.insert("definitions".to_owned(), writer.definitions.into());
        }
        let mut text = serde_json::to_string_pretty(&schema).expect("keys are text");
        text.push('\n');
        text
    }
}

type Object = Map<String, Value>;

/// Writes the schemas of one file. What stands in several places goes into `definitions`, alone behind its
/// `$ref`: draft 7 ignores whatever stands beside one.
struct Writer<'f> {
    definitions: Object,
    fields: &'f Fields,
    /// The section that is being written; `None` for the file as a whole.
    section: Option<Key>,
}

impl Writer<'_> {
    /// A table with a fixed set of keys.
    fn table(&mut self, shape: &Shape) -> Object {
        let mut properties = Object::new();
        let mut required: Vec<&str> =
            shape.fields.iter().filter(|field| field.required).map(|field| field.key.name()).collect();
        for field in shape.fields {
            let outer = self.section;
            self.section = outer.or(Some(field.key));
            properties.insert(field.key.name().to_owned(), self.field(field).into());
            if matches!(field.kind, Kind::Free) && self.has_required_customs() {
                required.push(field.key.name());
            }
            self.section = outer;
        }
        let mut table = object(json!({ "type": "object", "properties": properties }));
        if !required.is_empty() {
            table.insert("required".to_owned(), required.into());
        }
        table.insert("additionalProperties".to_owned(), false.into());
        table.insert("x-tombi-table-keys-order".to_owned(), "schema".into());
        table
    }

    fn field(&mut self, field: &Field) -> Object {
        let value = self.value(&field.kind, example(field).as_ref());
        if value.contains_key("$ref") {
            return value;
        }
        let mut schema = Object::new();
        if let Kind::Table(shape) = field.kind {
            schema.insert("title".to_owned(), shape.title.into());
        }
        schema.insert("description".to_owned(), field.doc.into());
        schema.extend(value);
        schema
    }

    fn value(&mut self, kind: &Kind, example: Option<&Value>) -> Object {
        let mut schema = match kind {
            Kind::Boolean => object(json!({ "type": "boolean" })),
            Kind::Count => object(json!({ "type": "integer", "minimum": 1, "maximum": u32::MAX })),
            Kind::Measure => object(json!({ "type": ["number", "string", "boolean"] })),
            Kind::OneOf(words) => object(json!({ "type": "string", "enum": words })),
            Kind::List(kind) => object(json!({ "type": "array", "items": self.value(kind, None) })),
            Kind::Table(shape) => self.table(shape),
            Kind::Tables(shape) => object(json!({ "type": "array", "items": self.titled(shape) })),
            Kind::Keyed(shape) => open_table("id", &Text::id(), &self.titled(shape)),
            Kind::Map(names, kind) => self.map(*names, kind),
            Kind::Rules => {
                let rules = || rule_table::schema().into();
                self.definitions.entry("rules").or_insert_with(rules);
                return object(json!({ "$ref": "#/definitions/rules" }));
            }
            Kind::Free => self.customs(),
            Kind::When | Kind::Period => return when(kind, example),
            Kind::Day => day(),
            Kind::Text
            | Kind::Title
            | Kind::Url
            | Kind::Document
            | Kind::Id
            | Kind::Phase
            | Kind::Playbook
            | Kind::Person
            | Kind::Team
            | Kind::Party
            | Kind::Provider
            | Kind::Reference(_)
            | Kind::Former
            | Kind::Span
            | Kind::Requirement => Text::of(kind).schema(),
        };
        // Where the schema lists every value, an example only says one of them again.
        if let (Some(example), false) = (example, matches!(kind, Kind::OneOf(_) | Kind::Boolean)) {
            schema.insert("examples".to_owned(), json!([example]));
        }
        schema
    }

    /// A table that stands for itself, not for a field.
    fn titled(&mut self, shape: &Shape) -> Object {
        let mut schema = object(json!({ "title": shape.title }));
        schema.extend(self.table(shape));
        schema
    }

    /// Values by name.
    fn map(&mut self, names: Names, kind: &Kind) -> Object {
        let value = match kind {
            Kind::Table(shape) => self.titled(shape),
            kind => self.value(kind, None),
        };
        match names {
            Names::Ids => open_table("id", &Text::id(), &value),
            Names::Releases => open_table("release", &Text::release(), &value),
            Names::Roles => {
                let mut tpm = object(json!({ "description": "Who runs the program." }));
                tpm.extend(value.clone());
                let mut owners = object(json!({ "type": "object", "properties": { "tpm": tpm } }));
                owners.insert("required".to_owned(), json!(["tpm"]));
                owners.extend(open_table("role", &Text::id(), &value));
                owners
            }
            Names::Sections => {
                self.definitions.entry("fields").or_insert_with(|| value.into());
                let section = json!({ "$ref": "#/definitions/fields" });
                let sections: Object =
                    custom_sections().map(|name| (name.to_owned(), section.clone())).collect();
                object(json!({ "type": "object", "properties": sections, "additionalProperties": false }))
            }
        }
    }
}

/// A table whose keys are the user's own; `label` is what editors call one.
fn open_table(label: &str, names: &Text, value: &Object) -> Object {
    let mut name = names.schema();
    name.remove("type");
    object(json!({
        "type": "object",
        "propertyNames": name,
        "additionalProperties": value,
        "x-tombi-additional-key-label": label,
    }))
}

/// A date of any precision.
///
/// To JSON a day is text; tombi keeps the two apart, and takes `format: date` for a TOML date alone. So a date
/// needs two branches. With them tombi refuses the day in quotes, as the reader does; validators that see text in
/// both cases take it through the first. Descriptions and examples stand in their own branch, where editors look
/// for them: tombi would otherwise offer the day in quotes.
fn when(kind: &Kind, example: Option<&Value>) -> Object {
    let (text, means) = match kind {
        Kind::Period => (Text::period(), "A period, in quotes."),
        _ => (Text::when(), "A period or the name of a release, in quotes."),
    };
    let branch = |means: &str, schema: Object, has_example: bool| {
        let mut branch = object(json!({ "description": means }));
        branch.extend(schema);
        if let (Some(example), true) = (example, has_example) {
            branch.insert("examples".to_owned(), json!([example]));
        }
        branch
    };
    let is_day = example.is_some_and(is_day);
    object(json!({
        "anyOf": [branch("A day, without quotes.", day(), is_day), branch(means, text.schema(), !is_day)],
    }))
}

fn day() -> Object {
    object(json!({ "type": "string", "format": "date" }))
}

/// Whether an example is a TOML date, which stands in files without quotes.
fn is_day(example: &Value) -> bool {
    example.as_str().is_some_and(|text| text.parse::<jiff::civil::Date>().is_ok())
}

/// The example of a field as JSON; `None` for tables, which have none.
fn example(field: &Field) -> Option<Value> {
    let table: toml::Table =
        format!("value = {}", field.example).parse().ok().filter(|_| !field.example.is_empty())?;
    Some(to_json(table.into_iter().next()?.1))
}

fn to_json(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(day) => day.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(to_json).collect(),
        value => serde_json::to_value(value).expect("examples are plain values"),
    }
}

fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        _ => unreachable!("every caller writes an object"),
    }
}
