//! Sentences of each language, and the same sentences with the signs that printers use and keyboards lack.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::random::Random;

/// Characters of a language that are taken.
const OF_A_LANGUAGE: usize = 3_000_000;
/// The same of a file whose name begins so: sentences that are much alike.
const LESS: &[(&str, usize)] = &[("ui_", 300_000), ("bible", 300_000), ("names_", 100_000)];
/// Letters that make two sentences one.
const KEY: usize = 24;

/// A language of an alphabet: what is counted for it.
pub struct Row {
    pub script: String,
    pub language: String,
    /// `*` alone: all that no other row has.
    pub members: Vec<String>,
    pub quotes: Quotes,
}

/// Quotation marks.
#[derive(Clone, Copy)]
pub struct Quotes {
    open: char,
    close: char,
    spaced: bool,
}

/// The rows of `languages.tsv`.
pub fn languages(path: &Path) -> Result<Vec<Row>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut rows = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [script, language, members, quotes] = columns[..] else {
            bail!("{}:{}: expected script, language, members, quotation marks", path.display(), n + 1);
        };
        let marks: Vec<char> = quotes.chars().filter(|c| *c != '_').collect();
        let [open, close] = marks[..] else {
            bail!("{}:{}: expected two quotation marks", path.display(), n + 1);
        };
        rows.push(Row {
            script: script.into(),
            language: language.into(),
            members: members.split(',').map(str::to_owned).collect(),
            quotes: Quotes { open, close, spaced: quotes.contains('_') },
        });
    }
    Ok(rows)
}

/// Sentences by language.
pub struct Texts {
    pub sentences: BTreeMap<String, Vec<String>>,
    left_out: usize,
}

impl Texts {
    /// Reads `texts/*.tsv` (language, sentence); leaves out sentences that begin as one of the tables `exclude` does.
    pub fn read(folder: &Path, exclude: &[PathBuf]) -> Result<Texts> {
        let mut excluded = HashSet::new();
        for path in exclude {
            let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
            excluded.extend(text.lines().map(|line| key(line.split_once('\t').map_or(line, |(_, text)| text))));
        }
        let mut paths: Vec<PathBuf> = fs::read_dir(folder.join("texts"))
            .with_context(|| folder.join("texts").display().to_string())?
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<_>>()?;
        paths.sort();
        let mut texts = Texts { sentences: BTreeMap::new(), left_out: 0 };
        let mut lengths: BTreeMap<String, usize> = BTreeMap::new();
        for path in paths {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let most = LESS.iter().find(|(begin, _)| name.starts_with(begin)).map_or(OF_A_LANGUAGE, |l| l.1);
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let mut of_file: BTreeMap<&str, usize> = BTreeMap::new();
            for (language, line) in text.lines().filter_map(|line| line.split_once('\t')) {
                let line = line.trim();
                let of_file = of_file.entry(language).or_default();
                let length = lengths.entry(language.to_owned()).or_default();
                if *of_file > most || *length > OF_A_LANGUAGE || line.is_empty() || is_broken(line) {
                    continue;
                }
                if !excluded.is_empty() && excluded.contains(&key(line)) {
                    texts.left_out += 1;
                    continue;
                }
                let n = line.chars().count();
                *of_file += n;
                *length += n;
                texts.sentences.entry(language.to_owned()).or_default().push(line.to_owned());
            }
        }
        Ok(texts)
    }

    /// How much there is of each language.
    pub fn report(&self) -> String {
        let mut report = String::from("\n## Characters of each language, in thousands\n\n");
        for (language, sentences) in &self.sentences {
            let n: usize = sentences.iter().map(|s| s.chars().count()).sum();
            report.push_str(&format!("{language} {}  ", n.div_ceil(1000)));
        }
        report.push_str(&format!("\n\n{} sentences were left out, which tests use.\n", self.left_out));
        report
    }
}

/// The first letters in lower case.
fn key(line: &str) -> String {
    line.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).take(KEY).collect()
}

/// Signs of UTF-8 read as windows-1252, controls, what could not be decoded.
fn is_broken(line: &str) -> bool {
    let chars: Vec<char> = line.chars().collect();
    line.contains("\u{E2}\u{20AC}")
        || chars.windows(2).any(|w| matches!(w[0], '\u{C2}' | '\u{C3}') && matches!(w[1], '\u{A1}'..='\u{BF}'))
        || chars.iter().any(|c| c.is_control() || matches!(c, '\u{FFFD}' | '\u{FEFF}' | '\u{E000}'..='\u{F8FF}'))
}

