//! Every format of `lint`: the same findings in all of them, and text from a repository shown, never obeyed.

use std::collections::BTreeSet;
use std::sync::Arc;

use milepost::finding::{Finding, Level};
use milepost::output::{Style, concise, github, gitlab, json, junit, rdjson, sarif};
use milepost::report::{LintReport, Summary};
use milepost::text::{Span, clean};
use milepost::tree::Tree;
use quick_xml::events::Event;
use serde_json::Value;

/// Texts that some format, or what reads it, would obey.
const HOSTILE: [&str; 18] = [
    "two\nlines\r\nand a third",
    "x\n::error::forged",
    "::stop-commands::x",
    "::set-env name=PATH::/tmp",
    "##[error]forged ##[add-path]/tmp",
    "100%0Aforged %25 %3A, a=b:c,d=e",
    "]]></failure><testcase name=\"forged\"/><![CDATA[",
    "\"/><evil a='b' &amp; &#0; &x;",
    "<script>alert(1)</script><img src=x>",
    "[press](1) [press](javascript:alert(1)) ![see](https://evil.example/x.png)",
    "ask @maya-chen, see #12 and GH-34",
    "{0} {{1}} %s",
    "```suggestion\nrm -rf\n```",
    "\u{1b}[31mred\u{1b}[2J \u{1b}]8;;http://evil.example\u{7}link",
    "\u{9b}2J \u{7f} \u{0} \u{b}",
    "\u{202e}flipped\u{2066} \u{200b}x",
    "\u{fffe}\u{ffff}",
    "../../etc/passwd",
];

const PROGRAM: &str = "[program]\r\nname = \"𐐀é Wallet\"\nhealth = \"yelow\"\n\nphase =\n";

/// Three findings of three levels with fixes and related places, in which every text is this one.
fn report(text: &str) -> LintReport {
    let file: Arc<str> = format!("programs/{text}.toml").into();
    let other: Arc<str> = format!("org/{text}.toml").into();
    let tree = Tree::memory(
        [(&*file, PROGRAM), (&*other, PROGRAM)].map(|(path, text)| (path.to_owned(), text.to_owned())),
    );
    let span = |start: &str, end: &str| {
        let start = PROGRAM.find(start).expect("it stands there");
        Span::new(start..start + PROGRAM[start..].find(end).expect("it stands there") + end.len())
    };
    let new = |rule, level, span| {
        let mut finding = Finding::new(rule, level, &file, span, format!("`{text}` is no value, {text}"))
            .help(text.to_owned());
        finding.program = Some(text.into());
        finding.path = Some(format!("milestones.{text}"));
        finding.relate(&other, span_of_wallet(), text)
    };
    let name = span("𐐀", "Wallet");
    let findings = vec![
        new("invalid-value", Level::Error, span("\"yelow", "w\"")).write(span("\"yelow", "w\""), text, true),
        new("missing-key", Level::Warn, span("[program", "name")),
        new("milestone-gap", Level::Info, name).replace(text, name, text),
    ];
    LintReport::new(findings, &tree, Summary { files: 2, programs: 1, suppressed: 4, ..Summary::default() })
}

fn span_of_wallet() -> Span {
    let start = PROGRAM.find("Wallet").expect("it stands there");
    Span::new(start..start + 6)
}

