//! [`Samples`]: a few paragraphs for each rule, as they were and as they are; chosen by the hashes of their documents' ids.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::hash;
use crate::{Paragraph, Stage};

/// How many samples there are of a rule.
pub const PER_RULE: usize = 3;
/// Bytes of text before and behind the first change of the rule.
const BEFORE: usize = 160;
const BEHIND: usize = 320;
/// Bytes of one changed piece, and the pieces of a sample.
const CHANGE: usize = 60;
const PIECES: usize = 40;

/// Some of a paragraph before and after.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Sample {
    /// What it was chosen by: the smallest are kept.
    pub hash: u64,
    /// The id of its document, at most the first 200 bytes of it.
    pub id: String,
    /// Where its paragraph starts in the source of the document, in bytes.
    pub at: u64,
    /// The encoding, language, script and role of the paragraph.
    pub encoding: String,
    /// As ISO 639-3.
    pub language: String,
    /// As ISO 15924.
    pub script: String,
    /// As in records.
    pub role: String,
    /// Whether the paragraph goes on before and behind.
    pub cut: (bool, bool),
    /// The text: what stayed, and what was changed.
    pub pieces: Vec<Piece>,
}

/// A piece of a sample.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Piece {
    /// What stood there and what stands there now.
    Changed {
        /// Before.
        was: String,
        /// After.
        now: String,
        /// Stage and rule, as `unicode:nfc`.
        rule: String,
    },
    /// Text that is as it was.
    Same(String),
}

/// Samples of each rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Samples(BTreeMap<String, Vec<Sample>>);

impl Samples {
    /// Offers a paragraph that has edits of a rule; `document` is the hash of its document's id.
    pub(super) fn offer(&mut self, rule: (Stage, &str), document: u64, id: &str, paragraph: &Paragraph<'_>) {
        let name = named(rule);
        let hash = hash::with(document, name.as_bytes());
        let samples = self.0.get(&name);
        if samples.is_some_and(|samples| samples.len() >= PER_RULE && samples.last().is_some_and(|s| s.hash < hash)) {
            return;
        }
        if let Some(sample) = sample(rule, hash, id, paragraph) {
            self.put(name, sample);
        }
    }

    /// Takes other samples into account.
    pub(super) fn merge(&mut self, other: Samples) {
        for (rule, samples) in other.0 {
            samples.into_iter().for_each(|sample| self.put(rule.clone(), sample));
        }
    }

    /// The samples of each rule.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Sample])> {
        self.0.iter().map(|(rule, samples)| (rule.as_str(), samples.as_slice()))
    }

    fn put(&mut self, rule: String, sample: Sample) {
        let samples = self.0.entry(rule).or_default();
        let place = samples.partition_point(|other| *other <= sample);
        if place < PER_RULE {
            samples.insert(place, sample);
            samples.truncate(PER_RULE);
        }
    }
}

/// A rule as it stands in reports: `stage:rule`.
pub(super) fn named((stage, rule): (Stage, &str)) -> String {
    format!("{stage}:{rule}")
}

/// The text around the first edit of a rule.
fn sample(rule: (Stage, &str), hash: u64, id: &str, paragraph: &Paragraph<'_>) -> Option<Sample> {
    let (text, decoded, alignment) = (paragraph.text(), paragraph.decoded(), paragraph.alignment());
    let first = alignment.edits().find(|edit| (edit.stage, edit.rule) == rule)?.text;
    // Neither end may lie inside a character or inside an edit.
    let mut from = first.start - hash::end(text.get(..first.start)?, BEFORE).len();
    if let Some(edit) = alignment.edits().find(|edit| edit.text.start < from && from < edit.text.end) {
        from = edit.text.end;
    }
    let to = first.end + hash::start(text.get(first.end..)?, BEHIND).len();
    let mut pieces = Vec::new();
    let mut at = from;
    for edit in alignment.edits().skip_while(|edit| edit.text.start < from) {
        if edit.text.start >= to || pieces.len() >= PIECES {
            break;
        }
        push_same(&mut pieces, text.get(at..edit.text.start)?);
        let (was, now) = (shortened(decoded.get(edit.source)?), shortened(text.get(edit.text.clone())?));
        pieces.push(Piece::Changed { was, now, rule: named((edit.stage, edit.rule)) });
        at = edit.text.end;
    }
    let to = if pieces.len() >= PIECES { at } else { to.max(at) };
    push_same(&mut pieces, text.get(at..to)?);
    Some(Sample {
        hash,
        id: hash::start(id, super::top::ID_BYTES).to_owned(),
        at: paragraph.source.start as u64,
        encoding: paragraph.encoding.name().to_owned(),
        language: paragraph.language.code().to_owned(),
        script: paragraph.script.code().to_owned(),
        role: paragraph.role.name().to_owned(),
        cut: (from > 0, to < text.len()),
        pieces,
    })
}

fn push_same(pieces: &mut Vec<Piece>, text: &str) {
    if !text.is_empty() {
        pieces.push(Piece::Same(text.to_owned()));
    }
}

fn shortened(text: &str) -> String {
    let start = hash::start(text, CHANGE);
    if start.len() < text.len() { format!("{start}\u{2026}") } else { start.to_owned() }
}