/// Random numbers of a sentence's own.
fn random_of(line: &str) -> Random {
    Random::new(line.bytes().fold(0xCBF2_9CE4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01B3)))
}

/// A sentence as it may be set: curly quotes, dashes, no-break spaces, signs, other spellings of the same letters.
pub fn set(line: &str, language: &str, quotes: Quotes) -> String {
    let mut random = random_of(line);
    let mut chars: Vec<char> = line.chars().collect();
    let curly = random.remainder(3) == 0;
    let dashes = random.remainder(2) == 0;
    let spaces = random.remainder(3) == 0;
    let variants = random.remainder(2) == 0;
    let (mut open, mut glued) = (false, false);
    let mut out: Vec<char> = Vec::with_capacity(chars.len() + 16);
    if random.remainder(8) == 0 && !line.contains('"') && chars.len() > 12 {
        quote_words(&mut chars, &mut random);
    }
    for i in 0..chars.len() {
        let (before, next) = (i.checked_sub(1).map(|i| chars[i]), chars.get(i + 1).copied());
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        match chars[i] {
            '\'' if curly => out.push('\u{2019}'),
            '"' if curly => {
                open = !open;
                match (open, quotes.spaced) {
                    (true, true) => out.extend([quotes.open, '\u{A0}']),
                    (true, false) => out.push(quotes.open),
                    (false, true) => out.extend(['\u{A0}', quotes.close]),
                    (false, false) => out.push(quotes.close),
                }
            }
            '-' if dashes && (before, next) == (Some(' '), Some(' ')) => {
                match random.remainder(6) {
                    0 | 1 => out.push('\u{2014}'),
                    // English has none beside it, other languages have.
                    2 if matches!(language, "eng" | "spa" | "por") => {
                        out.pop();
                        out.push('\u{2014}');
                        glued = true;
                    }
                    _ => out.push('\u{2013}'),
                }
            }
            '-' if dashes && digit(before) && digit(next) => out.push('\u{2013}'),
            // Few sentences have dashes where printed text does.
            '-' if dashes
                && before.is_some_and(char::is_alphabetic)
                && next.is_some_and(char::is_alphabetic)
                && random.remainder(12) == 0 =>
            {
                out.push('\u{2013}');
            }
            ',' if dashes && next == Some(' ') && random.remainder(40) == 0 => {
                glued = true;
                match (language, random.remainder(2)) {
                    ("eng" | "spa" | "por", 0) => out.push('\u{2014}'),
                    (_, 0) => out.extend([' ', '\u{2014}', ' ']),
                    _ => out.extend([' ', '\u{2013}', ' ']),
                }
            }
            '.' if dashes && next == Some('.') && chars.get(i + 2) == Some(&'.') => out.push('\u{2026}'),
            '.' if dashes && before == Some('.') && out.last() == Some(&'\u{2026}') => {}
            ' ' if std::mem::take(&mut glued) => {}
            ' ' if spaces && (digit(before) || digit(next)) => out.push('\u{A0}'),
            ' ' if spaces && quotes.spaced && next.is_some_and(|c| matches!(c, ':' | ';' | '!' | '?' | '\u{BB}')) => {
                out.push('\u{A0}');
            }
            c => out.push(if variants { variant(c, language) } else { c }),
        }
    }
    let text: String = out.into_iter().collect();
    let text = if variants && language == "vie" { with_tones_apart(&text) } else { text };
    match random.remainder(if language == "tha" { 3 } else { 16 }) {
        0 if language == "tha" => thai_signs(&text, &mut random, variants),
        0 => signs(&text, &mut random),
        _ => text,
    }
}

/// Puts quotation marks around some words.
fn quote_words(chars: &mut Vec<char>, random: &mut Random) {
    let starts: Vec<usize> = (1..chars.len()).filter(|&i| chars[i - 1] == ' ' && chars[i].is_alphanumeric()).collect();
    let ends: Vec<usize> =
        (1..chars.len()).filter(|&i| chars[i - 1].is_alphanumeric() && !chars[i].is_alphanumeric()).collect();
    if starts.is_empty() || ends.is_empty() {
        return;
    }
    let start = starts[random.remainder(starts.len() as u64) as usize];
    let behind: Vec<usize> = ends.into_iter().filter(|&end| end > start).take(4).collect();
    if let Some(&end) = behind.get(random.remainder(behind.len().max(1) as u64) as usize) {
        chars.insert(end, '"');
        chars.insert(start, '"');
    }
}

