//! Records as tables: Parquet and Arrow IPC, in pieces that stand alone and make a file when its end is written.
//!
//! A piece is a row group (Parquet) or a record batch (Arrow). While a file is written each row group is followed by
//! the footer that it would have alone; when it is closed, the row groups are found again by these, from the last to
//! the first, and listed in the footer of the whole. So nothing of a run that is killed has to be remembered but lengths.
//! The small footers stay between the row groups, where no reader looks.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use arrow::datatypes::{DataType, Schema, SchemaRef};
use arrow::ipc::writer::{IpcWriteOptions, StreamWriter};
use arrow::ipc::{Block, FooterBuilder, MetadataVersion};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression as Codec, GzipLevel, ZstdLevel};
use parquet::file::metadata::{
    FileMetaData, ParquetMetaData, ParquetMetaDataReader, ParquetMetaDataWriter, RowGroupMetaData,
};
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::Compression;
use crate::Error;
use crate::arrow::schema::{Width, fields};
use crate::corpus::run::Output;

/// The columns of records, and how they are compressed.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    schema: SchemaRef,
    compression: Compression,
    level: Option<i32>,
}

fn failed(what: &str) -> impl Fn(String) -> Error + '_ {
    move |error| Error::data(format!("{what}: {error}"))
}

/// The columns of the records of an output; those of the JSON records, with the fields of the input as one of JSON.
fn schema(output: Output) -> Schema {
    let (width, whole) = (Width::Bits32, DataType::Int64);
    let origin = ["path", "member"].map(|name| (name, width.text()));
    let numbers = ["line", "row", "part", "start", "bytes"].map(|name| (name, whole.clone()));
    let mut columns = vec![
        ("id", width.text()),
        ("source", DataType::Struct(fields(&[&origin[..], &numbers].concat()))),
        ("encoding", width.text()),
        ("language", width.text()),
    ];
    let options = if let Output::Normalized(options) = output {
        columns.push(("streams", width.streams()));
        Some(options)
    } else {
        columns.extend([("script", width.text()), ("confidence", DataType::Float64)]);
        None
    };
    columns.extend([("paragraphs", width.paragraphs(options)), ("input", width.text())]);
    Schema::new(fields(&columns))
}

impl Columns {
    /// The columns for an output; [`Compression::Gzip`] is for Parquet only.
    pub fn new(output: Output, compression: Compression, level: Option<i32>) -> Columns {
        Columns { schema: Arc::new(schema(output)), compression, level }
    }

    /// Lines of JSON as a batch.
    fn batch(&self, lines: &[u8], records: u64) -> Result<RecordBatch, String> {
        let rows = usize::try_from(records).unwrap_or(usize::MAX).max(1);
        let builder = arrow::json::ReaderBuilder::new(self.schema.clone()).with_batch_size(rows);
        let mut decoder = builder.build_decoder().map_err(|e| e.to_string())?;
        let mut rest = lines;
        while !rest.is_empty() {
            let read = decoder.decode(rest).map_err(|e| e.to_string())?;
            if read == 0 {
                return Err("more records than there should be".to_owned());
            }
            rest = &rest[read..];
        }
        let batch = decoder.flush().map_err(|e| e.to_string())?;
        Ok(batch.unwrap_or_else(|| RecordBatch::new_empty(self.schema.clone())))
    }

    /// Lines of JSON as a row group of a Parquet file, with a footer of its own.
    pub(super) fn parquet_piece(&self, lines: &[u8], records: u64) -> Result<Vec<u8>, Error> {
        let batch = self.batch(lines, records).map_err(failed("Parquet"))?;
        // Without the four bytes that every file begins with.
        self.parquet(Some(&batch)).map(|(file, _)| file[MAGIC.len()..].to_vec()).map_err(failed("Parquet"))
    }

