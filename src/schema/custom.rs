//! The schema of fields of the users' own, as a workspace declares them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::pattern::Text;
use super::{Object, Writer, object, when};
use crate::model::{CustomKind, Key};
use crate::workspace::CustomField;

/// The fields that a workspace declares, by section and name.
pub(super) type Fields = BTreeMap<(Key, String), CustomField>;

impl Writer<'_> {
    /// The declared fields of the section that is being written. `[custom]` of a file belongs to the program itself.
    fn declared(&self) -> impl Iterator<Item = (&str, &CustomField)> {
        let section = match self.section {
            Some(Key::Custom) | None => Key::Program,
            Some(section) => section,
        };
        let from = (section, String::new());
        let declared = self.fields.range(from..).take_while(move |((of, _), _)| *of == section);
        declared.map(|((_, name), field)| (name.as_str(), field))
    }

    /// Whether a table of the section must have a `custom` table. Phases are nothing that a schema can ask about.
    pub(super) fn has_required_customs(&self) -> bool {
        self.declared().any(|(_, field)| field.is_always_required())
    }

    /// A `custom` table: what is declared, and anything else.
    pub(super) fn customs(&self) -> Object {
        let properties: Object =
            self.declared().map(|(name, field)| (name.to_owned(), property(field).into())).collect();
        let required: Vec<&str> =
            self.declared().filter(|(_, field)| field.is_always_required()).map(|(name, _)| name).collect();
        let mut table = object(json!({ "type": "object" }));
        if !properties.is_empty() {
            table.insert("properties".to_owned(), properties.into());
        }
        if !required.is_empty() {
            table.insert("required".to_owned(), required.into());
        }
        table.insert("additionalProperties".to_owned(), true.into());
        table
    }
}

fn property(field: &CustomField) -> Object {
    let mut schema = Object::new();
    let says = field.description.as_deref().map(|text| text.trim().trim_end_matches('.').to_owned());
    let since = field.from_phase.as_ref().filter(|_| field.required);
    let since = since.map(|(phase, _)| format!("Required from `{phase}` on"));
    let sentences: Vec<String> = says.into_iter().chain(since).map(|sentence| sentence + ".").collect();
    if !sentences.is_empty() {
        schema.insert("description".to_owned(), Value::from(sentences.join(" ")));
    }
    schema.extend(match field.holds {
        CustomKind::Text => object(json!({ "type": "string", "pattern": r"\S" })),
        CustomKind::Integer => object(json!({ "type": "integer" })),
        CustomKind::Number => object(json!({ "type": "number" })),
        CustomKind::Boolean => object(json!({ "type": "boolean" })),
        CustomKind::Date => when(&field.holds.kind(), None),
        CustomKind::Url | CustomKind::Person | CustomKind::Team => Text::of(&field.holds.kind()).schema(),
        CustomKind::OneOf if field.one_of.is_empty() => object(json!({ "type": "string" })),
        CustomKind::OneOf => object(json!({ "type": "string", "enum": field.one_of })),
    });
    schema
}
