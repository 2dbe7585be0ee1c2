//! `milepost schema`: what an editor needs to check and complete a file.

use clap::ValueEnum;

use super::Outcome;
use super::session::Session;
use crate::disk;
use crate::error::Result;
use crate::schema;
use crate::text::plural;
use crate::tree::Tree;
use crate::workspace::config_of;

/// Print the JSON Schema of a kind of file
///
/// Inside a repository of programs, the schema of a program has the fields of your own that its milepost.toml declares.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The kind of file
    #[arg(default_value = "program")]
    file: File,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum File {
    /// A program, programs/**/*.toml
    Program,
    /// People and teams, org/**/*.toml
    Org,
    /// The workspace, milepost.toml
    Workspace,
    /// A playbook, playbooks/*.toml
    Playbook,
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    let file = match args.file {
        File::Program => schema::File::Program,
        File::Org => schema::File::Org,
        File::Workspace => schema::File::Workspace,
        File::Playbook => schema::File::Playbook,
    };
    let root = disk::find_root(session.start()).ok().filter(|_| file == schema::File::Program);
    let fields = root.map(|root| config_of(&Tree::disk(&root)).fields).unwrap_or_default();
    session.print(&file.schema_with(&fields))?;
    if !fields.is_empty() {
        let count = plural(fields.len() as u64, "field");
        session.hint(&format!(
            "It has the {count} that milepost.toml declares: write it to a file, and name that in `#:schema` at the top of programs."
        ));
    }
    Ok(Outcome::Clean)
}
