//! From an [`Item`] as it was read to the bytes of its document: JSON lines parsed, the quarantine unpacked.

use serde_json::value::RawValue;

use super::json;
use super::quarantine::{self, Failure};
use super::source::{Content, Item, Origin};

/// A document that can go through a pipeline.
#[derive(Debug)]
pub struct Ready {
    /// Its id.
    pub id: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The other fields of its JSON line, as they were written.
    pub carried: Vec<(String, Box<RawValue>)>,
    /// The JSON line that it was in.
    pub line: Option<Vec<u8>>,
}

/// A document that cannot.
#[derive(Debug)]
pub struct Failed {
    /// Its id, as far as it is known.
    pub id: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Why.
    pub failure: Failure,
}

impl Item {
    /// The document; a JSON line has its text in the field `text_field` and its id in `id_field`.
    ///
    /// # Errors
    /// What is to be written to the quarantine.
    pub fn open(self, text_field: &str, id_field: &str) -> Result<Ready, Box<Failed>> {
        let Item { mut id, mut origin, mut content, next: _ } = self;
        let fail = |id, origin, failure| Err(Box::new(Failed { id, origin, failure }));
        if let Content::Retry(line) = content {
            content = match quarantine::read(&line) {
                Ok(retry) => {
                    (id, origin) = (retry.id, retry.origin);
                    match retry.raw {
                        Ok(raw) if origin.line.is_some() && origin.row.is_none() => Content::Record(raw),
                        Ok(raw) => Content::Text(raw),
                        Err(failure) => Content::Failed(failure),
                    }
                }
                Err(error) => Content::Failed(Failure::new("retry", error, &line, line.len() as u64)),
            };
        }
        match content {
            Content::Text(bytes) => Ok(Ready { id, origin, bytes, carried: Vec::new(), line: None }),
            Content::Row { text, id: own_id, carried } => {
                Ok(Ready { id: own_id.unwrap_or(id), origin, bytes: text, carried, line: None })
            }
            Content::Record(line) | Content::Retry(line) => match json::parse(&line, text_field, id_field) {
                Ok(parsed) => {
                    origin.bytes = parsed.text.len() as u64;
                    let (id, bytes) = (parsed.id.unwrap_or(id), parsed.text.into_bytes());
                    Ok(Ready { id, origin, bytes, carried: parsed.carried, line: Some(line) })
                }
                Err(error) => {
                    let failure = Failure::new("json", error, &line, line.len() as u64);
                    fail(id, origin, Failure { at: json::broken_at(&line), ..failure })
                }
            },
            Content::Failed(failure) => fail(id, origin, failure),
        }
    }
}
