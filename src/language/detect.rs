//! The built-in detectors: a text by itself, without its document.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::model::Model;
use super::scan::Scan;
use super::words::clean;
use super::{Detector, Identification, Language, LanguageDetector, Script};
use crate::langdata;

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
            Detector::Auto => rank(&Scan::of(text), script),
            Detector::Whatlang => whatlang(&clean(&sample(text))).into_iter().collect(),
        }
    }

    fn rank_by_itself(&self, text: &str) -> (Script, Vec<(Language, f32)>) {
        let scan = Scan::of(text);
        let script = scan.script();
        match self {
            Detector::Auto => (script, rank(&scan, script)),
            Detector::Whatlang => (script, self.rank(text, script)),
        }
    }

    fn identify(&self, text: &str) -> Identification {
        let scan = Scan::of(text);
        let script = scan.script();
        let found = match self {
            Detector::Auto => match Model::builtin().best(&scan, script) {
                Some(found) => Some(found),
                None => by_script(&scan, script).first().copied(),
            },
            Detector::Whatlang => self.detect(text, script),
        };
        Identification::new(script, found)
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
    sole_language(script) == Some(language)
        || (script.is_han() && matches!(language.code(), "jpn" | "yue"))
        || !is_known(language)
}

/// Whether any table has the language.
fn is_known(language: Language) -> bool {
    static KNOWN: LazyLock<Vec<Language>> = LazyLock::new(|| {
        let scripts =
            langdata::rows(langdata::text("language/scripts.tsv")).filter_map(|(_, row)| Language::new(row.get(1)?));
        let profiles =
            langdata::rows(langdata::text("language/languages.tsv")).filter_map(|(_, row)| Language::new(row.first()?));
        let mut known: Vec<Language> = scripts.chain(profiles).collect();
        known.sort_unstable();
        known
    });
    KNOWN.binary_search(&language).is_ok()
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

fn rank(scan: &Scan, script: Script) -> Vec<(Language, f32)> {
    Model::builtin().rank(scan, script).unwrap_or_else(|| by_script(scan, script))
}

/// A script of one language; more letters make it surer.
fn by_script(scan: &Scan, script: Script) -> Vec<(Language, f32)> {
    let letters = scan.letters(script).min(CERTAIN);
    let p = 0.6 + 0.39 * letters as f32 / CERTAIN as f32;
    sole_language(script).map(|language| (language, p)).into_iter().collect()
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

/// What whatlang says, its codes folded to those of macrolanguages.
fn whatlang(text: &str) -> Option<(Language, f32)> {
    let info = whatlang::detect(text)?;
    Some((folded(info.lang().code())?, info.confidence() as f32))
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
