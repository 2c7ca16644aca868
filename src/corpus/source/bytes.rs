//! [`Bytes`]: a stream that can be looked into before it is read and knows how much was taken from it. Everything
//! between a file and its documents is one of these around another.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// Bytes to read at once.
const BUFFER: usize = 1 << 16;

/// How many bytes of a stream were taken, for those who look on.
pub(super) type Taken = Rc<Cell<u64>>;

/// A buffered stream.
pub(super) struct Bytes<'a> {
    inner: Box<dyn Read + 'a>,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    /// What the stream ended with; it is given as often as it is asked for.
    error: Option<(io::ErrorKind, String)>,
    ended: bool,
    taken: Taken,
}

impl<'a> Bytes<'a> {
    /// A stream of about `size` bytes, where that is known.
    pub fn new(inner: impl Read + 'a, size: Option<u64>) -> Bytes<'a> {
        // One byte more, so that a whole small file is read at once and its end is seen.
        let capacity = size.map_or(BUFFER, |size| size.saturating_add(1).clamp(1024, BUFFER as u64) as usize);
        Bytes {
            inner: Box::new(inner),
            buffer: vec![0; capacity],
            at: 0,
            end: 0,
            error: None,
            ended: false,
            taken: Taken::default(),
        }
    }

    /// How many bytes were taken so far; the counter goes on counting.
    pub fn taken(&self) -> Taken {
        self.taken.clone()
    }

    /// Bytes taken so far.
    pub fn place(&self) -> u64 {
        self.taken.get()
    }

    /// The next bytes, all of the buffer if there is so much; fewer at the end or before an error.
    pub fn peek(&mut self) -> &[u8] {
        while self.end < self.buffer.len() && !self.ended {
            self.read_more();
        }
        &self.buffer[self.at..self.end]
    }

    /// What is left, if it is all in the buffer and there was no error.
    pub fn all_of_it(&mut self) -> Option<Vec<u8>> {
        self.peek();
        if self.at > 0 || !self.ended || self.error.is_some() || self.end == self.buffer.len() {
            return None;
        }
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.truncate(std::mem::take(&mut self.end));
        self.taken.set(self.taken.get() + bytes.len() as u64);
        Some(bytes)
    }

    /// Reads once into the free end of the buffer.
    fn read_more(&mut self) {
        match self.inner.read(&mut self.buffer[self.end..]) {
            Ok(0) => self.ended = true,
            Ok(n) => self.end += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => {
                self.error = Some((e.kind(), e.to_string()));
                self.ended = true;
            }
        }
    }
}

impl BufRead for Bytes<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.end {
            (self.at, self.end) = (0, 0);
            while self.end == 0 && !self.ended {
                self.read_more();
            }
            if self.end == 0
                && let Some((kind, error)) = &self.error
            {
                return Err(io::Error::new(*kind, error.clone()));
            }
        }
        Ok(&self.buffer[self.at..self.end])
    }

    fn consume(&mut self, n: usize) {
        let n = n.min(self.end - self.at);
        self.at += n;
        self.taken.set(self.taken.get() + n as u64);
    }
}

impl Read for Bytes<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut from = self.fill_buf()?;
        let n = from.read(out)?;
        self.consume(n);
        Ok(n)
    }
}

/// So many bytes of a stream; that it ends before is an error.
pub(super) struct Exactly<R> {
    pub inner: R,
    pub left: u64,
}

impl<R: BufRead> Read for Exactly<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 || out.is_empty() {
            return Ok(0);
        }
        let most = out.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let n = self.inner.read(&mut out[..most])?;
        if n == 0 {
            let missing = format!("{} bytes are missing at the end", self.left);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, missing));
        }
        self.left -= n as u64;
        Ok(n)
    }
}

/// Goes past `n` bytes.
pub(super) fn skip(reader: &mut impl BufRead, n: u64) -> io::Result<()> {
    let mut left = n;
    while left > 0 {
        let some = reader.fill_buf()?.len();
        if some == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, format!("{left} bytes are missing at the end")));
        }
        let some = some.min(usize::try_from(left).unwrap_or(usize::MAX));
        reader.consume(some);
        left -= some as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes one by one, then an error.
    struct Slow(&'static [u8]);

    impl Read for Slow {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            match self.0.split_first() {
                Some((&first, rest)) => {
                    self.0 = rest;
                    out[0] = first;
                    Ok(1)
                }
                None => Err(io::Error::other("broken")),
            }
        }
    }

    #[test]
    fn what_was_looked_at_is_read_and_an_error_stays() {
        let mut bytes = Bytes::new(Slow(b"some bytes"), None);
        assert_eq!(bytes.peek(), b"some bytes");
        assert_eq!(bytes.place(), 0);
        let mut read = Vec::new();
        assert!(bytes.read_to_end(&mut read).is_err());
        assert_eq!((read.as_slice(), bytes.place()), (&b"some bytes"[..], 10));
        assert_eq!(bytes.fill_buf().unwrap_err().to_string(), "broken");
    }

    #[test]
    fn a_small_stream_is_taken_whole_and_a_large_one_is_not() {
        assert_eq!(Bytes::new(&b"abc"[..], Some(3)).all_of_it().unwrap(), b"abc");
        assert_eq!(Bytes::new(&b""[..], None).all_of_it().unwrap(), b"");
        assert!(Bytes::new(&[b'x'; 5000][..], Some(10)).all_of_it().is_none());
        assert!(Bytes::new(Slow(b"abc"), None).all_of_it().is_none());
    }

    #[test]
    fn what_is_missing_at_the_end_is_said() {
        let mut read = Vec::new();
        let error = Exactly { inner: &b"abc"[..], left: 5 }.read_to_end(&mut read).unwrap_err();
        assert!(error.to_string().contains("2 bytes are missing"), "{error}");
        assert_eq!(skip(&mut &b"abc"[..], 5).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        let mut rest = &b"abc"[..];
        skip(&mut rest, 2).unwrap();
        assert_eq!(rest, b"c");
    }
}
