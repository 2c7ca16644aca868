//! Parquet and Arrow IPC without the feature `arrow`: told, not read.

use std::fs::File;

use super::bytes::Bytes;
use super::reading::{Flow, Place, Reading};

const HOW: &str = "this polynorm is built without the feature `arrow`, which reads it";

/// Says that a Parquet file is not read.
pub(super) fn parquet(reading: &mut Reading<'_>, place: &Place, _: &mut Bytes<'_>, _: Option<&File>) -> Flow {
    reading.fail(place, format!("a Parquet file, and {HOW}"), b"", 0)
}

/// Says that an Arrow file is not read.
pub(super) fn arrow(reading: &mut Reading<'_>, place: &Place, _: &mut Bytes<'_>) -> Flow {
    reading.fail(place, format!("an Arrow IPC file, and {HOW}"), b"", 0)
}
