//! The table `langdata/unicode/folds.tsv`: what the folds replace, by what, where. Runs of blanks and the like are decided in `spacing`.

use std::ops::RangeInclusive;
use std::sync::{Arc, OnceLock, RwLock};

use unicode_normalization::UnicodeNormalization;

use super::blocks;
use super::folds::{Fold, Folds, languages_of};
use crate::langdata;
use crate::language::Language;

/// A row of the table for one first code point.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) from: char,
    pub(super) fold: Fold,
    /// What has to follow.
    rest: Vec<RangeInclusive<char>>,
    to: Vec<To>,
    condition: Condition,
    languages: Vec<Language>,
}

/// A piece of a replacement.
#[derive(Clone, Debug, PartialEq)]
enum To {
    Char(char),
    /// The code point at this place of what is replaced, from 0.
    Same(usize),
}

/// Where a row holds; conditions that `spacing` knows of are none here.
#[derive(Clone, Debug, Default)]
struct Condition {
    /// One of these stands before it.
    after: Option<String>,
    /// None of these stands before it.
    not_after: String,
    /// One of these stands behind it.
    before: Option<String>,
    /// Neither letter nor mark stands behind it.
    ends_word: bool,
}

impl Entry {
    /// Where what it replaces ends, if it stands at the start of `rest`, which `before` is the text before.
    fn end(&self, before: &str, rest: &str) -> Option<usize> {
        let mut chars = rest.char_indices().skip(1);
        for wanted in &self.rest {
            chars.next().filter(|(_, c)| wanted.contains(c))?;
        }
        let (end, next) = chars.next().map_or((rest.len(), None), |(end, c)| (end, Some(c)));
        let Condition { after, not_after, before: followers, ends_word } = &self.condition;
        let previous = before.chars().next_back();
        let is_in = |c: Option<char>, list: &str| c.is_some_and(|c| list.contains(c));
        let holds = after.as_ref().is_none_or(|list| is_in(previous, list))
            && !is_in(previous, not_after)
            && followers.as_ref().is_none_or(|list| is_in(next, list))
            && !(*ends_word
                && next.is_some_and(|c| c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c)));
        holds.then_some(end)
    }

    /// What comes in the place of `replaced`.
    pub(super) fn to(&self, replaced: &str) -> String {
        let piece = |to: &To| match *to {
            To::Char(c) => Some(c),
            To::Same(i) => replaced.chars().nth(i),
        };
        self.to.iter().filter_map(piece).collect()
    }
}

/// The table: for each code point, the folds that know it.
pub(super) struct Table {
    /// Sorted by code point, fold, and the longest first.
    entries: Vec<Entry>,
    /// Sets of folds by code point, in pages of 256.
    pages: Vec<Option<Box<[u64; 256]>>>,
    /// The folds that know a language, and those that know any.
    languages: (Vec<(Language, u64)>, u64),
    /// What to look for, for the sets of folds that were asked for.
    plans: RwLock<Vec<(Folds, Arc<Plan>)>>,
}

/// What to look for in a text that a set of folds may change.
pub(super) struct Plan {
    /// The limits of the set of first bytes of characters that may be folded, a blank left out: see `blocks`.
    pub(super) limits: Vec<u8>,
    /// For each first byte from 0xC0 on, which second bytes, less 0x80, such a character may have.
    seconds: [u64; 64],
    /// Whether more than one blank, or one at an end, is folded.
    pub(super) blanks: bool,
}

impl Plan {
    /// Whether nothing is looked for.
    pub(super) fn is_empty(&self) -> bool {
        self.limits.is_empty() && !self.blanks
    }

    /// Whether a character may be folded that begins with these bytes.
    #[inline(always)]
    pub(super) fn may_begin(&self, first: u8, second: u8) -> bool {
        first < 0xC0 || self.seconds[usize::from(first & 0x3F)] >> (second & 0x3F) & 1 == 1
    }
}

/// Sets of folds that plans are kept for; a program asks for few.
const PLANS: usize = 256;

