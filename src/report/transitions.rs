//! What each commit of a window changed, along the first parents.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::steps::History;
use crate::changes::{Comparison, Side, Texts, between};
use crate::disk::{MARK, is_read};
use crate::error::Result;
use crate::git::{FileKind, Oid};
use crate::tree::Listed;
use crate::workspace::{Config, config_of, stem};

/// What one commit changed, or what is not committed yet.
pub(super) struct Transition {
    /// The commit; `None` for the index and the work tree.
    pub commit: Option<Oid>,
    /// What it changed.
    pub comparison: Comparison,
    /// The releases that moved in its milepost.toml.
    pub releases: Releases,
}

/// Releases that moved: from which day to which.
pub(super) type Releases = BTreeMap<String, (Date, Date)>;

/// A file and its content.
type Content = (String, Oid);

/// The program files of a version, by id and by path. Of several with one id the first by path counts.
#[derive(Default)]
struct Programs(BTreeMap<String, BTreeMap<String, Oid>>);

/// What counts as one program before and after a commit.
struct Touched {
    id: String,
    before: Option<Content>,
    after: Option<Content>,
}

impl Transition {
    /// What is not committed yet.
    pub(super) fn uncommitted(comparison: Comparison) -> Self {
        let changes = comparison.programs.iter().flat_map(|program| &program.changes);
        let dates = changes.filter_map(|change| change.date.as_ref());
        let releases =
            dates.filter_map(|date| Some((date.via.clone()?, (date.before?, date.after?)))).collect();
        Self { commit: None, comparison, releases }
    }
}

impl Programs {
    fn counting(&self, id: &str) -> Option<Content> {
        let (path, blob) = self.0.get(id)?.first_key_value()?;
        Some((path.clone(), *blob))
    }

    fn set(&mut self, path: String, blob: Option<Oid>) {
        let files = self.0.entry(stem(&path).to_owned()).or_default();
        match blob {
            Some(blob) => files.insert(path, blob),
            None => files.remove(&path),
        };
    }
}

impl History<'_> {
    /// What each commit of the window changed, the newest first.
    pub(super) fn transitions(
        &self,
        from: Option<Oid>,
        to: Oid,
        texts: &mut Texts,
    ) -> Result<Vec<Transition>> {
        let mut transitions = Vec::new();
        let mut mended: FxHashMap<String, (Option<Content>, Oid)> = FxHashMap::default();
        let tree = self.tree(to);
        let mut after = Arc::new(config_of(&tree));
        let mut programs = self.programs(to, &after)?;
        let mark = self.path(MARK);
        for commit in self.repository.first_parents(from, to)? {
            if commit.cut {
                break;
            }
            let parent = commit.parents.first().copied();
            let mark_of = |commit: Option<Oid>| match commit {
                Some(commit) => self.repository.file(commit, &mark),
                None => Ok(None),
            };
            let before = if mark_of(parent)? == mark_of(Some(commit.oid))? {
                Arc::clone(&after)
            } else {
                parent.map_or_else(|| Arc::clone(&after), |parent| Arc::new(config_of(&self.tree(parent))))
            };
            // A version that cannot be read is passed over: whoever mended it changed what is different since.
            let mut credited: BTreeMap<Oid, Vec<Touched>> = BTreeMap::new();
            for mut touched in self.touched(parent, commit.oid, [&before, &after], &mut programs)? {
                let mut who = commit.oid;
                if let Some((content, mender)) = mended.remove(&touched.id) {
                    touched.after = content;
                    who = mender;
                }
                let is_broken = touched.before.as_ref().is_some_and(|before| {
                    let side = Side::of(&tree, Arc::clone(&after), Vec::new());
                    side.table(&listed(before), texts).is_err()
                });
                if is_broken {
                    mended.insert(touched.id, (touched.after, who));
                } else {
                    credited.entry(who).or_default().push(touched);
                }
            }
            let releases = moved_releases(&before, &after);
            if !releases.is_empty() {
                credited.entry(commit.oid).or_default();
            }
            for (who, touched) in credited {
                let side = |config: &Arc<Config>, pick: fn(&Touched) -> Option<&Content>| {
                    let files = touched.iter().filter_map(pick).map(listed);
                    Side::of(&tree, Arc::clone(config), files.collect())
                };
                let before = side(&before, |touched| touched.before.as_ref());
                let after = side(&after, |touched| touched.after.as_ref());
                let comparison = between(&before, &after, texts);
                let releases = if who == commit.oid { releases.clone() } else { Releases::new() };
                transitions.push(Transition { commit: Some(who), comparison, releases });
            }
            after = before;
        }
        tree.check()?;
        Ok(transitions)
    }

    /// The programs that a commit touched. `programs` are those of the commit, and become those of its parent.
    fn touched(
        &self,
        parent: Option<Oid>,
        commit: Oid,
        [before, after]: [&Config; 2],
        programs: &mut Programs,
    ) -> Result<Vec<Touched>> {
        let mut counted: BTreeMap<String, Option<Content>> = BTreeMap::new();
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
                counted.entry(id.to_owned()).or_insert_with(|| programs.counting(id));
            }
            for file in changed {
                programs.set(file.path, file.before);
            }
        } else {
            let earlier = match parent {
                Some(parent) => self.programs(parent, before)?,
                None => Programs::default(),
            };
            for id in programs.0.keys().chain(earlier.0.keys()) {
                counted.insert(id.clone(), programs.counting(id));
            }
            *programs = earlier;
        }
        let touched =
            counted.into_iter().map(|(id, after)| Touched { before: programs.counting(&id), id, after });
        let blob = |content: &Option<Content>| content.as_ref().map(|(_, blob)| *blob);
        Ok(touched.filter(|touched| blob(&touched.before) != blob(&touched.after)).collect())
    }

    fn programs(&self, commit: Oid, config: &Config) -> Result<Programs> {
        let mut programs = Programs::default();
        for folder in folders(config) {
            for file in self.repository.files(commit, &self.path(folder))?.entries {
                if file.kind == FileKind::File && is_read(&file.path) {
                    programs.set(format!("{folder}/{}", file.path), Some(file.oid));
                }
            }
        }
        Ok(programs)
    }
}

fn listed((path, blob): &Content) -> Listed {
    Listed { path: path.as_str().into(), identity: Some(*blob), problem: None }
}

fn folders(config: &Config) -> impl Iterator<Item = &String> {
    config.programs.iter().map(|(folder, _)| folder)
}

fn moved_releases(before: &Config, after: &Config) -> Releases {
    let (before, after) = (&before.calendar.releases, &after.calendar.releases);
    before
        .iter()
        .filter_map(|(name, day)| Some((name.clone(), (*day, *after.get(name)?))))
        .filter(|(_, (before, after))| before != after)
        .collect()
}
