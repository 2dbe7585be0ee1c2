//! Every format of `report` and `diff`: the same numbers in all of them, and text from a repository shown, never obeyed.

#[path = "support/numbers.rs"]
mod numbers;
#[path = "support/period.rs"]
mod period;
#[path = "support/published.rs"]
mod published;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;
use milepost::changes::{Comparison, Step};
use milepost::git::Commit;
use milepost::output::{Style, csv, html, human, json, markdown, slack};
use milepost::report::{By, Churn, DiffReport, PeriodReport, chapters};
use milepost::schema::Output;
use milepost::tree::Tree;
use period::commit;
use serde_json::Value;

type Files = BTreeMap<String, String>;

/// Every file below a folder, by its path from there.
fn files(root: &Path) -> Files {
    let mut files = Files::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("a folder can be listed").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root).expect("it was found below the root");
                let text = fs::read_to_string(&path).expect("the fixtures are UTF-8");
                files.insert(name.to_string_lossy().replace('\\', "/"), text);
            }
        }
    }
    files
}

/// The report of what lies between two versions, each change made by one commit.
fn period(before: Files, after: Files, commit: Commit, title: Option<&str>) -> PeriodReport {
    period::period(&Tree::memory(before), &Tree::memory(after), commit, title)
}

#[test]
fn what_the_opening_counts_is_what_each_format_lists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut changes = 0;
    for entry in fs::read_dir(root.join("tests/changes")).expect("the pairs are there") {
        let path = entry.expect("a folder can be listed").path();
        let sides = [("before", "after"), ("after", "before")];
        for (before, after) in sides {
            let (old, new) = (files(&path.join(before)), files(&path.join(after)));
            let mut report = period(old, new, commit("Change it"), None);
            changes += numbers::hold(&mut report, &format!("{} to {after}", path.display()));
        }
    }
    // A large portfolio that comes, changes in every field, and goes.
    let example = files(&root.join("example-program"));
    let later: Files = example
        .iter()
        .map(|(path, text)| {
            let moved = text
                .replace("= 2026-0", "= 2027-0")
                .replace("\"committed\"", "\"cut\"")
                .replace("\"open\"", "\"decided\"");
            let moved = moved.replace("owner = \"", "owner = \"no-").replace("\"green\"", "\"red\"");
            (path.clone(), if path.starts_with("programs/") { moved } else { text.clone() })
        })
        .collect();
    for (place, old, new) in [
        ("all new", Files::new(), example.clone()),
        ("all gone", example.clone(), Files::new()),
        ("all later", example.clone(), later.clone()),
        ("all earlier", later, example.clone()),
        ("nothing", example.clone(), example),
    ] {
        changes += numbers::hold(&mut period(old, new, commit("Change it"), None), place);
    }
    assert!(changes > 500, "{changes} changes");
}

