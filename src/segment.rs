//! Bytes to paragraphs: where each begins and ends, before any encoding is known.

use std::ops::Range;

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

/// The paragraphs of a document, in order.
pub fn segment(bytes: &[u8], paragraphs: Paragraphs) -> Vec<Segment> {
    // STUB (owner: encoding)
    let _ = paragraphs;
    let (mut segments, mut start, mut breaks) = (Vec::new(), 0, 0);
    for line in bytes.split(|&b| b == b'\n') {
        let end = start + line.len();
        if !line.trim_ascii().is_empty() {
            segments.push(Segment { range: start..end, breaks_before: breaks });
            breaks = 0;
        }
        breaks += 1;
        start = end + 1;
    }
    segments
}
