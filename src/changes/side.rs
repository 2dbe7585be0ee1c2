//! One side of a comparison: which programs a version has, and their tables where they are asked for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use memchr::memchr;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::disk::Unreadable;
use crate::document::{Document, Heads, excerpts, values};
use crate::git::{Oid, Repository};
use crate::model::{Key, Kind, PROGRAM, Shape};
use crate::text::Source;
use crate::tree::{Listed, Tree};
use crate::workspace::{Cache, Config, stem};

/// One side: its configuration, and its program files by id.
#[derive(Debug)]
pub struct Side<'t> {
    pub(super) tree: &'t Tree,
    /// What its milepost.toml says; each side is read with its own.
    pub config: Arc<Config>,
    /// Its programs, by id. Of two files with one id the first by path counts.
    pub programs: BTreeMap<String, Listed>,
    /// The other files with an id that is taken, each with the file that counts.
    pub duplicates: Vec<(Listed, Arc<str>)>,
}

/// The table of a program, or what is wrong with its file.
pub type Text = Result<Arc<toml::Table>, String>;

/// Tables that were read already, by the identity of their content.
#[derive(Debug, Default)]
pub struct Texts {
    tables: FxHashMap<Oid, Text>,
    /// The contents that can be read.
    sound: FxHashSet<Oid>,
    /// Whether of two versions of a program only that is read in which they differ.
    pub(super) are_brief: bool,
    /// The files of versions that will be loaded: takes those of the later one that had to be read whole.
    pub(super) cache: Option<Cache>,
}

/// What is read of a program whatever changed in it: what it is called, and who answers for it.
const ALWAYS: [&str; 2] = ["program", "owners"];

/// A file of a side, with the identity of its content.
pub(super) struct Opened {
    /// The file; it has an identity where it can be read.
    pub listed: Listed,
    /// What it holds, where it had to be read for that.
    text: Option<Result<String, Unreadable>>,
}

impl<'t> Side<'t> {
    /// Opens a version: reads its configuration and lists its programs, without reading them.
    pub fn open(tree: &'t Tree) -> Self {
        let config = Arc::new(crate::workspace::config_of(tree));
        let mut files: Vec<Listed> =
            config.programs.iter().flat_map(|(folder, _)| tree.list(folder)).collect();
        files.sort_by(|one, other| one.path.cmp(&other.path));
        files.dedup_by(|one, other| one.path == other.path);
        Self::of(tree, config, files)
    }

    /// A version of which only some files matter, such as those that one commit changed.
    pub fn of(tree: &'t Tree, config: Arc<Config>, files: Vec<Listed>) -> Self {
        let mut programs: BTreeMap<String, Listed> = BTreeMap::new();
        let mut duplicates = Vec::new();
        for listed in files {
            match programs.get(stem(&listed.path)) {
                Some(first) => duplicates.push((listed, Arc::clone(&first.path))),
                None => {
                    programs.insert(stem(&listed.path).to_owned(), listed);
                }
            }
        }
        Self { tree, config, programs, duplicates }
    }

    /// The identity of a file's content, without reading it where the store knows; `None` where it cannot be read.
    pub(super) fn identity(&self, listed: &Listed) -> Option<Oid> {
        self.tree.identity(listed)
    }

    /// A file with its identity. Where the store does not know that, the file is read, this once.
    pub(super) fn opened(&self, listed: &Listed) -> Opened {
        if listed.identity.is_some() {
            return Opened { listed: listed.clone(), text: None };
        }
        let text = self.tree.read(listed);
        let identity = text.as_ref().ok().map(|text| Repository::hash(text.as_bytes()));
        Opened { listed: Listed { identity, ..listed.clone() }, text: Some(text) }
    }

    /// The table of a program's file that was opened.
    pub(super) fn table_of(&self, opened: Opened, texts: &mut Texts) -> Text {
        let Opened { listed, text } = opened;
        texts.table(&listed, || text.unwrap_or_else(|| self.tree.read(&listed)))
    }

