//! Bytes of a file, decompressed as they are read; lines and whole documents up to a limit. Never more in memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::sink::Compression;

/// Bytes to read at once from a file.
const BUFFER: usize = 1 << 17;

pub(super) type Reader = Box<dyn BufRead + Send>;

/// The bytes of a file, `-` for standard input. A `.gz` of several members and a `.zst` of several frames are read whole.
pub(super) fn open(path: &Path, compression: Compression) -> io::Result<Reader> {
    if path.as_os_str() == "-" {
        let mut input = BufReader::with_capacity(BUFFER, io::stdin());
        let compression = match input.fill_buf()? {
            [0x1F, 0x8B, ..] => Compression::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Compression::Zstd,
            _ => Compression::None,
        };
        return unpacked(input, compression);
    }
    unpacked(BufReader::with_capacity(BUFFER, File::open(path)?), compression)
}

fn unpacked(input: impl BufRead + Send + 'static, compression: Compression) -> io::Result<Reader> {
    Ok(match compression {
        Compression::None => Box::new(input),
        Compression::Gzip => Box::new(BufReader::with_capacity(BUFFER, flate2::bufread::MultiGzDecoder::new(input))),
        Compression::Zstd => {
            Box::new(BufReader::with_capacity(BUFFER, zstd::stream::read::Decoder::with_buffer(input)?))
        }
    })
}

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Nothing: the input is at its end.
    End,
    /// All of it.
    Whole,
    /// The first bytes of something larger than the limit; it has this many bytes in all.
    TooLong(u64),
}

/// Reads a line into `line`, without its line feed. Of one longer than `limit` the first `keep` bytes are kept and
/// the rest is read past. After an error `line` holds what came before it.
pub(super) fn line(reader: &mut dyn BufRead, limit: usize, keep: usize, line: &mut Vec<u8>) -> io::Result<Piece> {
    line.clear();
    let (mut total, mut any) = (0u64, false);
    loop {
        let bytes = match reader.fill_buf() {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if bytes.is_empty() {
            break;
        }
        any = true;
        let end = memchr::memchr(b'\n', bytes);
        let part = &bytes[..end.unwrap_or(bytes.len())];
        total += part.len() as u64;
        if total <= limit as u64 {
            line.extend_from_slice(part);
        } else if line.len() > keep {
            line.truncate(keep);
            line.shrink_to(keep);
        } else {
            line.extend_from_slice(&part[..part.len().min(keep - line.len())]);
        }
        let used = part.len() + usize::from(end.is_some());
        reader.consume(used);
        if end.is_some() {
            break;
        }
    }
    Ok(match any {
        false => Piece::End,
        true if total > limit as u64 => Piece::TooLong(total),
        true => Piece::Whole,
    })
}

/// Reads all that is left into `bytes`; of more than `limit` the first `keep` bytes, and counts the rest.
/// After an error `bytes` holds what came before it.
pub(super) fn whole(reader: &mut dyn BufRead, limit: usize, keep: usize, bytes: &mut Vec<u8>) -> io::Result<Piece> {
    (&mut *reader).take(limit as u64 + 1).read_to_end(bytes)?;
    if bytes.len() <= limit {
        return Ok(Piece::Whole);
    }
    let mut total = bytes.len() as u64;
    bytes.truncate(keep);
    bytes.shrink_to(keep);
    total += io::copy(reader, &mut io::sink())?;
    Ok(Piece::TooLong(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_line_feeds_are() {
        for (input, lines) in
            [("", vec![]), ("a", vec!["a"]), ("a\n", vec!["a"]), ("a\n\nb\r\n", vec!["a", "", "b\r"]), ("\n", vec![""])]
        {
            // A buffer of 2 bytes, so that lines are put together from pieces.
            let mut reader = BufReader::with_capacity(2, input.as_bytes());
            let (mut buffer, mut found) = (Vec::new(), Vec::new());
            while line(&mut reader, 100, 10, &mut buffer).unwrap() != Piece::End {
                found.push(String::from_utf8(buffer.clone()).unwrap());
            }
            assert_eq!(found, lines, "{input:?}");
        }
    }

    #[test]
    fn a_line_over_the_limit_is_cut_and_the_next_is_whole() {
        let input = "short\n0123456789abcdef\nlast";
        let mut reader = BufReader::with_capacity(3, input.as_bytes());
        let mut buffer = Vec::new();
        assert_eq!(line(&mut reader, 8, 4, &mut buffer).unwrap(), Piece::Whole);
        assert_eq!(line(&mut reader, 8, 4, &mut buffer).unwrap(), Piece::TooLong(16));
        assert_eq!(buffer, b"0123");
        assert_eq!(line(&mut reader, 8, 4, &mut buffer).unwrap(), Piece::Whole);
        assert_eq!(buffer, b"last");
        assert_eq!(line(&mut reader, 8, 4, &mut buffer).unwrap(), Piece::End);
    }

    #[test]
    fn a_document_over_the_limit_is_counted_to_its_end() {
        let mut bytes = Vec::new();
        let piece = whole(&mut BufReader::with_capacity(3, &b"0123456789"[..]), 5, 2, &mut bytes).unwrap();
        assert_eq!((piece, bytes.as_slice()), (Piece::TooLong(10), &b"01"[..]));
        let mut bytes = Vec::new();
        let piece = whole(&mut BufReader::with_capacity(3, &b"01234"[..]), 5, 2, &mut bytes).unwrap();
        assert_eq!((piece, bytes.as_slice()), (Piece::Whole, &b"01234"[..]));
    }
}
