//! Who waits for whom as a Mermaid flowchart: text from the repository is shown, never obeyed.

use std::fmt::Write as _;

use super::{Look, float, lines, look};
use crate::model::Key;
use crate::report::GraphReport;
use crate::text::clean;

/// How each kind of node looks, on a light page and on a dark one.
const CLASSES: &str = "  classDef program fill:#fcfcfd,stroke:#d0d5dd,color:#344054
  classDef open fill:#eff8ff,stroke:#1570ef,color:#0b3a75
  classDef late fill:#fee4e2,stroke:#b42318,color:#7a271a
  classDef dead fill:#fee4e2,stroke:#b42318,color:#7a271a,stroke-dasharray:4
  classDef over fill:#f2f4f7,stroke:#98a2b3,color:#475467
  classDef launch stroke-width:3px
";

/// Writes a flowchart, one box a program.
pub fn graph(report: &GraphReport<'_>) -> String {
    let mut page = Page { report, out: String::from("flowchart LR\n") };
    let nodes = &report.network.nodes;
    for group in report.nodes.chunk_by(|one, other| std::ptr::eq(nodes[*one].program, nodes[*other].program))
    {
        page.program(group);
    }
    let mut late = Vec::new();
    for (number, wait) in report.waits.iter().enumerate() {
        if page.wait(*wait) {
            late.push(number.to_string());
        }
    }
    page.out += CLASSES;
    let is_launch = |node: &&usize| nodes[**node].entity.flag(Key::Launch);
    let launches: Vec<String> =
        report.nodes.iter().filter(is_launch).map(|node| format!("n{node}")).collect();
    if !launches.is_empty() {
        page.line(&format!("  class {} launch", launches.join(",")));
    }
    if !late.is_empty() {
        page.line(&format!("  linkStyle {} stroke:#b42318,color:#b42318", late.join(",")));
    }
    page.out
}

struct Page<'r, 'w> {
    report: &'r GraphReport<'w>,
    out: String,
}

impl Page<'_, '_> {
    fn line(&mut self, line: &str) {
        writeln!(self.out, "{line}").expect("a string takes every text");
    }

    fn program(&mut self, group: &[usize]) {
        let nodes = &self.report.network.nodes;
        self.line(&format!("  subgraph p{} [\"{}\"]", group[0], escape(nodes[group[0]].program.name())));
        self.line("    direction LR");
        for at in group {
            let node = &nodes[*at];
            let label: Vec<String> = lines(node, self.report.today).iter().map(|line| escape(line)).collect();
            let label = label.join("<br/>");
            let class = match look(node) {
                Look::Open => "open",
                Look::Late => "late",
                Look::Dead => "dead",
                Look::Over => "over",
            };
            let (open, close) = if node.is_milestone() { ('[', ']') } else { ('(', ')') };
            self.line(&format!("    n{at}{open}\"{label}\"{close}:::{class}"));
        }
        self.line("  end");
        self.line(&format!("  class p{} program", group[0]));
    }

    /// Writes an arrow, and says whether it is one to worry about.
    fn wait(&mut self, at: usize) -> bool {
        let wait = &self.report.network.waits[at];
        let arrow = match () {
            () if !wait.is_open || wait.closes_circle => "-.->",
            () if self.report.is_critical(at) => "==>",
            () => "-->",
        };
        let words = match () {
            () if wait.is_refused() => Some("refused".to_owned()),
            () if wait.is_late() || wait.closes_circle => float(wait),
            () => None,
        };
        let label = words.as_ref().map_or_else(String::new, |words| format!("|\"{words}\"|"));
        self.line(&format!("  n{} {arrow}{label} n{}", wait.needed, wait.waiting));
        words.is_some()
    }
}

/// Text for a label. Letters, digits and a few marks stay; all else is written as the number of its character, so that
/// neither Mermaid nor Markdown nor HTML finds anything to obey in it.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in clean(text).chars() {
        match character {
            ' ' | ',' | '·' | '…' => escaped.push(character),
            _ if character.is_alphanumeric() => escaped.push(character),
            '-' if !escaped.is_empty() => escaped.push(character),
            _ => write!(escaped, "#{};", u32::from(character)).expect("a string takes every text"),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn what_means_something_to_mermaid_is_written_as_numbers() {
        for (text, written) in [
            ("Closed beta in 2,000 homes", "Closed beta in 2,000 homes"),
            ("Größe 漢字 2026-06-30 · open", "Größe 漢字 2026-06-30 · open"),
            ("\"]; click n0", "#34;#93;#59; click n0"),
            ("`**bold**`", "#96;#42;#42;bold#42;#42;#96;"),
            ("%%{init}%%", "#37;#37;#123;init#125;#37;#37;"),
            ("<script>", "#60;script#62;"),
            ("#quot; &amp;", "#35;quot#59; #38;amp#59;"),
            ("1. one", "1#46; one"),
            ("- item", "#45; item"),
            ("two\nlines", "two#9226;lines"),
        ] {
            assert_eq!(escape(text), written, "{text:?}");
        }
    }
}