impl Table {
    pub(super) fn get() -> &'static Table {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(|| Table::new(parse(langdata::text("unicode/folds.tsv")).0))
    }

    fn new(mut entries: Vec<Entry>) -> Table {
        entries.sort_by_key(|entry| (entry.from, entry.fold, std::cmp::Reverse(entry.rest.len())));
        let mut pages: Vec<Option<Box<[u64; 256]>>> = vec![None; 0x1100];
        // The folds that are rules know any language; what they look for they know themselves.
        let rules = [Fold::LookAlikes, Fold::Diacritics, Fold::Case, Fold::StreamSafe];
        let (mut of_languages, mut of_any) = (Vec::new(), rules.iter().fold(0, |set, fold| set | fold.bit()));
        for code in super::han::LANGUAGES {
            let language = Language::new(code).unwrap_or(Language::UND);
            of_languages.push((language, Fold::Simplified.bit() | Fold::Traditional.bit()));
        }
        for Entry { from, fold, languages, .. } in &entries {
            let page = pages[*from as usize >> 8].get_or_insert_with(|| Box::new([0; 256]));
            page[*from as usize & 0xFF] |= fold.bit();
            if languages.is_empty() {
                of_any |= fold.bit();
            }
            for language in languages {
                match of_languages.iter_mut().find(|(known, _)| known == language) {
                    Some((_, set)) => *set |= fold.bit(),
                    None => of_languages.push((*language, fold.bit())),
                }
            }
        }
        Table { entries, pages, languages: (of_languages, of_any), plans: RwLock::default() }
    }

    /// Whether one of the folds knows the character, with others behind it perhaps.
    pub(super) fn may_fold(&self, c: char, folds: Folds) -> bool {
        self.pages[c as usize >> 8].as_ref().is_some_and(|page| page[c as usize & 0xFF] & folds.0 != 0)
    }

    /// The folds that know a language.
    pub(super) fn folds_in(&self, language: Language) -> u64 {
        let (of_languages, of_any) = &self.languages;
        of_any | of_languages.iter().find(|(known, _)| *known == language).map_or(0, |(_, set)| *set)
    }

    /// What to look for in a text that the folds may change.
    pub(super) fn plan(&self, folds: Folds) -> Arc<Plan> {
        let find = |plans: &[(Folds, Arc<Plan>)]| Some(plans.iter().find(|(set, _)| *set == folds)?.1.clone());
        if let Some(plan) = self.plans.read().ok().and_then(|plans| find(&plans)) {
            return plan;
        }
        let plan = Arc::new(self.new_plan(folds));
        if let Ok(mut plans) = self.plans.write()
            && plans.len() < PLANS
        {
            plans.push((folds, plan.clone()));
        }
        plan
    }

    fn new_plan(&self, folds: Folds) -> Plan {
        let (mut leads, mut seconds) = ([false; 256], [0; 64]);
        for entry in self.entries.iter().filter(|entry| folds.has(entry.fold)) {
            let mut bytes = [0; 4];
            let bytes = entry.from.encode_utf8(&mut bytes).as_bytes();
            leads[usize::from(bytes[0])] = true;
            if let [lead, second, ..] = bytes {
                seconds[usize::from(lead & 0x3F)] |= 1 << (second & 0x3F);
            }
        }
        let blanks = leads[usize::from(b' ')];
        Plan { limits: blocks::limits(|byte| byte != b' ' && leads[usize::from(byte)]), seconds, blanks }
    }

    /// The first of the folds that folds what stands at `at` in this language, and where that ends.
    pub(super) fn find(&self, text: &str, at: usize, language: Language, folds: Folds) -> Option<(&Entry, usize)> {
        let (before, rest) = text.split_at_checked(at)?;
        let c = rest.chars().next()?;
        if self.pages[c as usize >> 8].as_ref()?[c as usize & 0xFF] & folds.0 == 0 {
            return None;
        }
        let start = self.entries.partition_point(|entry| entry.from < c);
        let known = self.entries[start..].iter().take_while(|entry| entry.from == c);
        known
            .filter(|entry| {
                folds.has(entry.fold) && (entry.languages.is_empty() || entry.languages.contains(&language))
            })
            .find_map(|entry| Some((entry, at + entry.end(before, rest)?)))
    }

    /// The fold that decides about runs of blanks and the like, and has this character.
    pub(super) fn spacing(&self, c: char, folds: Folds) -> Option<Fold> {
        let set = self.pages[c as usize >> 8].as_ref()?[c as usize & 0xFF] & folds.0;
        if set == 0 {
            return None;
        }
        Fold::ALL.iter().copied().find(|fold| set & fold.bit() != 0).filter(|fold| fold.is_spacing())
    }
}

/// The entries of the table and the rows that could not be read.
fn parse(text: &str) -> (Vec<Entry>, Vec<usize>) {
    let (mut entries, mut bad) = (Vec::new(), Vec::new());
    for (line, row) in langdata::rows(text) {
        match entries_of(&row) {
            Some(found) => entries.extend(found),
            None => bad.push(line),
        }
    }
    (entries, bad)
}

