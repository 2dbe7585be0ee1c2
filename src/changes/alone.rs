//! What changed in one program, told from its versions alone, one behind the other.

use std::cell::OnceCell;
use std::sync::Arc;

use toml::Table;

use super::matching::{Pair, Version, previously};
use super::renames::Renames;
use super::side::{Texts, differing, unix};
use super::{ProgramChange, Which, compare};
use crate::document::{Heads, is_readable, values};
use crate::git::Oid;
use crate::tree::{Listed, Tree};
use crate::workspace::{Config, stem};

/// One program through its versions, the newest first. Of two versions only the tables that differ are parsed.
#[derive(Debug, Default)]
pub struct Alone {
    /// The version before, when the last change was told.
    latest: Option<Known>,
}

/// A version that was looked at.
#[derive(Debug)]
struct Known {
    identity: Option<Oid>,
    text: String,
    /// Its heads, where they are plain to see: it is compared with the version before it and with the one after it.
    heads: OnceCell<Option<Heads>>,
    /// Its table, where it had to be parsed whole.
    table: Option<Arc<Table>>,
    is_readable: bool,
}

impl Alone {
    /// What came with a program in the first commit of a history, before which nothing was; `None` where it cannot be read.
    pub fn first(&mut self, tree: &Tree, after: &Listed, config: &Config) -> Option<ProgramChange> {
        let mut now = self.known(after).unwrap_or_else(|| Known::read(tree, after));
        let table = if now.is_readable && now.parse() { now.table.take() } else { None };
        let pair = Pair { before: None, after: Some(version(after, table?)) };
        compare::program(&pair, [config, config], &Renames::default())
    }

    /// The version before, where it is the one that is asked for.
    fn known(&mut self, listed: &Listed) -> Option<Known> {
        self.latest.take().filter(|latest| latest.identity.is_some() && latest.identity == listed.identity)
    }

    /// Lets go of what can be made again out of the text.
    pub fn let_go(&mut self) {
        if let Some(latest) = &mut self.latest {
            (latest.table, latest.heads) = (None, OnceCell::new());
        }
    }

    /// What is different between two versions that are read by one configuration, if anything is. The tables of the program
    /// hold no more than that.
    ///
    /// `None` where this does not tell it: a version is missing or cannot be read, or what came or went has a former name
    /// and may be something else, here or in another program. `texts` know some contents that can be read.
    pub fn change(
        &mut self,
        tree: &Tree,
        before: Option<&Listed>,
        after: Option<&Listed>,
        config: &Config,
        texts: &Texts,
    ) -> Option<Option<ProgramChange>> {
        let known = after.and_then(|after| self.known(after));
        let (before, after) = before.zip(after)?;
        let mut then = Known::read(tree, before);
        let mut now = known.unwrap_or_else(|| {
            let mut now = Known::read(tree, after);
            now.is_readable =
                now.is_readable && (after.identity.is_some_and(|oid| texts.is_sound(oid)) || now.is_sound());
            now
        });
        let tables = then.is_readable.then(|| tables(&mut then, &mut now)).flatten();
        self.latest = Some(then);
        let [old, new] = tables?;
        let pair = Pair { before: Some(version(before, old)), after: Some(version(after, new)) };
        let mut free = pair.free(Which::Before).chain(pair.free(Which::After));
        if free.any(|(_, _, entity)| previously(entity).next().is_some()) {
            return None;
        }
        Some(compare::program(&pair, [config, config], &Renames::default()))
    }
}

/// The tables in which two versions of a program differ, each entity whole; all of their tables where it is not plain to see
/// which those are. `None` for a version that cannot be read.
pub fn tables_of(tree: &Tree, before: &Listed, after: &Listed) -> [Option<Arc<Table>>; 2] {
    let mut versions = [before, after].map(|listed| Known::read(tree, listed));
    if versions.iter().all(|version| version.is_readable)
        && let Some(differing) = versions[0].differing(&versions[1])
    {
        return differing.map(Some);
    }
    versions
        .each_mut()
        .map(|version| if version.is_readable && version.parse() { version.table.take() } else { None })
}

impl Known {
    fn read(tree: &Tree, listed: &Listed) -> Self {
        let text = tree.read(listed);
        let is_readable = text.is_ok();
        let text = text.map_or_else(|_| String::new(), |text| unix(text).into_owned());
        Self { identity: listed.identity, text, heads: OnceCell::new(), table: None, is_readable }
    }

    /// The text with its heads.
    fn parted(&self) -> Option<(&str, &Heads)> {
        let heads = self.heads.get_or_init(|| Heads::of(&self.text)).as_ref()?;
        Some((&self.text, heads))
    }

    /// The tables in which it and another version differ, where it is plain to see which those are.
    fn differing(&self, other: &Self) -> Option<[Arc<Table>; 2]> {
        differing([self.parted()?, other.parted()?], &[])
    }

    /// Whether all of it can be read.
    fn is_sound(&self) -> bool {
        is_readable(&self.text)
    }

    /// Parses all of it, and says whether that can be done.
    fn parse(&mut self) -> bool {
        if self.table.is_none() {
            self.table = values(&self.text).ok().map(Arc::new);
        }
        self.table.is_some()
    }
}

fn version(listed: &Listed, table: Arc<Table>) -> Version {
    Version { id: stem(&listed.path).to_owned(), file: Arc::clone(&listed.path), table }
}

/// The tables in which two versions differ, if both can be read. Whether the earlier one can be is known then.
fn tables(then: &mut Known, now: &mut Known) -> Option<[Arc<Table>; 2]> {
    if now.is_readable
        && let Some(differing) = then.differing(now)
    {
        return Some(differing);
    }
    then.is_readable = then.parse();
    if then.is_readable && now.is_readable && now.parse() {
        return then.table.clone().zip(now.table.clone()).map(Into::into);
    }
    None
}
