//! The format: every file's sections and fields, declared once.

use super::Key as K;
use super::kind::Kind::{
    self, Boolean, Count, Day, Document, Former, Free, Id, Keyed, List, Map, Measure, OneOf, Party, Period,
    Person, Phase, Playbook, Provider, Reference, Requirement, Rules, Span, Table, Tables, Team, Text, Title,
    Url, When,
};
use super::kind::{Field, Names, Shape};

/// The phases of the built-in playbooks; what rules mean by a phase.
pub const STANDARD_PHASES: &[&str] =
    &["discovery", "definition", "planning", "build", "validation", "launch", "operate", "closed"];

const LOW_TO_HIGH: Kind = OneOf(&["low", "medium", "high"]);
const DAYS_OF_WEEK: Kind = OneOf(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
const REF_MILESTONE: Kind = Reference(&[K::Milestones]);

/// A program file, `programs/**/*.toml`.
pub static PROGRAM: Shape = Shape {
    title: "A program",
    fields: &[
        section_of(K::Program, Table(&PROGRAM_TABLE), "What the program is, and where it stands.").required(),
        section_of(K::Owners, Map(Names::Roles, &Person), "Who answers for what: a role and a person.")
            .required(),
        section_of(K::Outcomes, Keyed(&OUTCOME), "Why: what will be true for the business."),
        section_of(K::Scope, Keyed(&SCOPE), "What: the items of scope."),
        section_of(K::Milestones, Keyed(&MILESTONE), "When: the days that the program promises."),
        section_of(K::Dependencies, Keyed(&DEPENDENCY), "Gets: what this program needs from others."),
        section_of(K::Commitments, Keyed(&COMMITMENT), "Gives: what this program promised to others."),
        section_of(K::Risks, Keyed(&RISK), "What may go wrong, and the answer to it."),
        section_of(K::Assumptions, Keyed(&ASSUMPTION), "What is taken for true until it is tested."),
        section_of(K::Issues, Keyed(&ISSUE), "What has gone wrong and is being mended."),
        section_of(K::Decisions, Keyed(&DECISION), "What was decided or has to be, by whom, and why."),
        section_of(K::Forums, Keyed(&FORUM), "The right meetings."),
        section_of(K::Stakeholders, Keyed(&STAKEHOLDER), "Who has to approve, be asked or be told."),
        section_of(K::Escalation, Tables(&ESCALATION), "The escalation path; its order matters."),
        section_of(
            K::Docs,
            Map(Names::Ids, &Document),
            "The right documents: a name and a URL or a path from the root.",
        ),
        section_of(K::Custom, Free, "Fields of your own, declared in milepost.toml under [fields.program]."),
    ],
};

/// An organization file, `org/**/*.toml`.
pub static ORG: Shape = Shape {
    title: "People and teams",
    fields: &[
        section_of(K::People, Keyed(&PERSON), "People, by id."),
        section_of(K::Teams, Keyed(&TEAM), "Teams, by id."),
    ],
};

/// `milepost.toml`, which marks the root.
pub static WORKSPACE: Shape = Shape {
    title: "A workspace",
    fields: &[
        Field::new(K::Format, Count, "The version of the format.", "1"),
        Field::new(K::Programs, List(&Text), "The folders that hold programs.", r#"["programs"]"#),
        Field::new(K::Org, List(&Text), "The folders that hold people and teams.", r#"["org"]"#),
        Field::new(K::Playbook, Playbook, "The playbook of programs that name none.", r#""plain""#),
        section_of(K::Rules, Rules, "A level, or a table with the rule's options, by rule."),
        section_of(K::Overrides, Tables(&OVERRIDE), "Other levels for some programs; later entries win."),
        section_of(K::Calendar, Table(&CALENDAR), "Time zone, working days, releases and freezes."),
        section_of(
            K::Fields,
            Map(Names::Sections, &Map(Names::Ids, &Table(&CUSTOM_FIELD))),
            "Fields of your own, by section and name.",
        ),
    ],
};

/// A playbook, `playbooks/*.toml`.
pub static PLAYBOOK: Shape = Shape {
    title: "A playbook",
    fields: &[
        Field::new(K::Name, Title, "What it is called.", r#""ML pipeline""#),
        Field::new(
            K::Extends,
            Playbook,
            "The playbook whose rules, gates and phases it inherits.",
            r#""standard""#,
        ),
        Field::new(
            K::Phases,
            List(&Id),
            "Its phases, in their order.",
            r#"["discovery", "training", "launch", "closed"]"#,
        ),
        section_of(
            K::Gates,
            Map(Names::Ids, &Table(&GATE)),
            "What must stand before a program may be in a phase.",
        ),
        section_of(K::Rules, Rules, "Levels for the programs on this playbook."),
        section_of(
            K::Like,
            Map(Names::Ids, &OneOf(STANDARD_PHASES)),
            "What its own phases stand for in rules.",
        ),
    ],
};

static PROGRAM_TABLE: Shape = Shape {
    title: "The program itself",
    fields: &[
        Field::new(K::Name, Title, "What people call the program.", r#""Checkout rebuild""#).required(),
        Field::new(
            K::Summary,
            Text,
            "One sentence that anyone in the company understands.",
            r#""One payment path for web and mobile.""#,
        ),
        Field::new(K::Playbook, Playbook, "The playbook that it follows.", r#""standard""#),
        Field::new(K::Phase, Phase, "Where it stands: one of the playbook's phases.", r#""build""#),
        Field::new(K::Health, OneOf(&["green", "yellow", "red"]), "How it stands, honestly.", r#""yellow""#),
        Field::new(
            K::PathToGreen,
            Text,
            "What brings it back to green, and by when.",
            r#""Second vendor signed by 2026-07-10; then beta holds.""#,
        ),
        Field::new(K::Start, When, "When it starts.", "2026-01-12"),
        Field::new(K::Target, When, "When it is to be in operation.", r#""2026-Q4""#),
        Field::new(K::Tags, List(&Text), "Words to find it by.", r#"["payments"]"#),
        Field::new(K::Previously, List(&Id), "Former ids of this program.", r#"["checkout-v2"]"#),
        Field::new(K::OutOfScope, List(&Text), "What it will not do.", r#"["Refunds", "Gift cards"]"#),
    ],
};

static OUTCOME: Shape = Shape {
    title: "An outcome",
    fields: &[
        Field::new(
            K::Statement,
            Title,
            "What will be true for the business.",
            r#""More shoppers finish paying""#,
        )
        .required(),
        Field::new(K::Metric, Text, "What is measured, with its unit.", r#""checkout conversion, %""#),
        Field::new(K::Baseline, Measure, "Where the metric stood at the start.", "2.1"),
        Field::new(K::Target, Measure, "Where it is to stand.", "2.8"),
        Field::new(K::Actual, Measure, "Where it stands now.", "2.2"),
        Field::new(K::Due, When, "When the target is to be met.", r#""2027-Q1""#),
        Field::new(K::Owner, Person, "Who answers for it.", r#""li-wei""#),
        PREVIOUSLY,
        LINK,
        CUSTOM,
    ],
};

static SCOPE: Shape = Shape {
    title: "An item of scope",
    fields: &[
        Field::new(K::Title, Title, "What will exist.", r#""Wallet API v2""#).required(),
        Field::new(
            K::State,
            OneOf(&["proposed", "committed", "in-progress", "done", "cut"]),
            "Where it stands.",
            r#""in-progress""#,
        ),
        Field::new(K::Priority, OneOf(&["must", "should", "could"]), "How much it matters.", r#""must""#),
        Field::new(K::Team, Team, "The team that builds it.", r#""payments""#),
        Field::new(K::Owner, Person, "Who answers for it.", r#""ana-souza""#),
        Field::new(
            K::Outcomes,
            List(&Reference(&[K::Outcomes])),
            "The outcomes that it serves.",
            r#"["conversion"]"#,
        ),
        Field::new(K::Milestone, REF_MILESTONE, "The milestone that delivers it.", r#""beta""#),
        PREVIOUSLY,
        LINK,
        CUSTOM,
    ],
};

static MILESTONE: Shape = Shape {
    title: "A milestone",
    fields: &[
        Field::new(K::Name, Title, "What people call it.", r#""Closed beta""#).required(),
        Field::new(K::Due, When, "When it is promised; needed unless dropped.", "2026-08-28"),
        Field::new(
            K::State,
            OneOf(&["planned", "in-progress", "done", "dropped"]),
            "Where it stands.",
            r#""in-progress""#,
        ),
        Field::new(K::Done, Day, "The day on which it was met.", "2026-09-02"),
        Field::new(K::Owner, Person, "Who answers for it.", r#""ana-souza""#),
        Field::new(K::Team, Team, "The team that delivers it.", r#""payments""#),
        Field::new(
            K::Confidence,
            OneOf(&["high", "medium", "low"]),
            "How sure the owning team is.",
            r#""medium""#,
        ),
        Field::new(
            K::Needs,
            List(&REF_MILESTONE),
            "Milestones that come first, here or elsewhere.",
            r#"["schema-freeze", "identity/ga"]"#,
        ),
        Field::new(
            K::Exit,
            List(&Text),
            "What must be true to call it met.",
            r#"["Two vendors live for 14 days"]"#,
        ),
        Field::new(K::Launch, Boolean, "Whether customers see it.", "true"),
        PREVIOUSLY,
        LINK,
        CUSTOM,
    ],
};

static DEPENDENCY: Shape = Shape {
    title: "A dependency",
    fields: &[
        Field::new(K::Need, Title, "What is needed.", r#""OAuth device tokens in production""#).required(),
        Field::new(
            K::From,
            Provider,
            "Who provides it: program/milestone, program/, a team, or external: and a name.",
            r#""identity/ga""#,
        ),
        Field::new(K::NeededBy, When, "When it is needed here.", "2026-07-15"),
        Field::new(K::Promised, When, "When the provider said it comes.", "2026-07-10"),
        Field::new(
            K::State,
            OneOf(&["requested", "agreed", "at-risk", "delivered", "refused"]),
            "Where the agreement stands.",
            r#""agreed""#,
        ),
        Field::new(K::Owner, Person, "Who chases it here.", r#""maya-chen""#),
        Field::new(K::Provider, Person, "Who answers for it there.", r#""tom-ito""#),
        Field::new(K::For, List(&REF_MILESTONE), "The milestones here that wait for it.", r#"["beta"]"#),
        PREVIOUSLY,
        LINK,
        CUSTOM,
    ],
};

static COMMITMENT: Shape = Shape {
    title: "A commitment",
    fields: &[
        Field::new(
            K::To,
            Reference(&[K::Dependencies]),
            "The dependency that it answers.",
            r#""checkout-rebuild/device-tokens""#,
        )
        .required(),
        Field::new(K::Milestone, REF_MILESTONE, "The milestone here that delivers it.", r#""ga""#),
        Field::new(K::Promised, When, "When it comes.", "2026-07-10"),
        Field::new(
            K::Confidence,
            OneOf(&["high", "medium", "low"]),
            "How sure the providing team is.",
            r#""high""#,
        ),
        Field::new(K::Owner, Person, "Who answers for it.", r#""tom-ito""#),
        PREVIOUSLY,
        LINK,
        CUSTOM,
    ],
};

static RISK: Shape = Shape {
    title: "A risk",
    fields: &[
        Field::new(K::Title, Title, "What may happen.", r#""The vendor cannot staff the pilot""#).required(),
        Field::new(K::Likelihood, LOW_TO_HIGH, "How likely it is.", r#""high""#),
        Field::new(K::Impact, LOW_TO_HIGH, "How much it would hurt.", r#""high""#),
        Field::new(
            K::Response,
            OneOf(&["avoid", "mitigate", "transfer", "accept"]),
            "What you do about it.",
            r#""mitigate""#,
        ),
        Field::new(K::Plan, Text, "How you do that.", r#""Sign a second vendor""#),
        Field::new(K::Owner, Person, "Who watches it.", r#""maya-chen""#),
        Field::new(K::ReviewBy, When, "When it is looked at again.", "2026-07-01"),
        Field::new(K::State, OneOf(&["open", "happened", "closed"]), "Where it stands.", r#""open""#),
        Field::new(
            K::Threatens,
            List(&Reference(&[K::Milestones, K::Scope, K::Outcomes])),
            "The milestones, scope items or outcomes that it threatens.",
            r#"["beta"]"#,
        ),
        PREVIOUSLY,
        LINK,
        CUSTOM,
    ],
};

static ASSUMPTION: Shape = Shape {
    title: "An assumption",
    fields: &[
        Field::new(K::Statement, Title, "What is taken for true.", r#""Mobile is 60% of traffic""#)
            .required(),
        Field::new(K::ValidateBy, When, "When it must have been tested.", "2026-03-01"),
        Field::new(K::Owner, Person, "Who tests it.", r#""li-wei""#),
        Field::new(K::State, OneOf(&["untested", "holds", "broken"]), "What the test said.", r#""untested""#),
        PREVIOUSLY,
        LINK,
        CUSTOM,
    ],
};

static ISSUE: Shape = Shape {
    title: "An issue",
    fields: &[
        Field::new(K::Title, Title, "What is wrong.", r#""Vendor sandbox is down""#).required(),
        Field::new(K::Opened, Day, "The day on which it was seen.", "2026-06-02"),
        Field::new(K::Due, When, "When it is to be mended.", "2026-06-20"),
        Field::new(K::Severity, LOW_TO_HIGH, "How much it hurts.", r#""high""#),
        Field::new(K::Owner, Person, "Who mends it.", r#""tom-ito""#),
        Field::new(K::State, OneOf(&["open", "resolved"]), "Where it stands.", r#""open""#),
        PREVIOUSLY,
        LINK,
        CUSTOM,
    ],
};

static DECISION: Shape = Shape {
    title: "A decision",
    fields: &[
        Field::new(K::Title, Title, "The question, with its options.", r#""Token format: JWT or opaque""#)
            .required(),
        Field::new(K::State, OneOf(&["open", "decided", "superseded"]), "Where it stands.", r#""decided""#),
        Field::new(K::NeededBy, When, "When it must have been taken.", "2026-02-15"),
        Field::new(K::Decided, Day, "The day on which it was taken.", "2026-02-10"),
        Field::new(K::By, Person, "Who decides.", r#""ana-souza""#),
        Field::new(
            K::Why,
            Text,
            "The reason, for those who come later.",
            r#""Opaque tokens can be revoked""#,
        ),
        Field::new(
            K::Supersedes,
            Reference(&[K::Decisions]),
            "The decision that it replaces.",
            r#""token-v0""#,
        ),
        PREVIOUSLY,
        LINK,
        CUSTOM,
    ],
};

static FORUM: Shape = Shape {
    title: "A forum",
    fields: &[
        Field::new(K::Name, Title, "What it is called.", r#""Weekly sync""#).required(),
        Field::new(K::Purpose, Text, "What it is for.", r#""Unblock beta""#),
        Field::new(
            K::Cadence,
            OneOf(&["daily", "weekly", "biweekly", "monthly", "quarterly"]),
            "How often it meets.",
            r#""weekly""#,
        ),
        Field::new(K::Owner, Person, "Who runs it.", r#""maya-chen""#),
        Field::new(
            K::Attendees,
            List(&Party),
            "The people or teams that come.",
            r#"["ana-souza", "identity"]"#,
        ),
        Field::new(K::Notes, Url, "Where its notes are.", r#""https://wiki.example/sync""#),
        PREVIOUSLY,
        LINK,
        CUSTOM,
    ],
};

static STAKEHOLDER: Shape = Shape {
    title: "A stakeholder",
    fields: &[
        Field::new(K::Who, Party, "The person or team.", r#""rosa-diaz""#).required(),
        Field::new(
            K::Role,
            OneOf(&["approver", "consulted", "informed"]),
            "What is wanted of them.",
            r#""approver""#,
        ),
        PREVIOUSLY,
        LINK,
        CUSTOM,
    ],
};

static ESCALATION: Shape = Shape {
    title: "A step of the escalation path",
    fields: &[
        Field::new(K::To, Party, "Who is asked next.", r#""lee-park""#).required(),
        Field::new(K::Within, Span, "How long the step before has: h, d or w.", r#""2d""#),
        Field::new(
            K::When,
            Text,
            "What sends it here.",
            r#""A launch milestone slips by more than two weeks""#,
        ),
    ],
};

static PERSON: Shape = Shape {
    title: "A person",
    fields: &[
        Field::new(K::Name, Title, "The person's name.", r#""Maya Chen""#).required(),
        Field::new(K::Email, Title, "The person's e-mail address.", r#""maya@example.com""#),
        Field::new(K::Github, Title, "The person's GitHub account.", r#""mayac""#),
        Field::new(K::Team, Team, "The person's team.", r#""pmo""#),
        Field::new(K::Left, Day, "The day on which the person left.", "2026-05-31"),
        PREVIOUSLY,
        LINK,
        CUSTOM,
    ],
};

static TEAM: Shape = Shape {
    title: "A team",
    fields: &[
        Field::new(K::Name, Title, "The team's name.", r#""Payments""#).required(),
        Field::new(K::Lead, Person, "Who leads it.", r#""ana-souza""#),
        Field::new(K::Org, Text, "The engineering organization.", r#""commerce""#),
        Field::new(K::Parent, Team, "The team that it belongs to.", r#""commerce-platform""#),
        Field::new(K::Channel, Text, "Where to reach it.", r##""#payments""##),
        PREVIOUSLY,
        LINK,
        CUSTOM,
    ],
};

static OVERRIDE: Shape = Shape {
    title: "An override",
    fields: &[
        Field::new(K::Programs, List(&Text), "Globs on program ids.", r#"["research-*"]"#).required(),
        section_of(K::Rules, Rules, "A level, or a table with the rule's options, by rule.").required(),
    ],
};

static CALENDAR: Shape = Shape {
    title: "The calendar",
    fields: &[
        Field::new(K::Timezone, Text, "IANA name; it decides which day it is.", r#""UTC""#),
        Field::new(
            K::WeekStart,
            OneOf(&["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]),
            "The day on which a week starts.",
            r#""monday""#,
        ),
        Field::new(
            K::WorkingDays,
            List(&DAYS_OF_WEEK),
            "The days on which people work.",
            r#"["mon", "tue", "wed", "thu", "fri"]"#,
        ),
        Field::new(K::Holidays, List(&Day), "Days on which nobody works.", "[2026-12-25]"),
        section_of(K::Releases, Map(Names::Releases, &Period), "Named dates that programs may point at."),
        section_of(K::Freezes, Tables(&FREEZE), "Spans of days in which nothing launches."),
    ],
};

static FREEZE: Shape = Shape {
    title: "A freeze",
    fields: &[
        Field::new(K::Name, Title, "What it is called.", r#""Holiday freeze""#).required(),
        Field::new(K::From, When, "Its first day.", "2026-12-18").required(),
        Field::new(K::To, When, "Its last day.", "2027-01-04").required(),
    ],
};

static CUSTOM_FIELD: Shape = Shape {
    title: "A field of your own",
    fields: &[
        Field::new(
            K::Type,
            OneOf(&["text", "integer", "number", "boolean", "date", "url", "person", "team", "one-of"]),
            "What it holds.",
            r#""text""#,
        )
        .required(),
        Field::new(K::Description, Text, "What it says, for editors.", r#""Who pays""#),
        Field::new(K::Required, Boolean, "Whether it must be there.", "true"),
        Field::new(K::FromPhase, Phase, "The phase from which on it must be there.", r#""build""#),
        Field::new(
            K::OneOf,
            List(&Text),
            "The allowed values, where the type is one-of.",
            r#"["emea", "amer", "apac"]"#,
        ),
    ],
};

static GATE: Shape = Shape {
    title: "A gate",
    fields: &[Field::new(
        K::Requires,
        List(&Requirement),
        "Paths that must be there; * means every open entity.",
        r#"["docs.eval-plan", "risks.*.owner"]"#,
    )
    .required()],
};

const PREVIOUSLY: Field = Field::new(
    K::Previously,
    List(&Former),
    "Its former ids, or program/id where it comes from another program.",
    r#"["closed-beta"]"#,
);
const LINK: Field =
    Field::new(K::Link, Url, "Where more is written about it.", r#""https://tracker.example/PAY-1""#);
const CUSTOM: Field = Field::new(K::Custom, Free, "Fields of your own, declared in milepost.toml.", "");

/// A field that is a section: a table, or tables.
const fn section_of(key: K, kind: Kind, doc: &'static str) -> Field {
    Field::new(key, kind, doc, "")
}

/// The shape of the entities of a section of a program or an org file.
pub fn section(key: K) -> Option<&'static Shape> {
    let field = PROGRAM.get(key).or_else(|| ORG.get(key))?;
    match field.kind {
        Table(shape) | Keyed(shape) | Tables(shape) => Some(shape),
        _ => None,
    }
}
