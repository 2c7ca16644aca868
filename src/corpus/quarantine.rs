//! What could not be read or normalized, kept so that it can be tried again.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::source::Origin;

/// Bytes of the source that a record of the quarantine keeps.
pub const RAW_LIMIT: usize = 1 << 20;

/// Why a document is quarantined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What failed: `read`, `json`, `retry`, `normalize`.
    pub stage: String,
    /// What was wrong.
    pub error: String,
    /// Its bytes, the first [`RAW_LIMIT`] of them.
    pub raw: Vec<u8>,
    /// How many bytes there are in all.
    pub raw_bytes: u64,
    /// The byte of them where it failed, from 0, where that is known.
    pub at: Option<u64>,
}

impl Failure {
    /// A failure; `raw` is cut at [`RAW_LIMIT`], `raw_bytes` is its length before any cut.
    pub fn new(stage: impl Into<String>, error: impl Into<String>, raw: &[u8], raw_bytes: u64) -> Failure {
        let raw = raw[..raw.len().min(RAW_LIMIT)].to_vec();
        Failure { stage: stage.into(), error: error.into(), raw, raw_bytes, at: None }
    }

    /// The same, said to have happened at a byte of the source, from 0.
    pub fn at(self, byte: u64) -> Failure {
        Failure { at: Some(byte), ..self }
    }
}

/// A record of a quarantine, as it stands in the file.
#[derive(Serialize, Deserialize)]
pub(crate) struct Line<'a> {
    pub id: String,
    source: Origin,
    pub stage: String,
    pub error: String,
    /// Base64.
    #[serde(borrow)]
    raw: Cow<'a, str>,
    /// Bytes of `raw` before it was cut.
    raw_bytes: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<u64>,
}

/// Appends the record of a failure to `out`, a line.
pub fn write(id: &str, origin: &Origin, failure: &Failure, out: &mut Vec<u8>) {
    let line = Line {
        id: id.to_owned(),
        source: origin.clone(),
        stage: failure.stage.clone(),
        error: failure.error.clone(),
        raw: STANDARD.encode(&failure.raw).into(),
        raw_bytes: failure.raw_bytes,
        at: failure.at,
    };
    let start = out.len();
    match serde_json::to_writer(&mut *out, &line) {
        Ok(()) => out.push(b'\n'),
        Err(_) => out.truncate(start),
    }
}

/// A document that is tried again.
pub(super) struct Retry {
    pub id: String,
    pub origin: Origin,
    pub raw: Result<Vec<u8>, Failure>,
}

/// Reads a record of a quarantine. One whose `raw` is not complete fails again, with all that it said.
pub(super) fn read(line: &[u8]) -> Result<Retry, String> {
    let Line { id, source, stage, error, raw, raw_bytes, at } =
        serde_json::from_slice(line).map_err(|e| format!("no record of a quarantine: {e}"))?;
    let raw = STANDARD.decode(raw.as_bytes()).map_err(|e| format!("`raw` is not base64: {e}"))?;
    // A document that could not be read has no bytes here, or only the first ones.
    let complete = raw.len() as u64 == raw_bytes && stage != "read";
    let raw = if complete { Ok(raw) } else { Err(Failure { at, ..Failure::new(stage, error, &raw, raw_bytes) }) };
    Ok(Retry { id, origin: source, raw })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(failure: &Failure) -> Vec<u8> {
        let mut out = Vec::new();
        let origin = Origin { path: "a.jsonl".into(), line: Some(3), bytes: failure.raw_bytes, ..Origin::default() };
        write("a.jsonl:3", &origin, failure, &mut out);
        out
    }

    #[test]
    fn what_is_written_is_read_again() {
        let retry = read(&line(&Failure::new("json", "no", b"\xFF{", 2))).unwrap();
        assert_eq!((retry.id.as_str(), retry.origin.line), ("a.jsonl:3", Some(3)));
        assert_eq!(retry.raw.unwrap(), b"\xFF{");
    }

    #[test]
    fn raw_is_cut_and_fails_again_with_its_first_error() {
        let long = vec![b'x'; RAW_LIMIT + 7];
        let written = line(&Failure::new("json", "too bad", &long, long.len() as u64).at(12));
        let failure = read(&written).unwrap().raw.unwrap_err();
        assert_eq!((failure.raw.len(), failure.raw_bytes), (RAW_LIMIT, RAW_LIMIT as u64 + 7));
        assert_eq!(line(&failure), written);
    }
}
