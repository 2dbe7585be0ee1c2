//! Who waits for whom in the language of Graphviz: text from the repository is shown, never obeyed.

use std::fmt::Write as _;

use super::{Look, float, lines, look};
use crate::model::Key;
use crate::report::GraphReport;
use crate::text::clean;

/// Writes a graph, one cluster a program.
pub fn graph(report: &GraphReport<'_>) -> String {
    let mut out = String::from(
        "digraph milepost {
  rankdir=LR
  fontname=\"sans-serif\"
  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\", fontsize=11]
  edge [fontname=\"sans-serif\", fontsize=10, color=\"#667085\"]
",
    );
    let nodes = &report.network.nodes;
    for group in report.nodes.chunk_by(|one, other| std::ptr::eq(nodes[*one].program, nodes[*other].program))
    {
        let name = quote(&[nodes[group[0]].program.name().to_owned()]);
        writeln!(out, "  subgraph cluster_{} {{\n    label={name}\n    color=\"#98a2b3\"", group[0])
            .expect("a string takes every text");
        for at in group {
            let node = &nodes[*at];
            let (fill, line, text) = match look(node) {
                Look::Late | Look::Dead => ("#fee4e2", "#b42318", "#7a271a"),
                Look::Over => ("#f2f4f7", "#98a2b3", "#475467"),
                Look::Open => ("#eff8ff", "#1570ef", "#0b3a75"),
            };
            let mut more = String::new();
            if node.entity.flag(Key::Launch) {
                more += ", penwidth=2";
            }
            if !node.is_milestone() {
                more += ", shape=ellipse";
            }
            let label = quote(&lines(node, report.today));
            writeln!(
                out,
                "    n{at} [label={label}, fillcolor=\"{fill}\", color=\"{line}\", fontcolor=\"{text}\"{more}]"
            )
            .expect("a string takes every text");
        }
        out.push_str("  }\n");
    }
    for at in &report.waits {
        let wait = &report.network.waits[*at];
        let mut attributes = Vec::new();
        if !wait.is_open || wait.closes_circle {
            attributes.push("style=dashed".to_owned());
        }
        if report.is_critical(*at) {
            attributes.push("penwidth=2.5".to_owned());
        }
        if wait.is_late() || wait.is_refused() || wait.closes_circle {
            let words = if wait.is_refused() { Some("refused".to_owned()) } else { float(wait) };
            attributes.push("color=\"#b42318\", fontcolor=\"#b42318\"".to_owned());
            attributes.extend(words.map(|words| format!("label={}", quote(&[words]))));
        }
        let attributes =
            if attributes.is_empty() { String::new() } else { format!(" [{}]", attributes.join(", ")) };
        writeln!(out, "  n{} -> n{}{attributes}", wait.needed, wait.waiting)
            .expect("a string takes every text");
    }
    out.push_str("}\n");
    out
}

/// Lines as one quoted label.
fn quote(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
    format!("\"{}\"", lines.join("\\n"))
}

/// Text inside quotes: its quotes and backslashes, and the names of characters that Graphviz would look up.
fn escape(text: &str) -> String {
    clean(text).replace('&', "&amp;").replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn what_means_something_to_graphviz_is_escaped() {
        assert_eq!(escape("a \"b\" \\N &lt; <b>"), "a \\\"b\\\" \\\\N &amp;lt; <b>");
        assert_eq!(escape("two\nlines"), "two␊lines");
    }
}
