//! The history of a branch: its state at a time, and the commits of a window.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use jiff::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Commit, Oid, Repository};
use crate::error::Result;

/// After so many commits in a row that are old enough, none further back is expected to be newer: clocks that
/// were wrong are rare, and reading a whole history for them would cost every report.
const OLD_IN_A_ROW: usize = 1_000;

/// How many commits below one are looked at to tell that its clock was behind theirs.
const LOOK_AHEAD: usize = 16;

/// A commit as a walk sees it: cheap to read, without author and message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its id.
    pub oid: Oid,
    /// The id of its root folder.
    pub tree: Oid,
    /// Its parents; none for a first commit, and where a shallow clone ends.
    pub parents: Vec<Oid>,
    /// The committer's time.
    pub time: Timestamp,
    /// Whether a shallow clone left its parents out: what it changed cannot be known, and it is no first commit.
    pub cut: bool,
}

/// What a branch was at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateAt {
    /// This commit.
    Commit(Commit),
    /// Nothing: the whole history is later.
    BeforeHistory,
    /// Unknown: a shallow clone has only what is later.
    Shallow {
        /// The oldest first-parent commit of the clone.
        oldest: Commit,
    },
}

impl Repository {
    /// The state of the branch whose tip is `tip` at `time`: of its first-parent commits made by then, the one made
    /// last, and of several made in one second the one nearest to the tip.
    ///
    /// Commits with a wrong clock are walked past in both directions. Where the first commit of all is later than `time`,
    /// what stands on it and is not has a clock that was behind, unless nearly all of the history is earlier.
    pub fn state_at(&self, tip: Oid, time: Timestamp) -> Result<StateAt> {
        let mut best: Option<Arc<Step>> = None;
        let mut in_a_row = 0;
        let mut times = Vec::new();
        let mut next = tip;
        loop {
            let step = self.step(next)?;
            times.push(step.time);
            if step.time <= time {
                in_a_row += 1;
                if best.as_ref().is_none_or(|best| step.time > best.time) {
                    best = Some(Arc::clone(&step));
                }
            } else {
                in_a_row = 0;
            }
            match step.parents.first() {
                Some(parent) if in_a_row < OLD_IN_A_ROW => next = *parent,
                parent => {
                    let earlier = times.iter().filter(|other| **other < step.time).count();
                    if parent.is_none() && step.time > time && 2 * earlier < times.len() {
                        best = None;
                    }
                    return Ok(match best {
                        Some(best) => StateAt::Commit(self.commit_at(best.oid)?),
                        None if step.cut => StateAt::Shallow { oldest: self.commit_at(step.oid)? },
                        None => StateAt::BeforeHistory,
                    });
                }
            }
        }
    }

    /// The first-parent commits from `to` back to `from`, which is not among them, newest first; without `from`,
    /// back to the first commit.
    ///
    /// Where the first parents lead past `from`, the way is by the first of the parents that descends from it, and that one
    /// is named first: a branch that main was merged into leads back to main, and what the branch did came with that merge.
    /// Where `to` does not descend from `from`, they end before the first commit that `from` descends from.
    /// In a shallow clone the last one may be [`cut`](Step::cut).
    pub fn first_parents(&self, from: Option<Oid>, to: Oid) -> Result<Vec<Step>> {
        let Some(from) = from else { return self.line(to, |_| false) };
        // Nearly always `from` is on the line, and this finds it without reading what the merges brought in.
        let oldest = self.step(from)?.time;
        let mut in_a_row = 0;
        let line = self.line(to, |step| {
            in_a_row = if step.time < oldest { in_a_row + 1 } else { 0 };
            step.oid == from || in_a_row > OLD_IN_A_ROW
        })?;
        let met = line.last().map_or(Some(to), |last| last.parents.first().copied()) == Some(from);
        if met {
            return Ok(line);
        }
        let between = self.reachable(&[to], &[from])?;
        // Those that descend from `from`: parents stand behind their children.
        let mut leads: FxHashSet<Oid> = std::iter::once(from).collect();
        for step in between.iter().rev() {
            if step.parents.iter().any(|parent| leads.contains(parent)) {
                leads.insert(step.oid);
            }
        }
        if !leads.contains(&to) {
            let between: FxHashSet<Oid> = between.iter().map(|step| step.oid).collect();
            return self.line(to, |step| !between.contains(&step.oid));
        }
        let mut way = Vec::new();
        let mut next = to;
        while next != from {
            let mut step = Step::clone(&*self.step(next)?);
            let Some(at) = step.parents.iter().position(|parent| leads.contains(parent)) else { break };
            step.parents[..=at].rotate_right(1);
            next = step.parents[0];
            way.push(step);
        }
        Ok(way)
    }

    /// The first-parent commits from `tip` on, up to and not including the one that `ends` picks.
    fn line(&self, tip: Oid, mut ends: impl FnMut(&Step) -> bool) -> Result<Vec<Step>> {
        let mut line = Vec::new();
        let mut next = Some(tip);
        while let Some(oid) = next {
            let step = self.step(oid)?;
            if ends(&step) {
                break;
            }
            next = step.parents.first().copied();
            line.push(Step::clone(&step));
        }
        Ok(line)
    }

