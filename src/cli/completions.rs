//! `milepost completions`: what a shell needs to complete the command line.

use clap_complete::Shell;

use super::Outcome;
use super::destination::Output;
use super::session::Session;
use crate::error::Result;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    shell: Shell,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    let to = args.output.open(session)?;
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "milepost", &mut script);
    to.write(session, |(), _| String::from_utf8_lossy(&script).into_owned())?;
    Ok(Outcome::Clean)
}
