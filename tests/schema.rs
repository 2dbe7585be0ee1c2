//! The schemas and the reference page are fresh, and say of every file what the reader says of it.
//!
//! `MILEPOST_BLESS=1 cargo test --test schema` writes the schemas and the page anew.
//!
//! Fixtures are `tests/schema/<verdict>/<kind of file>/<what-it-shows>.toml`. Those of `json-cannot-tell` are refused
//! by the reader alone; each says at its top why.

#[path = "schema/custom.rs"]
mod custom;
#[path = "support/example.rs"]
mod example;
#[path = "schema/slots.rs"]
mod slots;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use example::files_of;
use jsonschema::Validator;
use milepost::document::Document;
use milepost::finding::Finding;
use milepost::model::{read, read_into_facts};
use milepost::rules::{RULES, check_settings};
use milepost::schema::{File, reference};
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn what_is_generated_is_fresh() {
    let mut pages = vec![("docs/format.md".to_owned(), reference())];
    pages.extend(File::ALL.map(|file| (format!("schema/{}.schema.json", file.name()), file.schema())));
    for (path, text) in pages {
        let file = root().join(&path);
        if std::env::var_os("MILEPOST_BLESS").is_some() {
            std::fs::write(&file, &text).expect("the work tree can be written");
        }
        let written = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            written.replace("\r\n", "\n") == text,
            "{path} is stale: run `MILEPOST_BLESS=1 cargo test --test schema`, read the difference, commit it"
        );
    }
}

#[test]
fn schemas_are_valid_and_flat() {
    for file in File::ALL {
        let schema: Value = serde_json::from_str(&file.schema()).expect("JSON");
        jsonschema::draft7::meta::validate(&schema).expect("a schema of draft 7");
        walk(&schema, &mut |key, value| match key {
            "pattern" => {
                let pattern = value.as_str().expect("a pattern is text");
                assert!(!pattern.contains("(?") && !pattern.contains(r"\d"), "{pattern}");
            }
            "oneOf" | "allOf" | "if" => panic!("{} needs no {key}", file.name()),
            _ => {}
        });
    }
}

fn walk(value: &Value, see: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                see(key, value);
                walk(value, see);
            }
        }
        Value::Array(array) => array.iter().for_each(|value| walk(value, see)),
        _ => {}
    }
}

/// Asks both sides about files.
struct Judge {
    validators: Vec<(File, Validator)>,
}

/// What both sides say of a file: whether it fits the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Verdict {
    reader: bool,
    schema: bool,
}

impl Judge {
    fn new() -> Self {
        let validator = |file: File| {
            let schema = serde_json::from_str(&file.schema()).expect("JSON");
            let options = jsonschema::draft7::options().should_validate_formats(true);
            (file, options.build(&schema).expect("a schema"))
        };
        Self { validators: File::ALL.map(validator).into() }
    }

    /// `None` where the text is no TOML, which no schema can be asked about.
    fn verdict(&self, file: File, text: &str) -> Option<Verdict> {
        let reader = told(file, text)?.is_empty();
        let (_, validator) = self.validators.iter().find(|(of, _)| *of == file).expect("all are there");
        let table: toml::Table = text.parse().expect("the document had no syntax errors");
        Some(Verdict { reader, schema: validator.is_valid(&to_json(toml::Value::Table(table))) })
    }

    /// Why the schema refuses a file.
    fn why(&self, file: File, text: &str) -> Vec<String> {
        let (_, validator) = self.validators.iter().find(|(of, _)| *of == file).expect("all are there");
        let table: toml::Table = text.parse().expect("asked about TOML");
        let instance = to_json(toml::Value::Table(table));
        validator.iter_errors(&instance).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }
}

/// What the reader says of a file; `None` where it is no TOML.
fn told(file: File, text: &str) -> Option<Vec<Finding>> {
    let path: Arc<str> = match file {
        File::Program => "programs/example.toml".into(),
        File::Org => "org/example.toml".into(),
        File::Workspace => "milepost.toml".into(),
        File::Playbook => "playbooks/example.toml".into(),
    };
    let mut working = String::new();
    let document = Document::parse(&path, text, &mut working);
    if !document.findings.is_empty() {
        return None;
    }
    let mut findings = read(&document, file.shape());
    assert_eq!(findings, read_into_facts(&document, file.shape()).findings, "{text}");
    // How a value is spelled is gone before a schema sees it.
    findings.retain(|finding| finding.rule != "toml-newer-syntax");
    // Which rules there are, and what they take, is the rules' to know.
    if matches!(file, File::Workspace | File::Playbook) {
        let files = [("milepost.toml".to_owned(), String::new()), (path.to_string(), text.to_owned())];
        let tree = Tree::memory(BTreeMap::from(files));
        findings.extend(check_settings(&Workspace::load(&tree, &mut Cache::default())));
    }
    Some(findings)
}

/// As other validators see TOML: dates are text, and what is no number is nothing.
fn to_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(on) => on.into(),
        toml::Value::Datetime(when) => when.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(to_json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, to_json(value))).collect(),
    }
}

fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("the folder can be read").into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files
}

