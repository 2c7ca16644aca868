//! Bytes of a known encoding to text, every character aligned with its bytes; nothing is lost.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::DecoderResult;

use super::codepage::{self, CodePage, UpperHalf};
use super::seven::Piece;
use super::{Encoding, Inner, johab};
use crate::Alignment;
use crate::alignment::Stage;

/// The text of some bytes.
#[derive(Clone, Debug)]
pub struct Decoded<'a> {
    /// The text; borrowed where the bytes are valid UTF-8.
    pub text: Cow<'a, str>,
    /// From the bytes to the text, both in bytes.
    pub alignment: Alignment,
    /// Byte ranges of the text (each one U+FFFD) that stand for bytes which could not be decoded.
    pub undecodable: Vec<Range<usize>>,
}

/// Decodes `bytes`; a byte order mark is not treated specially.
///
/// What cannot be decoded becomes U+FFFD as the [WHATWG Encoding Standard](https://encoding.spec.whatwg.org/) says.
///
/// ```
/// use polynorm::encoding::{Encoding, decode};
///
/// let decoded = decode(b"caf\xE9!", Encoding::from_name("windows-1252").unwrap());
/// assert_eq!(decoded.text, "caf\u{E9}!");
/// assert_eq!(decoded.alignment.to_source(5..6), 4..5);
/// ```
pub fn decode(bytes: &[u8], encoding: Encoding) -> Decoded<'_> {
    let big = encoding == Encoding::UTF_16BE || encoding == Encoding::UTF_32BE;
    match encoding.0 {
        _ if encoding == Encoding::UTF_8 => utf8(bytes),
        _ if encoding.unit() == 2 => utf16(bytes, big, encoding.name()),
        Inner::Utf32Le | Inner::Utf32Be => utf32(bytes, big, encoding.name()),
        Inner::Whatwg(inner) if inner == encoding_rs::ISO_2022_JP => iso_2022_jp(bytes),
        Inner::Whatwg(inner) if inner == encoding_rs::REPLACEMENT && !bytes.is_empty() => {
            let mut building = Building::new(4, inner.name());
            building.bad(0..bytes.len());
            building.done()
        }
        Inner::Seven(seven) => {
            let mut building = Building::new(bytes.len() * 2, encoding.name());
            building.pieces(seven.pieces(bytes).map(|(piece, len)| match piece {
                Piece::Char(c) => (Some(Some(c)), len),
                Piece::Switch => (None, len),
                Piece::Bad => (Some(None), len),
            }));
            building.done()
        }
        Inner::Johab => {
            let mut building = Building::new(bytes.len() * 2, encoding.name());
            building.pieces(johab::characters(bytes).map(|(c, len)| (Some(c), len)));
            building.done()
        }
        Inner::Page(CodePage { lower: Some(lower), upper, name, .. }) => whole_page(bytes, lower, upper, name),
        _ if bytes.is_ascii() => utf8(bytes),
        Inner::Page(page) => single_byte(bytes, &page.upper, page.name),
        Inner::Whatwg(inner) if inner.is_single_byte() => match codepage::page(inner.name()) {
            Some(page) => single_byte(bytes, &page.upper, page.name),
            None => single_byte(bytes, &codepage::upper_half(inner), inner.name()),
        },
        Inner::Whatwg(inner) => multi_byte(bytes, inner),
    }
}

/// Text under construction.
struct Building {
    text: String,
    alignment: Alignment,
    undecodable: Vec<Range<usize>>,
    rule: &'static str,
}

impl Building {
    fn new(capacity: usize, rule: &'static str) -> Building {
        Building {
            text: String::with_capacity(capacity),
            alignment: Alignment::identity(),
            undecodable: Vec::new(),
            rule,
        }
    }

    /// Bytes that stand for themselves.
    fn same(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn char(&mut self, source: Range<usize>, c: char) {
        self.text.push(c);
        self.alignment.push(source, c.len_utf8(), Stage::Encoding, self.rule);
    }

    /// One U+FFFD for these bytes.
    fn bad(&mut self, source: Range<usize>) {
        let start = self.text.len();
        self.char(source, '\u{FFFD}');
        self.undecodable.push(start..self.text.len());
    }

    /// Pieces in order: a character or none, or nothing at all; the bytes of each.
    fn pieces(&mut self, pieces: impl Iterator<Item = (Option<Option<char>>, usize)>) {
        let mut at = 0;
        for (piece, len) in pieces {
            match piece {
                Some(Some(c)) if len == 1 && c.is_ascii() => self.text.push(c),
                Some(Some(c)) => self.char(at..at + len, c),
                Some(None) => self.bad(at..at + len),
                None => self.alignment.push(at..at + len, 0, Stage::Encoding, self.rule),
            }
            at += len;
        }
    }

    fn done<'a>(self) -> Decoded<'a> {
        Decoded { text: Cow::Owned(self.text), alignment: self.alignment, undecodable: self.undecodable }
    }
}

fn utf8(bytes: &[u8]) -> Decoded<'_> {
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), alignment: Alignment::identity(), undecodable: Vec::new() };
    }
    let (mut building, mut at) = (Building::new(bytes.len() + 8, "UTF-8"), 0);
    for chunk in bytes.utf8_chunks() {
        building.same(chunk.valid());
        at += chunk.valid().len();
        let bad = chunk.invalid().len();
        if bad > 0 {
            building.bad(at..at + bad);
        }
        at += bad;
    }
    building.done()
}

