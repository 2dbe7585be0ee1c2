//! What commands write as JSON, held against the schema that is published for it.

#![allow(dead_code, reason = "each test binary uses its own part of it")]

use std::sync::LazyLock;

use jsonschema::Validator;
use milepost::schema::Output;
use serde_json::Value;

static VALIDATORS: LazyLock<Vec<(Output, Validator)>> = LazyLock::new(|| {
    let validator = |output: Output| {
        let schema = serde_json::from_str(output.schema()).expect("JSON");
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        (output, options.build(&schema).expect("a schema"))
    };
    Output::ALL.map(validator).into()
});

/// What the schema of an output has against a value.
pub(crate) fn faults(output: Output, value: &Value) -> Vec<String> {
    let (_, validator) = VALIDATORS.iter().find(|(of, _)| *of == output).expect("all are there");
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// Reads what was written as an output; it must be what its schema says.
pub(crate) fn read(output: Output, text: &str) -> Value {
    let value = serde_json::from_str(text).expect("it is JSON");
    let faults = faults(output, &value);
    assert!(faults.is_empty(), "the schema of {} refuses {faults:#?}\nof {text}", output.name());
    value
}

/// Looks at what a command line wrote: where it was asked for JSON, it must be what the schema says.
pub(crate) fn check(arguments: &[&str], written: &str) {
    let formats: Vec<&str> =
        arguments.windows(2).filter(|pair| pair[0] == "--format").map(|pair| pair[1]).collect();
    // Where a file takes the JSON, something else is printed.
    let is_json = formats == ["json"] && !arguments.contains(&"--output");
    let named = |word: &&str| Output::ALL.into_iter().find(|output| output.name() == *word);
    let output = arguments.iter().find_map(named);
    if let (true, false, Some(output)) = (is_json, written.is_empty(), output) {
        read(output, written);
    }
}
