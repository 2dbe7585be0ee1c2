//! Every key that milepost gives a meaning to.

macro_rules! keys {
    ($($variant:ident $name:literal)*) => {
        /// A key of the format; one name means one thing wherever it stands.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "each variant is the key of its name; its meaning is documented where it is declared")]
        pub enum Key { $($variant),* }

        impl Key {
            /// Every key.
            pub(super) const ALL: &[Self] = &[$(Self::$variant),*];

            /// How many keys there are.
            pub(super) const COUNT: usize = Self::ALL.len();

            /// The key as users write it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }
    };
}

keys! {
    Program "program"
    Owners "owners"
    Outcomes "outcomes"
    Scope "scope"
    Milestones "milestones"
    Dependencies "dependencies"
    Commitments "commitments"
    Risks "risks"
    Assumptions "assumptions"
    Issues "issues"
    Decisions "decisions"
    Forums "forums"
    Stakeholders "stakeholders"
    Escalation "escalation"
    Docs "docs"
    Custom "custom"
    People "people"
    Teams "teams"

    Actual "actual"
    Attendees "attendees"
    Baseline "baseline"
    By "by"
    Cadence "cadence"
    Channel "channel"
    Confidence "confidence"
    Decided "decided"
    Done "done"
    Due "due"
    Email "email"
    Exit "exit"
    For "for"
    From "from"
    Github "github"
    Health "health"
    Impact "impact"
    Launch "launch"
    Lead "lead"
    Left "left"
    Likelihood "likelihood"
    Link "link"
    Metric "metric"
    Milestone "milestone"
    Name "name"
    Need "need"
    NeededBy "needed-by"
    Needs "needs"
    Notes "notes"
    Opened "opened"
    Org "org"
    OutOfScope "out-of-scope"
    Owner "owner"
    Parent "parent"
    PathToGreen "path-to-green"
    Phase "phase"
    Plan "plan"
    Playbook "playbook"
    Previously "previously"
    Priority "priority"
    Promised "promised"
    Provider "provider"
    Purpose "purpose"
    Response "response"
    ReviewBy "review-by"
    Role "role"
    Severity "severity"
    Start "start"
    State "state"
    Statement "statement"
    Summary "summary"
    Supersedes "supersedes"
    Tags "tags"
    Target "target"
    Team "team"
    Threatens "threatens"
    Title "title"
    To "to"
    ValidateBy "validate-by"
    Value "value"
    When "when"
    Who "who"
    Why "why"
    Within "within"

    Calendar "calendar"
    Description "description"
    Extends "extends"
    Fields "fields"
    Format "format"
    Freezes "freezes"
    FromPhase "from-phase"
    Gates "gates"
    Holidays "holidays"
    Like "like"
    OneOf "one-of"
    Overrides "overrides"
    Phases "phases"
    Programs "programs"
    Releases "releases"
    Required "required"
    Requires "requires"
    Rules "rules"
    Timezone "timezone"
    Type "type"
    WeekStart "week-start"
    WorkingDays "working-days"
}
