//! Playbooks: phases, the gates between them, and what a team's own phases stand for.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Asked;
use super::config::{Settings, invalid};
use super::table;
use crate::document::Document;
use crate::finding::Finding;
use crate::model::{PLAYBOOK, STANDARD_PHASES, is_id, is_requirement, read};
use crate::text::{Span, nearest};

/// A standard phase: what rules mean when they name one. They are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are those of the standard playbook")]
pub enum Stage {
    Discovery,
    Definition,
    Planning,
    Build,
    Validation,
    Launch,
    Operate,
    Closed,
}

impl Stage {
    const ALL: [Self; 8] = [
        Self::Discovery,
        Self::Definition,
        Self::Planning,
        Self::Build,
        Self::Validation,
        Self::Launch,
        Self::Operate,
        Self::Closed,
    ];

    /// The standard phase of this name.
    pub fn parse(name: &str) -> Option<Self> {
        STANDARD_PHASES.iter().position(|phase| *phase == name).map(|at| Self::ALL[at])
    }
}

/// A playbook with everything that it inherits.
#[derive(Debug, Clone)]
pub struct Playbook {
    /// Its id.
    pub id: String,
    /// Its file; `None` for the built-in ones.
    pub file: Option<Arc<str>>,
    /// Its phases, in their order.
    pub phases: Vec<String>,
    /// What must stand before a program may be in a phase.
    pub gates: BTreeMap<String, Vec<String>>,
    /// Levels for the programs on it; those of the playbook it extends come first.
    pub rules: Vec<Settings>,
    /// The playbooks in which those stand, in the same order: each by its id and its file.
    pub chain: Vec<(String, Arc<str>)>,
    like: BTreeMap<String, Stage>,
}

impl Playbook {
    /// `plain` and `standard`, which are always there.
    pub fn built_in() -> BTreeMap<String, Self> {
        let plain = Self {
            id: "plain".to_owned(),
            file: None,
            phases: STANDARD_PHASES.iter().map(|phase| (*phase).to_owned()).collect(),
            gates: BTreeMap::new(),
            rules: Vec::new(),
            chain: Vec::new(),
            like: BTreeMap::new(),
        };
        let gates: [(&str, &[&str]); 5] = [
            ("definition", &["outcomes", "owners.sponsor"]),
            ("planning", &["scope", "owners.engineering"]),
            ("build", &["milestones", "milestones.*.owner", "docs.design"]),
            ("launch", &["milestones.*.exit", "escalation", "docs.launch-plan"]),
            ("operate", &["outcomes.*.actual"]),
        ];
        let gates = gates
            .into_iter()
            .map(|(phase, paths)| (phase.to_owned(), paths.iter().map(|path| (*path).to_owned()).collect()));
        let standard = Self { id: "standard".to_owned(), gates: gates.collect(), ..plain.clone() };
        [plain, standard].into_iter().map(|playbook| (playbook.id.clone(), playbook)).collect()
    }

    /// The place of a phase among its phases.
    pub fn place(&self, phase: &str) -> Option<usize> {
        self.phases.iter().position(|name| name == phase)
    }

    /// What a phase of this playbook stands for: itself, what `[like]` says, else the one before it.
    /// `None` where the playbook has no such phase.
    pub fn stage(&self, phase: &str) -> Option<Stage> {
        let at = self.place(phase)?;
        let known = |name: &String| self.like.get(name).copied().or_else(|| Stage::parse(name));
        Some(self.phases[..=at].iter().rev().find_map(known).unwrap_or(Stage::Discovery))
    }
}

/// How many playbooks may extend each other in a row. Each holds what all before it say.
const LONGEST_CHAIN: usize = 16;

/// A playbook file as written.
struct Written {
    file: Arc<str>,
    extends: Option<(String, Span)>,
    phases: Option<Vec<String>>,
    gates: BTreeMap<String, (Vec<String>, Span)>,
    rules: Settings,
    like: Vec<(String, Stage, Span)>,
}

