//! From what a user calls a commit to the commit.

use git2::{ErrorClass, ErrorCode};

use super::explain::DEEPEN;
use super::loose::Part;
use super::{Commit, Door, Oid, Repository, Store};
use crate::error::{Error, Result};
use crate::text::closest;

impl Repository {
    /// The commit that `rev` names: a branch, a tag, an id or its beginning, `HEAD~2`, `main@{upstream}` and the like.
    ///
    /// A time in the reflog (`HEAD@{1 week ago}`) is refused: it asks when this clone saw a commit, which in a fresh
    /// clone is always just now.
    pub fn commit(&self, rev: &str) -> Result<Commit> {
        if let Some(error) = not_one_revision(rev) {
            return Err(error);
        }
        // A whole id needs no look-up; and libgit2 looks up no commit that it finds fault with.
        if let Some(oid) = Oid::from_hex(rev.as_bytes())
            && let Ok(commit) = self.commit_at(oid)
        {
            return Ok(commit);
        }
        let inner = match &self.store {
            Store::Library(inner) => inner,
            Store::Git(door) => return self.commit_by_git(door, rev),
        };
        if let Some(oid) = self.ancestor(rev)? {
            return self.commit_at(oid);
        }
        let name = match before_signs(rev) {
            "" | "@" => "HEAD",
            name => name,
        };
        let reference = inner.resolve_reference_from_short_name(name).and_then(|found| found.resolve());
        if let Some(oid) = reference.ok().and_then(|reference| reference.target()) {
            self.is_whole("commit", Oid::from_git2(oid), Part::Whole)?;
        }
        let found = inner.revparse_single(rev).and_then(|object| {
            let name = object.id();
            object
                .peel_to_commit()
                .map(|commit| commit.id())
                .map_err(|error| if error.code() == ErrorCode::NotFound { error } else { no_commit(name) })
        });
        match found {
            Ok(oid) => self.commit_at(Oid::from_git2(oid)),
            Err(error) => Err(self.no_revision(rev, &error)),
        }
    }

    /// The commit that a number of first parents lead to, as in `HEAD~2`; `None` where it says something else, or too much.
    /// The way may be long, and whoever asks for its end is likely to go it again: what is read here is kept.
    fn ancestor(&self, rev: &str) -> Result<Option<Oid>> {
        let Some((tip, count)) = rev.split_once('~') else { return Ok(None) };
        let is_number = count.bytes().all(|byte| byte.is_ascii_digit());
        let count = count.parse::<usize>().ok().filter(|_| is_number);
        let Some((count, tip)) = count.zip(self.commit(tip).ok()) else { return Ok(None) };
        let mut oid = tip.oid;
        for _ in 0..count {
            let step = self.step(oid)?;
            let Some(parent) = step.parents.first() else { return Ok(None) };
            oid = *parent;
        }
        Ok(Some(oid))
    }

    fn commit_by_git(&self, door: &Door, rev: &str) -> Result<Commit> {
        let verify = ["rev-parse", "--verify", "--quiet", "--end-of-options"];
        let ask = |rev: &str| door.id(&[verify.as_slice(), &[rev]].concat());
        if let Some(oid) = ask(&format!("{rev}^{{commit}}")) {
            return self.commit_at(oid);
        }
        if ask(rev).is_some() {
            return Err(not_a_commit(rev));
        }
        if is_on_head(rev) && self.head()?.is_none() {
            return Err(no_commit_yet());
        }
        if rev.contains("@{u") || rev.contains("@{push") {
            return Err(no_upstream(rev));
        }
        let start = rev.split(['~', '^']).next().filter(|start| start.len() < rev.len());
        if start.is_some_and(|start| ask(start).is_some()) {
            return Err(self.too_far(rev));
        }
        Err(self.unknown(rev))
    }

    /// The nearest commit that both descend from; `None` where their histories share none.
    pub fn merge_base(&self, a: Oid, b: Oid) -> Result<Option<Oid>> {
        let found = match &self.store {
            Store::Library(inner) => inner.merge_base(a.to_git2(), b.to_git2()).map(Oid::from_git2),
            Store::Git(door) => {
                let found = door.id(&["merge-base", &a.to_string(), &b.to_string()]);
                found.ok_or_else(|| git2::Error::new(ErrorCode::NotFound, ErrorClass::Merge, ""))
            }
        };
        match found {
            Ok(oid) => Ok(Some(oid)),
            Err(error) if error.code() == ErrorCode::NotFound && error.class() != ErrorClass::Odb => {
                if self.is_shallow() {
                    Err(Error::new(format!(
                        "the commit that {} and {} both come from is not in this clone, which is a shallow one",
                        short(a),
                        short(b)
                    ))
                    .help(DEEPEN))
                } else {
                    Ok(None)
                }
            }
            Err(error) => Err(self.unreadable("commit before", a, &error)),
        }
    }

