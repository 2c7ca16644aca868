//! Mojibake: a table of cases, lines in many languages misread and repaired, and what holds for any text.

use polynorm::encoding::{Encoding, RepairMode, decode, explain, repair};
use proptest::prelude::*;

/// Rows of a table, without comments; `\u{…}` undone.
fn rows(table: &str) -> Vec<Vec<String>> {
    let rows = table.lines().filter(|row| !row.starts_with("# ") && !row.is_empty());
    rows.map(|row| row.split('\t').map(unescaped).collect()).collect()
}

fn unescaped(column: &str) -> String {
    let (mut text, mut rest) = (String::new(), column);
    while let Some((before, escape)) = rest.split_once("\\u{") {
        let (hex, behind) = escape.split_once('}').expect("an escape has an end");
        text.push_str(before);
        text.push(u32::from_str_radix(hex, 16).ok().and_then(char::from_u32).expect("a code point"));
        rest = behind;
    }
    text + rest
}

fn repaired(text: &str, mode: RepairMode) -> String {
    let mut new = text.to_owned();
    for change in repair(text, mode).into_iter().rev() {
        new.replace_range(change.range, &change.with);
    }
    new
}

/// The text's UTF-8 read in an encoding, if that has characters for all of it.
fn misread(text: &str, encoding: &str) -> Option<String> {
    let decoded = decode(text.as_bytes(), Encoding::from_name(encoding).expect("an encoding"));
    decoded.undecodable.is_empty().then(|| decoded.text.into_owned())
}

fn clean_lines() -> Vec<(String, String)> {
    let rows = rows(include_str!("cases/clean_lines.tsv"));
    rows.into_iter().map(|mut row| (row.remove(0), row.remove(0))).collect()
}

