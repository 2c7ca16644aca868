//! The misreadings: UTF-8 read in a single-byte encoding, and which characters are its traces.

use std::sync::LazyLock;

use super::codepage::{self, UpperHalf};

/// Encodings that UTF-8 is misread in, with what a text must gain more to be read again from them (quarter nats).
/// ISO-8859-1 is in windows-1252: C1 controls stand for their bytes in all of them.
const WRONG: [(&str, i64); 15] = [
    ("windows-1252", 0),
    ("windows-1251", 2),
    ("windows-1250", 2),
    ("macintosh", 4),
    ("windows-1254", 3),
    ("windows-1253", 4),
    ("windows-1257", 4),
    ("ISO-8859-2", 4),
    ("IBM437", 4),
    ("IBM850", 5),
    ("windows-1256", 10),
    ("KOI8-R", 10),
    ("IBM852", 10),
    ("windows-1255", 10),
    ("windows-1258", 10),
];

/// All of them, as bits.
pub(super) const ALL: u32 = (1 << WRONG.len()) - 1;

/// Characters below this have entries in the tables: those of all single-byte encodings but a few.
const TABLE: usize = 0x2600;

pub(super) fn is_c1(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9F}')
}

/// A character that was misread as several.
#[derive(Clone, Copy)]
pub(super) struct Sequence {
    /// What it was.
    pub c: char,
    /// How many characters stand for it.
    pub len: usize,
    /// Its last byte was lost: a space stands for a no-break space.
    pub lossy: bool,
}

/// UTF-8 read in one encoding.
pub(super) struct Misreading {
    index: usize,
    /// What a text must gain more.
    pub prior: i64,
    /// The byte of each character below `TABLE`, 0 if it has none.
    bytes: Vec<u8>,
    /// Those of characters above.
    others: Vec<(char, u8)>,
    /// The no-break space is the byte A0, so that a space may stand for one.
    loses_spaces: bool,
}

static MISREADINGS: LazyLock<Vec<Misreading>> = LazyLock::new(|| {
    let mut all = Vec::with_capacity(WRONG.len());
    for (index, (name, prior)) in WRONG.into_iter().enumerate() {
        let mut misreading =
            Misreading { index, prior, bytes: vec![0; TABLE], others: Vec::new(), loses_spaces: false };
        let upper = codepage::page(name).map_or([None; 128], |page| page.upper);
        for (byte, c) in (0x80..=0xFFu8).zip(upper) {
            match c {
                Some(c) if (c as usize) < TABLE => misreading.bytes[c as usize] = byte,
                Some(c) => misreading.others.push((c, byte)),
                None => {}
            }
        }
        // Bytes without a character, and all of C1, stay what they are in ISO-8859-1; DOS and Mac pages have no such bytes.
        if name.starts_with("windows") || name.starts_with("ISO") {
            for byte in 0x80..=0xFFu8 {
                let free = upper[usize::from(byte - 0x80)].is_none() || byte < 0xA0;
                if free && misreading.bytes[usize::from(byte)] == 0 {
                    misreading.bytes[usize::from(byte)] = byte;
                }
            }
        }
        misreading.loses_spaces = misreading.bytes[0xA0] == 0xA0;
        all.push(misreading);
    }
    all
});

pub(super) fn all() -> &'static [Misreading] {
    &MISREADINGS
}

/// The code pages whose bytes 80 to 9F end up as C1 controls, from 80 on; what each must gain more; whether only inside words.
pub(super) fn control_pages() -> impl Iterator<Item = (&'static UpperHalf, i64, bool)> {
    [("windows-1252", 0, false), ("macintosh", 16, true)]
        .into_iter()
        .filter_map(|(name, prior, letters)| codepage::page(name).map(|page| (&page.upper, prior, letters)))
}

impl Misreading {
    pub(super) fn bit(&self) -> u32 {
        1 << self.index
    }

    /// Whether the encoding has this character above ASCII.
    pub(super) fn has(&self, c: char) -> bool {
        self.byte(c) != 0
    }

    fn byte(&self, c: char) -> u8 {
        match self.bytes.get(c as usize) {
            Some(&byte) => byte,
            None => self.others.iter().find(|(other, _)| *other == c).map_or(0, |&(_, byte)| byte),
        }
    }

    /// The character that was misread as those from `at` on, and how many they are.
    pub(super) fn sequence(&self, at: usize, get: impl Fn(usize) -> Option<char>) -> Option<Sequence> {
        let whole = |(c, len)| Sequence { c, len, lossy: false };
        let lead = self.byte(get(at)?);
        let len = match lead {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => return None,
        };
        let mut bytes = [lead, 0, 0, 0];
        for i in 1..len {
            let c = get(at + i)?;
            bytes[i] = match self.byte(c) {
                byte @ 0x80..=0xBF => byte,
                // The byte was lost; what stands for it stays lost.
                _ if c == '\u{FFFD}' && self.prior < 4 && (len == 2 || i > 1) => {
                    return Some(Sequence { c, len: i + 1, lossy: len == 2 });
                }
                _ if c == '?' && len == 3 && i == 2 && self.prior < 4 => return Some(whole(('\u{FFFD}', 3))),
                _ if c == ' ' && self.loses_spaces && i + 1 == len => {
                    let behind = get(at + len).map_or(0, |next| self.byte(next));
                    let found = lost_space(bytes, len, at, (0xC2..0xF5).contains(&behind), get);
                    return found.map(|(c, len)| Sequence { c, len, lossy: true });
                }
                _ => return None,
            };
        }
        if let Ok(text) = std::str::from_utf8(&bytes[..len]) {
            return text.chars().next().map(|c| whole((c, len)));
        }
        self.surrogates(bytes, at, get).map(whole)
    }

