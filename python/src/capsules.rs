//! What the package gives to the engines: small objects that any of them can take by the Arrow PyCapsule interface, with no
//! package for Arrow in between.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{ArrayRef, RecordBatchReader as Reader, StructArray};
use arrow_schema::{ArrowError, Field, FieldRef, SchemaRef};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use pyo3_arrow::ffi::{ArrayIterator, to_array_pycapsules, to_schema_pycapsule, to_stream_pycapsule};

use crate::errors::{Kind, error, raised};

/// A schema of Arrow's: `pyarrow.schema(schema)` and the like take it.
///
/// >>> import polynorm, pyarrow
/// >>> schema = polynorm.Pipeline().schema(pyarrow.schema({"text": "string"}))
/// >>> pyarrow.schema(schema).names
/// ['text', 'encoding', 'language', 'streams', 'paragraphs', 'error']
#[pyclass(frozen, module = "polynorm")]
pub struct Schema(pub SchemaRef);

#[pymethods]
impl Schema {
    /// The names of its columns.
    #[getter]
    fn names(&self) -> Vec<String> {
        self.0.fields().iter().map(|field| field.name().clone()).collect()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.0.as_ref())?)
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Schema>().is_ok_and(|other| other.get().0 == self.0)
    }

    fn __len__(&self) -> usize {
        self.0.fields().len()
    }

    fn __repr__(&self) -> String {
        format!("<Schema: {}>", told(&self.0))
    }
}

/// The columns with their types.
fn told(schema: &SchemaRef) -> String {
    let columns: Vec<String> = schema.fields().iter().map(|f| format!("{} {}", f.name(), f.data_type())).collect();
    columns.join(", ")
}

/// The rows of a batch are those of a struct.
fn row_field(schema: &SchemaRef) -> FieldRef {
    Arc::new(Field::new_struct("", schema.fields().clone(), false).with_metadata(schema.metadata().clone()))
}

/// A batch of records: `pyarrow.record_batch(batch)`, `polars.DataFrame(batch)` and the like take it.
///
/// >>> import polynorm, pyarrow
/// >>> batch = polynorm.Pipeline().normalize_batch(pyarrow.record_batch({"text": ["Talks resume in Kabul", None]}))
/// >>> batch.num_rows, batch.num_columns, batch.schema.names[:2]
/// (2, 6, ['text', 'encoding'])
/// >>> pyarrow.record_batch(batch).column("encoding").to_pylist()
/// ['UTF-8', None]
#[pyclass(frozen, module = "polynorm")]
pub struct RecordBatch(pub arrow_array::RecordBatch);

#[pymethods]
impl RecordBatch {
    /// Its columns.
    #[getter]
    fn schema(&self) -> Schema {
        Schema(self.0.schema())
    }

    /// How many rows it has.
    #[getter]
    fn num_rows(&self) -> usize {
        self.0.num_rows()
    }

    /// How many columns it has.
    #[getter]
    fn num_columns(&self) -> usize {
        self.0.num_columns()
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let rows = StructArray::from(self.0.clone());
        Ok(to_array_pycapsules(py, row_field(self.0.schema_ref()), &rows, requested_schema)?)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let batch = self.0.clone();
        let rows = std::iter::once_with(|| Ok(Arc::new(StructArray::from(batch)) as ArrayRef));
        let reader = ArrayIterator::new(rows, row_field(self.0.schema_ref()));
        Ok(to_stream_pycapsule(py, Box::new(reader), requested_schema)?)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        self.schema().__arrow_c_schema__(py)
    }

    fn __len__(&self) -> usize {
        self.0.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("<RecordBatch: {} rows of {}>", self.0.num_rows(), told(self.0.schema_ref()))
    }
}

/// An array: `pyarrow.array(array)`, `polars.Series(array)` and the like take it.
///
/// >>> import polynorm, pyarrow
/// >>> array = polynorm.Pipeline().normalize_array(pyarrow.array(["Talks resume in Kabul", None]))
/// >>> len(array), pyarrow.array(array).null_count
/// (2, 1)
#[pyclass(frozen, module = "polynorm")]
pub struct Array {
    pub array: ArrayRef,
    pub field: FieldRef,
}

#[pymethods]
impl Array {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        Ok(to_array_pycapsules(py, self.field.clone(), &self.array, requested_schema)?)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.field.as_ref())?)
    }

    fn __len__(&self) -> usize {
        self.array.len()
    }

    fn __repr__(&self) -> String {
        format!("<Array: {} of {}>", self.array.len(), self.field.data_type())
    }
}

/// Batches, each made when it is asked for. They can be read once: by an engine (`pyarrow.table(reader)`,
/// `polars.DataFrame(reader)`, …), or in a loop.
///
/// >>> import polynorm, pyarrow
/// >>> table = pyarrow.table({"text": pyarrow.chunked_array([["Talks resume in Kabul"], ["Nobody knows why.", None]])})
/// >>> reader = polynorm.Pipeline().normalize_batch(table)
/// >>> [len(batch) for batch in reader]
/// [1, 2]
/// >>> pyarrow.table(polynorm.Pipeline().normalize_batch(table)).num_rows
/// 3
#[pyclass(frozen, module = "polynorm")]
pub struct RecordBatchReader {
    schema: SchemaRef,
    reader: Mutex<Option<Box<dyn Reader + Send>>>,
}

impl RecordBatchReader {
    pub fn new(reader: Box<dyn Reader + Send>) -> RecordBatchReader {
        RecordBatchReader { schema: reader.schema(), reader: Mutex::new(Some(reader)) }
    }
}

#[pymethods]
impl RecordBatchReader {
    /// The columns of its batches.
    #[getter]
    fn schema(&self) -> Schema {
        Schema(self.schema.clone())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let reader = py.detach(|| self.reader.lock().unwrap_or_else(PoisonError::into_inner).take());
        let reader = reader.ok_or_else(read_already)?;
        let rows = reader.map(|batch| Ok(Arc::new(StructArray::from(batch?)) as ArrayRef));
        let reader = ArrayIterator::new(rows, row_field(&self.schema));
        Ok(to_stream_pycapsule(py, Box::new(reader), requested_schema)?)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        self.schema().__arrow_c_schema__(py)
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<RecordBatch>> {
        // Nobody waits for another thread's batch with the GIL in hand.
        let next = py.detach(|| match &mut *self.reader.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(reader) => Ok(reader.next()),
            None => Err(read_already()),
        });
        next?.transpose().map(|batch| batch.map(RecordBatch)).map_err(|told| arrow_error(py, told))
    }

    fn __repr__(&self) -> String {
        format!("<RecordBatchReader: batches of {}>", told(&self.schema))
    }
}

fn read_already() -> PyErr {
    PyValueError::new_err("the batches are being read by someone else; they can be read once")
}

/// The exception for an error on the way through Arrow.
pub fn arrow_error(py: Python<'_>, told: ArrowError) -> PyErr {
    match told {
        ArrowError::ExternalError(inner) => match inner.downcast::<polynorm::Error>() {
            Ok(inner) => raised(py, &inner),
            Err(inner) => error(py, Kind::Data, &inner.to_string(), None),
        },
        told => error(py, Kind::Data, &told.to_string(), None),
    }
}
