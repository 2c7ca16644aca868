//! What speaks against a reading as UTF-8 that costs do not say: how much more it must gain.
//!
//! Clean text holds a sequence now and then that is UTF-8 in some encoding. What comes of it is seldom text: a single letter of a
//! script that is not in the line, a sign that is hardly used, a small letter behind capitals. Broken text has no other
//! characters above ASCII beside its traces, unless only a part of it is broken.

use super::weigh::NATS;
use super::wrong::Wrong;
use super::{Piece, Run};

/// A letter or sign by itself that is hardly ever used so: the only thing that comes of it, one of some, and one of many.
const STRANGE: [i64; 3] = [16 * NATS, 24 * NATS, 3 * NATS];
/// Only two characters are a trace, and not inside a word.
const ALONE: i64 = NATS;
/// A sign comes of it that is not beside a letter or digit.
const DRAWN: i64 = 8 * NATS;
/// A character above ASCII that is no trace: if the encoding has it, and if not; so many are counted.
const LEFT_OVER: i64 = 3 * NATS;
const FOREIGN: i64 = 16 * NATS;
const COUNTED: i64 = 4;
/// The same where traces are many.
const AMONG_MANY: i64 = NATS;
const MANY: usize = 4;
/// A character above ASCII that is no trace beside a trace.
const BESIDE: i64 = 4 * NATS;
/// Many of them: the text is past all help.
const GARBLED: i64 = 200 * NATS;
/// A letter comes of it that is no word of the usual ones.
const LONELY: i64 = 4 * NATS;
/// A single trace is in a text that has other signs of the encoding.
const CONTRADICTED: i64 = 32 * NATS;
/// A small letter behind capitals, or a sign that ends a word.
const CAPITALS: i64 = 22 * NATS;
/// A Greek letter in a formula is no word of another script.
const FORMULA: i64 = -14 * NATS;

/// A letter that is not written any more.
const LONG_S: char = '\u{17F}';
const OUTDATED: i64 = 20 * NATS;
/// Letters that are words.
const WORDS: [char; 14] = [
    '\u{C0}', '\u{C8}', '\u{C9}', '\u{E0}', '\u{E1}', '\u{E5}', '\u{E8}', '\u{E9}', '\u{EC}', '\u{ED}', '\u{F2}',
    '\u{F3}', '\u{F6}', '\u{FD}',
];

/// What the reading `new` must gain more; its pieces of `runs` are marked as changed.
pub(super) fn of(old: &[Piece], runs: &[Run], new: &[Piece], wrong: &Wrong) -> i64 {
    let mut doubt = 0;
    let traces: usize = runs.iter().map(|run| run.with.len()).sum();
    let (mut left, mut foreign, mut signs, mut beside) = (0, 0, 0, 0);
    let (mut next, mut inside) = (runs.iter().peekable(), 0..0);
    for (at, piece) in old.iter().enumerate() {
        if let Some(run) = next.next_if(|run| run.start == at) {
            inside = run.start..run.end;
        }
        if piece.c.is_ascii() || inside.contains(&at) {
            continue;
        }
        let has = wrong.has(piece.c);
        left += i64::from(has);
        foreign += i64::from(!has && piece.c != '\u{FFFD}');
        signs += i64::from(has && !piece.c.is_alphabetic());
        beside += i64::from(has && (at > 0 && inside.end == at || next.peek().is_some_and(|run| run.start == at + 1)));
    }
    doubt += if traces < MANY {
        left.min(COUNTED) * LEFT_OVER + foreign.min(COUNTED) * FOREIGN
    } else {
        (left + foreign).min(COUNTED) * AMONG_MANY
    };
    doubt += beside * BESIDE;
    if beside > 3 && (beside * 3 > traces as i64 || left > 8) {
        doubt += GARBLED;
    }
    if traces == 1 && signs > 0 && runs.iter().all(|run| run.end - run.start == 2) {
        doubt += CONTRADICTED;
    }
    if let [run] = runs {
        let letter = |at: Option<usize>| at.and_then(|at| old.get(at)).is_some_and(|piece| piece.c.is_alphabetic());
        let inside = letter(run.start.checked_sub(1)) && letter(Some(run.end));
        doubt += if run.end - run.start < 3 && !inside { ALONE } else { 0 };
    }
    let mut strange = 0;
    for (i, piece) in new.iter().enumerate().filter(|(_, piece)| piece.steps & 1 != 0) {
        let neighbours = [i.checked_sub(1), Some(i + 1)].map(|i| i.and_then(|i| new.get(i)).map(|piece| piece.c));
        if is_strange(piece.c, neighbours, traces == 1) {
            strange += 1;
        }
        doubt += if piece.c == LONG_S { OUTDATED } else { 0 };
    }
    let of_many = if traces == 1 {
        0
    } else if strange * 3 > traces as i64 {
        1
    } else {
        2
    };
    doubt += strange.min(COUNTED) * STRANGE[of_many];
    if let [run] = runs
        && let [c] = run.with[..]
    {
        let around = [run.start.checked_sub(1), Some(run.end)].map(|at| at.and_then(|at| old.get(at)));
        let word = |piece: &Option<&Piece>| piece.is_some_and(|piece| piece.c.is_alphanumeric());
        if !c.is_alphanumeric() && c != '\u{FFFD}' && !around.iter().any(word) {
            doubt += DRAWN;
        }
        if c.is_alphabetic() && !WORDS.contains(&c) && !around.iter().any(word) && wrong.prior >= 4 {
            doubt += LONELY;
        }
        let ascii = |piece: &Option<&Piece>| piece.is_some_and(|piece| piece.c.is_ascii_alphanumeric());
        if is_greek(c) && around.iter().all(ascii) && wrong.prior == 0 {
            doubt += FORMULA;
        }
    }
    if traces == 1 {
        doubt += runs.iter().map(|run| capitals(old, run)).max().unwrap_or(0);
    }
    doubt
}

