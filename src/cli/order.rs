//! What the body of a report is ordered by.

use clap::ValueEnum;

use crate::report::By;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Order {
    /// The program
    Program,
    /// What the change is about: dates, owners, scope …
    Category,
    /// Who answers for what changed: its owner, else the TPM
    Owner,
    /// The team of what changed
    Team,
}

impl From<Order> for By {
    fn from(order: Order) -> Self {
        match order {
            Order::Program => Self::Program,
            Order::Category => Self::Category,
            Order::Owner => Self::Owner,
            Order::Team => Self::Team,
        }
    }
}