    /// Whether `newer` is `older` or descends from it, as far as this clone goes back.
    pub fn is_ancestor(&self, older: Oid, newer: Oid) -> Result<bool> {
        if older == newer {
            return Ok(true);
        }
        match &self.store {
            Store::Library(inner) => inner
                .graph_descendant_of(newer.to_git2(), older.to_git2())
                .map_err(|error| self.unreadable("commit", newer, &error)),
            Store::Git(door) => Ok(door
                .tell(&["merge-base", "--is-ancestor", &older.to_string(), &newer.to_string()])
                .is_ok()),
        }
    }

    /// The branch that HEAD is on; `None` where it is detached.
    pub fn branch(&self) -> Option<String> {
        let inner = match &self.store {
            Store::Library(inner) => inner,
            Store::Git(door) => return door.ask(&["symbolic-ref", "--quiet", "--short", "HEAD"]),
        };
        if inner.head_detached().unwrap_or(false) {
            return None;
        }
        // A name that is no UTF-8 is nothing that could be asked for.
        let head = inner.head().ok()?;
        Some(String::from_utf8_lossy(head.shorthand_bytes()).into_owned())
    }

    /// Whether a commit is the merge that the host of a pull request made of it, by the name under which it was
    /// fetched.
    pub fn is_pull_request(&self, commit: Oid) -> bool {
        ["refs/pull/*/merge", "refs/remotes/pull/*/merge"].into_iter().any(|names| {
            let inner = match &self.store {
                Store::Library(inner) => inner,
                Store::Git(door) => return door.ids_of(names).contains(&commit),
            };
            let found = inner.references_glob(names);
            let mut merges = found.into_iter().flatten().flatten();
            merges.any(|merge| merge.target() == Some(commit.to_git2()))
        })
    }

    fn no_revision(&self, rev: &str, error: &git2::Error) -> Error {
        if is_on_head(rev)
            && let Store::Library(inner) = &self.store
            && let Err(error) = inner.head()
        {
            return no_head(&error);
        }
        match (error.code(), error.class()) {
            (ErrorCode::Peel, _) => {
                return not_a_commit(rev);
            }
            (ErrorCode::Ambiguous, _) if !error.message().contains("too short") => {
                return Error::new(format!("`{rev}` fits several objects")).help("write more of its digits");
            }
            (ErrorCode::NotFound, ErrorClass::Odb) => {
                return Error::new(format!("`{rev}` names an object that is not in this clone"))
                    .help("run `git fetch`; `git fsck` shows whether the repository is whole");
            }
            (ErrorCode::NotFound, ErrorClass::Invalid) => {
                return self.too_far(rev);
            }
            (ErrorCode::NotFound, ErrorClass::Config) => {
                return no_upstream(rev);
            }
            (ErrorCode::GenericError, class) if !matches!(class, ErrorClass::Invalid | ErrorClass::None) => {
                return Error::new(format!("`{rev}` cannot be read: {}", error.message()))
                    .help("`git fsck` shows what is damaged; a fresh clone mends it");
            }
            _ => {}
        }
        self.unknown(rev)
    }

    fn too_far(&self, rev: &str) -> Error {
        let help = if self.is_shallow() { DEEPEN } else { "`git log --oneline` shows what there is" };
        Error::new(format!("`{rev}` goes back further than the history does")).help(help)
    }

    fn unknown(&self, rev: &str) -> Error {
        let error = Error::new(format!("`{rev}` is no revision of this repository"));
        match self.nearest_name(rev) {
            Some(name) => error.help(format!("did you mean `{name}`?")),
            None if self.is_shallow() => error.help(format!(
                "this clone is shallow and may lack it: {DEEPEN}; `git fetch --tags` fetches the tags"
            )),
            None => error.help(
                "name a branch, a tag or a commit; `git fetch --all --tags` fetches those that this clone lacks",
            ),
        }
    }

    /// The branch or tag that was probably meant.
    fn nearest_name(&self, rev: &str) -> Option<String> {
        let word = before_signs(rev);
        let rest = &rev[word.len()..];
        if word.is_empty() {
            return None;
        }
        let names: Vec<String> = match &self.store {
            // One with a name that is no UTF-8 could not be written on the command line either.
            Store::Library(inner) => {
                inner.references().ok()?.names().filter_map(|name| Some(name.ok()?.to_owned())).collect()
            }
            Store::Git(door) => door.names_of("refs"),
        };
        let kinds = ["refs/heads/", "refs/tags/", "refs/remotes/"];
        let short = |name: &String| kinds.iter().find_map(|kind| name.strip_prefix(kind)).map(str::to_owned);
        let names: Vec<String> = names.iter().filter_map(short).collect();
        let remote = names.iter().find(|name| name.split_once('/').is_some_and(|(_, branch)| branch == word));
        let near = remote.map(String::as_str).or_else(|| closest(word, names.iter().map(String::as_str)));
        near.map(|name| format!("{name}{rest}"))
    }
}

