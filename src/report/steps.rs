//! The commits behind each change: the same comparison, commit by commit, along the first parents.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::changes::{
    ChangeKind, Comparison, ProgramChange, ProgramKind, Side, Step, Texts, between, value_at,
};
use crate::disk::MARK;
use crate::error::Result;
use crate::git::{Blobs, Commit, FileChange, Oid, Repository};
use crate::model::Category;
use crate::tree::{Listed, Tree};
use crate::workspace::{Config, config_of};

/// A date or value that moved and came back: no net change, and worth knowing.
#[derive(Debug, Clone, PartialEq)]
pub struct Churn {
    /// The program.
    pub program: String,
    /// The dotted path.
    pub path: String,
    /// What it is about.
    pub category: Category,
    /// The commits that moved it, the oldest first.
    pub steps: Vec<Step>,
}

/// A repository and where in it the root of the programs is.
#[derive(Debug, Clone, Copy)]
pub struct History<'r> {
    /// The repository.
    pub repository: &'r Repository,
    /// For reading what commits hold.
    pub blobs: &'r Blobs,
    /// The root of the programs, from the root of the repository; empty where they are the same.
    pub folder: &'r str,
}

/// What one commit changed, or what is not committed yet.
struct Transition {
    commit: Option<Oid>,
    comparison: Comparison,
    /// The releases that moved in its milepost.toml.
    releases: BTreeSet<String>,
}

/// What one transition did to one program.
struct Event {
    transition: usize,
    before: Option<Arc<toml::Table>>,
    after: Option<Arc<toml::Table>>,
    /// The paths that changed, as the latest version calls them; empty where the whole program came or went.
    paths: Vec<(String, Category)>,
    whole: bool,
    file: Arc<str>,
    names_before: Names,
    names_after: Names,
}

/// What entities were called at a time, by what they are called in the latest version: `milestones.beta`.
type Names = Arc<FxHashMap<String, String>>;

/// A program followed back through its names.
#[derive(Default)]
struct Trace {
    names: Names,
    events: Vec<Event>,
}