fn parse(text: &str) -> Value {
    assert!(text.bytes().all(|byte| byte == b'\n' || byte >= b' '), "{text:?}");
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// What a document of JSON is made of: its keys and kinds, and nothing of its texts.
fn shape(value: &Value) -> String {
    match value {
        Value::Array(values) => format!("[{}]", values.iter().map(shape).collect::<Vec<_>>().join(",")),
        Value::Object(keys) => {
            let pairs = keys.iter().map(|(key, value)| format!("{key}:{}", shape(value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
        }
        Value::String(_) => "text".to_owned(),
        other => other.to_string(),
    }
}

/// A text that a page of others may show: nothing in it steers, and nothing is a link, a tag or a mention.
fn assert_inert(text: &str) {
    assert_eq!(clean(&text.replace('\u{200b}', "")), text.replace('\u{200b}', ""), "{text:?}");
    for loud in ["](", "<s", "<i", "</", "@m", "#1", "GH-3", "://", "#["] {
        assert!(!text.contains(loud), "{text:?} holds {loud}");
    }
}

#[test]
fn every_format_has_the_same_findings() {
    let report = report("beta");
    let lines = |text: &str| text.lines().count();
    let known: BTreeSet<&str> = report.findings.iter().map(|located| &*located.fingerprint).collect();
    assert_eq!(known.len(), 3);
    let of_json = parse(&json::lint(&report));
    assert_eq!(of_json["findings"].as_array().map(Vec::len), Some(3));
    assert_eq!(lines(&concise::lint(&report, Style::PLAIN)), 3);
    for (line, finding) in json::lines(&report).lines().zip(of_json["findings"].as_array().expect("a list")) {
        let mut line = parse(line);
        assert_eq!(line.as_object_mut().and_then(|line| line.shift_remove("version")), Some(Value::from(1)));
        assert_eq!(line, *finding);
    }
    let of_sarif = parse(&sarif::lint(&report, ""));
    let of_gitlab = parse(&gitlab::lint(&report, ""));
    let fingerprints = |list: &Value, pointer: &str| -> BTreeSet<String> {
        let list = list.as_array().expect("a list").iter();
        list.map(|item| item.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned())
            .collect()
    };
    let expected: BTreeSet<String> = known.iter().map(|known| (*known).to_owned()).collect();
    assert_eq!(fingerprints(&of_json["findings"], "/fingerprint"), expected);
    assert_eq!(fingerprints(&of_gitlab, "/fingerprint"), expected);
    let results = &of_sarif["runs"][0]["results"];
    assert_eq!(fingerprints(results, "/partialFingerprints/milepost~1v1"), expected);
    assert_eq!(fingerprints(results, "/partialFingerprints/primaryLocationLineHash"), expected);
    let diagnostics = parse(&rdjson::lint(&report, ""));
    assert_eq!(diagnostics["diagnostics"].as_array().map(Vec::len), Some(3));
    let commands = commands(&github::lint(&report, ""));
    let count = |name: &str| commands.iter().filter(|command| command.name == name).count();
    assert_eq!((count("error"), count("warning"), count("notice")), (1, 1, 2), "one notice counts");
    let suites = elements(&junit::lint(&report, ""));
    assert_eq!(suites.iter().filter(|element| element.name == "failure").count(), 3);
    assert_eq!(suites[0].attribute("failures"), "3");
}

#[test]
fn paths_count_from_the_root_of_the_repository() {
    let report = report("a b");
    let folder = "product é";
    let path = "product é/programs/a b.toml";
    let uri = "product%20%C3%A9/programs/a%20b.toml";
    let of_sarif = parse(&sarif::lint(&report, folder));
    let place = &of_sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!((&place["uri"], &place["uriBaseId"]), (&Value::from(uri), &Value::from("%SRCROOT%")));
    assert_eq!(of_sarif["runs"][0]["automationDetails"]["id"], "milepost/product é/");
    assert_eq!(parse(&sarif::lint(&report, ""))["runs"][0]["automationDetails"]["id"], "milepost/");
    assert_eq!(parse(&gitlab::lint(&report, folder))[0]["location"]["path"], path);
    assert_eq!(parse(&rdjson::lint(&report, folder))["diagnostics"][0]["location"]["path"], path);
    assert_eq!(elements(&junit::lint(&report, folder))[1].attribute("name"), path);
    let commands = commands(&github::lint(&report, folder));
    assert!(commands.iter().any(|command| command.property("file") == path));
}

/// The text with what stands between two places replaced; a place is a line and a column, counted in `width` of characters.
fn replaced(text: &str, region: [usize; 4], new: &str, width: fn(char) -> usize) -> String {
    let at = |line: usize, column: usize| {
        let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let mut left = column - 1;
        let mut offset = start;
        let mut characters = text[start..].chars();
        while left > 0 {
            let character = characters.next().expect("the column is in the line");
            left -= width(character);
            offset += character.len_utf8();
        }
        offset
    };
    let [line, column, end_line, end_column] = region;
    format!("{}{new}{}", &text[..at(line, column)], &text[at(end_line, end_column)..])
}

#[test]
fn a_fix_lands_where_it_belongs_in_every_way_of_counting() {
    let number = |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("small");
    let report = report("Card");
    let expected = PROGRAM.replace("𐐀é Wallet", "Card");
    let of_sarif = parse(&sarif::lint(&report, ""));
    let results = of_sarif["runs"][0]["results"].as_array().expect("a list");
    let result = results.iter().find(|result| result["ruleId"] == "milestone-gap").expect("it is there");
    let change = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    let region =
        ["startLine", "startColumn", "endLine", "endColumn"].map(|key| number(&change["deletedRegion"][key]));
    let new = change["insertedContent"]["text"].as_str().expect("a text");
    assert_eq!(of_sarif["runs"][0]["columnKind"], "unicodeCodePoints");
    assert_eq!(replaced(PROGRAM, region, new, |_| 1), expected);
    let of_reviewdog = parse(&rdjson::lint(&report, ""));
    let list = of_reviewdog["diagnostics"].as_array().expect("a list");
    let found = list.iter().find(|found| found["code"]["value"] == "milestone-gap").expect("it is there");
    let suggestion = &found["suggestions"][0];
    let range = &suggestion["range"];
    let region = [("start", "line"), ("start", "column"), ("end", "line"), ("end", "column")]
        .map(|(side, key)| number(&range[side][key]));
    assert_eq!(
        replaced(PROGRAM, region, suggestion["text"].as_str().expect("a text"), char::len_utf8),
        expected
    );
}

#[test]
fn sarif_follows_its_schema_whatever_it_tells() {
    // One pattern of it, that of a language, has a bracket too many.
    let schema = include_str!("sarif/sarif-schema-2.1.0.json").replace("{2}]?$", "{2}$");
    let schema = parse(&schema);
    let validator = jsonschema::validator_for(&schema).expect("the schema is sound");
    assert!(!validator.is_valid(&serde_json::json!({"version": "2.1.0", "runs": [{}]})));
    let harmless = shape(&parse(&sarif::lint(&report("harmless"), "")));
    let empty = LintReport::default();
    for text in HOSTILE {
        let log = parse(&sarif::lint(&report(text), text));
        let errors: Vec<String> = validator
            .iter_errors(&log)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{text:?}: {errors:#?}");
        assert_eq!(shape(&log), harmless, "{text:?}");
        for result in log["runs"][0]["results"].as_array().expect("a list") {
            assert_inert(result["message"]["text"].as_str().expect("a text"));
            assert_inert(result["relatedLocations"][0]["message"]["text"].as_str().expect("a text"));
            let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str();
            let uri = uri.expect("a text");
            assert!(
                uri.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~%".contains(&byte)),
                "{uri}"
            );
            let decoded = percent_encoding::percent_decode_str(uri).decode_utf8().expect("UTF-8");
            assert_eq!(decoded, format!("{text}/programs/{text}.toml"));
        }
    }
    assert!(validator.is_valid(&parse(&sarif::lint(&empty, ""))));
}

#[test]
fn the_report_of_gitlab_has_what_gitlab_asks_for() {
    let schema = serde_json::json!({
        "type": "array",
        "items": {
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "minLength": 1},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "not": {"pattern": "^(\\./|/)"}},
                        "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}}
                    }
                }
            }
        }
    });
    let validator = jsonschema::validator_for(&schema).expect("the schema is sound");
    let harmless = shape(&parse(&gitlab::lint(&report("harmless"), "")));
    for text in HOSTILE {
        let list = parse(&gitlab::lint(&report(text), ""));
        assert!(validator.is_valid(&list), "{list}");
        assert_eq!(shape(&list), harmless, "{text:?}");
        for issue in list.as_array().expect("a list") {
            assert_inert(issue["description"].as_str().expect("a text"));
        }
    }
    assert_eq!(gitlab::lint(&LintReport::default(), ""), "[]\n");
}

