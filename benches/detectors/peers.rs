//! The detectors of languages that are run beside each other, each as its own page says it is to be called; and labelled lines.
//! Shared by the benchmarks `detectors` and `compare`.
#![allow(clippy::unwrap_used, reason = "a benchmark stops at what is wrong")]

use std::path::Path;
use std::{fmt, fs};

use polynorm::language::{Candidates, Detector};
use polynorm::{Language, LanguageDetector as _, Settings};

/// A detector.
#[derive(Clone)]
pub struct Peer {
    pub name: &'static str,
    /// What it can tell, in the order of the codes.
    pub languages: Vec<Language>,
    tell: fn(&str) -> Option<Language>,
}

impl Peer {
    /// The language of a line, `None` if it does not say.
    pub fn tell(&self, line: &str) -> Option<Language> {
        (self.tell)(line)
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Debug for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// All that this program was built with, ours first.
pub fn peers() -> Vec<Peer> {
    [
        Peer { name: "polynorm", languages: Detector::Polynorm.languages(), tell: polynorm },
        #[cfg(feature = "lingua-core")]
        Peer { name: "lingua", languages: Detector::Lingua.languages(), tell: lingua },
        Peer { name: "whatlang", languages: Detector::Whatlang.languages(), tell: whatlang },
        Peer { name: "whichlang", languages: whichlang_languages(), tell: whichlang },
    ]
    .into()
}

/// As `polynorm detect --lines` does with what is no phrase of an interface.
fn polynorm(line: &str) -> Option<Language> {
    let found = Detector::Polynorm.identify(line, &Candidates::EVERYTHING);
    Some(found.language).filter(|language| !language.is_und() && found.confidence >= Settings::default().threshold)
}

fn whatlang(line: &str) -> Option<Language> {
    Language::from_tag(whatlang::detect_lang(line)?.code())
}

fn whichlang(line: &str) -> Option<Language> {
    Language::from_tag(whichlang::detect_language(line).three_letter_code())
}

fn whichlang_languages() -> Vec<Language> {
    let codes = whichlang::LANGUAGES.iter().map(|language| language.three_letter_code());
    let mut languages: Vec<Language> = codes.filter_map(Language::from_tag).collect();
    languages.sort_unstable();
    languages
}

#[cfg(feature = "lingua-core")]
fn lingua(line: &str) -> Option<Language> {
    use std::sync::LazyLock;
    // All languages, high accuracy: what it does unless told otherwise.
    static DETECTOR: LazyLock<lingua::LanguageDetector> =
        LazyLock::new(|| lingua::LanguageDetectorBuilder::from_all_languages().build());
    Language::from_tag(&DETECTOR.detect_language_of(line)?.iso_code_639_3().to_string())
}

/// Lines with their language: `iso<TAB>text`, `#` begins a comment; codes as [`Language::from_tag`] reads them, others as they are.
pub fn labelled(path: &Path) -> Vec<(Language, String)> {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|(i, line)| {
            let label = line.split_once('\t').and_then(|(code, text)| {
                Some((Language::from_tag(code).or_else(|| Language::new(code))?, text.to_owned()))
            });
            label.unwrap_or_else(|| panic!("{}:{}: not `iso<TAB>text` with a code of ISO 639-3", path.display(), i + 1))
        })
        .collect()
}
