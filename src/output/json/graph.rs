//! The JSON of `graph`, version 1.

use serde::Serialize;

use super::{VERSION, write};
use crate::model::Key;
use crate::report::GraphReport;
use crate::workspace::{Node, Wait};

/// Who waits for whom.
pub fn graph(report: &GraphReport<'_>) -> String {
    let network = &report.network;
    let id = |node: usize| network.nodes[node].id();
    write(&GraphJson {
        version: VERSION,
        as_of: report.today.to_string(),
        nodes: report.nodes.iter().map(|node| node_json(&network.nodes[*node])).collect(),
        edges: report
            .waits
            .iter()
            .map(|at| {
                let wait = &network.waits[*at];
                edge(wait, id(wait.needed), id(wait.waiting), &network.nodes[wait.waiting].program.id)
            })
            .collect(),
        critical_path: report.critical.iter().map(|node| id(*node)).collect(),
    })
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct GraphJson<'r> {
    version: u8,
    as_of: String,
    nodes: Vec<NodeJson<'r>>,
    edges: Vec<EdgeJson>,
    critical_path: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct NodeJson<'r> {
    id: String,
    kind: &'static str,
    program: &'r str,
    path: String,
    file: &'r str,
    name: &'r str,
    from: Option<&'r str>,
    state: Option<&'r str>,
    open: bool,
    day: Option<String>,
    deadline: Option<String>,
    earliest: Option<String>,
    float: Option<i64>,
    late: bool,
    launch: bool,
    owner: Option<&'r str>,
    confidence: Option<&'r str>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(clippy::struct_excessive_bools, reason = "each is a key of what is published")]
struct EdgeJson {
    from: String,
    to: String,
    needs: bool,
    dependencies: Vec<String>,
    open: bool,
    comes: Option<String>,
    latest: Option<String>,
    float: Option<i64>,
    late: bool,
    closes_circle: bool,
}

fn node_json<'r>(node: &'r Node<'_>) -> NodeJson<'r> {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    NodeJson {
        id: node.id(),
        kind: if node.is_milestone() { "milestone" } else { "dependency" },
        program: &node.program.id,
        path: node.entity.path(),
        file: &node.program.file.path,
        name: node.entity.title(),
        from: node.entity.word(Key::From),
        state: node.entity.state(),
        open: node.is_open,
        day: day(node.day),
        deadline: day(node.deadline),
        earliest: day(node.earliest),
        float: node.float,
        late: node.is_late(),
        launch: node.entity.flag(Key::Launch),
        owner: node.entity.word(Key::Owner),
        confidence: node.entity.choice(Key::Confidence),
    }
}

fn edge(wait: &Wait<'_>, needed: String, waiting: String, program: &str) -> EdgeJson {
    EdgeJson {
        from: needed,
        to: waiting,
        needs: wait.is_need,
        dependencies: wait.dependencies.iter().map(|one| format!("{program}/{}", one.path())).collect(),
        open: wait.is_open,
        comes: wait.comes.map(|day| day.to_string()),
        latest: wait.latest.map(|day| day.to_string()),
        float: wait.float,
        late: wait.is_late(),
        closes_circle: wait.closes_circle,
    }
}
