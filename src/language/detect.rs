//! The built-in detectors: a text by itself, without its document.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use super::clean::clean;
use super::model::{Model, NoScript};
use super::power::tempered;
use super::scan::Scan;
use super::{Candidates, Detector, Identification, Language, LanguageDetector, Odds, Script, whatlang};
use crate::{Error, langdata};

/// Bytes of a text that are read at most: its start and its middle, half each.
const READ: usize = 1536;
/// Letters of a syllabic or one-language script that make its language as good as certain.
const CERTAIN: usize = 8;

impl LanguageDetector for Detector {
    fn detect(&self, text: &str, script: Script) -> Option<(Language, f32)> {
        self.rank(text, script).first().copied()
    }

    fn rank(&self, text: &str, script: Script) -> Vec<(Language, f32)> {
        match self {
            Detector::Polynorm => Model::builtin().rank(text, script),
            _ => self.ask(text, &Candidates::EVERYTHING),
        }
    }

    fn odds(&self, text: &str, script: Option<Script>, other: Language) -> Option<Odds> {
        match self {
            Detector::Polynorm => Model::builtin().odds(text, script, other),
            _ => Odds::of(&self.ask(text, &Candidates::EVERYTHING), other),
        }
    }

    fn rank_among(&self, text: &str, candidates: &Candidates) -> (Script, Vec<(Language, f32)>) {
        match self {
            Detector::Polynorm => Model::builtin().rank_among(text, candidates),
            _ => (Scan::of(text).script(), self.ask(text, candidates)),
        }
    }

    fn likely(&self, text: &str, candidates: &Candidates, power: f32) -> (Script, Vec<(Language, f32)>) {
        match self {
            Detector::Polynorm => Model::builtin().likely(text, candidates, power),
            _ => {
                let (script, ranking) = self.rank_among(text, candidates);
                (script, tempered(ranking, power))
            }
        }
    }

    fn identify(&self, text: &str, candidates: &Candidates) -> Identification {
        match self {
            Detector::Polynorm => Model::builtin().identify(text, candidates),
            _ => {
                let (script, ranking) = self.rank_among(text, candidates);
                Identification::new(script, ranking.first().copied())
            }
        }
    }
}

impl Detector {
    /// What the crate of that name says.
    fn ask(self, text: &str, candidates: &Candidates) -> Vec<(Language, f32)> {
        match self {
            Detector::Whatlang => whatlang::rank(&clean(&sample(text)), candidates),
            #[cfg(feature = "lingua-core")]
            Detector::Lingua => super::lingua::rank(&clean(&sample(text)), candidates),
            _ => Vec::new(),
        }
    }

    /// The detector itself: of [`Detector::Polynorm`] with the model in this file, if one is given.
    ///
    /// # Errors
    /// [`Error::is_config`] if it is not in this program, or the model is none or not for it; [`Error::is_io`] if the model
    /// cannot be read.
    pub fn open(self, model: Option<&Path>) -> Result<Arc<dyn LanguageDetector>, Error> {
        self.check()?;
        match (self, model) {
            (_, None) => Ok(Arc::new(self)),
            (Detector::Polynorm, Some(model)) => Ok(Arc::new(Model::open(model)?)),
            (_, Some(model)) => {
                let model = model.display();
                Err(Error::config(format!("{model}: a model is for the detector `polynorm`; leave one of the two out")))
            }
        }
    }
}

impl LanguageDetector for Model {
    fn detect(&self, text: &str, script: Script) -> Option<(Language, f32)> {
        self.rank(text, script).first().copied()
    }

    fn rank(&self, text: &str, script: Script) -> Vec<(Language, f32)> {
        match self.ranked_plain(text, Some(script), &Candidates::EVERYTHING) {
            Some((_, ranking)) => ranking,
            None => self.rank_scan(&Scan::of(text), script, &Candidates::EVERYTHING),
        }
    }

    fn odds(&self, text: &str, script: Option<Script>, other: Language) -> Option<Odds> {
        if let Some(odds) = self.odds_of_plain(text, script, other) {
            return Some(odds);
        }
        let scan = Scan::of(text);
        let script = script.unwrap_or_else(|| scan.script());
        Odds::of(&self.rank_scan(&scan, script, &Candidates::EVERYTHING), other)
    }

    fn rank_among(&self, text: &str, candidates: &Candidates) -> (Script, Vec<(Language, f32)>) {
        if let Some(found) = self.ranked_plain(text, None, candidates) {
            return found;
        }
        let scan = Scan::of(text);
        let script = scan.script();
        (script, self.rank_scan(&scan, script, candidates))
    }

    fn likely(&self, text: &str, candidates: &Candidates, power: f32) -> (Script, Vec<(Language, f32)>) {
        if let Some(found) = self.likely_of_plain(text, candidates, power) {
            return found;
        }
        let scan = Scan::of(text);
        let script = scan.script();
        let likely = match self.likely_of_scan(&scan, script, candidates, power) {
            Ok(likely) => likely,
            Err(NoScript) => tempered(by_script(&scan, script, candidates), power),
        };
        (script, likely)
    }

