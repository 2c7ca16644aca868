//! Record batches to record batches, in memory: the seam to every engine that speaks [Arrow](https://arrow.apache.org/docs/format/Columnar.html).
//!
//! [`normalize`] takes a batch with a column of texts, or of bytes in any encoding, and gives the columns that were there with
//! five more; [`schema`] says which, before there is data, for engines that plan. [`normalize_array`], [`language_array`] and
//! [`romanize_array`] are the same for an expression over one column.
//!
//! | column | type | |
//! |---|---|---|
//! | `encoding`, `language` | text | of most of the document |
//! | `streams` | struct of texts `body`, `teaser`, `widget` | null where there is none |
//! | `paragraphs` | list of structs | as in the records of the command: `source` in bytes of the document, `span` in the unit of [`RecordOptions::offsets`](crate::corpus::RecordOptions) |
//! | `error` | text | why the row has none of the above, else null |
//!
//! A column of the batch that has one of these names moves into a struct `input`, as the last. A null stays null. No row fails the
//! batch: one that is too large, or that a defect of ours stops, has nulls and its `error`.

pub(crate) mod schema;
#[cfg(test)]
mod tests;
pub(crate) mod texts;

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, LargeBinaryArray, LargeStringBuilder, RecordBatch, RecordBatchOptions, StringBuilder, StructArray,
};
use arrow::datatypes::{DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use serde::Serialize;
use serde_arrow::ArrayBuilder;

use crate::corpus::record::{Paragraphs, RecordOptions, Streams};
use crate::corpus::{Offsets, guarded};
use crate::each::each;
use crate::romanize::{Alphabet, romanize};
use crate::{Document, Error, Language, Pipeline};
use schema::{Width, fields};

/// What is done with a batch.
#[derive(Clone, Debug)]
pub struct Options {
    /// The way of each document.
    pub pipeline: Pipeline,
    /// The column with the texts.
    pub column: String,
    /// What stands in `paragraphs`.
    pub record: RecordOptions,
    /// Bytes that a document may have; larger ones are errors.
    pub max_document: usize,
}

impl Options {
    /// The column `text`, offsets in code points, no edits, documents of up to 64 MiB.
    pub fn new(pipeline: Pipeline) -> Options {
        let record = RecordOptions::new(Offsets::default(), false, pipeline.settings().names);
        Options { pipeline, column: "text".to_owned(), record, max_document: 64 << 20 }
    }
}

/// Documents, and bytes of them, that are in memory at once beside the batch.
const AT_ONCE: usize = 256;
const BYTES_AT_ONCE: usize = 8 << 20;

/// The batch with the columns of the records, in the order of its rows. In a pool of rayon its threads share the rows.
///
/// # Errors
/// [`Error::is_config`] if the column of the texts is not there, or holds neither texts nor bytes.
///
/// ```
/// use std::sync::Arc;
/// use arrow::array::{ArrayRef, AsArray, BinaryArray, RecordBatch};
/// use polynorm::Pipeline;
/// use polynorm::arrow::{Options, normalize};
///
/// let texts: ArrayRef = Arc::new(BinaryArray::from_vec(vec![b"The caf\xE9 opened on Monday, the owner said."]));
/// let batch = RecordBatch::try_from_iter([("text", texts)])?;
/// let normalized = normalize(&batch, &Options::new(Pipeline::new()))?;
/// let streams = normalized.column_by_name("streams").unwrap().as_struct();
/// assert_eq!(streams.column(0).as_string::<i32>().value(0), "The caf\u{E9} opened on Monday, the owner said.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn normalize(batch: &RecordBatch, options: &Options) -> Result<RecordBatch, Error> {
    let (input, schema) = (batch.schema(), schema(&batch.schema(), options)?);
    let texts = batch.column_by_name(&options.column).ok_or_else(|| no_column(&input, options))?;
    let (kept, moved) = kept_and_moved(&input);
    let old = |numbers: Vec<usize>| numbers.into_iter().map(|n| batch.column(n).clone());
    let mut all: Vec<ArrayRef> = old(kept).chain(columns(texts, options)?).collect();
    if let Some(DataType::Struct(fields)) = schema.fields().get(all.len()).map(|field| field.data_type()) {
        let input = StructArray::try_new(fields.clone(), old(moved).collect(), None);
        all.push(Arc::new(input.map_err(|e| impossible(&e))?));
    }
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(schema, all, &rows).map_err(|e| impossible(&e))
}

