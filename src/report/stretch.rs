//! What the commits of a part of a walk changed: first which files, then, file by file, what is different in them.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::followed::Followed;
use super::transition::{Transition, let_go};
use super::walk::{FileTouch, Look, Told, Walk};
use crate::changes::{Alone, Texts};
use crate::error::Result;
use crate::git::Oid;
use crate::tree::Tree;

/// What the commits of a part of the walk changed, the newest first.
#[derive(Default)]
pub(super) struct Stretch {
    pub transitions: Vec<Transition>,
    /// The files that each commit touched, and how many of the transitions there are up to that commit.
    pub commits: Vec<(Vec<FileTouch>, usize)>,
}

impl Walk<'_> {
    /// What each commit back to `from` changed, the newest first. Tables that can be read again are not kept. `texts` know
    /// some contents that can be read.
    pub(super) fn back_to(&mut self, from: Option<Oid>, texts: &Texts) -> Result<Stretch> {
        let mut stretch = Stretch::default();
        self.tell_back_to(from, texts, None, |touched, transitions| {
            stretch.transitions.extend(transitions);
            stretch.commits.push((touched, stretch.transitions.len()));
            Ok(())
        })?;
        Ok(stretch)
    }

    /// As [`Walk::back_to`], told commit by commit to somebody who keeps what they need. Where only some programs are
    /// followed, what the commits did to others is not read, and they end where all of those came.
    pub(super) fn tell_back_to(
        &mut self,
        from: Option<Oid>,
        texts: &Texts,
        mut followed: Option<Followed>,
        mut take: impl FnMut(Vec<FileTouch>, Vec<Transition>) -> Result<()>,
    ) -> Result<()> {
        let Some(to) = self.next() else { return Ok(()) };
        let mut looks = Vec::new();
        for commit in self.history.repository.first_parents(from, to)? {
            looks.extend(self.look(&commit)?);
            if let (Some(followed), Some(look)) = (&mut followed, looks.last_mut()) {
                followed.pick(&mut look.files);
                if followed.have_come() {
                    break;
                }
            }
        }
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
