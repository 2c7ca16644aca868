//! The learned models `langdata/romanize/<Script>.model`, each read when it is first asked for.

use std::sync::OnceLock;

use super::learned::Learned;
use super::script::Script;
use crate::langdata;

/// Paths that are followed where one spelling is asked for, and where several are.
const BEAM: (usize, usize) = (2, 24);

/// A spelling that is on average less likely than this at each letter (natural logarithm) is a guess that rules do better;
/// a Chinese character is a syllable.
const UNSURE: (f32, f32) = (-1.0, -2.2);

/// The model of a script: `Arab`, `Hebr`, `Hang`, `Hani`, `Jpan`, `Kana`, `Cyrl`.
pub(super) fn get(script: &'static str) -> Option<&'static Learned> {
    static MODELS: [(&str, OnceLock<Option<Learned>>); 7] = [
        ("Arab", OnceLock::new()),
        ("Cyrl", OnceLock::new()),
        ("Hang", OnceLock::new()),
        ("Hani", OnceLock::new()),
        ("Hebr", OnceLock::new()),
        ("Jpan", OnceLock::new()),
        ("Kana", OnceLock::new()),
    ];
    let (name, model) = MODELS.iter().find(|(name, _)| *name == script)?;
    model.get_or_init(|| Learned::new(langdata::bytes(&format!("romanize/{name}.model")))).as_ref()
}

/// The `n` likeliest spellings with a capital, and their probabilities.
pub(super) fn spell(model: &Learned, letters: &str, group: u8, n: usize) -> Vec<(String, f32)> {
    let is_han = letters.chars().any(|c| Script::of(c) == Script::Han);
    let unsure = if is_han { UNSURE.1 } else { UNSURE.0 } * letters.chars().count() as f32;
    let beam = if n > 1 { BEAM.1.max(n) } else { BEAM.0 };
    let spelled = model.spell(letters, group, n, beam);
    if spelled.first().is_none_or(|best| best.log < unsure) {
        return Vec::new();
    }
    let spelled = spelled.into_iter();
    spelled.filter(|s| !s.text.is_empty()).map(|s| (capitalized(&s.text), s.log.exp())).collect()
}

/// With a capital.
pub(super) fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
