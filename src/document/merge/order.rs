//! In which order a merge tells the pieces of both sides.

use std::collections::{HashMap, HashSet};

use crate::document::pieces::{Key, Kind};

/// All keys of our side and of theirs. The side that moved tables about leads; what only the other one has follows
/// what it follows there.
pub(super) fn order<'k>([base, ours, theirs]: &[Vec<&'k Key>; 3]) -> Vec<&'k Key> {
    let (lead, other) =
        if is_in_order(base, ours) && !is_in_order(base, theirs) { (theirs, ours) } else { (ours, theirs) };
    let mut chain = Chain::new(lead, base, other);
    let mut before = START;
    for key in other {
        before = chain.places.get(key).copied().unwrap_or_else(|| chain.insert(key, before));
    }
    chain.keys()
}

/// Whether what both have stands in one order.
fn is_in_order(base: &[&Key], other: &[&Key]) -> bool {
    let (held, known): (HashSet<_>, HashSet<_>) = (base.iter().collect(), other.iter().collect());
    base.iter().filter(|key| known.contains(key)).eq(other.iter().filter(|key| held.contains(key)))
}

/// Before all keys.
const START: usize = 0;

/// Keys of which each knows the next one.
struct Chain<'k> {
    links: Vec<Link<'k>>,
    places: HashMap<&'k Key, usize>,
}

struct Link<'k> {
    /// `None` at the start alone.
    key: Option<&'k Key>,
    /// Whether only the side that leads has it: what the other side adds at the same place comes behind it.
    is_new: bool,
    next: Option<usize>,
}

impl<'k> Chain<'k> {
    fn new(lead: &[&'k Key], base: &[&'k Key], other: &[&'k Key]) -> Self {
        let known: HashSet<_> = base.iter().chain(other).collect();
        let mut links = vec![Link { key: None, is_new: false, next: None }];
        links.extend(lead.iter().map(|key| Link {
            key: Some(*key),
            is_new: !known.contains(key),
            next: None,
        }));
        let last = links.len() - 1;
        for (at, link) in links.iter_mut().enumerate() {
            link.next = (at < last).then_some(at + 1);
        }
        let places = lead.iter().enumerate().map(|(at, key)| (*key, at + 1)).collect();
        Self { links, places }
    }

    /// Takes in a key behind another one, and says where it is.
    fn insert(&mut self, key: &'k Key, mut before: usize) -> usize {
        if key.kind == Kind::Head {
            // Nothing else may come between a header and its entries.
            before = self.skip(before, |_| true);
            while let Some(head) = self.links[before].next.filter(|next| self.links[*next].is_new) {
                if self.kind(head) != Some(Kind::Head) {
                    break;
                }
                before = self.skip(head, |_| true);
            }
        } else {
            before = self.skip(before, |link| link.is_new);
        }
        let next = self.links[before].next;
        self.links.push(Link { key: Some(key), is_new: false, next });
        let at = self.links.len() - 1;
        self.links[before].next = Some(at);
        self.places.insert(key, at);
        at
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.links[at].key.map(|key| key.kind)
    }

    /// The last of the entries that follow, as long as they are wanted.
    fn skip(&self, mut at: usize, is_wanted: impl Fn(&Link<'_>) -> bool) -> usize {
        while let Some(next) = self.links[at].next {
            if self.kind(next) != Some(Kind::Entry) || !is_wanted(&self.links[next]) {
                break;
            }
            at = next;
        }
        at
    }

    fn keys(&self) -> Vec<&'k Key> {
        let links = std::iter::successors(Some(START), |at| self.links[*at].next);
        links.filter_map(|at| self.links[at].key).collect()
    }
}
