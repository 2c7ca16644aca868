//! Batches through a pipeline: anything that has the Arrow PyCapsule interface in, objects of ours out.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatchReader as Reader, new_empty_array};
use arrow_schema::{ArrowError, DataType, Field, SchemaRef};
use polynorm::arrow::{self, Options};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyArray;
use pyo3_arrow::{PyRecordBatch, PyRecordBatchReader, PySchema};

use crate::capsules::{Array, RecordBatch, RecordBatchReader, Schema, arrow_error};
use crate::errors::raised;
use crate::gate;
use crate::pipeline::Pipeline;

const ARRAY: &str = "__arrow_c_array__";
const STREAM: &str = "__arrow_c_stream__";

impl Pipeline {
    fn of_column(&self, column: &str) -> Options {
        Options {
            pipeline: self.inner.clone(),
            column: column.to_owned(),
            record: self.options.record(),
            max_document: self.options.max_document,
        }
    }
}

/// A batch for a batch, a reader for a table, stream or frame.
pub fn normalize<'py>(pipeline: &Pipeline, given: &Bound<'py, PyAny>, column: &str) -> PyResult<Bound<'py, PyAny>> {
    let (py, options) = (given.py(), pipeline.of_column(column));
    if given.hasattr(ARRAY)? {
        let batch = given.extract::<PyRecordBatch>()?.into_inner();
        let done = gate::detached(py, || arrow::normalize(&batch, &options));
        let batch = RecordBatch(done.map_err(|told| raised(py, &told))?);
        return Ok(Bound::new(py, batch)?.into_any());
    }
    if given.hasattr(STREAM)? {
        let from = given.extract::<PyRecordBatchReader>()?.into_reader()?;
        let schema = arrow::schema(&from.schema(), &options).map_err(|told| raised(py, &told))?;
        let reader = RecordBatchReader::new(Box::new(Normalizing { from, options, schema }));
        return Ok(Bound::new(py, reader)?.into_any());
    }
    Err(unfit(given, "a record batch, table, data frame or reader, such as those of pyarrow and Polars"))
}

/// The new columns for an array of texts.
pub fn normalize_array(pipeline: &Pipeline, given: &Bound<'_, PyAny>) -> PyResult<Array> {
    of_array(
        pipeline,
        given,
        |texts, options| Ok(DataType::Struct(arrow::fields_of(texts, options)?)),
        |texts, options| Ok(Arc::new(arrow::normalize_array(texts, options)?)),
    )
}

/// The language of each text of an array.
pub fn language_array(pipeline: &Pipeline, given: &Bound<'_, PyAny>) -> PyResult<Array> {
    let kind = |texts: &DataType, options: &Options| arrow::fields_of(texts, options).map(|_| DataType::Utf8);
    of_array(pipeline, given, kind, arrow::language_array)
}

/// An array of the type `kind`, made of the pieces of another.
fn of_array(
    pipeline: &Pipeline,
    given: &Bound<'_, PyAny>,
    kind: impl Fn(&DataType, &Options) -> Result<DataType, polynorm::Error>,
    work: impl Fn(&dyn arrow_array::Array, &Options) -> Result<ArrayRef, polynorm::Error> + Sync,
) -> PyResult<Array> {
    let (py, options) = (given.py(), pipeline.of_column("text"));
    let texts = if given.hasattr(ARRAY)? {
        AnyArray::Array(given.extract()?)
    } else if given.hasattr(STREAM)? {
        AnyArray::Stream(given.extract()?)
    } else {
        return Err(unfit(given, "an array, chunked array or series, such as those of pyarrow and Polars"));
    };
    let texts = texts.into_reader()?;
    let kind = kind(texts.field().data_type(), &options).map_err(|told| raised(py, &told))?;
    let mut done: Vec<ArrayRef> = Vec::new();
    for texts in texts {
        let texts = texts.map_err(|told| arrow_error(py, told))?;
        done.push(gate::detached(py, || work(&texts, &options)).map_err(|told| raised(py, &told))?);
    }
    let array = match &done[..] {
        [] => new_empty_array(&kind),
        [one] => one.clone(),
        several => {
            let several: Vec<&dyn arrow_array::Array> = several.iter().map(AsRef::as_ref).collect();
            py.detach(|| arrow_select::concat::concat(&several)).map_err(|told| arrow_error(py, told))?
        }
    };
    let field = Arc::new(Field::new("", kind, true));
    Ok(Array { array, field })
}

/// The schema of what a batch with this one becomes.
pub fn schema(pipeline: &Pipeline, given: &Bound<'_, PyAny>, column: &str) -> PyResult<Schema> {
    if !given.hasattr("__arrow_c_schema__")? {
        return Err(unfit(given, "a schema, or what has one, such as those of pyarrow and Polars"));
    }
    let schema = given.extract::<PySchema>()?.into_inner();
    let schema = arrow::schema(&schema, &pipeline.of_column(column));
    Ok(Schema(schema.map_err(|told| raised(given.py(), &told))?))
}

fn unfit(given: &Bound<'_, PyAny>, wanted: &str) -> PyErr {
    let kind = given.get_type().qualname().map_or_else(|_| "this".to_owned(), |name| name.to_string());
    PyTypeError::new_err(format!("{kind} has no Arrow PyCapsule interface; give {wanted}"))
}

/// Batches that are normalized when they are asked for.
struct Normalizing {
    from: Box<dyn Reader + Send>,
    options: Options,
    schema: SchemaRef,
}

impl Iterator for Normalizing {
    type Item = Result<arrow_array::RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = match self.from.next()? {
            Ok(batch) => batch,
            Err(told) => return Some(Err(told)),
        };
        // A panic must not reach those who call by the C interface: it would end the process.
        let done = catch_unwind(AssertUnwindSafe(|| gate::work(|| arrow::normalize(&batch, &self.options))));
        Some(match done {
            Ok(Ok(batch)) => Ok(batch),
            Ok(Err(told)) => Err(ArrowError::ExternalError(Box::new(told))),
            Err(_) => Err(ArrowError::ComputeError("polynorm panicked, which is a defect of it".to_owned())),
        })
    }
}

impl Reader for Normalizing {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}
