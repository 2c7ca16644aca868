//! [`Top`]: the documents with the largest values, the same ones in whatever order they come.

use serde::{Deserialize, Serialize};

use super::hash;

/// How many documents a list has.
pub const TOP: usize = 10;
/// Bytes of an id that are kept.
pub(super) const ID_BYTES: usize = 200;

/// A document in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// What it is in the list for.
    pub value: u64,
    /// Its id, at most the first 200 bytes of it.
    pub id: String,
    /// Its length in bytes.
    pub bytes: u64,
}

impl Ranked {
    /// Larger values first; of equal ones the smaller id, then the shorter document. So it is a total order.
    fn key(&self) -> (std::cmp::Reverse<u64>, &str, u64) {
        (std::cmp::Reverse(self.value), &self.id, self.bytes)
    }
}

/// The ten documents with the largest values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Top(Vec<Ranked>);

impl Top {
    /// Takes a document into account.
    pub fn offer(&mut self, value: u64, id: &str, bytes: u64) {
        if self.0.len() >= TOP && self.0.last().is_some_and(|last| last.value > value) {
            return;
        }
        self.put(Ranked { value, id: hash::start(id, ID_BYTES).to_owned(), bytes });
    }

    /// Takes another list into account.
    pub fn merge(&mut self, other: Top) {
        other.0.into_iter().for_each(|ranked| self.put(ranked));
    }

    /// The documents, that with the largest value first.
    pub fn documents(&self) -> &[Ranked] {
        &self.0
    }

    fn put(&mut self, ranked: Ranked) {
        let place = self.0.partition_point(|other| other.key() <= ranked.key());
        if place < TOP {
            self.0.insert(place, ranked);
            self.0.truncate(TOP);
        }
    }
}
