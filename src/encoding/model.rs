//! What characters cost in text: a model of the languages of each script, shared by everything that weighs readings.
//!
//! For each alphabet there is one table of pairs of characters: -ln P(second | first) in each of its languages, in sixteenths of
//! a nat, a row of bytes that holds all languages. Letters are in lower case; what stands between them is the same in all
//! alphabets. Scripts without a table (`wide`), and those of East Asia, have the costs of single characters. [`super::cost`] adds them up. Trained by
//! `cargo xtask train-encoding` into `langdata/encoding/model.bin`.

use std::sync::LazyLock;

use crate::langdata;

/// Alphabets that have a table of pairs, as ISO 15924 codes.
pub const ALPHABETS: [&str; 6] = ["Latn", "Cyrl", "Grek", "Arab", "Hebr", "Thai"];
/// The Latin alphabet's index.
pub(super) const LATIN: u8 = 0;
/// Languages of the Latin alphabet, the last one for all others together.
pub const LATIN_LANES: usize = 32;
/// Languages of another alphabet, the last one for all others together.
pub const LANES: usize = 8;
/// Kinds of East Asian text: simplified and traditional Chinese, Japanese, Korean.
pub const WIDE_LANES: usize = 4;

/// Units of a nat.
pub const NAT: u32 = 16;
/// The cost of what never stands in text: controls, private characters, noncharacters.
pub(super) const NEVER: u32 = 255;

/// What letters stand between: the ASCII classes, then these one by one, then other signs, and lines and boxes.
const ASCII_CLASSES: u8 = 13;
const SIGNS: &str = "\u{A0}\u{A1}\u{A2}\u{A3}\u{A4}\u{A5}\u{A6}\u{A7}\u{A8}\u{A9}\u{AA}\u{AB}\u{AC}\u{AD}\u{AE}\u{AF}\u{B0}\u{B1}\u{B2}\u{B3}\
    \u{B4}\u{B5}\u{B6}\u{B7}\u{B8}\u{B9}\u{BA}\u{BB}\u{BC}\u{BD}\u{BE}\u{BF}\u{D7}\u{F7}\u{2013}\u{2014}\u{2018}\u{2019}\u{201A}\u{201C}\u{201D}\u{201E}\
    \u{2020}\u{2021}\u{2022}\u{2026}\u{2030}\u{2039}\u{203A}\u{20AC}\u{2122}\u{2116}\u{192}\u{2C6}\u{2DC}\u{2D9}\u{2D8}\u{2DB}\u{2DD}\u{2C7}\u{60C}\u{61B}\u{61F}\u{640}\u{200C}\u{200D}\u{200E}\u{200F}\u{E3F}";
/// Classes of what stands between letters.
pub const SHARED: usize = ASCII_CLASSES as usize + 69 + 2;

/// A group of characters: an alphabet's index, or one of these.
pub(super) const COMMON: u8 = 6;
/// Characters that have a cost of their own, whatever is before them.
pub(super) const WIDE: u8 = 7;
/// Characters that no text holds.
pub(super) const NONE: u8 = 8;

/// Whether a letter has a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum Case {
    /// No letter, or of an alphabet without case.
    None,
    /// A small letter.
    Lower,
    /// A capital.
    Upper,
}

/// A character as the tables have it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fold {
    /// Its alphabet, or `COMMON`, `WIDE`, `NONE`.
    pub(super) group: u8,
    /// Its place in the tables of its alphabet; for `WIDE` the part of the characters it belongs to.
    pub(super) class: u8,
    pub(super) case: Case,
    pub(super) ascii: bool,
}

/// What stands before the first and behind the last character.
pub(super) const EDGE: Fold = Fold { group: COMMON, class: 0, case: Case::None, ascii: true };

/// The letters that an alphabet has, in lower case.
pub struct Alphabet {
    letters: Vec<char>,
}

impl Alphabet {
    /// Of these letters, in order.
    pub fn new(mut letters: Vec<char>) -> Alphabet {
        letters.sort_unstable();
        letters.dedup();
        letters.truncate(255 - SHARED - 1);
        Alphabet { letters }
    }

    /// Classes in its table: shared ones, letters, all other letters.
    pub fn classes(&self) -> usize {
        SHARED + self.letters.len() + 1
    }

    /// Its letters.
    pub fn letters(&self) -> &[char] {
        &self.letters
    }

    fn class(&self, letter: char) -> u8 {
        (SHARED + self.letters.binary_search(&letter).unwrap_or(self.letters.len())) as u8
    }
}

