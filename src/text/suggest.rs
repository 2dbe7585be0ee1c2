//! "Did you mean": the nearest of the words that would have been right.

/// The candidate nearest to `word`, where one is near enough to be what was meant.
///
/// Damerau-Levenshtein distance, at most a third of the longer word's length, as rustc and cargo do.
/// Of equally near ones the first is taken, so that the answer does not change from run to run.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest(word, candidates).map(|(candidate, _)| candidate)
}

/// As [`closest`], and whether no other candidate is as near.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<(&'a str, bool)> {
    let folded = word.to_lowercase().replace('_', "-");
    let length = folded.chars().count();
    let mut best: Option<(usize, &str)> = None;
    let mut alone = true;
    for candidate in candidates {
        let other = candidate.chars().count();
        let limit = (length.max(other) / 3).max(1);
        if length.abs_diff(other) > limit || candidate == word {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&folded, &candidate.to_lowercase());
        if distance > limit {
            continue;
        }
        match best {
            Some((least, _)) if least < distance => {}
            Some((least, _)) if least == distance => alone = false,
            _ => (best, alone) = (Some((distance, candidate)), true),
        }
    }
    best.map(|(_, candidate)| (candidate, alone))
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
    fn two_that_are_equally_near_are_not_one_answer() {
        assert_eq!(nearest("maya-chn", ["maya-chen", "li-wei"]), Some(("maya-chen", true)));
        assert_eq!(nearest("li-wai", ["li-wei", "li-wan"]), Some(("li-wei", false)));
        assert_eq!(nearest("li-wan", ["li-wein", "li-wai"]), Some(("li-wai", true)));
    }
}
