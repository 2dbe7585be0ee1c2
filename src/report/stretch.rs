//! What the commits of a part of a walk changed: first which files, then, file by file, what is different in them.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::credits::Credits;
use super::followed::Followed;
use super::former::Former;
use super::lineage::{Place, entity_end};
use super::past::Present;
use super::recorder::Recorder;
use super::transition::{Transition, let_go};
use super::walk::{FileTouches, Look, Told, Walk};
use crate::changes::{Alone, Texts};
use crate::error::Result;
use crate::git::{Oid, Step};
use crate::model::{Category, Entity, Key};
use crate::tree::Tree;
use crate::workspace::{Program, Workspace};

/// In how many files changes are told in one turn: enough that a file's versions are read one behind the other, and few enough
/// that what is told of them is little.
const FILES_A_TURN: usize = 16 * 1024;

/// What the commits of a part of the walk changed, the newest first.
#[derive(Default)]
pub(super) struct Stretch {
    pub transitions: Vec<Transition>,
    /// The files that each commit touched, and how many of the transitions there are up to that commit.
    pub commits: Vec<(FileTouches, usize)>,
}

/// Commits that are looked at, and then told, turn by turn.
pub(super) struct Turns {
    commits: std::vec::IntoIter<Step>,
    followed: Option<Followed>,
    /// What was looked at and is to be told next.
    ahead: Vec<Look>,
}

impl Turns {
    /// Whether all of them were looked at.
    pub(super) fn are_looked_at(&self) -> bool {
        self.commits.len() == 0
    }
}

impl Stretch {
    /// What these commits did to the past of the last of them: of the programs that they touched, or of `all`.
    pub(super) fn record<'h, 'w>(
        &self,
        credits: Credits<'h>,
        after: Present<'w>,
        all: bool,
    ) -> Result<Recorder<'h, 'w>> {
        let wanted = if all { None } else { Some(self.programs(after.workspace)) };
        let mut recorder = Recorder::new(credits, after, wanted, 0);
        let mut passed = 0;
        for (touched, end) in &self.commits {
            recorder.take(touched, &self.transitions[passed..*end])?;
            passed = *end;
        }
        Ok(recorder)
    }