/// Code points that have an entry in the table of folds.
const FOLDED: usize = 0x2800;

/// Folds characters into the classes of the alphabets.
pub struct Folds {
    /// The alphabets, as [`ALPHABETS`] has them.
    pub alphabets: Vec<Alphabet>,
    table: Vec<Fold>,
}

impl Folds {
    /// For these alphabets.
    pub fn new(alphabets: Vec<Alphabet>) -> Folds {
        let mut folds = Folds { alphabets, table: Vec::new() };
        folds.table = (0..FOLDED as u32).map(|c| char::from_u32(c).map_or(WIDE_FOLD, |c| folds.slowly(c))).collect();
        for (class, sign) in (ASCII_CLASSES..).zip(SIGNS.chars()) {
            folds.table[sign as usize] = Fold { class, ascii: false, ..EDGE };
        }
        folds
    }

    /// A character's.
    #[inline]
    pub fn of(&self, c: char) -> Fold {
        match self.table.get(c as usize) {
            Some(&fold) => fold,
            None => beyond(c),
        }
    }

    /// The class of a letter in an alphabet's table.
    pub fn class_in(&self, c: char, alphabet: u8) -> Option<u8> {
        Some(self.of(c)).filter(|fold| fold.group == alphabet).map(|fold| fold.class)
    }

    /// A character's that is none of [`SIGNS`].
    fn slowly(&self, c: char) -> Fold {
        let common = |class: u8| Fold { class, ascii: c.is_ascii(), ..EDGE };
        if let Some(class) = ascii_class(c) {
            return common(class);
        }
        if matches!(c, '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}') {
            return Fold { group: NONE, class: 0, case: Case::None, ascii: c.is_ascii() };
        }
        if matches!(c, '\u{2500}'..='\u{259F}') {
            return common(SHARED as u8 - 1);
        }
        let Some(alphabet) = alphabet_of(c) else {
            let sign =
                matches!(c, '\u{2B0}'..='\u{2FF}' | '\u{2000}'..='\u{2BFF}') || c < '\u{600}' && !c.is_alphanumeric();
            return if sign { common(SHARED as u8 - 2) } else { beyond(c) };
        };
        let lower = lower(c);
        let case = if lower != c || matches!(c, '\u{130}') {
            Case::Upper
        } else if alphabet < 3 && c.is_lowercase() {
            Case::Lower
        } else {
            Case::None
        };
        let class = self.alphabets.get(usize::from(alphabet)).map_or(SHARED as u8, |a| a.class(lower));
        Fold { group: alphabet, class, case, ascii: c.is_ascii() }
    }
}

const WIDE_FOLD: Fold = Fold { group: WIDE, class: 255, case: Case::None, ascii: false };

/// A character's small letter; the dotted capital of Turkish has the common one.
fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match lower.next() {
        _ if c == '\u{130}' => 'i',
        Some(low) if lower.next().is_none() => low,
        _ => c,
    }
}

/// Characters that are in no alphabet.
fn beyond(c: char) -> Fold {
    let wide = |class: u8| Fold { class, ..WIDE_FOLD };
    match u32::from(c) {
        0xE000..=0xF8FF | 0xFFF0..=0xFFFF | 0xF0000.. => Fold { group: NONE, ..WIDE_FOLD },
        0x3000..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7A3 => wide(0),
        0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFFEF | 0x20000..=0x3FFFF => wide(0),
        0xFB00..=0xFB06 => Fold { group: COMMON, class: SHARED as u8 - 2, case: Case::None, ascii: false },
        0x1F000..=0x1FAFF | 0xFE00..=0xFE0F => {
            Fold { group: COMMON, class: SHARED as u8 - 2, case: Case::None, ascii: false }
        }
        other => wide((other >> 8).clamp(1, 254) as u8),
    }
}

fn ascii_class(c: char) -> Option<u8> {
    Some(match c {
        ' ' | '\t' | '\n' | '\r' => 0,
        '0'..='9' => 1,
        '.' => 2,
        ',' => 3,
        '-' => 4,
        '\'' => 5,
        '"' => 6,
        '(' => 7,
        ')' => 8,
        ':' | ';' => 9,
        '!' | '?' => 10,
        '/' => 11,
        '\u{20}'..='\u{7E}' if !c.is_ascii_alphabetic() => 12,
        _ => return None,
    })
}

