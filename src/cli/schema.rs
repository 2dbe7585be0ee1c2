//! `milepost schema`: what an editor needs to check and complete a file, and a program to read what is written.

use clap::ValueEnum;

use super::Outcome;
use super::destination::{self, Destinations};
use super::session::Session;
use crate::disk;
use crate::error::Result;
use crate::schema::{File, Output};
use crate::text::plural;
use crate::tree::Tree;
use crate::workspace::config_of;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The kind of file, or the command
    #[arg(default_value = "program", value_name = "FILE|COMMAND")]
    of: Of,
    #[command(flatten)]
    output: destination::Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    /// A program, programs/**/*.toml
    Program,
    /// People and teams, org/**/*.toml
    Org,
    /// The workspace, milepost.toml
    Workspace,
    /// A playbook, playbooks/*.toml
    Playbook,
    /// What `lint --format json` writes
    Lint,
    /// What `diff --format json` writes
    Diff,
    /// What `report --format json` writes
    Report,
    /// What `history --format json` writes
    History,
    /// What `status --format json` writes
    Status,
    /// What `graph --format json` writes
    Graph,
    /// What `rules --format json` writes
    Rules,
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    let to = args.output.open(session)?;
    let output = match args.of {
        Of::Program => return run_file(File::Program, &to, session),
        Of::Org => return run_file(File::Org, &to, session),
        Of::Workspace => return run_file(File::Workspace, &to, session),
        Of::Playbook => return run_file(File::Playbook, &to, session),
        Of::Lint => Output::Lint,
        Of::Diff => Output::Diff,
        Of::Report => Output::Report,
        Of::History => Output::History,
        Of::Status => Output::Status,
        Of::Graph => Output::Graph,
        Of::Rules => Output::Rules,
    };
    to.write(session, |(), _| output.schema().to_owned())?;
    Ok(Outcome::Clean)
}

fn run_file(file: File, to: &Destinations<()>, session: &Session) -> Result<Outcome> {
    let root = disk::find_root(session.start()).ok().filter(|_| file == File::Program);
    let fields = root.map(|root| config_of(&Tree::disk(&root)).fields).unwrap_or_default();
    to.write(session, |(), _| file.schema_with(&fields))?;
    if !fields.is_empty() {
        let count = plural(fields.len() as u64, "field");
        session.hint(&format!(
            "It has the {count} that milepost.toml declares: write it to a file, and name that in `#:schema` at the top of programs."
        ));
    }
    Ok(Outcome::Clean)
}
