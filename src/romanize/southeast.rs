//! Thai, Lao, Burmese and Khmer: syllables whose vowels may stand before, above, below or behind their consonant, or nowhere.
//!
//! The tables say what each letter is: `consonant` (`first|last`, as it sounds at the start and at the end of a syllable), `before` (a
//! vowel written before the consonant it is spoken after), `sign` (a vowel; in a row of several letters `-` is the consonant), `final`,
//! `virama` (the next consonant is written below), `medial` (a
//! consonant below another), `closer` (the consonant before it ends the syllable, and none without it does), `hushed` (not spoken before one
//! that is `low`), `inner` (a vowel if more follows), `silent` (it silences the consonant before it), `mark` (a tone, which is not written),
//! and the vowels that are not written: `open` and `closed` behind U+25CC.

use super::table::{Context, Table};

/// Longest vowel of a table, in letters.
const LONGEST: usize = 5;

/// A word by the table of its script.
pub(super) fn spell(word: &str, table: &Table, latin: &mut String) {
    let class = |c: char| match table.letter(c).map(|rule| &rule.context) {
        Some(&Context::Class(class)) => class,
        _ => "",
    };
    // Tones are not written; a silenced consonant is not spoken.
    let mut letters: Vec<char> = Vec::new();
    for c in word.chars() {
        match class(c) {
            "mark" => {}
            "silent" => {
                while letters.last().is_some_and(|&last| class(last) == "sign") {
                    letters.pop();
                }
                letters.pop();
            }
            _ => letters.push(c),
        }
    }
    let is_hushed = |i: usize| {
        table.find_class(letters[i], "hushed").is_some()
            && letters.get(i + 1).is_some_and(|&c| table.find_class(c, "low").is_some())
            && (letters.get(i + 2).is_some_and(|&c| matches!(class(c), "sign" | "consonant"))
                || i > 0 && class(letters[i - 1]) == "before")
    };
    let letters: Vec<char> = (0..letters.len()).filter(|&i| !is_hushed(i)).map(|i| letters[i]).collect();
    let is = |i: usize, what: &str| letters.get(i).is_some_and(|&c| class(c) == what);
    let closers = table.has_class("closer");
    // Whether the consonant ends the syllable before it.
    let ends = |i: usize| {
        is(i, "consonant") && if closers { is(i + 1, "closer") } else { !starts_syllable(&letters, i, class) }
    };
    let sound = |i: usize, last: bool| -> &'static str {
        let to = letters.get(i).and_then(|&c| table.letter(c)).map_or("", |rule| rule.to);
        let (first, end) = to.split_once('|').unwrap_or((to, to));
        if last { end } else { first }
    };
    let unwritten = |what: &str| table.find_class('\u{25CC}', what).unwrap_or("a");
    let mut i = 0;
    while i < letters.len() {
        let lead = if is(i, "before") { Some(letters[i]) } else { None };
        let begin = i + usize::from(lead.is_some());
        if !is(begin, "consonant") {
            latin.push_str(sound(i, false));
            i += 1;
            continue;
        }
        // The consonants of the syllable: stacked ones, and the two of a cluster that the script writes side by side.
        let mut end = begin + 1;
        while is(end, "virama") && is(end + 1, "consonant") {
            end += 2;
        }
        while is(end, "medial") {
            end += 1;
        }
        let cluster = end == begin + 1
            && is(end, "consonant")
            && table.find_class(letters[end], "liquid").is_some()
            && table.find_class(letters[begin], "stop").is_some()
            && (is(end + 1, "sign") || lead.is_some() && is(end + 1, "consonant"));
        end += usize::from(cluster);
        // The vowel: the longest row that fits what stands before and behind.
        let vowel = (0..=LONGEST.min(letters.len() - end)).rev().find_map(|n| {
            let key: String = lead.into_iter().chain(['-']).chain(letters[end..end + n].iter().copied()).collect();
            // Not if the last letter of it begins the next syllable.
            let next = end + n;
            let ends_in_consonant = n > 0 && class(letters[next - 1]) == "consonant";
            if ends_in_consonant && (is(next, "sign") || is(next, "virama") || is(next, "medial")) {
                return None;
            }
            Some((table.vowel(&key, next < letters.len())?, n))
        });
        for k in begin..end {
            if !is(k, "virama") {
                latin.push_str(sound(k, false));
            }
        }
        let mut after = end;
        match vowel.filter(|&(_, n)| n > 0 || lead.is_some()) {
            Some((to, n)) => {
                latin.push_str(to);
                after += n;
            }
            None => {
                let closes = ends(end);
                latin.push_str(unwritten(if closes { "closed" } else { "open" }));
            }
        }
        if ends(after) {
            latin.push_str(sound(after, true));
            after += 1 + usize::from(closers);
        }
        while is(after, "final") {
            latin.push_str(sound(after, true));
            after += 1;
        }
        i = after.max(i + 1);
    }
}

/// Whether a consonant has a vowel of its own: a sign, one below it, or one that nothing but itself could carry.
fn starts_syllable(letters: &[char], at: usize, class: impl Fn(char) -> &'static str) -> bool {
    let is = |i: usize, what: &str| letters.get(i).is_some_and(|&c| class(c) == what);
    is(at + 1, "sign") || is(at + 1, "virama") || is(at + 1, "medial")
}
