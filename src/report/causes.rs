//! Which change brought a finding about, where that is somewhere else than the finding is.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::lineage::entity_end;
use crate::changes::{Change, ChangeKind, Comparison, ProgramChange, ProgramKind, Shift};
use crate::finding::{Finding, Related};
use crate::model::{Entity, Key};
use crate::text::{Span, plural};
use crate::workspace::{Program, WHOLE_FILE, Workspace};

/// The longest value that is told, in characters.
const LONGEST: usize = 40;

/// The changes between two versions, by what they touched.
pub struct Causes<'c> {
    /// The later version.
    after: &'c Workspace,
    /// What the version before is called.
    since: &'c str,
    /// The files that are no programs and that differ: people, teams, playbooks, milepost.toml.
    files: Vec<Arc<str>>,
    programs: FxHashMap<&'c str, &'c ProgramChange>,
    entities: FxHashMap<(&'c str, &'c str), Vec<&'c Change>>,
    by_file: FxHashMap<&'c str, &'c Program>,
    /// Programs that are gone or have another name, and that name, by the one that they had.
    gone: FxHashMap<&'c str, Option<&'c str>>,
}

impl<'c> Causes<'c> {
    /// `files` are those that differ and are no programs; `since` is what the version before is called.
    pub fn new(
        comparison: &'c Comparison,
        files: Vec<Arc<str>>,
        after: &'c Workspace,
        since: &'c str,
    ) -> Self {
        let mut causes = Self {
            after,
            since,
            files,
            programs: FxHashMap::default(),
            entities: FxHashMap::default(),
            by_file: after.programs.iter().map(|program| (&*program.file.path, program)).collect(),
            gone: FxHashMap::default(),
        };
        for program in &comparison.programs {
            causes.programs.insert(&program.id, program);
            match &program.previous_id {
                Some(former) => {
                    causes.gone.insert(former, Some(&program.id));
                }
                None if program.kind == ProgramKind::Removed => {
                    causes.gone.insert(&program.id, None);
                }
                None => {}
            }
            for change in &program.changes {
                let entity = &change.path[..entity_end(&change.path)];
                causes.entities.entry((&program.id, entity)).or_default().push(change);
            }
        }
        causes
    }

    /// Says in a finding which change brought it about. A change at the place of the finding itself needs no word.
    pub fn explain(&self, finding: &mut Finding) {
        let program = finding.program.clone();
        let own = program.as_deref().zip(finding.path.as_deref());
        let own = own.map(|(program, path)| (program, &path[..entity_end(path)]));
        let mut is_explained = own.is_some_and(|own| self.is_own(own));
        let at_home = Related { file: Arc::clone(&finding.file), span: finding.span, message: String::new() };
        let mut more = Vec::new();
        if let Some(release) = own.and_then(|own| self.release(own)) {
            more.push(Related { message: release, ..at_home.clone() });
            is_explained = true;
        }
        for related in &mut finding.related {
            let Some((program, entity, key)) = self.entity_at(&related.file, related.span) else {
                if let Some(file) = self.files.iter().find(|file| **file == related.file) {
                    related.message = format!("{}; `{file}` changed since `{}`", related.message, self.since);
                    is_explained = true;
                }
                continue;
            };
            let path = entity.path();
            if own == Some((program, &path)) {
                continue;
            }
            if let Some(cause) = self.cause(program, &path, key) {
                related.message = format!("{}; {cause}", related.message);
                is_explained = true;
            }
        }
        if !is_explained {
            more.extend(own.and_then(|own| self.lost(own)).map(|message| Related { message, ..at_home }));
            is_explained = !more.is_empty();
        }
        if !is_explained && let Some(file) = self.files.first() {
            let message = format!("`{file}` changed since `{}`", self.since);
            more.push(Related { file: Arc::clone(file), span: WHOLE_FILE, message });
        }
        finding.related.extend(more);
    }

    /// Whether the change is at the place itself.
    fn is_own(&self, (program, entity): (&str, &str)) -> bool {
        let whole = self.programs.get(program).is_some_and(|program| program.is_whole());
        let changes = self.entities.get(&(program, entity));
        whole || changes.is_some_and(|changes| changes.iter().any(|change| via(change).is_none()))
    }

    /// The release that moved, where a date of the entity only points at it.
    fn release(&self, (program, entity): (&str, &str)) -> Option<String> {
        let changes = self.entities.get(&(program, entity))?;
        let (release, change) = changes.iter().find_map(|change| Some((via(change)?, change)))?;
        Some(format!("release `{release}` {}", self.words(change)))
    }

