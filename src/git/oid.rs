//! The name of an object in a repository.

use std::fmt;

/// The id of a git object: the 20 bytes of its sha1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid([u8; 20]);

impl Oid {
    /// The id as its 20 bytes.
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// From 20 bytes as they stand in a tree, where there are as many.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// From 40 hexadecimal digits as they stand in a commit.
    pub(super) fn from_hex(digits: &[u8]) -> Option<Self> {
        let mut bytes = [0; 20];
        if digits.len() != 40 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = hex(pair[0])? << 4 | hex(pair[1])?;
        }
        Some(Self(bytes))
    }

    pub(super) fn from_git2(oid: git2::Oid) -> Self {
        Self::from_bytes(oid.as_bytes())
            .expect("only sha1 repositories are opened, and their ids have 20 bytes")
    }

    pub(super) fn to_git2(self) -> git2::Oid {
        git2::Oid::from_bytes(&self.0).expect("20 bytes are always an id")
    }
}

const DIGITS: &[u8; 16] = b"0123456789abcdef";

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = [0; 40];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(self.0) {
            pair.copy_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        }
        formatter.write_str(std::str::from_utf8(&digits).expect("digits are ASCII"))
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::Oid;

    #[test]
    fn is_written_and_read_as_forty_digits() {
        let text = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
        let oid = Oid::from_hex(text.as_bytes()).expect("forty digits");
        assert_eq!(oid.to_string(), text);
        assert_eq!(Oid::from_git2(oid.to_git2()), oid);
        assert_eq!(Oid::from_hex(b"4b825dc"), None);
        assert_eq!(Oid::from_hex("ZZ".repeat(20).as_bytes()), None);
    }
}