/// Reads the playbook files, each with its id, and resolves what they extend.
pub(super) fn read_playbooks(
    documents: &[(String, Document<'_>)],
) -> (BTreeMap<String, Playbook>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut written = BTreeMap::new();
    for (id, document) in documents {
        findings.extend(read(document, &PLAYBOOK));
        if Playbook::built_in().contains_key(id) {
            let message = format!("`{id}` is the name of a playbook that is built in");
            findings.push(
                invalid(&document.file, Span::default(), message).help(format!(
                    "Give the file another name, and write extends = \"{id}\" to start from it."
                )),
            );
            continue;
        }
        written.insert(id.clone(), Written::read(document, &mut findings));
    }
    let mut playbooks = Playbook::built_in();
    for id in written.keys() {
        resolve(id, &written, &mut playbooks, &mut findings);
    }
    (playbooks, findings)
}

/// Builds a playbook after those that it extends.
fn resolve(
    id: &str,
    written: &BTreeMap<String, Written>,
    playbooks: &mut BTreeMap<String, Playbook>,
    findings: &mut Vec<Finding>,
) {
    let mut chain: Vec<&str> = Vec::new();
    let mut next = Some(id);
    while let Some((id, own)) = next.and_then(|id| written.get_key_value(id)) {
        if playbooks.contains_key(id) || chain.contains(&id.as_str()) {
            break;
        }
        chain.push(id);
        next = own.extends.as_ref().map(|(extended, _)| extended.as_str());
    }
    while let Some(id) = chain.pop() {
        let own = &written[id];
        let base = own.base(id, &chain, written, playbooks, findings);
        let playbook = own.extend(id, base, findings);
        playbooks.insert(id.to_owned(), playbook);
    }
}

/// The finding for a playbook that does not exist.
pub(super) fn unknown_playbook<'a>(
    file: &Arc<str>,
    span: Span,
    id: &str,
    known: impl Iterator<Item = &'a String>,
) -> Finding {
    let known: Vec<&str> = known.map(String::as_str).collect();
    let finding = invalid(file, span, format!("there is no playbook `{id}`"));
    match nearest(id, known.iter().copied().filter(|known| is_id(known))) {
        Some((meant, certain)) => {
            finding.help(format!("Did you mean \"{meant}\"?")).write(span, meant, certain)
        }
        None => {
            finding.help(format!("Write playbooks/{id}.toml, or name one that exists: {}.", known.join(", ")))
        }
    }
}

/// The finding for a requirement that asks for nothing that a program may have.
fn never_met(file: &Arc<str>, span: Span, path: &str) -> Finding {
    let finding = invalid(file, span, format!("a gate cannot ask for `{path}`: no program has it"));
    match Asked::meant(path) {
        Some(meant) => finding.help(format!("Did you mean \"{meant}\"?")).write(span, &meant, false),
        None => finding.help("Name a section (\"scope\"), an entry (\"docs.design\"), a field (\"program.target\"), or a field of every open entity (\"milestones.*.exit\")."),
    }
}

impl Written {
    fn read(document: &Document<'_>, findings: &mut Vec<Finding>) -> Self {
        let root = &document.table;
        let owned = |texts: Vec<(&str, Span)>| texts.into_iter().map(|(text, _)| text.to_owned()).collect();
        let mut gates = BTreeMap::new();
        for (phase, node) in table::table(root, "gates").into_iter().flatten() {
            if let Some(requires) = table::as_table(node).and_then(|gate| table::texts(gate, "requires")) {
                // What is no path at all the reader has told already.
                let unknown = |path| is_requirement(path) && Asked::parse(path).is_none();
                let faulty = requires.iter().filter(|(path, _)| unknown(path));
                findings.extend(faulty.map(|(path, span)| never_met(&document.file, *span, path)));
                gates.insert(phase.text.to_string(), (owned(requires), phase.span));
            }
        }
        let like = table::table(root, "like").into_iter().flatten().filter_map(|(phase, node)| {
            let stage = Stage::parse(table::as_text(node)?.0)?;
            Some((phase.text.to_string(), stage, phase.span))
        });
        Self {
            file: Arc::clone(&document.file),
            extends: table::text(root, "extends").map(|(id, span)| (id.to_owned(), span)),
            phases: table::texts(root, "phases").map(owned).filter(|phases: &Vec<String>| !phases.is_empty()),
            gates,
            rules: table::table(root, "rules").map(Settings::read).unwrap_or_default(),
            like: like.collect(),
        }
    }

    /// The playbook that this one starts from; `chain` holds those that wait for it.
    fn base(
        &self,
        id: &str,
        chain: &[&str],
        written: &BTreeMap<String, Self>,
        playbooks: &BTreeMap<String, Playbook>,
        findings: &mut Vec<Finding>,
    ) -> Playbook {
        let plain = || playbooks["plain"].clone();
        let Some((extended, span)) = &self.extends else { return plain() };
        let mut finding = match playbooks.get(extended) {
            // Each file has added its rules.
            Some(base) if base.rules.len() < LONGEST_CHAIN => return base.clone(),
            Some(_) => invalid(
                &self.file,
                *span,
                format!("`{id}` is the last of more than {LONGEST_CHAIN} playbooks that extend each other"),
            )
            .help("Extend one that is nearer to the start of the chain."),
            None if written.contains_key(extended) => {
                let chain = [chain, &[id, extended]].concat().join(" → ");
                invalid(&self.file, *span, format!("playbooks extend each other in a circle: {chain}"))
                    .help("Take one `extends` out of the circle.")
            }
            None => {
                let others = playbooks.keys().chain(written.keys()).filter(|known| *known != id);
                unknown_playbook(&self.file, *span, extended, others)
            }
        };
        finding.path = Some("extends".to_owned());
        findings.push(finding);
        plain()
    }

    /// This playbook on top of the one that it extends.
    fn extend(&self, id: &str, base: Playbook, findings: &mut Vec<Finding>) -> Playbook {
        let phases = self.phases.clone().unwrap_or(base.phases);
        let mut gates: BTreeMap<_, _> =
            base.gates.into_iter().filter(|(phase, _)| phases.contains(phase)).collect();
        let mut like = base.like;
        let own = self.gates.iter().map(|(phase, (_, span))| (phase, *span));
        for (phase, span) in own.chain(self.like.iter().map(|(phase, _, span)| (phase, *span))) {
            if phases.contains(phase) {
                continue;
            }
            let finding = invalid(&self.file, span, format!("this playbook has no phase `{phase}`"));
            findings.push(match nearest(phase, phases.iter().map(String::as_str)) {
                Some((meant, certain)) => {
                    let finding = finding.help(format!("Did you mean `{meant}`?"));
                    // What stands there already cannot stand there a second time.
                    let is_taken =
                        self.gates.contains_key(meant) || self.like.iter().any(|(like, ..)| like == meant);
                    if is_taken || !is_id(meant) { finding } else { finding.rename(span, meant, certain) }
                }
                None => finding.help(format!("Its phases are {}.", phases.join(", "))),
            });
        }
        gates.extend(self.gates.iter().map(|(phase, (requires, _))| (phase.clone(), requires.clone())));
        like.extend(self.like.iter().map(|(phase, stage, _)| (phase.clone(), *stage)));
        let mut rules = base.rules;
        rules.push(self.rules.clone());
        let mut chain = base.chain;
        chain.push((id.to_owned(), Arc::clone(&self.file)));
        Playbook { id: id.to_owned(), file: Some(Arc::clone(&self.file)), phases, gates, rules, chain, like }
    }
}

#[cfg(test)]
mod tests {
    use crate::tree::Tree;
    use crate::workspace::{Cache, Workspace};

    #[test]
    fn a_chain_of_thousands_is_read_from_either_end() {
        for forward in [true, false] {
            let next = |at: usize| if forward { at + 1 } else { at - 1 };
            let playbooks = (1..=6000).map(|at| {
                (format!("playbooks/book-{at:04}.toml"), format!("extends = \"book-{:04}\"\n", next(at)))
            });
            let workspace = Workspace::load(&Tree::memory(playbooks), &mut Cache::default());
            assert_eq!(workspace.playbooks.len(), 6002);
            // The last one extends one that does not exist, and each seventeenth starts anew.
            let faults = workspace.findings.iter().filter(|finding| finding.message.contains("playbook"));
            assert_eq!(faults.count(), 1 + 5999 / 16);
        }
    }
}
