//! The built-in detectors: a text by itself, without its document.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::profiles::{Profiles, Ranking};
use super::words::clean;
use super::{Candidates, Detector, Language, LanguageDetector, Script, whatlang};
use crate::langdata;

/// Bytes of a text that are read at most: its start and its middle, half each.
const READ: usize = 1536;
/// whatlang is asked below this probability.
const DOUBTFUL: f32 = 0.9;
/// Letters of a syllabic or one-language script that make its language as good as certain.
const CERTAIN: usize = 8;
/// What a vote of whatlang multiplies a probability with, at its full confidence.
const VOTE: f32 = 4.0;

impl LanguageDetector for Detector {
    fn detect(&self, text: &str, script: Script) -> Option<(Language, f32)> {
        self.rank(text, script).first().copied()
    }

    fn rank(&self, text: &str, script: Script) -> Ranking {
        self.rank_among(text, script, &Candidates::EVERYTHING)
    }

    fn rank_among(&self, text: &str, script: Script, candidates: &Candidates) -> Ranking {
        let sample = sample(text);
        match self {
            Detector::Polynorm => {
                let mut ranking = rank(&sample, script);
                candidates.apply(&mut ranking);
                ranking
            }
            Detector::Whatlang => whatlang::rank(&clean(&sample), candidates),
            #[cfg(feature = "lingua-core")]
            Detector::Lingua => super::lingua::rank(&clean(&sample), candidates),
            #[cfg(not(feature = "lingua-core"))]
            Detector::Lingua => Ranking::new(),
        }
    }
}

/// Whether `language` is written in `script`, as far as the tables know.
pub(super) fn is_written_in(language: Language, script: Script) -> bool {
    if script == Script::UNKNOWN {
        return false;
    }
    if let Some(profiles) = Profiles::of(script.ucd()) {
        return profiles.has(language) || !is_known(language);
    }
    sole_language(script) == Some(language)
        || (script.is_han() && matches!(language.code(), "jpn" | "yue"))
        || !is_known(language)
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
        let profiles =
            langdata::rows(langdata::text("language/languages.tsv")).filter_map(|(_, row)| Language::new(row.first()?));
        let mut known: Vec<Language> = scripts.chain(profiles).collect();
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

fn rank(text: &str, script: Script) -> Ranking {
    if script == Script::UNKNOWN {
        return Ranking::new();
    }
    let Some(profiles) = Profiles::of(script.ucd()) else { return by_script(text, script) };
    let mut ranking = profiles.rank(text);
    if let Some(&(_, p)) = ranking.first()
        && p < DOUBTFUL
    {
        let named = whatlang::rank(&clean(text), &Candidates::EVERYTHING).first().copied();
        vote(&mut ranking, named.filter(|&(language, _)| profiles.has(language)));
    }
    ranking
}

/// Raises a language that another detector names, leaving the sum as it was.
fn vote(ranking: &mut Ranking, named: Option<(Language, f32)>) {
    let Some((language, confidence)) = named else { return };
    let before: f32 = ranking.iter().map(|(_, p)| p).sum();
    for (_, p) in ranking.iter_mut().filter(|(l, _)| *l == language) {
        *p *= 1.0 + (VOTE - 1.0) * confidence.clamp(0.0, 1.0);
    }
    let after: f32 = ranking.iter().map(|(_, p)| p).sum();
    if after > 0.0 {
        for (_, p) in ranking.iter_mut() {
            *p *= before / after;
        }
    }
    ranking.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
}

/// A script of one language; more letters make it surer. Han characters alone may be Japanese.
fn by_script(text: &str, script: Script) -> Ranking {
    let Some(language) = sole_language(script) else { return Ranking::new() };
    let ucd = script.ucd();
    let letters = text.chars().filter(|&c| super::words::script_of(c) == ucd).take(CERTAIN).count();
    let p = 0.6 + 0.39 * letters as f32 / CERTAIN as f32;
    let japanese = Language::new("jpn").filter(|_| script.is_han() && script.code() == "Hani");
    match japanese {
        Some(japanese) => vec![(language, p * 0.8), (japanese, p * 0.2)],
        None => vec![(language, p)],
    }
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