fn utf16(bytes: &[u8], big: bool, rule: &'static str) -> Decoded<'static> {
    let unit = |pair: [u8; 2]| if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) };
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let (mut building, mut at) = (Building::new(bytes.len() * 3 / 2, rule), 0);
    for c in char::decode_utf16(units) {
        match c {
            Ok(c) => {
                let len = 2 * c.len_utf16();
                building.char(at..at + len, c);
                at += len;
            }
            Err(_) => {
                building.bad(at..at + 2);
                at += 2;
            }
        }
    }
    if at < bytes.len() {
        building.bad(at..bytes.len());
    }
    building.done()
}

fn utf32(bytes: &[u8], big: bool, rule: &'static str) -> Decoded<'static> {
    let mut building = Building::new(bytes.len(), rule);
    for (i, unit) in bytes.chunks(4).enumerate() {
        let source = 4 * i..4 * i + unit.len();
        let unit = <[u8; 4]>::try_from(unit).map(|u| if big { u32::from_be_bytes(u) } else { u32::from_le_bytes(u) });
        match unit.ok().and_then(char::from_u32) {
            Some(c) => building.char(source, c),
            None => building.bad(source),
        }
    }
    building.done()
}

fn single_byte(bytes: &[u8], upper: &UpperHalf, rule: &'static str) -> Decoded<'static> {
    let (mut building, mut at) = (Building::new(bytes.len() * 2, rule), 0);
    while at < bytes.len() {
        let byte = bytes[at];
        if byte < 0x80 {
            let ascii = encoding_rs::Encoding::ascii_valid_up_to(&bytes[at..]);
            building.same(ascii_str(&bytes[at..at + ascii]));
            at += ascii;
            continue;
        }
        match upper[usize::from(byte - 0x80)] {
            Some(c) => building.char(at..at + 1, c),
            None => building.bad(at..at + 1),
        }
        at += 1;
    }
    building.done()
}

/// A page whose lower half is not ASCII: what stands for itself needs no edit.
fn whole_page(bytes: &[u8], lower: &UpperHalf, upper: &UpperHalf, rule: &'static str) -> Decoded<'static> {
    let mut building = Building::new(bytes.len() * 2, rule);
    for (at, &byte) in bytes.iter().enumerate() {
        match if byte < 0x80 { lower[usize::from(byte)] } else { upper[usize::from(byte - 0x80)] } {
            Some(c) if u32::from(c) == u32::from(byte) && byte < 0x80 => building.text.push(c),
            Some(c) => building.char(at..at + 1, c),
            None => building.bad(at..at + 1),
        }
    }
    building.done()
}

/// Bytes known to be ASCII as text.
fn ascii_str(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// The double- and four-byte encodings of East Asia: pieces without error are decoded at once and aligned by their lead bytes.
fn multi_byte(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> Decoded<'static> {
    let mut building = Building::new(bytes.len() * 2, encoding.name());
    let (mut at, mut buffer) = (0, Vec::new());
    while at < bytes.len() {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        // A piece at a time, so that many errors do not make it quadratic: one call stops at the first of them.
        let rest = &bytes[at..];
        let needed = decoder.max_utf8_buffer_length_without_replacement(rest.len()).unwrap_or(rest.len() * 4 + 16);
        if buffer.len() < needed {
            buffer.resize(needed, 0);
        }
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(rest, &mut buffer, true);
        let (good, bad) = match result {
            DecoderResult::Malformed(bad, behind) => {
                let end = read.saturating_sub(usize::from(behind));
                (end.saturating_sub(usize::from(bad)), usize::from(bad).min(end).max(1))
            }
            DecoderResult::InputEmpty | DecoderResult::OutputFull => (read, 0),
        };
        align_multi_byte(
            &mut building,
            rest,
            at,
            good,
            std::str::from_utf8(&buffer[..written]).unwrap_or_default(),
            encoding,
        );
        if bad > 0 {
            building.bad(at + good..at + good + bad);
        }
        at += (good + bad).max(1);
    }
    building.done()
}

/// Appends `text`, which the first `good` bytes of `rest` decode to without error.
fn align_multi_byte(
    building: &mut Building,
    rest: &[u8],
    at: usize,
    good: usize,
    text: &str,
    encoding: &'static encoding_rs::Encoding,
) {
    let (mut i, mut chars) = (0, text.chars());
    while i < good {
        if rest[i] < 0x80 {
            let ascii = encoding_rs::Encoding::ascii_valid_up_to(&rest[i..good]).min(chars.as_str().len());
            if chars.as_str().as_bytes()[..ascii] == rest[i..i + ascii] {
                building.same(&chars.as_str()[..ascii]);
                chars = chars.as_str()[ascii..].chars();
            } else {
                // Shift_JIS and others keep ASCII; should one not, each byte is an edit of its own.
                for j in i..i + ascii {
                    if let Some(c) = chars.next() {
                        building.char(at + j..at + j + 1, c);
                    }
                }
            }
            i += ascii.max(1);
            continue;
        }
        let len = sequence_length(&rest[i..good], encoding);
        let Some(c) = chars.next() else { return };
        let source = at + i..at + i + len;
        // Four sequences of Big5 are a letter and a combining mark.
        if encoding == encoding_rs::BIG5
            && rest[i] == 0x88
            && matches!(rest.get(i + 1), Some(0x62 | 0x64 | 0xA3 | 0xA5))
        {
            let start = building.text.len();
            building.text.push(c);
            building.text.extend(chars.next());
            let len = building.text.len() - start;
            building.alignment.push(source, len, Stage::Encoding, building.rule);
        } else {
            building.char(source, c);
        }
        i += len;
    }
}

/// Bytes of the character at the beginning, in well-formed text.
fn sequence_length(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> usize {
    let len = match bytes[0] {
        0x80 | 0xFF => 1,
        0xA0..=0xDF if encoding == encoding_rs::SHIFT_JIS => 1,
        0x8F if encoding == encoding_rs::EUC_JP => 3,
        _ if matches!(bytes.get(1), Some(b'0'..=b'9'))
            && (encoding == encoding_rs::GBK || encoding == encoding_rs::GB18030) =>
        {
            4
        }
        _ => 2,
    };
    len.min(bytes.len())
}

/// ISO-2022-JP as the standard has it; an escape sequence is a deletion of its own.
fn iso_2022_jp(bytes: &[u8]) -> Decoded<'static> {
    #[derive(Clone, Copy, PartialEq)]
    enum Set {
        Ascii,
        Roman,
        Katakana,
        Double,
    }
    let mut building = Building::new(bytes.len() * 2, encoding_rs::ISO_2022_JP.name());
    let (mut set, mut just_escaped, mut at) = (Set::Ascii, false, 0);
    while at < bytes.len() {
        if bytes[at] == 0x1B {
            let escape = match bytes.get(at + 1..at + 3) {
                Some(b"(B") => Some(Set::Ascii),
                Some(b"(J") => Some(Set::Roman),
                Some(b"(I") => Some(Set::Katakana),
                Some(b"$@" | b"$B") => Some(Set::Double),
                _ => None,
            };
            match escape {
                Some(_) if just_escaped => building.bad(at..at + 3),
                Some(_) => building.alignment.push(at..at + 3, 0, Stage::Encoding, building.rule),
                None => building.bad(at..at + 1),
            }
            just_escaped = escape.is_some();
            set = escape.unwrap_or(set);
            at += if escape.is_some() { 3 } else { 1 };
            continue;
        }
        just_escaped = false;
        let byte = bytes[at];
        let mut len = 1;
        let c = match set {
            Set::Ascii | Set::Roman if matches!(byte, 0x0E | 0x0F | 0x80..) => None,
            Set::Roman if byte == 0x5C => Some('\u{A5}'),
            Set::Roman if byte == 0x7E => Some('\u{203E}'),
            Set::Ascii | Set::Roman => Some(char::from(byte)),
            Set::Katakana if matches!(byte, 0x21..=0x5F) => char::from_u32(0xFF61 - 0x21 + u32::from(byte)),
            Set::Katakana => None,
            Set::Double if matches!(byte, 0x21..=0x7E) => match bytes.get(at + 1) {
                None | Some(0x1B) => None,
                Some(&trail) => {
                    len = 2;
                    // The same characters as in EUC-JP, with the high bits set.
                    let pair = [byte | 0x80, trail | 0x80];
                    let text = encoding_rs::EUC_JP.decode_without_bom_handling_and_without_replacement(&pair);
                    text.filter(|_| trail < 0x80).and_then(|text| text.chars().next())
                }
            },
            Set::Double => None,
        };
        match c {
            Some(c) if c.is_ascii() && len == 1 => building.text.push(c),
            Some(c) => building.char(at..at + len, c),
            None => building.bad(at..at + len),
        }
        at += len;
    }
    building.done()
}
