//! Who belongs where: teams, and the teams above them.

use super::Workspace;
use crate::model::Key;

/// No company has so many teams above one another; where a chart seems to, it goes in a circle.
const HIGHEST: usize = 32;

impl Workspace {
    /// Whether two teams are one, or one of them is above the other; also where the chart does not say it all.
    pub fn may_be_one_line(&self, one: &str, other: &str) -> bool {
        self.may_belong(one, other) || self.may_belong(other, one)
    }

    fn may_belong(&self, team: &str, above: &str) -> bool {
        let mut team = team;
        for _ in 0..HIGHEST {
            if team == above {
                return true;
            }
            let Some((_, declared)) = self.team(team) else { return self.has_teams() };
            match declared.word(Key::Parent) {
                Some(parent) => team = parent,
                None => return declared.has(Key::Parent),
            }
        }
        false
    }
}
