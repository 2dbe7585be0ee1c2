//! Dates as people write them elsewhere, and how they are written here.

use jiff::civil::Date;

use super::when::parse_period;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// How the date that a text means is written: `Q3 2026` is `"2026-Q3"`, `30 June 2026` is `2026-06-30`.
/// `None` where it is no date, or may be read in two ways.
pub fn spell_date(text: &str) -> Option<String> {
    let (mut year, mut month, mut part) = (None, None, None);
    let mut numbers = Vec::new();
    for word in text.split(|character: char| !character.is_ascii_alphanumeric()) {
        let (word, rest) = match word.split_at_checked(4) {
            Some((first, rest)) if is_number(first) => (first, rest),
            _ => (word, ""),
        };
        for word in [word, rest].into_iter().filter(|word| !word.is_empty()) {
            let slot = match (is_number(word), word.len()) {
                (true, 4) if numbers.is_empty() || month.is_some() => &mut year,
                (true, 1 | 2) => {
                    numbers.push(word.parse::<i8>().ok()?);
                    continue;
                }
                (false, _) if month_of(word).is_some() => &mut month,
                (false, 2 | 3) if word.starts_with(['Q', 'q', 'H', 'h', 'W', 'w']) => &mut part,
                _ => return None,
            };
            if slot.replace(word).is_some() {
                return None;
            }
        }
    }
    let year = year?;
    let day = |month, day| Date::new(year.parse().ok()?, month, day).ok().map(|day| day.to_string());
    match (month.and_then(month_of), part, numbers.as_slice()) {
        (None, Some(part), []) => period(&format!("{year}-{}", part.to_uppercase())),
        (Some(month), None, []) => period(&format!("{year}-{month:02}")),
        (Some(month), None, [number]) => day(month, *number),
        (None, None, [month, number]) => day(*month, *number),
        _ => None,
    }
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number of a month that is written out, or cut to three letters or more.
fn month_of(word: &str) -> Option<i8> {
    let word = word.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(&word))?;
    i8::try_from(at + 1).ok()
}

fn period(text: &str) -> Option<String> {
    parse_period(text)?.is_ok().then(|| format!("\"{text}\""))
}

#[cfg(test)]
mod tests {
    use super::spell_date;

    #[test]
    fn what_people_write_elsewhere_is_spelled_as_here() {
        for (text, spelled) in [
            ("Q3 2026", "\"2026-Q3\""),
            ("2026Q3", "\"2026-Q3\""),
            ("2026 h2", "\"2026-H2\""),
            ("W27/2026", "\"2026-W27\""),
            ("June 2026", "\"2026-06\""),
            ("jun 2026", "\"2026-06\""),
            ("30 June 2026", "2026-06-30"),
            ("June 30, 2026", "2026-06-30"),
            ("2026/06/30", "2026-06-30"),
            ("2026.6.3", "2026-06-03"),
        ] {
            assert_eq!(spell_date(text).as_deref(), Some(spelled), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_or_two_dates_is_left_alone() {
        for text in [
            "",
            "TBD",
            "v1.36",
            "03/04/2026",
            "2026.1",
            "Q5 2026",
            "June",
            "2026 2027",
            "31 June 2026",
            "soon",
        ] {
            assert_eq!(spell_date(text), None, "{text}");
        }
    }
}