    fn parquet(&self, batch: Option<&RecordBatch>) -> Result<(Vec<u8>, ParquetMetaData), String> {
        let (levels, default) = self.compression.levels();
        let level = self.level.unwrap_or(default).clamp(*levels.start(), *levels.end());
        let codec = match self.compression {
            Compression::None => Codec::UNCOMPRESSED,
            Compression::Gzip => Codec::GZIP(GzipLevel::try_new(level.unsigned_abs()).map_err(|e| e.to_string())?),
            Compression::Zstd => Codec::ZSTD(ZstdLevel::try_new(level).map_err(|e| e.to_string())?),
        };
        // Indexes of pages would stand behind the row groups, with places that are wrong in the whole file.
        let properties = WriterProperties::builder()
            .set_compression(codec)
            .set_created_by(concat!("polynorm ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_max_row_group_row_count(None)
            .build();
        // The footers between the row groups need not tell the schema in full.
        let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(batch.is_some());
        let mut file = Vec::new();
        let mut writer =
            ArrowWriter::try_new_with_options(&mut file, self.schema.clone(), options).map_err(|e| e.to_string())?;
        if let Some(batch) = batch {
            writer.write(batch).map_err(|e| e.to_string())?;
        }
        let metadata = writer.close().map_err(|e| e.to_string())?;
        Ok((file, metadata))
    }

    /// The footer of a Parquet file of pieces that is `bytes` long.
    pub(super) fn parquet_footer(&self, file: &mut File, bytes: u64) -> Result<Vec<u8>, Error> {
        self.footer_of_pieces(file, bytes).map_err(failed("the end of a Parquet file"))
    }

    fn footer_of_pieces(&self, file: &mut File, bytes: u64) -> Result<Vec<u8>, String> {
        let (mut end, mut groups, mut rows) = (bytes, Vec::new(), 0);
        while end > MAGIC.len() as u64 {
            let tail = read_at(file, end.saturating_sub(8), 8)?;
            let length = u64::from(u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]));
            let footer =
                end.checked_sub(8 + length).filter(|_| tail.ends_with(MAGIC)).ok_or("a row group is broken")?;
            let thrift = read_at(file, footer, length)?;
            let metadata = ParquetMetaDataReader::decode_metadata(&thrift).map_err(|e| e.to_string())?;
            let data: i64 = metadata.row_groups().iter().flat_map(|g| g.columns()).map(|c| c.compressed_size()).sum();
            let start = footer.checked_sub(u64::try_from(data).unwrap_or(u64::MAX)).ok_or("a row group is broken")?;
            // In a file of its own it would start behind the four bytes.
            let shift = start as i64 - MAGIC.len() as i64;
            for group in metadata.row_groups().iter().rev() {
                rows += group.num_rows();
                groups.push((group.clone(), shift));
            }
            end = start;
        }
        groups.reverse();
        let groups = groups.iter().enumerate().map(|(n, (group, shift))| moved(group, *shift, n));
        let groups = groups.collect::<parquet::errors::Result<_>>().map_err(|e| e.to_string())?;
        let (_, empty) = self.parquet(None)?;
        let like = empty.file_metadata();
        let whole = FileMetaData::new(
            like.version(),
            rows,
            like.created_by().map(str::to_owned),
            like.key_value_metadata().cloned(),
            like.schema_descr_ptr(),
            like.column_orders().cloned(),
        );
        let mut footer = Vec::new();
        let metadata = ParquetMetaData::new(whole, groups);
        ParquetMetaDataWriter::new(&mut footer, &metadata).finish().map_err(|e| e.to_string())?;
        Ok(footer)
    }

    /// Lines of JSON as the message of a record batch.
    pub(super) fn arrow_piece(&self, lines: &[u8], records: u64) -> Result<Vec<u8>, Error> {
        let piece = || {
            let batch = self.batch(lines, records)?;
            let (schema, stream) = (self.arrow_stream(None)?, self.arrow_stream(Some(&batch))?);
            Ok(stream[schema.len()..].to_vec())
        };
        piece().map_err(failed("Arrow"))
    }

    /// The start of an Arrow file: its name and the message with its schema.
    pub(super) fn arrow_header(&self) -> Result<Vec<u8>, Error> {
        let mut header = ARROW_MAGIC.to_vec();
        header.resize(ALIGNMENT, 0);
        header.extend(self.arrow_stream(None).map_err(failed("Arrow"))?);
        Ok(header)
    }

    fn arrow_options(&self) -> Result<IpcWriteOptions, String> {
        let options = IpcWriteOptions::try_new(ALIGNMENT, false, MetadataVersion::V5).map_err(|e| e.to_string())?;
        let zstd = (self.compression == Compression::Zstd).then_some(arrow::ipc::CompressionType::ZSTD);
        options.try_with_compression(zstd).map_err(|e| e.to_string())
    }

