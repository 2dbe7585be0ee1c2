//! Fields of the users' own: rules and schema say the same of every value, in every section.

use jsonschema::Validator;
use milepost::rules::{self, Group, Selection};
use milepost::schema::File;
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace, config_of};
use serde_json::Value;

use super::{slots, to_json};

const TYPES: [&str; 9] = [
    r#"type = "text""#,
    r#"type = "integer""#,
    r#"type = "number""#,
    r#"type = "boolean""#,
    r#"type = "date""#,
    r#"type = "url""#,
    r#"type = "person""#,
    r#"type = "team""#,
    "type = \"one-of\"\none-of = [\"a\", \"2d\"]",
];

/// What rules and schema say of programs where milepost.toml declares some fields.
struct Judge<'c> {
    config: &'c str,
    validator: Validator,
}

impl<'c> Judge<'c> {
    fn new(config: &'c str) -> Self {
        let fields = config_of(&Tree::memory([("milepost.toml", config)])).fields;
        let schema: Value = serde_json::from_str(&File::Program.schema_with(&fields)).expect("JSON");
        jsonschema::draft7::meta::validate(&schema).expect("a schema of draft 7");
        let options = jsonschema::draft7::options().should_validate_formats(true);
        Self { config, validator: options.build(&schema).expect("a schema") }
    }

    /// Whether the rules take a program, whether the schema does, and why.
    fn verdict(&self, program: &str) -> (bool, bool, String) {
        let head = "[program]\nname = \"Example\"\nphase = \"build\"\n[owners]\ntpm = \"maya-chen\"\n";
        let text = format!("{head}{program}");
        let tree = Tree::memory([("milepost.toml", self.config), ("programs/example.toml", &text)]);
        let workspace = Workspace::load(&tree, &mut Cache::default());
        let today = "2026-06-15".parse().expect("a day");
        let mut findings = rules::run(&workspace, today, &Selection::default()).findings;
        findings.retain(|finding| rules::rule(finding.rule).is_some_and(|rule| rule.group == Group::Format));
        assert!(findings.iter().all(|finding| &*finding.file == "programs/example.toml"), "{findings:#?}");
        // Which releases there are is no matter of form.
        findings.retain(|finding| !finding.message.ends_with("is no date"));
        let table: toml::Table = text.parse().expect("TOML");
        let instance = to_json(toml::Value::Table(table));
        let why = format!("{findings:#?}\n{}\n{text}", self.config);
        (findings.is_empty(), self.validator.is_valid(&instance), why)
    }
}

#[test]
fn every_value_gets_one_verdict_in_every_type() {
    for kind in TYPES {
        let config = format!("[fields.program.own]\n{kind}\n");
        let judge = Judge::new(&config);
        let mut seen = [0, 0];
        for value in slots::values() {
            let (rules, schema, text) = judge.verdict(&format!("[custom]\nown = {value}\n"));
            seen[usize::from(rules)] += 1;
            let known = slots::JSON_CANNOT_TELL
                .iter()
                .any(|exception| exception.reader == rules && exception.values.contains(&value));
            assert!(rules == schema || known, "rules {rules}, schema {schema}: {text}");
        }
        assert!(seen.iter().all(|count| *count > 0), "{kind}: {seen:?}");
    }
}

#[test]
fn what_is_required_is_required_by_both() {
    let config = "[fields.program.always]\ntype = \"text\"\nrequired = true\n\
                  [fields.milestones.region]\ntype = \"text\"\nrequired = true\n\
                  [fields.milestones.later]\ntype = \"text\"\nrequired = true\nfrom-phase = \"launch\"\n\
                  [fields.risks.free]\ntype = \"text\"\n";
    let judge = Judge::new(config);
    let custom = "[custom]\nalways = \"a\"\n";
    let beta = "[milestones.beta]\nname = \"Beta\"\ndue = 2026-08-28\n";
    let region = "custom = { region = \"emea\", other = [1] }\n";
    for (program, wanted) in [
        (String::new(), false),
        ("[custom]\n".to_owned(), false),
        (custom.to_owned(), true),
        (format!("{beta}{region}"), false),
        (format!("{custom}{beta}"), false),
        (format!("{custom}{beta}custom = {{}}\n"), false),
        (format!("{custom}{beta}{region}"), true),
        (format!("{custom}{beta}{region}done = 2026-06-01\n"), true),
        (format!("{custom}{beta}done = 2026-06-01\n"), false),
        (format!("{custom}[risks.a]\ntitle = \"A\"\n"), true),
        (format!("{custom}[risks.a]\ntitle = \"A\"\ncustom = {{ free = 3 }}\n"), false),
        (format!("{custom}[scope.a]\ntitle = \"A\"\ncustom = {{ free = 3, region = 4 }}\n"), true),
    ] {
        let (rules, schema, text) = judge.verdict(&program);
        assert_eq!((rules, schema), (wanted, wanted), "{text}");
    }
    let judge = Judge::new("[fields.program.later]\ntype = \"text\"\nfrom-phase = \"build\"\n");
    let phase = judge.verdict("");
    assert_eq!((phase.0, phase.1), (false, true), "of phases a schema knows nothing");
}

#[test]
fn editors_are_told_what_a_field_says() {
    let config = "[fields.program.tier]\ntype = \"one-of\"\none-of = [\"a\", \"b\"]\ndescription = \"How much review\"\nfrom-phase = \"build\"\n";
    let tree = Tree::memory([("milepost.toml", config)]);
    let schema = File::Program.schema_with(&config_of(&tree).fields);
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let tier = &schema["properties"]["custom"]["properties"]["tier"];
    assert_eq!(tier["description"], "How much review. Required from `build` on.");
    assert_eq!(tier["enum"], serde_json::json!(["a", "b"]));
    assert_eq!(schema["$id"], Value::Null, "it is not the one that is published");
    let milestone = &schema["properties"]["milestones"]["additionalProperties"]["properties"]["custom"];
    assert_eq!(milestone["properties"], Value::Null);
}
