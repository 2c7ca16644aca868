//! One legacy encoding read as another: windows-1251 as windows-1252, and the like.
//!
//! The text is put back into bytes in the encoding that it may have been read in, and those are weighed as the bytes of a
//! paragraph are. That is slow, so only text whose pairs of characters are dear is tried.

use super::codepage::{self, CodePage};
use super::decode::decode;
use super::legacy;
use super::pairs::{self, EDGE};
use crate::document::Change;

/// The encodings that text was read in.
const WRONG: [&str; 4] = ["windows-1252", "windows-1251", "windows-1250", "KOI8-R"];
/// Pairs that are looked at first, and what they must cost on average (quarter nats).
const PAIRS: usize = 16;
const DEAR: u32 = 36;
/// What a text must gain, and what more for each of its characters above ASCII.
const GAIN: u32 = 72 * 4;
const GAIN_EACH: u32 = 6 * 4;

/// Whether the first pairs with characters above ASCII are dear.
pub(super) fn gate(text: &str) -> bool {
    let (mut sum, mut count, mut before, mut high) = (0, 0, EDGE, false);
    let start = text.bytes().position(|byte| byte >= 0x80).unwrap_or(text.len());
    for c in text[start..].chars() {
        if c.is_ascii() && !high {
            before = EDGE;
            continue;
        }
        let next = pairs::fold(c);
        sum += pairs::cost(before, next).min(pairs::RARE);
        count += 1;
        (before, high) = (next, !c.is_ascii());
        if count as usize == PAIRS {
            break;
        }
    }
    count >= 6 && sum >= DEAR * count
}

/// The changes that read the text again, if it gains enough.
///
/// Unless `bold`, only into another script: accented Latin letters can be meant in ways that no table has.
pub(super) fn read_again(text: &str, bold: bool, rule: &'static str) -> Option<Vec<Change>> {
    let mut best: Option<(u32, Vec<Change>)> = None;
    for page in WRONG.into_iter().filter_map(codepage::page) {
        let Some(bytes) = bytes_in(text, page) else { continue };
        let Some(as_is) = legacy::cost_in(&bytes, page.name) else { continue };
        let Some(reading) = legacy::readings(&bytes).into_iter().next() else { continue };
        let high = bytes.iter().filter(|byte| **byte >= 0x80).count().min(300) as u32;
        let gain = as_is.saturating_sub(reading.cost);
        if gain < GAIN + GAIN_EACH * high || best.as_ref().is_some_and(|(most, _)| gain <= *most) {
            continue;
        }
        let changes = changes(text, &bytes, reading.encoding, rule);
        let new = || changes.iter().flat_map(|change| change.with.chars()).filter(|c| !c.is_ascii());
        let other_script = new().filter(|&c| c >= '\u{370}' && c.is_alphabetic()).count();
        if !bold && other_script * 2 <= new().count() {
            continue;
        }
        best = Some((gain, changes));
    }
    best.map(|(_, changes)| changes)
}

/// The bytes of the text, one for each character, if the encoding has them all.
fn bytes_in(text: &str, page: &CodePage) -> Option<Vec<u8>> {
    let byte = |c: char| match c {
        _ if c.is_ascii() => Some(c as u8),
        _ => match page.upper.iter().position(|upper| *upper == Some(c)) {
            Some(at) => Some(at as u8 + 0x80),
            None => u8::try_from(u32::from(c)).ok().filter(|byte| *byte < 0xA0),
        },
    };
    text.chars().map(byte).collect()
}

fn changes(text: &str, bytes: &[u8], encoding: super::Encoding, rule: &'static str) -> Vec<Change> {
    let decoded = decode(bytes, encoding);
    // Byte `i` is the character at `starts[i]`.
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut changes: Vec<Change> = Vec::new();
    for edit in decoded.alignment.edits() {
        let range = starts[edit.source.start]..starts[edit.source.end];
        let with = &decoded.text[edit.text];
        match changes.last_mut() {
            Some(last) if last.range.end == range.start => {
                last.range.end = range.end;
                last.with.push_str(with);
            }
            _ => changes.push(Change { range, with: with.to_owned(), rule }),
        }
    }
    changes.retain(|change| text[change.range.clone()] != change.with);
    changes
}
