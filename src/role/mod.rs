//! What each paragraph is in its document: title, body, teaser, widget, …

use crate::document::{Paragraph, Role};
use crate::language::Language;

/// The language of an interface phrase that a whole paragraph consists of ("Lire aussi", "字号 +"), if it is one.
pub fn phrase_language(text: &str) -> Option<Language> {
    // STUB (owner: role)
    let _ = text;
    None
}

/// The role of each paragraph; their text, language and place are known, their names are not.
pub fn assign(paragraphs: &[Paragraph<'_>], language: Language) -> Vec<Role> {
    // STUB (owner: role)
    let _ = language;
    paragraphs.iter().map(|_| Role::Body).collect()
}
