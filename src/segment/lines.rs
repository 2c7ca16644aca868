//! Lines of a document, trimmed, in its code units; blank lines are only counted.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr_iter, memchr2, memchr2_iter, memmem};

use super::Segment;
use crate::encoding::Encoding;

/// The code units of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Units {
    /// An encoding that leaves ASCII as it is.
    Bytes,
    /// UTF-16, big-endian if `big`.
    Two { big: bool },
    /// UTF-32, big-endian if `big`.
    Four { big: bool },
}

impl From<Encoding> for Units {
    fn from(encoding: Encoding) -> Units {
        let big = encoding == Encoding::UTF_16BE || encoding == Encoding::UTF_32BE;
        match encoding.unit() {
            2 => Units::Two { big },
            4 => Units::Four { big },
            _ => Units::Bytes,
        }
    }
}

impl Units {
    /// Bytes of one unit.
    pub(super) fn size(self) -> usize {
        match self {
            Units::Bytes => 1,
            Units::Two { .. } => 2,
            Units::Four { .. } => 4,
        }
    }

    /// The unit at `at`; there must be one.
    pub(super) fn get(self, bytes: &[u8], at: usize) -> u32 {
        let mut unit = 0;
        match self {
            Units::Bytes => unit = u32::from(bytes[at]),
            Units::Two { big: true } | Units::Four { big: true } => {
                for &byte in &bytes[at..at + self.size()] {
                    unit = unit << 8 | u32::from(byte);
                }
            }
            Units::Two { big: false } | Units::Four { big: false } => {
                for &byte in bytes[at..at + self.size()].iter().rev() {
                    unit = unit << 8 | u32::from(byte);
                }
            }
        }
        unit
    }

    /// The text of a line, good enough to measure it: bytes that are not UTF-8 become one U+FFFD each.
    pub(super) fn text(self, line: &[u8]) -> Cow<'_, str> {
        let wide = |size: usize| line.chunks_exact(size).map(|unit| self.get(unit, 0));
        match self {
            Units::Bytes => match simdutf8::basic::from_utf8(line) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => line.iter().map(|&b| if b < 0x80 { char::from(b) } else { '\u{FFFD}' }).collect(),
            },
            Units::Two { .. } => {
                char::decode_utf16(wide(2).map(|unit| unit as u16)).map(|c| c.unwrap_or('\u{FFFD}')).collect()
            }
            Units::Four { .. } => wide(4).map(|unit| char::from_u32(unit).unwrap_or('\u{FFFD}')).collect(),
        }
    }
}

/// Collects lines: trims them, skips the blank ones, counts line ends.
struct Lines<'a> {
    bytes: &'a [u8],
    units: Units,
    lines: Vec<Segment>,
    breaks: u32,
}

impl Lines<'_> {
    fn line(&mut self, range: Range<usize>) {
        let range = trim(self.bytes, self.units, range);
        if !range.is_empty() {
            self.lines.push(Segment { range, breaks_before: self.breaks });
            self.breaks = 0;
        }
    }

    fn line_end(&mut self) {
        self.breaks = self.breaks.saturating_add(1);
    }
}

/// The lines of these parts of a document that are not blank, each part in its units.
pub(super) fn lines(bytes: &[u8], parts: &[(Range<usize>, Units)]) -> Vec<Segment> {
    let mut lines = Lines { bytes, units: Units::Bytes, lines: Vec::new(), breaks: 0 };
    for (part, units) in parts {
        lines.units = *units;
        lines.bytes = bytes.get(..part.end).unwrap_or(bytes);
        match units {
            Units::Bytes => byte_lines(&mut lines, part.start),
            _ => wide_lines(&mut lines, part.start),
        }
    }
    lines.lines
}

/// The lines of a document in EBCDIC that are not blank: NEL, LF and CR LF end them.
pub(super) fn ebcdic(bytes: &[u8]) -> Vec<Segment> {
    let (mut lines, mut breaks, mut at) = (Vec::new(), 0, 0);
    for line in bytes.split_inclusive(|byte| matches!(byte, 0x15 | 0x25)) {
        let blank = |byte: &u8| matches!(byte, 0x40 | 0x05 | 0x0D | 0x15 | 0x25);
        if let (Some(first), Some(last)) = (line.iter().position(|b| !blank(b)), line.iter().rposition(|b| !blank(b))) {
            lines.push(Segment { range: at + first..at + last + 1, breaks_before: breaks });
            breaks = 0;
        }
        breaks += u32::from(line.ends_with(&[0x15]) || line.ends_with(&[0x25]));
        at += line.len();
    }
    lines
}

