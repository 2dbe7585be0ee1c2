//! What a report counts and what its body lists, read back from each format: the numbers must be the same.

use std::collections::BTreeSet;

use milepost::output::{Style, csv, html, human, json, markdown, slack};
use milepost::report::{By, Headline, PeriodReport};
use milepost::schema::Output;
use serde_json::Value;

use crate::published;

/// What a report tells, in numbers.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Numbers {
    programs: usize,
    changes: usize,
    slips: usize,
    days: i64,
    scope_in: usize,
    scope_out: usize,
    owners: usize,
    health: usize,
    decisions: usize,
    churn: usize,
    attention: usize,
    upcoming: usize,
    unreadable: usize,
    /// Of slips that are left out nobody reads the days.
    some_slips_left_out: bool,
}

/// Holds every format in every order against what there is to tell, and returns how many changes that is.
pub(crate) fn hold(report: &mut PeriodReport, place: &str) -> usize {
    let comparison = &report.diff.comparison;
    let headline = Headline::new(comparison);
    let truth = Numbers {
        programs: comparison.programs.len(),
        changes: comparison.programs.iter().map(|program| program.changes.len()).sum(),
        slips: headline.slips.len(),
        days: headline.slipped_days,
        scope_in: headline.scope_in.len(),
        scope_out: headline.scope_out.len(),
        owners: headline.owners.len(),
        health: headline.health.len(),
        decisions: headline.decisions.len(),
        churn: report.churn.len(),
        attention: report.attention.len(),
        upcoming: report.upcoming.len(),
        unreadable: comparison.unreadable.len(),
        some_slips_left_out: false,
    };
    assert_eq!(of_json(&json::period(report)), truth, "JSON of {place}");
    for by in [By::Program, By::Category, By::Owner, By::Team] {
        report.by = by;
        // By anything but programs, one of them may stand in several chapters.
        let settle = |listed: &mut Numbers| {
            if by != By::Program {
                listed.programs = truth.programs;
            }
            if std::mem::take(&mut listed.some_slips_left_out) {
                listed.days = truth.days;
            }
        };
        let style = Style { width: 100_000, ..Style::PLAIN };
        let text = human::period(report, style);
        let (said, mut listed) = (said(&sentences(&text)), of_human(&text));
        settle(&mut listed);
        assert_eq!(listed, truth, "the lists of {place} by {by:?}:\n{text}");
        hold_opening(&said, &truth, &format!("{place}: {text}"));

        let text = markdown::period(report);
        let (opening, mut listed) = (text.lines().find(|line| line.starts_with("**")), of_markdown(&text));
        settle(&mut listed);
        assert_eq!(listed, truth, "the Markdown of {place} by {by:?}:\n{text}");
        hold_opening(&self::said(opening.unwrap_or_default()), &truth, &format!("{place}: {text}"));

        let text = html::period(report);
        let (opening, mut listed) = of_html(&text);
        settle(&mut listed);
        assert_eq!(listed, truth, "the page of {place} by {by:?}:\n{text}");
        hold_opening(&self::said(&opening), &truth, &format!("{place}: {text}"));

        let text = slack::period(report);
        let (said, mut listed) = of_slack(&text);
        settle(&mut listed);
        assert_eq!(listed, truth, "the message of {place} by {by:?}:\n{text}");
        hold_opening(&said, &truth, &format!("{place}: {text}"));

        let listed = of_csv(&csv::period(report), &truth);
        assert_eq!(listed, truth, "the table of {place} by {by:?}");
    }
    report.by = By::Program;
    truth.changes
}

/// What the opening says is what there is.
fn hold_opening(said: &Numbers, truth: &Numbers, place: &str) {
    let counted = Numbers {
        changes: 0,
        churn: 0,
        attention: 0,
        upcoming: 0,
        unreadable: 0,
        // Where nothing but new programs came, nothing can have slipped.
        ..truth.clone()
    };
    assert_eq!(*said, counted, "the opening of {place}");
}

/// The numbers that an opening names.
fn said(text: &str) -> Numbers {
    let words: Vec<&str> =
        text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let before = |nouns: &[&str]| -> usize {
        let found = words
            .windows(2)
            .find_map(|pair| nouns.contains(&pair[1]).then(|| pair[0].parse::<usize>().ok()).flatten());
        found.unwrap_or_default()
    };
    let all_new = text.contains(" is new.") || text.contains(" are new.");
    Numbers {
        programs: if all_new { before(&["program", "programs"]) } else { before(&["of"]) },
        slips: before(&["date", "dates"]),
        days: i64::try_from(before(&["day", "days"])).expect("a small number"),
        scope_in: before(&["in"]),
        scope_out: before(&["out"]),
        owners: before(&["handover", "handovers"]),
        health: before(&["health"]),
        decisions: before(&["decision", "decisions"]),
        ..Numbers::default()
    }
}

