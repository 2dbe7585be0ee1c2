//! Where a result goes, and in which formats: to standard output, to a file, or to several at once.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::error::ErrorKind;

use super::session::Session;
use crate::disk::{self, Target};
use crate::error::{Error, Result};
use crate::git::Repository;
use crate::output::Style;

/// What stands for standard output where a file could stand.
const STDOUT: &str = "-";

// For commands that write one format; no doc comment, since that would be their help.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Output {
    /// Write to this file, and not to standard output; it appears at once, or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

// For commands that write several; no doc comment, since that would be their help.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Formats<F: Format> {
    /// How to write it; as FORMAT=FILE to a file, and then several formats in one run
    #[arg(
        long, value_name = "FORMAT[=FILE]", default_value = "human", value_parser = FormatParser::<F>(PhantomData)
    )]
    format: Vec<Wanted<F>>,
    #[command(flatten)]
    output: Output,
}

/// The formats of a command.
pub(super) trait Format: ValueEnum + Copy + PartialEq + Send + Sync + 'static {}

impl<F: ValueEnum + Copy + PartialEq + Send + Sync + 'static> Format for F {}

/// One format, and the file that it goes to.
#[derive(Debug, Clone)]
struct Wanted<F> {
    format: F,
    file: Option<PathBuf>,
}

/// Where a result goes, looked at before the work begins.
pub(super) struct Destinations<F> {
    shown: Vec<F>,
    files: Vec<(F, Target)>,
}

/// Reads `FORMAT` and `FORMAT=FILE`.
#[derive(Clone)]
struct FormatParser<F>(PhantomData<F>);

impl<F: Format> TypedValueParser for FormatParser<F> {
    type Value = Wanted<F>;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> std::result::Result<Self::Value, clap::Error> {
        let text =
            value.to_str().ok_or_else(|| clap::Error::new(ErrorKind::InvalidUtf8).with_cmd(command))?;
        let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file)));
        let format = EnumValueParser::<F>::new().parse_ref(command, argument, OsStr::new(name))?;
        Ok(Wanted { format, file: file.map(PathBuf::from) })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(F::value_variants().iter().filter_map(ValueEnum::to_possible_value)))
    }
}

impl Output {
    /// Where the result goes. A file that cannot be written to is refused before the work begins.
    pub(super) fn open(&self, session: &Session) -> Result<Destinations<()>> {
        let file = self.file().map(|file| target(session, file)).transpose()?;
        let shown = if file.is_none() { vec![()] } else { Vec::new() };
        Ok(Destinations { shown, files: file.into_iter().map(|file| ((), file)).collect() })
    }

    fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|file| *file != Path::new(STDOUT))
    }
}

impl<F: Format> Formats<F> {
    /// Where each format goes. A file that cannot be written to is refused before the work begins.
    pub(super) fn open(&self, session: &Session) -> Result<Destinations<F>> {
        let mut to = Destinations { shown: Vec::new(), files: Vec::new() };
        let mut is_used = self.output.output.is_none();
        for Wanted { format, file } in &self.format {
            is_used |= file.is_none();
            if file.as_deref().is_some_and(|file| file.as_os_str().is_empty()) {
                let name = name(*format);
                return Err(Error::new(format!("--format {name}= names no file"))
                    .help(format!("Write --format {name}=FILE, or leave out the equals sign.")));
            }
            let file = file.as_deref().or(self.output.file());
            let Some(file) = file.filter(|file| *file != Path::new(STDOUT)) else {
                if let Some(other) = to.shown.first() {
                    return Err(collision(*other, *format, "standard output"));
                }
                to.shown.push(*format);
                continue;
            };
            let target = target(session, file)?;
            if let Some((other, _)) = to.files.iter().find(|(_, known)| known.is(&target)) {
                return Err(collision(*other, *format, target.name()));
            }
            to.files.push((*format, target));
        }
        if is_used {
            return Ok(to);
        }
        Err(Error::new("every format has a file of its own, so nothing is left for --output")
            .help("Leave out --output, or add a --format without a file."))
    }

    /// For what is written in none of the formats.
    pub(super) fn output(&self) -> &Output {
        &self.output
    }
}

fn collision<F: Format>(one: F, other: F, place: &str) -> Error {
    let (one, other) = (name(one), name(other));
    Error::new(format!("`{one}` and `{other}` would both go to {place}"))
        .help(format!("Give each a file of its own: --format {other}=FILE"))
}

/// As users write it.
fn name<F: Format>(format: F) -> String {
    format.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

fn target(session: &Session, file: &Path) -> Result<Target> {
    let start = session.start();
    let repository = Repository::try_discover(start, true).ok().flatten();
    let root = disk::find_root(start).ok();
    let fence = repository.as_ref().and_then(Repository::workdir).or(root.as_deref());
    Target::new(start, file, fence)
}

impl<F: Copy + PartialEq> Destinations<F> {
    /// Whether this is one of the formats.
    pub(super) fn have(&self, format: F) -> bool {
        self.formats().any(|wanted| wanted == format)
    }

    /// Every format, those that go to files first.
    pub(super) fn formats(&self) -> impl Iterator<Item = F> {
        self.files.iter().map(|(format, _)| *format).chain(self.shown.iter().copied())
    }

    /// Whether nothing goes to standard output.
    pub(super) fn is_silent(&self) -> bool {
        self.shown.is_empty()
    }

    /// Writes the result, to files first; whether a reader of standard output took all of it.
    pub(super) fn write(&self, session: &Session, text: impl Fn(F, Style) -> String) -> Result<bool> {
        self.write_parts(session, |format, style, out| out.write_all(text(format, style).as_bytes()))
    }

    /// As [`Destinations::write`], of a result that may be large: what is printed is printed as it is made.
    pub(super) fn write_parts(
        &self,
        session: &Session,
        write: impl Fn(F, Style, &mut dyn Write) -> io::Result<()>,
    ) -> Result<bool> {
        for (format, file) in &self.files {
            let mut bytes = Vec::new();
            write(*format, session.file_style(), &mut bytes).expect("memory takes every text");
            file.write(&bytes)?;
            session.say(&format!("wrote {}", file.name()));
        }
        let mut is_whole = true;
        for format in &self.shown {
            is_whole &= session.print_parts(|out| write(*format, session.style(), out))?;
        }
        Ok(is_whole)
    }
}
