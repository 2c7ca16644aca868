//! Sizes in bytes, as options and files of settings write them: `4096`, `64K`, `256M`, `2G`.

use std::fmt;

use serde::de::{self, Deserializer, Unexpected, Visitor};

/// What a size must be.
const WHAT: &str = "a number of bytes from 1 on, or one with K, M or G (powers of 1024)";

/// A size such as `4096`, `64K`, `256M`, `2GiB` (powers of 1024), in bytes.
///
/// ```
/// assert_eq!(polynorm::corpus::size("64K"), Some(65536));
/// assert_eq!(polynorm::corpus::size("64 kilo"), None);
/// ```
pub fn size(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor = match text[digits.len()..].to_ascii_uppercase().trim_end_matches('B').trim_end_matches('I') {
        "" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor).filter(|&size| size > 0)
}

/// Reads a size: a number of bytes, or a text.
pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: TryFrom<u64>>(value: D) -> Result<T, D::Error> {
    let size = value.deserialize_any(Size)?;
    T::try_from(size).map_err(|_| de::Error::invalid_value(Unexpected::Unsigned(size), &WHAT))
}

/// The same, where there need not be one.
#[cfg(any(feature = "cli", test))]
pub(crate) fn optional<'de, D: Deserializer<'de>, T: TryFrom<u64>>(value: D) -> Result<Option<T>, D::Error> {
    deserialize(value).map(Some)
}

struct Size;

impl Visitor<'_> for Size {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(WHAT)
    }

    fn visit_u64<E: de::Error>(self, size: u64) -> Result<u64, E> {
        if size > 0 { Ok(size) } else { Err(E::invalid_value(Unexpected::Unsigned(size), &self)) }
    }

    fn visit_i64<E: de::Error>(self, size: i64) -> Result<u64, E> {
        u64::try_from(size)
            .ok()
            .filter(|&size| size > 0)
            .ok_or_else(|| E::invalid_value(Unexpected::Signed(size), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<u64, E> {
        size(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::size;

    #[test]
    fn sizes() {
        for (text, bytes) in
            [("10", 10), ("4K", 4096), ("256M", 256 << 20), ("2GiB", 2 << 30), ("1gb", 1 << 30), ("1024G", 1 << 40)]
        {
            assert_eq!(size(text), Some(bytes), "{text}");
        }
        for text in ["", "0", "M", "-1", "1.5G", "10X", "99999999999G", "64 M", "\u{0665}"] {
            assert_eq!(size(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_and_texts_are_read() {
        #[derive(Deserialize)]
        struct Sizes {
            #[serde(deserialize_with = "super::deserialize")]
            one: u64,
            #[serde(default, deserialize_with = "super::optional")]
            other: Option<usize>,
        }
        let read = |toml: &str| toml::from_str::<Sizes>(toml).map(|Sizes { one, other }| (one, other));
        assert_eq!(read("one = 7").unwrap(), (7, None));
        assert_eq!(read("one = '2K'\nother = '1M'").unwrap(), (2048, Some(1 << 20)));
        assert_eq!(read("one = 1\nother = 3").unwrap(), (1, Some(3)));
        for wrong in ["one = 0", "one = -1", "one = 1.5", "one = ''", "one = '3T'", "one = true"] {
            let error = read(wrong).unwrap_err();
            assert!(error.message().contains("a number of bytes from 1 on"), "{error}");
        }
    }
}
