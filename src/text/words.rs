//! Numbers, distances and lists as people say them.

use std::borrow::Cow;

/// `1 day`, `3 days`.
pub fn plural(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// How far a day is from today, counted in calendar days: `12 days ago`, `today`, `in 3 days`.
pub fn distance(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        -1 => "yesterday".to_owned(),
        1 => "tomorrow".to_owned(),
        ..0 => format!("{} ago", plural(days.unsigned_abs(), "day")),
        _ => format!("in {}", plural(days.unsigned_abs(), "day")),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn join_and<S: AsRef<str>>(words: &[S]) -> String {
    join(words, "and")
}

/// `a`, `a or b`, `a, b or c`.
pub fn join_or<S: AsRef<str>>(words: &[S]) -> String {
    join(words, "or")
}

/// The longest value that a message quotes, in characters.
const LONGEST_QUOTE: usize = 80;

/// The longest stretch of a message of ours, in characters.
const LONGEST_SENTENCE: usize = 400;

/// A message with long values between its backticks cut: what a file says may be a page long.
pub fn shorten(message: &str) -> Cow<'_, str> {
    if message.len() <= LONGEST_QUOTE {
        return Cow::Borrowed(message);
    }
    // Every second part is quoted. The others are ours and short, unless a value holds a backtick itself.
    let longest = |at| if at % 2 == 1 { LONGEST_QUOTE } else { LONGEST_SENTENCE };
    let parts = || message.split('`').enumerate();
    if parts().all(|(at, part)| part.len() <= longest(at)) {
        return Cow::Borrowed(message);
    }
    Cow::Owned(parts().map(|(at, part)| cut(part, longest(at))).collect::<Vec<_>>().join("`"))
}

/// A text of at most `longest` characters; of a longer one the start, and an ellipsis.
pub fn cut(text: &str, longest: usize) -> Cow<'_, str> {
    match text.char_indices().nth(longest) {
        Some(_) => {
            let end = text.char_indices().nth(longest - 1).map_or(0, |(end, _)| end);
            Cow::Owned(format!("{}…", &text[..end]))
        }
        None => Cow::Borrowed(text),
    }
}

fn join<S: AsRef<str>>(words: &[S], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., end] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", first.join(", "), end.as_ref())
        }
    }
}

/// Whether two texts have the same words: case, punctuation and white space aside.
pub fn same_words(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    words(one) == words(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_read_as_people_say_them() {
        let said: Vec<String> = [-12, -1, 0, 1, 30].into_iter().map(distance).collect();
        assert_eq!(said, ["12 days ago", "yesterday", "today", "tomorrow", "in 30 days"]);
    }

    #[test]
    fn long_values_are_cut_and_words_of_ours_are_not() {
        let long = "x".repeat(200);
        let told = |text: &str| shorten(text).into_owned();
        let ours =
            "this sentence is ours, it is longer than what is quoted, and it is kept as it is written here";
        assert_eq!(told(ours), ours);
        assert_eq!(told(&format!("`{long}` is no date")), format!("`{}…` is no date", "x".repeat(79)));
        assert_eq!(cut("日本語", 3), "日本語");
        assert_eq!(cut("日本語", 2), "日…");
    }

    #[test]
    fn lists_end_in_a_word() {
        assert_eq!(join_and(&["a"]), "a");
        assert_eq!(join_or(&["a", "b", "c"]), "a, b or c");
    }

    #[test]
    fn words_are_the_same_however_they_are_set() {
        assert!(same_words("JWT,  or opaque?", "jwt or\nOpaque."));
        assert!(!same_words("JWT or opaque", "JWT"));
    }
}
