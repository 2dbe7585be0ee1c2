//! Loads a workspace out of a tree: the configuration first, then every file, on all cores.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::config::{self, Config};
use super::custom::check_fields;
use super::former::Former;
use super::gaps::{Gaps, Shared};
use super::graph::Circles;
use super::playbook::{read_playbooks, unknown_playbook};
use super::{File, Program, Stage, WHOLE_FILE, Workspace};
use crate::disk::{MARK, Unreadable};
use crate::document::{Document, silences, without};
use crate::finding::{Finding, Level};
use crate::git::{Oid, Repository};
use crate::model::{Facts, Key, ORG, PROGRAM, Shape, is_id, read_into_facts};
use crate::tree::{Listed, Tree};

/// How many files one task reads at least; fewer are not worth a thread.
pub(super) const FILES_A_TASK: usize = 16;

/// Files that were read already, by path, identity and what they were read as, so that two versions share what they have
/// in common.
#[derive(Debug, Default)]
pub struct Cache {
    files: FxHashMap<(Arc<str>, Oid, &'static str), Arc<File>>,
    /// Whether no more is read of programs than who waits for whom.
    is_brief: bool,
}

/// The sections of a program that nothing waits for.
const APART: [Key; 8] = [
    Key::Risks,
    Key::Assumptions,
    Key::Issues,
    Key::Decisions,
    Key::Forums,
    Key::Stakeholders,
    Key::Docs,
    Key::Custom,
];

impl Cache {
    /// For versions of which only that is asked who waits for whom. The other sections of programs are passed over where the
    /// rest can be read alone; findings in programs, comments and places then tell nothing.
    pub fn of_waits() -> Self {
        Self { is_brief: true, ..Self::default() }
    }

    /// A program's file, out of its text; `None` where that is not TOML all through.
    pub fn sound(&self, tree: &Tree, path: &Arc<str>, text: &str) -> Option<Arc<File>> {
        let mut working = String::new();
        let document = Document::parse(path, text, &mut working);
        document.findings.is_empty().then(|| {
            if !self.is_brief {
                tree.keep_lines(path, text);
            }
            Arc::new(file_of(&document, text, &PROGRAM, self.is_brief))
        })
    }

    /// Keeps a program's file of this content, so that it is not read again.
    pub fn keep(&mut self, identity: Oid, file: Arc<File>) {
        self.files.insert((Arc::clone(&file.path), identity, PROGRAM.title), file);
    }

    /// Reads the files of some versions that are not known yet, and whose identity the store knows.
    fn read(&mut self, versions: &[&Listing<'_>]) {
        let mut asked = FxHashSet::default();
        let mut unknown = Vec::new();
        for version in versions {
            let org = version.org.iter().map(|listed| (listed, &ORG));
            for (listed, shape) in org.chain(version.programs.iter().map(|listed| (listed, &PROGRAM))) {
                let Some(identity) = listed.identity else { continue };
                let key = (Arc::clone(&listed.path), identity, shape.title);
                if !self.files.contains_key(&key) && asked.insert(key.clone()) {
                    unknown.push((key, version.tree, listed, shape));
                }
            }
        }
        let is_brief = self.is_brief;
        let read = unknown.into_par_iter().with_min_len(FILES_A_TASK).map(|(key, tree, listed, shape)| {
            (key, Arc::new(load_file(listed, read_text(tree, listed, !is_brief), shape, is_brief)))
        });
        self.files.extend(read.collect::<Vec<_>>());
    }

    /// Files of a version, in their order: those that are known, and the others, which are read.
    fn files(&self, tree: &Tree, listed: &[Listed], shape: &'static Shape) -> Vec<Arc<File>> {
        let file = |listed: &Listed| {
            let find = |identity| self.files.get(&(Arc::clone(&listed.path), identity, shape.title));
            if let Some(file) = listed.identity.and_then(find) {
                return Arc::clone(file);
            }
            let text = read_text(tree, listed, !self.is_brief);
            // A store that knows no identities holds mostly what the other version has: to hash is less than to read.
            if let (None, false, Ok(text)) = (listed.identity, self.files.is_empty(), &text)
                && let Some(file) = find(Repository::hash(text.as_bytes()))
            {
                return Arc::clone(file);
            }
            Arc::new(load_file(listed, text, shape, self.is_brief))
        };
        listed.par_iter().with_min_len(FILES_A_TASK).map(file).collect()
    }
}

/// A version whose people, teams and programs are listed and not read yet.
struct Listing<'t> {
    tree: &'t Tree,
    org: Vec<Listed>,
    programs: Vec<Listed>,
    /// All else.
    workspace: Workspace,
}

impl Workspace {
    /// Loads a whole version. It never fails: what is wrong becomes findings.
    pub fn load(tree: &Tree, cache: &mut Cache) -> Self {
        let listing = Listing::of(tree);
        cache.read(&[&listing]);
        listing.load(cache)
    }

