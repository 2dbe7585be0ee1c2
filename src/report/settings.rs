//! How every rule is set here, with the lines that say so.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::rules::{Here, Origin, Owner, RULES, Rule, Settled, Written};
use crate::text::Source;
use crate::tree::Tree;
use crate::workspace::{OptionValue, Workspace};

/// A rule, and how it is set: first for the workspace as a whole, then for programs for which it is set otherwise.
#[derive(Debug)]
pub struct RuleSettings {
    /// The rule.
    pub rule: &'static Rule,
    /// The entries; the first one names no programs.
    pub here: Vec<SetHere>,
}

/// How a rule is set for some programs.
#[derive(Debug)]
pub struct SetHere {
    /// The programs; `None` for all that no other entry names.
    pub programs: Option<Vec<String>>,
    /// `off`, or a level.
    pub level: &'static str,
    /// Who says so.
    pub from: SetBy,
    /// The options that are set, by name.
    pub options: Vec<SetOption>,
}

/// An option that is set.
#[derive(Debug, PartialEq, Eq)]
pub struct SetOption {
    /// Its name.
    pub name: String,
    /// What it is set to.
    pub value: OptionValue,
    /// Who says so.
    pub from: SetBy,
}

/// Who sets a level or an option.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SetBy {
    /// `built-in`, `preset`, `rules`, `playbook` or `override`.
    pub kind: &'static str,
    /// The preset that makes a rule graver.
    pub preset: Option<String>,
    /// The playbook in which it is written.
    pub playbook: Option<String>,
    /// The playbook that inherits it, where that is another one.
    pub inherited_by: Option<String>,
    /// The place of the override, from 1, and its patterns.
    pub override_at: Option<(usize, Vec<String>)>,
    /// The file, and the line from 1.
    pub line: Option<(Arc<str>, usize)>,
}

/// How every rule is set in a workspace, in the order of their ids.
pub fn settings(workspace: &Workspace, tree: &Tree) -> Vec<RuleSettings> {
    let settled = Settled::new(workspace);
    let mut lines = Lines { workspace, tree, sources: BTreeMap::new() };
    RULES
        .iter()
        .map(|rule| {
            let here = settled.of(rule).into_iter().map(|here| lines.set_here(here)).collect();
            RuleSettings { rule, here }
        })
        .collect()
}

/// The files that set something, read once.
struct Lines<'w> {
    workspace: &'w Workspace,
    tree: &'w Tree,
    sources: BTreeMap<Arc<str>, Source>,
}

impl Lines<'_> {
    fn set_here(&mut self, here: Here<'_>) -> SetHere {
        let from = match here.origin {
            Origin::BuiltIn => SetBy { kind: "built-in", ..SetBy::default() },
            Origin::Preset(name, written) => {
                SetBy { kind: "preset", preset: Some(name.to_owned()), ..self.set_by(written) }
            }
            Origin::Set(written) => self.set_by(written),
        };
        let options = here.options.into_iter();
        SetHere {
            programs: here.programs.map(|ids| ids.into_iter().map(str::to_owned).collect()),
            level: here.level.map_or("off", crate::finding::Level::name),
            from,
            options: options
                .map(|(name, value, written)| SetOption { name, value, from: self.set_by(written) })
                .collect(),
        }
    }

    fn set_by(&mut self, Written { owner, file, span }: Written<'_>) -> SetBy {
        let tree = self.tree;
        let source = self
            .sources
            .entry(Arc::clone(file))
            .or_insert_with(|| Source::new(tree.read(&tree.file(file)).unwrap_or_default()));
        let line = source.position(span.start as usize).line;
        let mut from = SetBy { kind: "rules", line: Some((Arc::clone(file), line)), ..SetBy::default() };
        match owner {
            Owner::Workspace => {}
            Owner::Playbook { id, of } => {
                from.kind = "playbook";
                from.playbook = Some(id.to_owned());
                from.inherited_by = (id != of).then(|| of.to_owned());
            }
            Owner::Override(at) => {
                from.kind = "override";
                let globs = &self.workspace.config.overrides[at].programs;
                from.override_at = Some((at + 1, globs.iter().map(|(glob, _)| glob.clone()).collect()));
            }
        }
        from
    }
}