/// Whether a character is hardly ever used between these.
fn is_strange(c: char, neighbours: [Option<char>; 2], lone: bool) -> bool {
    match c {
        '\0'..='\u{7F}' => false,
        '\u{A0}'..='\u{BF}' if !lone => false,
        // Latin: what languages of Europe, of Vietnam and of West Africa have.
        '\u{A1}'
        | '\u{A3}'
        | '\u{A7}'
        | '\u{A9}'
        | '\u{AB}'
        | '\u{AE}'
        | '\u{B0}'..='\u{B3}'
        | '\u{B5}'
        | '\u{B7}'
        | '\u{BA}'..='\u{17E}' => false,
        '\u{A0}' | '\u{AD}' | '\u{A2}' | '\u{A5}' | '\u{AA}' => false,
        '\u{218}'..='\u{21B}' | '\u{1A0}' | '\u{1A1}' | '\u{1AF}' | '\u{1B0}' | '\u{1EA0}'..='\u{1EF9}' => {
            !neighbours.iter().flatten().any(|c| c.is_alphabetic())
        }
        '\u{2010}'..='\u{2026}' | '\u{2030}'..='\u{203A}' | '\u{20AC}' | '\u{2116}' | '\u{2122}' => false,
        '\u{2190}'..='\u{21FF}' | '\u{2200}'..='\u{22FF}' | '\u{2500}'..='\u{27BF}' | '\u{1F300}'..='\u{1FAFF}' => {
            false
        }
        '\u{335}'..='\u{338}'
        | '\u{FB01}'
        | '\u{FB02}'
        | '\u{FE0F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{FEFF}'
        | '\u{FFFD}'
        | '\u{2800}' => false,
        // A Greek letter stands in a formula.
        _ if is_greek(c) && neighbours.iter().flatten().all(char::is_ascii) => false,
        // Letters of other scripts stand beside others of theirs.
        _ if c > '\u{36F}' && c.is_alphanumeric() => !neighbours.iter().flatten().any(|&other| is_like(other, c)),
        // So do their marks and signs.
        _ if c > '\u{36F}' => !neighbours.iter().flatten().any(|&other| is_like(other, c)),
        _ => true,
    }
}

fn is_greek(c: char) -> bool {
    matches!(c, '\u{391}'..='\u{3C9}')
}

/// Whether both are of one block of Unicode, or of East Asia.
fn is_like(a: char, b: char) -> bool {
    let block = |c: char| match u32::from(c) {
        c @ ..0x370 => c >> 7,
        0x400..=0x52F => 0x400,
        0x3000..=0x9FFF | 0xAC00..=0xD7A3 | 0xFF00..=0xFFEF | 0x20000..=0x3FFFF => 0x3000,
        0x620..=0x77F | 0xFB50..=0xFDFF | 0xFE70..=0xFEFE => 0x600,
        c => c >> 7,
    };
    a > '\u{36F}' && block(a) == block(b)
}

/// What capitals before a run say: they are followed by capitals, and a sign may end their word.
fn capitals(old: &[Piece], run: &Run) -> i64 {
    let before = old[..run.start].iter().rev().map(|piece| piece.c).take(2).filter(|c| c.is_uppercase()).count();
    let [Some(lead), Some(sign)] = [0, 1].map(|i| old.get(run.start + i).map(|piece| piece.c)) else { return 0 };
    let small = run.with.first().is_some_and(|c| c.is_lowercase());
    let ends = old.get(run.end).is_none_or(|piece| !piece.c.is_alphabetic());
    let word_before =
        run.start.checked_sub(1).and_then(|at| old.get(at)).is_some_and(|piece| piece.c.is_alphanumeric());
    if lead.is_uppercase() && !word_before {
        return if matches!(sign, '\u{2013}'..='\u{2019}' | '\u{201D}' | '\u{2122}' | '\u{2026}') {
            CAPITALS
        } else {
            0
        };
    }
    if !ends || !lead.is_uppercase() || sign.is_alphanumeric() {
        return 0;
    }
    // The letter of windows-1252 that begins most of it is rare in clean text.
    if before == 2 && small || lead != '\u{C3}' { CAPITALS } else { 0 }
}