fn entries_of(row: &[&str]) -> Option<Vec<Entry>> {
    let &[fold, from, to, condition, languages, _loses] = row else { return None };
    let (fold, languages, condition) = (Fold::from_name(fold)?, languages_of(languages)?, condition_of(condition)?);
    let mut from = from.split(' ').map(code_points).collect::<Option<Vec<_>>>()?.into_iter();
    let (firsts, rest) = (from.next()?, from.collect::<Vec<_>>());
    let start = *firsts.start();
    let entry = |from: char| {
        let to = match to {
            "NFKC" => std::iter::once(from).nfkc().map(To::Char).collect(),
            "-" => Vec::new(),
            list => list
                .split(' ')
                .map(|piece| to_piece(piece, from as u32 - start as u32, rest.len()))
                .collect::<Option<_>>()?,
        };
        let (rest, condition, languages) = (rest.clone(), condition.clone(), languages.clone());
        Some(Entry { from, fold, rest, to, condition, languages })
    };
    firsts.map(entry).collect()
}

/// `U+0041`, `$1` for the first code point of what is replaced, or `U+0030+` for the code point that lies behind it as far as the
/// replaced one behind the first of its range.
fn to_piece(piece: &str, offset: u32, rest: usize) -> Option<To> {
    if let Some(number) = piece.strip_prefix('$') {
        return number.parse().ok().filter(|n| (1..=rest + 1).contains(n)).map(|n: usize| To::Same(n - 1));
    }
    match piece.strip_suffix('+') {
        Some(first) => char::from_u32(code_point(first)? as u32 + offset).map(To::Char),
        None => code_point(piece).map(To::Char),
    }
}

fn condition_of(column: &str) -> Option<Condition> {
    let mut condition = Condition::default();
    for one in column.split(' ') {
        match one.split_once(':') {
            Some(("after", list)) => condition.after = Some(list.to_owned()),
            Some(("not-after", list)) => condition.not_after = list.to_owned(),
            Some(("before", list)) => condition.before = Some(list.to_owned()),
            Some(_) => return None,
            None if one == "ends-word" => condition.ends_word = true,
            None => {
                let known = ["always", "run", "unwrap", "not-joining", "not-mixed", "not-unspaced", "not-mongolian"];
                known.contains(&one).then_some(())?;
            }
        }
    }
    Some(condition)
}

fn code_points(text: &str) -> Option<RangeInclusive<char>> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    Some(code_point(first)?..=code_point(last)?)
}

fn code_point(text: &str) -> Option<char> {
    char::from_u32(u32::from_str_radix(text.strip_prefix("U+")?, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let (entries, bad) = parse(langdata::text("unicode/folds.tsv"));
        assert_eq!(bad, Vec::<usize>::new(), "lines that are not rows of the table");
        use Fold::{Case, Diacritics, LookAlikes, Simplified, StreamSafe, Traditional};
        let rules = [Case, Diacritics, LookAlikes, Simplified, StreamSafe, Traditional];
        for fold in Fold::ALL.iter().filter(|fold| !rules.contains(fold)) {
            assert!(entries.iter().any(|entry| entry.fold == *fold), "{fold:?} has no row");
        }
    }

    #[test]
    fn bad_rows_are_told() {
        for row in [
            "spaces\tU+0020\tU+0020\trun\t*",
            "space\tU+0020\tU+0020\trun\t*\t-",
            "spaces\t0020\tU+0020\trun\t*\t-",
            "spaces\tU+D800\tU+0020\trun\t*\t-",
            "spaces\tU+0020\tU+0020\trun\tEnglish\t-",
            "digits\tU+0660..U+0669\tU+0030-\talways\t*\t-",
            "thai-order\tU+0E48 U+0E34\t$3 $1\talways\t*\t-",
            "thai-order\tU+0E48 U+0E34\t$2 $1\tsometimes\t*\t-",
        ] {
            assert_eq!(parse(row).1, [1], "{row}");
        }
    }

    #[test]
    fn digits_are_those_of_the_standard() {
        let table = Table::get();
        let folds = Folds(Fold::Digits.bit());
        let mut found = 0;
        for c in ('\u{80}'..=char::MAX).filter(|c| c.is_numeric()) {
            let text = c.to_string();
            if let Some((entry, _)) = table.find(&text, 0, Language::UND, folds) {
                let digit = entry.to(&text);
                assert!(digit.len() == 1 && digit.as_bytes()[0].is_ascii_digit(), "{c:?}");
                // Where there is a compatibility mapping, it has to agree.
                let mapped: String = text.nfkc().collect();
                assert!(mapped == text || mapped == digit, "{c:?}");
                found += 1;
            }
        }
        assert_eq!(found % 10, 0);
        assert!(found >= 650, "{found}");
    }
}
