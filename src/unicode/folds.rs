//! Which folds there are, which of them a profile does, and the table `langdata/unicode/folds.tsv` of what they fold.

use std::borrow::Cow;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

use super::{Settings, blocks};
use crate::langdata;
use crate::language::Language;

/// The folds that come with a profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Line ends only.
    Lossless,
    /// What a reader does not see: blanks, line ends, invisible characters.
    #[default]
    Text,
    /// All folds: for keys to search by, not for reading.
    Search,
}

/// A fold. What each one does and loses: `langdata/unicode/README.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fold {
    /// Line ends inside a paragraph are blanks, or nothing.
    LineEnds,
    /// All blanks are U+0020, one at a time, none outside.
    Spaces,
    /// No control codes.
    Controls,
    /// No invisible characters without meaning.
    Invisible,
    /// No joiners without meaning.
    Joiners,
    /// No bidirectional controls without meaning.
    Bidi,
    /// ASCII quotes.
    Quotes,
    /// ASCII hyphens.
    Dashes,
    /// Three full stops.
    Ellipsis,
    /// Ligatures taken apart.
    Ligatures,
    /// Letters of usual width.
    Width,
    /// Letters in place of Arabic presentation forms.
    ArabicForms,
    /// Persian kaf and yeh in Persian and its neighbours.
    PersianLetters,
    /// Arabic kaf, yeh and heh in Arabic.
    ArabicLetters,
    /// No tatweel.
    Tatweel,
    /// ASCII digits.
    Digits,
    /// Latin letters with strokes and the like as the letters under them.
    LatinLetters,
    /// No diacritics.
    Diacritics,
    /// Lower case.
    Case,
}

impl Fold {
    /// All folds, in the order in which they are listed.
    pub const ALL: [Fold; 19] = [
        Fold::LineEnds,
        Fold::Spaces,
        Fold::Controls,
        Fold::Invisible,
        Fold::Joiners,
        Fold::Bidi,
        Fold::Quotes,
        Fold::Dashes,
        Fold::Ellipsis,
        Fold::Ligatures,
        Fold::Width,
        Fold::ArabicForms,
        Fold::PersianLetters,
        Fold::ArabicLetters,
        Fold::Tatweel,
        Fold::Digits,
        Fold::LatinLetters,
        Fold::Diacritics,
        Fold::Case,
    ];

    /// Its name in settings, edits and the table: `line-ends`, `spaces`, …
    pub fn name(self) -> &'static str {
        match self {
            Fold::LineEnds => "line-ends",
            Fold::Spaces => "spaces",
            Fold::Controls => "controls",
            Fold::Invisible => "invisible",
            Fold::Joiners => "joiners",
            Fold::Bidi => "bidi",
            Fold::Quotes => "quotes",
            Fold::Dashes => "dashes",
            Fold::Ellipsis => "ellipsis",
            Fold::Ligatures => "ligatures",
            Fold::Width => "width",
            Fold::ArabicForms => "arabic-forms",
            Fold::PersianLetters => "persian-letters",
            Fold::ArabicLetters => "arabic-letters",
            Fold::Tatweel => "tatweel",
            Fold::Digits => "digits",
            Fold::LatinLetters => "latin-letters",
            Fold::Diacritics => "diacritics",
            Fold::Case => "case",
        }
    }

    /// The fold with this name.
    pub fn from_name(name: &str) -> Option<Fold> {
        Fold::ALL.into_iter().find(|fold| fold.name() == name)
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }

    /// Whether `spacing` decides about runs of its characters, rather than replacing each by itself.
    pub(super) fn is_spacing(self) -> bool {
        self <= Fold::Bidi
    }
}

/// A set of folds.
#[derive(Clone, Copy)]
pub(super) struct Folds(pub(super) u32);

impl Folds {
    pub(super) fn of(settings: &Settings) -> Folds {
        let spacing = Fold::ALL.iter().filter(|fold| fold.is_spacing()).fold(0, |set, fold| set | fold.bit());
        let mut set = match settings.profile {
            Profile::Lossless => Fold::LineEnds.bit(),
            Profile::Text => spacing,
            Profile::Search => (1 << Fold::ALL.len()) - 1,
        };
        for (fold, on) in &settings.folds {
            set = if *on { set | fold.bit() } else { set & !fold.bit() };
        }
        Folds(set)
    }

    pub(super) fn has(self, fold: Fold) -> bool {
        self.0 & fold.bit() != 0
    }

    /// Whether `search` has something to do.
    pub(super) fn rewrites_letters(self) -> bool {
        self.has(Fold::Case) || self.has(Fold::Diacritics)
    }
}

/// A row of the table for one code point.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) from: char,
    pub(super) fold: Fold,
    pub(super) to: String,
    languages: Vec<Language>,
}