#[test]
fn each_change_stands_in_one_chapter() {
    let before = r#"
[program]
name = "A"
[owners]
tpm = "maya"
[milestones.beta]
name = "Beta"
due = 2026-08-01
owner = "ann"
team = "web"
[risks.one]
title = "One"
[decisions.x]
title = "X"
"#;
    let after = before
        .replace("2026-08-01", "2026-08-20")
        .replace("owner = \"ann\"", "owner = \"bob\"")
        .replace("title = \"One\"", "title = \"One\"\nimpact = \"high\"")
        .replace("title = \"X\"", "title = \"X\"\nby = \"cy\"");
    let people = r#"
people.bob.name = "Bob B"
people.maya.name = "Maya C"
people.cy.name = "Cy"
teams.web.name = "Web"
"#;
    let both = |text: &str| -> Files {
        let files = [("milepost.toml", ""), ("org/people.toml", people), ("programs/a.toml", text)];
        files.map(|(path, text)| (path.to_owned(), text.to_owned())).into()
    };
    let mut new = both(&after);
    new.insert("programs/b.toml".to_owned(), "[program]\nname = \"B\"\n".to_owned());
    let report = period(both(before), new, commit("Change it"), None);
    let told = |by: By| -> Vec<String> {
        let chapters = chapters(&report.diff, by).into_iter();
        let line = |title: Option<String>, program: &str, paths: Vec<&str>| {
            format!("{}/{program}: {}", title.unwrap_or_default(), paths.join(", "))
        };
        chapters
            .flat_map(|chapter| {
                let title = chapter.title;
                chapter.programs.into_iter().map(move |excerpt| (title.clone(), excerpt))
            })
            .map(|(title, excerpt)| {
                let paths = excerpt.changes.iter().map(|change| change.path.as_str()).collect();
                line(title, &excerpt.program.id, paths)
            })
            .collect()
    };
    let all = "milestones.beta.due, milestones.beta.owner, risks.one.impact, decisions.x.by";
    assert_eq!(told(By::Program), [&format!("/a: {all}"), "/b: "]);
    assert_eq!(
        told(By::Category),
        [
            "Programs that came, went or were renamed/b: ",
            "Category: dates/a: milestones.beta.due",
            "Category: owners/a: milestones.beta.owner, decisions.x.by",
            "Category: risks/a: risks.one.impact",
        ]
    );
    assert_eq!(
        told(By::Owner),
        [
            "Owner: Bob B/a: milestones.beta.due, milestones.beta.owner",
            "Owner: Cy/a: decisions.x.by",
            "Owner: Maya C/a: risks.one.impact",
            "Nobody owns it/b: ",
        ]
    );
    assert_eq!(
        told(By::Team),
        [
            "Team: Web/a: milestones.beta.due, milestones.beta.owner",
            "Of no team/a: risks.one.impact, decisions.x.by",
            "Of no team/b: "
        ]
    );
}

/// Texts that some format, or what reads it, would obey.
const HOSTILE: [&str; 22] = [
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "[press](javascript:alert(1)) ![see](https://evil.example/x.png)",
    "<https://evil.example|the bank>",
    "one|two|three",
    "two\nlines\r\nand a third",
    "- [ ] item",
    "1. first",
    "# head",
    "> quote",
    "```\ncode",
    "`code` *bold* _it_ ~no~ **strong**",
    "@channel @here <!channel> <!here> <@U123> <#C123>",
    ":tada: :+1:",
    "\u{1b}[31mred\u{1b}[2J \u{1b}]8;;http://evil.example\u{7}link",
    "\u{9b}2J \u{7f} \u{0}",
    "\u{202e}flipped\u{2066} \u{200b}=1",
    "=cmd|'/c calc'!A1",
    "+1",
    "-1+2",
    "@SUM(A1:A9)",
    "\t=1, \"quoted\"",
];

/// A report in which every text of a repository is this one.
fn hostile(text: &str) -> PeriodReport {
    let quoted = serde_json::to_string(text).expect("a text").replace('\u{7f}', "\\u007f");
    let program = |due: &str, health: &str, more: &str| {
        format!(
            "[program]\nname = {quoted}\nhealth = \"{health}\"\npath-to-green = {quoted}\ntarget = 2026-07-01\n\n\
             [owners]\ntpm = \"ann\"\n\n[milestones.beta]\nname = {quoted}\ndue = {due}\n\n\
             [dependencies.api]\nneed = {quoted}\nfrom = \"external:x\"\nneeded-by = 2026-06-20\n\n{more}"
        )
    };
    let more = format!(
        "[scope.item]\ntitle = {quoted}\nstate = \"committed\"\n\n[decisions.x]\ntitle = {quoted}\nstate = \"decided\"\n\
         why = {quoted}\n\n[custom]\nnote = {quoted}\nlist = [{quoted}]\n"
    );
    let people = format!("[people.ann]\nname = {quoted}\n\n[people.bob]\nname = {quoted}\n");
    let version = |program: String| -> Files {
        let files = [
            ("milepost.toml", String::new()),
            ("org/people.toml", people.clone()),
            ("programs/a.toml", program),
        ];
        files.map(|(path, text)| (path.to_owned(), text)).into()
    };
    let before = version(program("2026-06-20", "green", ""));
    let mut after = version(program("2026-06-25", "red", &more).replace("tpm = \"ann\"", "tpm = \"bob\""));
    after.insert("programs/b.toml".to_owned(), format!("[program]\nname = {quoted}\n"));
    let mut report = period(before, after, commit(text), Some(text));
    let step = report.diff.comparison.programs[0].changes[0].steps[0].clone();
    let value = Some(Value::from(text));
    let steps = vec![Step { before: value.clone(), ..step.clone() }, Step { after: value, ..step }];
    let category = milepost::model::Category::Other;
    // Of a placeholder or of what is no sentence a rule speaks; the same findings stand in each report.
    if text != "harmless" {
        let known: Vec<&str> =
            hostile("harmless").attention.iter().map(|located| located.finding.rule).collect();
        report.attention.retain(|located| known.contains(&located.finding.rule));
    }
    let (program, path, title) = ("a".to_owned(), "custom.note".to_owned(), Some(text.to_owned()));
    report.churn = vec![Churn { program, path, title, category, steps }];
    report
}

