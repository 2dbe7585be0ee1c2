//! The new content of a file before it has its name: whenever the process ends, the file is the old one or the new
//! one, and nothing lies beside it.
//!
//! On Linux a draft has no name until the moment in which it takes its place, so that the system forgets it with the
//! process. Elsewhere it has a name of its own, and holds a lock for as long as its process lives: what a killed
//! process left is known by that, and the next draft of the same file takes its name over.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use same_file::Handle;

/// How many may write one file at one time.
const NAMES: u32 = 100;

/// New content for one file; gone when this is dropped, unless it took its place.
pub(super) struct Draft {
    target: PathBuf,
    handle: File,
    /// Its own name, where it has one.
    name: Option<PathBuf>,
}

impl Draft {
    /// Writes content for `target`. `prepare` gives the file its owner and mode; until then it has `mode`.
    pub(super) fn write(
        target: &Path,
        bytes: &[u8],
        mode: u32,
        prepare: impl FnOnce(&File) -> io::Result<()>,
    ) -> io::Result<Self> {
        let mut draft = match unnamed(target, mode) {
            Some(handle) => {
                lock(&handle);
                Self { target: target.to_path_buf(), handle, name: None }
            }
            None => Self::named(target, mode)?,
        };
        draft.handle.write_all(bytes)?;
        prepare(&draft.handle)?;
        draft.handle.sync_all()?;
        Ok(draft)
    }

    /// A draft with a name of its own in the folder of `target`. Its name is none that milepost reads.
    fn named(target: &Path, mode: u32) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
        #[cfg(not(unix))]
        let _ = mode;
        let (name, handle) = with_own_name(
            target,
            |name| {
                let handle = options.open(name)?;
                // Before it was locked it looked abandoned, and another process may be removing it.
                if lock(&handle) && is_at(&handle, name) {
                    Ok(handle)
                } else {
                    Err(ErrorKind::AlreadyExists.into())
                }
            },
            clear,
        )?;
        Ok(Self { target: target.to_path_buf(), handle, name: Some(name) })
    }

    /// Takes the place of the target, whatever stands there.
    pub(super) fn replace(mut self) -> io::Result<()> {
        let name = match self.name.take() {
            Some(name) => name,
            None => with_own_name(&self.target, |name| give_name(&self.handle, name), clear)?.0,
        };
        fs::rename(self.name.insert(name), &self.target)?;
        self.name = None;
        sync_folder(&self.target);
        Ok(())
    }

    /// Takes its place where nothing stands; else the error is `AlreadyExists`.
    pub(super) fn create(mut self) -> io::Result<()> {
        match &self.name {
            None => give_name(&self.handle, &self.target)?,
            Some(name) => match fs::hard_link(name, &self.target) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
                // Not every file system has files with two names. An empty file holds the place.
                Err(_) => {
                    OpenOptions::new().write(true).create_new(true).open(&self.target)?;
                    if let Err(error) = fs::rename(name, &self.target) {
                        let _ = fs::remove_file(&self.target);
                        return Err(error);
                    }
                    self.name = None;
                }
            },
        }
        sync_folder(&self.target);
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            // The error that led here is the one to report.
            let _ = fs::remove_file(name);
        }
    }
}

/// A file without a name in the folder of `target`, which can be given one; `None` where there is no such thing.
#[cfg(target_os = "linux")]
fn unnamed(target: &Path, mode: u32) -> Option<File> {
    use rustix::fs::{Mode, OFlags, open};
    // Through this folder a file without a name can be reached.
    if !Path::new("/proc/self/fd").is_dir() {
        return None;
    }
    let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
    open(target.parent()?, flags, Mode::from_raw_mode(mode)).ok().map(File::from)
}

#[cfg(not(target_os = "linux"))]
fn unnamed(_target: &Path, _mode: u32) -> Option<File> {
    None
}

