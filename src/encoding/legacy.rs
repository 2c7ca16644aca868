//! The readings of bytes that are neither ASCII nor UTF-8, with their costs.

use std::sync::OnceLock;

use super::codepage::{self, CodePage};
use super::pairs::{self, EDGE, Folded};
use super::{Encoding, Inner};

/// Some bytes read in an encoding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reading {
    /// The encoding.
    pub encoding: Encoding,
    /// In quarter nats; includes how unusual the encoding is.
    pub cost: u32,
    /// A hash of the text; readings of one text do not rival each other.
    pub text: u64,
}

/// Bytes above ASCII that are weighed; more do not change the answer.
pub(super) const HIGH_BYTES: usize = 300;
/// Those after which the hopeless encodings are left out, and how far behind the best these are.
const FIRST: usize = 24;
const HOPELESS: u32 = 80;
/// Readings that are kept.
const KEPT: usize = 8;

/// How unusual an encoding is, in quarter nats.
fn prior(name: &str) -> u32 {
    match name {
        "windows-1252" | "windows-1251" | "windows-1255" | "windows-1256" | "windows-874" => 0,
        "gb18030" | "Big5" | "EUC-JP" | "Shift_JIS" | "EUC-KR" => 0,
        "windows-1250" | "windows-1253" | "windows-1257" | "KOI8-R" => 4,
        "windows-1254" | "windows-1258" | "IBM866" | "KOI8-U" => 6,
        "ISO-8859-2" | "ISO-8859-7" | "ISO-8859-15" => 8,
        "ISO-8859-5" | "ISO-8859-6" | "ISO-8859-8" | "ISO-8859-13" | "macintosh" | "IBM850" | "KZ-1048" => 10,
        "ISO-8859-4" | "ISO-8859-14" | "ISO-8859-16" | "x-mac-cyrillic" | "IBM437" | "IBM852" => 14,
        _ => 18,
    }
}

/// The readings of some bytes, the cheapest first; never empty.
pub(super) fn readings(bytes: &[u8]) -> Vec<Reading> {
    let mut present = [false; 256];
    for &byte in bytes {
        present[usize::from(byte)] = true;
    }
    let sample = sample(bytes);
    let mut readings: Vec<Reading> = multi_byte(bytes, sample);
    let highs: Vec<usize> = (0..sample.len()).filter(|&i| sample[i] >= 0x80).collect();
    let first = &highs[..highs.len().min(FIRST)];
    let mut pages: Vec<(u32, usize)> = codepage::pages()
        .iter()
        .enumerate()
        .filter(|(_, page)| page.has_ascii() && !matches!(page.name, "TCVN" | "VISCII" | "IBM858" | "IBM864"))
        .filter(|(_, page)| (0x80..=0xFF).all(|byte: usize| !present[byte] || page.upper[byte - 0x80].is_some()))
        .map(|(i, page)| (prior(page.name) + cost_in_page(sample, first, i), i))
        .collect();
    pages.sort_unstable();
    let limit = pages.first().map_or(0, |&(cost, _)| cost + HOPELESS);
    for &(_, i) in pages.iter().take_while(|&&(cost, _)| cost <= limit) {
        let page = &codepage::pages()[i];
        let encoding = encoding_of(page);
        let text = hash(highs.iter().filter_map(|&at| page.upper[usize::from(sample[at] - 0x80)]));
        let letters = highs.iter().filter_map(|&at| page.upper[usize::from(sample[at] - 0x80)]);
        let cost = prior(page.name) + cost_in_page(sample, &highs, i) + foreign(sample, letters);
        readings.push(Reading { encoding, cost, text });
    }
    readings.sort_by_key(|reading| reading.cost);
    readings.truncate(KEPT);
    if readings.is_empty() {
        readings.push(Reading { encoding: encoding_rs::WINDOWS_1252.into(), cost: 0, text: 0 });
    }
    readings
}

/// How sure the first reading is, 0.0–1.0.
pub(super) fn confidence(readings: &[Reading]) -> f32 {
    let Some(best) = readings.first() else { return 0.0 };
    let rivals: f32 = readings
        .iter()
        .filter(|reading| reading.text != best.text)
        .map(|reading| (-((reading.cost - best.cost) as f32) / 8.0).exp())
        .sum();
    0.99 / (1.0 + rivals)
}

fn encoding_of(page: &'static CodePage) -> Encoding {
    Encoding::from_name(page.name).unwrap_or(Encoding(Inner::Page(page)))
}

