//! Objects that lie alone in a file, as new ones do: whether one was cut off in its middle.
//!
//! libgit2 1.9.7 waits forever for the rest of such a file (its issue 7342), as a power cut or a full disk may leave it.
//! Files and their place are those of git's own documentation, gitformat-loose(5).

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::{Decompress, FlushDecompress, Status};

use super::Oid;

/// No kind and size of an object is longer, in bytes.
const LONGEST_HEADER: u64 = 32;

/// How many bytes are unpacked in one turn.
const PIECE: usize = 16 * 1024;

/// The folder of a repository in which loose objects lie.
#[derive(Clone)]
pub(super) struct Loose {
    folder: PathBuf,
    /// For the first byte of an id, whether there is a folder for it. A repository that was packed has hardly any.
    present: Vec<bool>,
}

/// How much of an object is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Its kind and its size, which come first.
    Header,
    Whole,
}

impl Loose {
    /// The loose objects of the git folder that all work trees share.
    pub(super) fn new(common: &Path) -> Self {
        let folder = common.join("objects");
        let mut present = vec![false; 256];
        for entry in folder.read_dir().into_iter().flatten().flatten() {
            let byte = entry.file_name().to_str().and_then(|name| u8::from_str_radix(name, 16).ok());
            if let Some(byte) = byte {
                present[usize::from(byte)] = true;
            }
        }
        Self { folder, present }
    }

    /// Whether an object lies there and ends before its end. What is damaged in another way libgit2 says itself.
    pub(super) fn is_cut_off(&self, oid: Oid, part: Part) -> bool {
        if !self.present[usize::from(oid.as_bytes()[0])] {
            return false;
        }
        let name = oid.to_string();
        let (start, rest) = name.split_at(2);
        let Ok(file) = File::open(self.folder.join(start).join(rest)) else { return false };
        let wanted = if part == Part::Header { PIECE as u64 } else { u64::MAX };
        let mut packed = Vec::new();
        if file.take(wanted).read_to_end(&mut packed).is_err() {
            return false;
        }
        let mut inflate = Decompress::new(true);
        let mut plain = vec![0; PIECE];
        loop {
            let (read, made) = (inflate.total_in(), inflate.total_out());
            let rest = usize::try_from(read).ok().and_then(|read| packed.get(read..)).unwrap_or_default();
            match inflate.decompress(rest, &mut plain, FlushDecompress::None) {
                Err(_) | Ok(Status::StreamEnd) => return false,
                Ok(_) if part == Part::Header && inflate.total_out() >= LONGEST_HEADER => return false,
                Ok(_) if (read, made) == (inflate.total_in(), inflate.total_out()) => return true,
                Ok(_) => {}
            }
        }
    }
}
