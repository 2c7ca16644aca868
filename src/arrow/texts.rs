//! A column of texts or bytes, whatever its layout.

use arrow::array::{Array, AsArray, LargeBinaryArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;

use super::schema::Width;
use crate::Error;

/// The offsets that columns made of a column of this type need; `None` if it holds neither texts nor bytes.
pub(crate) fn width(kind: &DataType) -> Option<Width> {
    match kind {
        DataType::Utf8 | DataType::Binary | DataType::FixedSizeBinary(_) | DataType::Null => Some(Width::Bits32),
        DataType::LargeUtf8 | DataType::Utf8View | DataType::LargeBinary | DataType::BinaryView => Some(Width::Bits64),
        // A value may come again and again.
        DataType::Dictionary(_, values) => width(values).map(|_| Width::Bits64),
        _ => None,
    }
}

/// What is said of a column of another type.
pub(crate) fn unfit(kind: &DataType) -> Error {
    Error::config(format!("texts are Utf8 or Binary (also Large, View, Dictionary), not {kind}"))
}

/// The bytes of each row.
///
/// # Errors
/// [`Error::is_config`] if the column holds neither texts nor bytes.
pub(crate) fn bytes(column: &dyn Array) -> Result<LargeBinaryArray, Error> {
    let fits = width(column.data_type()).and_then(|_| cast(column, &DataType::LargeBinary).ok());
    fits.map(|bytes| bytes.as_binary::<i64>().clone()).ok_or_else(|| unfit(column.data_type()))
}
