//! Which folds there are, and which of them a profile does in a language: the table `langdata/unicode/profiles.tsv`.

use std::cell::{Cell, RefCell};
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::table::Table;
use super::{Settings, plain};
use crate::langdata;
use crate::language::Language;

/// The folds that come with a profile. Which they are, in which language: `langdata/unicode/profiles.tsv`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// None: only what is canonically equal is made the same, by the form.
    Lossless,
    /// What a reader does not see: blanks, line ends, invisible characters, letters that have two codes.
    #[default]
    Text,
    /// For keys to search by, not for reading.
    Search,
}

impl Profile {
    const ALL: [Profile; 3] = [Profile::Lossless, Profile::Text, Profile::Search];

    fn name(self) -> &'static str {
        match self {
            Profile::Lossless => "lossless",
            Profile::Text => "text",
            Profile::Search => "search",
        }
    }
}

/// Declares the folds with their names.
macro_rules! folds {
    ($($(#[doc = $doc:literal])+ $fold:ident = $name:literal,)+) => {
        /// A fold. What each one does, in which languages, and what it loses: `langdata/unicode/README.md`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum Fold {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $fold,)+
        }

        impl Fold {
            /// All folds, in the order in which they are listed.
            pub const ALL: &[Fold] = &[$(Fold::$fold),+];

            /// Its name in settings, edits and tables: `line-ends`, `spaces`, …
            pub fn name(self) -> &'static str {
                match self { $(Fold::$fold => $name),+ }
            }
        }
    };
}

// A character that several folds know is folded by the first of those that are on.
folds! {
    /// Line ends inside a paragraph are blanks, or nothing.
    LineEnds = "line-ends",
    /// All blanks are U+0020, one at a time, none outside.
    Spaces = "spaces",
    /// No control codes.
    Controls = "controls",
    /// No soft hyphens.
    SoftHyphens = "soft-hyphens",
    /// No invisible characters without meaning.
    Invisible = "invisible",
    /// Letters in place of a letter, virama and joiner.
    IndicLetters = "indic-letters",
    /// No joiners in Indic words.
    IndicJoiners = "indic-joiners",
    /// No joiners without meaning.
    Joiners = "joiners",
    /// No bidirectional controls without meaning.
    Bidi = "bidi",
    /// ASCII quotes.
    Quotes = "quotes",
    /// ASCII hyphens.
    Dashes = "dashes",
    /// Three full stops.
    Ellipsis = "ellipsis",
    /// Romanian letters with a comma in place of those with a cedilla.
    RomanianLetters = "romanian-letters",
    /// Turkish letters with a cedilla in place of those with a comma, and a dot only once.
    TurkishLetters = "turkish-letters",
    /// ss in place of the German letter.
    GermanLetters = "german-letters",
    /// ae, oe, ue in place of German umlauts.
    Umlauts = "umlauts",
    /// Two letters in place of the Dutch ligature ij.
    DutchLetters = "dutch-letters",
    /// The Catalan double l with a middle dot.
    CatalanLetters = "catalan-letters",
    /// The tone on the first vowel of Vietnamese oa, oe, uy at the end of a syllable.
    VietnameseTones = "vietnamese-tones",
    /// Ligatures taken apart.
    Ligatures = "ligatures",
    /// Letters of usual width.
    Width = "width",
    /// Letters in place of Arabic presentation forms.
    ArabicForms = "arabic-forms",
    /// Letters in place of Hebrew presentation forms.
    HebrewForms = "hebrew-forms",
    /// Persian kaf and yeh in Persian and its neighbours.
    PersianLetters = "persian-letters",
    /// Arabic kaf, yeh and heh in Arabic.
    ArabicLetters = "arabic-letters",
    /// Letters without the hamza that they carry.
    Hamza = "hamza",
    /// No short vowels and other marks of Arabic.
    Harakat = "harakat",
    /// No tatweel.
    Tatweel = "tatweel",
    /// No points and accents of Hebrew.
    HebrewPoints = "hebrew-points",
    /// Letters of Devanagari without nukta.
    Nukta = "nukta",
    /// ASCII digits.
    Digits = "digits",
    /// Vowels and tones of Thai and Lao in the order of the standard.
    ThaiOrder = "thai-order",
    /// Subscripts and vowels of Khmer in the order of the standard.
    KhmerOrder = "khmer-order",
    /// Letters of the word's own script in place of those of another that look the same.
    LookAlikes = "look-alikes",
    /// Simplified Chinese characters.
    Simplified = "simplified",
    /// Traditional Chinese characters.
    Traditional = "traditional",
    /// Latin letters with strokes and the like as the letters under them.
    LatinLetters = "latin-letters",
    /// No diacritics over Latin, Greek and Cyrillic letters.
    Diacritics = "diacritics",
    /// Lower case.
    Case = "case",
    /// Not more than 30 combining marks in a row without a joiner between them.
    StreamSafe = "stream-safe",
}

impl Fold {
    /// The fold with this name.
    pub fn from_name(name: &str) -> Option<Fold> {
        Fold::ALL.iter().copied().find(|fold| fold.name() == name)
    }

    pub(super) const fn bit(self) -> u64 {
        1 << self as u64
    }

