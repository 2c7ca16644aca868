//! Tables by column, Apache Parquet and Arrow IPC: a row is a document, its other fields are carried through as JSON. Batches
//! are small, and what a message says of its size is checked before it is believed.

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::sync::Arc;

use arrow::array::{Array, AsArray, LargeBinaryArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, FieldRef};
use arrow::error::ArrowError;
use arrow::ipc;
use arrow::ipc::reader::StreamReader;
use arrow::json::writer::{EncoderOptions, NullableEncoder, make_encoder};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::reader::ChunkReader;
use serde_json::value::RawValue;

use super::bytes::Bytes;
use super::reading::{Flow, Place, Reading};
use super::zip::held_in_memory;
use super::{Content, Origin};
use crate::arrow::texts;

/// Bytes of rows that are decoded together, about.
const BATCH_BYTES: i64 = 2 << 20;
/// Rows that are decoded together, at most.
const BATCH_ROWS: i64 = 1024;

/// Reads a Parquet file; one that is no `file` of its own is held in memory.
pub(super) fn parquet(reading: &mut Reading<'_>, place: &Place, bytes: &mut Bytes<'_>, file: Option<&File>) -> Flow {
    match file.map(File::try_clone) {
        Some(Ok(file)) => rows_of(reading, place, file),
        Some(Err(e)) => reading.lost(place, 0, &e),
        None => match held_in_memory(reading, bytes) {
            Ok(held) => rows_of(reading, place, ::bytes::Bytes::from(held)),
            Err(e) => reading.lost(place, bytes.place(), &e),
        },
    }
}

fn rows_of<R: ChunkReader + 'static>(reading: &mut Reading<'_>, place: &Place, file: R) -> Flow {
    let builder = match ParquetRecordBatchReaderBuilder::try_new(file) {
        Ok(builder) => builder,
        Err(e) => return reading.fail(place, format!("no Parquet file that can be read: {e}"), b"", 0),
    };
    let groups = builder.metadata().row_groups();
    let rows: i64 = groups.iter().map(|group| group.num_rows()).sum();
    // The largest rows decide, so that memory is bounded for all.
    let largest = groups.iter().map(|group| group.total_byte_size() / group.num_rows().max(1)).max().unwrap_or(0);
    let batch = (BATCH_BYTES / largest.max(1)).clamp(1, BATCH_ROWS) as usize;
    // Rows that an earlier run has are not decoded.
    let behind = reading.behind.0.saturating_sub(reading.at.document).min(u64::try_from(rows).unwrap_or(0));
    reading.at.document += behind;
    let reader = builder.with_batch_size(batch).with_offset(behind as usize).build();
    match reader {
        Ok(reader) => batches(reading, place, behind, reader),
        Err(e) => reading.fail(place, format!("no Parquet file that can be read: {e}"), b"", 0),
    }
}

/// Reads an Arrow IPC file or stream; a file is a stream with a signature before it and a directory behind it.
pub(super) fn arrow(reading: &mut Reading<'_>, place: &Place, bytes: &mut Bytes<'_>) -> Flow {
    let is_file = bytes.peek().starts_with(b"ARROW1\0\0");
    if is_file {
        // The signature is filled up to 8 bytes, or to 64, as the batches are by some writers.
        let zeros = bytes.peek().iter().take(64).skip(6).take_while(|&&byte| byte == 0).count();
        bytes.consume((6 + zeros) / 8 * 8);
    }
    let limit = reading.options.max_held;
    let checked = Checked { limit, is_file, inner: bytes, message: Vec::new(), at: 0 };
    match StreamReader::try_new(checked, None) {
        Ok(reader) => batches(reading, place, 0, reader),
        Err(e) => {
            reading.broken = true;
            reading.fail(place, format!("no Arrow stream that can be read: {e}"), b"", 0)
        }
    }
}

/// Hands on the rows of batches; `number` rows are before them.
fn batches(
    reading: &mut Reading<'_>,
    place: &Place,
    mut number: u64,
    batches: impl Iterator<Item = Result<RecordBatch, ArrowError>>,
) -> Flow {
    for batch in batches {
        let rows = batch.and_then(|batch| Rows::new(&batch, &reading.options.text_field, &reading.options.id_field));
        let rows = match rows {
            Ok(rows) => rows,
            Err(e) => {
                let error = format!("rows behind number {number} cannot be read and are lost: {e}");
                reading.broken = true;
                return reading.fail(place, error, b"", 0);
            }
        };
        let encoders = match rows.encoders() {
            Ok(encoders) => encoders,
            Err(e) => return reading.fail(place, format!("a column cannot be carried: {e}"), b"", 0),
        };
        let mut encoders = encoders;
        for row in 0..rows.text.len() {
            number += 1;
            if !reading.ours() {
                continue;
            }
            let id = format!("{}:{number}", place.id);
            let origin = Origin { row: Some(number), ..place.origin() };
            if rows.text.is_null(row) {
                reading.failed(true, id, origin, "the row has no text", b"")?;
                continue;
            }
            let text = rows.text.value(row);
            let origin = Origin { bytes: text.len() as u64, ..origin };
            if text.len() > reading.options.max_document {
                let error = super::lines::too_long("cell", text.len() as u64, reading.options.max_document);
                reading.failed(true, id, origin, error, text)?;
                continue;
            }
            let own_id = rows.id.as_ref().filter(|ids| ids.is_valid(row)).map(|ids| ids.as_string::<i64>().value(row));
            let carried = rows.carried.iter().zip(&mut encoders);
            let carried =
                carried.filter_map(|((field, _), encoder)| Some((field.name().clone(), encoded(encoder, row)?)));
            let content =
                Content::Row { text: text.to_vec(), id: own_id.map(str::to_owned), carried: carried.collect() };
            reading.give(id, origin, content)?;
        }
    }
    Flow::Continue(())
}

