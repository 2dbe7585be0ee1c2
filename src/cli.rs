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
mod merge_driver;
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

// What a command takes is made where it is the one that is run: a start does not pay for the others.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
enum Command {
    /// Start a repository of programs
    ///
    /// Makes milepost.toml, a first program and a place for people, and a git repository where there is none.
    /// Nothing is overwritten.
    Init(init::Args),
    /// Start a program from a template
    ///
    /// Its file says in angle brackets what is to be written, and `milepost lint` says what is left of that.
    New(new::Args),
    /// Validate files, programs and the links between them
    ///
    /// The whole repository is read, so that links can be checked; PATHs narrow what is reported.
    /// Exit status: 0 nothing at error level, 1 findings at error level (with --diff: something to fix), 2 it could not do
    /// the work.
    Lint(lint::Args),
    /// Show what changed between two versions, in the program's own words
    ///
    /// As `git diff HEAD`: without a revision, the work tree against HEAD; with one, the work tree against it;
    /// with two (`A B` or `A..B`), the second against the first; `A...B`, B against where it left A.
    /// In the checkout of a pull request in which everything is committed, no revision compares it with its base.
    Diff(diff::Args),
    /// Tell what changed in a window of time: the weekly report
    ///
    /// The window lies between two states of the branch, along its first parents.
    /// A time is a date (2026-06-30), a week (2026-W26), a month (2026-06), an RFC 3339 time, words such as
    /// `yesterday`, `last monday` or `2 weeks ago`, or a revision. In the checkout of a pull request, without --since,
    /// --until and --rev, it lies between the base and the pull request.
    Report(report::Args),
    /// Tell every change of a program, an entity or a field, with commit, author and reason
    ///
    /// The history is that of the first parents, as in `report`: a merge is one entry, credited to whoever wrote what it brought.
    /// Renames are followed. The newest commit comes first, as in `git log`; what is not committed yet comes before it.
    ///
    /// Of a milestone's due date, or a program's target, it tells what was promised first, what is promised now, how often it
    /// moved and by how many days in all.
    ///
    /// With --trend it draws the milestone trend chart: report dates from left to right, due dates from bottom to top, one line
    /// a milestone. A flat line holds, a rising one slips, a falling one catches up; one that is met ends on the diagonal.
    History(history::Args),
    /// Lint what a commit changes before git makes it
    Hook(hook::Args),
    /// Have git merge programs by what they say, and not by lines
    ///
    /// Two branches that add something at the same place, or change two fields of one table, then merge without a conflict.
    /// Where both changed one thing, that alone stands between marks, as git writes them.
    MergeDriver(merge_driver::Args),
    /// Show the portfolio as a table: how every program stands, by its own word and by the facts
    ///
    /// `Says` is the health that a program declares. `Facts` is what milestones, dependencies and risks say: red where a launch
    /// is overdue, where the target has passed, or where three facts or more speak against green; yellow where one or two do.
    /// `Slip` is how far the date that moved most has moved since it was first promised, `Risks` counts open ones that are high
    /// in likelihood and impact, and `Touched` is the last commit that changed the file.
    Status(status::Args),
    /// Show who waits for whom: milestones and dependencies, their float, and the critical path
    ///
    /// Float is how many working days something can slip before what waits for it is late: from the day on which it comes
    /// to the due date of the milestone that waits, or to the day by which the dependency is needed, whichever is first.
    /// Weekends and holidays are those of [calendar]. What is open comes no sooner than today, and no sooner than all that it
    /// waits for.
    ///
    /// The critical path is the chain that holds the tightest wait of all that a milestone depends on. This is the critical
    /// path method (Kelley and Walker, 1959) for plans that hold dates and no durations: each date is a promise of its own, so
    /// that the reckoning back from the end stops at the first milestone that waits.
    Graph(graph::Args),
    /// Lay out files as everybody expects them, comments kept
    ///
    /// What a file says stays the same: values, comments, and the order of your entities. A file with syntax errors is left
    /// as it is. Exit status: 0 done, 1 with --check or --diff where there is work to do, 2 it could not do the work.
    Fmt(fmt::Args),
    /// List the rules
    Rules(rules::Args),
    /// Say why a rule matters, with a bad and a good example
    Explain(explain::Args),
    /// Print the JSON Schema of a kind of file, or of the JSON that a command writes
    ///
    /// Inside a repository of programs, the schema of a program has the fields of your own that its milepost.toml declares.
    Schema(schema::Args),
    /// Print shell completions
    Completions(completions::Args),
    /// Print a man page, or write them all
    ///
    /// `milepost man lint | man -l -` shows one. `milepost man --dir ~/.local/share/man/man1` puts all of them where
    /// `man milepost-lint` finds them.
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
        Command::MergeDriver(args) => merge_driver::run(&args, session),
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
    let mut command = Cli::command();
    command.build();
    command
}
