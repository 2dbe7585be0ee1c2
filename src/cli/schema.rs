//! `milepost schema`: what an editor needs to check and complete a file.

use clap::ValueEnum;

use super::Outcome;
use super::session::Session;
use crate::error::Result;
use crate::schema;

/// Print the JSON Schema of a kind of file
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
    session.print(&file.schema())?;
    Ok(Outcome::Clean)
}
