//! Documents by line: JSONL, and the records of a quarantine.

use std::fs::File;
use std::io::{self, BufRead, Seek, SeekFrom};

use super::bytes::Bytes;
use super::kind::Contents;
use super::reading::{Flow, Place, Reading};
use super::{Content, Origin};
use crate::corpus::quarantine::RAW_LIMIT;

/// A line that was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// Its first bytes, without the line feed.
    pub bytes: Vec<u8>,
    /// Its length without the line feed.
    pub length: u64,
    /// Whether it has nothing but white space.
    pub blank: bool,
    /// Whether there was a line at all.
    pub any: bool,
}

/// Reads a line; of one longer than `limit` the first `keep` bytes are kept. After an error `line` holds what came before it.
pub(super) fn line(reader: &mut impl BufRead, limit: usize, keep: usize, line: &mut Line) -> io::Result<()> {
    *line = Line { bytes: std::mem::take(&mut line.bytes), blank: true, ..Line::default() };
    line.bytes.clear();
    loop {
        let bytes = match reader.fill_buf() {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if bytes.is_empty() {
            break;
        }
        line.any = true;
        let end = memchr::memchr(b'\n', bytes);
        let part = &bytes[..end.unwrap_or(bytes.len())];
        line.length += part.len() as u64;
        line.blank = line.blank && part.iter().all(u8::is_ascii_whitespace);
        if line.length <= limit as u64 {
            line.bytes.extend_from_slice(part);
        } else if line.bytes.len() > keep {
            line.bytes.truncate(keep);
            line.bytes.shrink_to(keep);
        } else {
            line.bytes.extend_from_slice(&part[..part.len().min(keep - line.bytes.len())]);
        }
        let used = part.len() + usize::from(end.is_some());
        reader.consume(used);
        if end.is_some() {
            break;
        }
    }
    Ok(())
}

/// Reads a stream of lines. In the `file` that it is all of, an earlier run's place is gone to without reading.
pub(super) fn read(
    reading: &mut Reading<'_>,
    place: &Place,
    bytes: &mut Bytes<'_>,
    contents: Contents,
    file: Option<&File>,
) -> Flow {
    let (byte, number) = (reading.at.byte, reading.at.line);
    let flow = match file {
        Some(file) if byte > 0 => {
            match file.try_clone().and_then(|mut file| file.seek(SeekFrom::Start(byte)).map(|_| file)) {
                Ok(file) => {
                    // The documents before are those that the earlier run has.
                    reading.at.document = reading.behind.0;
                    all(reading, place, &mut Bytes::new(file, None), contents, Some(byte), number)
                }
                Err(e) => reading.lost(place, byte, &e),
            }
        }
        file => all(reading, place, bytes, contents, file.map(|_| 0), 0),
    };
    (reading.at.byte, reading.at.line) = (0, 0);
    flow
}

/// Reads the lines behind line `number`; `base` bytes are before them, where that is to be known.
fn all(
    reading: &mut Reading<'_>,
    place: &Place,
    bytes: &mut Bytes<'_>,
    contents: Contents,
    base: Option<u64>,
    mut number: u64,
) -> Flow {
    let limit = reading.options.max_document;
    let mut found = Line::default();
    loop {
        let ours = reading.wants_next();
        let (limit, keep) = if ours { (limit, RAW_LIMIT) } else { (0, 0) };
        let result = line(bytes, limit, keep, &mut found);
        if result.is_ok() && !found.any {
            break;
        }
        number += 1;
        if let Some(base) = base {
            (reading.at.byte, reading.at.line) = (base + bytes.place(), number);
        }
        if number == 1 && found.bytes.starts_with(b"\xEF\xBB\xBF") {
            found.bytes.drain(..3);
        }
        if result.is_ok() && found.blank && found.length < RAW_LIMIT as u64 {
            continue;
        }
        reading.at.document += 1;
        let Line { bytes: text, length, .. } = &mut found;
        let origin = Origin { line: Some(number), bytes: *length, ..place.origin() };
        let id = format!("{}:{number}", place.id);
        if let Err(e) = result {
            if std::mem::replace(&mut reading.broken, true) {
                reading.at.document -= 1;
                break;
            }
            let byte = base.unwrap_or(0) + bytes.place();
            let error = format!("the file cannot be read beyond this line (byte {byte}), what follows is lost: {e}");
            reading.failed(ours, id, origin, error, text)?;
            break;
        }
        if !ours {
            continue;
        }
        if *length > limit as u64 {
            reading.failed(true, id, origin, too_long("line", *length, limit), text)?;
            continue;
        }
        let text = std::mem::take(text);
        let content = if contents == Contents::Quarantine { Content::Retry(text) } else { Content::Record(text) };
        reading.give(id, origin, content)?;
    }
    Flow::Continue(())
}

/// What is said of something that is larger than a document may be.
pub(super) fn too_long(what: &str, length: u64, limit: usize) -> String {
    format!("a {what} of {length} bytes, more than the limit of {limit}; raise it with `--max-document`")
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    #[test]
    fn lines_end_where_line_feeds_are() {
        for (input, lines) in
            [("", vec![]), ("a", vec!["a"]), ("a\n", vec!["a"]), ("a\n\nb\r\n", vec!["a", "", "b\r"]), ("\n", vec![""])]
        {
            // A buffer of 2 bytes, so that lines are put together from pieces.
            let mut reader = BufReader::with_capacity(2, input.as_bytes());
            let (mut buffer, mut found) = (Line::default(), Vec::new());
            loop {
                line(&mut reader, 100, 10, &mut buffer).unwrap();
                if !buffer.any {
                    break;
                }
                assert_eq!(buffer.blank, buffer.bytes.trim_ascii().is_empty());
                found.push(String::from_utf8(buffer.bytes.clone()).unwrap());
            }
            assert_eq!(found, lines, "{input:?}");
        }
    }

    #[test]
    fn a_line_over_the_limit_is_cut_and_the_next_is_whole() {
        let input = "short\n0123456789abcdef\nlast";
        let mut reader = BufReader::with_capacity(3, input.as_bytes());
        let mut read = || {
            let mut found = Line::default();
            line(&mut reader, 8, 4, &mut found).unwrap();
            (String::from_utf8(found.bytes).unwrap(), found.length)
        };
        assert_eq!(
            [read(), read(), read(), read()],
            [("short".to_owned(), 5), ("0123".to_owned(), 16), ("last".to_owned(), 4), (String::new(), 0)]
        );
    }
}