/// The same text as every format may write it: on one line, nothing in it that steers.
fn is_plain(text: &str) -> bool {
    text.chars().all(|character| {
        character == '\n'
            || !(character.is_control()
                || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    })
}

#[test]
fn hostile_text_is_shown_in_the_terminal_and_changes_no_line() {
    let style = Style { width: 100_000, ..Style::PLAIN };
    let lines = |report: &PeriodReport| {
        [human::period(report, style), human::diff(&report.diff, style, &TimeZone::UTC)].map(|text| {
            assert!(is_plain(&text), "{text:?}");
            text.lines().count()
        })
    };
    let harmless = lines(&hostile("harmless"));
    for text in HOSTILE {
        assert_eq!(lines(&hostile(text)), harmless, "{text:?}");
    }
}

#[test]
fn hostile_text_is_shown_in_markdown_and_changes_no_line() {
    // What a line is: its marks of ours at the start.
    let lines = |report: &PeriodReport| {
        [markdown::period(report), markdown::diff(&report.diff, &TimeZone::UTC)].map(|text| {
            assert!(is_plain(&text), "{text:?}");
            for line in text.lines() {
                // Outside of code, which shows everything.
                let outside: String = line.split('`').step_by(2).collect();
                assert!(!outside.contains(['<', '>']), "{line}");
                assert!(!outside.replace("\\]", "").contains("]("), "{line}");
                assert!(!outside.contains("://"), "{line}");
                let loud = |start: char| {
                    outside.split(start).skip(1).any(|rest| rest.starts_with(char::is_alphanumeric))
                };
                assert!(!loud('@') && !outside.replace("&#", "").contains("#1"), "{line}");
            }
            let marks = |line: &str| -> String {
                let line = line.replace("#\u{200b}", "x");
                line.chars().take_while(|character| "#-*_⚠ ".contains(*character)).collect()
            };
            text.lines().map(marks).collect::<Vec<_>>()
        })
    };
    let harmless = lines(&hostile("harmless"));
    for text in HOSTILE {
        assert_eq!(lines(&hostile(text)), harmless, "{text:?}");
    }
}

#[test]
fn hostile_text_is_no_formula_in_a_table() {
    let cells = |text: &str| -> Vec<Vec<String>> {
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
    };
    let harmless = cells(&csv::period(&hostile("harmless")));
    for text in HOSTILE {
        let report = hostile(text);
        for table in [csv::period(&report), csv::diff(&report.diff)] {
            assert!(is_plain(&table.replace("\r\n", "\n")), "{table:?}");
            let rows = cells(&table);
            assert_eq!(rows.len(), harmless.len(), "{text:?}");
            let shown = milepost::text::clean(text);
            let mut seen = 0;
            for cell in rows.iter().flatten() {
                let is_formula = cell.trim_start().starts_with(['=', '+', '-', '@']);
                assert!(!is_formula || cell.parse::<i64>().is_ok(), "{cell:?}");
                seen += usize::from(cell.trim_start_matches('\u{200b}') == shown);
            }
            assert!(seen > 10, "{text:?} stands {seen} times in {table}");
        }
    }
}

#[test]
fn hostile_text_is_one_text_in_json() {
    for text in HOSTILE {
        let report = hostile(text);
        for (output, written) in
            [(Output::Report, json::period(&report)), (Output::Diff, json::diff(&report.diff))]
        {
            let value = published::read(output, &written);
            assert_eq!(value["programs"][0]["name"], text);
            assert_eq!(value["programs"][0]["changes"][0]["steps"][0]["reason"], text);
            assert!(written.bytes().all(|byte| byte == b'\n' || byte >= b' '), "{written:?}");
        }
    }
}

#[test]
fn hostile_text_is_shown_on_a_page_and_changes_no_tag() {
    let tags = |report: &PeriodReport| {
        [html::period(report), html::diff(&report.diff, &TimeZone::UTC)].map(|page| {
            assert!(is_plain(&page), "{page:?}");
            assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
            let tags =
                page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default().to_owned());
            // What a message of ours sets in backticks is code.
            let tags: Vec<String> = tags.filter(|tag| !["code", "/code"].contains(&tag.as_str())).collect();
            tags
        })
    };
    let harmless = tags(&hostile("harmless"));
    assert!(harmless[0].len() > 200, "{harmless:?}");
    for text in HOSTILE {
        assert_eq!(tags(&hostile(text)), harmless, "{text:?}");
    }
}

