//! The command line: one file per subcommand. It alone knows the environment, the clock and the streams.

mod against;
mod completions;
mod destination;
mod diff;
mod explain;
mod filter;
mod fixes;
mod fmt;
mod graph;
mod history;
mod hook;
mod init;
mod lint;
mod man;
mod mark;
mod new;
mod order;
mod pull_request;
mod report;
mod rules;
mod schema;
mod scope;
mod session;
mod status;
mod template;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::error::Result;
use crate::text::clean;

/// Engineering programs as plain text in git: find the landmines early, say what changed.
#[derive(Debug, Parser)]
#[command(
    name = "milepost",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    propagate_version = false
)]
struct Cli {
    #[command(flatten)]
    global: session::Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    New(new::Args),
    Lint(lint::Args),
    Diff(diff::Args),
    Report(report::Args),
    History(history::Args),
    Hook(hook::Args),
    Status(status::Args),
    Graph(graph::Args),
    Fmt(fmt::Args),
    Rules(rules::Args),
    Explain(explain::Args),
    Schema(schema::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// What a command came to, as an exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Done, and nothing at error level.
    Clean,
    /// Done, and there is something: findings at error level, or differences that were asked about.
    Found,
}

/// Runs the command line and says how it went: 0 done, 1 findings or differences, 2 it could not do the work.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let failed = error.use_stderr();
            let said = error.render().to_string();
            let lines: Vec<_> = said.split('\n').map(clean).collect();
            let shown = lines.join("\n");
            // A closed pipe is no reason to complain about having nothing to say.
            if failed && shown != said {
                // A word that a script passed on, such as the name of a branch, may be anybody's.
                let _ = write!(std::io::stderr().lock(), "{shown}");
            } else {
                let _ = error.print();
            }
            return if failed { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    // Only now, since it starts libgit2, which `--version` and `--help` do without.
    crate::git::tune_process();
    let session = session::Session::new(cli.global);
    match session.and_then(|session| run(cli.command, &session).inspect_err(|error| session.complain(error)))
    {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Err(_) => ExitCode::from(2),
    }
}

fn run(command: Command, session: &session::Session) -> Result<Outcome> {
    match command {
        Command::Init(args) => init::run(&args, session),
        Command::New(args) => new::run(&args, session),
        Command::Lint(args) => lint::run(&args, session),
        Command::Diff(args) => diff::run(&args, session),
        Command::Report(args) => report::run(&args, session),
        Command::History(args) => history::run(&args, session),
        Command::Hook(args) => hook::run(&args, session),
        Command::Status(args) => status::run(&args, session),
        Command::Graph(args) => graph::run(&args, session),
        Command::Fmt(args) => fmt::run(&args, session),
        Command::Rules(args) => rules::run(&args, session),
        Command::Explain(args) => explain::run(&args, session),
        Command::Schema(args) => schema::run(&args, session),
        Command::Completions(args) => completions::run(&args, session),
        Command::Man(args) => man::run(&args, session),
    }
}

/// The whole command line, for completions and documentation.
pub fn command() -> clap::Command {
    Cli::command()
}
