//! lingua as a second opinion on short and doubtful text, among the languages that are compiled in.

use std::sync::LazyLock;

use lingua::{LanguageDetector, LanguageDetectorBuilder};

use super::Language;
use super::detect::folded;
use super::profiles::Profiles;

static DETECTOR: LazyLock<LanguageDetector> = LazyLock::new(|| LanguageDetectorBuilder::from_all_languages().build());

/// What lingua says of `text`, if it is a language of `among`.
pub(super) fn ask(text: &str, among: &Profiles) -> Option<(Language, f32)> {
    let (language, confidence) = DETECTOR.compute_language_confidence_values(text).into_iter().next()?;
    let language = folded(&language.iso_code_639_3().to_string())?;
    among.has(language).then_some((language, confidence as f32))
}
