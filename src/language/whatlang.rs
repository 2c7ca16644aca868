//! The detector whatlang, its codes as ours.

use std::sync::LazyLock;

use whatlang::{Detector, Lang};

use super::detect::folded;
use super::{Candidates, Language};

/// Its languages.
static LANGUAGES: LazyLock<Vec<(Lang, Language)>> =
    LazyLock::new(|| Lang::all().iter().filter_map(|&lang| Some((lang, folded(lang.code())?))).collect());

/// The languages that it tells.
pub(super) fn languages() -> Vec<Language> {
    LANGUAGES.iter().map(|&(_, language)| language).collect()
}

/// The one language that it names among `candidates`, if it names one; it has no second answer that weights could raise.
pub(super) fn rank(text: &str, candidates: &Candidates) -> Vec<(Language, f32)> {
    let found = if candidates.is_everything() {
        whatlang::detect(text)
    } else {
        let allowed = LANGUAGES.iter().filter(|(_, language)| candidates.allows(*language));
        Detector::with_allowlist(allowed.map(|&(lang, _)| lang).collect()).detect(text)
    };
    let language = found.as_ref().and_then(|found| folded(found.lang().code()));
    let language = language.filter(|&language| candidates.allows(language));
    language.zip(found.map(|found| found.confidence() as f32)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_names_the_likeliest_of_the_candidates() {
        let text = "Der Ausschuss trat am Donnerstag wieder zusammen, um die Arbeiten zu beschließen.";
        for (list, expected) in
            [("*", Some("deu")), ("nld,fra", Some("nld")), ("*,deu=0", Some("nld")), ("rus,jpn", None), ("abk", None)]
        {
            let found = rank(text, &list.parse().unwrap());
            assert_eq!(found.first().map(|(language, _)| language.code()), expected, "{list}: {found:?}");
        }
    }
}