#[test]
fn what_reviewdog_reads_has_its_form() {
    let position = serde_json::json!({
        "required": ["line", "column"],
        "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}}
    });
    let range =
        serde_json::json!({"required": ["start", "end"], "properties": {"start": position, "end": position}});
    let location = serde_json::json!({
        "required": ["path", "range"], "properties": {"path": {"type": "string"}, "range": range}
    });
    let diagnostic = serde_json::json!({
        "required": ["message", "location", "severity"],
        "properties": {
            "message": {"type": "string"},
            "location": location,
            "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
            "code": {"properties": {"value": {"type": "string"}, "url": {"type": "string"}}},
            "suggestions": {"items": {
                "required": ["range", "text"], "properties": {"range": range, "text": {"type": "string"}}
            }},
            "related_locations": {"items": {
                "required": ["message", "location"],
                "properties": {"message": {"type": "string"}, "location": location}
            }}
        }
    });
    let schema = serde_json::json!({
        "required": ["source", "diagnostics"],
        "properties": {
            "source": {"required": ["name"]},
            "diagnostics": {"type": "array", "items": diagnostic}
        }
    });
    let validator = jsonschema::validator_for(&schema).expect("the schema is sound");
    let harmless = shape(&parse(&rdjson::lint(&report("harmless"), "")));
    for text in HOSTILE {
        let result = parse(&rdjson::lint(&report(text), ""));
        assert!(validator.is_valid(&result), "{result}");
        assert_eq!(shape(&result), harmless, "{text:?}");
        for diagnostic in result["diagnostics"].as_array().expect("a list") {
            assert_inert(diagnostic["message"].as_str().expect("a text"));
        }
    }
    assert!(validator.is_valid(&parse(&rdjson::lint(&LintReport::default(), ""))));
}

