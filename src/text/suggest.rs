//! "Did you mean": the nearest of the words that would have been right.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The candidate nearest to `word`, where one is near enough to be what was meant.
///
/// Damerau-Levenshtein distance, at most a third of the longer word's length, as rustc and cargo do.
/// Of equally near ones the first is taken, so that the answer does not change from run to run.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest(word, candidates).map(|(candidate, _)| candidate)
}

/// As [`closest`], and whether it is meant beyond doubt, so that an edit may write it without a look: no other candidate
/// is as near, and both have the same digits, for `m2` is another milestone than `m1`, and no misspelling of it.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<(&'a str, bool)> {
    let mut enough = usize::MAX;
    search(word, candidates, &mut enough)
}

/// How much looking for what was meant is still worth where many words are wrong: each is compared with every candidate,
/// and a file with thousands of both is not read for its suggestions. It can be handed to several threads; for the same
/// answers in every run, one of them guesses.
#[derive(Debug)]
pub struct Guesses(AtomicUsize);

/// So many candidates are looked at: those of 500 wrong words among 10,000 programs.
const MOST: usize = 5_000_000;

/// So many of them a comparison letter by letter counts for.
const IN_FULL: usize = 50;

/// A longer word is no misspelling that a person can see.
const LONGEST: usize = 256;

impl Default for Guesses {
    fn default() -> Self {
        Self(AtomicUsize::new(MOST))
    }
}

impl Guesses {
    /// As [`nearest`], and nothing where too much was looked for already.
    pub fn nearest<'a>(
        &self,
        word: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<(&'a str, bool)> {
        let mut left = self.0.load(Ordering::Relaxed);
        let found = search(word, candidates, &mut left);
        self.0.store(left, Ordering::Relaxed);
        found
    }
}