/// The schema of what [`normalize`] gives for batches of the schema `input`.
///
/// # Errors
/// As [`normalize`].
pub fn schema(input: &Schema, options: &Options) -> Result<SchemaRef, Error> {
    let texts = input.field_with_name(&options.column).map_err(|_| no_column(input, options))?;
    let (kept, moved) = kept_and_moved(input);
    let old = |numbers: Vec<usize>| numbers.into_iter().map(|n| input.fields()[n].clone());
    let new = fields_of(texts.data_type(), options)?;
    let mut all: Vec<FieldRef> = old(kept).chain(new.iter().cloned()).collect();
    if !moved.is_empty() {
        all.push(Arc::new(Field::new("input", DataType::Struct(old(moved).collect()), false)));
    }
    Ok(Arc::new(Schema::new_with_metadata(all, input.metadata().clone())))
}

/// The new columns for a column of texts, as one struct, for expressions; null where the text is.
///
/// # Errors
/// [`Error::is_config`] if the column holds neither texts nor bytes.
pub fn normalize_array(texts: &dyn Array, options: &Options) -> Result<StructArray, Error> {
    let fields = fields_of(texts.data_type(), options)?;
    let nulls = texts.logical_nulls();
    StructArray::try_new_with_length(fields, columns(texts, options)?, nulls, texts.len()).map_err(|e| impossible(&e))
}

/// The fields of [`normalize_array`] for texts of the type `texts`.
///
/// # Errors
/// As [`normalize_array`].
pub fn fields_of(texts: &DataType, options: &Options) -> Result<Fields, Error> {
    Ok(columns_of(texts::width(texts)?, options.record))
}

/// The language of each text as Utf8, an ISO 639-3 code, `und` where there is none to tell; null where the text is, and where
/// [`normalize`] would give an `error`.
///
/// # Errors
/// As [`normalize_array`].
pub fn language_array(texts: &dyn Array, options: &Options) -> Result<ArrayRef, Error> {
    let (texts, mut languages) = (texts::bytes(texts)?, StringBuilder::new());
    let push = |document: Option<Result<Document<'_>, String>>| {
        let language = document.and_then(Result::ok).map(|document| document.language);
        languages.append_option(language.as_ref().map(Language::code));
        Ok(())
    };
    for_documents(&texts, options.max_document, |text| options.pipeline.detect(text), push)?;
    Ok(Arc::new(languages.finish()))
}

/// Each text in Latin script as LargeUtf8, see [`romanize`]: by the rules of its language where `languages` says one, an ISO 639-3
/// code for each text. Null where the text is. Bytes that are not UTF-8 become U+FFFD.
///
/// # Errors
/// As [`normalize_array`], and [`Error::is_config`] for a language that there is not.
pub fn romanize_array(texts: &dyn Array, languages: Option<&dyn Array>, alphabet: Alphabet) -> Result<ArrayRef, Error> {
    let (texts, languages) = (texts::bytes(texts)?, languages.map(texts::bytes).transpose()?);
    let mut latin = LargeStringBuilder::new();
    for (row, text) in texts.iter().enumerate() {
        let code = languages.as_ref().filter(|languages| languages.is_valid(row)).map(|languages| languages.value(row));
        let language = code.map(|code| {
            let code = String::from_utf8_lossy(code);
            Language::new(&code).ok_or_else(|| Error::config(format!("{code:?} is no ISO 639-3 code, such as \"rus\"")))
        });
        let language = language.transpose()?;
        latin.append_option(text.map(|text| romanize(&String::from_utf8_lossy(text), language, alphabet)));
    }
    Ok(Arc::new(latin.finish()))
}

/// The new columns.
#[derive(Default, Serialize)]
struct Row<'a> {
    encoding: Option<&'a str>,
    language: Option<&'a str>,
    streams: Option<Streams<'a>>,
    paragraphs: Option<Paragraphs<'a>>,
    error: Option<&'a str>,
}

fn columns_of(width: Width, options: RecordOptions) -> Fields {
    fields(&[
        ("encoding", width.text()),
        ("language", width.text()),
        ("streams", width.streams()),
        ("paragraphs", width.paragraphs(Some(options))),
        ("error", width.text()),
    ])
}

