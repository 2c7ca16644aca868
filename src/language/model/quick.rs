//! Reads a plain line by its remembered words: the answer that a [`Scan`](super::Scan) and the [`kernel`] give, in a fraction
//! of the time. What is not plain (addresses, markup, Han and kana, text that is not in NFC, words of several scripts) is left
//! to them.

use std::cell::Cell;
use std::ops::Range;

use super::super::letters::Letter;
use super::super::scan::{LOOKED_AT, is_stable};
use super::kernel::{self, Reading};
use super::memory::Memory;
use super::table::{Group, Table};

/// The vectors of remembered words have so many numbers: those of the embedded model.
const DIMENSIONS: usize = 32;

/// Words that are looked up together.
const AT_ONCE: usize = 8;

thread_local! {
    static MEMORY: Cell<Memory<DIMENSIONS>> = Cell::default();
}

/// The group of the script that most letters of a plain text have, and, as [`kernel::probabilities`] has it, how probable
/// each of its languages is. `weights` gives what multiplies their odds; `model` tells models apart. With a `group` only words
/// of its script count. `None` if the text is to be read with care.
pub(super) fn probabilities<'a>(
    (model, table): (u64, &'a Table),
    text: &str,
    group: Option<&'a Group>,
    weights: impl Fn(&Group) -> Option<Vec<f32>>,
    out: &mut Vec<f32>,
) -> Option<(&'a Group, f32)> {
    if table.dimensions != DIMENSIONS || text.len() > LOOKED_AT {
        return None;
    }
    let mut memory = MEMORY.take();
    let found = kernel::dispatch(Line { table, text, group, weights, memory: memory.of_model(model), out });
    MEMORY.set(memory);
    found
}

/// A line that is being read.
struct Line<'a, 't, W> {
    table: &'t Table,
    text: &'a str,
    /// Known from the start.
    group: Option<&'t Group>,
    weights: W,
    memory: &'a mut Memory<DIMENSIONS>,
    out: &'a mut Vec<f32>,
}

impl<'t, W: Fn(&Group) -> Option<Vec<f32>>> kernel::Task for Line<'_, 't, W> {
    type Output = Option<(&'t Group, f32)>;

    #[inline(always)]
    fn run(self) -> Self::Output {
        let bytes = self.text.as_bytes();
        let survey = Survey::of(bytes);
        if survey.is_special {
            return None;
        }
        let (mut at, mut of_others, mut of_group, mut is_known_stable) = (0, 0, 0, false);
        let group = match self.group {
            Some(group) => group,
            None => {
                // The script of the first word; if it is not that of most letters, the text is not so plain.
                let first = word(bytes, &mut at)?;
                let script = self.text.get(first.clone())?.chars().next().map(|c| Letter::of(c).script())?;
                at = first.start;
                self.table.group_of_words(script)?
            }
        };
        let weights = (self.weights)(group);
        let mut reading = Reading::<DIMENSIONS>::of(bytes.len());
        let mut ranges: [Range<usize>; AT_ONCE] = Default::default();
        'text: loop {
            let (mut count, from) = (0, at);
            // As many as it takes to see if the language is decided.
            while count < AT_ONCE && (bytes.len() < kernel::SHORT || at - from < kernel::FIRST) {
                let Some(range) = word(bytes, &mut at) else { break };
                ranges[count] = range;
                count += 1;
            }
            if count == 0 {
                break;
            }
            self.memory.read(self.text, &ranges[..count], self.table);
            for number in 0..count {
                let word = self.memory.word(number);
                if word.is_mixed {
                    return None;
                }
                if word.is_unstable && !is_known_stable {
                    if !is_stable(self.text) {
                        return None;
                    }
                    is_known_stable = true;
                }
                if word.script != group.id {
                    of_others += u32::from(word.letters);
                    continue;
                }
                of_group += u32::from(word.letters);
                if reading.goes_on(group, weights.as_deref(), self.out) {
                    reading.sum.add_word(word);
                    reading.symbols += usize::from(word.symbols);
                } else if !survey.has_others {
                    break 'text;
                }
            }
        }
        // No closure, which would be compiled for any machine.
        if of_group == 0 || self.group.is_none() && of_group <= of_others {
            return None;
        }
        Some((group, reading.total(group, weights.as_deref(), self.out)))
    }
}

/// What there is in a text, seen byte by byte.
struct Survey {
    /// Something is to be read with care.
    is_special: bool,
    /// There may be letters that are not Latin.
    has_others: bool,
}

impl Survey {
    #[inline(always)]
    fn of(bytes: &[u8]) -> Survey {
        let (mut special, mut others) = (false, false);
        // Without branches, so that many bytes are seen at once.
        let mut see = |byte: u8, next: u8, second: u8| {
            let is = |this: u8| byte == this;
            let is_letter = |byte: u8| (byte | 0x20).wrapping_sub(b'a') < 26;
            // Of addresses, tags and identifiers.
            special |= is(b'@') | is(b'#') | is(b'<') | is(b'&') | is(b'/') | is(b'\\') | is(b'_');
            special |= is(b'.') & is_letter(next) & is_letter(second);
            // Han, kana, Hangul, forms for presentation, what is beyond the basic plane; signs that are letters as well
            // (general punctuation and the euro are not); the letter İ.
            special |= (byte >= 0xE3) | is(0xE2) & (next != 0x80) & ((next != 0x82) | (second != 0xAC));
            special |= is(0xC2) & ((next == 0xAA) | (next == 0xB5) | (next == 0xBA)) | is(0xC4) & (next == 0xB0);
            others |= (0xCC..=0xE0).contains(&byte) | is(0xE1) & !(0xB8..=0xBB).contains(&next);
        };
        let (nexts, seconds) = (bytes.get(1..).unwrap_or_default(), bytes.get(2..).unwrap_or_default());
        for ((&byte, &next), &second) in bytes.iter().zip(nexts).zip(seconds) {
            see(byte, next, second);
        }
        if let [.., byte, next] = *bytes {
            see(byte, next, 0);
        }
        if let [.., byte] = *bytes {
            see(byte, 0, 0);
        }
        Survey { is_special: special, has_others: others }
    }
}

/// The next letters, and what stands between them and is not ASCII; `at` moves behind them.
#[inline(always)]
fn word(bytes: &[u8], at: &mut usize) -> Option<Range<usize>> {
    /// Bytes of a sign between words that begins with the byte; 0 of what belongs to a word.
    const SIGN: [u8; 256] = {
        let mut sign = [0; 256];
        let mut byte = 0;
        while byte < 128 {
            sign[byte] = if (byte as u8).is_ascii_alphabetic() { 0 } else { 1 };
            byte += 1;
        }
        sign[0xC2] = 2;
        sign[0xE2] = 3;
        sign
    };
    loop {
        let sign = SIGN[usize::from(*bytes.get(*at)?)];
        if sign == 0 {
            break;
        }
        *at += usize::from(sign);
    }
    let start = *at;
    while bytes.get(*at).is_some_and(|&byte| SIGN[usize::from(byte)] == 0) {
        *at += 1;
    }
    Some(start..*at)
}