#[test]
fn a_page_asks_for_nothing_and_is_the_same_each_time() {
    let page = html::period(&hostile("harmless"));
    assert_eq!(page, html::period(&hostile("harmless")));
    for asking in
        ["<script", "<iframe", "<object", "<embed", "<form", "@import", "http-equiv=\"refresh", "url(h"]
    {
        assert!(!page.contains(asking), "{asking}");
    }
    // Links lead within the page, where no remote shows the commits.
    for (at, _) in page.match_indices("href=\"") {
        let to = &page[at + 6..];
        assert!(to.starts_with('#') || to.starts_with("data:,"), "{}", &to[..40]);
    }
    assert!(page.contains("default-src 'none'"));
}

/// A block: its kind, and the lines of its text.
fn shape(block: &Value) -> (String, usize) {
    let text = block["text"]["text"].as_str().unwrap_or_default();
    (block["type"].as_str().expect("every block has a type").to_owned(), text.lines().count())
}

/// The blocks of a message, each as Slack takes it.
fn blocks(message: &str) -> Vec<Value> {
    let message: Value = serde_json::from_str(message).expect("it is JSON");
    let keys: Vec<&String> = message.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["text", "blocks"]);
    assert!(message["text"].as_str().is_some_and(|text| !text.is_empty() && !text.contains(['<', '>'])));
    let blocks = message["blocks"].as_array().expect("a list").clone();
    assert!(blocks.len() <= 50, "{} blocks", blocks.len());
    let mut all = 0;
    for block in &blocks {
        let (text, most) = match block["type"].as_str() {
            Some("header") => {
                assert_eq!(block["text"]["type"], "plain_text");
                (&block["text"], 150)
            }
            Some("section") => (&block["text"], 3_000),
            Some("context") => (&block["elements"][0], 3_000),
            Some("divider") => {
                assert_eq!(block.as_object().map(serde_json::Map::len), Some(1));
                continue;
            }
            other => panic!("{other:?} is no block of ours"),
        };
        let written = text["text"].as_str().expect("a text");
        let length = written.encode_utf16().count();
        assert!((1..=most).contains(&length), "{length} characters in {written:?}");
        all += length;
        assert!(is_plain(written), "{written:?}");
        if text["type"] == "mrkdwn" {
            assert_eq!(text["verbatim"], true);
            assert!(!written.contains(['<', '>']), "{written}");
            assert!(!written.replace("@\u{200b}", "").contains('@'), "{written}");
            let rest = written.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "");
            assert!(!rest.contains('&'), "{written}");
        }
    }
    assert!(all <= 12_000, "{all} characters in all");
    blocks
}

