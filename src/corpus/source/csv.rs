//! Tables of text, CSV (RFC 4180) and TSV: a row is a document, its other fields are carried through. Line breaks
//! stand inside quotes; a row that does not end is bounded.

use std::io::{self, BufRead};

use csv_core::{ReadRecordResult, ReaderBuilder};
use serde_json::value::{RawValue, to_raw_value};

use super::bytes::Bytes;
use super::kind::delimiter;
use super::lines::too_long;
use super::reading::{Flow, Place, Reading};
use super::{Content, Origin};

/// Fields that a row may have.
const MOST_FIELDS: usize = 1 << 16;

/// Reads rows into a buffer that is used again.
struct Rows {
    parser: csv_core::Reader,
    fields: Vec<u8>,
    ends: Vec<usize>,
    filled: usize,
    found: usize,
    /// Bytes of the row, also those that were not kept.
    length: u64,
    limit: usize,
}

/// What was read.
enum Row {
    Whole,
    TooLong,
    End,
}

impl Rows {
    fn new(delimiter: u8, limit: usize) -> Rows {
        Rows {
            parser: ReaderBuilder::new().delimiter(delimiter).build(),
            fields: vec![0; 4096],
            ends: vec![0; 64],
            filled: 0,
            found: 0,
            length: 0,
            limit,
        }
    }

    fn next(&mut self, bytes: &mut Bytes<'_>) -> io::Result<Row> {
        (self.filled, self.found, self.length) = (0, 0, 0);
        let mut whole = true;
        loop {
            let input = bytes.fill_buf()?;
            let (result, used, written, ends) =
                self.parser.read_record(input, &mut self.fields[self.filled..], &mut self.ends[self.found..]);
            bytes.consume(used);
            self.filled += written;
            self.found += ends;
            self.length += used as u64;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.fields.len() < self.limit => {
                    let size = (2 * self.fields.len()).min(self.limit);
                    self.fields.resize(size, 0);
                }
                // The rest of the row goes over its beginning.
                ReadRecordResult::OutputFull => (whole, self.filled) = (false, 0),
                ReadRecordResult::OutputEndsFull if self.ends.len() < MOST_FIELDS => {
                    self.ends.resize(2 * self.ends.len(), 0);
                }
                ReadRecordResult::OutputEndsFull => (whole, self.found) = (false, 0),
                ReadRecordResult::Record if whole => return Ok(Row::Whole),
                ReadRecordResult::Record => return Ok(Row::TooLong),
                ReadRecordResult::End => return Ok(Row::End),
            }
        }
    }

    fn field(&self, index: usize) -> Option<&[u8]> {
        let end = *self.ends[..self.found].get(index)?;
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        self.fields.get(start..end)
    }
}

/// Reads the rows of a table; without a delimiter it is what stands most often in the header.
pub(super) fn read(reading: &mut Reading<'_>, place: &Place, bytes: &mut Bytes<'_>, between: Option<u8>) -> Flow {
    let start = bytes.peek();
    let mark = if start.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    if start.is_empty() && bytes.fill_buf().is_ok() {
        return Flow::Continue(());
    }
    let start = &bytes.peek()[mark..];
    let header = start.split(|&b| b == b'\n').next().unwrap_or_default();
    let between = between.or_else(|| delimiter(header)).unwrap_or(b',');
    bytes.consume(mark);
    let mut rows = Rows::new(between, reading.options.max_document);
    let names: Vec<String> = match rows.next(bytes) {
        Ok(Row::Whole) => (0..rows.found).filter_map(|n| rows.field(n)).map(|f| lossy(f.trim_ascii())).collect(),
        Ok(Row::End) => return Flow::Continue(()),
        Ok(Row::TooLong) => {
            let error = too_long("header", rows.length, rows.limit);
            return reading.fail(place, error, b"", rows.length);
        }
        Err(e) => return reading.lost(place, bytes.place(), &e),
    };
    let (text_field, id_field) = (&reading.options.text_field, &reading.options.id_field);
    let column = |name: &str| names.iter().position(|n| n == name);
    let Some(text_at) = column(text_field) else {
        let error = format!("no column {text_field:?} among {}; name it with `--text-field`", names.join(", "));
        return reading.fail(place, error, b"", 0);
    };
    let id_at = column(id_field);
    for number in 1u64.. {
        // The line feed behind a carriage return counts only when it is read.
        let is_split = bytes.fill_buf().is_ok_and(|next| next.first() == Some(&b'\n'));
        let line = rows.parser.line() + u64::from(is_split);
        let row = match rows.next(bytes) {
            Ok(Row::End) => break,
            Ok(row) => row,
            Err(e) => return reading.lost(place, bytes.place(), &e),
        };
        if !reading.ours() {
            continue;
        }
        let text = rows.field(text_at);
        let length = text.map_or(rows.length, |text| text.len() as u64);
        let origin = Origin { line: Some(line), row: Some(number), bytes: length, ..place.origin() };
        let id = format!("{}:{line}", place.id);
        let content = match (row, text) {
            (Row::TooLong, _) => {
                let error = too_long("row", rows.length, rows.limit) + "; perhaps a quotation mark is missing";
                reading.failed(true, id, Origin { bytes: rows.length, ..origin }, error, b"")?;
                continue;
            }
            (_, None) => {
                let raw = &rows.fields[..rows.filled];
                let error = format!("the row has {} fields, and the text is in number {}", rows.found, text_at + 1);
                reading.failed(true, id, origin, error, raw)?;
                continue;
            }
            (_, Some(text)) => text.to_vec(),
        };
        let own_id = id_at.and_then(|at| rows.field(at)).filter(|id| !id.is_empty()).map(lossy);
        let others = (0..rows.found).filter(|&n| n != text_at && Some(n) != id_at);
        let carried = others.filter_map(|n| {
            let name = names.get(n).cloned().unwrap_or_else(|| format!("column {}", n + 1));
            Some((name, json(&lossy(rows.field(n)?))?))
        });
        let carried = carried.collect();
        reading.give(id, origin, Content::Row { text: content, id: own_id, carried })?;
    }
    Flow::Continue(())
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A value as JSON.
pub(super) fn json(value: &impl serde::Serialize) -> Option<Box<RawValue>> {
    to_raw_value(value).ok()
}