/// The nearest of the candidates; `None` too where `left` does not suffice to look at all of them.
fn search<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    left: &mut usize,
) -> Option<(&'a str, bool)> {
    if word.len() > LONGEST || *left == 0 {
        return None;
    }
    let folded = word.to_lowercase().replace('_', "-");
    let letters = Letters::of(&folded);
    let own = Outline::of(&folded);
    let mut best: Option<(usize, &str)> = None;
    let mut alone = true;
    for candidate in candidates {
        *left = left.checked_sub(1)?;
        let outline = Outline::of(candidate);
        let limit = (own.total.max(outline.total) / 3).max(1);
        let limit = best.map_or(limit, |(least, _)| limit.min(least));
        // Ten thousand programs are ten thousand candidates, and almost all of them differ in too many letters.
        if own.difference(outline) > limit
            || letters.difference(&Letters::of(candidate)) > limit
            || candidate == word
        {
            continue;
        }
        *left = left.saturating_sub(IN_FULL);
        let distance = strsim::damerau_levenshtein(&folded, &candidate.to_lowercase());
        if distance > limit {
            continue;
        }
        match best {
            // Who is named twice is no rival of their own.
            Some((least, known)) if least == distance => alone &= known == candidate,
            _ => (best, alone) = (Some((distance, candidate)), true),
        }
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    best.map(|(_, candidate)| (candidate, alone && digits(word) == digits(candidate)))
}

/// Which letters occur in a word at all, and how many there are; letters may share a place.
#[derive(Clone, Copy)]
struct Outline {
    letters: u64,
    total: usize,
}

impl Outline {
    fn of(word: &str) -> Self {
        let mut outline = Self { letters: 0, total: 0 };
        let mut add = |letter: u32| {
            outline.letters |= 1 << (letter % 64);
            outline.total += 1;
        };
        if word.is_ascii() {
            word.bytes().for_each(|letter| add(letter.to_ascii_lowercase().into()));
        } else {
            word.chars().flat_map(char::to_lowercase).for_each(|letter| add(letter.into()));
        }
        outline
    }

    /// How many letters must change at least: never more than [`Letters::difference`] tells, and told much sooner.
    fn difference(self, other: Self) -> usize {
        let more = (self.letters & !other.letters).count_ones();
        let less = (other.letters & !self.letters).count_ones();
        self.total.abs_diff(other.total).max(more.max(less) as usize)
    }
}

/// How often each letter occurs in a word; letters may share a place.
struct Letters([u16; 64]);

impl Letters {
    fn of(word: &str) -> Self {
        let mut letters = Self([0; 64]);
        for letter in word.chars().flat_map(char::to_lowercase) {
            let count = &mut letters.0[letter as usize % 64];
            *count = count.saturating_add(1);
        }
        letters
    }

    /// How many letters must change at least to make one word of the other. Their order does not count, so that the
    /// edit distance is never less.
    fn difference(&self, other: &Self) -> usize {
        let (mut more, mut less) = (0, 0);
        for (own, others) in self.0.iter().zip(&other.0) {
            more += usize::from(own.saturating_sub(*others));
            less += usize::from(others.saturating_sub(*own));
        }
        more.max(less)
    }
}

#[cfg(test)]
mod tests {
    use super::{AtomicUsize, Guesses, LONGEST, closest, nearest};

    #[test]
    fn suggests_what_is_near_and_nothing_else() {
        let keys = ["name", "needed-by", "promised", "owner"];
        assert_eq!(closest("onwer", keys), Some("owner"));
        assert_eq!(closest("needed_by", keys), Some("needed-by"));
        assert_eq!(closest("Name", keys), Some("name"));
        assert_eq!(closest("budget", keys), None);
        assert_eq!(closest("maya-chn", ["maya-chen", "li-wei"]), Some("maya-chen"));
    }

    #[test]
    fn of_equally_near_ones_the_first_is_taken() {
        assert_eq!(closest("m1", ["m2", "m3"]), Some("m2"));
        assert_eq!(closest("abcdef", ["xbcdef", "abcdex", "abcdfe"]), Some("xbcdef"));
        assert_eq!(closest("abcdefghi", ["abcdefxyi", "abcdefghx"]), Some("abcdefghx"));
        assert_eq!(closest("NAME", ["nave", "name"]), Some("name"));
        assert_eq!(closest("größe", ["GRÖSSE", "Größen"]), Some("Größen"));
    }

    #[test]
    fn another_number_is_no_misspelling() {
        assert_eq!(nearest("phase-1", ["phase-2", "launch"]), Some(("phase-2", false)));
        assert_eq!(nearest("pahse-2", ["phase-2", "launch"]), Some(("phase-2", true)));
    }

    #[test]
    fn two_that_are_equally_near_are_not_one_answer() {
        assert_eq!(nearest("maya-chn", ["maya-chen", "li-wei"]), Some(("maya-chen", true)));
        assert_eq!(nearest("li-wai", ["li-wei", "li-wan"]), Some(("li-wei", false)));
        assert_eq!(nearest("maya-chn", ["maya-chen", "maya-chen"]), Some(("maya-chen", true)));
        assert_eq!(nearest("li-wan", ["li-wein", "li-wai"]), Some(("li-wai", true)));
    }

    #[test]
    fn what_was_not_looked_at_to_the_end_is_not_guessed() {
        let candidates = ["abcdex", "abcdef"];
        let guesses = Guesses(AtomicUsize::new(1_000));
        assert_eq!(guesses.nearest("abcdff", candidates), Some(("abcdef", true)));
        let guesses = Guesses(AtomicUsize::new(1));
        assert_eq!(guesses.nearest("abcdff", candidates), None);
        assert_eq!(guesses.nearest("abcdff", ["abcdef"]), None);
    }

    #[test]
    fn nobody_mistypes_a_word_that_long() {
        let (long, other) = ("x".repeat(LONGEST + 1), "x".repeat(LONGEST));
        assert_eq!(closest(&long, [other.as_str()]), None);
        assert_eq!(closest(&other, [long.as_str()]), Some(long.as_str()));
    }
}
