//! The program files of a version, and which of them a commit touched.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::steps::History;
use super::walk::{Content, Touched};
use crate::disk::is_read;
use crate::error::Result;
use crate::git::{FileKind, Oid};
use crate::workspace::{Config, stem};

/// The program files of a version, by id and by path. Of several with one id the first by path counts.
#[derive(Default)]
pub(super) struct Programs(BTreeMap<Arc<str>, BTreeMap<Arc<str>, Oid>>);

impl Programs {
    fn counting(&self, id: &str) -> Option<Content> {
        let (path, blob) = self.0.get(id)?.first_key_value()?;
        Some((Arc::clone(path), *blob))
    }

    /// The paths of all files with these ids; `None` where one of them has none.
    pub(super) fn files<'i>(&self, ids: impl Iterator<Item = &'i String>) -> Option<Vec<String>> {
        let mut paths = Vec::new();
        for id in ids {
            let files = self.0.get(id.as_str()).filter(|files| !files.is_empty())?;
            paths.extend(files.keys().map(ToString::to_string));
        }
        Some(paths)
    }

    /// Whether the same file and content counts here and there for each of these ids.
    pub(super) fn count_alike<'i>(&self, other: &Self, mut ids: impl Iterator<Item = &'i String>) -> bool {
        ids.all(|id| self.counting(id) == other.counting(id))
    }

    /// The id of a program, as it is kept here where it is known.
    fn id(&self, id: &str) -> Arc<str> {
        self.0.get_key_value(id).map_or_else(|| id.into(), |(known, _)| Arc::clone(known))
    }

    fn set(&mut self, path: &str, blob: Option<Oid>) {
        let files = self.0.entry(self.id(stem(path))).or_default();
        match (files.get_mut(path), blob) {
            (Some(known), Some(blob)) => *known = blob,
            (None, Some(blob)) => drop(files.insert(path.into(), blob)),
            (_, None) => drop(files.remove(path)),
        }
    }
}

impl History<'_> {
    /// The programs that a commit touched. `programs` are those of the commit, and become those of its parent.
    pub(super) fn touched(
        &self,
        parent: Option<Oid>,
        commit: Oid,
        [before, after]: [&Config; 2],
        programs: &mut Programs,
    ) -> Result<Vec<Touched>> {
        let mut counted: BTreeMap<Arc<str>, Option<Content>> = BTreeMap::new();
        if folders(before).eq(folders(after)) {
            let mut changed = Vec::new();
            for folder in folders(after) {
                for mut file in self.repository.changed_files(parent, commit, &self.path(folder))? {
                    if is_read(&file.path) {
                        file.path = format!("{folder}/{}", file.path);
                        changed.push(file);
                    }
                }
            }
            for file in &changed {
                let id = stem(&file.path);
                counted.entry(programs.id(id)).or_insert_with(|| programs.counting(id));
            }
            for file in changed {
                programs.set(&file.path, file.before);
            }
        } else {
            let earlier = match parent {
                Some(parent) => self.programs(parent, before)?,
                None => Programs::default(),
            };
            for id in programs.0.keys().chain(earlier.0.keys()) {
                counted.insert(Arc::clone(id), programs.counting(id));
            }
            *programs = earlier;
        }
        let touched =
            counted.into_iter().map(|(id, after)| Touched { before: programs.counting(&id), id, after });
        let blob = |content: &Option<Content>| content.as_ref().map(|(_, blob)| *blob);
        let mut touched: Vec<_> =
            touched.filter(|touched| blob(&touched.before) != blob(&touched.after)).collect();
        touched.shrink_to_fit();
        Ok(touched)
    }

    /// The program files of a commit.
    pub(super) fn programs(&self, commit: Oid, config: &Config) -> Result<Programs> {
        let mut programs = Programs::default();
        for folder in folders(config) {
            for file in self.repository.files(commit, &self.path(folder))?.entries {
                if file.kind == FileKind::File && is_read(&file.path) {
                    programs.set(&format!("{folder}/{}", file.path), Some(file.oid));
                }
            }
        }
        Ok(programs)
    }
}

fn folders(config: &Config) -> impl Iterator<Item = &String> {
    config.programs.iter().map(|(folder, _)| folder)
}
