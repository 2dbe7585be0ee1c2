//! The reference page of the format: every section and key, as one page of Markdown.

use super::File;
use crate::model::{Field, Key, Kind, LEVELS, Names, PRESETS, Shape, custom_sections};
use crate::text::{join_and, join_or};

const INTRO: &str = r#"<!-- Generated from the declarations in src/model. `MILEPOST_BLESS=1 cargo test --test schema` writes it anew. -->

# The file format

A repository of programs is a folder with a `milepost.toml`. That file may be empty, and little else is required: a
program needs a name and a TPM.

| where | what |
| --- | --- |
| `milepost.toml` | marks the root; rules, calendar, fields of your own |
| `programs/**/*.toml` | one program a file; the file's name is the program's id |
| `org/**/*.toml` | people and teams; optional |
| `playbooks/*.toml` | playbooks of your own; optional |

A line at the top of a file makes editors check and complete it: `#:schema SCHEMA_URL` in a program, and in the other
files the same with `org`, `workspace` or `playbook`.

Keys that are not on this page are errors, except in `[owners]`, `[docs]` and `custom`. To silence a rule, write
`# milepost: ignore[rule] the reason` above an entry or at the end of its line, or
`# milepost: ignore-file[rule] the reason` at the top of the file.

## Values

| what | how it is written |
| --- | --- |
| **id** | lower-case letters, digits and single hyphens, at most 64: `wallet-api` |
| **day** | `2026-06-30`, without quotes |
| **date** | a day; or, in quotes, a month `"2026-06"`, an ISO week `"2026-W27"`, a quarter `"2026-Q3"`, a half `"2026-H2"`, a year `"2026"`; or the name of a release in `[calendar.releases]`. A period stands for its last day; in `start` and a freeze's `from`, for its first |
| **person**, **team** | an id from `[people]` or `[teams]`; any id, as long as none is declared there |
| **reference** | `"beta"` for something in this program, `"identity/ga"` for something in another; `"scope.beta"` where the section is not clear |
| **provider** | `"identity/ga"` for a milestone of another program, `"identity/"` while the milestone is open, `"payments"` for a team, `"external:ACME"` for somebody outside |
| **path** | a section, a key of one, or a key that every open entity has: `"scope"`, `"docs.design"`, `"milestones.*.exit"` |
| **span** | a number of hours, days or weeks: `"12h"`, `"2d"`, `"1w"` |
| **text** | any text in quotes, of several lines in `"""` |
"#;

/// The page.
pub fn reference() -> String {
    let schema = File::Program.url();
    let mut page = Page(INTRO.replace("SCHEMA_URL", &schema));
    for file in File::ALL {
        page.file(file);
    }
    page.0
}

struct Page(String);

impl Page {
    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn file(&mut self, file: File) {
        let shape = file.shape();
        self.line(&format!("\n## {}: `{}`", shape.title, file.place()));
        let has_header = |field: &&Field| is_section(field) || matches!(field.kind, Kind::Rules);
        self.table(plain(shape).filter(|field| !has_header(field)));
        for field in shape.fields.iter().filter(has_header) {
            self.section(field, field.key.name());
        }
        let of_entities = shape.fields.iter().find_map(|field| match field.kind {
            Kind::Keyed(shape) => Some(shape),
            _ => None,
        });
        if let Some(entity) = of_entities {
            let sections = shape.fields.iter().filter(|field| matches!(field.kind, Kind::Keyed(_)));
            let headers: Vec<String> = sections.map(|field| format!("`[{}.ID]`", field.key.name())).collect();
            self.line(&format!("\n### What each of these may hold besides\n\nIn {}:", join_and(&headers)));
            self.table(entity.fields.iter().filter(|field| is_everywhere(field)));
        }
    }

