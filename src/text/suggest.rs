//! "Did you mean": the nearest of the words that would have been right.

/// The candidate nearest to `word`, where one is near enough to be what was meant.
///
/// Damerau-Levenshtein distance, at most a third of the longer word's length, as rustc and cargo do.
/// Of equally near ones the first is taken, so that the answer does not change from run to run.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = word.to_lowercase().replace('_', "-");
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let distance = strsim::damerau_levenshtein(&folded, &candidate.to_lowercase());
        let limit = (folded.chars().count().max(candidate.chars().count()) / 3).max(1);
        if distance <= limit && candidate != word && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn suggests_what_is_near_and_nothing_else() {
        let keys = ["name", "needed-by", "promised", "owner"];
        assert_eq!(closest("onwer", keys), Some("owner"));
        assert_eq!(closest("needed_by", keys), Some("needed-by"));
        assert_eq!(closest("Name", keys), Some("name"));
        assert_eq!(closest("budget", keys), None);
        assert_eq!(closest("maya-chn", ["maya-chen", "li-wei"]), Some("maya-chen"));
    }
}
