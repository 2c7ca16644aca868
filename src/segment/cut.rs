//! Paragraphs beyond the limit cut into pieces that end at a sentence, a space, or at least a character.

use std::ops::Range;

use super::Segment;
use super::lines::{Units, trim};

/// The longest paragraph, in bytes.
pub(super) const LIMIT: usize = 1 << 20;

/// How far back from the limit a better place is looked for, in bytes.
const WINDOW: usize = 1 << 14;

pub(super) fn cut_long(bytes: &[u8], units: Units, segments: Vec<Segment>) -> Vec<Segment> {
    if segments.iter().all(|s| s.range.len() <= LIMIT) {
        return segments;
    }
    let mut cut = Vec::with_capacity(segments.len() + 1);
    for Segment { range, mut breaks_before } in segments {
        let mut rest = range;
        while rest.len() > LIMIT {
            let at = place(bytes, units, rest.start..rest.start + LIMIT);
            let piece = trim(bytes, units, rest.start..at);
            if !piece.is_empty() {
                cut.push(Segment { range: piece, breaks_before });
                breaks_before = 0;
            }
            rest = at..rest.end;
        }
        let piece = trim(bytes, units, rest);
        if !piece.is_empty() {
            cut.push(Segment { range: piece, breaks_before });
        }
    }
    cut
}

/// The best place to cut in the last bytes of `range`; there are more bytes behind it.
fn place(bytes: &[u8], units: Units, range: Range<usize>) -> usize {
    let size = units.size();
    let Range { start, end } = range;
    let space = |at: usize| matches!(units.get(bytes, at), 0x20 | 0x09..=0x0D | 0x3000);
    let stop = |at: usize| matches!(units.get(bytes, at), 0x21 | 0x2E | 0x3F | 0x3002);
    let mut first_space = None;
    for at in (1..=WINDOW / size).map(|i| end - i * size).take_while(|&at| at > start) {
        if space(at) {
            if stop(at - size) {
                return at;
            }
            first_space = first_space.or(Some(at));
        }
    }
    if let Some(at) = first_space {
        return at;
    }
    match units {
        Units::Bytes => byte_place(bytes, end - WINDOW, end),
        // Not between the two halves of a surrogate pair.
        Units::Two { .. } if matches!(units.get(bytes, end), 0xDC00..=0xDFFF) => end - 2,
        _ => end,
    }
}

fn byte_place(bytes: &[u8], from: usize, end: usize) -> usize {
    let starts_character = |at: &usize| !(0x80..0xC0).contains(&bytes[*at]);
    let utf8 = (end - 3..=end).rev().find(starts_character).filter(|&at| {
        let begin = bytes[from..].iter().take(3).take_while(|&&b| (0x80..0xC0).contains(&b)).count();
        simdutf8::basic::from_utf8(&bytes[from + begin..at]).is_ok()
    });
    // In an encoding of two bytes, behind a byte that can only be a character of its own.
    utf8.or_else(|| (from..end).rev().find(|&at| bytes[at] < 0x30).map(|at| at + 1)).unwrap_or(end)
}
