//! The gates that a program has come through: what must stand now and from here on.

use super::{Program, Workspace};
use crate::model::Key;

/// One thing that a gate asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requirement<'w> {
    /// The phase whose gate asks for it.
    pub phase: &'w str,
    /// The path: `docs.design`, `milestones.*.owner`.
    pub path: &'w str,
}

impl Workspace {
    /// What the gates of a program's phase and of all phases before it ask for, in the order of the phases.
    /// Nothing is asked of a closed program, nor of one whose phase could not be read.
    pub fn gates_in_force<'w>(&'w self, program: &'w Program) -> impl Iterator<Item = Requirement<'w>> {
        let playbook = self.playbook(program).filter(|_| program.stage.is_some() && !program.is_closed());
        let named = program.table().and_then(|table| table.word(Key::Phase));
        let passed = playbook.map_or(&[][..], |playbook| {
            let at = named.and_then(|named| playbook.phases.iter().position(|phase| phase == named));
            &playbook.phases[..playbook.phases.len().min(at.unwrap_or(0) + 1)]
        });
        passed.iter().flat_map(move |phase| {
            let paths = playbook.and_then(|playbook| playbook.gates.get(phase));
            paths.into_iter().flatten().map(move |path| Requirement { phase, path })
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::tree::Tree;
    use crate::workspace::{Cache, Workspace};

    fn asked(phase: &str) -> Vec<(String, String)> {
        let program = format!("[program]\nname = \"Example\"\nplaybook = \"own\"\n{phase}\n");
        let own = "extends = \"standard\"\nphases = [\"definition\", \"trial\", \"launch\", \"operate\", \"closed\"]\n\
                   [gates.trial]\nrequires = [\"risks.*.owner\"]\n";
        let tree = Tree::memory([("programs/example.toml", program.as_str()), ("playbooks/own.toml", own)]);
        let workspace = Workspace::load(&tree, &mut Cache::default());
        workspace
            .gates_in_force(&workspace.programs[0])
            .map(|asked| (asked.phase.to_owned(), asked.path.to_owned()))
            .collect()
    }

    #[test]
    fn gates_add_up_until_the_program_is_closed() {
        let pair = |phase: &str, path: &str| (phase.to_owned(), path.to_owned());
        let definition = [pair("definition", "outcomes"), pair("definition", "owners.sponsor")];
        assert_eq!(asked(""), definition, "left out, it is the first phase");
        assert_eq!(asked("phase = \"definition\""), definition);
        assert_eq!(asked("phase = \"trial\"")[2..], [pair("trial", "risks.*.owner")]);
        assert_eq!(asked("phase = \"operate\"").len(), 7);
        assert_eq!(asked("phase = \"closed\""), []);
        assert_eq!(asked("phase = \"nonsense\""), []);
        assert_eq!(asked("phase = 3"), []);
    }
}
