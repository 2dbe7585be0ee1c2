//! Names that stand where a date is wanted, and that no release has.

use std::sync::Arc;

use super::Calendar;
use crate::finding::{Finding, Level};
use crate::model::{is_placeholder, spell_date};
use crate::text::{Guesses, Span, clean};

/// The finding for a date that names a release which milepost.toml does not declare.
pub(crate) fn unknown_release(
    calendar: &Calendar,
    guesses: &Guesses,
    file: &Arc<str>,
    span: Span,
    name: &str,
) -> Finding {
    let message = if calendar.releases.is_empty() {
        format!("`{name}` is no date")
    } else {
        format!("there is no release `{name}`")
    };
    let finding = Finding::new("invalid-date", Level::Error, file, span, message);
    if is_placeholder(name) {
        return finding.help(
            "Write the date that you would bet on, as roughly as you know it: \"2026-H2\" is a date too.",
        );
    }
    if name.starts_with(|first: char| first.is_ascii_digit())
        && name.contains(['/', '.'])
        && !name.contains(char::is_alphabetic)
        && name.matches(['/', '.']).count() == 2
    {
        return Finding { message: format!("`{name}` is no date"), ..finding }
            .help("Write year, month and day, without quotes: 2026-06-30");
    }
    if let Some(date) = spell_date(name) {
        return finding.help(format!("Write it as {date}")).replace(format!("write {date}"), span, date);
    }
    let periods = "a day (2026-06-30) or a period (\"2026-06\", \"2026-W27\", \"2026-Q3\", \"2026-H2\")";
    match guesses.nearest(name, calendar.releases.keys().map(String::as_str)) {
        Some((meant, alone)) => {
            let finding = finding.help(format!("Did you mean \"{meant}\"? Else write {periods}."));
            let written = format!("{meant:?}");
            if alone { finding.replace(format!("write \"{meant}\""), span, written) } else { finding }
        }
        // A name that a terminal would obey is no name of a release.
        None if clean(name) != name => finding.help(format!("Write {periods}.")),
        None => finding.help(format!(
            "Write {periods}, or declare the release in milepost.toml, below [calendar.releases]: {name:?} = 2026-06-30"
        )),
    }
}
