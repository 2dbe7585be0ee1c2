//! A small source of numbers that are the same on every machine and in every run.

use std::ops::Range;

/// `SplitMix64`, by Sebastiano Vigna.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number of a range that is not empty.
    pub(crate) fn range(&mut self, range: Range<i64>) -> i64 {
        range.start + i64::try_from(self.next() >> 1).expect("63 bits fit") % (range.end - range.start)
    }

    /// A place in something that has `len` of them.
    pub(crate) fn below(&mut self, len: usize) -> usize {
        usize::try_from(self.range(0..i64::try_from(len).expect("small"))).expect("not negative")
    }

    /// Whether something happens that happens `percent` times in a hundred.
    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.range(0..100) < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}
