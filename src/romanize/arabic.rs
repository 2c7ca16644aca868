//! Names in Arabic script: the table of names first, then the learned model, then the rules.
//!
//! A line is cut into units that stand in the table, the longest first (`عبد الله`, `نور الدين`). What countries the units are
//! counted in tells where the name is from, and that how it is spelled: Mohamed in Cairo, Mohammad in Tehran.

use crate::language::Language;

use super::abjad;
use super::arabic_names::ArabicNames;
use super::countries::{Belief, Country};
use super::models;
use super::script::Script;

/// Longest unit of the table, in words.
const WORDS: usize = 4;
/// Words of a line that its country is told by.
const TELLING: usize = 12;
/// A name that ends many compounds is counted at least so often.
const KNOWN: u32 = 5;

/// A part of a name that is spelled as one.
pub(super) struct Unit {
    /// Where it ends in the run of words, in bytes.
    pub(super) end: usize,
    /// Spellings, capitals included, and their probabilities, the best first; never empty.
    pub(super) choices: Vec<(String, f32)>,
}

/// What decides among spellings.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) language: Option<Language>,
    pub(super) country: Option<&'a str>,
    /// Names are told apart by country; words of a text are not.
    pub(super) is_name: bool,
    /// How many spellings are asked for.
    pub(super) choices: usize,
}

/// The words in Arabic letters at the start of `rest`, with one space between them: where each begins and ends.
fn words(rest: &str) -> Vec<(usize, usize)> {
    let (mut words, mut at) = (Vec::new(), 0);
    for word in rest.split(' ') {
        let length = word.char_indices().find(|&(_, c)| !is_letter(c)).map_or(word.len(), |(i, _)| i);
        if length == 0 {
            break;
        }
        words.push((at, at + length));
        if length < word.len() {
            break;
        }
        at += word.len() + 1;
    }
    words
}

/// Reads the run of words at the start of `rest`.
pub(super) fn units(rest: &str, given: Given) -> Vec<Unit> {
    let names = ArabicNames::get();
    let words = words(rest);
    let keys: Vec<String> = words.iter().map(|&(from, to)| key(&rest[from..to])).collect();
    let end = words.last().map_or(0, |&(_, end)| end);
    let mut belief = Belief::new(given.country, given.language, &rest[..end.min(rest.len())]);
    // The units: how many words each has, and its row of the table.
    let (mut cut, mut at) = (Vec::new(), 0);
    while at < words.len() {
        let (mut length, mut forms) = (1, Vec::new());
        let mut joined = keys[at..words.len().min(at + WORDS)].join(" ");
        for n in (1..=WORDS.min(words.len() - at)).rev() {
            forms = names.forms(&joined);
            if !forms.is_empty() || n == 1 {
                length = n;
                break;
            }
            joined.truncate(joined.rfind(' ').unwrap_or(0));
        }
        if given.is_name && cut.len() < TELLING && !forms.is_empty() {
            belief.learn(&forms);
        }
        cut.push((at, length, forms));
        at += length;
    }
    let (country, group) = (belief.country(), belief.group());
    let mut units: Vec<Unit> = Vec::with_capacity(cut.len());
    for (at, length, forms) in cut {
        let (from, end) = (words[at].0, words[at + length - 1].1);
        let choices = if forms.is_empty() {
            word(&rest[from..end], &keys[at], country, group, given)
        } else {
            let weights = belief.weigh(&forms);
            forms.iter().zip(weights).map(|(form, weight)| (form.latin.to_owned(), weight)).collect()
        };
        units.push(Unit { end, choices: best(choices, given.choices) });
    }
    units
}

/// The best `n`, with probabilities that add up to at most one.
fn best(mut choices: Vec<(String, f32)>, n: usize) -> Vec<(String, f32)> {
    choices.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    choices.truncate(n.max(1));
    choices
}

