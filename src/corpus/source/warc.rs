//! WARC (ISO 28500) and WET: conversions and responses of text are documents, what else there is is gone past and counted.

use std::io::{self, BufRead, Read};

use super::bytes::{Bytes, Exactly, skip};
use super::csv::json;
use super::reading::{Flow, Place, Reading};
use super::{Content, Origin, html};
use crate::corpus::source::lines::too_long;

/// Bytes that the header of a record may have.
const LONGEST_HEADER: usize = 1 << 20;

/// Fields of a header, names in lower case.
struct Header {
    first: String,
    fields: Vec<(String, String)>,
}

impl Header {
    fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The type of the content without its parameters, in lower case.
    fn content_type(&self) -> String {
        let value = self.get("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

/// Reads the records of an archive.
pub(super) fn read(reading: &mut Reading<'_>, place: &Place, bytes: &mut Bytes<'_>) -> Flow {
    for number in 1u64.. {
        let start = bytes.place();
        let header = match header(bytes, true) {
            Ok(Some(header)) => header,
            Ok(None) => break,
            Err(e) => return reading.lost(place, start, &e),
        };
        reading.broken = false;
        let length = header.get("content-length").and_then(|length| length.parse::<u64>().ok());
        let Some(length) = length.filter(|_| header.first.starts_with("WARC/")) else {
            return reading.lost(place, start, &"no record of a WARC with its length");
        };
        let end = bytes.place().saturating_add(length);
        record(reading, place, number, &header, &mut Exactly { inner: &mut *bytes, left: length })?;
        if let Err(e) = skip(bytes, end.saturating_sub(bytes.place())) {
            return reading.lost(place, bytes.place(), &e);
        }
    }
    Flow::Continue(())
}

fn record(
    reading: &mut Reading<'_>,
    place: &Place,
    number: u64,
    header: &Header,
    block: &mut Exactly<&mut Bytes<'_>>,
) -> Flow {
    let kind = header.get("warc-type").unwrap_or_default().to_ascii_lowercase();
    let length = block.left;
    let mut block = Bytes::new(block, Some(length));
    let mut content_type = header.content_type();
    let mut is_chunked = false;
    if kind == "response" && content_type == "application/http" {
        match self::header(&mut block, false) {
            Ok(Some(http)) => {
                content_type = http.content_type();
                let has =
                    |name: &str, word: &str| http.get(name).is_some_and(|v| v.to_ascii_lowercase().contains(word));
                // Many archives keep the header and store the body without the transfer's marks.
                is_chunked = has("transfer-encoding", "chunked") && looks_chunked(block.peek());
            }
            // The block was cut; whoever reads on says so.
            _ => content_type.clear(),
        }
    }
    let is_html = matches!(content_type.as_str(), "text/html" | "application/xhtml+xml");
    let is_text = match kind.as_str() {
        "conversion" => true,
        "response" | "resource" => content_type == "text/plain" || is_html,
        _ => false,
    };
    if !is_text {
        reading.pass_over();
        return Flow::Continue(());
    }
    let ours = reading.ours();
    let uri = header.get("warc-target-uri").map(|uri| uri.trim_matches(['<', '>']));
    let id = uri.map_or_else(|| format!("{}:{number}", place.id), str::to_owned);
    let origin = Origin { row: Some(number), ..place.origin() };
    let mut body = Vec::new();
    let limit = reading.options.max_document;
    let read = if is_chunked {
        dechunk(&mut block, limit, &mut body)
    } else {
        (&mut block).take(limit as u64 + 1).read_to_end(&mut body).map(|_| ())
    };
    let origin = Origin { bytes: body.len() as u64, ..origin };
    if let Err(e) = read {
        reading.broken = true;
        return reading.failed(ours, id, origin, format!("the record cannot be read to its end: {e}"), &body);
    }
    if !ours {
        return Flow::Continue(());
    }
    if body.len() > limit {
        return reading.failed(true, id, Origin { bytes: length, ..origin }, too_long("record", length, limit), &body);
    }
    if body.starts_with(&[0x1F, 0x8B, 0x08]) {
        let mut plain = Vec::new();
        let unpacked = flate2::read::MultiGzDecoder::new(&body[..]).take(limit as u64 + 1).read_to_end(&mut plain);
        if unpacked.is_ok() && plain.len() <= limit {
            body = plain;
        }
    }
    if is_html && kind != "conversion" {
        body = match html::text(&body) {
            Ok(text) => text.into_bytes(),
            Err(error) => return reading.failed(true, id, origin, error, &body),
        };
    }
    let origin = Origin { bytes: body.len() as u64, ..origin };
    let fields = [("url", uri), ("date", header.get("warc-date"))];
    let carried = fields.iter().filter_map(|(name, value)| Some(((*name).to_owned(), json(&(*value)?)?))).collect();
    reading.give(id, origin, Content::Row { text: body, id: None, carried })
}

/// A header up to its blank line; blank lines before it are gone past if `may_wait`. `None` at the end.
fn header(bytes: &mut Bytes<'_>, may_wait: bool) -> io::Result<Option<Header>> {
    let mut header = Header { first: String::new(), fields: Vec::new() };
    let mut left = LONGEST_HEADER as u64;
    let mut line = Vec::new();
    loop {
        line.clear();
        let n = bytes.take(left).read_until(b'\n', &mut line)?;
        left -= n as u64;
        if n == 0 && header.first.is_empty() {
            return Ok(None);
        }
        if !line.ends_with(b"\n") {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the header of a record does not end"));
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        if text.is_empty() {
            if header.first.is_empty() && may_wait {
                continue;
            }
            return Ok(Some(header));
        }
        if header.first.is_empty() {
            text.clone_into(&mut header.first);
        } else if let Some((name, value)) = text.split_once(':') {
            header.fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
}

/// Whether a body begins with the length of a chunk.
fn looks_chunked(body: &[u8]) -> bool {
    let line = body.split(|&b| b == b'\n').next().unwrap_or_default().trim_ascii_end();
    let digits = line.split(|&b| b == b';').next().unwrap_or_default().trim_ascii();
    (1..=8).contains(&digits.len()) && digits.iter().all(u8::is_ascii_hexdigit)
}

/// The body of a transfer in chunks (RFC 9112), up to a little more than `limit`.
fn dechunk(bytes: &mut Bytes<'_>, limit: usize, body: &mut Vec<u8>) -> io::Result<()> {
    let mut line = Vec::new();
    while body.len() <= limit {
        line.clear();
        bytes.take(1024).read_until(b'\n', &mut line)?;
        let digits = line.split(|&b| b == b';').next().unwrap_or_default().trim_ascii();
        let digits = std::str::from_utf8(digits).unwrap_or_default();
        let Ok(size) = u64::from_str_radix(digits, 16) else {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a chunk of the body has no length"));
        };
        if size == 0 {
            break;
        }
        let wanted = size.min((limit + 1 - body.len()) as u64);
        let n = bytes.take(wanted).read_to_end(body)? as u64;
        if n < wanted {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "a chunk of the body is cut"));
        }
        if wanted == size {
            line.clear();
            bytes.take(2).read_until(b'\n', &mut line)?;
        }
    }
    Ok(())
}
