//! Text: a stream is one document; one that is larger than `--cut` comes in parts, cut where paragraphs end.

use std::io::{self, Read};

use super::bytes::Bytes;
use super::reading::{Flow, Place, Reading};
use super::unpack::too_dense;
use super::{Content, Origin, Position};
use crate::encoding::wide;

/// Bytes to read before it is asked whether they are too many.
const STEP: u64 = 1 << 20;

/// Reads a stream as a text.
pub(super) fn read(reading: &mut Reading<'_>, place: &Place, bytes: &mut Bytes<'_>) -> Flow {
    if !reading.ours() {
        return reading.go_past(place, bytes);
    }
    parts(reading, bytes, place.id.clone(), place.origin())
}

/// Hands on the text of a document that was counted, in parts where it is long.
pub(super) fn parts(reading: &mut Reading<'_>, bytes: &mut Bytes<'_>, id: String, origin: Origin) -> Flow {
    let limit = reading.options.cut.min(reading.options.max_document).max(64);
    let behind = reading.parts_behind();
    let since = reading.layers();
    let mut buffer = if bytes.peek().len() <= limit { bytes.all_of_it() } else { None };
    let whole = buffer.is_some();
    let mut buffer = buffer.take().unwrap_or_default();
    let (mut part, mut start, mut unit) = (1u64, 0u64, 1);
    loop {
        let ended = whole
            || match fill(reading, bytes, &since, &mut buffer, limit) {
                Ok(ended) => ended,
                Err(e) => {
                    reading.broken |= !reading.is_too_dense(&since);
                    let length = start + buffer.len() as u64;
                    let error = format!("cannot be read beyond byte {length}: {e}");
                    let origin = Origin { bytes: length - start, ..of_part(&origin, part, start, part > 1) };
                    return reading.failed(true, id_of(&id, part), origin, error, &buffer);
                }
            };
        if part == 1 && !ended {
            unit = wide::sniff(&buffer[..buffer.len().min(4096)]).map_or(1, |wide| wide.encoding.unit());
        }
        let at = if ended { buffer.len() } else { cut(&buffer[..limit], unit) };
        let rest = buffer.split_off(at);
        let length = at as u64;
        if part > behind {
            let origin = Origin { bytes: length, ..of_part(&origin, part, start, part > 1 || !ended) };
            let next = match ended {
                true => reading.at,
                false => Position { document: reading.at.document - 1, part, ..reading.at },
            };
            reading.give_at(next, id_of(&id, part), origin, Content::Text(buffer))?;
        }
        if ended {
            return Flow::Continue(());
        }
        (buffer, part, start) = (rest, part + 1, start + length);
    }
}

fn id_of(id: &str, part: u64) -> String {
    if part == 1 { id.to_owned() } else { format!("{id}#{part}") }
}

fn of_part(origin: &Origin, part: u64, start: u64, is_cut: bool) -> Origin {
    Origin { part: is_cut.then_some(part), start: (start > 0).then_some(start), ..origin.clone() }
}

/// Reads on until `buffer` has more than `limit` bytes; whether that was all.
fn fill(
    reading: &Reading<'_>,
    bytes: &mut Bytes<'_>,
    since: &[(u64, u64)],
    buffer: &mut Vec<u8>,
    limit: usize,
) -> io::Result<bool> {
    loop {
        if reading.is_too_dense(since) {
            return Err(io::Error::other(too_dense(reading.options.max_ratio)));
        }
        if buffer.len() > limit {
            return Ok(false);
        }
        let most = STEP.min((limit + 1 - buffer.len()) as u64);
        if bytes.take(most).read_to_end(buffer)? == 0 {
            return Ok(true);
        }
    }
}

/// Where to cut: behind the last blank line, else behind the last line, else behind the last character.
fn cut(bytes: &[u8], unit: usize) -> usize {
    // What is cut off must not be next to nothing.
    let least = bytes.len() / 2;
    let (mut line, mut after) = (None, None);
    let mut end = bytes.len();
    while let Some(at) = memchr::memrchr(b'\n', &bytes[..end]) {
        if at < least {
            break;
        }
        end = at;
        let Some(next) = behind_line_feed(bytes, at, unit) else { continue };
        if after.is_some_and(|after| bytes[next..after].iter().all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | 0))) {
            // `next..after` is a blank line: the paragraph ends here, the blank line goes with it.
            return after.unwrap_or(next);
        }
        line.get_or_insert(next);
        after = Some(next);
    }
    line.unwrap_or_else(|| behind_character(bytes, unit))
}

/// The place behind the line feed at `at`, if it is one in units of this size.
fn behind_line_feed(bytes: &[u8], at: usize, unit: usize) -> Option<usize> {
    let start = at / unit * unit;
    let character = bytes.get(start..start + unit)?;
    let zeros = character.iter().filter(|&&b| b == 0).count();
    // In UTF-16 and UTF-32 of either order the other bytes are zeros, and the byte stands at one of the ends.
    (zeros + 1 == unit && (at == start || at == start + unit - 1)).then_some(start + unit)
}

/// The place behind the last whole character, as far as it can be seen without knowing the encoding.
fn behind_character(bytes: &[u8], unit: usize) -> usize {
    if unit > 1 {
        return bytes.len() / unit * unit;
    }
    let tail = &bytes[bytes.len().saturating_sub(4)..];
    match tail.iter().rposition(|b| b & 0xC0 != 0x80) {
        Some(lead) => {
            let width = match tail[lead] {
                0xF0..=0xF7 => 4,
                0xE0..=0xEF => 3,
                0xC0..=0xDF => 2,
                _ => 1,
            };
            if tail.len() - lead < width { bytes.len() - (tail.len() - lead) } else { bytes.len() }
        }
        None => bytes.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn texts_are_cut_where_paragraphs_end() {
        for (text, unit, at) in [
            (&b"one\n\ntwo\n\nthree"[..], 1, 10),
            (b"one\n\ntwo\n\nthree and more than half of it", 1, 40),
            (b"a line of some words\r\n \r\nmore", 1, 25),
            (b"a line of some words\nmore words", 1, 21),
            (b"no line ends here", 1, 17),
            (b"caf\xC3", 1, 3),
            (b"caf\xC3\xA9", 1, 5),
            (b"\xE4\xB8\xAD\xE4\xB8", 1, 3),
            (b"a\0b\0\n\0\n\0c\0", 2, 8),
            (b"\0a\0b\0\n\0c\0", 2, 6),
            (b"a\0b\0c", 2, 4),
            (b"a\0\0\0b\0\0\0\n\0\0\0c\0\0\0", 4, 12),
        ] {
            assert_eq!(cut(text, unit), at, "{text:?}");
        }
    }
}
