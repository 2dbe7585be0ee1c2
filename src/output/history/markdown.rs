//! The history of a program as Markdown: text from the repository is shown, never obeyed.

use std::fmt::Write as _;

use super::{Mark, day, ledger, mark, so_far, title, told, whole, words};
use crate::output::markdown::{code, escape};
use crate::report::Chronicle;

/// Writes a history.
pub fn history(chronicle: &Chronicle) -> String {
    let mut out = String::new();
    let mut line = |text: &str| writeln!(out, "{}", text.trim_end()).expect("a string takes every text");
    line(&format!("## {}", escape(&title(chronicle))));
    if let Some(kept) = &chronicle.ledger {
        let what = if chronicle.path.is_none() { "Target: " } else { "" };
        let mut text = ledger(kept, |day| format!("**{day}**"));
        if what.is_empty() {
            text[..1].make_ascii_uppercase();
        }
        line("");
        line(&format!("{what}{text}."));
    }
    for unread in &chronicle.unreadable {
        line("");
        line(&format!("{} cannot be read: {}", code(&unread.file), escape(&unread.message)));
    }
    for entry in &chronicle.entries {
        line("");
        match (&entry.commit, day(chronicle, entry)) {
            (Some(commit), Some(day)) => {
                let short = code(&commit.oid.to_string()[..9]);
                let (author, subject) = (escape(&commit.author), escape(&commit.subject));
                line(&format!("**{day}, {author}**: {subject} ({short})"));
            }
            _ => line("**Not committed yet**"),
        }
        if let Some(reason) = &entry.reason {
            line("");
            line(&format!("_Reason:_ {}", escape(reason)));
        }
        line("");
        if chronicle.path.is_none()
            && let Some(whole) = whole(entry)
        {
            line(&format!("- **{}**", escape(&whole)));
        }
        for told in told(chronicle, entry) {
            let phrase = words(chronicle, told);
            let mark = if mark(told) == Mark::Slip { "⚠ " } else { "" };
            let so_far = told.so_far.map_or_else(String::new, |standing| format!("; {}", so_far(standing)));
            line(&format!("- {mark}**{}**: {}{so_far}", escape(&phrase.what), escape(&phrase.how)));
        }
    }
    out
}
