//! Bytes of a known encoding to text, every character aligned with its bytes; nothing is lost.

use std::borrow::Cow;
use std::ops::Range;

use super::Encoding;
use crate::Alignment;

/// The text of some bytes.
#[derive(Clone, Debug)]
pub struct Decoded<'a> {
    /// The text; borrowed where the bytes are valid UTF-8.
    pub text: Cow<'a, str>,
    /// From the bytes to the text, both in bytes.
    pub alignment: Alignment,
    /// Byte ranges of the text (each one U+FFFD) that stand for bytes which could not be decoded.
    pub undecodable: Vec<Range<usize>>,
}

/// Decodes `bytes`; a byte order mark is not treated specially.
pub fn decode(bytes: &[u8], encoding: Encoding) -> Decoded<'_> {
    // STUB (owner: encoding)
    let _ = encoding;
    Decoded { text: String::from_utf8_lossy(bytes), alignment: Alignment::identity(), undecodable: Vec::new() }
}
