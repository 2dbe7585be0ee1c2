//! What lies behind a window: the commits of the year before it, for the rules that read the history.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rustc_hash::FxHashMap;

use super::followed::Followed;
use super::recorder::Recorder;
use super::stretch::tell;
use super::walk::{Look, Walk};
use crate::changes::Texts;
use crate::error::Result;
use crate::git::Oid;

/// How many days before a window the rules that read the history look back in a report, so that a week costs the same
/// however long the history is.
const LOOK_BACK: i64 = 365;

/// So many commits in a row must be older, for a clock may have been wrong.
const OLDER: usize = 16;

/// The day to which a walk goes back.
#[derive(Clone, Copy)]
pub(super) struct Horizon {
    day: Date,
    start: Timestamp,
}

impl Horizon {
    pub(super) fn new(start: Date, zone: &TimeZone) -> Self {
        let day = start.checked_sub(LOOK_BACK.days()).unwrap_or(Date::MIN);
        let start = day.to_zoned(zone.clone()).map_or(Timestamp::MIN, |start| start.timestamp());
        Self { day, start }
    }
}

/// The commits from a walk's place on to the horizon, or to the beginning.
pub(super) struct Behind {
    /// Where the walk went on, and how many commits back that is.
    first: (Option<Oid>, usize),
    looks: Vec<Look>,
    /// The day to which they go back, where there are more.
    ends: Option<Date>,
}

impl Behind {
    /// Looks which files the commits touched.
    pub(super) fn look(walk: &mut Walk<'_>, horizon: Horizon) -> Result<Self> {
        let first = (walk.next(), walk.age());
        let mut looks = Vec::new();
        let mut older = 0;
        while let Some(commit) = walk.commit()? {
            older = if commit.time < horizon.start { older + 1 } else { 0 };
            if older == OLDER {
                return Ok(Self { first, looks, ends: Some(horizon.day) });
            }
            looks.extend(walk.look(&commit)?);
        }
        Ok(Self { first, looks, ends: None })
    }

    /// How many commits back they begin, where that is with this one.
    pub(super) fn begins_with(&self, commit: Oid) -> Option<usize> {
        Some(self.first.1).filter(|_| self.first.0 == Some(commit))
    }

    /// Tells them to those who write pasts, to the horizon, to the beginning, or to where nothing matters any more.
    pub(super) fn tell(self, walk: &mut Walk<'_>, recorders: &mut [&mut Recorder<'_, '_>]) -> Result<()> {
        let is_done =
            |recorders: &[&mut Recorder<'_, '_>]| recorders.iter().all(|recorder| recorder.is_done());
        if is_done(recorders) {
            return Ok(());
        }
        let wanted = self.wanted(recorders);
        let is_read = |commit: usize, at: usize| wanted.as_ref().is_none_or(|wanted| wanted[commit][at]);
        let told = tell(&walk.tree, &self.looks, is_read, &Texts::default(), &mut FxHashMap::default());
        let texts = &mut Texts::default();
        for (mut look, told) in self.looks.into_iter().zip(told) {
            if is_done(recorders) {
                return Ok(());
            }
            let touched = look.touches();
            let picks: Vec<Vec<bool>> = recorders.iter().map(|recorder| recorder.pick(&look.files)).collect();
            let files = std::mem::take(&mut look.files).into_iter().zip(told).enumerate();
            let picked = files.filter(|(at, _)| picks.iter().any(|picks| picks[*at]));
            let (files, told) = picked.map(|(_, picked)| picked).unzip();
            look.files = files;
            let transitions = walk.put_together(look, told, texts);
            walk.tree.check()?;
            for recorder in recorders.iter_mut() {
                recorder.take(&touched, &transitions)?;
            }
        }
        if let Some(day) = self.ends.filter(|_| !is_done(recorders)) {
            for recorder in recorders.iter_mut() {
                recorder.stop(day);
            }
        }
        Ok(())
    }

    /// Which files of each commit may be of a program whose past is asked for; `None` where all are.
    fn wanted(&self, recorders: &[&mut Recorder<'_, '_>]) -> Option<Vec<Vec<bool>>> {
        let wanted: Vec<_> = recorders.iter().map(|recorder| recorder.wanted()).collect::<Option<_>>()?;
        let mut followed = Followed::new(wanted.into_iter().flatten());
        let mut files = Vec::with_capacity(self.looks.len());
        for look in &self.looks {
            followed.go_back(&look.files);
            files.push(look.files.iter().map(|file| followed.follow(file)).collect());
        }
        Some(files)
    }
}