    /// The dates of a program that are a name, as those that point at a release, by their paths.
    pub fn named_dates<'p>(&'p self, table: &'p toml::Table) -> impl Iterator<Item = (String, &'p str)> {
        PROGRAM.fields.iter().flat_map(move |field| {
            let section = table.get(field.key.name()).and_then(toml::Value::as_table);
            let name = field.key.name();
            let mut tables: Vec<(String, Key, Option<&Shape>, &toml::Table)> = Vec::new();
            match (&field.kind, section) {
                (Kind::Table(shape), Some(table)) => {
                    tables.push((name.to_owned(), field.key, Some(shape), table));
                }
                (Kind::Keyed(shape), Some(section)) => {
                    for (id, entity) in section {
                        let Some(entity) = entity.as_table() else { continue };
                        tables.push((format!("{name}.{id}"), field.key, Some(shape), entity));
                        if let Some(custom) = entity.get("custom").and_then(toml::Value::as_table) {
                            tables.push((format!("{name}.{id}.custom"), field.key, None, custom));
                        }
                    }
                }
                (Kind::Free, Some(custom)) => tables.push((name.to_owned(), Key::Program, None, custom)),
                _ => {}
            }
            tables.into_iter().flat_map(move |(path, section, shape, table)| {
                let is_when = move |key: &String| match shape {
                    Some(shape) => shape.field(key).is_some_and(|field| field.kind.is_when()),
                    None => self
                        .config
                        .fields
                        .get(&(section, key.clone()))
                        .is_some_and(|field| field.holds.kind().is_when()),
                };
                let dates = table.iter().filter(move |(key, _)| is_when(key));
                dates.filter_map(move |(key, value)| Some((format!("{path}.{key}"), value.as_str()?)))
            })
        })
    }

    /// The text of a program's file that was opened, or what is wrong with it.
    pub(super) fn text_of(&self, opened: Opened) -> Result<String, String> {
        let Opened { listed, text } = opened;
        text.unwrap_or_else(|| self.tree.read(&listed)).map_err(|problem| unreadable(&problem))
    }

    /// The table of a program's file.
    pub fn table(&self, listed: &Listed, texts: &mut Texts) -> Text {
        texts.read(self.tree, listed)
    }
}

impl Texts {
    /// For comparing versions of which nothing else is asked: the tables of a program that is on both sides then hold
    /// what is different, each entity with all that is said of it, and the sections `program` and `owners`.
    pub fn brief() -> Self {
        Self { are_brief: true, ..Self::default() }
    }

    /// As [`Texts::brief`], before the versions are loaded: what is read whole of the later one need not be read again.
    pub fn before_loading(cache: Cache) -> Self {
        Self { cache: Some(cache), ..Self::brief() }
    }

    /// What was given, with the files that had to be read whole.
    pub fn take_cache(&mut self) -> Cache {
        self.cache.take().unwrap_or_default()
    }

    /// The table of a program's file in a version.
    pub fn read(&mut self, tree: &Tree, listed: &Listed) -> Text {
        self.table(listed, || tree.read(listed))
    }

    /// Takes note of contents that can be read.
    pub(super) fn know(&mut self, contents: impl IntoIterator<Item = Oid>) {
        self.sound.extend(contents);
    }

    /// Whether it is known that a content can be read.
    pub(super) fn is_sound(&self, content: Oid) -> bool {
        self.sound.contains(&content)
    }

    /// Lets go of the table of a file that is not asked for again soon.
    pub fn forget(&mut self, identity: Oid) {
        self.tables.remove(&identity);
    }

    fn table(&mut self, listed: &Listed, read: impl FnOnce() -> Result<String, Unreadable>) -> Text {
        if let Some(known) = listed.identity.and_then(|identity| self.tables.get(&identity)) {
            return known.clone();
        }
        let text = read().map_err(|problem| unreadable(&problem))?;
        let table = parse(&listed.path, &text);
        if let Some(identity) = listed.identity {
            self.tables.insert(identity, table.clone());
        }
        table
    }
}

fn unreadable(problem: &Unreadable) -> String {
    format!("this file {}", problem.message)
}

/// The tables of two versions of a program as far as they differ, and what is read always. `is_sound` says whether the later
/// one is TOML all through.
pub(super) fn parse_both(
    [one, other]: [(&Arc<str>, &str); 2],
    is_sound: impl FnOnce(&str) -> bool,
) -> [Text; 2] {
    let texts = [unix(one.1), unix(other.1)];
    let heads = texts.each_ref().map(|text| Heads::of(text));
    if let [Some(first), Some(second)] = &heads
        && let Some(differing) = differing([(&texts[0], first), (&texts[1], second)], &ALWAYS)
        && is_sound(&texts[1])
    {
        return differing.map(Ok);
    }
    [one, other].map(|(file, text)| parse(file, text))
}

/// The tables in which two texts differ, and those that are asked for `always`, where they can be read.
pub(super) fn differing(texts: [(&str, &Heads); 2], always: &[&str]) -> Option<[Arc<toml::Table>; 2]> {
    let parsed = excerpts(texts, always).map(|excerpt| values(&excerpt));
    let [Ok(one), Ok(other)] = parsed else { return None };
    Some([Arc::new(one), Arc::new(other)])
}

/// Line ends are how a file is kept, not what it says: a work tree may have others than the commit.
pub(super) fn unix<'t>(text: impl Into<Cow<'t, str>>) -> Cow<'t, str> {
    let text = text.into();
    let has_returns = memchr(b'\r', text.as_bytes()).is_some();
    if has_returns { Cow::Owned(text.replace("\r\n", "\n")) } else { text }
}

pub(super) fn parse(file: &Arc<str>, text: &str) -> Text {
    values(&unix(text)).map(Arc::new).map_err(|error| {
        let mut working = String::new();
        let document = Document::parse(file, text, &mut working);
        match document.findings.first() {
            Some(finding) => {
                let line = Source::new(text).position(finding.span.start as usize).line;
                format!("line {line}: {}", finding.message)
            }
            None => error.message().to_owned(),
        }
    })
}
