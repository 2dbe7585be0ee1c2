//! What libgit2's failures mean, and the command that mends each.

use std::path::Path;

use git2::{ErrorClass, ErrorCode};

use super::{Oid, Repository, Store};
use crate::error::Error;

/// Whether opening failed because there is no repository, which may be no error at all.
pub(super) fn no_repository(error: &git2::Error) -> bool {
    error.code() == ErrorCode::NotFound
}

/// Whether it may be git's own newer forms that libgit2 does not know: then git itself can read them.
pub(super) fn is_beyond_libgit2(error: &git2::Error) -> bool {
    ["unknown object format", "unsupported extension name", "unsupported repository version"]
        .iter()
        .any(|beginning| error.message().starts_with(beginning))
}

/// Why a repository does not open.
pub(super) fn opening(dir: &Path, error: &git2::Error) -> Error {
    let message = error.message();
    if error.code() == ErrorCode::Owner {
        return owner(dir, message);
    }
    if no_repository(error) {
        return Error::new("GIT_DIR does not name a git repository")
            .help("unset GIT_DIR, or set it to the git folder of the repository");
    }
    if let Some(format) = message.strip_prefix("unknown object format ") {
        return Error::new(format!(
            "the repository {} names its objects by {}; milepost reads sha1 repositories only",
            dir.display(),
            format.trim_matches('\'')
        ))
        .help(
            "make a sha1 copy: `git init --object-format=sha1 COPY`, then \
             `git fast-export --all | git -C COPY fast-import`",
        );
    }
    if let Some(name) = message.strip_prefix("unsupported extension name extensions.") {
        return extension(dir, name);
    }
    if message.starts_with("unsupported repository version") {
        return Error::new(format!(
            "the repository {} has a format newer than milepost knows",
            dir.display()
        ))
        .help("make a copy in the usual format with `git clone`, or use a newer milepost");
    }
    if error.class() == ErrorClass::Config {
        let reason = message.strip_prefix("failed to parse config file: ").unwrap_or(message);
        return Error::new(format!("git's configuration cannot be read: {reason}"))
            .help("mend that file; `git config --list --show-origin` succeeds once it is right");
    }
    Error::new(format!("could not open the git repository at {}: {message}", dir.display()))
        .help("`git status` there shows whether git itself can open it")
}

/// A repository of another user: git does not trust its configuration, and libgit2 neither.
fn owner(dir: &Path, message: &str) -> Error {
    let named = message.split('\'').nth(1).filter(|path| !path.is_empty());
    let path = named.map_or_else(|| dir.display().to_string(), str::to_owned);
    let path = path.strip_suffix("/.git").unwrap_or(&path);
    Error::new(format!("the repository {path} belongs to another user, so that git does not trust it")).help(
        format!(
            "if you trust it, run `git config --global --add safe.directory {path}` \
             (the exact path; a pattern such as `/path/*` does not do)"
        ),
    )
}

/// A repository that says which feature a reader must know, and milepost does not.
fn extension(dir: &Path, name: &str) -> Error {
    let dir = dir.display();
    match name {
        "refstorage" => Error::new(format!(
            "the repository {dir} keeps its branches in the reftable format, which milepost cannot read"
        ))
        .help("run `git refs migrate --ref-format=files` in it"),
        "partialclone" => {
            Error::new(format!("the repository {dir} is a partial clone of a kind that milepost cannot read"))
                .help(
                    "fetch what was left out with `git fetch --refetch --no-filter`, \
             then run `git config --unset extensions.partialClone`",
                )
        }
        other => Error::new(format!(
            "the repository {dir} uses the git extension `{other}`, which milepost cannot read"
        ))
        .help("make a copy without it with `git clone`, or use a newer milepost"),
    }
}

/// Whether the index has a form that only git itself reads.
pub(super) fn is_unusual_index(error: &git2::Error) -> bool {
    error.message().starts_with("unsupported mandatory extension")
}

