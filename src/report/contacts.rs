//! What a reader asks first of whatever needs attention: whose program it is, whom to ask, and whether it is new.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::finding::Finding;
use crate::model::{Entity, Key, PROGRAM};
use crate::text::Span;
use crate::workspace::{Program, Workspace};

/// What the programs of a version are called, and who answers for what in them.
#[derive(Debug, Default)]
pub struct Contacts {
    names: BTreeMap<Arc<str>, String>,
    tpms: BTreeMap<Arc<str>, String>,
    /// What findings are about, by program and path: what people call it, and who owns it.
    entities: FxHashMap<(Arc<str>, String), (String, Option<String>)>,
    new: FxHashSet<(&'static str, Arc<str>, Span)>,
}

impl Contacts {
    /// Those of a version, and of what was found in it: each finding, and whether it is new.
    pub fn new(workspace: &Workspace, findings: &[(Finding, bool)]) -> Self {
        let mut contacts = Self::default();
        for program in &workspace.programs {
            contacts.names.insert(Arc::clone(&program.id), program.name().to_owned());
            contacts.tpms.extend(program.owner("tpm").map(|tpm| (Arc::clone(&program.id), tpm.to_owned())));
        }
        for (finding, is_new) in findings {
            if *is_new {
                contacts.new.insert((finding.rule, Arc::clone(&finding.file), finding.span));
            }
            let program = finding.program.as_ref().and_then(|id| workspace.program(id));
            let Some((program, path)) = program.zip(finding.path.as_deref()) else { continue };
            if let Some(entity) = entity(program, path) {
                let owner = entity.word(Key::Owner).or_else(|| entity.word(Key::By)).map(str::to_owned);
                let place = (Arc::clone(&program.id), path.to_owned());
                contacts.entities.insert(place, (entity.title().to_owned(), owner));
            }
        }
        contacts
    }

    /// What people call a program; its id where nobody said.
    pub fn program<'c>(&'c self, id: &'c str) -> &'c str {
        self.names.get(id).map_or(id, String::as_str)
    }

    /// Whom to ask, by id: the owner of what a finding is about, else the TPM.
    pub fn owner(&self, finding: &Finding) -> Option<&str> {
        let program = finding.program.as_ref()?;
        let owner = self.entity(finding).and_then(|(_, owner)| owner.as_ref());
        owner.or_else(|| self.tpms.get(program)).map(String::as_str)
    }

    /// What people call the thing that a finding is about, where it has a name besides its id.
    pub fn title(&self, finding: &Finding) -> Option<&str> {
        let id = finding.path.as_deref()?.split('.').nth(1)?;
        self.entity(finding).map(|(title, _)| title.as_str()).filter(|title| *title != id)
    }

    fn entity(&self, finding: &Finding) -> Option<&(String, Option<String>)> {
        self.entities.get(&(Arc::clone(finding.program.as_ref()?), finding.path.clone()?))
    }

    /// Whether a finding was not there when the window began.
    pub fn is_new(&self, finding: &Finding) -> bool {
        self.new.contains(&(finding.rule, Arc::clone(&finding.file), finding.span))
    }
}

/// The entity at a path or around it.
fn entity<'p>(program: &'p Program, path: &str) -> Option<Entity<'p>> {
    let mut parts = path.split('.');
    let section = PROGRAM.field(parts.next()?)?.key;
    program.file.facts.entity(section, parts.next()?)
}
