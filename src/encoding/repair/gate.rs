//! A first look at a text, at the speed of memory where it is clean: which encodings it may have been misread in.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::model::{Model, WIDE};
use super::weigh;
use super::wrong::{self, ALL_PAGES, TABLE};
use crate::ascii::next_high;

pub(super) fn is_c1(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9F}')
}

/// What a first look at a text found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Single-byte encodings that left a trace, as bits.
    pub pages: u32,
    /// There are C1 controls.
    pub controls: bool,
}

/// In which encodings a character is which byte of UTF-8, as bits.
#[derive(Clone, Copy, Default, PartialEq)]
struct Trace {
    /// The lead byte of two, three, four.
    leads: [u32; 3],
    /// One that follows.
    continues: u32,
}

/// The traces that characters are, without doubles, and for each character below `TABLE` which of them it is: 0 for none.
struct Traces {
    kinds: [Trace; 256],
    of: Vec<u8>,
    /// For every 64 characters of the basic plane: none of them is a trace, nor U+FFFD.
    empty: [bool; 1024],
}

/// Characters above `TABLE` that stand for a byte.
const HIGH_SIGNS: [u32; 3] = [0xF8FF, 0xFB01, 0xFB02];
const REPLACEMENT: u32 = 0xFFFD;

static TRACES: LazyLock<Traces> = LazyLock::new(|| {
    let (mut kinds, mut of) = (vec![Trace::default()], Vec::with_capacity(TABLE));
    for c in 0..TABLE {
        let mut trace = Trace::default();
        for wrong in wrong::all() {
            match wrong.table().and_then(|table| table.get(c)) {
                Some(0x80..=0xBF) => trace.continues |= wrong.bit(),
                Some(0xC2..=0xDF) => trace.leads[0] |= wrong.bit(),
                Some(0xE0..=0xEF) => trace.leads[1] |= wrong.bit(),
                Some(0xF0..=0xF4) => trace.leads[2] |= wrong.bit(),
                _ => {}
            }
        }
        let kind = kinds.iter().position(|kind| *kind == trace);
        of.push(kind.unwrap_or_else(|| {
            kinds.push(trace);
            kinds.len() - 1
        }));
    }
    // More kinds than numbers: the rest are all that any character may be.
    let all = Trace { leads: [ALL_PAGES; 3], continues: ALL_PAGES };
    let mut table = [all; 256];
    for (slot, kind) in table.iter_mut().zip(&kinds) {
        *slot = *kind;
    }
    if kinds.len() > 255 {
        table[255] = all;
    }
    let mut empty = [true; 1024];
    let signs = HIGH_SIGNS.into_iter().chain([REPLACEMENT]).map(|c| c as usize);
    for c in signs.chain((0..TABLE).filter(|&c| of[c] != 0)) {
        empty[c >> 6] = false;
    }
    Traces { kinds: table, of: of.into_iter().map(|kind| kind.min(255) as u8).collect(), empty }
});

impl Traces {
    fn of(&self, c: u32) -> Trace {
        match self.of.get(c as usize) {
            Some(&kind) => self.kinds[usize::from(kind)],
            None if HIGH_SIGNS.contains(&c) => Trace { leads: [0; 3], continues: ALL_PAGES },
            None => Trace::default(),
        }
    }
}

/// Looks for characters that are a character of UTF-8 in some encoding, and for C1 controls.
pub(super) fn look(text: &str) -> Found {
    let (traces, bytes) = (&*TRACES, text.as_bytes());
    let mut found = Found { pages: 0, controls: false };
    // Encodings in which one, two, three more bytes are to follow.
    let (mut at, mut open, mut last) = (0, [0u32; 3], 0);
    while at < bytes.len() {
        let byte = bytes[at];
        if byte < 0x80 {
            // A byte was lost: "\u{C3} " at the end of a word, where the no-break space became a space; "\u{E2}\u{20AC}?".
            if open != [0; 3] && (byte == b' ' || byte == b'?') {
                found.pages |= lost_behind(text, at);
            }
            open = [0; 3];
            at = next_high(bytes, at + 1);
            continue;
        }
        let low = |i: usize| u32::from(bytes[at + i] & 0x3F);
        let c = match byte {
            ..=0xDF => (u32::from(byte) & 0x1F) << 6 | low(1),
            0xE0..=0xEF => {
                let block = (u32::from(byte) & 0x0F) << 6 | low(1);
                if traces.empty[block as usize] {
                    open = [0; 3];
                    at += 3;
                    continue;
                }
                block << 6 | low(2)
            }
            _ => {
                open = [0; 3];
                at += 4;
                continue;
            }
        };
        at += if byte < 0xE0 { 2 } else { 3 };
        if c == REPLACEMENT {
            found.pages |= open[0] | open[1] | open[2];
            continue;
        }
        let trace = traces.of(c);
        let traced = open[0] & trace.continues & !found.pages;
        if traced != 0 && !weigh::is_usual(last, c) {
            found.pages |= traced;
        }
        last = c;
        found.controls |= matches!(c, 0x80..=0x9F);
        let follows = |open: u32| open & trace.continues;
        open = [trace.leads[0] | follows(open[1]), trace.leads[1] | follows(open[2]), trace.leads[2]];
    }
    found
}