#[test]
fn hostile_text_is_shown_in_a_message_and_changes_no_block() {
    let shapes = |text: &str| blocks(&slack::period(&hostile(text))).iter().map(shape).collect::<Vec<_>>();
    let harmless = shapes("harmless");
    assert_eq!(harmless.iter().filter(|(kind, _)| kind == "divider").count(), 2);
    for text in HOSTILE {
        assert_eq!(shapes(text), harmless, "{text:?}");
    }
}

#[test]
fn a_message_stays_within_the_limits_of_slack_whatever_there_is_to_tell() {
    let long = "&<>".repeat(2_000);
    blocks(&slack::period(&hostile(&long)));
    let program = |name: &str, milestones: usize, due: &str| {
        let text = |at| format!("\n[milestones.m{at}]\nname = \"{name} & {at}\"\ndue = {due}\n");
        format!("[program]\nname = \"{name}\"\n{}", (0..milestones).map(text).collect::<String>())
    };
    for (programs, milestones, name) in
        [(1, 40, "One"), (40, 6, "Many"), (10, 10, &"&".repeat(400)), (60, 1, "p")]
    {
        let version = |due: &str| -> Files {
            let files =
                (0..programs).map(|at| (format!("programs/p{at}.toml"), program(name, milestones, due)));
            files.chain([("milepost.toml".to_owned(), String::new())]).collect()
        };
        let mut report = period(version("2026-06-16"), version("2026-06-20"), commit(name), None);
        blocks(&slack::period(&report));
        numbers::hold(&mut report, &format!("{programs} programs"));
    }
    let nothing = Files::from([("milepost.toml".to_owned(), String::new())]);
    let empty = period(nothing.clone(), nothing, commit("Nothing"), Some(" "));
    assert_eq!(blocks(&slack::period(&empty)).len(), 2);
}

#[test]
fn a_slip_with_many_reasons_stands_in_a_message_before_its_reasons() {
    let version = |due: &str| -> Files {
        let program = |at| {
            let text =
                format!("[program]\nname = \"P{at}\"\n[milestones.beta]\nname = \"Beta\"\ndue = {due}\n");
            (format!("programs/p{at}.toml"), text)
        };
        (1..=3).map(program).chain([("milepost.toml".to_owned(), String::new())]).collect()
    };
    let mut report = period(version("2026-06-20"), version("2026-06-30"), commit("No"), None);
    let steps = &mut report.diff.comparison.programs[0].changes[0].steps;
    let step = steps.pop().expect("one commit made the change");
    for at in 1..=9 {
        let text = format!("Reason {at}: {}", "the supplier has nothing to tell, and we wait. ".repeat(4));
        let mut commit = commit("Wait for them");
        commit.reason = Some(text);
        let day = |day: i32| Some(Value::from(format!("2026-06-{}", 20 + day)));
        steps.push(Step {
            commit: Some(Arc::new(commit)),
            before: day(at - 1),
            after: day(at),
            ..step.clone()
        });
    }
    let message = blocks(&slack::period(&report));
    let slips = message.iter().find_map(|block| {
        let text = block["text"]["text"].as_str()?;
        text.starts_with("*Slipped*")
            .then(|| text.lines().map(|line| line.chars().take(24).collect()).collect())
    });
    let slips: Vec<String> = slips.expect("the slips");
    let expected = [
        "*Slipped*",
        "• *+10 days* P1: Beta, n",
        "    _+1 day: Reason 1: t",
        "    _+1 day: Reason 2: t",
        "    _+1 day: Reason 3: t",
        "    _… 6 reasons more_",
        "• *+10 days* P2: Beta, n",
        "    _No_",
        "• *+10 days* P3: Beta, n",
    ];
    assert_eq!(slips, expected);
    numbers::hold(&mut report, "many reasons");
}

/// What there is to tell, and nothing of it told.
#[test]
fn a_table_of_nothing_has_its_head() {
    let report = DiffReport {
        comparison: Comparison::default(),
        ..period(Files::new(), Files::new(), commit("Nothing"), None).diff
    };
    assert_eq!(csv::diff(&report).matches("\r\n").count(), 1);
}
