//! The states of entities, which are asked for more often than all else: in two bytes, and read once.

use std::sync::LazyLock;

use super::index::kind_of;
use super::value::Value;
use super::{Key, Kind};

/// States in which nothing is left to be done.
const CLOSED: [&str; 8] =
    ["done", "dropped", "cut", "delivered", "closed", "resolved", "decided", "superseded"];

/// The state of an entity: its place among the states of the section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Entities of this section have none.
    None,
    /// Nothing is written down: the first one.
    Unsaid,
    /// A day says that it is closed.
    ByDay(u8),
    /// It is written down.
    Said(u8),
    /// It is written down, and could not be read.
    Unreadable,
}

impl State {
    /// The state of an entity of which no field is read yet.
    pub(super) fn of_new(section: Key) -> Self {
        if states_of(section).words.is_empty() { Self::None } else { Self::Unsaid }
    }

    /// The state of an entity of which one more field is read.
    pub(super) fn and(self, section: Key, key: Key, value: Value) -> Self {
        match (self, key, value) {
            (Self::Said(_) | Self::Unreadable, ..) => self,
            (_, Key::State, Value::Choice(at)) => u8::try_from(at).map_or(Self::Unreadable, Self::Said),
            (_, Key::State, _) => Self::Unreadable,
            _ => match states_of(section).by_day {
                Some((by_day, at)) if key == by_day => Self::ByDay(at),
                _ => self,
            },
        }
    }

    /// As users write it; `None` where there is none, or where it could not be read.
    pub(super) fn word(self, section: Key) -> Option<&'static str> {
        states_of(section).words.get(usize::from(self.place()?)).copied()
    }

    /// Whether something is left to be done. What has no state is open; what has one that could not be read is not.
    pub(super) fn is_open(self, section: Key) -> bool {
        self.place().map_or(self == Self::None, |at| states_of(section).closed & (1 << at) == 0)
    }

    fn place(self) -> Option<u8> {
        match self {
            Self::None | Self::Unreadable => None,
            Self::Unsaid => Some(0),
            Self::ByDay(at) | Self::Said(at) => Some(at),
        }
    }
}

/// The states that entities of one section can have.
#[derive(Debug, Default)]
struct States {
    /// As users write them; the first one is that of an entity which says nothing.
    words: &'static [&'static str],
    /// Which of them are closed, a bit each.
    closed: u32,
    /// The field whose presence says that an entity is closed, and the place of that state.
    by_day: Option<(Key, u8)>,
}

static STATES: LazyLock<Vec<States>> =
    LazyLock::new(|| Key::ALL.iter().map(|key| States::of(*key)).collect());

fn states_of(section: Key) -> &'static States {
    &STATES[section as usize]
}

impl States {
    fn of(section: Key) -> Self {
        let Some(Kind::OneOf(words)) = kind_of(section, Key::State) else { return Self::default() };
        let place = |state| words.iter().position(|word| *word == state).and_then(|at| u8::try_from(at).ok());
        let by_day = match section {
            Key::Milestones => place("done").map(|at| (Key::Done, at)),
            Key::Decisions => place("decided").map(|at| (Key::Decided, at)),
            _ => None,
        };
        let closed = CLOSED.into_iter().filter_map(place).fold(0, |closed, at| closed | 1 << at);
        Self { words, closed, by_day }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The state of a milestone with these fields, and whether it is open.
    fn milestone(fields: &[(Key, Value)]) -> (Option<&'static str>, bool) {
        let state = fields.iter().fold(State::of_new(Key::Milestones), |state, (key, value)| {
            state.and(Key::Milestones, *key, *value)
        });
        (state.word(Key::Milestones), state.is_open(Key::Milestones))
    }

    #[test]
    fn what_is_written_down_counts_more_than_a_day() {
        let words = states_of(Key::Milestones).words;
        let place = |word| words.iter().position(|one| *one == word).and_then(|at| u32::try_from(at).ok());
        let said = |word| (Key::State, Value::Choice(place(word).expect("a state of milestones")));
        let done = (Key::Done, Value::Present);
        assert_eq!(milestone(&[]), (words.first().copied(), true));
        assert_eq!(milestone(&[done]), (Some("done"), false));
        assert_eq!(milestone(&[said("dropped"), done]), (Some("dropped"), false));
        assert_eq!(milestone(&[done, said("planned")]), (Some("planned"), true));
        assert_eq!(milestone(&[done, (Key::State, Value::Unreadable)]), (None, false));
        assert!(State::of_new(Key::Docs).is_open(Key::Docs));
        assert_eq!(State::of_new(Key::Docs).word(Key::Docs), None);
    }
}
