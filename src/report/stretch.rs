//! What the commits of a part of a walk changed: first which files, then, file by file, what is different in them.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::followed::Followed;
use super::former::Former;
use super::lineage::{Place, entity_end};
use super::transition::{Transition, let_go};
use super::walk::{FileTouch, Look, Told, Walk};
use crate::changes::{Alone, Texts};
use crate::error::Result;
use crate::git::Oid;
use crate::model::{Category, Entity, Key};
use crate::tree::Tree;
use crate::workspace::{Program, Workspace};

/// What the commits of a part of the walk changed, the newest first.
#[derive(Default)]
pub(super) struct Stretch {
    pub transitions: Vec<Transition>,
    /// The files that each commit touched, and how many of the transitions there are up to that commit.
    pub commits: Vec<(Vec<FileTouch>, usize)>,
}

impl Stretch {
    /// The programs that the window touched, as they are called at its end, and those that wait for a date that it moved.
    /// All that were touched: a comment that silences a rule may be what changed.
    pub(super) fn programs(&self, workspace: &Workspace) -> FxHashSet<Arc<str>> {
        let mut former = Former::default();
        let mut wanted: FxHashSet<Arc<str>> = FxHashSet::default();
        let mut moved: FxHashSet<Place> = FxHashSet::default();
        let mut passed = 0;
        for (files, end) in &self.commits {
            let transitions = &self.transitions[passed..*end];
            wanted.extend(files.iter().filter_map(|file| former.program(&file.program)).map(Arc::from));
            for program in transitions.iter().flat_map(|transition| &transition.comparison.programs) {
                wanted.extend(former.program(&program.id).map(Arc::from));
                let dates = program.changes.iter().filter(|change| change.category == Category::Dates);
                moved.extend(dates.filter_map(|date| {
                    let place = former.place(&program.id, &date.path)?;
                    Some(Place { path: place.path[..entity_end(&place.path)].to_owned(), ..place })
                }));
            }
            for transition in transitions {
                former.step_back(&transition.comparison);
            }
            passed = *end;
        }
        let is_moved = |(program, entity): (&Program, Entity<'_>)| {
            wanted.contains(&program.id)
                && moved.contains(&Place { program: program.id.to_string(), path: entity.path() })
        };
        let waits = |program: &&Program| {
            program.section(Key::Dependencies).any(|dependency| {
                workspace.providing_milestone(dependency).is_some_and(is_moved)
                    || workspace.commitments_to(program, dependency).any(is_moved)
            })
        };
        let waiting: Vec<Arc<str>> =
            workspace.programs.iter().filter(waits).map(|program| Arc::clone(&program.id)).collect();
        wanted.extend(waiting);
        wanted
    }
}

impl Walk<'_> {
    /// Which files each commit back to `from` touched, the newest first. Where only some programs are followed, others are
    /// not named, and the commits end where all of those came.
    pub(super) fn look_back_to(
        &mut self,
        from: Option<Oid>,
        mut followed: Option<Followed>,
    ) -> Result<Vec<Look>> {
        let mut looks = Vec::new();
        let Some(to) = self.next() else { return Ok(looks) };
        for commit in self.history.repository.first_parents(from, to)? {
            looks.extend(self.look(&commit)?);
            if let (Some(followed), Some(look)) = (&mut followed, looks.last_mut()) {
                followed.pick(&mut look.files);
                if followed.have_come() {
                    break;
                }
            }
        }
        Ok(looks)
    }

    /// What the commits changed that were looked at. Tables that can be read again are not kept. `texts` know some contents
    /// that can be read.
    pub(super) fn stretch(&mut self, looks: Vec<Look>, texts: &Texts) -> Result<Stretch> {
        let mut stretch = Stretch::default();
        self.tell_all(looks, texts, |touched, transitions| {
            stretch.transitions.extend(transitions);
            stretch.commits.push((touched, stretch.transitions.len()));
            Ok(())
        })?;
        Ok(stretch)
    }

    /// As [`Walk::stretch`], told commit by commit to somebody who keeps what they need.
    pub(super) fn tell_all(
        &mut self,
        looks: Vec<Look>,
        texts: &Texts,
        mut take: impl FnMut(Vec<FileTouch>, Vec<Transition>) -> Result<()>,
    ) -> Result<()> {
        let mut told = tell(&self.tree, &looks, texts);
        let mut whole = Texts::default();
        for (at, look) in looks.into_iter().enumerate() {
            let touched = look.files.iter().filter_map(|file| file.touch(look.landing)).collect();
            let changes: Option<Vec<_>> = std::mem::take(&mut told[at]).into_iter().collect();
            let transitions = if let Some(changes) = changes.filter(|_| look.is_of_files()) {
                Transition::of_files(look.landing, changes, look.files).into_iter().collect()
            } else {
                let mut transitions = self.tell(look, None, &mut whole);
                transitions.iter_mut().for_each(Transition::let_go);
                transitions
            };
            take(touched, transitions)?;
        }
        self.tree.check()
    }
}

/// What each commit changed in each of its files. A file's versions are read one behind the other, as git packs them.
fn tell(tree: &Tree, looks: &[Look], texts: &Texts) -> Vec<Vec<Told>> {
    let mut files: FxHashMap<&str, Vec<(usize, usize)>> = FxHashMap::default();
    for (commit, look) in looks.iter().enumerate() {
        for (at, file) in look.files.iter().enumerate() {
            files.entry(&file.id).or_default().push((commit, at));
        }
    }
    let mut told: Vec<Vec<Told>> = looks.iter().map(|look| vec![None; look.files.len()]).collect();
    let changes: Vec<Vec<(usize, usize, Told)>> = files
        .into_par_iter()
        .map(|(_, versions)| {
            let mut alone = Alone::default();
            let mut change = |(commit, at): (usize, usize)| {
                let look = &looks[commit];
                let mut told = look.files[at].told(look.landing, tree, &look.after, texts, &mut alone);
                told.iter_mut().flatten().for_each(let_go);
                (commit, at, told)
            };
            versions.into_iter().map(&mut change).collect()
        })
        .collect();
    for (commit, at, change) in changes.into_iter().flatten() {
        told[commit][at] = change;
    }
    told
}
