//! Fields of the users' own: what milepost.toml declares of them, and which programs must have them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::config::{Config, invalid};
use super::playbook::Playbook;
use super::{Program, Stage, Workspace, table};
use crate::document::Table;
use crate::finding::Finding;
use crate::model::{CustomKind, Key, is_id, is_placeholder};
use crate::text::{Span, nearest};

/// A field of the users' own.
#[derive(Debug, Clone)]
pub struct CustomField {
    /// Where it is declared.
    pub span: Span,
    /// What it holds.
    pub holds: CustomKind,
    /// The allowed values, where it holds one of some.
    pub one_of: Vec<String>,
    /// What it says, for editors.
    pub description: Option<String>,
    /// Whether it must be there: always, or from a phase on.
    pub required: bool,
    /// The phase from which on it must be there, with its place.
    pub from_phase: Option<(String, Span)>,
}

impl CustomField {
    /// Reads a declaration; `None` where its type could not be read.
    pub(super) fn read(field: &Table<'_>, span: Span) -> Option<Self> {
        let one_of = table::texts(field, "one-of").unwrap_or_default();
        let from_phase = table::text(field, "from-phase").map(|(phase, span)| (phase.to_owned(), span));
        Some(Self {
            span,
            holds: CustomKind::parse(table::text(field, "type")?.0)?,
            one_of: one_of.into_iter().map(|(word, _)| word.to_owned()).collect(),
            description: table::text(field, "description")
                .filter(|(text, _)| !is_placeholder(text))
                .map(|(text, _)| text.to_owned()),
            // Whoever names a phase wants it from there on.
            required: table::boolean(field, "required").unwrap_or(from_phase.is_some()),
            from_phase,
        })
    }

    /// Whether it must be there whatever the phase is, as the name of a program must.
    pub fn is_always_required(&self) -> bool {
        self.required && self.from_phase.is_none()
    }
}

impl Workspace {
    /// Whether a standard phase has this name, or a phase of any playbook.
    pub fn is_phase(&self, phase: &str) -> bool {
        is_phase(&self.playbooks, phase)
    }

    /// What to write in place of a phase that no playbook has.
    pub fn phase_help(&self, phase: &str) -> String {
        phase_help(&self.playbooks, phase)
    }

    /// Whether a program has come to the phase from which on a field must be there. A closed program is asked for
    /// nothing, nor is one whose phase could not be read, or whose playbook knows no such phase.
    pub fn is_from_phase(&self, program: &Program, field: &CustomField) -> bool {
        let Some((phase, _)) = field.from_phase.as_ref().filter(|_| field.required) else { return false };
        let (Some(stage), Some(playbook)) = (program.stage, self.playbook(program)) else { return false };
        if program.is_closed() {
            return false;
        }
        let at = |phase: &str| playbook.phases.iter().position(|known| known == phase);
        match at(phase) {
            Some(from) => {
                let named = program.table().and_then(|table| table.word(Key::Phase));
                named.and_then(at).unwrap_or_default() >= from
            }
            None => Stage::parse(phase).is_some_and(|from| stage >= from),
        }
    }
}

/// What is wrong with the declarations: a phase of no playbook, a choice of nothing.
pub(super) fn check_fields(config: &Config, playbooks: &BTreeMap<String, Playbook>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let file: &Arc<str> = &config.file;
    for ((section, name), field) in &config.fields {
        let path = format!("fields.{}.{name}", section.name());
        if let Some((phase, span)) = &field.from_phase
            && !is_phase(playbooks, phase)
        {
            let finding = invalid(file, *span, format!("no playbook has a phase `{phase}`"));
            let finding = finding.help(phase_help(playbooks, phase));
            let mut finding = match meant_phase(playbooks, phase) {
                Some((meant, certain)) => finding.write(*span, meant, certain),
                None => finding,
            };
            finding.path = Some(format!("{path}.from-phase"));
            findings.push(finding);
        }
        if field.holds == CustomKind::OneOf && field.one_of.is_empty() {
            let mut finding = invalid(file, field.span, format!("`{name}` is one of nothing"))
                .help("Add the words that it may hold: one-of = [\"emea\", \"amer\", \"apac\"]");
            finding.path = Some(path);
            findings.push(finding);
        }
    }
    findings
}

/// The phase that was meant by one that no playbook has, and whether that is beyond doubt.
fn meant_phase<'p>(playbooks: &'p BTreeMap<String, Playbook>, phase: &str) -> Option<(&'p str, bool)> {
    let known = playbooks.values().flat_map(|playbook| &playbook.phases).map(String::as_str);
    nearest(phase, known.filter(|known| is_id(known)))
}

fn phase_help(playbooks: &BTreeMap<String, Playbook>, phase: &str) -> String {
    match meant_phase(playbooks, phase) {
        Some((meant, _)) => format!("Did you mean \"{meant}\"?"),
        None => "Write a phase of one of your playbooks, or a standard one such as \"build\".".to_owned(),
    }
}

/// Whether a standard phase has this name, or a phase of any playbook.
fn is_phase(playbooks: &BTreeMap<String, Playbook>, phase: &str) -> bool {
    Stage::parse(phase).is_some() || playbooks.values().any(|playbook| playbook.stage(phase).is_some())
}
