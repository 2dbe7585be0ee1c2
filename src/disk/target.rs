//! A file that a result is written to: all of it appears at once, and no link of a repository leads it elsewhere.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use super::draft::Draft;
use super::replace::cannot;
use crate::error::{Error, Result};

/// A file that can be written to, as far as can be told before the work begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// As the user wrote it.
    name: String,
    path: PathBuf,
    /// A device or a pipe: it takes bytes, and no other file takes its place.
    is_stream: bool,
}

impl Target {
    /// The file that `path` means, counted from the folder `start`.
    ///
    /// `fence` is the repository: its content may be anybody's, so that a link in it must not lead out of it.
    pub fn new(start: &Path, path: &Path, fence: Option<&Path>) -> Result<Self> {
        let name = path.display().to_string();
        let refused = |what: &str, help: &str| Err(Error::new(format!("{name} {what}")).help(help));
        let Some(file) = path.file_name() else {
            return refused("names no file", "Write a path that ends in the name of a file.");
        };
        if path.extension().is_some_and(|extension| extension == "toml") {
            return refused(
                "would be taken for a program",
                "Name it otherwise: milepost reads .toml files, and writes none of them as a result.",
            );
        }
        let folder = folder(start, path.parent().unwrap_or(Path::new("")), fence)?;
        let full = folder.join(file);
        // `/dev/stdout` and what a shell makes of `>(command)` are links to a stream, and the system's own.
        if path.starts_with("/dev") {
            return Ok(Self { name, path: path.to_path_buf(), is_stream: true });
        }
        let is_stream = match full.symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            Err(error) => return Err(cannot(&name, &error)),
            Ok(metadata) if metadata.is_dir() => return refused("is a folder", "Name a file in it."),
            Ok(metadata) if metadata.is_symlink() => {
                return refused("is a link", "Name the file itself, or take the link away.");
            }
            Ok(metadata) if metadata.permissions().readonly() => {
                return refused("is read-only", "Make it writable first, or name another file.");
            }
            Ok(metadata) => !metadata.is_file(),
        };
        Ok(Self { name, path: full, is_stream })
    }

    /// Whether both are one file.
    pub fn is(&self, other: &Self) -> bool {
        self.path == other.path
    }

    /// As the user wrote it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Writes the file. Whoever reads it meanwhile reads the old content or the new one, and never a part.
    pub fn write(&self, bytes: &[u8]) -> Result<()> {
        let written = if self.is_stream { self.pour(bytes) } else { self.put(bytes) };
        written.map_err(|error| cannot(&self.name, &error))
    }

    fn pour(&self, bytes: &[u8]) -> std::io::Result<()> {
        OpenOptions::new().write(true).open(&self.path)?.write_all(bytes)
    }

    fn put(&self, bytes: &[u8]) -> std::io::Result<()> {
        let mode = self.path.metadata().map(|metadata| metadata.permissions());
        let keep_mode = |file: &fs::File| mode.map_or(Ok(()), |mode| file.set_permissions(mode));
        Draft::write(&self.path, bytes, 0o666, keep_mode)?.replace()
    }
}

/// The folder that `path` means, with every link on the way followed, but for one that leads out of the fence.
fn folder(start: &Path, path: &Path, fence: Option<&Path>) -> Result<PathBuf> {
    let unknown = |error: &std::io::Error, folder: &Path| match error.kind() {
        ErrorKind::NotFound => Error::new(format!("there is no folder {}", shown(folder)))
            .help("Make it first, or name a folder that is there."),
        _ => cannot(&shown(folder), error),
    };
    let mut folder = start.canonicalize().map_err(|error| unknown(&error, start))?;
    let fence = fence.and_then(|fence| fence.canonicalize().ok());
    let mut walked = PathBuf::new();
    for component in path.components() {
        walked.push(component);
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                folder.pop();
            }
            Component::Prefix(_) | Component::RootDir => folder.push(component),
            Component::Normal(name) => {
                let next = folder.join(name).canonicalize().map_err(|error| unknown(&error, &walked))?;
                let is_out = |fence: &PathBuf| folder.starts_with(fence) && !next.starts_with(fence);
                if fence.as_ref().is_some_and(is_out) {
                    let message = format!("{} is a link that leads out of the repository", shown(&walked));
                    return Err(Error::new(message).help("Name a folder outside by its own path."));
                }
                folder = next;
            }
        }
    }
    if folder.is_dir() {
        return Ok(folder);
    }
    Err(Error::new(format!("{} is no folder", shown(path))).help("Name a folder that is there."))
}

fn shown(folder: &Path) -> String {
    folder.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(start: &Path, path: &str) -> String {
        Target::new(start, Path::new(path), Some(start)).expect_err(path).to_string()
    }

    #[test]
    fn what_stands_there_is_replaced_at_once() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        fs::create_dir(root.join("out")).expect("a folder");
        for bytes in [b"one".as_slice(), b"two, and more"] {
            let target = Target::new(root, Path::new("out/./x.sarif"), Some(root)).expect("a target");
            target.write(bytes).expect("it can be written");
            assert_eq!(fs::read(root.join("out/x.sarif")).expect("it is there"), bytes);
        }
        let entries = fs::read_dir(root.join("out")).expect("the folder").count();
        assert_eq!(entries, 1, "no draft is left");
        // Out of the repository by the user's own word.
        let out = Target::new(&root.join("out"), Path::new("../../x"), Some(&root.join("out")));
        assert_eq!(out.map(|target| target.is_stream), Ok(false));
    }

    #[test]
    fn what_would_lose_something_is_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        fs::create_dir(root.join("out")).expect("a folder");
        fs::write(root.join("file"), "").expect("a file");
        assert_eq!(refusal(root, "programs/x.toml"), "programs/x.toml would be taken for a program");
        assert_eq!(refusal(root, "a/b/x.json"), "there is no folder a");
        assert_eq!(refusal(root, "out"), "out is a folder");
        assert_eq!(refusal(root, "out/.."), "out/.. names no file");
        let below = refusal(root, "file/x.json");
        assert!(below == "file is no folder" || below.starts_with("cannot write file"), "{below}");
    }

    #[cfg(unix)]
    #[test]
    fn no_link_of_a_repository_is_followed_out_of_it() {
        use std::os::unix::fs::symlink;

        let folder = tempfile::tempdir().expect("a temporary folder");
        let (root, outside) = (folder.path().join("root"), folder.path().join("outside"));
        fs::create_dir_all(root.join("out")).expect("a folder");
        fs::create_dir(&outside).expect("a folder");
        fs::write(outside.join("secret"), "kept").expect("a file");
        symlink(&outside, root.join("elsewhere")).expect("a link");
        symlink(outside.join("secret"), root.join("x.json")).expect("a link");
        symlink(root.join("out"), root.join("inside")).expect("a link");
        assert_eq!(
            refusal(&root, "elsewhere/secret"),
            "elsewhere is a link that leads out of the repository"
        );
        assert_eq!(refusal(&root, "x.json"), "x.json is a link");
        let inside = Target::new(&root, Path::new("inside/x.json"), Some(&root)).expect("it stays inside");
        inside.write(b"x").expect("it can be written");
        assert_eq!(fs::read(root.join("out/x.json")).expect("it is there"), b"x");
        assert_eq!(fs::read(outside.join("secret")).expect("it is there"), b"kept");
        let null = Target::new(&root, Path::new("/dev/null"), Some(&root)).expect("a device");
        null.write(b"x").expect("it takes everything");
        assert!(Path::new("/dev/null").symlink_metadata().is_ok_and(|metadata| !metadata.is_file()));
    }
}
