//! What is measured: the rows of the table, and how much each may take. `docs/speed.md` shows them.

use std::fmt;

/// What a row must not exceed.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    /// So many times the wall time of the floor.
    Ratio(f64),
    /// So many times the CPU time of the floor.
    Cpu(f64),
    Milliseconds(f64),
    /// At the peak.
    Megabytes(f64),
}

/// By name. `N` stands for any number, a `*` at the end for anything; the first that fits counts.
pub(crate) const ROWS: &[(&str, &[Goal])] = &[
    ("--version", &[Goal::Ratio(1.1)]),
    ("lint one file", &[Goal::Milliseconds(5.0)]),
    ("N findings in one file, human", &[Goal::Milliseconds(100.0)]),
    ("N findings in one file, github", &[Goal::Milliseconds(100.0)]),
    ("lint N", &[Goal::Ratio(1.35), Goal::Cpu(1.5)]),
    ("lint 10000, whole command", &[Goal::Megabytes(80.0)]),
    ("lint N, whole command", &[]),
    ("growth, *", &[]),
    ("diff N commits apart", &[]),
    ("report of one week", &[]),
    ("report of N commits", &[]),
    ("report of one week in N commits", &[Goal::Milliseconds(100.0)]),
    ("report of all in N commits", &[Goal::Ratio(1.3), Goal::Megabytes(100.0)]),
    ("history of a program in N commits", &[Goal::Ratio(0.6), Goal::Cpu(0.6)]),
    ("diff of most programs in N commits", &[Goal::Ratio(1.2)]),
    ("lint --history in N commits", &[]),
    ("status in N commits", &[]),
    ("graph in N commits", &[]),
];

/// Which of `ROWS` a row of the table is.
pub(crate) fn find(row: &str) -> Option<usize> {
    ROWS.iter().position(|(name, _)| match name.strip_suffix('*') {
        Some(start) => row.starts_with(start),
        None => *name == row || *name == without_numbers(row),
    })
}

fn without_numbers(row: &str) -> String {
    let words = row.split(' ').map(|word| {
        let rest = word.trim_start_matches(|character: char| character.is_ascii_digit());
        if rest.len() == word.len() { word.to_owned() } else { format!("N{rest}") }
    });
    words.collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Goal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ratio(ratio) => write!(formatter, "{ratio}x"),
            Self::Cpu(ratio) => write!(formatter, "CPU {ratio}x"),
            Self::Milliseconds(most) => write!(formatter, "{most} ms"),
            Self::Megabytes(most) => write!(formatter, "{most} MB"),
        }
    }
}
