//! Scripts that other programs run: making them runnable, and taking them out.

use std::fs;
use std::path::Path;

use crate::error::{Error, Result};

/// Lets whoever may read a file run it. Where files have no such mark, such as on Windows, nothing is to be done.
pub fn make_executable(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let marked = fs::metadata(path).and_then(|metadata| {
            let mode = metadata.permissions().mode();
            let runnable = mode | (mode & 0o444) >> 2;
            if runnable == mode {
                return Ok(());
            }
            fs::set_permissions(path, fs::Permissions::from_mode(runnable))
        });
        marked.map_err(|error| cannot("make executable", path, &error))?;
    }
    Ok(())
}

/// Takes a file out.
pub fn remove(path: &Path) -> Result<()> {
    fs::remove_file(path).map_err(|error| cannot("delete", path, &error))
}

fn cannot(what: &str, path: &Path, error: &std::io::Error) -> Error {
    Error::new(format!("cannot {what} {}: {}", path.display(), error.kind()))
        .help("Check that you may write to it and to its folder.")
}