/// Gives a file without a name this one, where nothing has it.
#[cfg(target_os = "linux")]
fn give_name(file: &File, name: &Path) -> io::Result<()> {
    use std::os::fd::AsRawFd;

    use rustix::fs::{AtFlags, CWD, linkat};
    let itself = format!("/proc/self/fd/{}", file.as_raw_fd());
    Ok(linkat(CWD, itself, CWD, name, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(not(target_os = "linux"))]
fn give_name(_file: &File, _name: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Does something with the first name for a draft of `target` that is free, or that `clear` frees of what a dead process
/// left behind.
pub(super) fn with_own_name<T>(
    target: &Path,
    take: impl Fn(&Path) -> io::Result<T>,
    clear: impl Fn(&Path) -> bool,
) -> io::Result<(PathBuf, T)> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    // A long name has no room for more.
    let short: String = name.trim_start_matches('.').chars().take(40).collect();
    let mut taken = io::Error::from(ErrorKind::AlreadyExists);
    for number in 0..NAMES {
        let name = target.with_file_name(format!(".{short}.milepost-{number}.tmp"));
        for _ in 0..2 {
            match take(&name) {
                Ok(value) => return Ok((name, value)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => taken = error,
                Err(error) => return Err(error),
            }
            if !clear(&name) {
                break;
            }
        }
    }
    Err(taken)
}

/// Removes a draft whose process is no more.
fn clear(name: &Path) -> bool {
    abandoned(name, Metadata::is_file).is_some_and(|_held| fs::remove_file(name).is_ok())
}

/// What a process that is no more left at a name, held. Only who holds it takes the name away, so that nothing is removed
/// on which somebody works.
pub(super) fn abandoned(name: &Path, is_of_kind: impl Fn(&Metadata) -> bool) -> Option<File> {
    let is_of_kind = name.symlink_metadata().is_ok_and(|metadata| is_of_kind(&metadata));
    let left = is_of_kind.then(|| File::open(name).ok()).flatten()?;
    (left.try_lock().is_ok() && is_at(&left, name)).then_some(left)
}

/// Holds a file until it is closed, unless somebody else holds it. Where the file system knows no locks, nobody takes a
/// draft for abandoned either.
pub(super) fn lock(file: &File) -> bool {
    !matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

/// Whether this very file has that name.
pub(super) fn is_at(file: &File, name: &Path) -> bool {
    let own = file.try_clone().and_then(Handle::from_file);
    matches!((own, Handle::from_path(name)), (Ok(own), Ok(there)) if own == there)
}

/// Makes the new name last where the machine stops now. Not every file system can.
pub(super) fn sync_folder(target: &Path) {
    if let Some(folder) = target.parent().and_then(|folder| File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Both ways in which a draft can be made.
    const WAYS: [fn(&Path) -> io::Result<Draft>; 2] =
        [|target| Draft::write(target, b"new", 0o600, |_| Ok(())), |target| Draft::named(target, 0o600)];

    #[test]
    fn a_draft_that_is_dropped_was_never_there() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let target = folder.path().join("a.toml");
        for draft in WAYS {
            drop(draft(&target).expect("it can be written"));
            assert!(names(folder.path()).is_empty());
        }
    }

    #[test]
    fn a_draft_takes_its_place_in_both_ways() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let target = folder.path().join("a.toml");
        for draft in WAYS {
            draft(&target).and_then(Draft::create).expect("nothing stands there");
            for draft in WAYS {
                let error = draft(&target).and_then(Draft::create).expect_err("something stands there");
                assert_eq!(error.kind(), ErrorKind::AlreadyExists);
                draft(&target).and_then(Draft::replace).expect("it takes the place of what stands there");
                assert_eq!(names(folder.path()), ["a.toml"]);
            }
            fs::remove_file(&target).expect("it is there");
        }
    }

    #[test]
    fn the_draft_of_the_dead_goes_and_that_of_the_living_stays() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let target = folder.path().join("a.toml");
        fs::write(folder.path().join(".a.toml.milepost-0.tmp"), "half").expect("a file");
        fs::create_dir(folder.path().join(".a.toml.milepost-1.tmp")).expect("no draft of ours");
        let living = Draft::named(&target, 0o600).expect("it can be written");
        let other = Draft::named(&target, 0o600).expect("it can be written");
        assert_eq!(
            names(folder.path()),
            [".a.toml.milepost-0.tmp", ".a.toml.milepost-1.tmp", ".a.toml.milepost-2.tmp"]
        );
        assert_eq!(fs::read(living.name.as_ref().expect("a name")).expect("a file"), b"", "not the half one");
        other.replace().expect("it takes its place");
        living.replace().expect("it takes its place");
        assert_eq!(names(folder.path()), [".a.toml.milepost-1.tmp", "a.toml"]);
    }
}