impl History<'_> {
    /// What a commit holds.
    pub fn tree(&self, commit: Oid) -> Tree {
        Tree::git(self.repository.snapshot(self.blobs, commit, self.folder))
    }

    /// Fills in the steps behind every change between `from` and `to`, and returns what moved and came back.
    ///
    /// `uncommitted` is what changed after `to`: in the index or the work tree.
    pub fn explain(
        &self,
        comparison: &mut Comparison,
        from: Option<Oid>,
        to: Oid,
        uncommitted: Option<Comparison>,
        texts: &mut Texts,
    ) -> Result<Vec<Churn>> {
        let mut transitions: Vec<Transition> = uncommitted
            .into_iter()
            .map(|comparison| Transition { commit: None, comparison, releases: BTreeSet::new() })
            .collect();
        transitions.extend(self.transitions(from, to, texts)?);
        let traces = traces(&transitions);
        let mut credits = Credits { history: self, known: FxHashMap::default() };
        let mut told: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for program in &mut comparison.programs {
            let Some(trace) = traces.get(&program.id) else { continue };
            if matches!(program.kind, ProgramKind::Added | ProgramKind::Removed) {
                program.steps = trace.program_steps(&transitions, &mut credits)?;
            }
            for change in &mut program.changes {
                let via = change.date.as_ref().and_then(|date| date.via.as_deref());
                change.steps = match via {
                    Some(release) => release_steps(release, change, &transitions, &mut credits)?,
                    None => trace.steps(&change.path, change.kind, &transitions, &mut credits)?,
                };
            }
        }
        for program in &comparison.programs {
            let paths = program.changes.iter().map(|change| change.path.clone());
            told.insert(&program.id, paths.collect());
        }
        let mut churn = Vec::new();
        for (id, trace) in &traces {
            let came_or_went = comparison.programs.iter().any(|program| {
                program.id == *id && matches!(program.kind, ProgramKind::Added | ProgramKind::Removed)
            });
            if came_or_went {
                continue;
            }
            let told = told.get(id.as_str());
            for (path, category) in trace.paths() {
                let covered =
                    told.is_some_and(|told| told.iter().any(|net| covers(net, &path) || covers(&path, net)));
                if covered {
                    continue;
                }
                let steps = trace.steps(&path, ChangeKind::Changed, &transitions, &mut credits)?;
                if steps.len() > 1 {
                    churn.push(Churn { program: id.clone(), path, category, steps });
                }
            }
        }
        Ok(churn)
    }

    /// What each commit of the window changed, the newest first.
    fn transitions(&self, from: Option<Oid>, to: Oid, texts: &mut Texts) -> Result<Vec<Transition>> {
        let mut transitions = Vec::new();
        let mut mended: FxHashMap<String, (Oid, Oid)> = FxHashMap::default();
        let tree = self.tree(to);
        let mut after = Arc::new(config_of(&tree));
        let mark = self.path(MARK);
        for commit in self.repository.first_parents(from, to)? {
            if commit.cut {
                break;
            }
            let parent = commit.parents.first().copied();
            let mark_of = |commit: Option<Oid>| match commit {
                Some(commit) => self.repository.file(commit, &mark),
                None => Ok(None),
            };
            let before = if mark_of(parent)? == mark_of(Some(commit.oid))? {
                Arc::clone(&after)
            } else {
                parent.map_or_else(|| Arc::clone(&after), |parent| Arc::new(config_of(&self.tree(parent))))
            };
            let mut changed = Vec::new();
            for folder in folders(&before, &after) {
                for mut file in self.repository.changed_files(parent, commit.oid, &self.path(&folder))? {
                    file.path = format!("{folder}/{}", file.path);
                    if file.path.ends_with(".toml") {
                        changed.push(file);
                    }
                }
            }
            // A version that cannot be read is passed over: whoever mended it changed what is different since.
            let mut credited: BTreeMap<Oid, Vec<FileChange>> = BTreeMap::new();
            for mut file in changed {
                let mut who = commit.oid;
                if let Some((content, mender)) = mended.remove(&file.path) {
                    file.after = Some(content);
                    who = mender;
                }
                let broken = |blob: Option<Oid>, texts: &mut Texts| {
                    blob.is_some_and(|blob| {
                        let side = Side::of(&tree, Arc::clone(&before), Vec::new());
                        side.table(&listed(&file.path, blob), texts).is_err()
                    })
                };
                match file.after {
                    Some(content) if broken(file.before, texts) => {
                        mended.insert(file.path.clone(), (content, who));
                    }
                    _ => credited.entry(who).or_default().push(file),
                }
            }
            let releases = moved_releases(&before, &after);
            if !releases.is_empty() {
                credited.entry(commit.oid).or_default();
            }
            for (who, files) in credited {
                let side = |config: &Arc<Config>, pick: fn(&FileChange) -> Option<Oid>| {
                    let files = files.iter().filter_map(|file| Some(listed(&file.path, pick(file)?)));
                    Side::of(&tree, Arc::clone(config), files.collect())
                };
                let comparison =
                    between(&side(&before, |file| file.before), &side(&after, |file| file.after), texts);
                let releases = if who == commit.oid { releases.clone() } else { BTreeSet::new() };
                transitions.push(Transition { commit: Some(who), comparison, releases });
            }
            after = before;
        }
        Ok(transitions)
    }

    /// A path below the root of the programs, from the root of the repository.
    fn path(&self, path: &str) -> String {
        if self.folder.is_empty() { path.to_owned() } else { format!("{}/{path}", self.folder) }
    }
}

fn listed(path: &str, blob: Oid) -> Listed {
    Listed { path: path.into(), identity: Some(blob), problem: None }
}

fn folders(before: &Config, after: &Config) -> BTreeSet<String> {
    before.programs.iter().chain(&after.programs).map(|(folder, _)| folder.clone()).collect()
}

fn moved_releases(before: &Config, after: &Config) -> BTreeSet<String> {
    let (before, after) = (&before.calendar.releases, &after.calendar.releases);
    before
        .iter()
        .filter(|(name, day)| after.get(*name).is_some_and(|moved| moved != *day))
        .map(|(name, _)| name.clone())
        .collect()
}

/// Follows every program back through the transitions, the newest first, under the id that it has in the end.
fn traces(transitions: &[Transition]) -> BTreeMap<String, Trace> {
    let mut traces: BTreeMap<String, Trace> = BTreeMap::new();
    let mut latest: FxHashMap<String, String> = FxHashMap::default();
    for (at, transition) in transitions.iter().enumerate() {
        let mut former = Vec::new();
        for program in &transition.comparison.programs {
            let id = latest.get(&program.id).unwrap_or(&program.id).clone();
            if let Some(previous) = &program.previous_id {
                former.push((previous.clone(), id.clone()));
            }
            traces.entry(id).or_default().add(at, program);
        }
        latest.extend(former);
    }
    traces
}