    fn identify(&self, text: &str, candidates: &Candidates) -> Identification {
        if let Some((script, found)) = self.best_of_plain(text, candidates) {
            return Identification::new(script, found);
        }
        let scan = Scan::of(text);
        let script = scan.script();
        let found = match self.best_of_scan(&scan, script, candidates) {
            Ok(found) => found,
            Err(NoScript) => by_script(&scan, script, candidates).first().copied(),
        };
        Identification::new(script, found)
    }
}

impl Model {
    fn rank_scan(&self, scan: &Scan, script: Script, candidates: &Candidates) -> Vec<(Language, f32)> {
        self.ranked(scan, script, candidates).unwrap_or_else(|NoScript| by_script(scan, script, candidates))
    }
}

/// Whether `language` is written in `script`, as far as the tables know.
pub(super) fn is_written_in(language: Language, script: Script) -> bool {
    if script == Script::UNKNOWN {
        return false;
    }
    if let Some(known) = Model::builtin().has(language, script) {
        return known || !is_known(language);
    }
    sole_language(script) == Some(language) || !is_known(language)
}

/// Whether any table has the language.
fn is_known(language: Language) -> bool {
    known().binary_search(&language).is_ok()
}

/// The languages of the tables, in the order of their codes.
fn known() -> &'static [Language] {
    static KNOWN: LazyLock<Vec<Language>> = LazyLock::new(|| {
        let scripts =
            langdata::rows(langdata::text("language/scripts.tsv")).filter_map(|(_, row)| Language::new(row.get(1)?));
        let of_model = Model::builtin().languages().into_iter().map(|(language, _)| language);
        let mut known: Vec<Language> = scripts.chain(of_model).collect();
        known.sort_unstable();
        known.dedup();
        known
    });
    &KNOWN
}

impl Detector {
    /// The languages that it can tell, in the order of their codes.
    ///
    /// ```
    /// use polynorm::Language;
    /// use polynorm::language::Detector;
    ///
    /// let languages = Detector::Polynorm.languages();
    /// assert!(languages.contains(&Language::new("prs").unwrap()));
    /// ```
    pub fn languages(self) -> Vec<Language> {
        let mut languages = match self {
            Detector::Polynorm => known().to_vec(),
            Detector::Whatlang => whatlang::languages(),
            #[cfg(feature = "lingua-core")]
            Detector::Lingua => super::lingua::languages(),
            #[cfg(not(feature = "lingua-core"))]
            Detector::Lingua => Vec::new(),
        };
        languages.sort_unstable();
        languages
    }
}

/// The language whose variety it is, told apart by few words (Dari: Persian).
pub(super) fn base(language: Language) -> Option<Language> {
    static BASES: LazyLock<BTreeMap<Language, Language>> = LazyLock::new(|| {
        let rows = langdata::rows(langdata::text("language/languages.tsv"));
        rows.filter_map(|(_, row)| Some((Language::new(row.first()?)?, Language::new(row.get(3)?)?))).collect()
    });
    BASES.get(&language).copied()
}

/// The language that a script is read as.
fn sole_language(script: Script) -> Option<Language> {
    static SOLE: LazyLock<BTreeMap<&str, Language>> = LazyLock::new(|| {
        let rows = langdata::rows(langdata::text("language/scripts.tsv"));
        rows.filter_map(|(_, row)| Some((*row.first()?, Language::new(row.get(1)?)?))).collect()
    });
    SOLE.get(script.code()).copied()
}

/// A script of one language; more letters make it surer.
fn by_script(scan: &Scan, script: Script, candidates: &Candidates) -> Vec<(Language, f32)> {
    let letters = scan.letters(script).min(CERTAIN);
    let p = 0.6 + 0.39 * letters as f32 / CERTAIN as f32;
    sole_language(script)
        .filter(|&language| candidates.allows(language))
        .map(|language| (language, p))
        .into_iter()
        .collect()
}

/// The start and the middle of a long text, cut between words where there are any.
fn sample(text: &str) -> std::borrow::Cow<'_, str> {
    if text.len() <= READ {
        return text.into();
    }
    let piece = |from: usize| {
        let boundary = |mut at: usize| {
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let whole = &text[boundary(from)..boundary((from + READ / 2).min(text.len()))];
        let end = whole.rfind(' ').filter(|&at| at > whole.len() / 2).unwrap_or(whole.len());
        let start = whole.find(' ').filter(|&at| from > 0 && at < end / 2).unwrap_or(0);
        &whole[start..end]
    };
    format!("{} {}", piece(0), piece(text.len() / 2)).into()
}

/// The codes of whatlang and lingua as ours.
pub(super) fn folded(code: &str) -> Option<Language> {
    static FOLDED: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
        langdata::rows(langdata::text("language/folding.tsv"))
            .filter_map(|(_, row)| Some((*row.first()?, *row.get(1)?)))
            .collect()
    });
    Language::new(FOLDED.get(code).copied().unwrap_or(code))
}
