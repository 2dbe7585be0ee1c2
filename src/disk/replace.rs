//! Other content for files that are there: all of it appears at once or none of it, and nothing that somebody else
//! wrote in the meantime is lost.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::draft::Draft;
use crate::error::{Error, Result};
use crate::text::join_and;

/// Other content for one file.
#[derive(Debug, Clone, Copy)]
pub struct Replacement<'r> {
    /// The file, relative to the root.
    pub path: &'r str,
    /// What it held when it was read.
    pub before: &'r [u8],
    /// What it shall hold.
    pub after: &'r [u8],
}

/// Replaces the content of files below a root. Where one of them cannot be replaced, none is.
///
/// A link stays a link: what it leads to is replaced, where that lies below the root.
pub fn replace(root: &Path, files: &[Replacement<'_>]) -> Result<()> {
    let drafts = draft(root, files).map_err(|error| nothing_written(&error))?;
    let mut written: Vec<(PathBuf, Replacement<'_>)> = Vec::new();
    for (target, (file, draft)) in drafts {
        if let Err(error) = draft.replace().map_err(|error| cannot(file.path, &error)) {
            let kept = take_back(&written);
            return Err(if kept.is_empty() {
                nothing_written(&error)
            } else {
                Error::new(format!("{error}; written before that: {}", join_and(&kept)))
                    .help("`git diff` shows what was written.")
            });
        }
        written.push((target, file));
    }
    for (target, file) in written {
        if fs::read(target).ok().as_deref() != Some(file.after) {
            return Err(Error::new(format!("{} was written, and reads otherwise now", file.path))
                .help("Something else writes to it. `git diff` shows what it holds."));
        }
    }
    Ok(())
}

fn nothing_written(error: &Error) -> Error {
    Error::new(format!("{error}; nothing was written")).help(error.help_text().unwrap_or_default())
}

/// Writes everything before anything takes its place, so that little is left that can fail, and looks whether the
/// files are still what they were.
fn draft<'r>(root: &Path, files: &[Replacement<'r>]) -> Result<BTreeMap<PathBuf, (Replacement<'r>, Draft)>> {
    let mut drafts: BTreeMap<PathBuf, (Replacement<'r>, Draft)> = BTreeMap::new();
    for file in files {
        let target = target(root, file.path)?;
        match drafts.get(&target) {
            Some((other, _)) if other.after == file.after => {}
            Some((other, _)) => {
                let message =
                    format!("{} and {} are one file, and would hold two things", other.path, file.path);
                return Err(Error::new(message).help("Name one of the two: milepost lint --fix PATH"));
            }
            None => {
                let draft = write(*file, &target)?;
                drafts.insert(target, (*file, draft));
            }
        }
    }
    for (target, (file, _)) in &drafts {
        check_unchanged(*file, target)?;
    }
    Ok(drafts)
}

/// The file behind a path: itself, or what a link leads to.
fn target(root: &Path, path: &str) -> Result<PathBuf> {
    let full = root.join(path);
    let target = full.canonicalize().map_err(|error| cannot(path, &error))?;
    let root = root.canonicalize().map_err(|error| cannot(path, &error))?;
    if !target.starts_with(root) || !target.is_file() {
        return Err(
            Error::new(format!("{path} leads out of the repository")).help("Put the file itself there.")
        );
    }
    Ok(target)
}

/// The new content of a file, with its owner and mode, before it takes its place.
fn write(file: Replacement<'_>, target: &Path) -> Result<Draft> {
    let metadata = target.metadata().map_err(|error| cannot(file.path, &error))?;
    if metadata.permissions().readonly() {
        return Err(Error::new(format!("{} is read-only", file.path)).help("Make it writable first."));
    }
    // Whoever may not write to a file may still be able to put another in its place: that is not asked for here.
    OpenOptions::new().write(true).open(target).map_err(|error| cannot(file.path, &error))?;
    let draft = Draft::write(target, file.after, 0o600, |handle| keep_access(handle, &metadata));
    draft.map_err(|error| cannot(file.path, &error))
}

fn check_unchanged(file: Replacement<'_>, target: &Path) -> Result<()> {
    let held = fs::read(target).map_err(|error| cannot(file.path, &error))?;
    if held == file.before {
        return Ok(());
    }
    Err(Error::new(format!("{} has changed since it was read", file.path))
        .help("Save it in your editor, and run the command again."))
}

/// Gives files back what they held, the last one first; the paths of those that keep the new content.
fn take_back(written: &[(PathBuf, Replacement<'_>)]) -> Vec<String> {
    let back = |target: &Path, file: Replacement<'_>| {
        let draft = write(Replacement { after: file.before, ..file }, target)?;
        draft.replace().map_err(|error| cannot(file.path, &error))
    };
    let kept = written.iter().rev().filter(|(target, file)| back(target, *file).is_err());
    kept.map(|(_, file)| file.path.to_owned()).collect()
}

/// Gives a new file the owner, as far as that is allowed, and the mode of the one that it replaces.
fn keep_access(file: &File, metadata: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        let own = file.metadata()?;
        let (user, group) = (metadata.uid(), metadata.gid());
        if (own.uid(), own.gid()) != (user, group) && fchown(file, Some(user), Some(group)).is_err() {
            // Only root gives files away; a group of one's own can be kept.
            let _ = fchown(file, None, Some(group));
        }
    }
    file.set_permissions(metadata.permissions())
}

pub(super) fn cannot(path: &str, error: &io::Error) -> Error {
    let help = match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "You may not write there: ask who owns the file or its folder."
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "Make room on the disk, and run the command again."
        }
        _ => "Check that the file is there, and that you may write to it and to its folder.",
    };
    Error::new(format!("cannot write {path}: {}", error.kind())).help(help)
}
