//! The detector lingua, its codes as ours, among the languages that are compiled in.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use lingua::{LanguageDetector, LanguageDetectorBuilder};

use super::detect::folded;
use super::{Candidates, Language};

/// Detectors for other candidates that are kept: a program has one set of them, seldom more.
const KEPT: usize = 16;

/// Its languages.
static LANGUAGES: LazyLock<Vec<(lingua::Language, Language)>> = LazyLock::new(|| {
    let mut languages: Vec<_> =
        lingua::Language::all().into_iter().filter_map(|of_its| Some((of_its, ours(of_its)?))).collect();
    languages.sort_by_key(|&(_, language)| language);
    languages
});

fn ours(language: lingua::Language) -> Option<Language> {
    folded(&language.iso_code_639_3().to_string())
}

/// The languages that it tells, in the order of their codes.
pub(super) fn languages() -> Vec<Language> {
    LANGUAGES.iter().map(|&(_, language)| language).collect()
}

/// The languages that it finds likely among `candidates`; none where it finds two equally likely.
pub(super) fn rank(text: &str, candidates: &Candidates) -> Vec<(Language, f32)> {
    let Some(detector) = detector(candidates) else { return Vec::new() };
    let found = detector.compute_language_confidence_values(text);
    let mut ranking: Vec<(Language, f32)> = found
        .into_iter()
        .filter_map(|(language, confidence)| Some((ours(language)?, confidence as f32)))
        .filter(|&(_, confidence)| confidence > 0.0)
        .collect();
    if let [(_, first), (_, second), ..] = ranking[..]
        && first == second
    {
        return Vec::new();
    }
    candidates.apply(&mut ranking);
    ranking
}

/// A detector that knows the candidates alone; `None` if it has none of them.
fn detector(candidates: &Candidates) -> Option<Arc<LanguageDetector>> {
    static BUILT: Mutex<BTreeMap<Vec<Language>, Arc<LanguageDetector>>> = Mutex::new(BTreeMap::new());
    let allowed: Vec<_> = LANGUAGES.iter().filter(|(_, language)| candidates.allows(*language)).copied().collect();
    if allowed.is_empty() {
        return None;
    }
    let key: Vec<Language> = allowed.iter().map(|&(_, language)| language).collect();
    // What another thread left behind when it panicked is whole: detectors are put in when they are built.
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    if built.len() >= KEPT && !built.contains_key(&key) {
        built.clear();
    }
    let build = || {
        let languages: Vec<lingua::Language> = allowed.iter().map(|&(of_its, _)| of_its).collect();
        Arc::new(LanguageDetectorBuilder::from_languages(&languages).build())
    };
    Some(built.entry(key).or_insert_with(build).clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ranks_the_candidates_alone() {
        let text = "Der Ausschuss trat am Donnerstag wieder zusammen, um die Arbeiten zu beschließen.";
        for (list, expected) in [("*", Some("deu")), ("eng,rus", Some("eng")), ("rus", None), ("abk", None)] {
            let candidates: Candidates = list.parse().unwrap();
            let found = rank(text, &candidates);
            assert_eq!(found.first().map(|(language, _)| language.code()), expected, "{list}: {found:?}");
            assert!(
                found.iter().all(|&(language, p)| candidates.allows(language) && (0.0..=1.0).contains(&p)),
                "{found:?}"
            );
        }
    }
}
