//! A walk along the first parents of a branch, the newest commit first: what each of them changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use rustc_hash::FxHashMap;

use super::programs::Programs;
use super::steps::History;
use super::transition::{Releases, Transition};
use crate::changes::{Alone, Comparison, ProgramChange, Side, Texts, between};
use crate::disk::MARK;
use crate::error::Result;
use crate::git::{FileKind, Oid, Step};
use crate::tree::{Listed, Tree};
use crate::workspace::{Config, config_of};

/// A commit of the walk: which it is, the parent that it is compared with, when it was made, and its place: the newest is 1,
/// what is not committed yet 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Landing {
    pub commit: Oid,
    pub parent: Option<Oid>,
    pub time: Timestamp,
    pub age: usize,
    pub is_merge: bool,
}

/// Whether what some files of a commit tell asks for all that it touched.
pub(super) type Widens<'w> = &'w dyn Fn(&Comparison) -> bool;

/// What a commit changed in a program, if anything; `None` where its two versions alone do not tell it.
pub(super) type Told = Option<Option<ProgramChange>>;

/// A file and its content.
pub(super) type Content = (Arc<str>, Oid);

/// What counts as one program before and after a commit that touched its file.
#[derive(Clone)]
pub(super) struct Touched {
    pub id: Arc<str>,
    pub before: Option<Content>,
    pub after: Option<Content>,
}

/// The programs' files that a commit touched, as far as they are still there: each with the program's id after it.
pub(super) struct FileTouches {
    pub landing: Landing,
    pub files: Vec<(Arc<str>, Arc<str>)>,
}

/// What a walk has seen of a commit: which programs it touched.
pub(super) struct Look {
    pub landing: Landing,
    /// What the milepost.toml says before it, and after it.
    pub before: Arc<Config>,
    pub after: Arc<Config>,
    pub files: Vec<Touched>,
}

/// A walk that has come to some commit, with what it knows of it. It goes on from there, one commit at a time.
pub(super) struct Walk<'h> {
    pub(super) history: History<'h>,
    /// For reading what commits hold.
    pub(super) tree: Tree,
    mark: String,
    /// Which milepost.toml there is.
    marked: Option<(Oid, FileKind)>,
    /// What it says.
    config: Arc<Config>,
    programs: Programs,
    /// The versions that could be read again after one that could not, by program, with who mended them.
    mended: FxHashMap<Arc<str>, (Option<Content>, Landing)>,
    /// Whether each commit is looked at, even where only some programs are followed.
    looks_everywhere: bool,
    /// The next commit to look at; `None` where the history ends.
    next: Option<Oid>,
    age: usize,
    /// When the commit was made at which a shallow clone ended the walk.
    pub cut: Option<Timestamp>,
}

impl Look {
    /// Whether it changed nothing but files.
    pub(super) fn is_of_files(&self) -> bool {
        Arc::ptr_eq(&self.before, &self.after)
    }

    /// What it touched.
    pub(super) fn touches(&self) -> FileTouches {
        let file = |file: &Touched| Some((Arc::clone(&file.id), Arc::clone(&file.after.as_ref()?.0)));
        let mut files: Vec<_> = self.files.iter().filter_map(file).collect();
        // Of a long history these are kept, and most commits touch one or two.
        files.shrink_to_fit();
        FileTouches { landing: self.landing, files }
    }
}

impl Touched {
    /// What a commit did to it, where its two versions tell that.
    pub(super) fn told(
        &self,
        landing: Landing,
        tree: &Tree,
        config: &Config,
        texts: &Texts,
        alone: &mut Alone,
    ) -> Told {
        let [before, after] = [&self.before, &self.after].map(|content| content.as_ref().map(listed));
        match &after {
            Some(after) if landing.parent.is_none() => alone.first(tree, after, config).map(Some),
            _ => alone.change(tree, before.as_ref(), after.as_ref(), config, texts),
        }
    }

    /// Whether the program is there after the commit.
    pub(super) fn stays(&self) -> bool {
        self.after.is_some()
    }

    /// Whether the program was there before the commit.
    pub(super) fn was(&self) -> bool {
        self.before.is_some()
    }
}

