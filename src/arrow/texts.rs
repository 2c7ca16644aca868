//! A column of texts or bytes, whatever its layout.

use arrow::array::{Array, AsArray, LargeBinaryArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;

use super::schema::Width;
use crate::Error;

/// The offsets that columns made of a column of this type need.
///
/// # Errors
/// [`Error::is_config`] if it holds neither texts nor bytes.
pub(crate) fn width(kind: &DataType) -> Result<Width, Error> {
    offsets(kind).ok_or_else(|| unfit(kind))
}

fn offsets(kind: &DataType) -> Option<Width> {
    match kind {
        DataType::Utf8 | DataType::Binary | DataType::FixedSizeBinary(_) | DataType::Null => Some(Width::Bits32),
        DataType::LargeUtf8 | DataType::Utf8View | DataType::LargeBinary | DataType::BinaryView => Some(Width::Bits64),
        // A value may come again and again.
        DataType::Dictionary(_, values) => offsets(values).map(|_| Width::Bits64),
        _ => None,
    }
}

fn unfit(kind: &DataType) -> Error {
    Error::config(format!("texts are Utf8 or Binary (also Large, View, Dictionary), not {kind}"))
}

/// The bytes of each row.
///
/// # Errors
/// As [`width`].
pub(crate) fn bytes(column: &dyn Array) -> Result<LargeBinaryArray, Error> {
    let kind = column.data_type();
    width(kind)?;
    let bytes = cast(column, &DataType::LargeBinary).map_err(|_| unfit(kind))?;
    Ok(bytes.as_binary::<i64>().clone())
}
