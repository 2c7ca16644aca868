//! Paragraph bytes to text: which encoding ([`detect`]), the text with its alignment ([`decode()`]), mojibake undone ([`repair()`]).

mod decode;
mod detect;
mod repair;

use std::fmt;

pub use decode::{Decoded, decode};
pub use detect::{Detection, detect};
pub use repair::{RepairMode, repair};

/// A character encoding: one of the [WHATWG Encoding Standard](https://encoding.spec.whatwg.org/)'s, or UTF-32.
///
/// ```
/// use polynorm::encoding::Encoding;
///
/// assert_eq!(Encoding::UTF_8.name(), "UTF-8");
/// assert_eq!(Encoding::from_name("latin1").unwrap().name(), "windows-1252");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Encoding(Inner);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Inner {
    Whatwg(&'static encoding_rs::Encoding),
    Utf32Le,
    Utf32Be,
}

impl Encoding {
    /// UTF-8.
    pub const UTF_8: Encoding = Encoding(Inner::Whatwg(encoding_rs::UTF_8));
    /// UTF-16, little-endian.
    pub const UTF_16LE: Encoding = Encoding(Inner::Whatwg(encoding_rs::UTF_16LE));
    /// UTF-16, big-endian.
    pub const UTF_16BE: Encoding = Encoding(Inner::Whatwg(encoding_rs::UTF_16BE));
    /// UTF-32, little-endian.
    pub const UTF_32LE: Encoding = Encoding(Inner::Utf32Le);
    /// UTF-32, big-endian.
    pub const UTF_32BE: Encoding = Encoding(Inner::Utf32Be);

    /// The WHATWG name, or the IANA name where it has none there.
    pub fn name(self) -> &'static str {
        match self.0 {
            Inner::Whatwg(encoding) => encoding.name(),
            Inner::Utf32Le => "UTF-32LE",
            Inner::Utf32Be => "UTF-32BE",
        }
    }

    /// The encoding with this name or label, in any case.
    pub fn from_name(name: &str) -> Option<Encoding> {
        match name.to_ascii_lowercase().as_str() {
            "utf-32le" => Some(Encoding::UTF_32LE),
            "utf-32be" => Some(Encoding::UTF_32BE),
            _ => encoding_rs::Encoding::for_label(name.as_bytes()).map(Encoding::from),
        }
    }
}

impl From<&'static encoding_rs::Encoding> for Encoding {
    fn from(encoding: &'static encoding_rs::Encoding) -> Encoding {
        Encoding(Inner::Whatwg(encoding))
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
