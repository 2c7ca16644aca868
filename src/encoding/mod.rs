//! Paragraph bytes to text: which encoding ([`detect`]), the text with its alignment ([`decode()`]), mojibake undone ([`repair()`]).

mod codepage;
mod cost;
mod decode;
mod detect;
mod double;
mod johab;
mod legacy;
mod model;
mod page;
mod repair;
mod sample;
mod seven;
pub(crate) mod wide;

#[cfg(test)]
mod tests;

#[doc(hidden)]
pub use model::training;

use std::fmt;
use std::hash::{Hash, Hasher};

use codepage::CodePage;
pub use decode::{Decoded, decode};
pub(crate) use detect::is_ebcdic;
pub use detect::{Detection, candidates, detect};
pub use repair::{Repair, RepairMode, RepairStep, explain, repair};
use seven::Seven;

/// A character encoding: one of the [WHATWG Encoding Standard](https://encoding.spec.whatwg.org/)'s, UTF-32, or an older
/// single-byte encoding such as a DOS or Mac code page.
///
/// ```
/// use polynorm::encoding::Encoding;
///
/// assert_eq!(Encoding::UTF_8.name(), "UTF-8");
/// assert_eq!(Encoding::from_name("latin1").unwrap().name(), "windows-1252");
/// ```
#[derive(Clone, Copy)]
pub struct Encoding(Inner);

#[derive(Clone, Copy)]
enum Inner {
    Whatwg(&'static encoding_rs::Encoding),
    Utf32Le,
    Utf32Be,
    Johab,
    /// One in seven bits.
    Seven(Seven),
    /// A single-byte encoding that encoding_rs lacks.
    Page(&'static CodePage),
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

    /// Johab, of Korean.
    pub const JOHAB: Encoding = Encoding(Inner::Johab);
    /// HZ, Chinese in seven bits.
    pub const HZ: Encoding = Encoding(Inner::Seven(Seven::Hz));
    /// ISO-2022-KR, Korean in seven bits.
    pub const ISO_2022_KR: Encoding = Encoding(Inner::Seven(Seven::Iso2022Kr));

    /// The WHATWG name, or the IANA name where it has none there.
    pub fn name(self) -> &'static str {
        match self.0 {
            Inner::Whatwg(encoding) => encoding.name(),
            Inner::Utf32Le => "UTF-32LE",
            Inner::Utf32Be => "UTF-32BE",
            Inner::Johab => "Johab",
            Inner::Seven(Seven::Hz) => "HZ-GB-2312",
            Inner::Seven(Seven::Iso2022Kr) => "ISO-2022-KR",
            Inner::Page(page) => page.name,
        }
    }

    /// Bytes of a code unit: 2 for UTF-16, 4 for UTF-32, else 1.
    pub(crate) fn unit(self) -> usize {
        match self.0 {
            Inner::Whatwg(encoding) if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE => 2,
            Inner::Whatwg(_) | Inner::Page(_) | Inner::Johab | Inner::Seven(_) => 1,
            Inner::Utf32Le | Inner::Utf32Be => 4,
        }
    }

    /// Whether the bytes of ASCII are ASCII in it: not in UTF-16 and UTF-32, nor in EBCDIC.
    pub(crate) fn has_ascii(self) -> bool {
        match self.0 {
            Inner::Page(page) => page.has_ascii(),
            _ => self.unit() == 1,
        }
    }

    /// The single-byte encodings that are detected and leave ASCII as it is.
    pub fn single_byte() -> impl Iterator<Item = Encoding> {
        codepage::pages().iter().filter(|page| page.has_ascii()).filter_map(|page| Encoding::from_name(page.name))
    }

    /// The encoding with this name or label, in any case.
    pub fn from_name(name: &str) -> Option<Encoding> {
        match name.to_ascii_lowercase().as_str() {
            "utf-32le" => Some(Encoding::UTF_32LE),
            "utf-32be" => Some(Encoding::UTF_32BE),
            "johab" | "cp1361" => Some(Encoding::JOHAB),
            // The standard has these labels for what is not to be decoded.
            "hz-gb-2312" | "hz" => Some(Encoding::HZ),
            "iso-2022-kr" => Some(Encoding::ISO_2022_KR),
            _ => encoding_rs::Encoding::for_label(name.as_bytes())
                .map(Encoding::from)
                .or_else(|| codepage::page(name).map(|page| Encoding(Inner::Page(page)))),
        }
    }
}

impl From<&'static encoding_rs::Encoding> for Encoding {
    fn from(encoding: &'static encoding_rs::Encoding) -> Encoding {
        Encoding(Inner::Whatwg(encoding))
    }
}

// A name has one table, so that the table is the encoding.
impl PartialEq for Encoding {
    fn eq(&self, other: &Encoding) -> bool {
        match (self.0, other.0) {
            (Inner::Whatwg(a), Inner::Whatwg(b)) => a == b,
            (Inner::Page(a), Inner::Page(b)) => std::ptr::eq(a, b),
            (Inner::Seven(a), Inner::Seven(b)) => a == b,
            (Inner::Utf32Le, Inner::Utf32Le) | (Inner::Utf32Be, Inner::Utf32Be) | (Inner::Johab, Inner::Johab) => true,
            _ => false,
        }
    }
}

impl Eq for Encoding {}

impl Hash for Encoding {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
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
