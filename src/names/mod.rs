//! Names to their canonical form.

mod lexicon;

pub use lexicon::Lexicon;

use crate::document::Document;

/// What is done with names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NamesMode {
    /// Canonical names stand in the text; a name mentioned in part gets the same part.
    #[default]
    Rewrite,
    /// Full canonical names stand in the text.
    Full,
    /// Names are listed, the text is left.
    Annotate,
    /// Nothing.
    Off,
}

/// Finds and resolves the names of a document and writes their canonical forms.
pub fn rewrite(document: &mut Document<'_>, lexicon: &Lexicon, mode: NamesMode) {
    // STUB (owner: names)
    let _ = (document, lexicon, mode);
}
