//! The trailers of a commit message: the `Key: value` lines at its end.

/// Lines that git writes itself; with one of them, a block may hold other lines too.
const WRITTEN_BY_GIT: [&str; 2] = ["Signed-off-by: ", "(cherry picked from commit "];

/// The values of one key, whose case does not matter, in order; continued lines are joined with a space.
///
/// Which lines are trailers is decided as `git interpret-trailers --parse --no-divider` and `git log` do: they are
/// the last paragraph, not the first, and all its lines are trailers, or one that git wrote is among them and
/// a quarter are.
pub(super) fn values(message: &str, key: &str) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    // Whether the last line read was a trailer at all, and whether one of this key.
    let (mut in_trailer, mut in_ours) = (false, false);
    for line in block(message) {
        if line.starts_with('#') {
            continue;
        }
        if in_trailer && starts_blank(line) {
            if let Some(value) = values.last_mut().filter(|_| in_ours) {
                *value = format!("{value} {line}", line = line.trim());
            }
            continue;
        }
        let trailer = split(line);
        in_trailer = trailer.is_some();
        in_ours = false;
        if let Some((_, value)) = trailer.filter(|(name, _)| name.eq_ignore_ascii_case(key)) {
            values.push(value.to_owned());
            in_ours = true;
        }
    }
    values.iter().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
}

/// The key and the value of a line that has the form of a trailer.
fn split(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim_end_matches([' ', '\t']);
    let fits = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    fits.then(|| (name, value.trim()))
}

fn starts_blank(line: &str) -> bool {
    line.starts_with(|first: char| first.is_ascii_whitespace())
}

/// The lines of the trailer block; none where the message has no such block.
fn block(message: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = message.split('\n').collect();
    while lines.last().is_some_and(|line| line.is_empty() || line.starts_with('#')) {
        lines.pop();
    }
    let blank = |line: &&str| line.trim_ascii().is_empty();
    let title = lines.iter().position(|line| !line.starts_with('#') && blank(line)).unwrap_or(lines.len());

    let (mut trailers, mut others, mut continued) = (0, 0, 0);
    let (mut by_git, mut only_blank) = (false, true);
    for at in (title..lines.len()).rev() {
        let line = lines[at];
        if line.starts_with('#') {
            others += continued;
            continued = 0;
        } else if blank(&line) {
            if only_blank {
                continue;
            }
            others += continued;
            let holds = if by_git { trailers * 3 >= others } else { trailers > 0 && others == 0 };
            return if holds { lines.split_off(at + 1) } else { Vec::new() };
        } else {
            only_blank = false;
            if WRITTEN_BY_GIT.iter().any(|start| line.starts_with(start)) {
                trailers += 1;
                continued = 0;
                by_git = true;
            } else if starts_blank(line) {
                continued += 1;
            } else if split(line).is_some() {
                trailers += 1;
                continued = 0;
            } else {
                others += 1 + continued;
                continued = 0;
            }
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::values;

    /// Messages and the reasons in them. `tests/git.rs` asks git itself about such messages.
    const MESSAGES: &[(&str, &[&str])] = &[
        ("", &[]),
        ("Reason: a title is no trailer\n", &[]),
        ("Subject\n\nReason: the vendor is late\n", &["the vendor is late"]),
        ("Subject\n\nreason : the vendor is late\nREASON:no space\n", &["the vendor is late", "no space"]),
        ("Subject\n\nReason: the vendor\n  is late\n\tagain\nCc: Li\n", &["the vendor is late again"]),
        ("Subject\n\nReason: in the middle\n\nBody that follows\n", &[]),
        ("Subject\n\nBody\nReason: in a paragraph of prose\n", &[]),
        ("Subject\n\nBody\n\nReason: last\n\n\n", &["last"]),
        ("Subject\n\nReason: mixed\nthis line is prose\nSigned-off-by: Li <li@x>\n", &["mixed"]),
        (
            "Subject\n\nReason: mixed\none\ntwo\nthree\nfour\nfive\nsix\nseven\nSigned-off-by: Li <li@x>\n",
            &[],
        ),
        ("Subject\n\nReason:\nCc: Li\n", &[]),
        ("Subject\n\nReason:\n folded only\n", &["folded only"]),
        ("Subject\n\nThe Reason: two words before the colon\n", &[]),
        ("Subject\n\nSee https://milepost.example: Reason: no\n", &[]),
        ("Subject\n\n  Reason: indented is a continuation\n", &[]),
        ("Subject\nsecond line\n\nReason: é 漢字 🚀\nCo-authored-by: Li <li@x>\n", &["é 漢字 🚀"]),
    ];

    #[test]
    fn reasons_are_found_where_git_finds_trailers() {
        for (message, expected) in MESSAGES {
            assert_eq!(values(message, "Reason"), *expected, "{message:?}");
        }
    }
}