/// The same letter as other keyboards and older encodings have it.
fn variant(c: char, language: &str) -> char {
    match (language, c) {
        ("ron", '\u{219}') => '\u{15F}',
        ("ron", '\u{21B}') => '\u{163}',
        ("ron", '\u{218}') => '\u{15E}',
        ("ron", '\u{21A}') => '\u{162}',
        ("fas" | "prs" | "urd", '\u{6CC}') => '\u{64A}',
        ("fas" | "prs" | "urd", '\u{6A9}') => '\u{643}',
        ("urd", '\u{6C1}') => '\u{647}',
        ("ara", '\u{64A}') => '\u{649}',
        ("tha", '0'..='9') => shifted(c, 0xE50),
        ("ara", '0'..='9') => shifted(c, 0x660),
        ("fas" | "urd", '0'..='9') => shifted(c, 0x6F0),
        ("ukr" | "bel", '\'') => '\u{2019}',
        _ => c,
    }
}

/// A digit of ASCII as the digit of a script.
fn shifted(c: char, zero: u32) -> char {
    char::from_u32(zero + u32::from(c) - 0x30).unwrap_or(c)
}

/// Vietnamese as windows-1258 has it: the tone behind its vowel.
fn with_tones_apart(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let tone = |c: &char| matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.nfc() {
        let parts: Vec<char> = std::iter::once(c).nfd().collect();
        // Those that Latin-1 has whole stay whole there.
        if c < '\u{100}'
            && !matches!(c, '\u{C3}' | '\u{E3}' | '\u{D5}' | '\u{F5}' | '\u{CC}' | '\u{EC}' | '\u{D2}' | '\u{F2}')
        {
            out.push(c);
            continue;
        }
        out.extend(parts.iter().filter(|c| !tone(c)).copied().nfc());
        out.extend(parts.iter().filter(|c| tone(c)));
    }
    out
}

/// Years, hours and numbers as Thai has them, in its own digits half of the time.
fn thai_signs(text: &str, random: &mut Random, digits: bool) -> String {
    let (n, year) = (1 + random.remainder(59), 2400 + random.remainder(170));
    let sign = match random.remainder(5) {
        0 => format!("\u{E1E}.\u{E28}. {year}"),
        1 => format!("\u{E1E}.\u{E28}.{year}"),
        2 => format!("{n}.{:02} \u{E19}.", n % 60),
        3 => format!("({n}) {}/{year}", n * 7),
        _ => format!("{n}"),
    };
    let sign: String = sign.chars().map(|c| if digits && c.is_ascii_digit() { shifted(c, 0xE50) } else { c }).collect();
    if random.remainder(2) == 0 { format!("{sign} {text}") } else { format!("{text} {sign}") }
}

/// Signs with a number before or behind them.
const SIGNS: [(&str, bool); 32] = [
    ("\u{B0}N", false),
    ("\u{B0}E", false),
    ("\u{B0}C", false),
    ("\u{B0}C", false),
    ("\u{B0}C", false),
    ("\u{B0}", false),
    ("\u{B0}F", false),
    ("\u{A3}", true),
    ("\u{A3}", true),
    ("\u{20AC}", false),
    ("\u{20AC}", false),
    ("\u{20AC}", true),
    ("\u{A7}", true),
    ("\u{A9}", true),
    ("\u{A9}", true),
    ("\u{BD}", false),
    ("\u{BC}", false),
    ("\u{B1}", true),
    ("m\u{B2}", false),
    ("km\u{B2}", false),
    ("m\u{B3}", false),
    ("\u{D7}", true),
    ("\u{D7}", false),
    ("\u{2022}", true),
    ("%", false),
    ("\u{2013}", true),
    ("\u{AE}", false),
    ("\u{2122}", false),
    ("\u{BA}", false),
    ("\u{B5}g", false),
    ("\u{B5}m", false),
    ("\u{2116}", true),
];

/// A sign or two that stand in figures, addresses and notes.
fn signs(text: &str, random: &mut Random) -> String {
    let n = 1 + random.remainder(40);
    let space = ["", " ", "\u{A0}"][random.remainder(3) as usize];
    let (c, before) = SIGNS[random.remainder(SIGNS.len() as u64) as usize];
    let sign = match before {
        true => format!("{c}{space}{n}"),
        false => format!("{n}{space}{c}"),
    };
    let sign = if random.remainder(6) == 0 { format!("({sign})") } else { sign };
    match text.split_once(' ') {
        Some((first, rest)) => format!("{first} {sign} {rest}"),
        None => format!("{text} {sign}"),
    }
}