/// Characters before the first above ASCII that the beginning of a text has, and from there on.
const BEFORE: usize = 24;
const BEGINNING: usize = 32;
/// Characters above ASCII in it that an encoding must have.
pub(super) const HIGHS: usize = 20;

/// The first characters of a text that are above ASCII, with those around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Beginning {
    /// Their bytes.
    pub window: Range<usize>,
    /// The single-byte encodings that have the first [`HIGHS`] of them, as bits.
    pub pages: u32,
    /// There is an East Asian one.
    pub east_asian: bool,
}

/// The beginning of a text, if it is not ASCII.
pub(super) fn beginning(text: &str) -> Option<Beginning> {
    let first = first_high(text.as_bytes())?;
    let mut start = first.saturating_sub(BEFORE);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let mut beginning = Beginning { window: start..text.len(), pages: ALL_PAGES, east_asian: false };
    let (mut at, mut left, mut highs) = (start, first - start + BEGINNING, 0);
    while left > 0 {
        let ascii = (next_high(text.as_bytes(), at) - at).min(left);
        (at, left) = (at + ascii, left - ascii);
        let Some(c) = text[at..].chars().next().filter(|_| left > 0) else { break };
        if highs < HIGHS && beginning.pages != 0 {
            beginning.pages &= wrong::pages_with(c);
        }
        highs += 1;
        beginning.east_asian |= is_east_asian(c);
        (at, left) = (at + c.len_utf8(), left - 1);
    }
    beginning.window.end = at;
    Some(beginning)
}

/// Where the first character above ASCII is, or the one behind quotes and spaces that are not ASCII.
fn first_high(text: &[u8]) -> Option<usize> {
    let first = next_high(text, 0);
    let mut at = first;
    while let Some(&byte) = text.get(at) {
        at += match (byte, text.get(at + 1)) {
            (0xE2, Some(0x80)) => 3,
            (0xC2, Some(0xA0 | 0xAB | 0xBB)) => 2,
            _ => return Some(at),
        };
        at = next_high(text, at);
    }
    Some(first).filter(|first| *first < text.len())
}

/// Characters whose bytes are looked at for those of UTF-8.
const LOOKED_AT: usize = 5;

/// The double-byte encodings in which the first East Asian characters of a window of a text, and those beside them, are UTF-8, as bits.
pub(super) fn double(text: &str, window: Range<usize>) -> u32 {
    let Some(found) = text[window.clone()].find(is_east_asian) else { return 0 };
    let found = window.start + found;
    let folds = &Model::get().folds;
    // Private characters alone are no text.
    if !text[window].chars().any(|c| folds.of(c).group == WIDE) {
        return 0;
    }
    // With the characters above ASCII before it.
    let start = text[..found].bytes().rposition(|byte| byte < 0x80).map_or(0, |at| at + 1);
    let mut encodings = 0;
    for wrong in wrong::all().iter().filter(|wrong| wrong.is_double()) {
        let (mut bytes, mut len) = ([0u8; 4 * LOOKED_AT], 0);
        for c in text[start..].chars().take_while(|c| !c.is_ascii()).take(LOOKED_AT) {
            for byte in wrong.bytes(c).unwrap_or([0xFF, 0, 0, 0]).into_iter().take_while(|byte| *byte != 0) {
                bytes[len] = byte;
                len += 1;
            }
        }
        let whole = match std::str::from_utf8(&bytes[..len]) {
            Ok(_) => len,
            Err(e) if e.error_len().is_none() => len,
            Err(e) => e.valid_up_to(),
        };
        if whole > 1 && (whole == len || whole >= 4) {
            encodings |= wrong.bit();
        }
    }
    encodings
}

fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{D7A3}' | '\u{E000}'..='\u{FAFF}' | '\u{FF61}'..='\u{FFDC}')
}

/// Whether the letter before the space at `at` stands behind a small letter, as no capital does.
fn lost_behind(text: &str, at: usize) -> u32 {
    let mut before = text[..at].chars().rev();
    match (before.next(), before.next()) {
        (Some('\u{C3}' | '\u{102}' | '\u{413}'), Some(c)) if c.is_lowercase() => ALL_PAGES,
        _ => 0,
    }
}