/// The lines of an opening: between the title and the first empty line.
fn sentences(text: &str) -> String {
    text.lines().skip(1).take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// How many more a line says that there are: `and 54 more, below`, `and 3 more in, below`; one where it is an item.
fn things(line: &str) -> usize {
    let rest = line.trim_start_matches([' ', '-', '…']).strip_prefix("and ");
    let number = rest.and_then(|rest| rest.split_once(" more")).and_then(|(number, _)| number.parse().ok());
    number.unwrap_or(1)
}

/// Counts something under a title that the formats share; `false` where it is none of them.
fn count(numbers: &mut Numbers, title: &str, item: &str, things: usize) -> bool {
    match title {
        "Slipped" | "The worst three slips" | "Other slips" => {
            numbers.slips += things;
            if item.trim_start_matches([' ', '-', '…']).starts_with("and ") {
                // Of slips that are left out nobody reads the days.
                numbers.some_slips_left_out = true;
            } else if !item.contains(": target, now") {
                let days = item.trim_start_matches(['•', '-', '*', ' ', '+']);
                let days = days.split(' ').next().and_then(|days| days.parse::<i64>().ok());
                numbers.days += days.unwrap_or_default();
            }
        }
        _ if title.starts_with("Scope: ") => {
            let item = item.trim_start_matches(['•', '-', '+', '*', ' ']);
            let is_in = item.starts_with("in") || item.contains(" more in, below");
            if is_in { numbers.scope_in += things } else { numbers.scope_out += things }
        }
        "Handovers" => numbers.owners += things,
        "Health" => numbers.health += things,
        "Decided" => numbers.decisions += things,
        "Moved and came back" => numbers.churn += things,
        "New findings" | "Overdue" | "Unanswered dependencies" | "Silent programs" => {
            numbers.attention += things;
        }
        "Due within two weeks" => numbers.upcoming += things,
        // What changes do to others is no change itself, and nothing counts it.
        "What this does elsewhere" => {}
        "Could not be compared" => numbers.unreadable += things,
        _ => return false,
    }
    true
}

fn of_human(text: &str) -> Numbers {
    let mut numbers = Numbers::default();
    let mut title = "";
    // The title of the report, and what it says first, stand before the first empty line.
    for line in text.lines().skip_while(|line| !line.is_empty()).filter(|line| !line.is_empty()) {
        let indent = line.len() - line.trim_start().len();
        let is_slip =
            title.to_lowercase().contains("slip") && indent < 11 && line.trim_start().starts_with('+');
        if indent == 0 && !is_slip {
            title = line;
            numbers.programs += usize::from(line.contains(".toml"));
            continue;
        }
        if indent != 2 && !is_slip {
            continue;
        }
        if !count(&mut numbers, title, line, things(line)) {
            assert!(["  ! ", "  + ", "  - ", "  ~ "].iter().any(|sign| line.starts_with(sign)), "{line}");
            numbers.changes += 1;
        }
    }
    numbers
}

fn of_markdown(text: &str) -> Numbers {
    let mut numbers = Numbers::default();
    let mut title = "";
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("### ").or_else(|| line.strip_prefix("#### ")) {
            title = heading;
            let known = count(&mut Numbers::default(), title, "", 0);
            numbers.programs += usize::from(!known);
        } else if line.starts_with("- ") && !count(&mut numbers, title, line, things(line)) {
            // A program that came or went is no change of its own.
            numbers.changes += usize::from(!line.starts_with("- `"));
        }
    }
    numbers
}

/// What a page says first, and what it lists.
fn of_html(text: &str) -> (String, Numbers) {
    let mut numbers = Numbers::default();
    let (mut title, mut opening) = (String::new(), String::new());
    // Every tag, and the text from there to the end of its line.
    for (at, _) in text.match_indices('<') {
        let line = text[at..].lines().next().unwrap_or_default();
        let plain: String =
            line.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text)).collect();
        if line.starts_with("<h2>") || line.starts_with("<h3>") {
            title = plain;
        } else if line.starts_with("<p class=\"sentence\">") {
            opening = plain;
        } else if line.starts_with("<article") {
            numbers.programs += 1;
        } else if line.starts_with("<li class=\"change") {
            numbers.changes += 1;
        } else if line.starts_with("<li class=\"more\"") || line.starts_with("<tr class=\"more\"") {
            assert!(
                count(&mut numbers, &title, &plain, things(&plain)),
                "{title} is no title of a list: {line}"
            );
        } else if line.starts_with("<li class=\"item\"") || line.starts_with("<tr class=\"item\"") {
            assert!(count(&mut numbers, &title, &plain, 1), "{title} is no title of a list: {line}");
        }
    }
    (opening, numbers)
}