    /// A section under its header, and the sections inside.
    fn section(&mut self, field: &Field, path: &str) {
        let header = match field.kind {
            Kind::Keyed(_) => format!("[{path}.ID]"),
            Kind::Tables(_) => format!("[[{path}]]"),
            Kind::Map(Names::Sections, _) => format!("[{path}.SECTION.NAME]"),
            Kind::Map(_, Kind::Table(_)) => format!("[{path}.PHASE]"),
            _ => format!("[{path}]"),
        };
        self.line(&format!(
            "\n### `{header}`\n\n{}{}",
            field.doc,
            if field.required { " Required." } else { "" }
        ));
        match &field.kind {
            Kind::Table(shape)
            | Kind::Keyed(shape)
            | Kind::Tables(shape)
            | Kind::Map(_, Kind::Table(shape)) => {
                self.table(plain(shape));
                for inner in shape.fields.iter().filter(|field| is_section(field) && field.key != Key::Custom)
                {
                    self.section(inner, &format!("{path}.{}", inner.key.name()));
                }
            }
            Kind::Map(Names::Sections, Kind::Map(_, Kind::Table(shape))) => {
                let sections: Vec<String> = custom_sections().map(|name| format!("`{name}`")).collect();
                self.line(&format!("\nSECTION is {}.", join_or(&sections)));
                self.table(plain(shape));
            }
            Kind::Map(names, kind) => {
                self.line("\n| key | holds |\n| --- | --- |");
                let holds = holds(kind);
                match names {
                    Names::Roles => {
                        self.line(&format!(
                            "| `tpm`, **required** | {holds} |\n| any other role, an id | {holds} |"
                        ));
                    }
                    Names::Releases => {
                        self.line(&format!(
                            "| any name that is no date, in quotes where it has a dot | {holds}, no release |"
                        ));
                    }
                    Names::Ids | Names::Sections => self.line(&format!("| any id | {holds} |")),
                }
            }
            Kind::Rules => {
                self.line("\n| key | holds |\n| --- | --- |");
                self.line(&format!("| `preset` | {} |", words(PRESETS)));
                self.line(&format!(
                    "| a rule | {}; or a table of `level` and the rule's options |",
                    words(LEVELS)
                ));
                self.line(
                    "\n`milepost rules` lists the rules; `milepost explain RULE` names the options of one.",
                );
            }
            _ => {}
        }
    }

    fn table<'f>(&mut self, fields: impl Iterator<Item = &'f Field>) {
        let mut header = Some("\n| key | holds | meaning | for example |\n| --- | --- | --- | --- |");
        for field in fields {
            if let Some(header) = header.take() {
                self.line(header);
            }
            let key = field.key.name();
            let required = if field.required { ", **required**" } else { "" };
            let example =
                if field.example.is_empty() { String::new() } else { format!("`{}`", field.example) };
            self.line(&format!("| `{key}`{required} | {} | {} | {example} |", holds(&field.kind), field.doc));
        }
    }
}

/// The fields of a table that get a row each in it.
fn plain(shape: &'static Shape) -> impl Iterator<Item = &'static Field> {
    shape.fields.iter().filter(|field| !is_section(field) && !is_everywhere(field))
}

/// Whether a field has a header of its own.
fn is_section(field: &Field) -> bool {
    let kind = &field.kind;
    matches!(kind, Kind::Table(_) | Kind::Keyed(_) | Kind::Tables(_) | Kind::Map(..) | Kind::Free)
}

/// Whether every entity has this field.
fn is_everywhere(field: &Field) -> bool {
    matches!(field.kind, Kind::List(Kind::Former)) || matches!(field.key, Key::Link | Key::Custom)
}

fn words(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// What a value of this kind is, in a cell.
fn holds(kind: &Kind) -> String {
    let noun = match kind {
        Kind::Text | Kind::Title => "text",
        Kind::Url => "web address",
        Kind::Document => "web address, or path from the root",
        Kind::Boolean => "`true` or `false`",
        Kind::Count => "whole number",
        Kind::Measure => "number, text, `true` or `false`",
        Kind::When | Kind::Period => "date",
        Kind::Day => "day",
        Kind::OneOf(allowed) => return words(allowed),
        Kind::Id => "id",
        Kind::Phase => "phase",
        Kind::Playbook => "playbook",
        Kind::Person => "person",
        Kind::Team => "team",
        Kind::Party => "person or team",
        Kind::Provider => "provider",
        Kind::Reference(sections) => {
            let names: Vec<&str> = sections.iter().map(|section| section.name()).collect();
            return format!("reference into {}", join_or(&names));
        }
        Kind::Former => "id, or `program/id`",
        Kind::Span => "span",
        Kind::Requirement => "path",
        Kind::List(kind) => return format!("list: {}", holds(kind)),
        Kind::Rules => "table, as `[rules]`",
        Kind::Table(_) | Kind::Keyed(_) | Kind::Tables(_) | Kind::Map(..) | Kind::Free => "table",
    };
    noun.to_owned()
}
