//! What each paragraph is in its document: title, body, teaser, widget, …
//!
//! First every paragraph by itself, read once (`reader`): its shape (`shape`), its phrases (`phrases`), its language against
//! the document's, its words against the body's (`repeat`); then the document: which stretches are its own text
//! (`zone`), and what each line is there (`place`). No rule knows a language; the phrases are data. What comes again in other
//! documents of the same source is told by a corpus, if there is one (`boilerplate`).

mod boilerplate;
mod character;
mod credit;
mod fold;
mod folded;
mod index;
mod line;
mod phrases;
mod place;
mod reader;
mod repeat;
mod shape;
#[cfg(test)]
mod slow;
#[cfg(test)]
mod tests;
mod zone;

use crate::document::{Paragraph, Role};
use crate::language::Language;

pub use boilerplate::{Boilerplate, Evidence, Learned, Learning, Lines, Options as LearningOptions};

/// The language of an interface phrase that a whole paragraph consists of ("Lire aussi", "字号 +"), if it is one and
/// of one language only.
pub fn phrase_language(text: &str) -> Option<Language> {
    phrases::language(text)
}

/// The role of each paragraph; their text, language and place are known, their names are not. `evidence` says what comes again in
/// other documents.
pub fn assign(paragraphs: &[Paragraph<'_>], language: Language, evidence: Option<Evidence<'_>>) -> Vec<Role> {
    let lines = line::measure(paragraphs, language, evidence);
    let zones = zone::zones(&lines);
    place::roles(&lines, &zones)
}
