//! Any script to Latin, by the tables in `langdata/romanize/`; names in scripts that leave vowels out, or that spell foreign names by
//! ear, by a table of names and by models learned from names.
//!
//! `romanizer` takes a text apart by script. `table` reads the tables and does alphabets, `syllables` the scripts of India, hangul and
//! kana, `southeast` Thai, Lao, Khmer and Burmese, `han` Chinese and Japanese names, `arabic` names in Arabic script, `abjad` the rules
//! for what they do not know. What no table knows is left to the crate `any_ascii`.

mod abjad;
mod arabic;
mod arabic_names;
mod countries;
mod han;
#[doc(hidden)]
pub mod learned;
mod models;
mod output;
mod romanizer;
mod script;
mod southeast;
mod standard;
mod syllables;
mod table;

use crate::language::Language;

pub(crate) use arabic_names::ArabicNames;
pub use romanizer::{Candidate, Content, Romanizer};
pub use standard::Standard;

/// The alphabet of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Alphabet {
    /// Latin letters with diacritics where the standard has them.
    #[default]
    Latin,
    /// ASCII letters only.
    Ascii,
}

/// `text` in Latin script; what is Latin already stays (without its diacritics for [`Alphabet::Ascii`]).
///
/// The language chooses among the readings of a script (`ukr`, `bul`, `fas` …); without one the script's most common is taken.
/// Scripts without capitals get one on each word of a short line, which is taken for a name, and none in longer text.
/// [`Romanizer`] has more to choose from: standards, countries, candidates.
///
/// ```
/// use polynorm::Language;
/// use polynorm::romanize::{Alphabet, romanize};
///
/// assert_eq!(romanize("Никола Тесла", None, Alphabet::Ascii), "Nikola Tesla");
/// assert_eq!(romanize("Григорій", Language::new("ukr"), Alphabet::Ascii), "Hryhorii");
/// assert_eq!(romanize("서울", None, Alphabet::Latin), "Seoul");
/// assert_eq!(romanize("Đorđe Łukasz Straße", None, Alphabet::Ascii), "Dorde Lukasz Strasse");
/// ```
pub fn romanize(text: &str, language: Option<Language>, alphabet: Alphabet) -> String {
    Romanizer::new(language).alphabet(alphabet).romanize(text)
}

/// The `n` likeliest spellings of a name in ASCII, the best first; `country` (ISO 3166-1) is where the name is used.
///
/// ```
/// use polynorm::Language;
/// use polynorm::romanize::candidates;
///
/// let of = |country| candidates("محمد", Language::new("ara"), Some(country), 5);
/// assert_eq!(of("EG")[0].text, "Mohamed");
/// assert_eq!(of("IR")[0].text, "Mohammad");
/// assert!(of("EG").iter().any(|candidate| candidate.text == "Muhammad" && candidate.probability > 0.05));
/// ```
pub fn candidates(name: &str, language: Option<Language>, country: Option<&str>, n: usize) -> Vec<Candidate> {
    let romanizer = Romanizer::new(language).alphabet(Alphabet::Ascii).content(Content::Name);
    match country {
        Some(country) => romanizer.country(country).candidates(name, n),
        None => romanizer.candidates(name, n),
    }
}

#[cfg(test)]
mod tests;
