//! Names that no lexicon has, found in a corpus: clusters of spellings, as rows of a lexicon for a person to correct.
//!
//! In the order of the files: what a document says (`observe`, `phrases`), counted in bounded memory (`table` of `entry`s, by
//! `keys`); which names are compared (`link`), which are one (`cluster`), what is proposed (`propose`, `proposals`; not what is
//! `known`), as text (`write`). The rules are in `cluster`: names are brought together across documents only on strong
//! evidence, and never two that stood side by side as two.

mod cluster;
mod entry;
mod keys;
mod known;
mod link;
mod observe;
mod phrases;
mod proposals;
mod propose;
mod table;
#[cfg(test)]
mod tests;
mod write;

use std::sync::Arc;

pub use entry::Seen;
pub use observe::Observed;
pub use proposals::{Alias, Cluster, Context, Doubt, Evidence, Proposals};

use self::known::Known;
use self::table::Table;
use super::Lexicon;
use crate::document::Kind;

/// What is proposed, and how much memory it may take.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The kinds that are proposed; all if there are none.
    pub kinds: Vec<Kind>,
    /// Documents that a cluster must stand in.
    pub min_documents: u64,
    /// Mentions that it must have, those in part too.
    pub min_mentions: u64,
    /// How sure at least one of its mentions must be, 0.0–1.0: [`Name::confidence`](crate::Name::confidence).
    pub min_confidence: f32,
    /// Contexts of a cluster, at most.
    pub contexts: usize,
    /// Bytes that the table of names may take.
    pub memory: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            kinds: Vec::new(),
            min_documents: 2,
            min_mentions: 2,
            min_confidence: 0.7,
            contexts: entry::CONTEXTS,
            memory: 48 << 20,
        }
    }
}

/// Counts the names of documents, and proposes what a lexicon could have.
///
/// ```
/// use polynorm::names::discover::{Discovery, Observed, Options};
/// use polynorm::{Lexicon, Pipeline};
///
/// let lexicon = Lexicon::builtin();
/// let pipeline = Pipeline::builder().lexicon(lexicon.clone()).build()?;
/// let mut discovery = Discovery::new(lexicon.clone(), Options::default());
/// for (id, text) in [
///     ("a", "The ferry was late again, said Ahmad Torkani, a spokesman for the harbour."),
///     ("b", "Nobody was hurt, according to Ahmad Turkani, a spokesman for the harbour. Torkani gave no cause."),
/// ] {
///     let observed = Observed::new(id, &pipeline.normalize(text.as_bytes()), &lexicon);
///     discovery.add(&observed);
/// }
/// let proposals = discovery.proposals();
/// assert_eq!(proposals.clusters[0].canonical, "Ahmad Torkani");
/// assert_eq!(proposals.clusters[0].aliases[1].alias, "Ahmad Turkani");
/// // What a person leaves or corrects is a lexicon.
/// lexicon.with_tsv(&discovery.to_tsv(), "variants.tsv")?;
/// # Ok::<(), polynorm::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Discovery {
    lexicon: Arc<Lexicon>,
    known: Known,
    options: Options,
    table: Table,
}

impl Discovery {
    /// Nothing was seen yet. What `lexicon` has is not proposed; it must be the one that documents are normalized with.
    pub fn new(lexicon: Arc<Lexicon>, options: Options) -> Discovery {
        let known = Known::new(&lexicon);
        let table = Table::new(options.memory);
        Discovery { lexicon, known, options, table }
    }

    /// Takes the rows of a lexicon that are commented out (`#entity<TAB>kind<TAB>…`) as rejected by a person: the alias is not
    /// proposed for that entity again, and if it is the canonical form, not at all. Gives the number of such rows.
    pub fn reject(&mut self, tsv: &str) -> usize {
        self.known.reject(tsv)
    }

    /// Counts a document. What is proposed depends on the order of the documents only where the table is full.
    pub fn add(&mut self, observed: &Observed) {
        let known = &self.known;
        self.table.add(observed, |name, entity| {
            // An acronym may be another's too.
            let has = if name == entity { known.has(name) } else { known.has_of(name, entity) };
            !has && !known.is_none(name) && !known.are_apart(name, entity)
        });
    }

    /// Adds what another discovery has seen, in other documents, with the same lexicon.
    pub fn merge(&mut self, other: Discovery) {
        self.table.merge(other.table);
    }

    /// Documents that were counted.
    pub fn documents(&self) -> u64 {
        self.table.documents.into()
    }

    /// What is proposed.
    pub fn proposals(&self) -> Proposals {
        propose::propose(&self.table, &self.lexicon, &self.known, &self.options)
    }

    /// What is proposed, in the format of [`Lexicon::with_tsv`], with its evidence as comments.
    pub fn to_tsv(&self) -> String {
        self.proposals().to_tsv(&self.options)
    }
}
