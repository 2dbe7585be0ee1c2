//! The past of a version: what its commits did to what is open now, under the names that things have now.

use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::Program;
use crate::git::Commit;

/// What the commits that led to a version did to its programs. Whoever fills it leaves out what is over.
#[derive(Debug)]
pub struct Past {
    /// The last day of it.
    pub until: Date,
    /// The first day of it, where what happened before was not asked for.
    pub since: Option<Date>,
    programs: FxHashMap<Arc<str>, ProgramPast>,
    nothing: ProgramPast,
}

/// What the commits did to one program.
#[derive(Debug, Default)]
pub struct ProgramPast {
    /// Its file's last change.
    pub touched: Option<Touch>,
    /// The items of scope that were deleted while somebody counted on them, the latest first.
    pub vanished: Vec<Vanished>,
    /// How many commits back a risk, an issue or a decision was last added or changed; 0 is not committed yet.
    pub answered: Option<usize>,
    events: FxHashMap<String, Vec<Event>>,
    came: FxHashMap<String, Came>,
    looked_at: FxHashMap<String, usize>,
    /// The values that are others in the work tree or the index; of dates, how they moved there.
    unsettled: FxHashMap<String, Option<DateShift>>,
}

/// The last change of a program's file.
#[derive(Debug, Clone)]
pub struct Touch {
    /// When it landed on the branch.
    pub day: Date,
    /// Who made it; `None` for what is not committed yet.
    pub commit: Option<Arc<Commit>>,
}

/// The commit that added an entity.
#[derive(Debug, Clone, Copy)]
pub struct Came {
    /// How many commits back it is.
    pub age: usize,
    /// The day on which it landed on the branch.
    pub day: Date,
}

/// One commit's change of a value.
#[derive(Debug, Clone)]
pub struct Event {
    /// How many commits back it is: 1 is the newest. What is not committed yet has no events.
    pub age: usize,
    /// The day on which it landed on the branch.
    pub day: Date,
    /// Who wrote it.
    pub commit: Arc<Commit>,
    /// Why, where the message of that commit, or of another one that was merged with it, says so.
    pub reason: Option<String>,
    /// The value before.
    pub before: Option<String>,
    /// The value after.
    pub after: Option<String>,
    /// For a date that went to another day, the days.
    pub shift: Option<DateShift>,
    /// Whether the commit changed the program's `path-to-green` too.
    pub with_path: bool,
}

/// How a date moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateShift {
    /// The day that it stood for.
    pub before: Date,
    /// The day that it stands for since.
    pub after: Date,
    /// Which way that is.
    pub way: Way,
    /// The release that moved, where the date only points at it.
    pub via: Option<String>,
}

/// Which way a date went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To a later day: a slip.
    Later,
    /// To an earlier day.
    Earlier,
    /// To a more or a less exact spelling, which is no move.
    Precision,
}

/// An item of scope that was deleted.
#[derive(Debug, Clone)]
pub struct Vanished {
    /// Its id.
    pub id: String,
    /// What people called it.
    pub title: String,
    /// The state that it was in.
    pub state: String,
    /// How many commits back that was.
    pub age: usize,
    /// The day on which its deletion landed on the branch.
    pub day: Date,
    /// Who deleted it.
    pub commit: Arc<Commit>,
}

/// A move to a later day that was not taken back since.
#[derive(Debug, Clone, Copy)]
pub struct Slip<'p> {
    /// The commit that moved it.
    pub event: &'p Event,
    /// The day that it stood for.
    pub before: Date,
    /// The day to which it moved, as far as that was not taken back.
    pub after: Date,
}

impl Slip<'_> {
    /// How many calendar days that is.
    pub fn days(&self) -> i64 {
        self.before.until(self.after).map_or(0, |span| i64::from(span.get_days()))
    }
}

impl Past {
    /// A past of which nothing is known yet.
    pub fn new(until: Date) -> Self {
        Self { until, since: None, programs: FxHashMap::default(), nothing: ProgramPast::default() }
    }

    /// What happened to a program.
    pub fn of(&self, program: &Program) -> &ProgramPast {
        self.programs.get(&program.id).unwrap_or(&self.nothing)
    }

