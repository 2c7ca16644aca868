//! The readings in the double-byte encodings of East Asia that have no error.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, SHIFT_JIS};

use super::cost::Cost;
use super::legacy::Reading;
use super::page;
use super::{Encoding, johab};
use crate::fnv::Fnv;

/// Whether every lead byte is followed by what may follow it; quick, and too generous.
fn may_be(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> bool {
    let mut at = 0;
    while at < bytes.len() {
        let lead = bytes[at];
        if lead < 0x80 {
            at += 1;
            continue;
        }
        let trail = bytes.get(at + 1).copied().unwrap_or(0);
        let len = match lead {
            0x80 => usize::from(encoding == GB18030 || encoding == SHIFT_JIS),
            0xFF => 0,
            0xA0 if encoding == SHIFT_JIS => 0,
            0xA1..=0xDF if encoding == SHIFT_JIS => 1,
            0x8E if encoding == EUC_JP => 2 * usize::from((0xA1..=0xDF).contains(&trail)),
            0x8F if encoding == EUC_JP => 3 * usize::from(trail >= 0xA1),
            0x80..=0xA0 if encoding == EUC_JP => 0,
            0xFD.. if encoding == SHIFT_JIS => 0,
            _ if encoding == EUC_JP => 2 * usize::from(trail >= 0xA1),
            _ if encoding == GB18030 && trail.is_ascii_digit() => 4,
            _ if encoding == EUC_KR => 2 * usize::from(trail >= 0x41),
            _ => 2 * usize::from(trail >= 0x40 && trail != 0x7F),
        };
        if len == 0 {
            return false;
        }
        at += len;
    }
    true
}

/// Adds the readings of `bytes`, weighed by the `sample`, which they begin with.
pub(super) fn readings(bytes: &[u8], sample: &[u8], readings: &mut Vec<Reading>) {
    let mut text = String::new();
    for encoding in [GB18030, BIG5, EUC_JP, SHIFT_JIS, EUC_KR] {
        if !may_be(bytes, encoding) {
            continue;
        }
        let needed = encoding.new_decoder_without_bom_handling().max_utf8_buffer_length(bytes.len());
        text.clear();
        text.reserve(needed.unwrap_or(bytes.len() * 4 + 16));
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let (result, ..) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
        if result != encoding_rs::DecoderResult::InputEmpty {
            continue;
        }
        if bytes.len() > sample.len() {
            text.clear();
            // The sample may end inside a character: without `last`, what is whole is decoded.
            let mut decoder = encoding.new_decoder_without_bom_handling();
            let _ = decoder.decode_to_string_without_replacement(sample, &mut text, false);
        }
        push(encoding.into(), &text, readings);
    }
    if johab::may_be(bytes) {
        let text: String = johab::characters(sample).map(|(c, _)| c.unwrap_or('\u{FFFD}')).collect();
        push(Encoding::JOHAB, &text, readings);
    }
}

fn push(encoding: Encoding, text: &str, readings: &mut Vec<Reading>) {
    let (mut latin, mut letters) = (0, 0);
    for c in text.chars() {
        latin += u32::from(c.is_ascii_alphabetic());
        letters += u32::from(matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{D7A3}'));
    }
    // A word has one or two of them.
    let cost = page::prior(encoding.name()) + Cost::of(text) + page::foreign(latin, 2 * letters);
    readings.push(Reading { encoding, cost, text: Fnv::NEW.with(text.as_bytes()).get() | 1 << 63 });
}