    /// Loads two versions, the files of both at once. What both have is read of the later one: what is found is shown by
    /// the lines of its files.
    pub fn load_both([before, after]: [&Tree; 2], mut cache: Cache) -> [Self; 2] {
        let (before, after) = rayon::join(|| Listing::of(before), || Listing::of(after));
        cache.read(&[&after, &before]);
        let (before, after) = rayon::join(|| before.load(&cache), || after.load(&cache));
        [before, after]
    }

    fn index_org(&mut self) {
        for (at, file) in self.org.iter().enumerate() {
            for (row, entity) in file.facts.entities().enumerate() {
                let map = if entity.section() == Key::People { &mut self.people } else { &mut self.teams };
                map.entry(entity.id().to_owned()).or_insert((at, row));
            }
        }
    }

    /// Where a program stands. Left out, the phase is the playbook's first.
    fn stage(&self, facts: &Facts) -> Option<Stage> {
        let table = facts.section(Key::Program).next();
        let playbook = self.playbook_of(table)?;
        match table {
            Some(table) if table.has(Key::Phase) => playbook.stage(table.word(Key::Phase)?),
            _ => playbook.stage(playbook.phases.first()?),
        }
    }
}

impl<'t> Listing<'t> {
    fn of(tree: &'t Tree) -> Self {
        let (config, mut findings, own_silences) = read_config(tree);
        let mut silences = vec![(Arc::clone(&config.file), own_silences)];
        let mut files = 1;

        let mut texts = Vec::new();
        for listed in tree.list("playbooks") {
            files += 1;
            match read_text(tree, &listed, true) {
                Ok(text) => texts.push((listed.path, text)),
                Err(finding) => findings.push(*finding),
            }
        }
        let mut workings = vec![String::new(); texts.len()];
        let documents: Vec<(String, Document<'_>)> = texts
            .iter()
            .zip(&mut workings)
            .map(|((path, text), working)| (stem(path).to_owned(), Document::parse(path, text, working)))
            .collect();
        silences.extend(texts.iter().map(|(path, text)| (Arc::clone(path), crate::document::silences(text))));
        let (playbooks, problems) = read_playbooks(&documents);
        findings.extend(problems);
        findings.extend(check_fields(&config, &playbooks));
        if !playbooks.contains_key(&config.playbook) {
            let (span, playbook) = (config.playbook_span, &config.playbook);
            findings.push(unknown_playbook(&config.file, span, playbook, playbooks.keys()));
        }

        let org = list(tree, &config, &config.org, &mut findings);
        let programs = list(tree, &config, &config.programs, &mut findings);
        files += org.len() + programs.len();
        let workspace = Workspace {
            config,
            playbooks,
            programs: Vec::with_capacity(programs.len()),
            org: Vec::new(),
            findings,
            silences,
            files,
            ids: FxHashMap::default(),
            people: FxHashMap::default(),
            teams: FxHashMap::default(),
            former: Former::default(),
            services: Vec::new(),
            absent: FxHashSet::default(),
            hidden: Shared::default(),
            circles: Circles::default(),
        };
        Self { tree, org, programs, workspace }
    }

    /// The whole version, out of what was read of its files.
    fn load(self, cache: &Cache) -> Workspace {
        let Self { tree, org, programs, mut workspace } = self;
        workspace.org = cache.files(tree, &org, &ORG);
        workspace.hidden = Shared::of(&workspace);
        workspace.index_org();
        let programs = cache.files(tree, &programs, &PROGRAM);
        let stages: Vec<Option<Stage>> =
            programs.par_iter().with_min_len(FILES_A_TASK).map(|file| workspace.stage(&file.facts)).collect();
        for (file, stage) in programs.into_iter().zip(stages) {
            let id: Arc<str> = stem(&file.path).into();
            workspace.ids.entry(Arc::clone(&id)).or_insert(workspace.programs.len());
            workspace.programs.push(Program::new(id, file, stage));
        }
        workspace.link();
        workspace.index_services();
        workspace.find_documents(tree);
        workspace
    }
}

/// The configuration of a version alone; what is wrong in it falls back to its default.
pub fn config_of(tree: &Tree) -> Config {
    read_config(tree).0
}

fn read_config(tree: &Tree) -> (Config, Vec<Finding>, Vec<crate::document::Silence>) {
    let listed = tree.file(MARK);
    match read_text(tree, &listed, true) {
        Ok(text) => {
            let mut working = String::new();
            let (config, findings) = Config::read(&Document::parse(&listed.path, &text, &mut working));
            (config, findings, silences(&text))
        }
        Err(finding) => (Config::new(&listed.path), vec![*finding], Vec::new()),
    }
}

/// The files of some folders, each once; a folder that milepost.toml names and that is not there is a finding.
fn list(
    tree: &Tree,
    config: &Config,
    folders: &[(String, Option<crate::text::Span>)],
    findings: &mut Vec<Finding>,
) -> Vec<Listed> {
    let mut seen = BTreeSet::new();
    let mut files = Vec::new();
    for (folder, span) in folders {
        let listed = tree.list(folder);
        if let (true, Some(span)) = (listed.is_empty() && !tree.exists(folder), span) {
            findings.push(
                config::invalid(&config.file, *span, format!("there is no folder `{folder}` here"))
                    .help("Create it, or write the name of the folder that holds these files."),
            );
        }
        files.extend(listed.into_iter().filter(|file| seen.insert(Arc::clone(&file.path))));
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

fn load_file(
    listed: &Listed,
    text: Result<String, Box<Finding>>,
    shape: &'static Shape,
    is_brief: bool,
) -> File {
    let path = &listed.path;
    let text = match text {
        Ok(text) => text,
        Err(finding) => {
            let (path, facts, findings) = (Arc::clone(path), Facts::default(), vec![*finding]);
            return File {
                path,
                facts,
                findings,
                silences: Vec::new(),
                end: (0, true),
                gaps: Gaps::default(),
            };
        }
    };
    let is_program = std::ptr::eq(shape, &raw const PROGRAM);
    let less = (is_brief && is_program).then(|| without(&text, &APART.map(Key::name))).flatten();
    let (mut working, mut spare) = (String::new(), String::new());
    let brief = less.as_deref().map(|less| Document::parse(path, less, &mut spare));
    let brief = brief.filter(|document| document.findings.is_empty());
    let document = brief.unwrap_or_else(|| Document::parse(path, &text, &mut working));
    file_of(&document, &text, shape, is_brief)
}

/// What a document says, which was made of a text or of the most of it.
fn file_of(document: &Document<'_>, text: &str, shape: &'static Shape, is_brief: bool) -> File {
    let path = &document.file;
    let mut reading = read_into_facts(document, shape);
    let id = stem(path);
    if std::ptr::eq(shape, &raw const PROGRAM) {
        if !is_id(id) {
            let message = format!("the file's name gives the program the id `{id}`, which is no id");
            reading.findings.insert(
                0,
                Finding::new("invalid-id", Level::Error, path, WHOLE_FILE, message)
                    .help("Rename the file: lower-case letters, digits and single hyphens, at most 64."),
            );
        }
        for finding in &mut reading.findings {
            finding.program = Some(id.into());
        }
    }
    let end = (text.len(), text.ends_with('\n'));
    let silences = if is_brief { Vec::new() } else { silences(text) };
    let (facts, findings) = (reading.facts, reading.findings);
    File { path: Arc::clone(path), facts, findings, silences, end, gaps: Gaps::default() }
}

fn read_text(tree: &Tree, listed: &Listed, for_places: bool) -> Result<String, Box<Finding>> {
    let text = if for_places { tree.read_for_places(listed) } else { tree.read(listed) };
    text.map_err(|Unreadable { message, help }| {
        let message = format!("this file {message}");
        let finding = Finding::new("file-unreadable", Level::Error, &listed.path, WHOLE_FILE, message);
        Box::new(finding.help(help))
    })
}

/// The file's name without `.toml`: a program's id, a playbook's id.
pub(crate) fn stem(path: &str) -> &str {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.strip_suffix(".toml").unwrap_or(name)
}
