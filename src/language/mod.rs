//! Text to language and script, decided paragraph by paragraph in the document.

mod candidates;
mod clean;
mod codes;
mod detect;
mod dissent;
mod letters;
#[cfg(feature = "lingua-core")]
mod lingua;
pub mod model;
mod paragraphs;
mod pieces;
mod power;
mod scan;
mod script;
mod spans;
mod whatlang;

use std::fmt;

pub use candidates::Candidates;
pub use paragraphs::identify;
#[cfg(feature = "cli")]
pub(crate) use paragraphs::identify_alone;
pub use script::Script;
pub use spans::{LanguageSpan, of_most, spans};
pub(crate) use spans::{moved, of_document};

use crate::Error;

/// Less probable languages are not ranked.
const LEAST: f32 = 1e-6;
/// Languages of a text that are weighed.
const LIKELY: usize = 12;

/// A language as its ISO 639-3 code.
///
/// ```
/// use polynorm::Language;
///
/// assert_eq!(Language::new("fra").unwrap().code(), "fra");
/// assert!(Language::new("French").is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language([u8; 3]);

impl Language {
    /// Undetermined: no letters, or no language that is sure enough.
    pub const UND: Language = Language(*b"und");

    /// The language with this code: three lower-case ASCII letters.
    pub const fn new(code: &str) -> Option<Language> {
        match code.as_bytes() {
            &[a @ b'a'..=b'z', b @ b'a'..=b'z', c @ b'a'..=b'z'] => Some(Language([a, b, c])),
            _ => None,
        }
    }

    /// The ISO 639-3 code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("und")
    }

    /// Whether it is [`UND`](Language::UND).
    pub fn is_und(self) -> bool {
        self == Language::UND
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The language and script of a piece of text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Identification {
    /// The language, [`Language::UND`] if there is none to tell.
    pub language: Language,
    /// The script of most of its letters, [`Script::UNKNOWN`] without letters.
    pub script: Script,
    /// How sure the language is, 0.0–1.0.
    pub confidence: f32,
}

impl Identification {
    fn new(script: Script, found: Option<(Language, f32)>) -> Identification {
        let (language, confidence) = found.unwrap_or((Language::UND, 0.0));
        Identification { language, script, confidence: confidence.clamp(0.0, 1.0) }
    }
}

/// What a text says for its most likely language and for another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Odds {
    /// The most likely language with its probability.
    pub best: (Language, f32),
    /// The probability of the other; `None` where it is not among those that are likely at all.
    pub other: Option<f32>,
}

impl Odds {
    fn of(ranking: &[(Language, f32)], other: Language) -> Option<Odds> {
        let other = ranking.iter().find(|(language, _)| *language == other).map(|(_, p)| *p);
        ranking.first().map(|&best| Odds { best, other })
    }
}

/// Tells the language of a text by itself. Bring your own with
/// [`PipelineBuilder::detector`](crate::PipelineBuilder::detector).
pub trait LanguageDetector: Send + Sync {
    /// The most likely language of `text`, whose letters are mostly of `script`, with a confidence of 0.0–1.0;
    /// `None` if it cannot tell.
    fn detect(&self, text: &str, script: Script) -> Option<(Language, f32)>;

    /// The likely languages of `text` with their probabilities (together at most 1.0), the most likely first: what the
    /// document then weighs. Behind the first dozen the order does not matter. Unless a detector says more, it is the answer of [`detect`](LanguageDetector::detect).
    fn rank(&self, text: &str, script: Script) -> Vec<(Language, f32)> {
        self.detect(text, script).into_iter().collect()
    }

    /// What `text` says for its most likely language and for another: what [`rank`](LanguageDetector::rank) says of the two,
    /// unless a detector can tell it in less time. `script` if it is known. `None` without a language to tell.
    fn odds(&self, text: &str, script: Option<Script>, other: Language) -> Option<Odds> {
        let ranking = match script {
            Some(script) => self.rank(text, script),
            None => self.rank_among(text, &Candidates::EVERYTHING).1,
        };
        Odds::of(&ranking, other)
    }

    /// The script that `text` is told by, and its likely languages among `candidates`: what
    /// [`rank`](LanguageDetector::rank) says without the others, unless a detector can restrict itself to them.
    fn rank_among(&self, text: &str, candidates: &Candidates) -> (Script, Vec<(Language, f32)>) {
        let script = scan::Scan::of(text).script();
        let mut ranking = if script == Script::UNKNOWN { Vec::new() } else { self.rank(text, script) };
        candidates.apply(&mut ranking);
        (script, ranking)
    }

    /// The script that `text` is told by, and its dozen likeliest languages among `candidates`: their probabilities raised to
    /// `power` (0.0–1.0), so that little text is less sure of them, and scaled so that those of all likely languages together are
    /// what they were.
    fn likely(&self, text: &str, candidates: &Candidates, power: f32) -> (Script, Vec<(Language, f32)>) {
        let (script, ranking) = self.rank_among(text, candidates);
        (script, power::tempered(ranking, power))
    }

    /// The language and script of `text` without a document around it.
    fn identify(&self, text: &str, candidates: &Candidates) -> Identification {
        let (script, ranking) = self.rank_among(text, candidates);
        Identification::new(script, ranking.first().copied())
    }
}

/// The built-in detectors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Detector {
    /// Our own.
    #[default]
    Polynorm,
    /// [whatlang](https://docs.rs/whatlang): 70 languages, one answer without others to weigh.
    Whatlang,
    /// [lingua](https://docs.rs/lingua): 75 languages. Only where the feature `lingua` is on, which makes a program 270 MB larger;
    /// elsewhere it knows no language, and [`is_available`](Detector::is_available) says so.
    Lingua,
}

impl Detector {
    /// Whether the program was built with it.
    pub const fn is_available(self) -> bool {
        match self {
            Detector::Polynorm | Detector::Whatlang => true,
            Detector::Lingua => cfg!(feature = "lingua-core"),
        }
    }

    /// Nothing if it is available.
    ///
    /// # Errors
    /// [`Error::is_config`] if it is not, with how to build a program that has it.
    pub fn check(self) -> Result<(), Error> {
        if self.is_available() {
            return Ok(());
        }
        Err(Error::config(
            "the detector lingua is not part of this program; build one that has it with \
             `cargo install --path . --features lingua`, or choose polynorm or whatlang",
        ))
    }
}
