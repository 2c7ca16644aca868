//! The encoding of every paragraph of a document.
//!
//! Each paragraph by itself first: byte order marks, ASCII, UTF-8 and escape sequences are certain; every other encoding in which
//! its bytes have a reading is weighed by what that reading costs. Then the doubtful ones again, with what the others are.

use super::legacy::{self, Reading};
use super::seven::Seven;
use super::{Encoding, wide};
use crate::segment::Segment;

/// An encoding and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detection {
    /// The encoding.
    pub encoding: Encoding,
    /// 0.0–1.0.
    pub confidence: f32,
}

/// What a paragraph says by itself.
enum Alone {
    Ascii,
    Known(Detection),
    Legacy(Vec<Reading>),
}

/// Confidence from which on a paragraph speaks for its document.
const CONFIDENT: f32 = 0.95;
/// What another reading must gain where bytes are ASCII or UTF-8.
const SURE: u32 = 8 * 16;
/// What a reading in an encoding that other paragraphs have is given, in sixteenths of a nat: it decides between near equals only.
const SHARED: u32 = 3 * 16;
/// The same for UTF-8 with bad bytes where other paragraphs are good UTF-8.
const DAMAGED: u32 = 12 * 16;
/// Bytes in an encoding that a declaration is worth.
const DECLARED: usize = 200;

/// The encoding of each segment of a document's bytes, in two passes: each by itself, then the weak ones by the others.
///
/// A paragraph of ASCII gets the encoding of the document's other paragraphs, or UTF-8.
///
/// ```
/// use polynorm::encoding::detect;
/// use polynorm::segment::{Paragraphs, segment};
///
/// let bytes = b"Caf\xC3\xA9s open.\nCaf\xE9s close.";
/// let found = detect(bytes, &segment(bytes, Paragraphs::Line));
/// assert_eq!(found[0].encoding.name(), "UTF-8");
/// assert_eq!(found[1].encoding.name(), "windows-1252");
/// ```
pub fn detect(bytes: &[u8], segments: &[Segment]) -> Vec<Detection> {
    if let Some(found) = wide::sniff(bytes) {
        let confidence = if found.mark > 0 { 1.0 } else { 0.98 };
        return segments.iter().map(|_| Detection { encoding: found.encoding, confidence }).collect();
    }
    if is_plain(bytes) {
        let ascii = Detection { encoding: Encoding::UTF_8, confidence: 1.0 };
        return segments.iter().map(|_| ascii).collect();
    }
    let controls = wide::has_controls(bytes);
    let alone: Vec<Alone> = segments
        .iter()
        .map(|segment| {
            let bytes = &bytes[segment.range.clone()];
            match Some(bytes).filter(|bytes| controls && wide::has_controls(bytes)).and_then(wide::of_paragraph) {
                Some(encoding) => Alone::Known(Detection { encoding, confidence: 0.97 }),
                None => by_itself(bytes),
            }
        })
        .collect();
    let shared = shared_encodings(bytes, &alone, segments);
    let decided: Vec<Option<Detection>> = alone
        .into_iter()
        .map(|alone| match alone {
            Alone::Ascii => None,
            Alone::Known(detection) => Some(detection),
            Alone::Legacy(readings) => Some(in_document(&readings, &shared)),
        })
        .collect();
    let of_ascii = || encoding_of_ascii(bytes, &decided, segments);
    let encoding = if decided.contains(&None) { of_ascii() } else { Encoding::UTF_8 };
    let ascii = Detection { encoding, confidence: 1.0 };
    decided.into_iter().map(|detection| detection.unwrap_or(ascii)).collect()
}

/// The encodings that a paragraph may be in by itself, the most likely first, with their probabilities; of those that read it alike, one.
///
/// ```
/// use polynorm::encoding::candidates;
///
/// let found = candidates(b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0");
/// assert_eq!(found[0].encoding.name(), "windows-1251");
/// assert!(found[0].confidence > 0.9 && found.iter().map(|one| one.confidence).sum::<f32>() <= 1.0);
/// ```
pub fn candidates(bytes: &[u8]) -> Vec<Detection> {
    let wide = || Some(bytes).filter(|bytes| wide::has_controls(bytes)).and_then(wide::of_paragraph);
    if let Some(encoding) = wide() {
        return vec![Detection { encoding, confidence: 0.97 }];
    }
    match by_itself(bytes) {
        Alone::Ascii => vec![Detection { encoding: Encoding::UTF_8, confidence: 1.0 }],
        Alone::Known(detection) => vec![detection],
        Alone::Legacy(readings) => legacy::probabilities(&readings)
            .into_iter()
            .map(|(encoding, confidence)| Detection { encoding, confidence })
            .collect(),
    }
}

/// Whether a document is ASCII without anything that other encodings in seven bits have, nor the spaces of EBCDIC.
fn is_plain(bytes: &[u8]) -> bool {
    bytes.is_ascii()
        && memchr::memchr3(0x1B, 0x0E, b'~', bytes).is_none()
        && memchr::memchr2(0, b'@', bytes).is_none()
        && !wide::has_controls(bytes)
}

