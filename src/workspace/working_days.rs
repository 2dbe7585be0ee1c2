//! Distances in working days: weekends and holidays do not count.

use jiff::civil::Date;

use super::Calendar;

/// Counts the working days of a calendar, however far apart two days are, without looking at each.
#[derive(Debug, Clone)]
pub struct WorkingDays {
    /// How many of the first days of a week, counted from [`START`], are working days.
    first: [i64; 8],
    /// The holidays that would be working days, in order, each once.
    holidays: Vec<Date>,
}

/// The first day that a date field can hold is a Monday, as it happens; any day would do.
const START: Date = Date::constant(0, 1, 3);

impl WorkingDays {
    /// The working days of a calendar. Where no weekday is one, every weekday is.
    pub fn new(calendar: &Calendar) -> Self {
        let mut first = [0; 8];
        let mut day = START;
        for at in 0..7 {
            let is_on = calendar.working_days.is_empty() || calendar.working_days.contains(&day.weekday());
            first[at + 1] = first[at] + i64::from(is_on);
            day = day.tomorrow().unwrap_or(day);
        }
        let weekdays = Self { first, holidays: Vec::new() };
        let mut holidays = calendar.holidays.clone();
        holidays.retain(|day| weekdays.weekdays_before(*day) != weekdays.weekdays_until(*day));
        holidays.sort_unstable();
        holidays.dedup();
        Self { first, holidays }
    }

    /// How many working days come after `from`, up to and with `to`. Negative where `to` comes first: then those
    /// after `to`, up to and with `from`. From a Friday to the next Monday it is one.
    pub fn between(&self, from: Date, to: Date) -> i64 {
        let holidays = |day: Date| self.holidays.partition_point(|holiday| *holiday <= day);
        let worked = |day| self.weekdays_until(day) - i64::try_from(holidays(day)).unwrap_or(i64::MAX);
        worked(to) - worked(from)
    }

    /// The working weekdays up to and with a day.
    fn weekdays_until(&self, day: Date) -> i64 {
        self.weekdays(distance(day) + 1)
    }

    fn weekdays_before(&self, day: Date) -> i64 {
        self.weekdays(distance(day))
    }

    /// The working weekdays among the first `days` since the start; before it they count down.
    fn weekdays(&self, days: i64) -> i64 {
        let rest = usize::try_from(days.rem_euclid(7)).unwrap_or_default();
        days.div_euclid(7) * self.first[7] + self.first[rest]
    }
}

fn distance(day: Date) -> i64 {
    START.until(day).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::{Weekday, date};

    use super::*;

    fn holidays(holidays: &[Date]) -> WorkingDays {
        WorkingDays::new(&Calendar { holidays: holidays.to_vec(), ..Calendar::default() })
    }

    #[test]
    fn weekends_do_not_count() {
        let days = holidays(&[]);
        let friday = date(2026, 6, 12);
        for (to, wanted) in [(12, 0), (13, 0), (14, 0), (15, 1), (16, 2), (19, 5), (22, 6), (11, -1), (5, -5)]
        {
            assert_eq!(days.between(friday, date(2026, 6, to)), wanted, "to June {to}");
        }
        assert_eq!(days.between(date(2026, 6, 14), date(2026, 6, 15)), 1, "from a Sunday to Monday");
        assert_eq!(days.between(date(2026, 6, 15), date(2026, 6, 14)), -1, "and back");
    }

    #[test]
    fn holidays_do_not_count_and_one_on_a_weekend_takes_nothing_away() {
        let days = holidays(&[date(2026, 6, 19), date(2026, 6, 19), date(2026, 6, 20)]);
        assert_eq!(days.between(date(2026, 6, 18), date(2026, 6, 19)), 0);
        assert_eq!(days.between(date(2026, 6, 18), date(2026, 6, 22)), 1);
        assert_eq!(days.between(date(2026, 6, 22), date(2026, 6, 18)), -1);
    }

    #[test]
    fn other_weeks_have_other_working_days() {
        let with = |working_days| WorkingDays::new(&Calendar { working_days, ..Calendar::default() });
        let days = with(vec![Weekday::Sunday, Weekday::Monday]);
        assert_eq!(days.between(date(2026, 6, 12), date(2026, 6, 19)), 2);
        assert_eq!(with(Vec::new()).between(date(2026, 6, 12), date(2026, 6, 19)), 7, "none is off");
    }

    #[test]
    fn it_is_what_counting_day_by_day_gives() {
        let calendar =
            Calendar { holidays: vec![date(2026, 12, 25), date(2026, 1, 1)], ..Calendar::default() };
        let days = WorkingDays::new(&calendar);
        let start = date(2025, 12, 24);
        let mut counted = 0;
        for distance in 1..800 {
            let day = start.checked_add(distance.days()).expect("a day");
            counted += i64::from(calendar.is_working_day(day));
            assert_eq!(days.between(start, day), counted, "{day}");
            assert_eq!(days.between(day, start), -counted, "{day}");
        }
    }

    #[test]
    fn no_day_is_too_far() {
        let days = holidays(&[Date::MAX, Date::MIN]);
        assert!(days.between(Date::MIN, Date::MAX) > 1_000_000);
        assert_eq!(days.between(Date::MIN, Date::MAX), -days.between(Date::MAX, Date::MIN));
    }
}
