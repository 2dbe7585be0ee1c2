//! The page of the JSON that commands write, from its schemas.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use milepost::schema::Output;
use serde_json::Value;

const INTRO: &str = r#"<!-- Generated from the schemas in schema/output. `MILEPOST_BLESS=1 cargo test --test json` writes it anew. -->

# JSON

`lint`, `diff`, `report`, `history`, `status`, `graph` and `rules` write JSON with `--format json`: one document on
standard output, and nothing else there.

```console
$ milepost lint --format json | jq -r '.findings[] | "\(.file):\(.span.start.line) \(.message)"'
$ milepost status --format json | jq -r '.programs[] | select(.contradicted) | .program'
$ milepost report --format json | jq '.headline."slipped-days"'
```

- **Every key is always there**, null where it does not apply.
- **Version 1 only grows.** Keys and words are added; none is removed, and none changes what it means. What reads it
  passes over what it does not know. Anything else would be a version 2.
- **Days** are written `2026-06-15`, **times** `2026-06-15T09:00:00Z`. Lines and columns count from 1, bytes from 0.
- **Paths** of files are relative to the root, with `/`. Paths of entities and fields are dotted:
  `milestones.beta.due`.
- **The same input gives the same bytes.**

Each output has a JSON Schema (draft 2020-12) in `schema/output/`, and `milepost schema lint` prints it. A schema is as
strict as its version of milepost: it refuses a key that it does not know. Check what a milepost writes with the schema
that the same milepost prints, and generate types from it.
"#;

/// The page: a chapter a command, then what several of them hold.
pub(crate) fn page() -> String {
    let schemas: Vec<(Output, Value)> = Output::ALL
        .map(|output| (output, serde_json::from_str(output.schema()).expect("a schema is JSON")))
        .into();
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for (_, schema) in &schemas {
        for (name, definition) in definitions(schema) {
            *times.entry(format!("{name}{definition}")).or_default() += 1;
        }
    }
    let is_shared = |name: &str, definition: &Value| times[&format!("{name}{definition}")] > 1;
    let mut text = INTRO.to_owned();
    for (output, schema) in &schemas {
        write!(text, "\n## {}\n", output.name()).expect("a string takes every text");
        table(&mut text, output.name(), schema, &is_shared, schema);
        for (name, definition) in definitions(schema) {
            if !is_shared(name, definition) {
                object(&mut text, output.name(), name, definition, &is_shared, schema);
            }
        }
    }
    text.push_str("\n## In several\n");
    let mut told = Vec::new();
    for (_, schema) in &schemas {
        for (name, definition) in definitions(schema) {
            if is_shared(name, definition) && !told.contains(name) {
                object(&mut text, "", name, definition, &is_shared, schema);
                told.push(name.clone());
            }
        }
    }
    text
}

fn definitions(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema["$defs"].as_object().into_iter().flatten()
}

type IsShared<'s> = dyn Fn(&str, &Value) -> bool + 's;

/// One object below a heading of its own.
fn object(
    text: &mut String,
    of: &str,
    name: &str,
    definition: &Value,
    is_shared: &IsShared<'_>,
    root: &Value,
) {
    let says = definition["description"].as_str().unwrap_or_default();
    write!(text, "\n### {}\n\n{says}\n", heading(of, name)).expect("a string takes every text");
    table(text, of, definition, is_shared, root);
}

fn heading(of: &str, name: &str) -> String {
    let words = words(name);
    if of.is_empty() { words } else { format!("{of}: {words}") }
}

/// `DiffSummary` as words.
fn words(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

fn table(text: &mut String, of: &str, schema: &Value, is_shared: &IsShared<'_>, root: &Value) {
    text.push_str("\n| key | holds | |\n| --- | --- | --- |\n");
    for (key, property) in schema["properties"].as_object().into_iter().flatten() {
        let says = property["description"].as_str().unwrap_or_default();
        let holds = holds(of, property, is_shared, root);
        writeln!(text, "| `{key}` | {holds} | {says} |").expect("a string takes every text");
    }
}

/// What a value is, in words.
fn holds(of: &str, schema: &Value, is_shared: &IsShared<'_>, root: &Value) -> String {
    let again = |schema: &Value| holds(of, schema, is_shared, root);
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
        let of = if is_shared(name, &root["$defs"][name]) { "" } else { of };
        let heading = heading(of, name);
        return format!("[{}](#{})", words(name), heading.replace(": ", "-").replace(' ', "-"));
    }
    if let Some(branches) = schema["anyOf"].as_array() {
        return branches.iter().map(again).collect::<Vec<_>>().join(" or ");
    }
    if let Some(words) = schema["enum"].as_array() {
        let words =
            words.iter().map(|word| word.as_str().map_or("null".to_owned(), |word| format!("`{word}`")));
        return words.collect::<Vec<_>>().join(", ");
    }
    if let Some(constant) = schema.get("const") {
        return constant.to_string();
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(some) => some.iter().filter_map(Value::as_str).collect(),
        _ => return "anything".to_owned(),
    };
    let types = types.into_iter().map(|one| match (one, schema["format"].as_str()) {
        ("string", Some("date")) => "day".to_owned(),
        ("string", Some("date-time")) => "time".to_owned(),
        ("string", _) => "text".to_owned(),
        ("integer", _) => "number".to_owned(),
        ("boolean", _) => "true or false".to_owned(),
        ("array", _) => format!("list of {}", again(&schema["items"])),
        ("object", _) => format!("by name: {}", again(&schema["additionalProperties"])),
        (one, _) => one.to_owned(),
    });
    types.collect::<Vec<_>>().join(" or ")
}