#[test]
fn cases() {
    let mut failed = Vec::new();
    for row in rows(include_str!("cases/mojibake.tsv")) {
        let [text, expected, case] = &row[..] else { panic!("three columns: {row:?}") };
        let expected = if expected == "=" { text } else { expected };
        let found = repaired(text, RepairMode::On);
        if found != *expected {
            failed.push(format!("{case}: {text:?} became {found:?}, not {expected:?}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn clean_lines_are_left_alone() {
    for (language, text) in clean_lines() {
        for mode in [RepairMode::On, RepairMode::Bold] {
            assert_eq!(repaired(&text, mode), text, "{language} {mode:?}");
        }
    }
}

#[test]
fn misread_lines_are_read_again() {
    let encodings = [
        "windows-1252",
        "windows-1250",
        "windows-1251",
        "windows-1253",
        "windows-1254",
        "windows-1257",
        "ISO-8859-2",
        "macintosh",
        "IBM437",
        "IBM850",
        "windows-1256",
        "KOI8-R",
        "GB18030",
        "Shift_JIS",
        "EUC-JP",
        "Big5",
        "EUC-KR",
    ];
    let (mut lines, mut failed) = (0, Vec::new());
    for (language, text) in clean_lines() {
        for name in encodings {
            let Some(broken) = misread(&text, name) else { continue };
            lines += 1;
            let found = repaired(&broken, RepairMode::On);
            if found != text {
                failed.push(format!("{language} read as {name}: {broken} became {found}"));
            }
            assert_eq!(repaired(&broken, RepairMode::Off), broken);
        }
        let twice = misread(&text, "windows-1252").and_then(|text| misread(&text, "windows-1252"));
        if let Some(twice) = twice {
            lines += 1;
            if repaired(&twice, RepairMode::On) != text {
                failed.push(format!("{language} twice: {twice}"));
            }
        }
    }
    assert!(lines > 350 && failed.len() * 100 <= lines, "{} of {lines} failed:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn legacy_read_as_legacy_is_read_again() {
    for (language, right, wrong) in [
        ("rus", "windows-1251", "windows-1252"),
        ("rus", "windows-1251", "KOI8-R"),
        ("rus", "KOI8-R", "windows-1251"),
        ("rus", "IBM866", "windows-1251"),
        ("bul", "windows-1251", "windows-1252"),
        ("ell", "windows-1253", "windows-1252"),
        ("heb", "windows-1255", "windows-1252"),
        ("ara", "windows-1256", "windows-1252"),
        ("tha", "windows-874", "windows-1252"),
        ("pol", "windows-1250", "windows-1252"),
        ("tur", "windows-1254", "windows-1252"),
        ("fra", "windows-1252", "windows-1251"),
        ("fra", "IBM850", "windows-1252"),
        ("deu", "macintosh", "windows-1252"),
        ("zho", "GB18030", "windows-1252"),
        ("jpn", "Shift_JIS", "windows-1252"),
        ("kor", "EUC-KR", "windows-1252"),
    ] {
        let (_, text) = clean_lines().into_iter().find(|row| row.0 == language).expect("a line");
        let text = text.replace('\u{2019}', "'");
        let bytes = bytes_in(&text, right);
        let broken = decode(&bytes, Encoding::from_name(wrong).expect("an encoding")).text.into_owned();
        assert_eq!(repaired(&broken, RepairMode::On), text, "{right} read as {wrong}: {broken}");
        let step = &explain(&broken, RepairMode::On).steps[0];
        assert_eq!((step.is.to_ascii_lowercase(), step.read_as), (right.to_ascii_lowercase(), wrong));
    }
}

/// The bytes of a text, by looking for each of its characters among all that one or two bytes can be.
fn bytes_in(text: &str, name: &str) -> Vec<u8> {
    let encoding = Encoding::from_name(name).expect("an encoding");
    let mut bytes = Vec::new();
    for c in text.chars() {
        if c.is_ascii() {
            bytes.push(c as u8);
            continue;
        }
        let mut both = (0x80..=0xFFu8)
            .map(|byte| vec![byte])
            .chain((0x81..=0xFEu8).flat_map(|lead| (0x40..=0xFEu8).map(move |trail| vec![lead, trail])));
        let found = both.find(|bytes| decode(bytes, encoding).text.chars().eq([c]));
        bytes.extend(found.unwrap_or_else(|| panic!("{name} has no {c}")));
    }
    bytes
}

#[test]
fn changes_say_which_steps_made_them() {
    let text = "Das Caf\u{C3}\u{192}\u{C2}\u{A9} und die B\u{C3}\u{A4}ckerei";
    let repair = explain(text, RepairMode::On);
    let chains: Vec<(&str, usize)> =
        repair.changes.iter().enumerate().map(|(i, change)| (&*change.with, repair.chain(i).count())).collect();
    assert_eq!(chains, [("\u{E9}", 2), ("\u{E4}", 1)]);
    assert!(repair.steps.iter().all(|step| step.gain > 0.0 && step.is == "UTF-8" && step.read_as == "windows-1252"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn words_of_clean_lines_are_left_alone(at in 0usize..30, from in 0usize..12, words in 1usize..9) {
        let lines = clean_lines();
        let line = &lines[at % lines.len()].1;
        let text = line.split(' ').skip(from).take(words).collect::<Vec<_>>().join(" ");
        prop_assert_eq!(repaired(&text, RepairMode::On), text);
    }

    #[test]
    fn what_is_repaired_can_be_undone(text in "[a-z \u{A0}-\u{FF}\u{80}-\u{9F}\u{20AC}\u{2122}\u{2019}\u{420}\u{421}\u{251C}\u{FF83}\u{8305}?\u{FFFD}]{0,60}") {
        for mode in [RepairMode::On, RepairMode::Bold] {
            let repair = explain(&text, mode);
            let (mut undone, mut at) = (String::new(), 0);
            for (i, change) in repair.changes.iter().enumerate() {
                prop_assert!(change.range.start >= at && !change.range.is_empty() && repair.chain(i).count() > 0);
                undone.push_str(&text[at..change.range.start]);
                undone.push_str(&text[change.range.clone()]);
                at = change.range.end;
            }
            undone.push_str(&text[at..]);
            prop_assert_eq!(&undone, &text);
        }
    }
}
