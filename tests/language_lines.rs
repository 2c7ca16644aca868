//! Lines that are hard to tell a language from, through `detect --lines`: `tests/cases/language_lines.tsv`, and what must
//! be true of any line.

use std::io::Write;
use std::process::{Command, Stdio};

use polynorm::language::{Candidates, Detector, Identification, identify};
use polynorm::{Language, Script};
use proptest::prelude::*;
use unicode_script::{Script as Ucd, UnicodeScript};

/// What the command says of each line.
fn detected(lines: &[String]) -> Vec<String> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_polynorm"))
        .args(["detect", "--lines"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut stdin, input) = (child.stdin.take().unwrap(), lines.join("\n") + "\n");
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// `{200F}` as the character.
fn unescaped(line: &str) -> String {
    let mut parts = line.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let escape = part.split_once('}').and_then(|(hex, rest)| {
            let is_code = (4..=6).contains(&hex.len()) && hex.bytes().all(|b| b.is_ascii_hexdigit());
            Some((char::from_u32(u32::from_str_radix(hex, 16).ok().filter(|_| is_code)?)?, rest))
        });
        match escape {
            Some((c, rest)) => {
                out.push(c);
                out += rest;
            }
            None => {
                out.push('{');
                out += part;
            }
        }
    }
    out
}

#[test]
fn every_line_is_what_it_should_be() {
    let table = include_str!("cases/language_lines.tsv");
    let rows: Vec<Vec<&str>> = table.lines().filter(|r| !r.starts_with('#')).map(|r| r.split('\t').collect()).collect();
    let lines: Vec<String> = rows.iter().map(|row| unescaped(row[2])).collect();
    let found = detected(&lines);
    assert_eq!(found.len(), rows.len());
    let mut wrong = Vec::new();
    for ((row, line), found) in rows.iter().zip(&lines).zip(&found) {
        let [language, script, confidence] = found.split('\t').collect::<Vec<_>>()[..] else { panic!("{found}") };
        let is_right = language == row[0] && (script == row[1] || row[1] == "*");
        let is_todo = row.get(4).is_some_and(|mark| mark.trim() == "todo");
        assert!(row.len() == 4 || is_todo, "columns of {row:?}");
        match (is_right, is_todo) {
            (false, false) => {
                wrong.push(format!("{}: {}\n  expected {} {}, found {found}", row[3], row[2], row[0], row[1]))
            }
            (true, true) => wrong.push(format!("{}: {}\n  is right now: take off the mark `todo`", row[3], row[2])),
            _ => {}
        }
        let given = Identification {
            language: Language::new(language).unwrap(),
            script: Script::new(script).unwrap(),
            confidence: confidence.parse().unwrap(),
        };
        // Also of the rows that are not right yet.
        if let Err(impossible) = possible(line, given) {
            wrong.push(format!("{}: {impossible}", row[3]));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn long_lines_are_read_in_time() {
    let sentence = "The fishermen waited on the quay all morning, but the wind would not turn. ";
    let lines = [
        ("und\tZyyy", " ".repeat(1 << 20)),
        ("und\tZyyy", "0123456789".repeat(100_000)),
        ("und\tZyyy", "\u{301}".repeat(500_000)),
        ("", "x".repeat(1 << 20)),
        ("", "a.b@c/d_e&amp;<".repeat(70_000)),
        ("eng\tLatn", sentence.repeat(15_000)),
        ("eng\tLatn", format!("{}{sentence}", " ".repeat(1 << 20))),
        ("zho\tHans", "我们明天早上在车站见面请不要迟到".repeat(20_000)),
    ];
    let begun = std::time::Instant::now();
    let found = detected(&lines.iter().map(|(_, line)| line.clone()).collect::<Vec<_>>());
    let seconds = begun.elapsed().as_secs();
    for ((expected, line), found) in lines.iter().zip(&found) {
        assert!(
            found.starts_with(expected),
            "{} bytes of {:?}: {found}",
            line.len(),
            line.chars().take(9).collect::<String>()
        );
    }
    assert_eq!(found.len(), lines.len());
    assert!(seconds < 20, "{seconds} seconds");
}

// ---- what must be true

fn by_itself(line: &str) -> Identification {
    identify(&[line], &[None], &Detector::default(), &Candidates::default(), 0.3)[0]
}

/// The scripts of Unicode whose letters a script of ISO 15924 stands for.
fn letters_of(script: Script) -> Vec<Ucd> {
    match script.code() {
        "Hans" | "Hant" | "Hani" => vec![Ucd::Han],
        "Jpan" => vec![Ucd::Han, Ucd::Hiragana, Ucd::Katakana],
        "Hrkt" => vec![Ucd::Hiragana, Ucd::Katakana],
        "Kore" => vec![Ucd::Hangul, Ucd::Han],
        code => Ucd::from_short_name(code).into_iter().collect(),
    }
}

/// A language is one that is written in a script of the line, and there is none without letters.
fn possible(line: &str, found: Identification) -> Result<(), String> {
    let told = |why: &str| Err(format!("{why}: {} {} of {line:?}", found.language, found.script));
    if !(0.0..=1.0).contains(&found.confidence) {
        return told("confidence out of range");
    }
    let scripts: Vec<Ucd> = line.chars().filter(|c| c.is_alphabetic()).map(|c| c.script()).collect();
    let occurs = |script: Script| letters_of(script).iter().any(|ucd| scripts.contains(ucd));
    if !line.chars().any(char::is_alphabetic) && found.script != Script::UNKNOWN {
        return told("a script without letters");
    }
    if found.language.is_und() {
        return Ok(());
    }
    if !occurs(found.script) {
        return told("a script that is not in the line");
    }
    let written = found.language.scripts();
    match written.is_empty() || written.iter().any(|&script| occurs(script)) {
        true => Ok(()),
        false => told("a language that is not written so"),
    }
}

/// Words, letters and signs of many scripts.
fn pieces() -> impl Strategy<Value = String> {
    let blocks: &[(u32, u32)] = &[
        (0x20, 0x7E),
        (0xA0, 0x24F),
        (0x300, 0x36F),
        (0x370, 0x3FF),
        (0x400, 0x52F),
        (0x530, 0x58F),
        (0x590, 0x5FF),
        (0x600, 0x6FF),
        (0x700, 0x7FF),
        (0x900, 0xDFF),
        (0xE00, 0xEFF),
        (0xF00, 0x109F),
        (0x10A0, 0x13FF),
        (0x1780, 0x18AF),
        (0x1E00, 0x206F),
        (0x2C80, 0x2DFF),
        (0x3040, 0x30FF),
        (0x4E00, 0x4F80),
        (0xA000, 0xA4CF),
        (0xAC00, 0xAD00),
        (0xFF00, 0xFFEF),
        (0x1D400, 0x1D7FF),
        (0x1F300, 0x1F64F),
    ];
    let of_block = prop::sample::select(blocks).prop_flat_map(|(from, to)| {
        prop::collection::vec(from..=to, 1..8)
            .prop_map(|codes| codes.into_iter().filter_map(char::from_u32).collect::<String>())
    });
    let words = prop::sample::select(
        &["the", "und", "de", "и", "не", "και", "من", "の", "的", "है", "그", "ng", "#tag", "a@b.cd"][..],
    );
    prop_oneof![3 => of_block, 1 => words.prop_map(str::to_owned)]
}

/// What stands in lines and has no language.
fn noise() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,7}([.,:/-][0-9]{1,4}){0,2}",
        "https?://[a-z]{3,12}[.](org|com|net)(/[a-z-]{2,12}){0,3}([?]q=[a-z]{1,9})?",
        "[a-z]{3,9}([._][a-z]{2,9})?@[a-z]{3,9}[.](org|com|net)",
        prop::sample::select(
            &[
                "😀",
                "🎉🎉",
                "👩🏽\u{200D}🚀",
                "❤️",
                "🇫🇷",
                "—",
                "…",
                "!!!",
                "(?)",
                "***",
                "»",
                "\u{200B}",
                "\u{AD}",
                "•",
                "|",
                "&nbsp;"
            ][..]
        )
        .prop_map(str::to_owned),
    ]
}