    /// The programs that the window touched, as they are called at its end, and those that wait for a date that it moved.
    /// All that were touched: a comment that silences a rule may be what changed.
    fn programs(&self, workspace: &Workspace) -> FxHashSet<Arc<str>> {
        let mut former = Former::default();
        let mut wanted: FxHashSet<Arc<str>> = FxHashSet::default();
        let mut moved: FxHashSet<Place> = FxHashSet::default();
        let mut passed = 0;
        for (touched, end) in &self.commits {
            let transitions = &self.transitions[passed..*end];
            wanted.extend(
                touched.files.iter().filter_map(|(program, _)| former.program(program)).map(Arc::from),
            );
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
                workspace.providing_milestone(program, dependency).is_some_and(is_moved)
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
    /// Begins to look at the commits back to `from`, the newest first. Where only some programs are followed, what the commits
    /// did to others is not told, and they end where all of those came.
    pub(super) fn turns(&mut self, from: Option<Oid>, followed: Option<Followed>) -> Result<Turns> {
        let commits = match self.next() {
            Some(to) => self.history.repository.first_parents(from, to)?,
            None => Vec::new(),
        };
        let mut turns = Turns { commits: commits.into_iter(), followed, ahead: Vec::new() };
        turns.ahead = self.look_on(&mut turns)?;
        Ok(turns)
    }

    /// What those commits changed. Tables that can be read again are not kept. `texts` know some contents that can be read.
    pub(super) fn stretch(&mut self, turns: Turns, texts: &Texts) -> Result<Stretch> {
        let mut stretch = Stretch::default();
        self.tell_all(turns, texts, |touched, transitions| {
            stretch.transitions.extend(transitions);
            stretch.commits.push((touched, stretch.transitions.len()));
            Ok(())
        })?;
        Ok(stretch)
    }

    /// As [`Walk::stretch`], told commit by commit to somebody who keeps what they need.
    pub(super) fn tell_all(
        &mut self,
        mut turns: Turns,
        texts: &Texts,
        mut take: impl FnMut(FileTouches, Vec<Transition>) -> Result<()>,
    ) -> Result<()> {
        let Some(first) = turns.ahead.first() else { return Ok(()) };
        let tree = self.history.tree(first.landing.commit);
        let (mut alone, mut whole) = (FxHashMap::default(), Texts::default());
        let mut behind: Vec<(Look, Vec<Told>)> = Vec::new();
        while !(turns.ahead.is_empty() && behind.is_empty()) {
            let ahead = std::mem::take(&mut turns.ahead);
            let mut told = Vec::new();
            // This thread alone reads the history: on both sides of the turn in which the others read the files.
            turns.ahead = rayon::in_place_scope(|scope| {
                scope.spawn(|_| told = tell(&tree, &ahead, |_, _| true, texts, &mut alone));
                for (look, told) in behind.drain(..) {
                    take(look.touches(), self.put_together(look, told, &mut whole))?;
                }
                self.look_on(&mut turns)
            })?;
            behind = ahead.into_iter().zip(told).collect();
        }
        tree.check()?;
        self.tree.check()
    }

    /// Which files the next commits touched, as many as one turn takes.
    fn look_on(&mut self, Turns { commits, followed, .. }: &mut Turns) -> Result<Vec<Look>> {
        let (mut looks, mut files) = (Vec::new(), 0);
        while files < FILES_A_TURN && followed.as_ref().is_none_or(|followed| !followed.have_come()) {
            let Some(commit) = commits.next() else { break };
            let Some(mut look) = self.look(&commit)? else { break };
            if let Some(followed) = followed {
                followed.pick(&mut look.files);
            }
            files += look.files.len();
            looks.push(look);
        }
        Ok(looks)
    }

    /// What a commit changed, out of what it changed in each of its files, where that tells it. `whole` are tables that were
    /// read.
    pub(super) fn put_together(&mut self, look: Look, told: Vec<Told>, whole: &mut Texts) -> Vec<Transition> {
        let changes: Option<Vec<_>> = told.into_iter().collect();
        if let Some(changes) = changes.filter(|_| look.is_of_files()) {
            return Transition::of_files(look.landing, changes, look.files).into_iter().collect();
        }
        let mut transitions = self.tell(look, None, whole);
        transitions.iter_mut().for_each(Transition::let_go);
        transitions
    }
}

/// The versions of a program: each by its commit and its place among the files of that.
type Versions = Vec<(usize, usize)>;

/// What each commit changed in each of its files. A file's versions are read one behind the other, as git packs them; `known`
/// are the programs that were read so far. `is_read` says of a commit and a file of it whether that file is wanted.
pub(super) fn tell(
    tree: &Tree,
    looks: &[Look],
    is_read: impl Fn(usize, usize) -> bool,
    texts: &Texts,
    known: &mut FxHashMap<Arc<str>, Alone>,
) -> Vec<Vec<Told>> {
    let mut files: FxHashMap<&Arc<str>, (Alone, Versions)> = FxHashMap::default();
    for (commit, look) in looks.iter().enumerate() {
        for (at, file) in look.files.iter().enumerate().filter(|(at, _)| is_read(commit, *at)) {
            let new = || (known.remove(&file.id).unwrap_or_default(), Vec::new());
            files.entry(&file.id).or_insert_with(new).1.push((commit, at));
        }
    }
    let mut told: Vec<Vec<Told>> = looks.iter().map(|look| vec![None; look.files.len()]).collect();
    let changes: Vec<(&Arc<str>, Alone, Vec<_>)> = files
        .into_par_iter()
        .map(|(id, (mut alone, versions))| {
            let mut change = |(commit, at): (usize, usize)| {
                let look = &looks[commit];
                let mut told = look.files[at].told(look.landing, tree, &look.after, texts, &mut alone);
                told.iter_mut().flatten().for_each(let_go);
                (commit, at, told)
            };
            let changes = versions.into_iter().map(&mut change).collect();
            alone.let_go();
            (id, alone, changes)
        })
        .collect();
    for (id, alone, changes) in changes {
        known.insert(Arc::clone(id), alone);
        for (commit, at, change) in changes {
            told[commit][at] = change;
        }
    }
    told
}