impl<'h> Walk<'h> {
    /// A walk that starts with the commit `to`.
    pub(super) fn new(history: History<'h>, to: Oid) -> Result<Self> {
        let tree = history.tree(to);
        let config = Arc::new(config_of(&tree));
        let programs = history.programs(to, &config)?;
        let mark = history.path(MARK);
        let marked = history.repository.file(to, &mark)?;
        Ok(Self {
            history,
            tree,
            mark,
            marked,
            config,
            programs,
            mended: FxHashMap::default(),
            looks_everywhere: false,
            next: Some(to),
            age: 1,
            cut: None,
        })
    }

    /// Passes over commits that touch none of these programs, as long as each of them is there. What the commits did to
    /// other files is not looked at.
    ///
    /// A second file with the id of a program, where neither should be, may count for a while in between: then nothing is
    /// passed over, from here on.
    pub(super) fn seek<'i>(&mut self, ids: impl Iterator<Item = &'i String> + Clone) -> Result<()> {
        let followed = self.programs.files(ids.clone()).filter(|_| !self.looks_everywhere);
        let Some(mut paths) = followed else { return Ok(()) };
        for path in &mut paths {
            *path = self.history.path(path);
        }
        let repository = self.history.repository;
        let (mut next, mut age) = (self.next, self.age);
        while let Some(oid) = next {
            let commit = repository.step(oid)?;
            let Some(parent) = commit.parents.first() else { break };
            let before = repository.step(*parent)?.tree;
            let mut differs = repository.file(*parent, &self.mark)? != self.marked;
            for path in &paths {
                differs = differs || repository.file_differs(Some(before), commit.tree, path)?;
            }
            if differs {
                break;
            }
            next = Some(*parent);
            age += 1;
        }
        if let Some(to) = next.filter(|_| next != self.next) {
            let programs = self.history.programs(to, &self.config)?;
            if programs.count_alike(&self.programs, ids) {
                (self.next, self.age, self.programs) = (next, age, programs);
            } else {
                self.looks_everywhere = true;
            }
        }
        Ok(())
    }

    /// Where the walk goes on; `None` where the history ends.
    pub(super) fn next(&self) -> Option<Oid> {
        self.next
    }

    /// The commit there.
    pub(super) fn commit(&self) -> Result<Option<Arc<Step>>> {
        self.next.map(|next| self.history.repository.step(next)).transpose()
    }

    /// How many commits back that is.
    pub(super) fn age(&self) -> usize {
        self.age
    }

    /// Goes one commit further, and says what that one changed. `pick` is shown the files that it touched, and takes out
    /// what need not be read. `None` where the history ends.
    pub(super) fn step(
        &mut self,
        texts: &mut Texts,
        pick: impl FnOnce(Landing, &mut Vec<Touched>),
    ) -> Result<Option<Vec<Transition>>> {
        self.go(texts, pick, None)
    }

    /// As [`Walk::step`]; and where `widens` says so of what the picked files tell, all that the commit touched is read.
    pub(super) fn step_wide(
        &mut self,
        texts: &mut Texts,
        pick: impl FnOnce(Landing, &mut Vec<Touched>),
        widens: Widens<'_>,
    ) -> Result<Option<Vec<Transition>>> {
        self.go(texts, pick, Some(widens))
    }

    /// What the milepost.toml says of the commit that is looked at next.
    pub(super) fn config(&self) -> &Arc<Config> {
        &self.config
    }

    fn go(
        &mut self,
        texts: &mut Texts,
        pick: impl FnOnce(Landing, &mut Vec<Touched>),
        widens: Option<Widens<'_>>,
    ) -> Result<Option<Vec<Transition>>> {
        let Some(next) = self.next else { return Ok(None) };
        let commit = self.history.repository.step(next)?;
        let Some(mut look) = self.look(&commit)? else { return Ok(Some(Vec::new())) };
        let all = if widens.is_some() { look.files.clone() } else { Vec::new() };
        pick(look.landing, &mut look.files);
        let transitions = self.tell(look, widens.map(|widens| (widens, all.as_slice())), texts);
        self.tree.check()?;
        Ok(Some(transitions))
    }

    /// Which files a commit touched. The walk goes on behind it; `None` where a shallow clone ends it there.
    pub(super) fn look(&mut self, commit: &Step) -> Result<Option<Look>> {
        if commit.cut {
            self.cut = Some(commit.time);
            self.next = None;
            return Ok(None);
        }
        let parent = commit.parents.first().copied();
        let is_merge = commit.parents.len() > 1;
        let landing = Landing { commit: commit.oid, parent, time: commit.time, age: self.age, is_merge };
        let after = Arc::clone(&self.config);
        let marked = match parent {
            Some(parent) => self.history.repository.file(parent, &self.mark)?,
            None => self.marked,
        };
        let before = match parent {
            Some(parent) if marked != self.marked => {
                let tree = self.history.tree(parent);
                let config = config_of(&tree);
                tree.check()?;
                Arc::new(config)
            }
            _ => Arc::clone(&after),
        };
        let history = self.history;
        let files = history.touched(parent, commit.oid, [&before, &after], &mut self.programs)?;
        (self.config, self.marked) = (Arc::clone(&before), marked);
        self.next = parent;
        self.age += 1;
        Ok(Some(Look { landing, before, after, files }))
    }

    /// What is different in the files of a commit. `wide` says when all that the commit touched is to be read.
    pub(super) fn tell(
        &mut self,
        look: Look,
        wide: Option<(Widens<'_>, &[Touched])>,
        texts: &mut Texts,
    ) -> Vec<Transition> {
        let Look { landing, before, after, files } = look;
        let releases = moved_releases(&before, &after);
        self.changes(landing, files, [&before, &after], &releases, wide, texts)
    }

    /// What is different between the two versions of each of these files, by whom. `wide` says when all that the commit
    /// touched is to be read.
    fn changes(
        &mut self,
        landing: Landing,
        files: Vec<Touched>,
        [before, after]: [&Arc<Config>; 2],
        releases: &Releases,
        wide: Option<(Widens<'_>, &[Touched])>,
        texts: &mut Texts,
    ) -> Vec<Transition> {
        let mut transitions = Vec::new();
        // A version that cannot be read is passed over: whoever mended it changed what is different since.
        let mut credited: BTreeMap<Oid, (Landing, Vec<Touched>)> = BTreeMap::new();
        for mut touched in files {
            let mut who = landing;
            if let Some((content, mender)) = self.mended.remove(&touched.id) {
                touched.after = content;
                who = mender;
            }
            let is_broken = touched.before.as_ref().is_some_and(|before| {
                let side = Side::of(&self.tree, Arc::clone(after), Vec::new());
                side.table(&listed(before), texts).is_err()
            });
            if is_broken {
                self.mended.insert(touched.id, (touched.after, who));
            } else {
                credited.entry(who.commit).or_insert_with(|| (who, Vec::new())).1.push(touched);
            }
        }
        if !releases.is_empty() {
            credited.entry(landing.commit).or_insert_with(|| (landing, Vec::new()));
        }
        for (who, mut touched) in credited.into_values() {
            let mut comparison = self.compare(&touched, [before, after], texts);
            if let Some((widens, all)) = wide
                && who.commit == landing.commit
                && widens(&comparison)
            {
                let others = |file: &&Touched| touched.iter().all(|known| known.id != file.id);
                let more: Vec<Touched> = all.iter().filter(others).cloned().collect();
                touched.extend(more);
                comparison = self.compare(&touched, [before, after], texts);
            }
            // What comes next in the walk is compared with the versions before; those after are not looked at again.
            for (_, blob) in touched.iter().filter_map(|touched| touched.after.as_ref()) {
                texts.forget(*blob);
            }
            let releases = if who.commit == landing.commit { releases.clone() } else { Releases::new() };
            transitions.push(Transition {
                landing: Some(who),
                comparison,
                releases,
                files: touched,
                are_alone: false,
            });
        }
        transitions
    }

    fn compare(
        &self,
        touched: &[Touched],
        [before, after]: [&Arc<Config>; 2],
        texts: &mut Texts,
    ) -> Comparison {
        let side = |config: &Arc<Config>, pick: fn(&Touched) -> Option<&Content>| {
            let files = touched.iter().filter_map(pick).map(listed);
            Side::of(&self.tree, Arc::clone(config), files.collect())
        };
        let before = side(before, |touched| touched.before.as_ref());
        let after = side(after, |touched| touched.after.as_ref());
        between(&before, &after, texts)
    }
}

pub(super) fn listed((path, blob): &Content) -> Listed {
    Listed { path: Arc::clone(path), identity: Some(*blob), problem: None }
}

fn moved_releases(before: &Config, after: &Config) -> Releases {
    let (before, after) = (&before.calendar.releases, &after.calendar.releases);
    before
        .iter()
        .filter_map(|(name, day)| Some((name.clone(), (*day, *after.get(name)?))))
        .filter(|(_, (before, after))| before != after)
        .collect()
}