fn sentences() -> Vec<(Language, &'static str)> {
    let rows = include_str!("cases/language_sentences.tsv").lines().filter(|row| !row.starts_with('#'));
    let sentences: Vec<_> = rows
        .map(|row| {
            row.split_once('\t')
                .map(|(code, text)| (Language::new(code).unwrap(), text))
                .expect("language<TAB>sentence")
        })
        .collect();
    assert!(
        sentences.len() >= 20 && sentences.iter().all(|(_, s)| s.chars().filter(|c| c.is_alphabetic()).count() >= 60)
    );
    sentences
}

/// A sentence in capitals as its language has them: i and dotless i are two letters in Turkish.
fn capitals(language: Language, sentence: &str) -> String {
    if language.code() == "tur" { sentence.replace('i', "\u{130}").to_uppercase() } else { sentence.to_uppercase() }
}

#[test]
fn capitals_change_no_language() {
    for (language, sentence) in sentences() {
        assert_eq!(by_itself(sentence).language, language, "{sentence}");
        let capitals = capitals(language, sentence);
        assert_eq!(by_itself(&capitals).language, language, "{capitals}");
    }
}

proptest! {
    #[test]
    fn no_line_gets_an_impossible_language(pieces in prop::collection::vec(pieces(), 0..8), separator in "[ ,-]?") {
        let line = pieces.join(&separator);
        prop_assert_eq!(possible(&line, by_itself(&line)), Ok(()));
    }

    #[test]
    fn noise_changes_no_language(
        i in 0..sentences().len(),
        noise in prop::collection::vec((noise(), 0usize..1000), 1..6),
        is_upper in prop::bool::weighted(0.2),
    ) {
        let (language, sentence) = sentences()[i];
        let sentence = if is_upper { capitals(language, sentence) } else { sentence.to_owned() };
        let mut words: Vec<String> = sentence.split(' ').map(str::to_owned).collect();
        for (noise, at) in noise {
            words.insert(at % (words.len() + 1), noise);
        }
        let line = words.join(" ");
        prop_assert_eq!(by_itself(&line).language, language, "{}", line);
    }
}
