//! Numbers, distances and lists as people say them.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_read_as_people_say_them() {
        let said: Vec<String> = [-12, -1, 0, 1, 30].into_iter().map(distance).collect();
        assert_eq!(said, ["12 days ago", "yesterday", "today", "tomorrow", "in 30 days"]);
    }

    #[test]
    fn lists_end_in_a_word() {
        assert_eq!(join_and(&["a"]), "a");
        assert_eq!(join_or(&["a", "b", "c"]), "a, b or c");
    }
}