/// The alphabet of a letter or of a mark on letters.
pub fn alphabet_of(c: char) -> Option<u8> {
    Some(match c {
        'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{2AF}' | '\u{1E00}'..='\u{1EFF}' | '\u{300}'..='\u{36F}' => 0,
        '\u{400}'..='\u{52F}' => 1,
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' if c != '\u{37E}' => 2,
        '\u{620}'..='\u{6D3}' | '\u{6D5}'..='\u{6FF}' | '\u{750}'..='\u{77F}' => 3,
        '\u{591}'..='\u{5F4}' => 4,
        '\u{E01}'..='\u{E3A}' | '\u{E40}'..='\u{E5B}' => 5,
        _ => return None,
    })
}

/// The table of pairs of an alphabet; `N` languages.
pub(super) struct Pairs<const N: usize> {
    classes: usize,
    /// So many languages there are; behind them everything costs 255.
    languages: usize,
    rows: Vec<[u8; N]>,
    /// The least of each row.
    least: Vec<u8>,
}

impl<const N: usize> Pairs<N> {
    fn new(classes: usize, languages: usize, rows: Vec<[u8; N]>) -> Pairs<N> {
        let least = rows.iter().map(|row| row.iter().copied().min().unwrap_or(255)).collect();
        Pairs { classes, languages, rows, least }
    }

    /// The most of the costs of `second` behind `first` in any language.
    #[inline]
    pub(super) fn most(&self, first: u8, second: u8) -> u8 {
        self.row(first, second)[..self.languages].iter().copied().max().unwrap_or(255)
    }

    /// The least of the costs of `second` behind `first`: a first look, in a tenth of the memory.
    #[inline(always)]
    pub(super) fn least(&self, first: u8, second: u8) -> u8 {
        self.least.get(usize::from(first) * self.classes + usize::from(second)).copied().unwrap_or(255)
    }

    /// The costs of `second` behind `first` in each language.
    #[inline(always)]
    pub(super) fn row(&self, first: u8, second: u8) -> &[u8; N] {
        self.rows.get(usize::from(first) * self.classes + usize::from(second)).unwrap_or(&[255; N])
    }
}

/// The model.
pub(super) struct Model {
    pub(super) folds: Folds,
    pub(super) latin: Pairs<LATIN_LANES>,
    /// The other alphabets' tables, from `ALPHABETS[1]` on.
    pub(super) others: Vec<Pairs<LANES>>,
    /// The languages of each alphabet, in the order of the rows.
    languages: Vec<Vec<String>>,
    /// Code point >> 8 → where its 256 costs are in `singles`, or none.
    pages: Vec<u16>,
    singles: Vec<[u8; WIDE_LANES]>,
}

/// The name of a place for a language that there is none for.
const NO_LANGUAGE: &str = "---";

/// The cost of a character that the model has never seen, in the kinds of East Asian text.
const UNSEEN: [u8; WIDE_LANES] = [240; WIDE_LANES];