/// A command of a workflow, as the runner reads it.
struct Workflow {
    name: String,
    properties: Vec<(String, String)>,
    data: String,
}

impl Workflow {
    fn property(&self, name: &str) -> &str {
        self.properties.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

/// Reads every line as the runner of GitHub Actions does, and takes no other text.
fn commands(log: &str) -> Vec<Workflow> {
    let data = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let property = |text: &str| data(&text.replace("%3A", ":").replace("%2C", ","));
    let lines = log.lines().map(|line| {
        assert!(clean(line) == line, "{line:?}");
        let rest = line.strip_prefix("::").unwrap_or_else(|| panic!("{line:?} is no command"));
        let (head, text) = rest.split_once("::").expect("a command ends");
        let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
        let pairs = properties.split(',').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| {
            let (key, value) = pair.split_once('=').expect("a pair");
            (key.to_owned(), property(value))
        });
        Workflow { name: name.to_owned(), properties: pairs.collect(), data: data(text) }
    });
    lines.collect()
}

#[test]
fn hostile_text_is_no_command_of_a_workflow() {
    let names = |commands: &[Workflow]| -> Vec<(String, Vec<String>)> {
        let keys = |command: &Workflow| command.properties.iter().map(|(key, _)| key.clone()).collect();
        commands.iter().map(|command| (command.name.clone(), keys(command))).collect()
    };
    let harmless = names(&commands(&github::lint(&report("harmless"), "")));
    assert_eq!(harmless.iter().filter(|(name, _)| name == "group").count(), 2);
    for text in HOSTILE {
        let commands = commands(&github::lint(&report(text), ""));
        assert_eq!(names(&commands), harmless, "{text:?}");
        let shown = clean(text);
        for command in commands.iter().filter(|command| !command.property("file").is_empty()) {
            assert_eq!(command.property("file"), clean(&format!("programs/{text}.toml")), "{text:?}");
            assert!(command.data.ends_with(&*format!("\n{shown}")), "{:?}", command.data);
        }
    }
    assert_eq!(github::lint(&LintReport::default(), ""), "No findings in 0 programs (0 files)\n");
}

#[test]
fn annotations_that_github_leaves_out_are_counted() {
    let file: Arc<str> = "programs/a.toml".into();
    let tree = Tree::memory([("programs/a.toml".to_owned(), "\n".repeat(100))]);
    let findings: Vec<Finding> = (0..30)
        .map(|at| {
            let level = [Level::Error, Level::Info][at / 15];
            Finding::new("unknown-key", level, &file, Span::new(at..at), format!("number {at}"))
        })
        .collect();
    let log = github::lint(&LintReport::new(findings, &tree, Summary::default()), "");
    let notice = log.lines().find(|line| line.starts_with("::notice title=milepost::"));
    assert_eq!(
        notice,
        Some(
            "::notice title=milepost::15 errors, 15 notes in 0 programs (0 files). GitHub shows 10 annotations of a level: \
             11 more stand in the log alone"
        )
    );
}

struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Element {
    fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

/// The elements of a document, in order, each with the text right behind its start.
fn elements(document: &str) -> Vec<Element> {
    let is_allowed = |character: char| {
        matches!(character, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
            && clean(character.encode_utf8(&mut [0; 4])) == character.to_string().as_str()
            || character == '\n'
    };
    assert!(document.chars().all(is_allowed), "{document:?}");
    let mut reader = quick_xml::Reader::from_str(document);
    reader.config_mut().check_end_names = true;
    let mut elements: Vec<Element> = Vec::new();
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {document}")) {
            Event::Start(start) | Event::Empty(start) => {
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.expect("an attribute");
                    let value =
                        quick_xml::escape::unescape(&attribute.value).expect("it is escaped").into_owned();
                    (attribute.key.as_ref().to_owned(), value)
                });
                let name = start.name().as_ref().to_owned();
                elements.push(Element { name, attributes: attributes.collect(), text: String::new() });
            }
            Event::Text(text) => {
                if let Some(element) = elements.last_mut() {
                    element.text.push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                let escaped = format!("&{};", &*reference);
                let element = elements.last_mut().expect("no reference stands before the root");
                element.text.push_str(&quick_xml::escape::unescape(&escaped).expect("a known reference"));
            }
            Event::Eof => return elements,
            Event::End(_) | Event::Decl(_) => {}
            other => panic!("{other:?} in {document}"),
        }
    }
}

