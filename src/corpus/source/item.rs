//! [`Item`]: a document to be, as it was read, and where it comes from. Nothing is parsed here.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::position::Position;
use crate::corpus::quarantine::Failure;

/// Where a document comes from, as it stands in its record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The file, as it was given or found; `-` is standard input.
    pub path: String,
    /// The member of an archive, as the archive names it; one in another has `!/` between them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The line in the file or member where it begins, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The row of a table, or the record of a WARC or mbox, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Which part of a text that was cut, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<u64>,
    /// The byte of the text where the part begins, where it is not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u64>,
    /// Length of the document in bytes; of what could not be read as one, of all there is.
    pub bytes: u64,
}

/// A document to be, as it was read.
#[derive(Debug)]
pub struct Item {
    /// The place after it.
    pub next: Position,
    /// Its id, as far as it is known without parsing.
    pub id: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Its bytes.
    pub content: Content,
}

impl Item {
    /// Bytes it holds in memory.
    pub fn size(&self) -> usize {
        self.id.len()
            + match &self.content {
                Content::Text(bytes) | Content::Record(bytes) | Content::Retry(bytes) => bytes.len(),
                Content::Row { text, id, carried } => {
                    let carried = carried.iter().map(|(name, value)| name.len() + value.get().len()).sum::<usize>();
                    text.len() + id.as_ref().map_or(0, String::len) + carried
                }
                Content::Failed(failure) => failure.raw.len(),
            }
    }
}

/// The bytes of an [`Item`].
#[derive(Debug)]
pub enum Content {
    /// The document itself.
    Text(Vec<u8>),
    /// A JSON object with the document in one of its fields.
    Record(Vec<u8>),
    /// The document, with what stood beside it.
    Row {
        /// The document itself.
        text: Vec<u8>,
        /// Its own id.
        id: Option<String>,
        /// Other fields, as JSON.
        carried: Vec<(String, Box<RawValue>)>,
    },
    /// A record of a quarantine.
    Retry(Vec<u8>),
    /// It could not be read.
    Failed(Failure),
}
