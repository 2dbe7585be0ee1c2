//! What the page opens with: the numbers, and the lists behind them.

use super::super::opening::{first, lists, scope_title};
use super::super::phrase::{long_day, phrase, reasons, signed};
use super::body::place_of;
use crate::report::{DiffReport, Headline, Moved};

/// A number to see from afar.
pub(super) struct Tile {
    pub number: String,
    /// What follows the number, in small letters.
    pub rest: String,
    pub what: String,
    pub is_bad: bool,
}

/// What the opening counts, one by one.
pub(super) struct List {
    pub title: String,
    pub items: Vec<Item>,
    /// How many more there are, where it is not shown whole.
    pub more: Vec<String>,
}

/// One of a list.
pub(super) struct Item {
    /// How much, which way.
    pub mark: String,
    pub program: String,
    /// The place of the program on the page.
    pub at: Option<usize>,
    pub what: String,
    /// The day on which it is due now, and who answers for it.
    pub now: Option<(String, String)>,
    pub reasons: Vec<String>,
}

/// The numbers of the opening; those of which there are none are left out, but for the first two.
pub(super) fn tiles(headline: &Headline<'_>, portfolio: Option<usize>) -> Vec<Tile> {
    let plain = |number: String, what: &str, is_bad| Tile {
        number,
        rest: String::new(),
        what: what.to_owned(),
        is_bad,
    };
    let counted = |count: usize, nouns: [&str; 2], rest: &str, is_bad| {
        plain(count.to_string(), &format!("{}{rest}", nouns[usize::from(count != 1)]), is_bad)
    };
    let slips = headline.slips.len();
    let programs = counted(headline.programs, ["program", "programs"], " changed", false);
    let mut tiles = vec![
        match portfolio {
            Some(all) => {
                let what = if all == 1 { "program changed" } else { "programs changed" };
                Tile { rest: format!(" of {all}"), what: what.to_owned(), ..programs }
            }
            None => programs,
        },
        counted(slips, ["date", "dates"], " slipped", slips > 0),
    ];
    if headline.slipped_days > 0 {
        let days = if headline.slipped_days == 1 { "day of slip" } else { "days of slip" };
        tiles.push(plain(format!("+{}", headline.slipped_days), &format!("{days}, all milestones"), true));
    }
    if headline.scope_in.len() + headline.scope_out.len() > 0 {
        let number = format!("+{} −{}", headline.scope_in.len(), headline.scope_out.len());
        tiles.push(plain(number, "items in and out of scope", false));
    }
    for (list, nouns, rest) in [
        (&headline.owners, ["handover", "handovers"], ""),
        (&headline.health, ["change", "changes"], " of health"),
        (&headline.decisions, ["decision", "decisions"], " taken"),
    ] {
        if !list.is_empty() {
            tiles.push(counted(list.len(), nouns, rest, false));
        }
    }
    tiles
}

/// The lists of the opening.
pub(super) fn lists_of(report: &DiffReport, headline: &Headline<'_>) -> Vec<List> {
    let mut all = Vec::new();
    for (title, slips) in headline.slips_in_parts() {
        let (slips, more) = first(slips, "");
        let items = slips.iter().map(|moved| (slip(report, moved), moved));
        all.push(list(report, title, items, more.into_iter().collect()));
    }
    if let Some(title) = scope_title(headline) {
        let (inside, more_in) = first(&headline.scope_in, " in");
        let (out, more_out) = first(&headline.scope_out, " out");
        let items = inside.iter().map(|moved| (item("in", moved), moved));
        let items = items.chain(out.iter().map(|moved| (item("out", moved), moved)));
        all.push(list(report, &title, items, more_in.into_iter().chain(more_out).collect()));
    }
    for (title, members) in lists(headline) {
        let (members, more) = first(members, "");
        let items = members.iter().map(|moved| {
            let phrase = phrase(report, moved.change);
            let what = match title {
                "Health" => phrase.how,
                "Decided" => moved.change.label.clone(),
                _ => format!("{}: {}", phrase.what, phrase.how),
            };
            (Item { what, ..item("", moved) }, moved)
        });
        all.push(list(report, title, items, more.into_iter().collect()));
    }
    all.retain(|list| !list.items.is_empty());
    all
}

/// A list, each reason told once where several in a row have it.
fn list<'m>(
    report: &DiffReport,
    title: &str,
    items: impl Iterator<Item = (Item, &'m Moved<'m>)>,
    more: Vec<String>,
) -> List {
    let mut last = Vec::new();
    let items = items.map(|(mut item, moved)| {
        let reasons = reasons(moved.change);
        if reasons != last {
            item.reasons.clone_from(&reasons);
        }
        last = reasons;
        item.at = place_of(report, moved.program);
        item
    });
    List { title: title.to_owned(), items: items.collect(), more }
}

fn item(mark: &str, moved: &Moved<'_>) -> Item {
    Item {
        mark: mark.to_owned(),
        program: moved.program.name.clone(),
        at: None,
        what: moved.change.label.clone(),
        now: None,
        reasons: Vec::new(),
    }
}

fn slip(report: &DiffReport, moved: &Moved<'_>) -> Item {
    let date = moved.change.date.as_ref();
    let mark = signed(date.and_then(|date| date.days).unwrap_or_default());
    let is_target = moved.change.section() == "program";
    let what = if is_target { "target" } else { &moved.change.label }.to_owned();
    let day = date.and_then(|date| date.after).map_or_else(String::new, long_day);
    let owner = report.owner(moved.program, moved.change).unwrap_or("nobody").to_owned();
    Item { what, now: Some((day, owner)), ..item(&mark, moved) }
}
