//! `milepost explain`: what a rule finds, why it matters, and how to mend or silence it.

use super::Outcome;
use super::destination::Output;
use super::session::Session;
use crate::error::{Error, Result};
use crate::output::rule_pages;
use crate::rules::{RULES, rule};
use crate::text::{clean, closest};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A rule, or a finding's RULE@FILE:LINE
    rule: String,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    let to = args.output.open(session)?;
    let id = args.rule.split('@').next().unwrap_or_default();
    let rule = rule(id).ok_or_else(|| {
        let help = match closest(id, RULES.iter().map(|rule| rule.id)) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => "`milepost rules` lists them all.".to_owned(),
        };
        Error::new(format!("there is no rule `{}`", clean(id))).help(help)
    })?;
    to.write(session, |(), style| rule_pages::terminal(rule, style))?;
    Ok(Outcome::Clean)
}
