//! New files and folders: nothing is ever overwritten, and what was begun is taken back where it cannot be finished.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::draft::Draft;
use crate::error::{Error, Result};

/// What a command has made so far. It is taken back when this is dropped, unless it is kept.
#[derive(Debug, Default)]
pub struct Made {
    paths: Vec<Entry>,
}

/// One thing that was made.
#[derive(Debug)]
enum Entry {
    File(PathBuf),
    Folder(PathBuf),
    /// Whatever stands there in the end, with all that it holds.
    Whole(PathBuf),
}

impl Made {
    /// Makes a folder and those above it that are missing.
    pub fn folder(&mut self, folder: &Path) -> Result<()> {
        let missing = |folder: &&Path| !folder.as_os_str().is_empty() && folder.symlink_metadata().is_err();
        let absent: Vec<&Path> = folder.ancestors().take_while(missing).collect();
        for folder in absent.into_iter().rev() {
            match fs::create_dir(folder) {
                Ok(()) => self.paths.push(Entry::Folder(folder.to_path_buf())),
                // Somebody else made it in the meantime; then it is theirs.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(cannot("make the folder", folder, &error)),
            }
        }
        if folder.as_os_str().is_empty() || folder.is_dir() {
            return Ok(());
        }
        Err(Error::new(format!("{} is there already, and is no folder", named(folder)))
            .help("Name another folder, or move what is there."))
    }

    /// Makes a file, and the folders above it that are missing. Its content appears at once or not at all.
    pub fn file(&mut self, path: &Path, bytes: &[u8]) -> Result<()> {
        self.write(path, bytes, 0o666)
    }

    /// As [`Made::file`], for a script that whoever may read it may also run.
    pub fn script(&mut self, path: &Path, bytes: &[u8]) -> Result<()> {
        self.write(path, bytes, 0o777)
    }

    fn write(&mut self, path: &Path, bytes: &[u8], mode: u32) -> Result<()> {
        if let Some(folder) = path.parent() {
            self.folder(folder)?;
        }
        let written = Draft::write(path, bytes, mode, |_| Ok(())).and_then(Draft::create);
        written.map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => taken(path),
            _ => cannot("write", path, &error),
        })?;
        self.paths.push(Entry::File(path.to_path_buf()));
        Ok(())
    }

    /// Counts what another part of the program is about to make at a path, where nothing stands yet.
    pub fn expect(&mut self, path: &Path) {
        if path.symlink_metadata().is_err() {
            self.paths.push(Entry::Whole(path.to_path_buf()));
        }
    }

    /// Counts what another part of the program has made at a path.
    pub fn count(&mut self, path: &Path) {
        self.paths.push(Entry::Whole(path.to_path_buf()));
    }

    /// Leaves everything where it is.
    pub fn keep(mut self) {
        self.paths.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for path in self.paths.drain(..).rev() {
            // The error that led here is the one to report; what cannot be removed stays.
            let _ = match path {
                Entry::Folder(path) => fs::remove_dir(path),
                Entry::Whole(path) if path.is_dir() => fs::remove_dir_all(path),
                Entry::File(path) | Entry::Whole(path) => fs::remove_file(path),
            };
        }
    }
}

/// The error for a file that is there already.
pub fn taken(path: &Path) -> Error {
    Error::new(format!("{} is there already, and nothing is overwritten", named(path)))
        .help("Choose another name, or move that file first.")
}

/// Whether a folder is missing, or holds nothing.
pub fn is_absent_or_empty(folder: &Path) -> Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(cannot("open the folder", folder, &error)),
    }
}

/// A path as people write it.
fn named(path: &Path) -> String {
    let short = path.strip_prefix(".").ok().filter(|path| !path.as_os_str().is_empty());
    short.unwrap_or(path).display().to_string()
}

fn cannot(what: &str, path: &Path, error: &std::io::Error) -> Error {
    let help = match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "You may not write there: choose a folder of your own, or ask who owns this one."
        }
        ErrorKind::NotADirectory => "A file stands where a folder is needed: name another folder.",
        ErrorKind::StorageFull => "Make room on the disk, and run the command again.",
        _ => "Check the path, and that you may write there.",
    };
    Error::new(format!("cannot {what} {}: {}", named(path), error.kind())).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries =
            fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_not_kept_is_taken_back() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        let mut made = Made::default();
        made.file(&root.join("one/two/three.toml"), b"three").expect("it can be written");
        made.expect(&root.join("whole"));
        fs::create_dir_all(root.join("whole/of/it")).expect("a folder");
        drop(made);
        assert!(names(root).is_empty());
    }

    #[test]
    fn nothing_is_overwritten_and_no_draft_is_left() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("a.toml");
        let mut made = Made::default();
        made.file(&file, b"one").expect("it can be written");
        made.keep();
        let mut made = Made::default();
        let error = made.file(&file, b"two").expect_err("it is there");
        assert!(
            error.to_string().ends_with("a.toml is there already, and nothing is overwritten"),
            "{error}"
        );
        let error = made.file(&file.join("b.toml"), b"two").expect_err("a file is no folder");
        assert!(error.to_string().contains("is no folder"), "{error}");
        drop(made);
        assert_eq!(fs::read(&file).expect("it is still there"), b"one");
        assert_eq!(names(folder.path()), ["a.toml"]);
    }
}
