//! What two texts do not have in common: the tables that differ, each with all that is said of the same entity.

use std::ops::Range;

use memchr::memmem::find;
use memchr::{memchr, memchr_iter};
use rustc_hash::{FxHashMap, FxHashSet};

/// Where the tables of a text begin, for a text that is compared with several others.
#[derive(Debug)]
pub struct Heads(Vec<Head>);

#[derive(Debug)]
struct Head {
    start: usize,
    /// Where its name stands.
    name: Range<usize>,
}

/// A table of a text: its head and what follows, up to the next head.
struct Part<'t> {
    name: Name<'t>,
    text: &'t str,
}

/// What a head names; the empty name stands above all heads.
#[derive(Clone, Copy)]
struct Name<'t> {
    whole: &'t str,
    /// Up to the first dot.
    section: &'t str,
}

/// Of two texts with their heads, the tables in which they differ, and those of the sections that are `always` wanted.
///
/// An entity is in both with all of its tables or in neither. Where one of the texts can be read, the other one can be if
/// its excerpt can.
pub fn excerpts(texts: [(&str, &Heads); 2], always: &[&str]) -> [String; 2] {
    let parts = texts.map(|(text, heads)| heads.parts(text));
    let sections = parts.iter().flatten().map(|part| part.name);
    let whole: FxHashSet<&str> =
        sections.filter(|name| name.section == name.whole).map(|name| name.section).collect();
    let mut units: FxHashMap<&str, [Vec<&str>; 2]> = FxHashMap::default();
    for (side, middle) in middles(&parts).into_iter().enumerate() {
        for part in middle {
            units.entry(part.name.unit(&whole)).or_default()[side].push(part.text);
        }
    }
    units.retain(|_, [one, other]| one != other);
    let touched: FxHashSet<&str> = units.keys().map(|unit| section(unit)).collect();
    parts.each_ref().map(|parts| {
        let differs =
            |name: Name<'_>| touched.contains(name.section) && units.contains_key(name.unit(&whole));
        let wanted = parts.iter().filter(|part| always.contains(&part.name.section) || differs(part.name));
        wanted.map(|part| part.text).collect()
    })
}

/// A text without the tables of some sections; `None` where it is not plain to see which lines are heads.
pub fn without(text: &str, sections: &[&str]) -> Option<String> {
    let parts = Heads::of(text)?.parts(text);
    Some(parts.iter().filter(|part| !sections.contains(&part.name.section)).map(|part| part.text).collect())
}

/// The parts without those with which both texts begin, and those with which both end.
fn middles<'p, 't>([one, other]: &'p [Vec<Part<'t>>; 2]) -> [&'p [Part<'t>]; 2] {
    let same = |(one, other): &(&Part<'_>, &Part<'_>)| one.text == other.text;
    let start = one.iter().zip(other).take_while(same).count();
    let (one, other) = (&one[start..], &other[start..]);
    let end = one.iter().rev().zip(other.iter().rev()).take_while(same).count();
    [&one[..one.len() - end], &other[..other.len() - end]]
}

impl<'t> Name<'t> {
    fn new(whole: &'t str) -> Self {
        Self { whole, section: section(whole) }
    }

    /// What it says something of: an entity, or its section where one of the texts has that as a table of its own.
    fn unit(self, whole: &FxHashSet<&str>) -> &'t str {
        if whole.contains(self.section) {
            return self.section;
        }
        let id = self.section.len() + 1;
        let end = self.whole.get(id..).and_then(|rest| memchr(b'.', rest.as_bytes()));
        end.map_or(self.whole, |end| &self.whole[..id + end])
    }
}

fn section(name: &str) -> &str {
    memchr(b'.', name.as_bytes()).map_or(name, |dot| &name[..dot])
}

impl Heads {
    /// Those of a text; `None` where it is not plain to see which lines are heads.
    pub fn of(text: &str) -> Option<Self> {
        // In such texts a line may look like a head and be none.
        let bytes = text.as_bytes();
        if [b"\"\"\"", b"'''"].iter().any(|quotes| find(bytes, *quotes).is_some()) {
            return None;
        }
        let mut heads = Vec::with_capacity(32);
        heads.push(Head { start: 0, name: 0..0 });
        for at in memchr_iter(b'[', bytes) {
            let blank = bytes[..at].iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            if at > blank && bytes[at - blank - 1] != b'\n' {
                continue;
            }
            let name = if blank == 0 { head(&text[at..]) } else { None }?;
            heads.push(Head { start: at, name: at + name.start..at + name.end });
        }
        let first = heads.get(1).map_or(text, |head| &text[..head.start]);
        let is_silent = |line: &str| line.trim().is_empty() || line.starts_with('#');
        first.lines().all(is_silent).then_some(Self(heads))
    }