fn byte_lines(lines: &mut Lines<'_>, start: usize) {
    let bytes = lines.bytes;
    let rare = has_rare_line_ends(&bytes[start..]);
    let mut at = start;
    let mut end_line = |end: usize, next: usize| {
        // Behind CR LF the LF finds nothing left to end.
        if next > at {
            if rare {
                rare_lines(lines, at..end);
            } else {
                lines.line(at..end);
            }
            lines.line_end();
            at = next;
        }
    };
    if memchr::memchr(b'\r', &bytes[start..]).is_some() {
        for end in memchr2_iter(b'\n', b'\r', &bytes[start..]).map(|i| start + i) {
            if bytes[end] == b'\n' && end > start && bytes[end - 1] == b'\r' {
                continue;
            }
            let crlf = bytes[end] == b'\r' && bytes.get(end + 1) == Some(&b'\n');
            end_line(end, end + 1 + usize::from(crlf));
        }
    } else {
        for end in memchr_iter(b'\n', &bytes[start..]).map(|i| start + i) {
            end_line(end, end + 1);
        }
    }
    if rare {
        rare_lines(lines, at..bytes.len());
    } else {
        lines.line(at..bytes.len());
    }
}

/// Whether a line end other than CR and LF may be there.
fn has_rare_line_ends(bytes: &[u8]) -> bool {
    memchr2(0x0B, 0x0C, bytes).is_some()
        || memmem::find(bytes, b"\xC2\x85").is_some()
        || memmem::find(bytes, b"\xE2\x80\xA8").is_some()
        || memmem::find(bytes, b"\xE2\x80\xA9").is_some()
}

/// Cuts a line at VT and FF, and at NEL, U+2028 and U+2029 if it is UTF-8: in other encodings these bytes are letters.
fn rare_lines(lines: &mut Lines<'_>, range: Range<usize>) {
    let bytes = lines.bytes;
    let line = &bytes[range.clone()];
    if !has_rare_line_ends(line) {
        lines.line(range);
        return;
    }
    let utf8 = simdutf8::basic::from_utf8(line).is_ok();
    let (mut at, mut i) = (range.start, range.start);
    while i < range.end {
        let len = match bytes[i] {
            0x0B | 0x0C => 1,
            0xC2 if utf8 && bytes[i..range.end].starts_with(b"\xC2\x85") => 2,
            0xE2 if utf8 && bytes[i..range.end].starts_with(b"\xE2\x80\xA8") => 3,
            0xE2 if utf8 && bytes[i..range.end].starts_with(b"\xE2\x80\xA9") => 3,
            _ => {
                i += 1;
                continue;
            }
        };
        lines.line(at..i);
        lines.line_end();
        i += len;
        at = i;
    }
    lines.line(at..range.end);
}

fn wide_lines(lines: &mut Lines<'_>, start: usize) {
    let (bytes, units, size) = (lines.bytes, lines.units, lines.units.size());
    let (mut at, mut i, mut after_cr) = (start, start, false);
    while i + size <= bytes.len() {
        let unit = units.get(bytes, i);
        i += size;
        if matches!(unit, 0x0A..=0x0D | 0x85 | 0x2028 | 0x2029) {
            if unit == 0x0A && after_cr {
                at = i;
            } else {
                lines.line(at..i - size);
                lines.line_end();
                at = i;
            }
        }
        after_cr = unit == 0x0D;
    }
    lines.line(at..bytes.len());
}

/// The range without outer white space: ASCII's, U+00A0, U+3000, U+200B, U+FEFF.
pub(super) fn trim(bytes: &[u8], units: Units, range: Range<usize>) -> Range<usize> {
    match units {
        Units::Bytes => trim_bytes(bytes, range),
        _ => trim_wide(bytes, units, range),
    }
}

fn trim_bytes(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    const SPACES: [&[u8]; 4] = [b"\xC2\xA0", b"\xE3\x80\x80", b"\xE2\x80\x8B", b"\xEF\xBB\xBF"];
    let blank = |byte: u8| matches!(byte, b' ' | 0x09..=0x0D);
    let Range { mut start, mut end } = range;
    // Known only when it matters: in other encodings the bytes of these spaces are letters.
    let mut utf8 = None;
    let mut is_utf8 = |start, end| *utf8.get_or_insert_with(|| simdutf8::basic::from_utf8(&bytes[start..end]).is_ok());
    loop {
        let line = &bytes[start..end];
        match (line.first(), line.last()) {
            (Some(&first), _) if blank(first) => start += 1,
            (_, Some(&last)) if blank(last) => end -= 1,
            (Some(0xC2 | 0xE2 | 0xE3 | 0xEF), _)
                if SPACES.iter().any(|s| line.starts_with(s)) && is_utf8(start, end) =>
            {
                start += if line[0] == 0xC2 { 2 } else { 3 };
            }
            (_, Some(0x80..=0xBF)) if SPACES.iter().any(|s| line.ends_with(s)) && is_utf8(start, end) => {
                end -= if line.ends_with(SPACES[0]) { 2 } else { 3 };
            }
            _ => return start..end,
        }
    }
}

fn trim_wide(bytes: &[u8], units: Units, range: Range<usize>) -> Range<usize> {
    let size = units.size();
    let blank = |at| matches!(units.get(bytes, at), 0x20 | 0x09..=0x0D | 0x85 | 0xA0 | 0x3000 | 0x200B | 0xFEFF);
    let Range { mut start, mut end } = range;
    while start + size <= end && blank(start) {
        start += size;
    }
    // Bytes left over at the end of the document, too few for a unit, are kept.
    while (end - start) % size == 0 && start + size <= end && blank(end - size) {
        end -= size;
    }
    start..end
}
