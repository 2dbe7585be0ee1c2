//! Axes of days: where a day stands, and which days are marked.

use jiff::ToSpan;
use jiff::civil::Date;

/// An axis: its first and last day, and how long it is.
#[derive(Debug, Clone, Copy)]
pub(in crate::output) struct Scale {
    first: Date,
    days: f64,
    length: f64,
}

impl Scale {
    /// An axis at least a week long.
    pub(in crate::output) fn new((first, last): (Date, Date), length: f64) -> Self {
        Self { first, days: days(first, last).max(7.0), length }
    }

    /// The same axis with some days more at both ends, so that what stands there is seen.
    pub(in crate::output) fn wider((first, last): (Date, Date), length: f64) -> Self {
        let more = (days(first, last) / 24.0).clamp(2.0, 3650.0);
        #[allow(clippy::cast_possible_truncation, reason = "ten years at most")]
        let more = (more as i32).days();
        let first = first.checked_sub(more).unwrap_or(first);
        Self::new((first, last.checked_add(more).unwrap_or(last)), length)
    }

    /// Its first day.
    pub(in crate::output) fn first(&self) -> Date {
        self.first
    }

    /// Where a day stands, from the start.
    pub(in crate::output) fn at(&self, day: Date) -> f64 {
        days(self.first, day) / self.days * self.length
    }

    /// The first days of months, quarters or years, so that no two are nearer than `least`, and what they are called.
    pub(in crate::output) fn marks(&self, least: f64) -> Vec<(f64, String)> {
        let fits = |months: &i32| f64::from(*months) * 30.0 / self.days * self.length >= least;
        let step =
            [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000].into_iter().find(fits).unwrap_or(12_000);
        let mut marks = Vec::new();
        let year = if step >= 12 { self.first.year() / i16::try_from(step / 12).unwrap_or(1) } else { 0 };
        let start = match i16::try_from(step / 12) {
            Ok(years @ 1..) => Date::new(year * years, 1, 1),
            _ => Date::new(self.first.year(), 1, 1),
        };
        let mut next = start.ok();
        while let Some(day) = next {
            let at = self.at(day);
            if at > self.length + 0.01 || marks.len() > 200 {
                break;
            }
            if at >= -0.01 {
                let name = if step >= 12 { "%Y" } else { "%b %Y" };
                marks.push((at, day.strftime(name).to_string()));
            }
            next = day.checked_add(step.months()).ok();
        }
        marks
    }
}

#[allow(clippy::cast_precision_loss, reason = "ten thousand years are four million days")]
fn days(from: Date, to: Date) -> f64 {
    from.until(to).map_or(0.0, |span| f64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Scale;

    #[test]
    fn marks_keep_their_distance() {
        for (to, marks) in [
            (date(2026, 3, 20), "Mar 2026"),
            (date(2026, 6, 15), "Mar 2026, Apr 2026, May 2026, Jun 2026"),
            (date(2027, 4, 1), "Mar 2026, May 2026, Jul 2026, Sep 2026, Nov 2026, Jan 2027, Mar 2027"),
            (date(2036, 1, 1), "2028, 2030, 2032, 2034, 2036"),
            (date(9999, 1, 1), "3000, 4000, 5000, 6000, 7000, 8000, 9000"),
        ] {
            let scale = Scale::new((date(2026, 3, 1), to), 60.0);
            let names: Vec<String> = scale.marks(9.0).into_iter().map(|(_, name)| name).collect();
            assert_eq!(names.join(", "), marks, "{to}");
        }
        assert!(Scale::new((date(2026, 3, 1), date(2026, 3, 1)), 60.0).at(date(2026, 3, 1)).abs() < 0.1);
    }
}