/// The table: for each code point, the folds that know it.
pub(super) struct Table {
    /// Sorted by code point, then fold.
    entries: Vec<Entry>,
    /// Sets of folds by code point, in pages of 256.
    pages: Vec<Option<Box<[u32; 256]>>>,
    /// Sets of folds by the first byte of a character.
    leads: [u32; 256],
    /// What to look for, for the sets of folds that are asked for most.
    plans: Vec<(u32, Plan)>,
}

/// What to look for in a text that a set of folds may change.
#[derive(Clone)]
pub(super) struct Plan {
    /// The limits of the set of first bytes of characters that may be folded, a blank left out: see `blocks`.
    pub(super) limits: Vec<u8>,
    /// For each first byte from 0xC0 on, which second bytes, less 0x80, such a character may have.
    pub(super) seconds: [u64; 64],
    /// Whether more than one blank, or one at an end, is folded.
    pub(super) blanks: bool,
}

impl Table {
    pub(super) fn get() -> &'static Table {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(|| Table::new(parse(langdata::text("unicode/folds.tsv")).0))
    }

    fn new(mut entries: Vec<Entry>) -> Table {
        entries.sort_by_key(|entry| (entry.from, entry.fold));
        let (mut pages, mut leads): (Vec<Option<Box<[u32; 256]>>>, _) = (vec![None; 0x1100], [0; 256]);
        for Entry { from, fold, .. } in &entries {
            let page = pages[*from as usize >> 8].get_or_insert_with(|| Box::new([0; 256]));
            page[*from as usize & 0xFF] |= fold.bit();
            leads[usize::from(from.encode_utf8(&mut [0; 4]).as_bytes()[0])] |= fold.bit();
        }
        let mut table = Table { entries, pages, leads, plans: Vec::new() };
        for profile in [Profile::Lossless, Profile::Text, Profile::Search] {
            let folds = Folds::of(&Settings { profile, ..Settings::default() });
            table.plans.push((folds.0, table.new_plan(folds)));
        }
        table
    }

    /// What to look for in a text that the folds may change.
    pub(super) fn plan(&self, folds: Folds) -> Cow<'_, Plan> {
        match self.plans.iter().find(|(set, _)| *set == folds.0) {
            Some((_, plan)) => Cow::Borrowed(plan),
            None => Cow::Owned(self.new_plan(folds)),
        }
    }

    /// See [`Plan`].
    fn new_plan(&self, folds: Folds) -> Plan {
        let may_begin = |byte: u8| self.leads[usize::from(byte)] & folds.0 != 0;
        let mut seconds = [0; 64];
        for entry in self.entries.iter().filter(|entry| folds.has(entry.fold)) {
            if let [lead, second, ..] = entry.from.encode_utf8(&mut [0; 4]).as_bytes() {
                seconds[usize::from(lead & 0x3F)] |= 1 << (second & 0x3F);
            }
        }
        Plan { seconds, limits: blocks::limits(|byte| byte != b' ' && may_begin(byte)), blanks: may_begin(b' ') }
    }

    /// The first of the folds that folds this character in this language.
    pub(super) fn entry(&self, c: char, language: Language, folds: Folds) -> Option<&Entry> {
        let page = self.pages[c as usize >> 8].as_ref()?;
        if page[c as usize & 0xFF] & folds.0 == 0 {
            return None;
        }
        let start = self.entries.partition_point(|entry| entry.from < c);
        let found = self.entries[start..].iter().take_while(|entry| entry.from == c);
        found.into_iter().find(|e| folds.has(e.fold) && (e.languages.is_empty() || e.languages.contains(&language)))
    }
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
    let &[fold, from, to, _condition, languages, _loses] = row else { return None };
    let fold = Fold::from_name(fold)?;
    let (first, last) = from.split_once("..").unwrap_or((from, from));
    let languages = match languages {
        "*" => Vec::new(),
        list => list.split(',').map(Language::new).collect::<Option<Vec<_>>>()?,
    };
    let to_all = match to {
        "NFKC" => None,
        "-" => Some(String::new()),
        list => Some(list.split(' ').map(code_point).collect::<Option<String>>()?),
    };
    let entry = |from: char| {
        let to = to_all.clone().unwrap_or_else(|| std::iter::once(from).nfkc().collect());
        Entry { from, fold, to, languages: languages.clone() }
    };
    Some((code_point(first)?..=code_point(last)?).map(entry).collect())
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
        for fold in Fold::ALL.into_iter().filter(|fold| !matches!(fold, Fold::Diacritics | Fold::Case)) {
            assert!(entries.iter().any(|entry| entry.fold == fold), "{fold:?} has no row");
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
        ] {
            assert_eq!(parse(row).1, [1], "{row}");
        }
    }
}
