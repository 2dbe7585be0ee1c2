//! The past of a version, read from its first-parent history: of the one that is checked, or of both ends of a window.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rustc_hash::FxHashSet;

use super::behind::{Behind, Horizon};
use super::churn::Churn;
use super::credits::Credits;
use super::followed::Followed;
use super::recorder::Recorder;
use super::steps::History;
use super::stretch::Turns;
use super::transition::Transition;
use super::walk::Walk;
use crate::changes::{Comparison, Side, Texts, between};
use crate::error::Result;
use crate::git::{Oid, Repository};
use crate::tree::Tree;
use crate::workspace::{Past, Workspace};

/// The commits of a window, and the walk that goes on behind it.
pub struct Account<'h> {
    history: History<'h>,
    turns: Turns,
    walk: Walk<'h>,
    /// What lies behind the window, where the walk has looked at that already.
    behind: Option<Behind>,
    horizon: Horizon,
    from: Option<Oid>,
    to: Oid,
    /// Whoever wrote it.
    credits: Credits<'h>,
}

/// The pasts of the two ends of a window.
#[derive(Debug)]
pub struct Pasts {
    /// Of its beginning, where it does not begin with the history.
    pub before: Option<Past>,
    /// Of its end.
    pub after: Past,
    /// When the oldest commit was made that a shallow clone has: what was before is not known.
    pub cut: Option<Timestamp>,
}

/// A version and the day on which it was the present.
#[derive(Debug, Clone, Copy)]
pub struct Present<'w> {
    /// The version.
    pub workspace: &'w Workspace,
    /// The day.
    pub day: Date,
}

impl<'h> History<'h> {
    /// The past of the commit `tip`, or of a later version that is not committed yet: `later` is the index or the work
    /// tree. `None` where a shallow clone holds only a part of it. Where some programs are `wanted`, it is of those alone.
    pub fn past(
        &self,
        wanted: Option<FxHashSet<Arc<str>>>,
        present: Present<'_>,
        tip: Oid,
        later: Option<&Tree>,
    ) -> Result<Option<Past>> {
        let followed = wanted.as_ref().map(Followed::new);
        let mut recorder = Recorder::new(Credits::new(*self), present, wanted, 0);
        if let Some(later) = later {
            self.uncommitted(&mut recorder, tip, later)?;
        }
        let mut walk = Walk::new(*self, tip)?;
        let turns = walk.turns(None, followed)?;
        walk.tell_all(turns, &Texts::default(), |touched, transitions| {
            recorder.take(&touched, &transitions)
        })?;
        Ok(walk.cut.is_none().then(|| recorder.finish()))
    }

    /// What is not committed yet is the newest change, and nobody's.
    fn uncommitted(&self, recorder: &mut Recorder<'_, '_>, tip: Oid, later: &Tree) -> Result<()> {
        let head = self.tree(tip);
        let before = Side::open(&head);
        let mut after = Side::open(later);
        for (id, listed) in &mut after.programs {
            let known = before.programs.get(id).and_then(|known| known.identity);
            if listed.identity.is_none()
                && let Ok(text) = later.read(listed)
            {
                // Line ends are how a file is kept, not what it says.
                let hash = |text: &str| Repository::hash(text.as_bytes());
                let unix = text.contains('\r').then(|| hash(&text.replace("\r\n", "\n")));
                listed.identity = unix.filter(|unix| Some(*unix) == known).or_else(|| Some(hash(&text)));
            }
            if listed.identity != known {
                recorder.touch_now(id);
            }
        }
        let comparison = between(&before, &after, &mut Texts::default());
        head.check()?;
        later.check()?;
        recorder.take_changes(&[Transition::uncommitted(comparison)])
    }

    /// The commits from `from` on to `to`, and those behind them as far as the rules look back from `start`, a day in the
    /// time zone of the calendar.
    pub fn account(
        &self,
        from: Option<Oid>,
        to: Oid,
        (start, zone): (Date, &TimeZone),
    ) -> Result<Account<'h>> {
        let mut walk = Walk::new(*self, to)?;
        let horizon = Horizon::new(start, zone);
        let turns = walk.turns(from, None)?;
        let behind = turns.are_looked_at().then(|| Behind::look(&mut walk, horizon)).transpose()?;
        Ok(Account { history: *self, turns, walk, behind, horizon, from, to, credits: Credits::new(*self) })
    }
}

impl Account<'_> {
    /// Fills in the steps behind every change of the window, and returns what moved and came back; and the pasts of the two
    /// ends of the window, as far as they differ: of the programs that the window touched, and of those that wait for a
    /// date that it moved; of `all` where something changed for all of them. Both reach back to a year before the window.
    /// `texts` know some contents that can be read.
    pub fn tell(
        self,
        (comparison, texts): (&mut Comparison, &Texts),
        before: Option<Present<'_>>,
        after: Present<'_>,
        all: bool,
    ) -> Result<(Vec<Churn>, Pasts)> {
        let Self { history, turns, mut walk, behind, horizon, from, to, credits } = self;
        let stretch = walk.stretch(turns, texts)?;
        let transitions = &stretch.transitions;
        let sources = history.sources(to, transitions, credits.clone());
        let mut churn = None;
        // This thread alone reads the history; what needs no more than its commits is told by the others meanwhile.
        let late = rayon::in_place_scope(|scope| {
            scope.spawn(|_| churn = Some(sources.explain(comparison, transitions)));
            stretch.record(credits.clone(), after, all)
        });
        let churn = churn.expect("the scope waits for what it spawned")?;
        // Years of commits take a while to let go of, too.
        let pasts = rayon::in_place_scope(|scope| {
            scope.spawn(|_| drop(stretch));
            let behind = behind.map_or_else(|| Behind::look(&mut walk, horizon), Ok)?;
            let mut late = late?;
            let Some((before, from)) = before.zip(from) else {
                behind.tell(&mut walk, &mut [&mut late])?;
                return Ok(Pasts { before: None, after: late.finish(), cut: walk.cut });
            };
            let wanted = late.wanted_before(before.workspace);
            let begins = behind.begins_with(from);
            let mut early = Recorder::new(credits, before, wanted, begins.unwrap_or_default());
            let mut cut = None;
            if begins.is_some() {
                behind.tell(&mut walk, &mut [&mut late, &mut early])?;
            } else {
                // The window begins beside the first-parent line of its end.
                behind.tell(&mut walk, &mut [&mut late])?;
                let mut beside = Walk::new(history, from)?;
                Behind::look(&mut beside, horizon)?.tell(&mut beside, &mut [&mut early])?;
                cut = beside.cut;
            }
            Ok(Pasts { before: Some(early.finish()), after: late.finish(), cut: walk.cut.or(cut) })
        });
        Ok((churn, pasts?))
    }
}