    /// The commits that can be reached from `shown` and not from `hidden`, a commit before its parents, and
    /// otherwise the latest first.
    ///
    /// As git does, it goes back by time from all of them at once, and stops where nothing more can be shown. A commit
    /// counts as no older than those it stands on, so that a clock that was wrong for a few commits does no harm;
    /// where it was wrong for more, too many commits may be shown.
    pub(super) fn reachable(&self, shown: &[Oid], hidden: &[Oid]) -> Result<Vec<Arc<Step>>> {
        let mut walk = Walk::default();
        for oid in hidden {
            walk.hide(self, *oid)?;
        }
        for oid in shown {
            walk.meet(self, *oid)?;
        }
        while let Some((time, _, oid)) = walk.queue.pop() {
            let state = walk.states.get_mut(&oid).expect("what is queued was met");
            state.queued = false;
            let (step, is_hidden) = (Arc::clone(&state.step), state.hidden);
            if is_hidden {
                // A hidden commit that is older than all shown ones cannot come from above any of them.
                if walk.open == 0 && walk.oldest.is_none_or(|oldest| time < oldest) {
                    break;
                }
                for parent in &step.parents {
                    walk.hide(self, *parent)?;
                }
            } else {
                walk.open -= 1;
                walk.oldest = Some(walk.oldest.map_or(step.time, |oldest| oldest.min(step.time)));
                for parent in &step.parents {
                    walk.meet(self, *parent)?;
                }
            }
        }
        Ok(walk.in_order())
    }

    /// The time of a commit, or of the latest one that it stands on, where that is later.
    fn time_at_least(&self, step: &Step) -> Result<Timestamp> {
        let mut latest = step.time;
        for parent in &step.parents {
            let mut next = Some(*parent);
            for _ in 0..LOOK_AHEAD {
                let Some(oid) = next else { break };
                let below = self.step(oid)?;
                latest = latest.max(below.time);
                next = below.parents.first().copied();
            }
        }
        Ok(latest)
    }
}

/// A walk of two colours over the commits.
#[derive(Default)]
struct Walk {
    states: FxHashMap<Oid, State>,
    /// The commits to look at, the latest first, and of equals the one met first.
    queue: BinaryHeap<(Timestamp, Reverse<usize>, Oid)>,
    /// How many commits in the queue are not hidden.
    open: usize,
    /// The time of the oldest commit shown so far.
    oldest: Option<Timestamp>,
}

struct State {
    step: Arc<Step>,
    hidden: bool,
    queued: bool,
}

impl Walk {
    /// Queues a commit that was not met before.
    fn meet(&mut self, repository: &Repository, oid: Oid) -> Result<()> {
        self.queue_new(repository, oid, false)
    }

    /// Marks a commit as hidden, and those before it as far as they were met.
    fn hide(&mut self, repository: &Repository, oid: Oid) -> Result<()> {
        let mut open = vec![oid];
        while let Some(oid) = open.pop() {
            match self.states.get_mut(&oid) {
                None => self.queue_new(repository, oid, true)?,
                Some(state) if state.hidden => {}
                Some(state) => {
                    state.hidden = true;
                    if state.queued {
                        self.open -= 1;
                    } else {
                        open.extend(&state.step.parents);
                    }
                }
            }
        }
        Ok(())
    }

    fn queue_new(&mut self, repository: &Repository, oid: Oid, hidden: bool) -> Result<()> {
        if self.states.contains_key(&oid) {
            return Ok(());
        }
        let step = repository.step(oid)?;
        let time = repository.time_at_least(&step)?;
        self.queue.push((time, Reverse(self.states.len()), oid));
        self.open += usize::from(!hidden);
        self.states.insert(oid, State { step, hidden, queued: true });
        Ok(())
    }

    /// What is shown, each commit before its parents.
    fn in_order(&self) -> Vec<Arc<Step>> {
        let shown = |oid: &Oid| self.states.get(oid).filter(|state| !state.hidden);
        let mut children: FxHashMap<Oid, usize> = FxHashMap::default();
        for state in self.states.values().filter(|state| !state.hidden) {
            for parent in state.step.parents.iter().filter(|parent| shown(parent).is_some()) {
                *children.entry(*parent).or_default() += 1;
            }
        }
        let mut ready: BinaryHeap<(Timestamp, Oid)> = self
            .states
            .values()
            .filter(|state| !state.hidden && !children.contains_key(&state.step.oid))
            .map(|state| (state.step.time, state.step.oid))
            .collect();
        let mut ordered = Vec::new();
        while let Some((_, oid)) = ready.pop() {
            let Some(state) = shown(&oid) else { continue };
            for parent in &state.step.parents {
                if let Some(left) = children.get_mut(parent) {
                    *left -= 1;
                    if *left == 0
                        && let Some(parent) = shown(parent)
                    {
                        ready.push((parent.step.time, parent.step.oid));
                    }
                }
            }
            ordered.push(Arc::clone(&state.step));
        }
        ordered
    }
}
