//! "Did you mean": the nearest of the words that would have been right.

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
    let folded = word.to_lowercase().replace('_', "-");
    let letters = Letters::of(&folded);
    let mut best: Option<(usize, &str)> = None;
    let mut alone = true;
    for candidate in candidates {
        let others = Letters::of(candidate);
        let limit = (letters.total.max(others.total) / 3).max(1);
        let limit = best.map_or(limit, |(least, _)| limit.min(least));
        // Ten thousand programs are ten thousand candidates, and almost all of them differ in too many letters.
        if letters.difference(&others) > limit || candidate == word {
            continue;
        }
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

/// How often each letter occurs in a word; letters may share a place.
struct Letters {
    counts: [u16; 64],
    total: usize,
}

impl Letters {
    fn of(word: &str) -> Self {
        let mut letters = Self { counts: [0; 64], total: 0 };
        for letter in word.chars().flat_map(char::to_lowercase) {
            let count = &mut letters.counts[letter as usize % 64];
            *count = count.saturating_add(1);
            letters.total += 1;
        }
        letters
    }

    /// How many letters must change at least to make one word of the other. Their order does not count, so that the
    /// edit distance is never less.
    fn difference(&self, other: &Self) -> usize {
        let (mut more, mut less) = (0, 0);
        for (own, others) in self.counts.iter().zip(&other.counts) {
            more += usize::from(own.saturating_sub(*others));
            less += usize::from(others.saturating_sub(*own));
        }
        more.max(less)
    }
}

#[cfg(test)]
mod tests {
    use super::{closest, nearest};

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
}
