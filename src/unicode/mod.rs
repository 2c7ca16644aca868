//! Text to one Unicode form: the normalization forms of UAX #15, and folds by profile and language.

use crate::document::Change;
use crate::language::{Language, Script};

/// A Unicode normalization form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Canonical composition.
    #[default]
    Nfc,
    /// Canonical decomposition.
    Nfd,
    /// Compatibility composition.
    Nfkc,
    /// Compatibility decomposition.
    Nfkd,
    /// As it is.
    None,
}

/// What the stage does.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The normalization form.
    pub form: Form,
}

/// The changes that bring `text` to one form, in order; none for clean text.
pub fn normalize(text: &str, language: Language, script: Script, settings: &Settings) -> Vec<Change> {
    // STUB (owner: unicode)
    let _ = (text, language, script, settings);
    Vec::new()
}