    /// Where what happened to the program of this id is written down.
    pub fn entry(&mut self, program: &Arc<str>) -> &mut ProgramPast {
        self.programs.entry(Arc::clone(program)).or_default()
    }
}

impl ProgramPast {
    /// Whether nothing is known of any of its values.
    pub fn is_uneventful(&self) -> bool {
        self.events.is_empty()
    }

    /// What happened to the value at a dotted path, the latest first.
    pub fn events(&self, path: &str) -> &[Event] {
        self.events.get(path).map_or(&[], Vec::as_slice)
    }

    /// Writes down what happened to a value, earlier than all that is known of it.
    pub fn push(&mut self, path: String, event: Event) {
        self.events.entry(path).or_default().push(event);
    }

    /// When the milestone at a path came, the last time that it did.
    pub fn came(&self, path: &str) -> Option<Came> {
        self.came.get(path).copied()
    }

    /// Writes down when a milestone came; the latest counts.
    pub fn come(&mut self, path: String, came: Came) {
        self.came.entry(path).or_insert(came);
    }

    /// How many commits back the entity at a path was last touched; 0 is not committed yet.
    pub fn looked_at(&self, path: &str) -> Option<usize> {
        self.looked_at.get(path).copied()
    }

    /// Writes down that a commit touched an entity; the latest counts.
    pub fn look_at(&mut self, path: String, age: usize) {
        self.looked_at.entry(path).or_insert(age);
    }

    /// Whether a value is another one in the work tree or the index, so that no commit made it what it is.
    pub fn is_unsettled(&self, path: &str) -> bool {
        self.unsettled.contains_key(path)
    }

    /// Writes down that no commit made a value what it is, and of a date how it moved.
    pub fn unsettle(&mut self, path: String, shift: Option<DateShift>) {
        self.unsettled.insert(path, shift);
    }

    /// How many calendar days after the one that was promised first the date at a path is, which stands for `day` now.
    /// Below zero where somebody moved it earlier; a day inside a period that was promised is no move.
    pub fn slip(&self, path: &str, day: Date) -> i64 {
        let moves = || {
            let uncommitted = self.unsettled.get(path).and_then(Option::as_ref);
            uncommitted.into_iter().chain(self.events(path).iter().filter_map(|event| event.shift.as_ref()))
        };
        let Some(first) = moves().last() else { return 0 };
        let days = first.before.until(day).map_or(0, |span| i64::from(span.get_days()));
        if moves().any(|shift| shift.way == Way::Earlier) { days } else { days.max(0) }
    }

    /// The slips of the date at a path that still stand, the earliest first: what came back later is taken off, be it
    /// an earlier day or a more exact one.
    pub fn slips(&self, path: &str) -> Vec<Slip<'_>> {
        let mut slips: Vec<Slip<'_>> = Vec::new();
        for event in self.events(path).iter().rev() {
            let Some(shift) = &event.shift else { continue };
            if shift.way == Way::Later {
                slips.push(Slip { event, before: shift.before, after: shift.after });
                continue;
            }
            while slips.last().is_some_and(|slip| shift.after <= slip.before) {
                slips.pop();
            }
            if let Some(slip) = slips.last_mut() {
                slip.after = slip.after.min(shift.after);
            }
        }
        slips
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_counts_from_the_first_promise() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let shift =
            |before, after, way| Some(DateShift { before: day(before), after: day(after), way, via: None });
        let moved = |shift| {
            let mut past = ProgramPast::default();
            past.unsettle("milestones.beta.due".to_owned(), shift);
            past
        };
        let slip = |past: &ProgramPast, now| past.slip("milestones.beta.due", day(now));
        assert_eq!(slip(&ProgramPast::default(), "2026-08-28"), 0);
        let later = moved(shift("2026-08-14", "2026-08-28", Way::Later));
        assert_eq!(slip(&later, "2026-08-28"), 14);
        let earlier = moved(shift("2026-08-28", "2026-08-14", Way::Earlier));
        assert_eq!(slip(&earlier, "2026-08-14"), -14);
        let inside = moved(shift("2026-09-30", "2026-08-14", Way::Precision));
        assert_eq!(slip(&inside, "2026-08-14"), 0);
        assert_eq!(slip(&moved(None), "2026-08-14"), 0);
    }
}
