//! The file system, read only below a root: nothing outside is followed, listed, read or replaced. A result alone is
//! written to wherever the user says.

mod aside;
mod create;
mod draft;
mod replace;
mod script;
mod target;

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::error::{Error, Result};

pub use aside::Aside;
pub use create::{Made, is_absent_or_empty, taken};
pub use replace::{Replacement, replace};
pub use script::{make_executable, remove};
pub use target::Target;

/// The largest file that is read, in bytes: 1 MiB.
pub const LARGEST_FILE: u64 = 1 << 20;

/// The file that marks a root.
pub const MARK: &str = "milepost.toml";

/// A file below the root that cannot be read as text, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong with it, as the end of the sentence "this file …".
    pub message: String,
    /// What to do about it.
    pub help: &'static str,
}

impl Unreadable {
    /// A file that is larger than [`LARGEST_FILE`].
    pub fn too_large(bytes: u64) -> Self {
        Self {
            message: format!("has {bytes} bytes, and the limit is {LARGEST_FILE}"),
            help: "A program is a few kilobytes of text. Move what is not program out of it.",
        }
    }

    /// A file whose bytes are no UTF-8.
    pub fn not_utf8(valid_up_to: usize) -> Self {
        Self {
            message: format!("is not UTF-8 text, from byte {valid_up_to} on"),
            help: "Save the file as UTF-8; every editor has that choice.",
        }
    }

    /// A symbolic link that leaves the root, or leads nowhere.
    pub fn link() -> Self {
        Self {
            message: "is a link that leads out of the repository, or nowhere".to_owned(),
            help: "Put the file itself here.",
        }
    }

    /// Something that is no file, such as a folder or a pipe.
    fn no_file() -> Self {
        Self { message: "is no regular file".to_owned(), help: "Put a text file here." }
    }

    /// A file that is not there.
    pub fn missing() -> Self {
        Self { message: "is not there".to_owned(), help: "Add it, or take out what names it." }
    }

    /// A file in the middle of a merge.
    pub fn conflict() -> Self {
        Self {
            message: "is in the middle of a merge".to_owned(),
            help: "Finish the merge of this file, and `git add` it.",
        }
    }

    /// An object that git could not give.
    pub fn object(error: &Error) -> Self {
        Self {
            message: format!("cannot be read from git: {error}"),
            help: "`git fsck` shows what is damaged; in a partial clone, `git fetch --refetch` brings what is missing.",
        }
    }

    /// A file whose name is not UTF-8, so that nobody can write its path down.
    pub fn name() -> Self {
        Self {
            message: "has a name that is not UTF-8".to_owned(),
            help: "Rename it: lower-case letters, digits and single hyphens.",
        }
    }

    fn io(error: &std::io::Error) -> Self {
        if error.kind() == ErrorKind::NotFound {
            return Self::missing();
        }
        Self {
            message: format!("cannot be read: {}", error.kind()),
            help: "Check that it exists and that you may read it.",
        }
    }
}

/// The nearest folder upwards that holds a `milepost.toml`, as cargo finds Cargo.toml.
pub fn find_root(start: &Path) -> Result<PathBuf> {
    let absolute = start.canonicalize().map_err(|error| {
        Error::new(format!("cannot open the folder {}: {}", start.display(), error.kind()))
    })?;
    absolute.ancestors().find(|folder| folder.join(MARK).is_file()).map(Path::to_path_buf).ok_or_else(|| {
        Error::new(format!("there is no {MARK} in {} or above it", start.display()))
            .help("Run `milepost init` to start a repository of programs here.")
    })
}