/// The beginning, with enough bytes above ASCII.
fn sample(bytes: &[u8]) -> &[u8] {
    let mut highs = 0;
    let end = bytes.iter().position(|&byte| {
        highs += usize::from(byte >= 0x80);
        highs > HIGH_BYTES
    });
    &bytes[..end.unwrap_or(bytes.len())]
}

/// What letters of another script cost among Latin ones: few of them are no text.
fn foreign(sample: &[u8], chars: impl Iterator<Item = char>) -> u32 {
    let latin = sample.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    match chars.filter(|&c| c >= '\u{370}' && !('\u{1E00}'..'\u{3000}').contains(&c) && c.is_alphabetic()).count() {
        0 => 0,
        letters if latin > 3 * letters => 40,
        letters if latin > letters => 20,
        _ => 0,
    }
}

/// What the bytes cost in a single-byte encoding, as in [`readings`].
pub(super) fn cost_in(bytes: &[u8], name: &str) -> Option<u32> {
    let page = codepage::pages().iter().position(|page| page.name == name)?;
    let sample = sample(bytes);
    let highs: Vec<usize> = (0..sample.len()).filter(|&i| sample[i] >= 0x80).collect();
    Some(cost_in_page(sample, &highs, page))
}

fn hash(chars: impl Iterator<Item = char>) -> u64 {
    chars.fold(0xCBF2_9CE4_8422_2325, |hash, c| (hash ^ u64::from(c)).wrapping_mul(0x100_0000_01B3))
}

/// The cost of the pairs that touch these bytes, in the page with this index.
fn cost_in_page(sample: &[u8], highs: &[usize], page: usize) -> u32 {
    let table = table(page);
    let (mut sum, mut done) = (0, usize::MAX);
    for &at in highs {
        let byte = usize::from(sample[at]);
        if done != at {
            let before = if at == 0 { b' ' } else { sample[at - 1] };
            sum += u32::from(table[usize::from(before) << 8 | byte]);
        }
        let behind = sample.get(at + 1).copied().unwrap_or(b' ');
        sum += u32::from(table[byte << 8 | usize::from(behind)]);
        done = at + 1;
    }
    sum
}

/// The costs of all pairs of bytes in the page with this index; made when first asked for.
fn table(page: usize) -> &'static [u8] {
    static TABLES: OnceLock<Vec<OnceLock<Vec<u8>>>> = OnceLock::new();
    let tables = TABLES.get_or_init(|| codepage::pages().iter().map(|_| OnceLock::new()).collect());
    tables[page].get_or_init(|| {
        let upper = &codepage::pages()[page].upper;
        let folded: Vec<Folded> = (0..=255u8)
            .map(|byte| {
                let c = if byte < 0x80 { Some(char::from(byte)) } else { upper[usize::from(byte - 0x80)] };
                pairs::fold(c.unwrap_or('\u{FFFD}'))
            })
            .collect();
        let mut costs = vec![0; 1 << 16];
        for (i, cost) in costs.iter_mut().enumerate() {
            if i >> 8 >= 0x80 || i & 0xFF >= 0x80 {
                *cost = pairs::cost(folded[i >> 8], folded[i & 0xFF]).min(255) as u8;
            }
        }
        costs
    })
}

/// The readings in the encodings of East Asia that have no error.
fn multi_byte(bytes: &[u8], sample: &[u8]) -> Vec<Reading> {
    let encodings =
        [encoding_rs::GB18030, encoding_rs::BIG5, encoding_rs::EUC_JP, encoding_rs::SHIFT_JIS, encoding_rs::EUC_KR];
    let valid = |encoding: &&'static encoding_rs::Encoding| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some()
    };
    encodings
        .into_iter()
        .filter(|encoding| valid(encoding))
        .map(|encoding| {
            // The sample may end inside a character: without `last`, what is whole is decoded.
            let mut text = String::with_capacity(sample.len() * 2 + 16);
            let _ = encoding.new_decoder_without_bom_handling().decode_to_string(sample, &mut text, false);
            let (mut cost, mut before) = (prior(encoding.name()), EDGE);
            let mut ascii = true;
            for c in text.chars().chain([' ']) {
                let next = pairs::fold(c);
                if !ascii || !c.is_ascii() {
                    cost += pairs::cost(before, next);
                }
                (before, ascii) = (next, c.is_ascii());
            }
            cost += foreign(sample, text.chars().filter(|c| !c.is_ascii()));
            Reading { encoding: encoding.into(), cost, text: hash(text.chars().filter(|c| !c.is_ascii())) }
        })
        .collect()
}