impl Model {
    /// The embedded model.
    pub(super) fn get() -> &'static Model {
        static MODEL: LazyLock<Model> = LazyLock::new(|| {
            let packed = langdata::bytes("encoding/model.bin");
            let bytes = zstd::decode_all(packed).unwrap_or_default();
            // A test opens it; without it everything costs the same.
            Model::parse(&bytes).unwrap_or_else(Model::empty)
        });
        &MODEL
    }

    fn empty() -> Model {
        let folds = Folds::new(ALPHABETS.iter().map(|_| Alphabet::new(Vec::new())).collect());
        let others = (1..ALPHABETS.len()).map(|_| Pairs::new(0, 0, Vec::new())).collect();
        let (pages, singles, languages) = (Vec::new(), Vec::new(), vec![Vec::new(); ALPHABETS.len()]);
        Model { folds, latin: Pairs::new(0, 0, Vec::new()), others, languages, pages, singles }
    }

    /// The languages of an alphabet, in the order of its rows; `mul` for all others.
    pub(super) fn languages(&self, alphabet: u8) -> &[String] {
        self.languages.get(usize::from(alphabet)).map_or(&[], Vec::as_slice)
    }

    /// What a character costs by itself.
    #[inline]
    pub(super) fn single(&self, c: char) -> &[u8; WIDE_LANES] {
        let page = self.pages.get(c as usize >> 8).copied().unwrap_or(u16::MAX);
        self.singles.get(usize::from(page) << 8 | c as usize & 0xFF).unwrap_or(&UNSEEN)
    }

    fn parse(bytes: &[u8]) -> Option<Model> {
        let mut rest = Rest(bytes);
        let (mut alphabets, mut latin, mut others, mut languages) = (Vec::new(), None, Vec::new(), Vec::new());
        for i in 0..ALPHABETS.len() {
            let lanes = if i == 0 { LATIN_LANES } else { LANES };
            let names = (0..lanes).map(|_| Some(std::str::from_utf8(rest.take(3)?).ok()?.to_owned()));
            let names = names.collect::<Option<Vec<_>>>()?;
            let used = names.iter().position(|name| name == NO_LANGUAGE).unwrap_or(lanes);
            languages.push(names);
            let letters = rest.number()?;
            let letters: Option<Vec<char>> = (0..letters).map(|_| char::from_u32(rest.number()?)).collect();
            let alphabet = Alphabet::new(letters?);
            let classes = alphabet.classes();
            let table = rest.take(classes * classes * lanes)?;
            if i == 0 {
                latin = Some(Pairs::new(classes, used, transposed(table)));
            } else {
                others.push(Pairs::new(classes, used, transposed(table)));
            }
            alphabets.push(alphabet);
        }
        let (mut pages, mut singles) = (Vec::new(), Vec::new());
        for _ in 0..rest.number()? {
            let page = rest.number()? as usize;
            if page > 0xFFF {
                return None;
            }
            pages.resize(pages.len().max(page + 1), u16::MAX);
            pages[page] = (singles.len() >> 8) as u16;
            for costs in rest.take(256 * WIDE_LANES)?.chunks_exact(WIDE_LANES) {
                singles.push([costs[0], costs[1], costs[2], costs[3]]);
            }
        }
        Some(Model { folds: Folds::new(alphabets), latin: latin?, others, languages, pages, singles })
    }
}

/// The rows of a table that is written language by language, which packs better.
fn transposed<const N: usize>(table: &[u8]) -> Vec<[u8; N]> {
    /// Rows that stay near while they are filled.
    const NEAR: usize = 128;
    let mut rows = vec![[0; N]; table.len() / N];
    for (i, near) in rows.chunks_mut(NEAR).enumerate() {
        for (lane, costs) in table.chunks_exact((table.len() / N).max(1)).enumerate() {
            for (row, &cost) in near.iter_mut().zip(&costs[i * NEAR..]) {
                row[lane] = cost;
            }
        }
    }
    rows
}

struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }
}

/// For `cargo xtask train-encoding` alone; no part of the library's promise.
#[doc(hidden)]
pub mod training {
    pub use super::{ALPHABETS, Alphabet, Fold, Folds, LANES, LATIN_LANES, NAT, SHARED, WIDE_LANES, alphabet_of};

    /// A pair of classes in an alphabet, or a character by itself.
    pub enum Step {
        /// Alphabet, class before, class.
        Pair(u8, u8, u8),
        /// A character that has a cost of its own.
        Single(char),
    }

    /// Calls `each` with what `cost` adds up for a text.
    pub fn for_each_step(folds: &Folds, text: &str, mut each: impl FnMut(Step)) {
        let mut before = super::super::cost::START;
        for (c, next) in text.chars().map(|c| (c, folds.of(c))).chain([(' ', super::EDGE)]) {
            match super::super::cost::step(&mut before, next) {
                super::super::cost::Step::Pair(alphabet, first, second) => each(Step::Pair(alphabet, first, second)),
                super::super::cost::Step::Single => each(Step::Single(c)),
                super::super::cost::Step::Never => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_whole() {
        let model = Model::get();
        assert_eq!(SIGNS.chars().count() + usize::from(ASCII_CLASSES) + 2, SHARED);
        for (alphabet, name) in ALPHABETS.iter().enumerate() {
            let languages = model.languages(alphabet as u8);
            assert!(languages.iter().any(|l| l == "mul"), "{name}: {languages:?}");
        }
        let english = model.languages(LATIN).iter().position(|l| l == "eng").unwrap();
        let cost = |pair: &str| {
            let folds: Vec<Fold> = pair.chars().map(|c| model.folds.of(c)).collect();
            model.latin.row(folds[0].class, folds[1].class)[english]
        };
        assert!(cost("th") < 32 && cost("xq") > 80, "{} {}", cost("th"), cost("xq"));
        assert!(model.single('\u{7684}')[0] < 64 && model.single('\u{7684}')[3] > 200);
    }
}
