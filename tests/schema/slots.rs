//! Every place of the format that takes a value, and values of every sort to put there.

use std::fmt::Write as _;

use milepost::model::{Field, Kind, Names, Shape};

/// A place in an otherwise valid file.
pub(crate) struct Slot {
    /// Where it is, for messages.
    pub(crate) name: String,
    before: String,
    after: String,
    is_name: bool,
}

impl Slot {
    /// The file with this value in the place.
    pub(crate) fn fill(&self, value: &str) -> String {
        format!("{}{value}{}", self.before, self.after)
    }

    /// What is to be tried there: values, or names in quotes where the place is one of a name.
    pub(crate) fn values(&self) -> impl Iterator<Item = &'static str> {
        let texts = TEXTS.iter();
        let others = OTHERS.iter().filter(|_| !self.is_name);
        texts.chain(others).copied()
    }
}

/// Values on which the two sides differ because JSON holds less than TOML.
pub(crate) struct Exception {
    /// What JSON does not know.
    pub(crate) why: &'static str,
    /// What the reader says of such a value.
    pub(crate) reader: bool,
    /// The values.
    pub(crate) values: &'static [&'static str],
}

/// Where the two sides may differ; each of them does somewhere.
pub(crate) const JSON_CANNOT_TELL: &[Exception] = &[
    Exception {
        why: "a day in quotes is a day without quotes",
        reader: false,
        values: &[r#""2026-06-30""#, r#"["2026-06-30"]"#],
    },
    Exception {
        why: "a date or a time without quotes is text",
        reader: false,
        values: &[
            "2026-06-30",
            "2026-06-30T10:00:00",
            "2026-06-30T10:00:00Z",
            "10:00:00",
            "[2026-06-30]",
            r#"{ "v1" = 2026-06-30 }"#,
        ],
    },
    Exception {
        why: "which years have a week 53 is no matter of form",
        reader: false,
        values: &[r#""2025-W53""#],
    },
    Exception { why: "1.0 is a whole number", reader: false, values: &["1.0"] },
    Exception { why: "what is no number is nothing", reader: true, values: &["nan", "inf"] },
];

const A64: &str = r#""aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa""#;
const A65: &str = r#""aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa""#;

#[rustfmt::skip]
const TEXTS: &[&str] = &[
    r#""""#, r#"" ""#, r#""a""#, r#""A""#, r#""beta""#, r#""Beta""#, r#""a-b""#, r#""a--b""#, r#""-a""#, r#""a-""#,
    r#""a_b""#, r#""é""#, r#""a b""#, r#""a\n""#, r#""\ta""#, r#""漢字""#, A64, A65,
    r#""a/b""#, r#""a/""#, r#""/a""#, r#""/""#, r#""a/b/c""#, r#""A/b""#, r#""a/B""#, r#""a.b""#, r#""a/b.c""#,
    r#""a.b/c""#, r#""a.b.c""#, r#""a.b.c.d""#, r#""a/b.c.d""#, r#""a.*""#, r#""a.*.b""#, r#""a.*.b.c""#, r#""*""#,
    r#""a.""#, r#"".a""#,
    r#""aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/b""#,
    r#""aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/b""#,
    r#""a.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa""#,
    r#""a/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa""#,
    r#""external:a""#, r#""external: A B""#, r#""external:""#, r#""external: ""#, r#""external:\n""#, r#""external""#,
    r#""external:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa""#,
    r#""aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:external:a""#,
    r#""https://a.example/b?c#d""#, r#""https:""#, r#""mailto:a@b.example""#, r#""https://a b""#, r#""https://a\u00a0b""#,
    r#""git+ssh://a""#, r#""1http://a""#, r#"":a""#, r#""docs/a.md""#, r#""a:b""#,
    r#""2026""#, r#""0000""#, r#""202""#, r#""20261""#, r#""2026x""#, r#""2026.1""#, r#""2026\n""#, r#"" 2026""#,
    r#""2026 ""#, r#""２０２６""#, r#""20é""#, r#""2026-""#, r#""2026-0""#, r#""2026-06""#, r#""2026-00""#,
    r#""2026-13""#, r#""2026-6""#, r#""2026-006""#, r#""2026-06-""#, r#""2026-06-30""#, r#""2026-06-31""#,
    r#""2026-6-30""#, r#""2026-06-30T10:00:00Z""#, r#""2026-06-30 10:00""#, r#""2026-W27""#, r#""2026-W53""#,
    r#""2025-W53""#, r#""2026-W54""#, r#""2026-W00""#, r#""2026-W7""#, r#""2026-w27""#, r#""2026-W27-1""#,
    r#""2026-Q1""#, r#""2026-Q0""#, r#""2026-Q5""#, r#""2026-q3""#, r#""2026-Q10""#, r#""2026-H1""#, r#""2026-H2""#,
    r#""2026-H3""#, r#""2026-H""#, r#""2026Q3""#, r#""v1.36""#, r#""Q3 2026""#, r#""10:00:00""#,
    r#""2d""#, r#""0h""#, r#""9999w""#, r#""12345d""#, r#""d""#, r#""2""#, r#""2 d""#, r#""2m""#, r#""-2d""#, r#""٣d""#,
    r#""green""#, r#""Green""#, r#""open""#, r#""done""#, r#""decided""#, r#""high""#, r#""must""#, r#""agreed""#,
    r#""mitigate""#, r#""untested""#, r#""weekly""#, r#""approver""#, r#""monday""#, r#""mon""#, r#""one-of""#,
    r#""build""#, r#""plain""#, r#""off""#, r#""warn""#, r#""warning""#, r#""strict""#, r#""true""#, r#""program""#,
    r#""milestones""#, r#""owners""#, r#""preset""#, r#""milestone-overdue""#, r#""toml-syntax""#, r#""level""#,
    r#""tpm""#, r#""planning""#, r#""cut""#, r#""https://a.example""#,
];

#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "0", "1", "-1", "0x10", "1_000", "4294967295", "4294967296", "9223372036854775807", "1.0", "1.5", "-0.5", "nan", "inf",
    "true", "false",
    "2026-06-30", "2026-06-30T10:00:00", "2026-06-30T10:00:00Z", "10:00:00",
    "[]", r#"["a"]"#, r#"["A"]"#, r#"["a", "b"]"#, r#"["a", 1]"#, r#"[""]"#, r#"["a/b"]"#, r#"["a.*.b"]"#, r#"["a/"]"#,
    "[1]", "[true]", "[2026-06-30]", r#"["2026-06-30"]"#, r#"["2026-06"]"#, r#"["mon", "tue"]"#, r#"["monday"]"#, "[[]]",
    "[{}]", r#"[{ to = "a" }]"#, r#"[{ to = "a" }, { to = "A" }]"#, r#"[{ to = "a" }, 1]"#,
    r#"[{ name = "a", from = "2026", to = "2026" }]"#, r#"[{ programs = ["a"], rules = {} }]"#,
    "{}", "{ a = 1 }", r#"{ a = "a" }"#, r#"{ A = "a" }"#, "{ a = {} }", r#"{ a = { name = "a" } }"#,
    r#"{ name = "a" }"#, r#"{ name = "a", nam = "b" }"#, r#"{ tpm = "a" }"#, r#"{ tpm = "a", b = "c" }"#,
    r#"{ tpm = "A" }"#, r#"{ type = "text" }"#, r#"{ requires = ["a"] }"#, r#"{ level = "warn" }"#, "{ level = 1 }",
    "{ days = 3 }", "{ days = 0 }", "{ days = -1 }", r#"{ days = "3" }"#, "{ daze = 3 }", r#"{ from-phase = "build" }"#,
    r#"{ milestone-overdue = "off" }"#, r#"{ milestone-overdew = "off" }"#, r#"{ preset = "strict" }"#, "{ preset = {} }",
    r#"{ milestones = { a = { type = "text" } } }"#, r#"{ owners = { a = { type = "text" } } }"#,
    r#"{ "v1" = 2026-06-30 }"#, r#"{ a = "build" }"#, "{ a = { requires = [] } }",
];

/// Values of every sort.
pub(crate) fn values() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().chain(OTHERS).copied()
}

