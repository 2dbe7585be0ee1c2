//! The past of a version, read from its first-parent history: of the one that is checked, or of both ends of a window.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rustc_hash::FxHashSet;

use super::churn::Churn;
use super::credits::Credits;
use super::followed::Followed;
use super::recorder::Recorder;
use super::steps::History;
use super::stretch::Stretch;
use super::transition::Transition;
use super::walk::{Look, Walk};
use crate::changes::{Comparison, Side, Texts, between};
use crate::error::Result;
use crate::git::{Oid, Repository};
use crate::tree::Tree;
use crate::workspace::{Past, Workspace};

/// How many days before a window the rules that read the history look back in a report, so that a week costs the same
/// however long the history is.
const LOOK_BACK: i64 = 365;

/// So many commits in a row must be older, for a clock may have been wrong.
const OLDER: usize = 16;

/// Which files the commits of a window touched, and the walk that goes on behind it.
pub struct Account<'h> {
    history: History<'h>,
    looks: Vec<Look>,
    walk: Walk<'h>,
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
        let looks = walk.look_back_to(None, followed)?;
        walk.tell_all(looks, &Texts::default(), |touched, transitions| {
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
        recorder.take(&[], &[Transition::uncommitted(comparison)])
    }

    /// Which files the commits from `from` on to `to` touched.
    pub fn account(&self, from: Option<Oid>, to: Oid) -> Result<Account<'h>> {
        let mut walk = Walk::new(*self, to)?;
        let looks = walk.look_back_to(from, None)?;
        Ok(Account { history: *self, looks, walk, from, to, credits: Credits::new(*self) })
    }
}

impl<'h> Account<'h> {
    /// Fills in the steps behind every change of the window, and returns what moved and came back; and the pasts of the two
    /// ends of the window, as far as they differ: of the programs that the window touched, and of those that wait for a
    /// date that it moved; of `all` where something changed for all of them. Both reach back to a year before the window.
    /// `texts` know some contents that can be read.
    pub fn tell(
        mut self,
        (comparison, texts): (&mut Comparison, &Texts),
        before: Option<Present<'_>>,
        after: Present<'_>,
        all: bool,
    ) -> Result<(Vec<Churn>, Pasts)> {
        let stretch = self.walk.stretch(std::mem::take(&mut self.looks), texts)?;
        let transitions = &stretch.transitions;
        let sources = self.history.sources(self.to, transitions, self.credits.clone());
        let mut churn = None;
        // This thread alone reads the history; what needs no more than its commits is told by the others meanwhile.
        let late = rayon::in_place_scope(|scope| {
            scope.spawn(|_| churn = Some(sources.explain(comparison, transitions)));
            self.late(&stretch, after, all)
        });
        let churn = churn.expect("the scope waits for what it spawned")?;
        // Years of commits take a while to let go of, too.
        let pasts = rayon::in_place_scope(|scope| {
            scope.spawn(|_| drop(stretch));
            self.pasts(before, after, late?)
        });
        Ok((churn, pasts?))
    }

    /// What the window did to the past of its end.
    fn late<'w>(&self, stretch: &Stretch, after: Present<'w>, all: bool) -> Result<Recorder<'h, 'w>> {
        let wanted = if all { None } else { Some(stretch.programs(after.workspace)) };
        let mut late = Recorder::new(self.credits.clone(), after, wanted, 0);
        let mut passed = 0;
        for (touched, end) in &stretch.commits {
            late.take(touched, &stretch.transitions[passed..*end])?;
            passed = *end;
        }
        Ok(late)
    }

    /// Both pasts, where that of the end knows the window.
    fn pasts<'w>(
        mut self,
        before: Option<Present<'w>>,
        after: Present<'w>,
        mut late: Recorder<'h, 'w>,
    ) -> Result<Pasts> {
        let texts = &mut Texts::default();
        let start = before.map_or(after.day, |before| before.day);
        let horizon = Horizon::new(start, &after.workspace.config.calendar.timezone);
        let (Some(before), Some(from)) = (before, self.from) else {
            go_on(&mut self.walk, &mut [&mut late], horizon, texts)?;
            return Ok(Pasts { before: None, after: late.finish(), cut: self.walk.cut });
        };
        let is_on_line = self.walk.next() == Some(from);
        let begins = if is_on_line { self.walk.age() } else { 0 };
        let mut early =
            Recorder::new(self.credits.clone(), before, late.wanted_before(before.workspace), begins);
        let mut cut = None;
        if is_on_line {
            go_on(&mut self.walk, &mut [&mut late, &mut early], horizon, texts)?;
        } else {
            // The window begins beside the first-parent line of its end.
            go_on(&mut self.walk, &mut [&mut late], horizon, texts)?;
            let mut beside = Walk::new(self.history, from)?;
            go_on(&mut beside, &mut [&mut early], horizon, texts)?;
            cut = beside.cut;
        }
        Ok(Pasts { before: Some(early.finish()), after: late.finish(), cut: self.walk.cut.or(cut) })
    }
}

/// The day to which a walk goes back.
#[derive(Clone, Copy)]
struct Horizon {
    day: Date,
    start: Timestamp,
}

impl Horizon {
    fn new(start: Date, zone: &TimeZone) -> Self {
        let day = start.checked_sub(LOOK_BACK.days()).unwrap_or(Date::MIN);
        let start = day.to_zoned(zone.clone()).map_or(Timestamp::MIN, |start| start.timestamp());
        Self { day, start }
    }
}

/// Goes on to the horizon, to the beginning, or to where nothing matters any more.
fn go_on(
    walk: &mut Walk<'_>,
    recorders: &mut [&mut Recorder<'_, '_>],
    horizon: Horizon,
    texts: &mut Texts,
) -> Result<()> {
    walk.read_less();
    let mut older = 0;
    while recorders.iter().any(|recorder| !recorder.is_done()) {
        if let Some(time) = walk.time()? {
            older = if time < horizon.start { older + 1 } else { 0 };
            if older == OLDER {
                for recorder in recorders.iter_mut() {
                    recorder.stop(horizon.day);
                }
                break;
            }
        }
        let mut touched = Vec::new();
        let step = walk.step(texts, |landing, files| {
            touched.extend(files.iter().filter_map(|file| file.touch(landing)));
            let mut picked = vec![false; files.len()];
            for recorder in recorders.iter() {
                for (picked, opens) in picked.iter_mut().zip(recorder.pick(files)) {
                    *picked |= opens;
                }
            }
            let mut picked = picked.into_iter();
            files.retain(|_| picked.next().unwrap_or_default());
        })?;
        let Some(transitions) = step else { break };
        for recorder in recorders.iter_mut() {
            recorder.take(&touched, &transitions)?;
        }
    }
    Ok(())
}
