//! [`Compression`]: how a file is compressed, told by its name; and bytes compressed as a piece that stands alone.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::corpus::source::Packing;

/// How an output is compressed, if it is. (What is read may be packed in more ways: [`Packing`].)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Compression {
    /// Not at all.
    #[default]
    #[serde(rename = "none")]
    None,
    /// gzip, RFC 1952.
    #[serde(rename = "gz")]
    Gzip,
    /// Zstandard, RFC 8878.
    #[serde(rename = "zst")]
    Zstd,
}

impl Compression {
    /// The compression that the ending of a name in lower case tells, and the name without it.
    pub fn of_name(name: &str) -> (Compression, &str) {
        match Packing::of_name(name) {
            (Some(Packing::Gzip), stem) => (Compression::Gzip, stem),
            (Some(Packing::Zstd), stem) => (Compression::Zstd, stem),
            _ => (Compression::None, name),
        }
    }

    /// The ending of its files, `""` for none.
    pub fn ending(self) -> &'static str {
        match self {
            Compression::None => "",
            Compression::Gzip => Packing::Gzip.ending(),
            Compression::Zstd => Packing::Zstd.ending(),
        }
    }

    /// The levels that there are, and the one that is taken if none is asked for.
    pub fn levels(self) -> (std::ops::RangeInclusive<i32>, i32) {
        match self {
            Compression::None => (0..=0, 0),
            Compression::Gzip => (0..=9, 6),
            Compression::Zstd => (1..=22, 3),
        }
    }

    /// `bytes` compressed as a member (gzip) or frame (Zstandard) of its own; one behind the other make a whole file.
    ///
    /// # Errors
    /// If the compressor has no memory.
    pub fn pack(self, bytes: Vec<u8>, level: Option<i32>) -> io::Result<Vec<u8>> {
        let (levels, default) = self.levels();
        let level = level.unwrap_or(default).clamp(*levels.start(), *levels.end());
        match self {
            Compression::None => Ok(bytes),
            Compression::Gzip => {
                let level = flate2::Compression::new(level.unsigned_abs());
                let mut packer = flate2::GzBuilder::new().write(Vec::new(), level);
                packer.write_all(&bytes)?;
                packer.finish()
            }
            Compression::Zstd => zstd::bulk::compress(&bytes, level),
        }
    }
}
