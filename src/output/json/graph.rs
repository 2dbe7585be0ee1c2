//! The JSON of `graph`, version 1.

use jiff::civil::Date;
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
        as_of: report.today,
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

/// What `milepost graph --format json` writes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct GraphJson<'r> {
    /// The version of this JSON.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    version: u8,
    /// The day that counts as today.
    as_of: Date,
    /// What waits, and what is waited for.
    nodes: Vec<NodeJson<'r>>,
    /// The waits.
    edges: Vec<EdgeJson>,
    /// The ids of the nodes on the critical path, what comes first before what waits for it.
    critical_path: Vec<String>,
}

/// What a node is.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "kebab-case")]
enum NodeKindJson {
    Milestone,
    Dependency,
}

/// A milestone; or a dependency that no milestone delivers.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct NodeJson<'r> {
    /// Its id: `program/milestone`, or `program/dependencies.id`.
    id: String,
    /// What it is.
    kind: NodeKindJson,
    /// The id of its program.
    program: &'r str,
    /// Its dotted path.
    path: String,
    /// The file, relative to the root, with `/`.
    file: &'r str,
    /// What people call it.
    name: &'r str,
    /// Who provides a dependency, as written; null for milestones.
    from: Option<&'r str>,
    /// Its state; null where that could not be read.
    #[cfg_attr(test, schemars(schema_with = "super::words::states"))]
    state: Option<&'static str>,
    /// Whether it is still to come.
    open: bool,
    /// The day that is written down: when a milestone is due, when a dependency is promised; null where none is.
    day: Option<Date>,
    /// The last day that is right for itself: when a milestone is due, when a dependency is needed; null where none is.
    deadline: Option<Date>,
    /// The first day on which it can come, by the days of all that it waits for; null where that is not known.
    earliest: Option<Date>,
    /// Working days by which it can slip before something that waits for it is late; null where nothing does.
    float: Option<i64>,
    /// Whether it cannot come by its deadline.
    late: bool,
    /// Whether customers see it.
    launch: bool,
    /// The id of its owner; null where it has none.
    owner: Option<&'r str>,
    /// The confidence of the team that owns it; null where it says none.
    #[cfg_attr(test, schemars(schema_with = "super::words::confidences"))]
    confidence: Option<&'static str>,
}

/// One that waits for another.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(clippy::struct_excessive_bools, reason = "each is a key of what is published")]
struct EdgeJson {
    /// The id of the node that comes first.
    from: String,
    /// The id of the node that waits.
    to: String,
    /// Whether the milestone that waits says so in `needs`.
    needs: bool,
    /// The dependencies that say so, as `program/dependencies.id`.
    dependencies: Vec<String>,
    /// Whether it still holds: both ends are open, and what says so is neither delivered nor refused.
    open: bool,
    /// The day on which what is needed comes; null where that is not known.
    comes: Option<Date>,
    /// The last day on which it may come; null where there is none.
    latest: Option<Date>,
    /// Working days between the two, below 0 where it comes too late; null where a day is missing.
    float: Option<i64>,
    /// Whether what is needed comes too late.
    late: bool,
    /// Whether it leads back to where it came from; it then counts for nothing.
    closes_circle: bool,
}

fn node_json<'r>(node: &'r Node<'_>) -> NodeJson<'r> {
    NodeJson {
        id: node.id(),
        kind: if node.is_milestone() { NodeKindJson::Milestone } else { NodeKindJson::Dependency },
        program: &node.program.id,
        path: node.entity.path(),
        file: &node.program.file.path,
        name: node.entity.title(),
        from: node.entity.word(Key::From),
        state: node.entity.state(),
        open: node.is_open,
        day: node.day,
        deadline: node.deadline,
        earliest: node.earliest,
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
        comes: wait.comes,
        latest: wait.latest,
        float: wait.float,
        late: wait.is_late(),
        closes_circle: wait.closes_circle,
    }
}
