//! Chinese characters: pinyin, with the readings of surnames and of words; foreign names spelled by ear; Japanese names.
//!
//! Pinyin is written without tones. A word's boundaries are not looked for: what stands together is written together, an apostrophe
//! before a syllable that begins with a vowel.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::langdata;
use crate::unicode::han::simplified;

use super::models;

/// Longest word of the tables, in characters.
const LONGEST: usize = 4;
/// Ranks up to which a character is common in foreign names and hardly ever in a Chinese given name.
const FOREIGN: usize = 110;

struct Tables {
    words: FxHashMap<&'static str, &'static str>,
    surnames: FxHashMap<&'static str, &'static str>,
    /// Rank of the characters that foreign names are written with.
    foreign: FxHashMap<char, usize>,
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let letters = langdata::lines(langdata::text("romanize/transliteration-letters.txt"));
        Tables {
            words: pairs("romanize/pinyin-words.tsv"),
            surnames: pairs("romanize/chinese-surnames.tsv"),
            foreign: letters.flat_map(|(_, line)| line.chars()).enumerate().map(|(i, c)| (c, i)).collect(),
        }
    })
}

fn pairs(path: &str) -> FxHashMap<&'static str, &'static str> {
    let split = |(_, line): (usize, &'static str)| line.split_once('\t');
    langdata::lines(langdata::text(path)).filter_map(split).collect()
}

/// What is known of the line that a run of characters stands in.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) is_name: bool,
    pub(super) is_japanese: bool,
    /// It has the dot between the parts of a foreign name.
    pub(super) is_dotted: bool,
}

/// The spellings of a run of characters, the best first.
pub(super) fn spell(run: &str, line: Line, n: usize) -> Vec<(String, f32)> {
    if line.is_japanese {
        let names = if line.is_name { japanese(run, n) } else { None };
        return names.unwrap_or_else(|| vec![(capitalized(pinyin(run), line.is_name), 1.0)]);
    }
    let run: String = run.chars().map(simplified).collect();
    if line.is_name {
        let chinese = chinese_name(&run);
        if is_foreign(&run, line.is_dotted, chinese.is_some())
            && let Some(model) = models::get("Hani").filter(|model| model.knows(&run))
        {
            let mut spelled = models::spell(model, &run, 0, n);
            if !spelled.is_empty() {
                spelled.push((chinese.unwrap_or_else(|| capitalized(pinyin(&run), true)), 0.05));
                return spelled;
            }
        }
        if let Some(name) = chinese.filter(|_| !line.is_dotted) {
            return vec![(name, 1.0)];
        }
    }
    vec![(capitalized(pinyin(&run), line.is_name), 1.0)]
}

fn capitalized(word: String, capital: bool) -> String {
    if capital { models::capitalized(&word) } else { word }
}

/// Whether a name is a foreign one, told by its characters; `has_surname`: it begins with a Chinese surname and is as long as such a name.
fn is_foreign(name: &str, is_dotted: bool, has_surname: bool) -> bool {
    let ranks: Option<Vec<usize>> = name.chars().map(|c| tables().foreign.get(&c).copied()).collect();
    let Some(ranks) = ranks.filter(|ranks| ranks.len() > 1) else { return false };
    let all_below = |ranks: &[usize], most: usize| ranks.iter().all(|&rank| rank < most);
    match ranks.len() {
        _ if is_dotted => true,
        2 => all_below(&ranks, FOREIGN / 2),
        _ if has_surname => all_below(&ranks[1..], FOREIGN),
        n => ranks.iter().sum::<usize>() < 2 * FOREIGN * n,
    }
}

/// A Chinese name of two to four characters: the surname, and the given name as one word.
fn chinese_name(name: &str) -> Option<String> {
    let count = name.chars().count();
    let of_surname = |n: usize| {
        let (end, _) = name.char_indices().nth(n)?;
        let reading = tables().surnames.get(&name[..end])?;
        (n < count && count <= n + 2).then_some((end, *reading))
    };
    let (end, reading) = of_surname(2).or_else(|| of_surname(1))?;
    let surname = join(reading.split(' '));
    Some(format!("{} {}", models::capitalized(&surname), models::capitalized(&pinyin(&name[end..]))))
}

/// Pinyin of a run of characters: of the longest words that are in the table, and of each other character its commonest reading.
fn pinyin(run: &str) -> String {
    let mut syllables: Vec<&str> = Vec::new();
    let mut rest = run;
    while let Some(c) = rest.chars().next() {
        let ends = rest.char_indices().map(|(i, c)| i + c.len_utf8()).take(LONGEST).collect::<Vec<_>>();
        let word = ends.iter().skip(1).rev().find_map(|&end| Some((end, *tables().words.get(&rest[..end])?)));
        match word {
            Some((end, reading)) => {
                syllables.extend(reading.split(' '));
                rest = &rest[end..];
            }
            None => {
                syllables.push(any_ascii::any_ascii_char(c));
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    join(syllables.into_iter())
}

fn join<'a>(syllables: impl Iterator<Item = &'a str>) -> String {
    let mut word = String::new();
    for syllable in syllables {
        let lower = syllable.to_lowercase();
        if !word.is_empty() && lower.starts_with(['a', 'e', 'o']) {
            word.push('\'');
        }
        word.push_str(&lower);
    }
    word
}

/// A Japanese name: a surname of the table and a given name that the model reads, or one of them.
fn japanese(run: &str, n: usize) -> Option<Vec<(String, f32)>> {
    static SURNAMES: OnceLock<FxHashMap<&'static str, &'static str>> = OnceLock::new();
    let surnames = SURNAMES.get_or_init(|| pairs("romanize/japanese-surnames.tsv"));
    let given = |name: &str| {
        let model = models::get("Jpan").filter(|model| !name.is_empty() && model.knows(name))?;
        Some(models::spell(model, name, 0, n)).filter(|choices| !choices.is_empty())
    };
    static WORDS: OnceLock<FxHashMap<&'static str, &'static str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| pairs("romanize/japanese-words.tsv"));
    if let Some(word) = words.get(run) {
        return Some(vec![(models::capitalized(word), 1.0)]);
    }
    let whole = surnames.get(run).map(|reading| vec![(models::capitalized(reading), 1.0)]);
    let ends: Vec<usize> = run.char_indices().map(|(i, _)| i).skip(1).take(3).collect();
    // The longest surname, but one character for the given name at least, two if there are.
    let split = || {
        let count = run.chars().count();
        let fits =
            |&(chars, end): &(usize, usize)| (1..=3).contains(&(count - chars)) && surnames.contains_key(&run[..end]);
        let cuts = ends.iter().enumerate().map(|(i, &end)| (i + 1, end)).filter(fits);
        let (_, end) = cuts.max_by_key(|&(chars, _)| (count - chars != 1 || count == 2, chars))?;
        let surname = models::capitalized(surnames.get(&run[..end])?);
        let choices = given(&run[end..])?.into_iter();
        Some(choices.map(|(text, p)| (format!("{surname} {text}"), p)).collect())
    };
    whole.or_else(split).or_else(|| given(run))
}