fn by_itself(bytes: &[u8]) -> Alone {
    if bytes.is_ascii() {
        return match seven_bits(bytes) {
            Some(encoding) => Alone::Known(Detection { encoding, confidence: 0.99 }),
            None => in_ebcdic(bytes).map_or(Alone::Ascii, Alone::Legacy),
        };
    }
    if simdutf8::basic::from_utf8(bytes).is_ok() {
        if may_be_chance(bytes) {
            return by_chance(bytes);
        }
        return Alone::Known(Detection { encoding: Encoding::UTF_8, confidence: 0.999 });
    }
    let (good, bad) = sequences(bytes);
    // A bad byte or two in much UTF-8 are damage, not another encoding.
    if good >= 3 && good >= 6 * bad {
        return Alone::Known(Detection { encoding: Encoding::UTF_8, confidence: 0.9 });
    }
    Alone::Legacy(readings(bytes, good > 0 && good >= bad))
}

/// Whether the bytes above ASCII are one or two pairs, which other encodings hold by chance; not what Latin letters are in UTF-8.
fn may_be_chance(bytes: &[u8]) -> bool {
    let mut highs = bytes.iter().enumerate().filter(|(_, byte)| **byte >= 0x80);
    let Some((first, &lead)) = highs.next() else { return false };
    if !matches!(lead, 0xC6..=0xDF) {
        return false;
    }
    match (highs.next(), highs.next(), highs.next(), highs.next()) {
        (Some((second, _)), None, None, None) => second == first + 1,
        (Some(_), Some((_, &lead)), Some(_), None) => matches!(lead, 0xC6..=0xDF),
        _ => false,
    }
}

/// A pair or two that are UTF-8, if they are not much better in another encoding.
fn by_chance(bytes: &[u8]) -> Alone {
    let cost = legacy::cost_of_damaged_utf8(bytes);
    let readings = legacy::readings(bytes);
    match readings.first() {
        Some(best) if best.cost + SURE < cost => Alone::Legacy(readings),
        _ => Alone::Known(Detection { encoding: Encoding::UTF_8, confidence: 0.98 }),
    }
}

/// The readings of ASCII bytes as EBCDIC, if that is what they are: capitals and signs only, with `@` for spaces.
fn in_ebcdic(bytes: &[u8]) -> Option<Vec<Reading>> {
    let mut readings = legacy::ebcdic(bytes);
    readings.sort_by_key(|reading| reading.cost);
    let best = readings.first()?;
    (best.cost + SURE < legacy::cost_of_ascii(bytes)).then_some(readings)
}

/// Whether a document is in EBCDIC, so that its lines end otherwise.
pub(crate) fn is_ebcdic(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(512)];
    // Nearly every document has a space or a line end of ASCII soon.
    if sample.iter().any(|byte| matches!(byte, 0x20 | 0x0A)) {
        return false;
    }
    let ebcdic = legacy::ebcdic(sample);
    let Some(best) = ebcdic.iter().min_by_key(|reading| reading.cost) else { return false };
    match std::str::from_utf8(sample) {
        Ok(_) => best.cost + SURE < legacy::cost_of_damaged_utf8(sample),
        Err(_) => legacy::readings(sample).first().is_some_and(|first| !first.encoding.has_ascii()),
    }
}

/// The encoding in seven bits that ASCII bytes switch to.
fn seven_bits(bytes: &[u8]) -> Option<Encoding> {
    memchr::memchr3(0x1B, 0x0E, b'~', bytes)?;
    [(Encoding::HZ, Seven::Hz), (Encoding::ISO_2022_KR, Seven::Iso2022Kr)]
        .into_iter()
        .find(|(_, seven)| seven.is(bytes))
        .map(|(encoding, _)| encoding)
        .or_else(|| is_iso_2022_jp(bytes).then(|| encoding_rs::ISO_2022_JP.into()))
}

/// The readings of bytes that are not UTF-8; UTF-8 with bad bytes is one.
fn readings(bytes: &[u8], perhaps_utf8: bool) -> Vec<Reading> {
    let mut readings = legacy::readings(bytes);
    if perhaps_utf8 {
        let cost = legacy::cost_of_damaged_utf8(bytes);
        let at = readings.partition_point(|reading| reading.cost < cost);
        readings.insert(at, Reading { encoding: Encoding::UTF_8, cost, text: u64::MAX });
    }
    readings
}

/// Whether ASCII bytes are ISO-2022-JP: they switch to one of its character sets, and have no error as such.
fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    let switches = bytes.windows(3).any(|w| matches!(w, b"\x1B$B" | b"\x1B$@" | b"\x1B(I" | b"\x1B(J"));
    switches && encoding_rs::ISO_2022_JP.decode_without_bom_handling_and_without_replacement(bytes).is_some()
}