/// The columns of a batch.
struct Rows {
    text: LargeBinaryArray,
    /// Strings.
    id: Option<Arc<dyn Array>>,
    carried: Vec<(FieldRef, Arc<dyn Array>)>,
    options: EncoderOptions,
}

impl Rows {
    fn new(batch: &RecordBatch, text_field: &str, id_field: &str) -> Result<Rows, ArrowError> {
        let (mut text, mut id, mut carried) = (None, None, Vec::new());
        for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
            if field.name() == text_field && text.is_none() {
                text = Some(
                    texts::bytes(column).map_err(|e| ArrowError::SchemaError(format!("column {text_field:?}: {e}")))?,
                );
            } else if field.name() == id_field && id.is_none() {
                id = Some(cast(column, &DataType::LargeUtf8)?);
            } else {
                carried.push((field.clone(), column.clone()));
            }
        }
        let text = text.ok_or_else(|| {
            let schema = batch.schema();
            let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
            let names = names.join(", ");
            ArrowError::SchemaError(format!("no column {text_field:?} among {names}; name it with `--text-field`"))
        })?;
        Ok(Rows { text, id, carried, options: EncoderOptions::default().with_explicit_nulls(true) })
    }

    fn encoders(&self) -> Result<Vec<NullableEncoder<'_>>, ArrowError> {
        self.carried.iter().map(|(field, column)| make_encoder(field, &**column, &self.options)).collect()
    }
}

/// A cell as JSON.
fn encoded(encoder: &mut NullableEncoder<'_>, row: usize) -> Option<Box<RawValue>> {
    let mut json = Vec::new();
    if encoder.is_null(row) {
        json.extend_from_slice(b"null")
    } else {
        encoder.encode(row, &mut json)
    }
    RawValue::from_string(String::from_utf8(json).ok()?).ok()
}

/// A stream of messages, of which each is held and looked at before it is read: what it says of its size decides
/// how much memory is taken.
struct Checked<'a, 'b> {
    inner: &'a mut Bytes<'b>,
    limit: usize,
    /// Then the end is marked.
    is_file: bool,
    message: Vec<u8>,
    at: usize,
}

impl Checked<'_, '_> {
    fn next_message(&mut self) -> io::Result<()> {
        let wrong = |what: String| Err(io::Error::new(io::ErrorKind::InvalidData, what));
        self.message.clear();
        self.at = 0;
        if self.inner.fill_buf()?.is_empty() {
            return if self.is_file { wrong("the end of the file is missing".to_owned()) } else { Ok(()) };
        }
        self.append(4)?;
        if self.message == [0xFF; 4] {
            self.append(4)?;
        }
        let length = self.message.last_chunk::<4>().map_or(0, |length| u32::from_le_bytes(*length) as usize);
        let head = self.message.len();
        if length == 0 {
            return Ok(());
        }
        if length > self.limit {
            return wrong(format!("a header of {length} bytes"));
        }
        self.append(length)?;
        let bad = |_| io::Error::new(io::ErrorKind::InvalidData, "a message without a header that can be read");
        let message = ipc::root_as_message(&self.message[head..]).map_err(bad)?;
        let body = usize::try_from(message.bodyLength()).unwrap_or(usize::MAX);
        if body > self.limit {
            return wrong(format!("a batch of {body} bytes; `--max-held` allows more"));
        }
        let batch = message.header_as_record_batch().or_else(|| message.header_as_dictionary_batch()?.data());
        let is_packed = batch.is_some_and(|batch| batch.compression().is_some());
        let places: Vec<usize> = batch
            .filter(|_| is_packed)
            .and_then(|batch| batch.buffers())
            .map(|buffers| buffers.iter().filter(|b| b.length() > 0).map(|b| b.offset() as usize).collect())
            .unwrap_or_default();
        let start = self.message.len();
        self.append(body)?;
        let mut unpacked = 0i64;
        for place in places {
            let size = self.message.get(start.saturating_add(place)..).and_then(|rest| rest.first_chunk::<8>());
            let size = size.map_or(0, |size| i64::from_le_bytes(*size));
            unpacked = unpacked.saturating_add(size.max(0));
        }
        if usize::try_from(unpacked).is_ok_and(|size| size > self.limit) {
            return wrong(format!("a batch that unpacks to {unpacked} bytes; `--max-held` allows more"));
        }
        Ok(())
    }

    /// Takes `n` more bytes.
    fn append(&mut self, n: usize) -> io::Result<()> {
        if self.inner.take(n as u64).read_to_end(&mut self.message)? < n {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it ends within a message"));
        }
        Ok(())
    }
}

impl Read for Checked<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.message.len() {
            // `UnexpectedEof` is taken for the end of a stream by who reads this.
            self.next_message().map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e.to_string()))?;
        }
        let n = (&self.message[self.at..]).read(out)?;
        self.at += n;
        Ok(n)
    }
}
