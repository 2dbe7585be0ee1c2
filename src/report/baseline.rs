//! A baseline without a baseline file: which findings another version does not have.

use rustc_hash::FxHashMap;

use super::lineage::{Place, entity_end, source};
use crate::changes::Comparison;
use crate::finding::Finding;

/// What programs and entities were called in the version before.
#[derive(Debug, Default)]
pub struct Former {
    programs: FxHashMap<String, String>,
    /// Entities by program and path.
    entities: FxHashMap<(String, String), Place>,
}

impl Former {
    /// The names before a comparison.
    pub fn of(comparison: &Comparison) -> Self {
        let mut former = Self::default();
        for program in &comparison.programs {
            if let Some(previous) = &program.previous_id {
                former.programs.insert(program.id.clone(), previous.clone());
            }
            for change in &program.changes {
                if let Some(place) = source(program, change) {
                    former.entities.insert((program.id.clone(), change.path.clone()), place);
                }
            }
        }
        former
    }

    /// Whether everything is called as it was.
    pub fn is_empty(&self) -> bool {
        self.programs.is_empty() && self.entities.is_empty()
    }

    pub(super) fn place(&self, program: &str, path: &str) -> Place {
        let end = entity_end(path);
        match self.entities.get(&(program.to_owned(), path[..end].to_owned())) {
            Some(entity) => {
                Place { program: entity.program.clone(), path: entity.path.clone() + &path[end..] }
            }
            None => Place {
                program: self.programs.get(program).map_or(program, String::as_str).to_owned(),
                path: path.to_owned(),
            },
        }
    }
}

/// What makes two findings the same: the rule, and the program and the path, or the file where there is no program.
#[derive(PartialEq, Eq, Hash)]
struct Identity {
    rule: &'static str,
    place: Place,
}

impl Identity {
    fn new(finding: &Finding, former: &Former) -> Self {
        let place = match &finding.program {
            Some(program) => former.place(program, finding.path.as_deref().unwrap_or_default()),
            None => Place { program: String::new(), path: finding.file.to_string() },
        };
        Self { rule: finding.rule, place }
    }
}

/// Whether each finding of `after` is one that `before` does not have.
///
/// Two findings are the same when rule, program and path agree, or rule and file where there is no program, compared by
/// count. Of several the one that says the same counts as the same.
pub fn are_new(before: &[Finding], after: &[Finding], former: &Former) -> Vec<bool> {
    let mut known: FxHashMap<Identity, Vec<&str>> = FxHashMap::default();
    for finding in before {
        known.entry(Identity::new(finding, &Former::default())).or_default().push(&finding.message);
    }
    let identities: Vec<Identity> = after.iter().map(|finding| Identity::new(finding, former)).collect();
    let mut new = vec![true; after.len()];
    for (at, finding) in after.iter().enumerate() {
        if let Some(messages) = known.get_mut(&identities[at])
            && let Some(same) = messages.iter().position(|message| *message == finding.message)
        {
            messages.swap_remove(same);
            new[at] = false;
        }
    }
    for (at, identity) in identities.iter().enumerate().filter(|(at, _)| new[*at]).collect::<Vec<_>>() {
        new[at] = known.get_mut(identity).and_then(Vec::pop).is_none();
    }
    new
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::Level;
    use crate::text::Span;

    fn finding(program: &str, path: &str, message: &str) -> Finding {
        let file: Arc<str> = format!("programs/{program}.toml").into();
        let mut finding =
            Finding::new("milestone-overdue", Level::Error, &file, Span::default(), message.to_owned());
        finding.program = Some(program.into());
        finding.path = Some(path.to_owned());
        finding
    }

    #[test]
    fn a_finding_that_says_the_same_is_the_old_one() {
        let of = |messages: [&str; 3]| messages.map(|message| finding("a", "milestones.beta", message));
        let before = [finding("a", "milestones.beta", "two"), finding("a", "milestones.beta", "gone")];
        assert_eq!(are_new(&before, &of(["one", "two", "three"]), &Former::default()), [false, false, true]);
        assert_eq!(are_new(&[], &of(["one", "one", "one"]), &Former::default()), [true; 3]);
        let elsewhere = [finding("b", "milestones.beta", "one"), finding("a", "milestones.ga", "one")];
        assert_eq!(are_new(&elsewhere, &of(["one", "one", "one"]), &Former::default()), [true; 3]);
    }
}
