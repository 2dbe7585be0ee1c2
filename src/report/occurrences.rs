//! Findings that say the same of several places, so that each thing is told once.

use rustc_hash::FxHashMap;

use crate::finding::Finding;

/// A finding that is told in full, and the others that say the same elsewhere: their places in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrences {
    /// The first of them.
    pub first: usize,
    /// The others, in order.
    pub others: Vec<usize>,
}

/// Puts together the findings that say the same, in the order of the first of each.
///
/// Two programs may each have a `beta` without an owner: a message that names the entity it stands at is about that
/// entity alone, and goes together with others of its own file only.
pub(super) fn occurrences<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<Occurrences> {
    let mut known: FxHashMap<_, usize> = FxHashMap::default();
    let mut groups: Vec<Occurrences> = Vec::new();
    for (at, finding) in findings.enumerate() {
        let file = names_itself(finding).then_some(&*finding.file);
        let key = (finding.rule, finding.level, &*finding.message, &*finding.help, file);
        let group = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(group) => group.others.push(at),
            None => groups.push(Occurrences { first: at, others: Vec::new() }),
        }
    }
    groups
}

fn names_itself(finding: &Finding) -> bool {
    let Some(path) = &finding.path else { return true };
    let message = &*finding.message;
    let is_quoted =
        |at: usize, id: &str| message[..at].ends_with('`') && message[at + id.len()..].starts_with('`');
    path.split('.').nth(1).is_none_or(|id| message.match_indices(id).any(|(at, id)| is_quoted(at, id)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::Level;
    use crate::text::Span;

    #[test]
    fn what_says_the_same_of_several_places_is_told_once() {
        let finding = |file: &str, path: &str, message: &str| {
            let file: Arc<str> = file.into();
            let mut finding =
                Finding::new("person-unknown", Level::Error, &file, Span::default(), message.to_owned());
            finding.path = Some(path.to_owned());
            finding
        };
        let findings = [
            finding("a.toml", "milestones.beta.owner", "there is no person `zoe`"),
            finding("a.toml", "milestones.beta", "`beta` has no owner"),
            finding("a.toml", "owners.tpm", "there is no person `zoe`"),
            finding("b.toml", "milestones.beta", "`beta` has no owner"),
            finding("b.toml", "owners.tpm", "there is no person `zoe`"),
        ];
        let group = |first, others: &[usize]| Occurrences { first, others: others.to_vec() };
        assert_eq!(occurrences(findings.iter()), [group(0, &[2, 4]), group(1, &[]), group(3, &[])]);
    }
}
