//! The names that a file says more than once, such as that of a person, so that each is kept once.

use std::hash::{BuildHasher, BuildHasherDefault};

use rustc_hash::FxHasher;

use crate::model::facts::Facts;
use crate::model::value::Word;

/// How many names are remembered.
const REMEMBERED: usize = 64;

/// Some of the names that were read before, each at the place that its hash tells.
#[derive(Debug)]
pub(super) struct KnownNames([Word; REMEMBERED]);

impl Default for KnownNames {
    fn default() -> Self {
        Self([Word { start: 0, len: 0 }; REMEMBERED])
    }
}

impl KnownNames {
    /// Where a name stands among the words of a file, which takes it in where it is new or forgotten.
    pub(super) fn word(&mut self, facts: &mut Facts, name: &str) -> Word {
        let hash = BuildHasherDefault::<FxHasher>::default().hash_one(name);
        let known = &mut self.0[(hash >> 32) as usize % REMEMBERED];
        if facts.text(*known) != name {
            *known = facts.word(name);
        }
        *known
    }
}