/// The numbers of the columns that keep their place, and of those that give way to new ones of their name.
fn kept_and_moved(input: &Schema) -> (Vec<usize>, Vec<usize>) {
    let name = |n: usize| input.field(n).name().as_str();
    let is_new = |n: &usize| matches!(name(*n), "encoding" | "language" | "streams" | "paragraphs" | "error");
    let numbers = 0..input.fields().len();
    let any = numbers.clone().any(|n| is_new(&n));
    numbers.partition(|n| !(is_new(n) || any && name(*n) == "input"))
}

/// What is said of the row that a column has no room for.
const TOO_MUCH: &str = "more than 2 GiB of text in a batch of Utf8 or Binary; \
    give fewer rows at once, or LargeUtf8 or LargeBinary";

fn columns(texts: &dyn Array, options: &Options) -> Result<Vec<ArrayRef>, Error> {
    let width = texts::width(texts.data_type())?;
    let texts = texts::bytes(texts)?;
    let mut builder = ArrayBuilder::from_arrow(&columns_of(width, options.record)).map_err(|e| impossible(&e))?;
    let mut room = if width == Width::Bits32 { i32::MAX as usize } else { usize::MAX };
    let mut fits = |document: &Document<'_>| {
        let left = room.checked_sub(weight(document, options.record));
        room = left.unwrap_or(room);
        left.is_some()
    };
    let push = |document: Option<Result<Document<'_>, String>>| {
        let row = match &document {
            None => Row::default(),
            Some(Err(error)) => Row { error: Some(error), ..Row::default() },
            Some(Ok(document)) if !fits(document) => Row { error: Some(TOO_MUCH), ..Row::default() },
            Some(Ok(document)) => Row {
                encoding: Some(document.encoding.name()),
                language: Some(document.language.code()),
                streams: Some(Streams(document, None, options.record)),
                paragraphs: Some(Paragraphs(document, None, options.record)),
                error: None,
            },
        };
        builder.push(&row).map_err(|e| impossible(&e))
    };
    for_documents(&texts, options.max_document, |text| options.pipeline.normalize(text), push)?;
    builder.to_arrow().map_err(|e| impossible(&e))
}

/// Takes each text through `work` and the document, in order, to `then`: `None` for a null, an error for one that is too large
/// or meets a defect of ours.
fn for_documents<'a>(
    texts: &'a LargeBinaryArray,
    limit: usize,
    work: impl Fn(&'a [u8]) -> Document<'a> + Sync,
    mut then: impl FnMut(Option<Result<Document<'a>, String>>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut start = 0;
    while start < texts.len() {
        let (mut end, mut bytes) = (start, 0);
        while end < texts.len() && end - start < AT_ONCE && bytes < BYTES_AT_ONCE {
            bytes += texts.value(end).len();
            end += 1;
        }
        let documents = each(end - start, bytes, |i| {
            let text = texts.is_valid(start + i).then(|| texts.value(start + i))?;
            Some(if text.len() > limit {
                Err(format!(
                    "a text of {} bytes, more than the limit of {limit}; raise it with `max_document`",
                    text.len()
                ))
            } else {
                guarded(|| Ok(work(text)))
            })
        });
        documents.into_iter().try_for_each(&mut then)?;
        start = end;
    }
    Ok(())
}

/// Bytes that a document takes in any column, at most.
fn weight(document: &Document<'_>, options: RecordOptions) -> usize {
    let paragraphs = document.paragraphs.iter().map(|paragraph| {
        let names = paragraph
            .names
            .iter()
            .map(|name| name.surface.len() + name.canonical.len() + name.entity.len() + name.how.len());
        // An edit's rule and stage, and what was there.
        let edits =
            if options.edits { 64 * paragraph.alignment().edits().count() + paragraph.decoded().len() } else { 0 };
        64 + paragraph.text().len() + names.sum::<usize>() + edits
    });
    paragraphs.sum()
}

fn no_column(input: &Schema, options: &Options) -> Error {
    let names: Vec<&str> = input.fields().iter().map(|field| field.name().as_str()).collect();
    Error::config(format!("no column {:?} among {}", options.column, names.join(", ")))
}

/// For what the checks before leave no way to happen.
fn impossible(error: &dyn std::fmt::Display) -> Error {
    Error::data(format!("Arrow: {error}"))
}
