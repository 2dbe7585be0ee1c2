//! How a risk stands: whether it is grave, and what its answer lacks.

use super::File;
use crate::model::{Entity, Key};

/// What the answer to a risk lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unanswered {
    /// The response, and the plan too.
    Both,
    /// There is a plan, and no response.
    Response,
    /// There is this response, and no plan.
    Plan(&'static str),
}

/// Whether a risk is likely and would hurt: both high.
pub fn is_grave(risk: Entity<'_>) -> bool {
    risk.choice(Key::Likelihood) == Some("high") && risk.choice(Key::Impact) == Some("high")
}

/// What the answer to an open risk lacks. A risk that is accepted needs no plan.
pub fn unanswered(file: &File, risk: Entity<'_>) -> Option<Unanswered> {
    if !risk.is_open() {
        return None;
    }
    if risk.has(Key::Response) {
        let response = risk.choice(Key::Response).filter(|response| *response != "accept")?;
        return file.lacks(risk, Key::Plan).then_some(Unanswered::Plan(response));
    }
    if !file.lacks(risk, Key::Response) {
        return None;
    }
    Some(if file.lacks(risk, Key::Plan) { Unanswered::Both } else { Unanswered::Response })
}