#[test]
fn fixtures_get_the_verdict_of_their_folder() {
    let judge = Judge::new();
    for (folder, wanted) in [
        ("valid", Verdict { reader: true, schema: true }),
        ("invalid", Verdict { reader: false, schema: false }),
        ("json-cannot-tell", Verdict { reader: false, schema: true }),
    ] {
        for path in toml_files(&root().join("tests/schema").join(folder)) {
            let of = |file: &File| path.parent().is_some_and(|parent| parent.ends_with(file.name()));
            let file = File::ALL.into_iter().find(of).expect("a folder of fixtures is a kind of file");
            let text = std::fs::read_to_string(&path).expect("a text");
            let verdict = judge.verdict(file, &text).expect("fixtures have no syntax errors");
            assert_eq!(verdict, wanted, "{}: {:#?}", path.display(), judge.why(file, &text));
        }
    }
}

/// The kind of file that stands at this path of a repository.
fn kind_of(path: &str) -> Option<File> {
    match path.strip_suffix(".toml")?.split_once('/') {
        Some(("programs", _)) => Some(File::Program),
        Some(("org", _)) => Some(File::Org),
        Some(("playbooks", _)) => Some(File::Playbook),
        _ => (path == "milepost.toml").then_some(File::Workspace),
    }
}

/// What the reader says of an example where JSON cannot tell, and what it is that JSON does not know.
const JSON_CANNOT_TELL: &[(&str, &str)] = &[
    ("holds a date in quotes", "that a day without quotes is meant: to JSON both are text"),
    (", and this is a date", "that a day is no text"),
    (
        "cannot be set for some programs",
        "which rules look over all: one schema of their table serves every place",
    ),
];

#[test]
fn the_example_and_the_examples_of_every_rule_get_one_verdict() {
    let judge = Judge::new();
    let mut files: Vec<(String, String, String)> = Vec::new();
    let example = root().join("example-program");
    for path in toml_files(&example) {
        let text = std::fs::read_to_string(&path).expect("a text");
        let path = path.strip_prefix(&example).expect("it is inside").to_string_lossy().replace('\\', "/");
        files.push(("example-program".to_owned(), path, text));
    }
    let mut examples = Vec::new();
    for rule in RULES {
        examples.push((format!("{}, bad", rule.id), rule.bad.to_owned()));
        examples.push((format!("{}, good", rule.id), rule.good.to_owned()));
    }
    for path in toml_files(&root().join("tests/rules")) {
        let name = path.strip_prefix(root()).expect("below the root").display().to_string();
        examples.push((name, std::fs::read_to_string(&path).expect("a text")));
    }
    for (name, text) in &examples {
        files.extend(files_of(text).0.into_iter().map(|(path, text)| (name.clone(), path, text)));
    }
    let mut seen = BTreeSet::new();
    let mut differ = BTreeSet::<(&str, &str)>::new();
    for (name, path, text) in &files {
        let Some(file) = kind_of(path) else { continue };
        let Some(verdict) = judge.verdict(file, text) else { continue };
        let mut unsaid = told(file, text).unwrap_or_default();
        unsaid.retain(|finding| {
            let known = JSON_CANNOT_TELL.iter().find(|(says, _)| finding.message.contains(says));
            differ.extend(known);
            known.is_none()
        });
        let wanted = Verdict { schema: unsaid.is_empty(), ..verdict };
        assert_eq!(verdict, wanted, "{name}, {path}: {:#?}\n{text}", judge.why(file, text));
        seen.insert((file.name(), verdict.reader));
    }
    assert!(
        JSON_CANNOT_TELL.iter().all(|known| differ.contains(known)),
        "no example shows all of the exceptions"
    );
    for file in ["program", "workspace"] {
        assert!(seen.contains(&(file, true)) && seen.contains(&(file, false)), "{seen:?}");
    }
}

/// Every value in every place: what the reader takes the schema takes, and what it refuses the schema refuses.
#[test]
fn every_value_gets_one_verdict_in_every_field() {
    let judge = Judge::new();
    let mut accepted = BTreeMap::new();
    let mut differ = BTreeSet::new();
    let mut faults = Vec::new();
    for file in File::ALL {
        for slot in slots::of(file.shape()) {
            let valid = accepted.entry((file.name(), slot.name.clone())).or_insert(0);
            for value in slot.values() {
                let text = slot.fill(value);
                let verdict = judge.verdict(file, &text).unwrap_or_else(|| panic!("no TOML:\n{text}"));
                *valid += usize::from(verdict.reader);
                if verdict.reader == verdict.schema {
                    continue;
                }
                let exception = slots::JSON_CANNOT_TELL.iter().find(|exception| {
                    exception.reader == verdict.reader && exception.values.contains(&value)
                });
                let Some(exception) = exception else {
                    faults.push(format!("{verdict:?}: {:?}\n{text}", judge.why(file, &text)));
                    continue;
                };
                differ.insert(exception.why);
            }
        }
    }
    assert!(faults.is_empty(), "{} values get two verdicts:\n{}", faults.len(), faults.join("\n"));
    let never: Vec<_> = accepted.iter().filter(|(_, valid)| **valid == 0).collect();
    assert!(never.is_empty(), "no value was valid here: {never:?}");
    for exception in slots::JSON_CANNOT_TELL {
        assert!(differ.contains(exception.why), "no longer true: {}", exception.why);
    }
}
