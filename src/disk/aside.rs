//! A folder in which something is made aside of where it belongs, so that it stands there whole or not at all.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::draft::{abandoned, is_at, lock, sync_folder, with_own_name};

/// A folder beside a target; gone when this is dropped, with all that it holds, unless it took the target's place.
///
/// It is locked for as long as its process lives: what a killed process left goes when the same is made again.
#[derive(Debug)]
pub struct Aside {
    target: PathBuf,
    folder: PathBuf,
    is_in_place: bool,
    /// Not every system opens a folder; there nothing is locked, and what was left stays.
    _lock: Option<File>,
}

impl Aside {
    /// Makes a folder beside `target`, in the same folder, under a name that is free.
    pub fn beside(target: &Path) -> io::Result<Self> {
        let (folder, held) = with_own_name(
            target,
            |name| {
                fs::create_dir(name)?;
                // Before it was locked it looked abandoned, and another process may be removing it, or have done so.
                let handle = match File::open(name) {
                    Ok(handle) => handle,
                    Err(_) if cfg!(not(unix)) => return Ok(None),
                    Err(_) => return Err(io::ErrorKind::AlreadyExists.into()),
                };
                let is_own = lock(&handle) && is_at(&handle, name);
                if is_own { Ok(Some(handle)) } else { Err(io::ErrorKind::AlreadyExists.into()) }
            },
            clear,
        )?;
        Ok(Self { target: target.to_path_buf(), folder, is_in_place: false, _lock: held })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Takes the place of the target, where nothing stands, or an empty folder.
    pub fn take_place(mut self) -> io::Result<()> {
        fs::rename(&self.folder, &self.target)?;
        // What stands at the old name from now on is another's.
        self.is_in_place = true;
        sync_folder(&self.target);
        Ok(())
    }
}

/// Removes a folder whose process is no more.
fn clear(name: &Path) -> bool {
    abandoned(name, Metadata::is_dir).is_some_and(|_held| fs::remove_dir_all(name).is_ok())
}

impl Drop for Aside {
    fn drop(&mut self) {
        if !self.is_in_place {
            // The error that led here is the one to report.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn what_the_dead_left_goes_and_what_the_living_make_stays() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let target = root.path().join(".git");
        let place = |number| root.path().join(format!(".git.milepost-{number}.tmp"));
        fs::create_dir_all(place(0).join("objects")).expect("a folder");
        fs::write(place(0).join("HEAD"), "half").expect("a file");
        let living = Aside::beside(&target).expect("it can be made");
        assert_eq!(living.path(), place(0));
        assert!(
            fs::read_dir(living.path()).expect("a folder").next().is_none(),
            "nothing of the dead is left"
        );
        let other = Aside::beside(&target).expect("it can be made");
        assert_eq!(other.path(), place(1));
        fs::write(other.path().join("HEAD"), "whole").expect("a file");
        other.take_place().expect("nothing stands there");
        living.take_place().expect_err("something stands there");
        let names =
            fs::read_dir(root.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        assert_eq!(names.collect::<Vec<_>>(), [".git"]);
        assert_eq!(fs::read(target.join("HEAD")).expect("a file"), b"whole");
    }
}
