//! Any script to Latin.

use crate::language::Language;

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
pub fn romanize(text: &str, language: Option<Language>, alphabet: Alphabet) -> String {
    // STUB (owner: romanize)
    let _ = (language, alphabet);
    text.to_owned()
}