#[test]
fn hostile_text_is_text_in_xml() {
    let names = |elements: &[Element]| -> Vec<String> {
        elements.iter().map(|element| element.name.clone()).collect()
    };
    let harmless = names(&elements(&junit::lint(&report("harmless"), "")));
    for text in HOSTILE {
        let found = elements(&junit::lint(&report(text), ""));
        assert_eq!(names(&found), harmless, "{text:?}");
        let shown = clean(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
        let failure = found.iter().find(|element| element.name == "failure").expect("a failure");
        assert_eq!(failure.attribute("message"), format!("`{shown}` is no value, {shown}"));
        assert!(failure.text.contains(&format!("\n{shown}\n")), "{:?}", failure.text);
    }
}

#[test]
fn a_file_without_a_finding_is_a_case_that_passed() {
    let mut clean = LintReport { files: vec!["a.toml".into(), "b.toml".into()], ..LintReport::default() };
    let found = elements(&junit::lint(&clean, ""));
    let names: Vec<&str> = found.iter().map(|element| &*element.name).collect();
    assert_eq!(names, ["testsuites", "testsuite", "testcase", "testsuite", "testcase"]);
    assert_eq!((found[0].attribute("tests"), found[0].attribute("failures")), ("2", "0"));
    clean.files.clear();
    assert_eq!(elements(&junit::lint(&clean, "")).len(), 1);
}

#[test]
fn hostile_text_is_one_text_in_a_line_of_json() {
    for text in HOSTILE {
        let report = report(text);
        let lines = json::lines(&report);
        assert_eq!(lines.lines().count(), 3, "{lines:?}");
        for line in lines.lines() {
            assert_eq!(parse(line)["help"], text);
        }
        let concise = concise::lint(&report, Style::PLAIN);
        assert_eq!(concise.lines().count(), 3);
    }
}
