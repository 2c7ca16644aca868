//! Bytes to paragraphs: where each begins and ends, before any encoding is known.
//!
//! [`lines`](self) finds line ends in the document's code units (bytes, or UTF-16 and UTF-32 units), `wrap` decides
//! which lines are one paragraph. What a paragraph says is no business of this stage.

mod change;
mod cut;
mod lines;
mod wrap;

use std::ops::Range;

use crate::encoding::wide;

/// How lines make paragraphs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Paragraphs {
    /// Decided per document: blocks where lines are hard-wrapped, lines elsewhere.
    #[default]
    Auto,
    /// Each line is a paragraph.
    Line,
    /// Lines up to a blank line are a paragraph.
    Block,
}

/// A paragraph's place in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its bytes, without byte order mark, outer white space and line end; never empty.
    pub range: Range<usize>,
    /// Line ends between it and the segment before (2 or more: a blank line).
    pub breaks_before: u32,
}

/// The paragraphs of a document, in order. Takes linear time; a paragraph is never longer than 1 MiB.
///
/// Line ends are LF, CR, CR LF, VT, FF, NEL, U+2028 and U+2029, in the code units of the document.
///
/// ```
/// use polynorm::segment::{Paragraphs, segment};
///
/// let segments = segment(b"A title\r\n\r\n  The first line.\r\nThe second.", Paragraphs::Auto);
/// let ranges: Vec<_> = segments.iter().map(|s| (s.range.clone(), s.breaks_before)).collect();
/// assert_eq!(ranges, [(0..7, 0), (13..28, 2), (30..41, 1)]);
/// ```
pub fn segment(bytes: &[u8], paragraphs: Paragraphs) -> Vec<Segment> {
    let (units, start) = match wide::sniff(bytes) {
        Some(found) => (lines::Units::from(found.encoding), found.mark),
        None if crate::encoding::is_ebcdic(bytes) => {
            return cut::cut_long(bytes, lines::Units::Bytes, lines::ebcdic(bytes));
        }
        None if bytes.starts_with(b"\xEF\xBB\xBF") => (lines::Units::Bytes, 3),
        None => (lines::Units::Bytes, 0),
    };
    if units == lines::Units::Bytes
        && let Some(parts) = wide::mixed(bytes)
    {
        // Parts in UTF-16 among others: lines are paragraphs.
        let units = |encoding: Option<_>| encoding.map_or(lines::Units::Bytes, lines::Units::from);
        let parts: Vec<_> = parts
            .into_iter()
            .map(|(range, encoding)| (range.start.max(start)..range.end.max(start), units(encoding)))
            .collect();
        return cut::cut_long(bytes, lines::Units::Bytes, lines::lines(bytes, &parts));
    }
    let lines = lines::lines(bytes, &[(start..bytes.len(), units)]);
    let joined = match paragraphs {
        Paragraphs::Line => lines,
        Paragraphs::Block => wrap::join_blocks(bytes, units, lines),
        Paragraphs::Auto => match wrap::wrapped_at(bytes, units, &lines) {
            Some(column) => wrap::join_wrapped(bytes, units, lines, column),
            None => lines,
        },
    };
    let joined = if units == lines::Units::Bytes { change::cut_changes(bytes, joined) } else { joined };
    cut::cut_long(bytes, units, joined)
}

#[cfg(test)]
mod tests;
