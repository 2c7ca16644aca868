//! What UTF-8 leaves when it is read in another encoding: sequences of characters whose bytes there are UTF-8.

use super::Piece;
use super::wrong::Wrong;

/// Sequences that follow each other without a gap, pieces `start..end`, and what they should have been.
pub(super) struct Traces {
    pub start: usize,
    pub end: usize,
    pub with: Vec<char>,
    /// Bytes were lost in all of them: a space stands for a no-break space.
    pub lossy: bool,
}

/// A character that was misread as several.
#[derive(Clone, Copy)]
struct Sequence {
    /// What it was.
    c: char,
    /// How many bytes stand for it.
    len: usize,
    /// Its last byte was lost.
    lossy: bool,
}

/// Characters as bytes of an encoding.
pub(super) struct Bytes {
    bytes: Vec<u8>,
    /// The piece that each byte begins, and one for the end; `MIDDLE` inside a character. Empty where each byte is a piece.
    begins: Vec<u32>,
}

const MIDDLE: u32 = u32::MAX;

/// Stands among bytes for a character that the encoding lacks; no byte of UTF-8.
const NONE: u8 = 0xFF;
/// Stands among bytes for U+FFFD: a byte that was lost before.
const LOST: u8 = 0xFE;

impl Bytes {
    pub(super) fn of(pieces: &[Piece], wrong: &Wrong) -> Bytes {
        let missing = |c: char| if c == '\u{FFFD}' { LOST } else { NONE };
        if !wrong.is_double() {
            let bytes = pieces.iter().map(|piece| wrong.byte(piece.c).unwrap_or_else(|| missing(piece.c)));
            return Bytes { bytes: bytes.collect(), begins: Vec::new() };
        }
        let mut all =
            Bytes { bytes: Vec::with_capacity(pieces.len() + 8), begins: Vec::with_capacity(pieces.len() + 8) };
        for (i, piece) in pieces.iter().enumerate() {
            let bytes = wrong.bytes(piece.c).unwrap_or([missing(piece.c), 0, 0, 0]);
            let len = bytes.iter().rposition(|byte| *byte != 0).map_or(1, |last| last + 1);
            all.bytes.extend_from_slice(&bytes[..len]);
            all.begins.push(i as u32);
            all.begins.extend((1..len).map(|_| MIDDLE));
        }
        all.begins.push(pieces.len() as u32);
        all
    }

    /// The runs of traces, in order.
    pub(super) fn traces(&self, wrong: &Wrong) -> Vec<Traces> {
        let (mut traces, mut at) = (Vec::new(), 0);
        while at < self.bytes.len() {
            if self.bytes[at] < 0xC2 {
                at += 1;
                continue;
            }
            let found = if wrong.is_double() {
                Some(at).filter(|at| self.begins[*at] != MIDDLE).and_then(|at| self.double(at))
            } else {
                Some(at).filter(|at| self.goes_on(at + 1, wrong)).and_then(|at| self.single(at, wrong))
            };
            match found {
                Some((found, end)) => {
                    traces.push(found);
                    at = end;
                }
                None => at += 1,
            }
        }
        traces
    }

    /// Whether a byte may be behind a lead byte, in a single-byte encoding: one that follows, or what stands for a lost one.
    #[inline]
    fn goes_on(&self, at: usize, wrong: &Wrong) -> bool {
        match self.bytes.get(at) {
            Some(0x80..=0xBF | &LOST | b'?') => true,
            Some(b' ') => wrong.loses_spaces,
            _ => false,
        }
    }

    /// Those that begin at `start`, in a single-byte encoding, and where they end.
    fn single(&self, start: usize, wrong: &Wrong) -> Option<(Traces, usize)> {
        let (mut at, mut with, mut lossy) = (start, Vec::new(), true);
        while let Some(found) = self.sequence(at, wrong, at > start) {
            with.push(found.c);
            lossy &= found.lossy;
            at += found.len;
        }
        (at > start).then_some((Traces { start, end: at, with, lossy }, at))
    }

    /// Those that begin at `start`, in a double-byte encoding: UTF-8 from the border of a character to that of another.
    fn double(&self, start: usize) -> Option<(Traces, usize)> {
        let (mut at, mut with) = (start, Vec::new());
        let mut whole = None;
        while let Some(&byte) = self.bytes.get(at) {
            let begins = self.begins[at] != MIDDLE;
            if begins && byte < 0x80 || matches!(byte, NONE | LOST) {
                break;
            }
            let (c, len) = if byte < 0x80 {
                (char::from(byte), 1)
            } else {
                let Some(found) = self.utf8(at) else { break };
                found
            };
            with.push(c);
            at += len;
            if self.begins[at] != MIDDLE {
                whole = Some((at, with.len()));
            }
        }
        let (end, chars) = whole?;
        with.truncate(chars);
        let begins = |at: usize| self.begins[at] as usize;
        Some((Traces { start: begins(start), end: begins(end), with, lossy: false }, end))
    }