    fn arrow_stream(&self, batch: Option<&RecordBatch>) -> Result<Vec<u8>, String> {
        let mut stream = Vec::new();
        let mut writer = StreamWriter::try_new_with_options(&mut stream, &self.schema, self.arrow_options()?)
            .map_err(|e| e.to_string())?;
        batch.map_or(Ok(()), |batch| writer.write(batch)).map_err(|e| e.to_string())?;
        writer.finish().map_err(|e| e.to_string())?;
        drop(writer);
        // Without the mark of the end.
        stream.truncate(stream.len() - ARROW_END.len());
        Ok(stream)
    }

    /// The footer of an Arrow file that is `bytes` long.
    pub(super) fn arrow_footer(&self, file: &mut File, bytes: u64) -> Result<Vec<u8>, Error> {
        let start = self.arrow_header()?.len() as u64;
        self.footer_of_batches(file, start, bytes).map_err(failed("the end of an Arrow file"))
    }

    fn footer_of_batches(&self, file: &mut File, start: u64, bytes: u64) -> Result<Vec<u8>, String> {
        let (mut at, mut blocks) = (start, Vec::new());
        while at < bytes {
            let head = read_at(file, at, 8)?;
            let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
            let message = read_at(file, at + 8, u64::from(length))?;
            let message = arrow::ipc::root_as_message(&message).map_err(|e| e.to_string())?;
            let body = message.bodyLength();
            blocks.push(Block::new(at as i64, length as i32 + 8, body));
            at += 8 + u64::from(length) + u64::try_from(body).map_err(|e| e.to_string())?;
        }
        let mut builder = flatbuffers::FlatBufferBuilder::new();
        let dictionaries = builder.create_vector::<Block>(&[]);
        let batches = builder.create_vector(&blocks);
        let schema = arrow::ipc::convert::IpcSchemaEncoder::new().schema_to_fb_offset(&mut builder, &self.schema);
        let mut footer = FooterBuilder::new(&mut builder);
        footer.add_version(MetadataVersion::V5);
        footer.add_schema(schema);
        footer.add_dictionaries(dictionaries);
        footer.add_recordBatches(batches);
        let root = footer.finish();
        builder.finish(root, None);
        let data = builder.finished_data();
        let mut end = ARROW_END.to_vec();
        end.extend_from_slice(data);
        end.extend_from_slice(&(data.len() as u32).to_le_bytes());
        end.extend_from_slice(ARROW_MAGIC);
        Ok(end)
    }
}

/// What a Parquet file begins and ends with.
pub(super) const MAGIC: &[u8; 4] = b"PAR1";

const ARROW_MAGIC: &[u8; 6] = b"ARROW1";
const ARROW_END: [u8; 8] = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];
const ALIGNMENT: usize = 64;

/// The same row group as number `n` of the whole file. The number is optional in the format, and has 16 bits.
fn moved(group: &RowGroupMetaData, shift: i64, n: usize) -> parquet::errors::Result<RowGroupMetaData> {
    let columns = group.columns().iter().map(|column| {
        let builder = column.clone().into_builder();
        builder
            .set_data_page_offset(column.data_page_offset() + shift)
            .set_dictionary_page_offset(column.dictionary_page_offset().map(|at| at + shift))
            .build()
    });
    let mut builder = RowGroupMetaData::builder(group.schema_descr_ptr())
        .set_num_rows(group.num_rows())
        .set_total_byte_size(group.total_byte_size())
        .set_column_metadata(columns.collect::<parquet::errors::Result<_>>()?);
    if let Some(at) = group.file_offset() {
        builder = builder.set_file_offset(at + shift);
    }
    if let Ok(n) = i16::try_from(n) {
        builder = builder.set_ordinal(n);
    }
    builder.build()
}

fn read_at(file: &mut File, at: u64, bytes: u64) -> Result<Vec<u8>, String> {
    let mut buffer = Vec::new();
    let read = file.seek(SeekFrom::Start(at)).and_then(|_| file.take(bytes).read_to_end(&mut buffer));
    match read {
        Ok(read) if read as u64 == bytes => Ok(buffer),
        Ok(_) => Err(io::Error::from(io::ErrorKind::UnexpectedEof).to_string()),
        Err(e) => Err(e.to_string()),
    }
}