/// Why the index cannot be read.
pub(super) fn index(error: &git2::Error) -> Error {
    match error.message().strip_prefix("unsupported mandatory extension: ") {
        Some("'link'") => Error::new("the index is split into two files, which milepost cannot read").help(
            "run `git update-index --no-split-index`, and `git config core.splitIndex false` to keep it so",
        ),
        Some("'sdir'") => Error::new("the index is sparse, which milepost cannot read")
            .help("run `git sparse-checkout reapply --no-sparse-index`"),
        Some(other) => {
            Error::new(format!("the index uses the extension {other}, which milepost cannot read"))
                .help("`git read-tree HEAD` writes a plain one, and forgets what was staged")
        }
        None => damaged_index_of(&format!(": {}", error.message())),
    }
}

/// What is said where git itself cannot read the index either.
pub(super) fn damaged_index() -> Error {
    damaged_index_of("")
}

fn damaged_index_of(reason: &str) -> Error {
    Error::new(format!("the index cannot be read{reason}")).help(
        "if `git status` fails too, the index is damaged: `rm .git/index && git reset` makes a new one, \
         and forgets what was staged",
    )
}

impl Repository {
    /// Why an object cannot be read; `what` says what it is to the user.
    pub(super) fn unreadable(&self, what: &str, oid: Oid, error: &git2::Error) -> Error {
        if error.code() != ErrorCode::NotFound {
            return Error::new(format!("could not read the {what} {oid}: {}", error.message()))
                .help("`git fsck` shows what is damaged; a fresh clone mends it");
        }
        if self.is_partial() {
            Error::new(format!("the {what} {oid} is not in this clone, which is a partial one"))
                .help("run `git fetch --refetch --no-filter` to fetch what was left out, or clone without `--filter`")
        } else if self.is_shallow() {
            Error::new(format!("the {what} {oid} is not in this clone, which is a shallow one")).help(DEEPEN)
        } else {
            Error::new(format!("the {what} {oid} is missing from the repository"))
                .help("`git fsck` shows what is damaged; a fresh clone mends it")
        }
    }

    /// Whether a remote promised objects that the clone did not fetch.
    fn is_partial(&self) -> bool {
        let inner = match &self.store {
            Store::Library(inner) => inner,
            Store::Git(door) => {
                let pattern = r"^(remote\..*\.(promisor|partialclonefilter)|extensions\.partialclone)$";
                return door.ask(&["config", "--get-regexp", pattern]).is_some();
            }
        };
        let Ok(config) = inner.config() else { return false };
        let Ok(mut entries) = config.entries(Some(r"^remote\..*\.(promisor|partialclonefilter)$")) else {
            return false;
        };
        matches!(entries.next(), Some(Ok(_)))
    }
}

/// How a shallow clone gets the rest of its history.
pub(super) const DEEPEN: &str =
    "run `git fetch --unshallow` (in GitHub Actions, give actions/checkout `fetch-depth: 0`)";

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(error: &Error) -> String {
        format!("{error}\n{}", error.help_text().expect("each of these errors says what mends it"))
    }

    #[test]
    fn fact_4_another_users_repository_names_the_exact_path_to_trust() {
        for (path, trusted) in [("/srv/programs", "/srv/programs"), ("/srv/programs/.git", "/srv/programs")] {
            let message = format!("repository path '{path}' is not owned by current user");
            let error = git2::Error::new(ErrorCode::Owner, ErrorClass::Config, message);
            let text = shown(&opening(Path::new("."), &error));
            assert!(text.contains(&format!("--add safe.directory {trusted}`")), "{text}");
        }
    }

    #[test]
    fn an_extension_from_the_future_is_named() {
        let error = git2::Error::new(
            ErrorCode::GenericError,
            ErrorClass::Repository,
            "unsupported extension name extensions.holograms",
        );
        let text = shown(&opening(Path::new("/srv/programs"), &error));
        assert!(text.contains("`holograms`"), "{text}");
    }

    #[test]
    fn whatever_else_fails_is_said_in_words() {
        let error = git2::Error::new(ErrorCode::GenericError, ErrorClass::Os, "Permission denied");
        assert_eq!(
            opening(Path::new("/srv/programs"), &error).to_string(),
            "could not open the git repository at /srv/programs: Permission denied"
        );
    }
}