    /// A whole character of UTF-8 above ASCII.
    fn utf8(&self, at: usize) -> Option<(char, usize)> {
        let len = length(*self.bytes.get(at)?)?;
        let text = std::str::from_utf8(self.bytes.get(at..at + len)?).ok()?;
        text.chars().next().map(|c| (c, len))
    }

    /// The character at `at` in a single-byte encoding, some of whose bytes may be lost;
    /// `behind` another.
    fn sequence(&self, at: usize, wrong: &Wrong, behind: bool) -> Option<Sequence> {
        let whole = |(c, len)| Sequence { c, len, lossy: false };
        if let Some(found) = self.utf8(at) {
            return Some(whole(found));
        }
        let get = |i: usize| self.bytes.get(i).copied();
        let len = length(get(at)?)?;
        for i in 1..len {
            match get(at + i)? {
                0x80..=0xBF => {}
                // The byte was lost; what stands for it stays lost.
                LOST if wrong.prior < 4 && (len == 2 || i > 1 || matches!(get(at + 2), Some(0x80..=0xBF))) => {
                    let rest = (i + 1..len).take_while(|i| matches!(get(at + i), Some(0x80..=0xBF))).count();
                    return Some(Sequence { c: '\u{FFFD}', len: i + 1 + rest, lossy: len == 2 });
                }
                b'?' if len == 3 && i == 2 && wrong.prior < 4 => return Some(whole(('\u{FFFD}', 3))),
                b'?' if wrong.prior == 0 && len + i < 5 => {
                    let rest = (i + 1..len).take_while(|i| matches!(get(at + i), Some(0x80..=0xBF))).count();
                    return Some(Sequence { c: '\u{FFFD}', len: i + 1 + rest, lossy: true });
                }
                b' ' if wrong.loses_spaces => return self.lost_space(at, len, i, behind),
                _ => return None,
            }
        }
        self.surrogates(at).map(whole)
    }

    /// Surrogates, each as three bytes (CESU-8): two of them are one character.
    fn surrogates(&self, at: usize) -> Option<(char, usize)> {
        let unit = |bytes: &[u8]| match bytes {
            [0xED, a @ 0xA0..=0xBF, b @ 0x80..=0xBF] => Some(0xD000 | u16::from(a & 0x3F) << 6 | u16::from(b & 0x3F)),
            _ => None,
        };
        let pair = [unit(self.bytes.get(at..at + 3)?)?, unit(self.bytes.get(at + 3..at + 6)?)?];
        char::decode_utf16(pair).next().and_then(Result::ok).map(|c| (c, 6))
    }

    /// A sequence whose byte `lost` is a space that was a no-break space.
    fn lost_space(&self, at: usize, len: usize, lost: usize, after: bool) -> Option<Sequence> {
        let mut bytes = [0; 4];
        bytes[..len].copy_from_slice(self.bytes.get(at..at + len)?);
        bytes[lost] = 0xA0;
        let c = std::str::from_utf8(&bytes[..len]).ok()?.chars().next()?;
        let behind = &self.bytes[at + len..];
        let found = Sequence { c, len, lossy: true };
        let next = behind.first().copied();
        let trace_behind = next.is_some_and(|next| (0xC2..0xF5).contains(&next));
        if lost + 1 < len {
            return matches!(bytes[0], 0xE2 | 0xE3).then_some(found);
        }
        if c != '\u{E0}' {
            // Not at the end of a word: what follows must be a letter or another trace.
            let letter = next.is_some_and(|next| next.is_ascii_lowercase()) && c.is_alphabetic();
            return (trace_behind || letter || after && c == '\u{A0}').then_some(found);
        }
        // "a grave" is a word of its own in French and Italian, which keeps a space behind it; Portuguese has "às", "àquele".
        let word = [&b" "[..], b"quele", b"quela", b"quilo", b"s "].iter().any(|start| behind.starts_with(start));
        Some(Sequence { c, len: if word || behind == b"s" { 2 } else { 1 }, lossy: true })
    }
}

/// How many bytes a character of UTF-8 has that begins with this one.
fn length(lead: u8) -> Option<usize> {
    match lead {
        0xC2..=0xDF => Some(2),
        0xE0..=0xEF => Some(3),
        0xF0..=0xF4 => Some(4),
        _ => None,
    }
}
