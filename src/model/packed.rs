//! A list of entries whose numbers take two bytes each for as long as they are small: a large portfolio has millions of
//! fields, and nearly all of its files are short.

use std::ops::Range;

/// Entries of a mark and some numbers.
#[derive(Debug, Clone)]
pub(super) enum Packed<T, const N: usize> {
    Small(Vec<(T, [u16; N])>),
    Large(Vec<(T, [u32; N])>),
}

impl<T, const N: usize> Default for Packed<T, N> {
    fn default() -> Self {
        Self::Small(Vec::new())
    }
}

impl<T: Copy, const N: usize> Packed<T, N> {
    pub(super) fn with_capacity(entries: usize) -> Self {
        Self::Small(Vec::with_capacity(entries))
    }

    pub(super) fn push(&mut self, mark: T, numbers: [u32; N]) {
        match self {
            Self::Small(entries) => {
                if let Some(numbers) = small(numbers) {
                    entries.push((mark, numbers));
                } else {
                    let large = entries.iter().map(|(mark, numbers)| (*mark, numbers.map(u32::from)));
                    *self = Self::Large(large.chain([(mark, numbers)]).collect());
                }
            }
            Self::Large(entries) => entries.push((mark, numbers)),
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Small(entries) => entries.len(),
            Self::Large(entries) => entries.len(),
        }
    }

    #[inline]
    pub(super) fn mark(&self, at: usize) -> T {
        match self {
            Self::Small(entries) => entries[at].0,
            Self::Large(entries) => entries[at].0,
        }
    }

    pub(super) fn last_mark_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Small(entries) => entries.last_mut().map(|(mark, _)| mark),
            Self::Large(entries) => entries.last_mut().map(|(mark, _)| mark),
        }
    }

    /// One of the numbers of an entry: hardly ever all of them are asked for, and this is asked for most of all.
    #[inline]
    pub(super) fn number(&self, at: usize, which: usize) -> u32 {
        match self {
            Self::Small(entries) => entries[at].1[which].into(),
            Self::Large(entries) => entries[at].1[which],
        }
    }

    /// The first entry of a range whose mark is one that is looked for.
    pub(super) fn find(&self, range: Range<usize>, is_wanted: impl Fn(T) -> bool) -> Option<usize> {
        let first = range.start;
        let found = match self {
            Self::Small(entries) => entries[range].iter().position(|(mark, _)| is_wanted(*mark)),
            Self::Large(entries) => entries[range].iter().position(|(mark, _)| is_wanted(*mark)),
        };
        found.map(|at| first + at)
    }
}

#[inline]
fn small<const N: usize>(numbers: [u32; N]) -> Option<[u16; N]> {
    let mut small = [0; N];
    for (small, number) in small.iter_mut().zip(numbers) {
        *small = u16::try_from(number).ok()?;
    }
    Some(small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_stand_beside_small_ones() {
        let mut packed = Packed::default();
        for (mark, number) in [('a', 1), ('b', 0xffff), ('c', 0x1_0000), ('d', 2)] {
            packed.push(mark, [number, 7]);
            let last = packed.len() - 1;
            assert_eq!([0, 1].map(|which| packed.number(last, which)), [number, 7]);
        }
        assert_eq!((packed.mark(0), packed.number(0, 0), packed.number(1, 0)), ('a', 1, 0xffff));
        assert_eq!(
            (packed.find(1..4, |mark| mark > 'b'), packed.find(0..1, |mark| mark > 'b')),
            (Some(2), None)
        );
    }

    #[test]
    fn an_entry_of_a_small_file_is_small() {
        assert_eq!(size_of::<((u8, u8), [u16; 4])>(), 10);
    }
}