    /// The parts of the text whose heads they are.
    fn parts<'t>(&self, text: &'t str) -> Vec<Part<'t>> {
        let ends = self.0.iter().skip(1).map(|next| next.start).chain([text.len()]);
        let part = |(head, end): (&Head, usize)| Part {
            name: Name::new(&text[head.name.clone()]),
            text: &text[head.start..end],
        };
        self.0.iter().zip(ends).map(part).collect()
    }
}

/// Where the name stands in the head with which a text begins, where it is a plain one and no list of one value.
fn head(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let open = if bytes.starts_with(b"[[") { 2 } else { 1 };
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let length = bytes[open..].iter().take_while(|byte| is_plain(byte)).count();
    let name = &text[open..open + length];
    let rest = bytes[open + length..].strip_prefix(&b"]]"[..open])?;
    let next = rest.iter().find(|byte| !matches!(byte, b' ' | b'\t'));
    let is_value = matches!(name, "true" | "false" | "inf" | "nan");
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic()) && !is_value;
    (is_name && matches!(next, None | Some(b'\n' | b'#'))).then_some(open..open + length)
}

#[cfg(test)]
mod tests {
    use super::{Heads, without};

    const ONE: &str = "# A program\n[program]\nname = \"X\"\n\n[owners]\ntpm = \"li\"\n\n[milestones.a]\ndue = 2026-06-30\n\
                       \n[milestones.b]\ndue = 2026-07-31\n\n[milestones.b.custom]\nregion = \"eu\"\n\n[docs]\na = \"b\"\n";

    fn excerpts(one: &str, other: &str, always: &[&str]) -> Option<[String; 2]> {
        let heads = [Heads::of(one)?, Heads::of(other)?];
        Some(super::excerpts([(one, &heads[0]), (other, &heads[1])], always))
    }

    #[track_caller]
    fn differ(other: &str, expected: Option<[&str; 2]>) {
        let expected = expected.map(|expected| expected.map(str::to_owned));
        assert_eq!(excerpts(ONE, other, &[]), expected, "{other}");
        let swapped = expected.map(|[one, other]| [other, one]);
        assert_eq!(excerpts(other, ONE, &[]), swapped, "the other way round: {other}");
    }

    #[test]
    fn what_differs_is_told_with_all_of_its_entity() {
        differ(ONE, Some(["", ""]));
        differ(
            &ONE.replace("06-30", "07-30"),
            Some(["[milestones.a]\ndue = 2026-06-30\n\n", "[milestones.a]\ndue = 2026-07-30\n\n"]),
        );
        let b = "[milestones.b]\ndue = 2026-07-31\n\n[milestones.b.custom]\nregion = \"eu\"\n\n";
        differ(&ONE.replace("\"eu\"", "\"us\""), Some([b, &b.replace("\"eu\"", "\"us\"")]));
        differ(&ONE.replace(b, ""), Some([b, ""]));
        differ(
            &format!("{ONE}[docs.c]\nx = 1\n"),
            Some(["[docs]\na = \"b\"\n", "[docs]\na = \"b\"\n[docs.c]\nx = 1\n"]),
        );
        differ(&ONE.replace("# A", "# The"), Some(["# A program\n", "# The program\n"]));
    }

    #[test]
    fn what_stands_elsewhere_is_the_same() {
        let a = "[milestones.a]\ndue = 2026-06-30\n\n";
        differ(&(ONE.replace(a, "") + a), Some(["", ""]));
    }

    #[test]
    fn some_sections_are_told_all_the_same() {
        let told = excerpts(ONE, &ONE.replace("\"b\"", "\"c\""), &["owners"]);
        let expected = |docs: &str| format!("[owners]\ntpm = \"li\"\n\n[docs]\na = \"{docs}\"\n");
        assert_eq!(told, Some([expected("b"), expected("c")]));
    }

    #[test]
    fn a_section_goes_with_all_of_its_tables() {
        let docs = "[docs]\na = \"b\"\n";
        let left = "# A program\n[program]\nname = \"X\"\n\n[owners]\ntpm = \"li\"\n\n";
        assert_eq!(without(ONE, &["milestones", "docs"]).as_deref(), Some(left));
        assert_eq!(without(ONE, &["milestones.b"]).as_deref(), Some(ONE));
        assert_eq!(without(&format!("a = 1\n{ONE}{docs}"), &["docs"]), None);
    }

    #[test]
    fn what_is_not_plain_is_not_told() {
        for other in [
            "why = \"\"\"\n[a]\n\"\"\"\n",
            "why = '''\n[a]\n'''\n",
            "milestones.a.due = 2026-06-30\n",
            "[a.\"b\"]\n",
            "[ a ]\n",
            "  [a]\n",
            "[a] x\n",
            "[a]\nx = [\n[1]\n]\n",
            "[a]\nx = [\n[true]\n]\n",
            "[a]\nx = [\n[\"b\"],\n]\n",
            "\u{feff}[a]\n",
        ] {
            differ(other, None);
        }
        assert!(excerpts(ONE, "[a] # one\nx = [1, [2]]\n[[b]]\n", &[]).is_some());
    }
}