/// A word that is not in the table as it stands.
fn word(word: &str, key: &str, country: Option<&Country>, group: u8, given: Given) -> Vec<(String, f32)> {
    let names = ArabicNames::get();
    let with = |before: &str, choices: Vec<(String, f32)>| {
        choices.into_iter().map(|(text, p)| (format!("{before}{text}"), p)).collect::<Vec<_>>()
    };
    // The article.
    if let Some(rest) = key.strip_prefix("\u{627}\u{644}").filter(|rest| rest.chars().count() > 2) {
        return with(country.map_or("Al-", |country| country.article), part(rest, rest, group, given));
    }
    if let Some(country) = country {
        // `عبد` and the article before a name, `الدين` and `الله` after one, written together.
        let attached = [
            ("\u{639}\u{628}\u{62F}\u{627}\u{644}", country.servant, true),
            ("\u{627}\u{644}\u{62F}\u{64A}\u{646}", country.faith, false),
            ("\u{627}\u{644}\u{644}\u{647}", country.god, false),
        ];
        for (affix, latin, is_first) in attached {
            let rest = if is_first { key.strip_prefix(affix) } else { key.strip_suffix(affix) };
            let Some(rest) = rest.filter(|rest| rest.chars().count() > 1) else { continue };
            let choices =
                part(rest, rest, group, given).into_iter().map(|(text, p)| match (is_first, latin.strip_suffix('~')) {
                    (true, Some(latin)) => (format!("{latin}{}", text.to_lowercase()), p),
                    (true, None) => (format!("{latin}{text}"), p),
                    (false, _) => (format!("{text}{}", latin.trim_start_matches('~')), p),
                });
            return choices.collect();
        }
    }
    // Two names written together, which are well known.
    let splits = key.char_indices().skip(3).map(|(i, _)| i).filter(|&i| key[i..].chars().count() > 2);
    let known = |i: usize| {
        let count = names.count_of(&key[..i]).min(names.count_of(&key[i..]));
        (count >= KNOWN).then_some((count, i))
    };
    if let Some((_, i)) = splits.filter_map(known).max() {
        let (first, second) = (part(&key[..i], &key[..i], group, given), part(&key[i..], &key[i..], group, given));
        let pair = |(a, p): &(String, f32), (b, q): &(String, f32)| (format!("{a}{}", b.to_lowercase()), p * q);
        return first.iter().flat_map(|a| second.iter().map(move |b| pair(a, b))).collect();
    }
    part(word, key, group, given)
}

/// A name without affixes: by the table, else by the model, else by rule.
fn part(word: &str, key: &str, group: u8, given: Given) -> Vec<(String, f32)> {
    let forms = ArabicNames::get().forms(key);
    if !forms.is_empty() {
        let belief = Belief::new(given.country, given.language, word);
        let weights = belief.weigh(&forms);
        return best(forms.iter().zip(weights).map(|(form, p)| (form.latin.to_owned(), p)).collect(), given.choices);
    }
    let letters: String = key.chars().filter(|&c| c != ' ').collect();
    if let Some(model) = models::get("Arab").filter(|model| model.knows(&letters)) {
        let spelled = models::spell(model, &letters, group, given.choices);
        if !spelled.is_empty() {
            return spelled;
        }
    }
    let mut latin = String::new();
    abjad::arabic(word, given.language, &mut latin);
    vec![(models::capitalized(&latin), 1.0)]
}

fn is_letter(c: char) -> bool {
    Script::of(c) == Script::Arabic || matches!(c, '\u{200C}' | '\u{200D}')
}

/// A word as the table of names has it: no vowel signs and tatweel, one alef, yeh, kaf and heh.
pub(super) fn key(word: &str) -> String {
    word.chars().filter_map(|c| fold(c).filter(|c| !matches!(c, '\u{64B}'..='\u{65F}' | '\u{670}'))).collect()
}

/// One letter for those that are written for each other; signs stay.
pub(super) fn fold(c: char) -> Option<char> {
    Some(match c {
        '\u{622}' | '\u{623}' | '\u{625}' | '\u{671}' => '\u{627}',
        '\u{649}' | '\u{6CC}' | '\u{6CD}' => '\u{64A}',
        '\u{6A9}' => '\u{643}',
        '\u{629}' | '\u{6C0}' | '\u{6C1}' | '\u{6C2}' | '\u{6C3}' => '\u{647}',
        '\u{640}' | '\u{200C}' | '\u{200D}' | '\u{610}'..='\u{61A}' | '\u{6D6}'..='\u{6DC}' => return None,
        _ => c,
    })
}