/// Why HEAD is at no commit.
pub(super) fn no_head(error: &git2::Error) -> Error {
    if error.code() == ErrorCode::UnbornBranch { no_commit_yet() } else { astray(error.message()) }
}

fn no_commit_yet() -> Error {
    Error::new("there is no commit yet").help("make the first one with `git commit`")
}

/// HEAD names something that is not there.
pub(super) fn astray(reason: &str) -> Error {
    Error::new(format!("HEAD is at no commit: {reason}"))
        .help("`git status` says where HEAD is; `git switch BRANCH` puts it on a branch")
}

fn no_upstream(rev: &str) -> Error {
    Error::new(format!("`{rev}` asks for the upstream of a branch that has none"))
        .help("set it with `git branch --set-upstream-to=REMOTE/BRANCH`, or name the branch itself")
}

fn not_a_commit(rev: &str) -> Error {
    Error::new(format!("`{rev}` names a file or a folder, not a commit"))
        .help("name a branch, a tag or a commit")
}

/// The name in a revision: what stands before `~2`, `^`, `@{…}` or `:path`.
fn before_signs(rev: &str) -> &str {
    let end = rev.find(['~', '^', ':']).or_else(|| rev.find("@{")).unwrap_or(rev.len());
    &rev[..end]
}

/// Whether a revision counts from HEAD.
fn is_on_head(rev: &str) -> bool {
    let rest = rev.strip_prefix("HEAD").or_else(|| rev.strip_prefix('@'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['~', '^', '@', '{', ':']))
}

/// The error for an object that is no commit, told apart from a missing one.
fn no_commit(oid: git2::Oid) -> git2::Error {
    git2::Error::new(ErrorCode::Peel, ErrorClass::Object, oid.to_string())
}

/// The first digits of an id, as people write it.
fn short(oid: Oid) -> String {
    oid.to_string()[..10].to_owned()
}

/// What is said of a text that git understands, but not as one commit.
fn not_one_revision(rev: &str) -> Option<Error> {
    if rev.trim().is_empty() {
        return Some(Error::new("a revision cannot be empty").help("name a branch, a tag or a commit"));
    }
    if let Some(path) = rev.strip_prefix(':').filter(|rest| !rest.starts_with('/')) {
        return Some(
            Error::new(format!("`{rev}` names the file `{path}` in the index, not a commit"))
                .help("name a branch, a tag or a commit; `--staged` reads the index"),
        );
    }
    for many in ["^!", "^@", "^-"] {
        if let Some((name, _)) = rev.split_once(many) {
            return Some(
                Error::new(format!("`{rev}` stands for several commits, and one is needed"))
                    .help(format!("name one commit: `{name}`, or the one before it, `{name}^`")),
            );
        }
    }
    // `:/text` may hold anything, and so may the path behind a colon.
    if !rev.starts_with(":/") && rev.split(':').next().is_some_and(|name| name.contains("..")) {
        return Some(
            Error::new(format!("`{rev}` is a range, and one commit is needed"))
                .help("name one branch, tag or commit"),
        );
    }
    let (name, inside) = rev.split_once("@{")?;
    let inside = inside.split_once('}').map_or(inside, |(inside, _)| inside);
    let number = inside.strip_prefix('-').unwrap_or(inside);
    let known = ["u", "upstream", "push"].iter().any(|word| inside.eq_ignore_ascii_case(word));
    if known || (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let name = if name.is_empty() { "HEAD" } else { name };
    Some(
        Error::new(format!(
            "`{rev}` asks this clone's reflog, which knows when it fetched {name}, not when the commits were made"
        ))
        .help(format!("write the time alone, `{inside}`, where a time is taken, or name a commit")),
    )
}

#[cfg(test)]
mod tests {
    use super::not_one_revision;

    #[test]
    fn facts_2_and_5_what_is_no_single_revision_is_refused_before_libgit2_guesses() {
        for rev in [
            "",
            " ",
            ":a.toml",
            ":0:a.toml",
            "HEAD^!",
            "HEAD^@",
            "HEAD^-",
            "main..next",
            "main...next",
            "..next",
            "HEAD@{1 week ago}",
            "@{yesterday}",
            "main@{2026-06-30}",
            "HEAD@{}",
            "HEAD@{now",
        ] {
            let error = not_one_revision(rev).unwrap_or_else(|| panic!("{rev:?} was let through"));
            assert!(error.help_text().is_some(), "{rev:?}");
        }
        for rev in [
            "HEAD",
            "@",
            "main",
            "v1.0",
            "HEAD~2",
            "HEAD^2",
            "@{-1}",
            "@{u}",
            "main@{UPSTREAM}",
            "HEAD@{3}",
            ":/fix..it",
            "v1^{commit}",
        ] {
            assert_eq!(not_one_revision(rev), None, "{rev:?}");
        }
    }
}
