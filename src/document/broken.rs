//! The places that syntax errors hit, in an order in which one is found without looking at all of them.

use std::cell::OnceCell;

use crate::text::Span;

/// So much of a line is compared with a key: no key is longer.
const LONGEST_KEY: usize = 64;

/// Places of syntax errors in one file.
#[derive(Debug, Default)]
pub(super) struct Broken {
    /// Where each begins, sorted, and the furthest place to which it or one before it goes.
    reach: Vec<(u32, u32)>,
    /// How the lines begin on which they stand, sorted; made when it is first asked for.
    lines: OnceCell<Vec<Box<str>>>,
}

impl Broken {
    pub(super) fn new(mut spans: Vec<Span>) -> Self {
        spans.sort_unstable();
        let mut furthest = 0;
        let reach = spans.into_iter().map(|span| {
            furthest = furthest.max(span.end);
            (span.start, furthest)
        });
        Self { reach: reach.collect(), lines: OnceCell::new() }
    }

    /// Whether one of them overlaps or touches a place.
    pub(super) fn hits(&self, span: Span) -> bool {
        let before = self.reach.partition_point(|(start, _)| *start <= span.end);
        before.checked_sub(1).is_some_and(|last| span.start <= self.reach[last].1)
    }

    /// Whether a line that one of them hit begins with this key.
    pub(super) fn begins_a_line(&self, key: &str, text: &str) -> bool {
        let lines = self.lines.get_or_init(|| self.beginnings(text));
        let first = lines.partition_point(|line| **line < *key);
        lines.get(first).is_some_and(|line| line.starts_with(key))
    }

    fn beginnings(&self, text: &str) -> Vec<Box<str>> {
        let mut lines = Vec::new();
        let mut seen = None;
        for (start, _) in &self.reach {
            let at = text.floor_char_boundary(*start as usize);
            let searched = seen.map_or(0, |(_, until)| until);
            // What was looked at for the error before is not looked at again.
            let line = match (text[searched..at].rfind('\n'), seen) {
                (Some(newline), _) => searched + newline + 1,
                (None, Some((line, _))) => {
                    seen = Some((line, at));
                    continue;
                }
                (None, None) => 0,
            };
            seen = Some((line, at));
            let rest = text[line..].trim_start();
            lines.push(rest[..rest.floor_char_boundary(LONGEST_KEY)].into());
        }
        lines.sort_unstable();
        lines.dedup();
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_hit_where_any_error_reaches() {
        let broken = Broken::new(vec![Span::new(50..52), Span::new(10..40), Span::new(20..22)]);
        let hits = |range| broken.hits(Span::new(range));
        assert!(hits(0..10) && hits(30..31) && hits(40..45) && hits(5..60) && hits(51..51));
        assert!(!hits(0..9) && !hits(41..49) && !hits(53..60));
        assert!(!Broken::default().hits(Span::new(0..9)));
    }

    #[test]
    fn a_line_that_was_hit_is_known_by_how_it_begins() {
        let text = "tpm = a b c\n  due = x\nname = \"n\"\n\nowner";
        let place = |word: &str| {
            let at = text.find(word).expect("it is in the text");
            Span::new(at..at + word.len())
        };
        let broken = Broken::new(vec![place("x"), place("b"), place("c"), Span::new(text.len()..text.len())]);
        for (key, is_lost) in [("tpm", true), ("due", true), ("name", false), ("owner", true), ("own", true)]
        {
            assert_eq!(broken.begins_a_line(key, text), is_lost, "{key}");
        }
    }
}