/// Every slot of a file.
pub(crate) fn of(shape: &'static Shape) -> Vec<Slot> {
    let mut slots = Vec::new();
    for field in shape.fields {
        let key = field.key.name();
        let mut after = String::new();
        for other in shape.fields.iter().filter(|other| other.required && other.key != field.key) {
            write!(after, "\n[{}]\n{}", other.key.name(), least(other)).expect("a string takes every text");
        }
        let (name, before) = (key.to_owned(), format!("{key} = "));
        slots.push(Slot { name, before, after: after.clone(), is_name: false });
        inside(&field.kind, key, "", &after, &mut slots);
    }
    slots
}

/// The slots inside of a table that stands under a header.
fn inside(kind: &'static Kind, header: &str, open: &str, after: &str, slots: &mut Vec<Slot>) {
    let mut add = |name: String, before: String, rest: &str, is_name| {
        slots.push(Slot { name, before, after: format!("{rest}\n{after}"), is_name });
    };
    match kind {
        Kind::Table(shape) => fields(shape, header, &format!("{open}[{header}]\n"), after, slots),
        Kind::Tables(shape) => fields(shape, header, &format!("{open}[[{header}]]\n"), after, slots),
        Kind::Keyed(shape) => {
            let rest = format!("]\n{}", required(shape, ""));
            add(format!("{header}, an id"), format!("{open}[{header}."), &rest, true);
            fields(shape, header, &format!("{open}[{header}.a]\n"), after, slots);
        }
        Kind::Map(names, kind) => {
            let open = format!("{open}[{header}]\n");
            let (names, least) = match names {
                Names::Roles => ("b", "tpm = \"a\"\n"),
                Names::Sections => ("milestones", ""),
                Names::Ids | Names::Releases => ("a", ""),
            };
            let value = match kind {
                Kind::Table(shape) => format!(" = {{ {} }}", required(shape, "").trim().replace('\n', ", ")),
                Kind::Map(..) => " = {}".to_owned(),
                Kind::OneOf(words) => format!(" = \"{}\"", words[0]),
                Kind::Period => " = \"2026\"".to_owned(),
                _ => " = \"a\"".to_owned(),
            };
            // A name that already stands in the table would be no TOML.
            if least.is_empty() {
                add(format!("{header}, a name"), open.clone(), &value, true);
            }
            add(format!("{header}, a value"), format!("{open}{least}{names} = "), "", false);
            inside(kind, &format!("{header}.{names}"), "", after, slots);
        }
        Kind::Rules => {
            let open = format!("{open}[{header}]\n");
            add(format!("{header}, a rule"), open.clone(), " = \"off\"", true);
            for setting in ["milestone-overdue", "dependency-unanswered", "preset"] {
                let before = format!("{open}{setting} = ");
                add(format!("{header}, {setting}"), before, "", false);
            }
            for option in ["level", "days"] {
                let before = format!("{open}dependency-unanswered = {{ {option} = ");
                add(format!("{header}, {option}"), before, " }", false);
            }
        }
        _ => {}
    }
}

fn fields(shape: &'static Shape, header: &str, open: &str, after: &str, slots: &mut Vec<Slot>) {
    for field in shape.fields {
        let key = field.key.name();
        let before = format!("{open}{}", required(shape, key));
        slots.push(Slot {
            name: format!("{header}.{key}"),
            before: format!("{before}{key} = "),
            after: format!("\n{after}"),
            is_name: false,
        });
        if !open.starts_with("[[") {
            inside(&field.kind, &format!("{header}.{key}"), &before, after, slots);
        }
    }
}

/// The keys that a table needs, but one.
fn required(shape: &Shape, but: &str) -> String {
    let mut lines = String::new();
    for field in shape.fields.iter().filter(|field| field.required && field.key.name() != but) {
        let example = if field.example.is_empty() { "{}" } else { field.example };
        writeln!(lines, "{} = {example}", field.key.name()).expect("a string takes every text");
    }
    lines
}

/// What a section that must be there holds at least.
fn least(section: &Field) -> String {
    match section.kind {
        Kind::Table(shape) => required(shape, ""),
        _ => "tpm = \"a\"\n".to_owned(),
    }
}