    /// What happened to an entity, or to one of its fields where the finding points at that.
    fn cause(&self, program: &str, entity: &str, key: Option<Key>) -> Option<String> {
        if self.programs.get(program).is_some_and(|program| program.kind == ProgramKind::Added) {
            return Some(format!("`{program}` is new since `{}`", self.since));
        }
        let changes = self.entities.get(&(program, entity))?;
        let is_at = |change: &Change, name: &str| change.field() == Some(name) || entity == change.path;
        let named = |name: &str| changes.iter().find(|change| is_at(change, name));
        let change = match key {
            Some(key) => named(key.name()).or_else(|| named("state")).or_else(|| named("done"))?,
            None => changes.first()?,
        };
        Some(self.words(change))
    }

    /// What the entity refers to, and what is gone now.
    fn lost(&self, (program, path): (&str, &str)) -> Option<String> {
        let home = self.after.program(program)?;
        let entity = home.file.facts.entities().find(|entity| entity.path() == path)?;
        let references =
            entity.keys().filter(|(key, _)| entity.kind(*key).is_some_and(crate::model::Kind::is_reference));
        let mut named = references.flat_map(|(key, _)| entity.texts(key));
        named.find_map(|item| {
            let (there, id) = item.text.split_once('/').unwrap_or((program, item.text));
            match self.gone.get(there) {
                Some(Some(now)) => {
                    return Some(format!("`{there}` was renamed to `{now}` since `{}`", self.since));
                }
                Some(None) => return Some(format!("`{there}` was taken out since `{}`", self.since)),
                None => {}
            }
            let id = id.rsplit('.').next().unwrap_or(id);
            let gone = self.programs.get(there)?.changes.iter().find(|change| match change.kind {
                ChangeKind::Removed => change.field().is_none() && change.path.split('.').nth(1) == Some(id),
                ChangeKind::Renamed => change.previous_id.as_deref() == Some(id),
                _ => false,
            })?;
            Some(match gone.kind {
                ChangeKind::Renamed => {
                    let now = gone.path.rsplit('.').next().unwrap_or_default();
                    format!("`{}` was renamed to `{now}` since `{}`", item.text, self.since)
                }
                _ => format!("`{}` was taken out since `{}`", item.text, self.since),
            })
        })
    }

    /// The entity of a program, and the field, that stand at a place.
    fn entity_at(&self, file: &str, span: Span) -> Option<(&'c str, Entity<'c>, Option<Key>)> {
        let program = self.by_file.get(file)?;
        program.file.facts.entities().find_map(|entity| {
            let field = |(key, at): (Key, Span)| {
                (at == span || entity.list(key).any(|item| item.span == span)).then_some(key)
            };
            let key = entity.keys().find_map(field);
            (key.is_some() || entity.id_span() == span).then_some((&*program.id, entity, key))
        })
    }

    /// A change in a few words: `moved from 2026-07-10, 21 days later, since main`.
    fn words(&self, change: &Change) -> String {
        let since = format!("since `{}`", self.since);
        let short = |value: Option<&Value>| {
            let text = match value? {
                Value::String(text) => text.clone(),
                value @ (Value::Number(_) | Value::Bool(_)) => value.to_string(),
                _ => return None,
            };
            (text.chars().count() <= LONGEST).then_some(text)
        };
        if let Some(date) = &change.date
            && let (Some(before), Some(Shift::Later | Shift::Earlier), Some(days)) =
                (date.before, date.shift, date.days)
        {
            let way = if days > 0 { "later" } else { "earlier" };
            return format!("moved from {before}, {} {way}, {since}", plural(days.unsigned_abs(), "day"));
        }
        let field = change.field();
        match (change.kind, short(change.before.as_ref()), field) {
            (ChangeKind::Added, _, None) => format!("new {since}"),
            (ChangeKind::Added, _, Some(field)) => format!("`{field}` is new {since}"),
            (ChangeKind::Removed, Some(before), Some(field)) => {
                format!("`{field}` was {before}, taken out {since}")
            }
            (ChangeKind::Removed, None, Some(field)) => format!("`{field}` was taken out {since}"),
            (ChangeKind::Renamed | ChangeKind::Moved, ..) => {
                format!("was `{}`, renamed {since}", change.previous_id.as_deref().unwrap_or_default())
            }
            (_, Some(before), Some(field)) => format!("`{field}` changed from {before} {since}"),
            (_, _, Some(field)) => format!("`{field}` changed {since}"),
            (_, _, None) => format!("changed {since}"),
        }
    }
}

fn via(change: &Change) -> Option<&str> {
    change.date.as_ref()?.via.as_deref()
}