    /// Surrogates, each as three bytes (CESU-8): two of them are one character.
    fn surrogates(&self, first: [u8; 4], at: usize, get: impl Fn(usize) -> Option<char>) -> Option<(char, usize)> {
        let unit = |bytes: [u8; 3]| {
            (bytes[0] == 0xED).then_some(0xD000 | u16::from(bytes[1] & 0x3F) << 6 | u16::from(bytes[2] & 0x3F))
        };
        let mut second = [0; 3];
        for (i, byte) in second.iter_mut().enumerate() {
            *byte = self.byte(get(at + 3 + i)?);
        }
        let pair = [unit([first[0], first[1], first[2]])?, unit(second)?];
        char::decode_utf16(pair).next().and_then(Result::ok).filter(|c| *c > '\u{FFFF}').map(|c| (c, 6))
    }
}

/// A sequence whose last byte is a space that was a no-break space.
fn lost_space(
    mut bytes: [u8; 4],
    len: usize,
    at: usize,
    trace_behind: bool,
    get: impl Fn(usize) -> Option<char>,
) -> Option<(char, usize)> {
    bytes[len - 1] = 0xA0;
    let c = std::str::from_utf8(&bytes[..len]).ok()?.chars().next()?;
    if c != '\u{E0}' {
        // Not at the end of a word: what follows must be a letter or another trace.
        let next = get(at + len)?;
        return (trace_behind || next.is_ascii_lowercase()).then_some((c, len)).filter(|(c, _)| c.is_alphabetic());
    }
    // "a grave" is a word of its own in French and Italian, which keeps a space behind it; Portuguese has "às", "àquele".
    let rest: String = (at + 2..at + 8).map_while(&get).collect();
    let word = [" ", "quele", "quela", "quilo", "s "].iter().any(|start| rest.starts_with(start)) || rest == "s";
    Some((c, if word { 2 } else { 1 }))
}

/// What a first look at a text found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Misreadings that left a trace, as bits.
    pub misreadings: u32,
    /// There are C1 controls.
    pub controls: bool,
}

impl Found {
    pub(super) fn none(self) -> bool {
        self.misreadings == 0 && !self.controls
    }
}

/// For each character below `TABLE`: the misreadings in which it is a lead byte, and those in which it is a continuation byte.
static TRACES: LazyLock<Vec<(u32, u32)>> = LazyLock::new(|| {
    let mut traces = vec![(0, 0); TABLE];
    for misreading in all() {
        for (trace, &byte) in traces.iter_mut().zip(&misreading.bytes) {
            match byte {
                0xC2..=0xF4 => trace.0 |= misreading.bit(),
                0x80..=0xBF => trace.1 |= misreading.bit(),
                _ => {}
            }
        }
    }
    traces
});

/// Looks for a lead byte before a continuation byte, and for C1 controls, at the speed of memory where there are none.
pub(super) fn gate(text: &str) -> Found {
    let (traces, bytes) = (&*TRACES, text.as_bytes());
    let mut found = Found { misreadings: 0, controls: false };
    let (mut at, mut before) = (0, 0u32);
    while at < bytes.len() {
        let byte = bytes[at];
        if byte < 0x80 {
            // "Ã " at the end of a word, where the no-break space was lost; "â€?".
            if before != 0 && (byte == b' ' || byte == b'?') {
                found.misreadings |= lost_behind(text, at);
            }
            before = 0;
            at += if bytes.len() - at >= 16 && bytes[at..at + 16].is_ascii() { 16 } else { 1 };
            continue;
        }
        let (c, len) = match byte {
            0xC0..=0xDF => ((u32::from(byte) & 0x1F) << 6 | u32::from(bytes[at + 1] & 0x3F), 2),
            0xE0..=0xEF => {
                let high = (u32::from(byte) & 0x0F) << 12 | u32::from(bytes[at + 1] & 0x3F) << 6;
                (high | u32::from(bytes[at + 2] & 0x3F), 3)
            }
            _ => (u32::MAX, 4),
        };
        let (lead, continuation) = match traces.get(c as usize) {
            Some(&traces) => traces,
            None if c == 0xFFFD || matches!(c, 0xF8FF | 0xFB01 | 0xFB02) => (0, ALL),
            None => (0, 0),
        };
        found.misreadings |= before & continuation;
        found.controls |= matches!(c, 0x80..=0x9F);
        before = lead;
        at += len;
    }
    found
}

/// Whether the letter before the space at `at` stands behind a small letter, as no capital does.
fn lost_behind(text: &str, at: usize) -> u32 {
    let mut before = text[..at].chars().rev();
    match (before.next(), before.next()) {
        (Some('\u{C3}' | '\u{102}' | '\u{413}'), Some(c)) if c.is_lowercase() => ALL,
        _ => 0,
    }
}