    /// Whether `spacing` decides about runs of its characters, rather than replacing each by itself.
    pub(super) fn is_spacing(self) -> bool {
        use Fold::{Bidi, Controls, Invisible, Joiners, LineEnds, SoftHyphens, Spaces};
        matches!(self, LineEnds | Spaces | Controls | SoftHyphens | Invisible | Joiners | Bidi)
    }
}

/// A set of folds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Folds(pub(super) u64);

impl Folds {
    /// Those that the settings ask for in a language, without those that know nothing of it.
    pub(super) fn of(settings: &Settings, language: Language) -> Folds {
        let mut set = Profiles::get().folds(settings.profile, language);
        for (fold, on) in &settings.folds {
            set = if *on { set | fold.bit() } else { set & !fold.bit() };
        }
        Folds(set & Table::get().folds_in(language))
    }

    /// The same, and whether they leave plain ASCII alone; remembered, since paragraphs are many and languages few.
    pub(super) fn remembered(settings: &Settings, language: Language) -> (Folds, bool) {
        type Known = ((Profile, Language), (Folds, bool));
        thread_local! {
            static LAST: Cell<Option<Known>> = const { Cell::new(None) };
            static KNOWN: RefCell<FxHashMap<(Profile, Language), (Folds, bool)>> = RefCell::default();
        }
        let of = || {
            let folds = Folds::of(settings, language);
            (folds, plain::is_left_alone(folds))
        };
        let key = (settings.profile, language);
        match LAST.get() {
            _ if !settings.folds.is_empty() => of(),
            Some((last, known)) if last == key => known,
            _ => {
                let known = KNOWN.with_borrow_mut(|known| *known.entry(key).or_insert_with(of));
                LAST.set(Some((key, known)));
                known
            }
        }
    }

    pub(super) fn has(self, fold: Fold) -> bool {
        self.0 & fold.bit() != 0
    }
}

/// A row of the table of profiles.
struct Row {
    profile: Profile,
    /// Empty: any.
    languages: Vec<Language>,
    folds: u64,
}

/// What profiles do.
struct Profiles(Vec<Row>);

impl Profiles {
    fn get() -> &'static Profiles {
        static PROFILES: OnceLock<Profiles> = OnceLock::new();
        PROFILES.get_or_init(|| {
            let rows = langdata::rows(langdata::text("unicode/profiles.tsv"));
            Profiles(rows.filter_map(|(_, row)| profile_row(&row)).collect())
        })
    }

    fn folds(&self, profile: Profile, language: Language) -> u64 {
        let rows = self.0.iter().filter(|row| row.profile == profile);
        let rows = rows.filter(|row| row.languages.is_empty() || row.languages.contains(&language));
        rows.fold(0, |set, row| set | row.folds)
    }
}

fn profile_row(row: &[&str]) -> Option<Row> {
    let &[profile, languages, folds] = row else { return None };
    let profile = Profile::ALL.into_iter().find(|p| p.name() == profile)?;
    let folds =
        folds.split(',').map(|fold| Some(Fold::from_name(fold)?.bit())).try_fold(0, |set, bit| Some(set | bit?))?;
    Some(Row { profile, languages: languages_of(languages)?, folds })
}

/// The languages of a column: `*`, none in the result, is any.
pub(super) fn languages_of(column: &str) -> Option<Vec<Language>> {
    match column {
        "*" => Some(Vec::new()),
        list => list.split(',').map(Language::new).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_row_is_read() {
        for (line, row) in langdata::rows(langdata::text("unicode/profiles.tsv")) {
            assert!(profile_row(&row).is_some(), "line {line}");
        }
        for row in ["text\t*", "texts\t*\tspaces", "text\tEnglish\tspaces", "text\t*\tspaces,space"] {
            assert!(profile_row(&row.split('\t').collect::<Vec<_>>()).is_none(), "{row}");
        }
    }

    #[test]
    fn the_readme_lists_every_fold_with_its_profiles() {
        let readme = langdata::text("unicode/README.md");
        let in_any_language =
            |profile| Profiles::get().0.iter().filter(|row| row.profile == profile).fold(0, |set, row| set | row.folds);
        let (text, search) = (in_any_language(Profile::Text), in_any_language(Profile::Search));
        for fold in Fold::ALL {
            let name = format!("`{}`", fold.name());
            let row = readme.lines().find(|line| line.split('|').nth(1).is_some_and(|names| names.contains(&name)));
            let profiles = row.and_then(|row| row.split('|').nth(2)).unwrap_or_else(|| panic!("{name} is not listed"));
            assert_eq!(profiles.contains('T'), text & fold.bit() != 0, "{name} in `text`");
            assert_eq!(profiles.contains('S'), search & fold.bit() != 0, "{name} in `search`");
        }
    }

    #[test]
    fn folds_of_a_language_alone() {
        let of = |profile, code| Folds::of(&Settings { profile, ..Settings::default() }, Language::new(code).unwrap());
        assert!(of(Profile::Text, "ron").has(Fold::RomanianLetters));
        assert!(!of(Profile::Text, "tur").has(Fold::RomanianLetters));
        assert!(of(Profile::Search, "hin").has(Fold::Nukta));
        assert!(!of(Profile::Search, "ben").has(Fold::Nukta));
        assert_eq!(of(Profile::Lossless, "eng"), Folds(0));
        for profile in Profile::ALL {
            assert!(!of(profile, "zho").has(Fold::Simplified), "{profile:?}");
        }
    }
}