/// Characters above ASCII in UTF-8, and how often there is something else between them: two bytes that are none, one behind the
/// other, may have been one character.
fn sequences(bytes: &[u8]) -> (usize, usize) {
    let (mut good, mut bad, mut run) = (0, 0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        run = if chunk.valid().is_empty() { run + 1 } else { 1 };
        bad += usize::from(!chunk.invalid().is_empty() && run % 2 == 1);
        if bad > 8 + 8 * good {
            break;
        }
    }
    (good, bad)
}

/// A legacy encoding in a document.
struct Shared {
    encoding: Encoding,
    /// Whether it is the best reading of a confident paragraph.
    best: bool,
    /// Bytes of the paragraphs that it reads as their best reading does.
    bytes: usize,
}

/// The legacy encodings of the confident paragraphs. What the document declares in its head counts as a paragraph.
fn shared_encodings(bytes: &[u8], alone: &[Alone], segments: &[Segment]) -> Vec<Shared> {
    let mut shared: Vec<Shared> = Vec::new();
    let mut add =
        |encoding: Encoding, best: bool, bytes: usize| match shared.iter_mut().find(|s| s.encoding == encoding) {
            Some(known) => {
                known.bytes += bytes;
                known.best |= best;
            }
            None => shared.push(Shared { encoding, best, bytes }),
        };
    let mut any = false;
    for (alone, segment) in alone.iter().zip(segments) {
        let readings = match alone {
            Alone::Legacy(readings) => readings,
            Alone::Known(found) if found.encoding == Encoding::UTF_8 => {
                add(found.encoding, true, segment.range.len());
                continue;
            }
            _ => continue,
        };
        any = true;
        if let Some(best) = readings.first().filter(|_| legacy::confidence(readings) >= CONFIDENT) {
            for reading in readings.iter().filter(|reading| reading.text == best.text) {
                add(reading.encoding, reading.encoding == best.encoding, segment.range.len());
            }
        }
    }
    if let Some(declared) = declared(bytes).filter(|_| any) {
        add(declared, true, DECLARED);
    }
    shared
}

/// The encoding that a page of HTML or XML names in its head.
fn declared(bytes: &[u8]) -> Option<Encoding> {
    let head = &bytes[..bytes.len().min(2048)];
    let html = head.contains(&b'<');
    let at = [&b"charset="[..], b"encoding="]
        .into_iter()
        .filter(|_| html)
        .find_map(|key| memchr::memmem::find(head, key).map(|at| at + key.len()))?;
    let name = head[at..].strip_prefix(b"\"").or(head[at..].strip_prefix(b"'")).unwrap_or(&head[at..]);
    let end = name.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:.".contains(byte))?;
    Encoding::from_name(std::str::from_utf8(&name[..end]).ok()?)
}

/// The best reading, those in shared encodings being favoured; of encodings that read the paragraph alike, the one that reads most
/// of the document.
fn in_document(readings: &[Reading], shared: &[Shared]) -> Detection {
    let of_document = |encoding: Encoding| shared.iter().find(|shared| shared.encoding == encoding);
    let mut favoured: Vec<Reading> = readings
        .iter()
        .map(|reading| {
            let gift = match of_document(reading.encoding) {
                Some(shared) if shared.best => {
                    if shared.encoding == Encoding::UTF_8 {
                        DAMAGED
                    } else {
                        SHARED
                    }
                }
                _ => 0,
            };
            Reading { cost: reading.cost.saturating_sub(gift), ..*reading }
        })
        .collect();
    favoured.sort_by_key(|reading| reading.cost);
    let confidence = legacy::confidence(&favoured);
    let Some(best) = favoured.first() else {
        return Detection { encoding: encoding_rs::WINDOWS_1252.into(), confidence };
    };
    let alike = favoured.iter().filter(|reading| reading.text == best.text);
    // The first of those with most bytes.
    let best = alike.rev().max_by_key(|reading| of_document(reading.encoding).map_or(0, |shared| shared.bytes));
    Detection { encoding: best.map_or(encoding_rs::WINDOWS_1252.into(), |reading| reading.encoding), confidence }
}

/// The encoding that has most bytes above ASCII, if it leaves ASCII as it is; where they are as many, UTF-8.
fn encoding_of_ascii(bytes: &[u8], decided: &[Option<Detection>], segments: &[Segment]) -> Encoding {
    let mut highs: Vec<(Encoding, usize)> = Vec::new();
    for (detection, segment) in decided.iter().zip(segments) {
        let Some(Detection { encoding, .. }) = detection.filter(|found| found.encoding.has_ascii()) else { continue };
        let high = bytes[segment.range.clone()].iter().filter(|byte| **byte >= 0x80).count();
        let high = if encoding == Encoding::UTF_8 { 2 * high } else { high };
        match highs.iter_mut().find(|(known, _)| *known == encoding) {
            Some((_, sum)) => *sum += high,
            None => highs.push((encoding, high)),
        }
    }
    highs.sort_by_key(|&(encoding, highs)| (std::cmp::Reverse(highs), encoding.name()));
    highs.first().map_or(Encoding::UTF_8, |&(encoding, _)| encoding)
}
