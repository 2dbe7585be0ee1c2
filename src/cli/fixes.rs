//! `milepost lint --fix` and `--diff`: mends files, or shows how they would be mended.

use super::Outcome;
use super::destination::Output;
use super::session::{Place, Session, check_format};
use crate::disk;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::fix::{self, Mended, Request, Rewritten};
use crate::output::patch;
use crate::report::LintReport;
use crate::rules::Selection;
use crate::text::{clean, plural};
use crate::tree::Tree;
use crate::workspace::config_of;

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Args {
    /// Mend in the files what has one right answer, and report the rest
    #[arg(long, conflicts_with = "against")]
    fix: bool,
    /// With --fix or --diff, also mend what needs a look afterwards
    #[arg(long)]
    unsafe_fixes: bool,
    /// Print what --fix would change as a diff, and write nothing; exit with 1 where there is something to fix
    #[arg(long, conflicts_with_all = ["format", "against"])]
    diff: bool,
}

/// What was done about fixes.
pub(super) enum Ran {
    /// They were shown, and that is all.
    Shown(Outcome),
    /// They were written; this is what the disk holds now.
    Written(Tree),
}

impl Args {
    /// Whether files are to be mended, or to be shown as they would be.
    pub(super) fn are_wanted(&self) -> bool {
        self.fix || self.diff
    }

    /// Refuses what cannot be done: only files of the work tree can be written.
    pub(super) fn check(&self, can_write: bool) -> Result<()> {
        if self.unsafe_fixes && !self.are_wanted() {
            return Err(Error::new("--unsafe-fixes alone changes nothing").help(
                "Write --fix --unsafe-fixes to mend the files, or --diff --unsafe-fixes to look first.",
            ));
        }
        if self.fix && !self.diff && !can_write {
            return Err(Error::new(
                "--fix writes to the files of the work tree, and not to the index, a commit or standard input",
            )
            .help("Run `milepost lint --fix` alone, then stage what it wrote; --diff in place of --fix prints it."));
        }
        Ok(())
    }
}

/// Mends what `wants` names, or shows how.
pub(super) fn run(
    args: &Args,
    output: &Output,
    session: &Session,
    place: &Place,
    tree: Tree,
    selection: &Selection,
    wants: &dyn Fn(&Finding) -> bool,
) -> Result<Ran> {
    let config = config_of(&tree);
    tree.check()?;
    check_format(&config)?;
    let today = session.today(&config.calendar.timezone);
    let Mended { tree, findings, files, is_unfinished } =
        fix::apply(tree, Request { today, selection, wants, with_unsafe: args.unsafe_fixes });
    tree.check()?;
    if is_unfinished {
        session.hint(
            "There are many edits that do not fit together, and not all were tried: run it again for more.",
        );
    }
    let count = format!("{} in {}", plural(findings as u64, "finding"), plural(files.len() as u64, "file"));
    if args.diff {
        output.open(session)?.write(session, |(), style| patch::patch(&files, style))?;
        if files.is_empty() {
            session.hint("There is nothing to fix.");
            return Ok(Ran::Shown(Outcome::Clean));
        }
        session.hint(&format!(
            "--fix{} would fix {count}.",
            if args.unsafe_fixes { " --unsafe-fixes" } else { "" }
        ));
        return Ok(Ran::Shown(Outcome::Found));
    }
    let root = place.root.as_deref().ok_or_else(|| Error::new("a bare repository has no files to fix"))?;
    let replacements: Vec<_> = files.iter().map(Rewritten::replacement).collect();
    disk::replace(root, &replacements)?;
    for file in &files {
        session.say(&format!("fixed {}", clean(&file.path)));
    }
    session.hint(&if files.is_empty() {
        "There is nothing to fix.".to_owned()
    } else {
        format!("Fixed {count}.")
    });
    Ok(Ran::Written(place.disk()?))
}

/// Says how many of the findings an edit mends.
pub(super) fn hint(session: &Session, report: &LintReport) {
    let fixes = || report.findings.iter().filter_map(|located| located.finding.fix.as_ref());
    let safe = fixes().filter(|fix| fix.safe).count() as u64;
    let rest = fixes().count() as u64 - safe;
    let can = |count| format!("{} can be fixed with", plural(count, "finding"));
    match (safe, rest) {
        (0, 0) => {}
        (0, rest) => session.hint(&format!("{} `--fix --unsafe-fixes`.", can(rest))),
        (safe, 0) => session.hint(&format!("{} `--fix`.", can(safe))),
        (safe, rest) => {
            session.hint(&format!("{} `--fix`, {rest} more with `--fix --unsafe-fixes`.", can(safe)));
        }
    }
}