/// A path from a file as every store writes it: relative, with `/`, and without `.`. `None` where it is the root
/// itself or leaves it.
pub fn below_root(path: &str) -> Option<String> {
    let mut parts = Vec::new();
    for part in Path::new(path).components() {
        match part {
            std::path::Component::Normal(part) => parts.push(part.to_str()?),
            std::path::Component::CurDir => {}
            _ => return None,
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Whether a file is read, by its path below a folder of programs, people or playbooks: a `.toml` file that is not
/// hidden. What starts with a dot is what editors and tools leave behind.
pub fn is_read(path: &str) -> bool {
    path.ends_with(".toml") && !path.split('/').any(|part| part.starts_with('.'))
}

/// The `.toml` files below a folder, sorted by path relative to the root, each with what keeps it from being read.
///
/// Links to folders are not followed, so loops end; a link to a file counts where it stays below the root.
pub fn list(root: &Path, folder: &str) -> Vec<(String, Option<Unreadable>)> {
    let mut files = Vec::new();
    let start = root.join(folder);
    // A folder that is there and leads elsewhere is a link, or lies below one.
    if start.canonicalize().is_ok_and(|target| !target.starts_with(root)) {
        return files;
    }
    let is_hidden =
        |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
    let entries = WalkDir::new(start).follow_links(false).into_iter();
    for entry in entries.filter_entry(|entry| !is_hidden(entry)) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                if let (Some(path), Some(cause)) = (error.path(), error.io_error())
                    && error.depth() > 0
                {
                    files.push((relative(root, path), Some(Unreadable::io(cause))));
                }
                continue;
            }
        };
        if entry.file_type().is_dir() || entry.path().extension().is_none_or(|extension| extension != "toml")
        {
            continue;
        }
        let path = relative(root, entry.path());
        let problem = if entry.path().strip_prefix(root).is_ok_and(|below| below.to_str().is_none()) {
            Some(Unreadable::name())
        } else if entry.file_type().is_symlink() {
            (!leads_inside(root, entry.path())).then(Unreadable::link)
        } else if entry.file_type().is_file() {
            None
        } else {
            continue;
        };
        files.push((path, problem));
    }
    files.sort_by(|one, other| one.0.cmp(&other.0));
    files
}

/// The bytes of a file below the root.
pub fn read(root: &Path, path: &str) -> std::result::Result<Vec<u8>, Unreadable> {
    let full = root.join(path);
    let file = match open_plain(&full) {
        Some(file) => file,
        None => open_other(root, &full)?,
    };
    let metadata = file.metadata().map_err(|error| Unreadable::io(&error))?;
    if !metadata.is_file() {
        return Err(Unreadable::no_file());
    }
    if metadata.len() > LARGEST_FILE {
        return Err(Unreadable::too_large(metadata.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default() + 1);
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(|error| Unreadable::io(&error))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(Unreadable::too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

/// Opens what is no link, with one call: a portfolio has thousands of files.
#[cfg(target_os = "linux")]
fn open_plain(path: &Path) -> Option<fs::File> {
    use rustix::fs::{Mode, OFlags, open};
    // A pipe must not wait here for somebody who writes into it.
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    open(path, flags, Mode::empty()).ok().map(fs::File::from)
}

#[cfg(not(target_os = "linux"))]
fn open_plain(_path: &Path) -> Option<fs::File> {
    None
}

/// Opens what may be a link, and says what keeps it from being opened.
fn open_other(root: &Path, path: &Path) -> std::result::Result<fs::File, Unreadable> {
    let kind = path.symlink_metadata().map_err(|error| Unreadable::io(&error))?.file_type();
    if kind.is_symlink() && !leads_inside(root, path) {
        return Err(Unreadable::link());
    }
    if !kind.is_symlink() && !kind.is_file() {
        return Err(Unreadable::no_file());
    }
    fs::File::open(path).map_err(|error| Unreadable::io(&error))
}

/// Whether a link leads to a file below the root.
fn leads_inside(root: &Path, link: &Path) -> bool {
    link.canonicalize().is_ok_and(|target| target.starts_with(root) && target.is_file())
}

/// Whether a path that may not be there yet stays below the root: no folder of it is a link that leads out.
pub fn stays_below(root: &Path, path: &str) -> bool {
    let full = root.join(path);
    let there = full.ancestors().find_map(|folder| folder.canonicalize().ok());
    match (there, root.canonicalize()) {
        (Some(there), Ok(root)) => there.starts_with(root),
        _ => false,
    }
}

/// Whether something is there, below the root and without leaving it through a link.
pub fn exists(root: &Path, path: &str) -> bool {
    below_root(path).is_some() && root.join(path).canonicalize().is_ok_and(|target| target.starts_with(root))
}

/// A path below the root with `/`; what is no UTF-8 in it is shown as `�`.
fn relative(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
