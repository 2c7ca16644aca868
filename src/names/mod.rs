//! Names to their canonical form, in the order of the files: the words of a paragraph (`tokens`, `view`; their keys by
//! `ascii`, `letters`, `fold`, their numbers by `vocabulary`), the names
//! that the lexicon has (`lexicon`, `trie`), those that it has not (`recognize`, of organizations `organization`, by
//! the `run` of their words, what stands `beside` them and its `cues`), which entity each means in this document (`resolve`: what
//! the text says of them by `bind` and `definitions`, full names by `choose`, parts of them by `part`, in other scripts by
//! `foreign`, among its `entities`; `spelling`), and what stands in the text for it (`written`).

mod ascii;
mod beside;
mod bind;
mod choose;
pub mod compare;
pub mod convert;
mod cues;
mod definitions;
pub mod discover;
mod entities;
mod fold;
mod foreign;
mod letters;
mod lexicon;
mod organization;
mod part;
mod recognize;
mod resolve;
mod run;
mod scan;
mod spelling;
mod tokens;
mod trie;
mod view;
mod vocabulary;
mod written;

pub use compare::{Comparison, compare, token_similarity};
pub use lexicon::Lexicon;
pub use scan::{Hit, Hits, Scanner};

use crate::alignment::Stage;
use crate::document::{Change, Document, Name};
use crate::each::each;

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

/// Finds and resolves the names of a document, lists them in its paragraphs, and writes their canonical forms.
///
/// A name that is mentioned rather than used ("also known as …") is listed and left as it is.
pub fn rewrite(document: &mut Document<'_>, lexicon: &Lexicon, mode: NamesMode) {
    if mode == NamesMode::Off {
        return;
    }
    let paragraphs = &document.paragraphs;
    let mut views = each(paragraphs.len(), document.source.len(), |i| view::View::new(&paragraphs[i], lexicon));
    let resolution = resolve::resolve(&mut views, lexicon);
    let found: Vec<(Vec<Name>, Vec<Change>)> = views
        .iter()
        .zip(&document.paragraphs)
        .zip(&resolution.mentions)
        .map(|((view, paragraph), mentions)| {
            let (mut names, mut changes, mut shift) = (Vec::new(), Vec::new(), 0isize);
            for mention in mentions {
                let entity = &resolution.entities[mention.entity];
                let range =
                    view.tokens[mention.start].range().start + mention.skip..view.tokens[mention.end - 1].range().end;
                let surface = paragraph.surface(range.clone()).to_owned();
                let text = &view.text[range.clone()];
                let keep = mention.mentioned || mention.keep || view.shouting || mode == NamesMode::Annotate;
                let written = if keep {
                    text.to_owned()
                } else {
                    let full = mode == NamesMode::Full;
                    written::written(entity, text, lexicon, view.language, &view.text[..range.start], full)
                };
                let start = range.start.saturating_add_signed(shift);
                if written != text {
                    shift += written.len() as isize - range.len() as isize;
                    changes.push(Change { range: range.clone(), with: written.clone(), rule: mention.how });
                }
                names.push(Name {
                    source: paragraph.source_range(range),
                    span: start..start + written.len(),
                    surface,
                    written,
                    canonical: entity.canonical.to_string(),
                    entity: entity.id.to_string(),
                    kind: entity.kind,
                    how: if mention.mentioned { format!("{}, mentioned", mention.how) } else { mention.how.to_owned() },
                    confidence: mention.confidence,
                });
            }
            (names, changes)
        })
        .collect();
    for (paragraph, (names, changes)) in document.paragraphs.iter_mut().zip(found) {
        let done = paragraph.rewrite(Stage::Names, &changes);
        debug_assert!(done.is_ok(), "{done:?}");
        paragraph.names = names;
    }
}
