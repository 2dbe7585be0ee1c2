//! How every rule is set here: its level and its options, for which programs, and who says so.

use std::sync::Arc;

use super::levels::{Owner, Profile, Profiles, Setter, Table, tables};
use super::{Rule, Selection};
use crate::finding::Level;
use crate::text::Span;
use crate::workspace::{OptionValue, Workspace};

/// How a rule is set, for the workspace as a whole or for some programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here<'w> {
    /// The programs, by file; `None` for all that no other entry names.
    pub programs: Option<Vec<&'w str>>,
    /// The level; `None` where the rule is off.
    pub level: Option<Level>,
    /// Who says so.
    pub origin: Origin<'w>,
    /// The options that are set, by name.
    pub options: Vec<(String, OptionValue, Written<'w>)>,
}

/// Where a level comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin<'w> {
    /// Nobody set it.
    BuiltIn,
    /// A preset makes it graver.
    Preset(&'w str, Written<'w>),
    /// Somebody wrote it down.
    Set(Written<'w>),
}

/// Where something is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written<'w> {
    /// Whose table it stands in.
    pub owner: Owner<'w>,
    /// The file.
    pub file: &'w Arc<str>,
    /// The place.
    pub span: Span,
}

/// The profiles of a workspace, to ask for one rule after the other.
#[derive(Debug)]
pub struct Settled<'w> {
    workspace: &'w Workspace,
    profiles: Profiles,
}

impl<'w> Settled<'w> {
    /// Finds out how rules are set, as a run of them does.
    pub fn new(workspace: &'w Workspace) -> Self {
        Self { workspace, profiles: Profiles::new(workspace, &Selection::default()) }
    }

    /// How a rule is set: for the workspace as a whole, and then for programs for which it is set otherwise.
    pub fn of(&self, rule: &Rule) -> Vec<Here<'w>> {
        let (profiles, of_program) = self.profiles.all();
        let mut entries: Vec<Here<'w>> = Vec::new();
        let places: Vec<usize> = profiles
            .iter()
            .map(|profile| {
                let here = self.here(profile, rule);
                let known = entries.iter().position(|known| *known == here);
                known.unwrap_or_else(|| {
                    entries.push(here);
                    entries.len() - 1
                })
            })
            .collect();
        for (program, profile) in self.workspace.programs.iter().zip(of_program) {
            let place = places[*profile];
            if place > 0 {
                entries[place].programs.get_or_insert_default().push(&program.id);
            }
        }
        entries
    }

    fn here(&self, profile: &Profile, rule: &Rule) -> Here<'w> {
        let playbook = profile.playbook.as_ref().and_then(|id| self.workspace.playbooks.get(id));
        let tables = tables(self.workspace, playbook, &profile.overrides);
        let settings = profile.of(rule);
        let origin = match settings.set_by(profile.preset) {
            (None, _) => Origin::BuiltIn,
            (Some(setter), true) => {
                let preset = tables[setter.table].settings.preset.as_ref();
                Origin::Preset(preset.map_or("", |(name, _)| name), written(&tables, setter))
            }
            (Some(setter), false) => Origin::Set(written(&tables, setter)),
        };
        let options = settings.options().into_iter();
        Here {
            programs: None,
            level: settings.is_on().then(|| settings.level(rule.level)),
            origin,
            options: options
                .map(|(name, (value, setter))| (name.to_owned(), value.clone(), written(&tables, setter)))
                .collect(),
        }
    }
}

fn written<'w>(tables: &[Table<'w>], setter: Setter) -> Written<'w> {
    let Table { owner, file, .. } = tables[setter.table];
    Written { owner, file, span: setter.span }
}
