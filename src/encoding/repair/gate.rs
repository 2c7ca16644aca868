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
        let Some(c) = text[at..].chars().next() else { break };
        if c.is_ascii() {
            let ascii = (next_high(text.as_bytes(), at) - at).min(left);
            (at, left) = (at + ascii, left - ascii);
            continue;
        }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As [`look`], character by character, with no table.
    fn look_slowly(text: &str) -> Found {
        let mut found = Found { pages: 0, controls: false };
        let (mut open, mut last) = ([0u32; 3], 0);
        for (at, c) in text.char_indices() {
            if c == '\u{FFFD}' {
                found.pages |= open.iter().fold(0, |all, open| all | open);
                continue;
            }
            if c.is_ascii() {
                if open != [0; 3] && (c == ' ' || c == '?') {
                    found.pages |= lost_behind(text, at);
                }
                open = [0; 3];
                continue;
            }
            let pages_where = |is: fn(u8) -> bool| {
                let has = |wrong: &&wrong::Wrong| wrong.byte(c).is_some_and(is);
                wrong::all().iter().filter(has).fold(0, |pages, wrong| pages | wrong.bit())
            };
            let high_sign = matches!(c, '\u{F8FF}' | '\u{FB01}' | '\u{FB02}');
            let continues = if high_sign { ALL_PAGES } else { pages_where(|byte| byte < 0xC0) };
            let leads = [
                pages_where(|byte| (0xC2..0xE0).contains(&byte)),
                pages_where(|byte| (0xE0..0xF0).contains(&byte)),
                pages_where(|byte| (0xF0..0xF5).contains(&byte)),
            ]
            .map(|pages| if high_sign { 0 } else { pages });
            let traced = open[0] & continues & !found.pages;
            if traced != 0 && !weigh::is_usual(last, c as u32) {
                found.pages |= traced;
            }
            found.controls |= is_c1(c);
            open = [leads[0] | open[1] & continues, leads[1] | open[2] & continues, leads[2]];
            last = c as u32;
        }
        found
    }

    fn beginning_slowly(text: &str) -> Option<Beginning> {
        let is_sign = |c: &char| c.is_ascii() || matches!(c, '\u{2000}'..='\u{203F}' | '\u{A0}' | '\u{AB}' | '\u{BB}');
        let first = text.char_indices().find(|(_, c)| !is_sign(c)).or(text.char_indices().find(|(_, c)| !c.is_ascii()));
        let first = first?.0;
        let start = (first.saturating_sub(BEFORE)..).find(|&at| text.is_char_boundary(at))?;
        let window: String = text[start..].chars().take(first - start + BEGINNING).collect();
        let highs: Vec<char> = window.chars().filter(|c| !c.is_ascii()).collect();
        let has_all = |wrong: &&wrong::Wrong| highs.iter().take(HIGHS).all(|&c| wrong.byte(c).is_some());
        let pages = wrong::all().iter().filter(has_all).fold(0, |pages, wrong| pages | wrong.bit());
        let east_asian = highs.iter().any(|&c| is_east_asian(c));
        Some(Beginning { window: start..start + window.len(), pages, east_asian })
    }

    /// Text of all kinds, and what it is when it is misread.
    const TEXT: &str = "([a-zA-Z ?.]{0,20}|[\u{E9}\u{C3}\u{E2}\u{A0}-\u{BF}\u{2019}\u{20AC}]{1,3}|[\u{410}-\u{45F} ]{1,9}|[\u{621}-\u{64A}\u{60C} ]{1,9}\
        |[\u{E01}-\u{E3A}\u{905}-\u{939}\u{1200}-\u{1248}]{1,9}|[\u{3042}-\u{3093}\u{4E00}-\u{4E20}\u{AC00}]{1,4}\
        |[\u{80}-\u{9F}\u{FFFD}\u{FB01}\u{E000}\u{1F600}\u{2013}\u{251C}]|\u{201C}){0,12}";

    proptest! {
        #[test]
        fn a_look_finds_all_traces(text in TEXT) {
            prop_assert_eq!(look(&text), look_slowly(&text));
        }

        #[test]
        fn the_beginning_is_that_of_a_walk(text in TEXT) {
            prop_assert_eq!(beginning(&text), beginning_slowly(&text));
        }
    }
}