impl Trace {
    fn add(&mut self, transition: usize, program: &ProgramChange) {
        let names_after = Arc::clone(&self.names);
        let latest: FxHashMap<&str, &str> =
            names_after.iter().map(|(latest, then)| (then.as_str(), latest.as_str())).collect();
        let latest_of = |path: &str| match entity_end(path) {
            Some(end) => match latest.get(&path[..end]) {
                Some(entity) => format!("{entity}{}", &path[end..]),
                None => path.to_owned(),
            },
            None => path.to_owned(),
        };
        let mut names_before = FxHashMap::clone(&names_after);
        let mut paths = Vec::new();
        for change in &program.changes {
            let path = latest_of(&change.path);
            if let (ChangeKind::Renamed, Some(previous)) = (change.kind, &change.previous_id) {
                names_before.insert(path.clone(), format!("{}.{previous}", change.section()));
            }
            paths.push((path, change.category));
        }
        self.names = Arc::new(names_before);
        self.events.push(Event {
            transition,
            before: program.before.clone(),
            after: program.after.clone(),
            paths,
            whole: matches!(program.kind, ProgramKind::Added | ProgramKind::Removed),
            file: Arc::clone(&program.file),
            names_before: Arc::clone(&self.names),
            names_after,
        });
    }

    /// Every path that some commit changed.
    fn paths(&self) -> BTreeMap<String, Category> {
        self.events.iter().flat_map(|event| event.paths.iter().cloned()).collect()
    }

    /// The commits that touched the program, the oldest first.
    fn program_steps(&self, transitions: &[Transition], credits: &mut Credits<'_>) -> Result<Vec<Step>> {
        let step = |event: &Event| {
            let commit = credits.of(transitions[event.transition].commit, &event.file)?;
            Ok(Step { commit, before: None, after: None })
        };
        self.events.iter().rev().map(step).collect()
    }

    /// The commits that changed a path, the oldest first.
    fn steps(
        &self,
        path: &str,
        kind: ChangeKind,
        transitions: &[Transition],
        credits: &mut Credits<'_>,
    ) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        for event in self.events.iter().rev() {
            let touched = event.whole
                || event.paths.iter().any(|(changed, _)| {
                    covers(changed, path) || (kind != ChangeKind::Renamed && covers(path, changed))
                });
            if !touched {
                continue;
            }
            let at = |table: &Option<Arc<toml::Table>>, names: &Names| {
                let table = table.as_ref()?;
                value_at(table, &named(path, names)).map(crate::changes::json)
            };
            let (before, after) =
                (at(&event.before, &event.names_before), at(&event.after, &event.names_after));
            if event.whole && before == after {
                continue;
            }
            let commit = credits.of(transitions[event.transition].commit, &event.file)?;
            steps.push(Step { commit, before, after });
        }
        Ok(steps)
    }
}

/// The commits that moved a release, the oldest first; the field itself says the same before and after.
fn release_steps(
    release: &str,
    change: &crate::changes::Change,
    transitions: &[Transition],
    credits: &mut Credits<'_>,
) -> Result<Vec<Step>> {
    let moved = transitions.iter().rev().filter(|transition| transition.releases.contains(release));
    let step = |transition: &Transition| {
        let commit = credits.of(transition.commit, MARK)?;
        Ok(Step { commit, before: change.before.clone(), after: change.after.clone() })
    };
    moved.map(step).collect()
}

/// Whether `outer` is `inner` or an entity or table that holds it.
fn covers(outer: &str, inner: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Where the entity ends in a path: after its section and id.
fn entity_end(path: &str) -> Option<usize> {
    let section = path.find('.')?;
    Some(path[section + 1..].find('.').map_or(path.len(), |id| section + 1 + id))
}

/// A path as it was called at a time.
fn named(path: &str, names: &Names) -> String {
    match entity_end(path).and_then(|end| Some((names.get(&path[..end])?, &path[end..]))) {
        Some((entity, field)) => format!("{entity}{field}"),
        None => path.to_owned(),
    }
}

/// Whom commits are credited to, each asked once.
struct Credits<'h> {
    history: &'h History<'h>,
    known: FxHashMap<(Oid, String), Arc<Commit>>,
}

impl Credits<'_> {
    fn of(&mut self, commit: Option<Oid>, file: &str) -> Result<Option<Arc<Commit>>> {
        let Some(commit) = commit else { return Ok(None) };
        let key = (commit, file.to_owned());
        if let Some(known) = self.known.get(&key) {
            return Ok(Some(Arc::clone(known)));
        }
        let credited = Arc::new(self.history.repository.credit(commit, &self.history.path(file))?);
        self.known.insert(key, Arc::clone(&credited));
        Ok(Some(credited))
    }
}