/// What a message says first, and what it lists or counts as left out.
fn of_slack(text: &str) -> (Numbers, Numbers) {
    let message: Value = serde_json::from_str(text).expect("it is JSON");
    let blocks = message["blocks"].as_array().expect("a list");
    let mut numbers = Numbers::default();
    for block in &blocks[2..] {
        let text = block["text"]["text"].as_str();
        let Some(text) = text.or_else(|| block["elements"][0]["text"].as_str()) else { continue };
        if let Some(left) = text.strip_prefix("Left out here: ") {
            let mut counts = left.split(' ').filter_map(|word| word.parse::<usize>().ok());
            numbers.changes += counts.next().expect("the changes");
            numbers.programs += counts.next().expect("the programs");
            continue;
        }
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let title = first.trim_matches('*');
        let known = count(&mut Numbers::default(), title, "", 0);
        numbers.programs += usize::from(!known);
        for line in rest.lines() {
            let more = line.strip_prefix("… and ").and_then(|rest| rest.strip_suffix(" more"));
            let things = match more {
                Some(more) => more.parse().expect("a number"),
                None => usize::from(line.starts_with('•')),
            };
            if things == 0 {
                continue;
            }
            if title.starts_with("Scope: ") && more.is_some() {
                // Those that entered stand first.
                let inside: usize =
                    title[7..].split(' ').next().and_then(|text| text.parse().ok()).expect("a number");
                let first = inside.saturating_sub(numbers.scope_in).min(things);
                numbers.scope_in += first;
                numbers.scope_out += things - first;
            } else if !count(&mut numbers, title, line, things) {
                numbers.changes += things;
            }
        }
    }
    (said(blocks[1]["text"]["text"].as_str().expect("a text")), numbers)
}

fn of_csv(text: &str, truth: &Numbers) -> Numbers {
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().expect("a head").clone();
    let at = |name: &str| head.iter().position(|column| column == name).expect("a column");
    let (program, path, kind, days, headline) =
        (at("program"), at("path"), at("kind"), at("days"), at("headline"));
    // What moved and came back and what needs attention are no changes, and no rows.
    let (churn, attention, upcoming) = (truth.churn, truth.attention, truth.upcoming);
    let mut numbers = Numbers { churn, attention, upcoming, ..Numbers::default() };
    let mut programs = BTreeSet::new();
    for row in reader.records() {
        let row = row.expect("a row of as many cells");
        if &row[kind] == "unreadable" {
            numbers.unreadable += 1;
            continue;
        }
        programs.insert(row[program].to_owned());
        numbers.changes += usize::from(!row[path].is_empty());
        for counted in row[headline].split(' ').filter(|counted| !counted.is_empty()) {
            match counted {
                "slip" => {
                    numbers.slips += 1;
                    if row[path].starts_with("milestones.") {
                        numbers.days += row[days].parse::<i64>().expect("a number");
                    }
                }
                "scope-in" => numbers.scope_in += 1,
                "scope-out" => numbers.scope_out += 1,
                "owners" => numbers.owners += 1,
                "health" => numbers.health += 1,
                "decided" => numbers.decisions += 1,
                other => panic!("{other} counts as nothing"),
            }
        }
    }
    numbers.programs = programs.len();
    numbers
}

fn of_json(text: &str) -> Numbers {
    let report = published::read(Output::Report, text);
    let number = |name: &str| {
        report["headline"][name].as_u64().and_then(|number| usize::try_from(number).ok()).expect("a number")
    };
    let length = |name: &str| report[name].as_array().expect("a list").len();
    let programs = report["programs"].as_array().expect("a list");
    assert_eq!(number("programs"), programs.len());
    Numbers {
        programs: programs.len(),
        changes: programs.iter().map(|program| program["changes"].as_array().expect("a list").len()).sum(),
        slips: number("slips"),
        days: report["headline"]["slipped-days"].as_i64().expect("a number"),
        scope_in: number("scope-in"),
        scope_out: number("scope-out"),
        owners: number("owners"),
        health: number("health"),
        decisions: number("decisions"),
        churn: length("churn"),
        attention: length("attention"),
        upcoming: length("upcoming"),
        unreadable: length("unreadable"),
        some_slips_left_out: false,
    }
}
