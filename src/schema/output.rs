//! What milepost itself writes as JSON, as a schema for the programs that read it.

/// A command that writes JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is called as its command")]
pub enum Output {
    Lint,
    Diff,
    Report,
    History,
    Status,
    Graph,
    Rules,
}

impl Output {
    /// Every command that writes JSON, in the order of the documentation.
    pub const ALL: [Self; 7] =
        [Self::Lint, Self::Diff, Self::Report, Self::History, Self::Status, Self::Graph, Self::Rules];

    /// The command, as users type it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lint => "lint",
            Self::Diff => "diff",
            Self::Report => "report",
            Self::History => "history",
            Self::Status => "status",
            Self::Graph => "graph",
            Self::Rules => "rules",
        }
    }

    /// Its JSON Schema, as text. It is generated from the types that `output` writes.
    pub fn schema(self) -> &'static str {
        match self {
            Self::Lint => include_str!("../../schema/output/lint.schema.json"),
            Self::Diff => include_str!("../../schema/output/diff.schema.json"),
            Self::Report => include_str!("../../schema/output/report.schema.json"),
            Self::History => include_str!("../../schema/output/history.schema.json"),
            Self::Status => include_str!("../../schema/output/status.schema.json"),
            Self::Graph => include_str!("../../schema/output/graph.schema.json"),
            Self::Rules => include_str!("../../schema/output/rules.schema.json"),
        }
    }
}
