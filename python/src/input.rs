//! The bytes of a document, held where Python has them.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView, PyString};

use crate::errors::{Kind, error};

/// The bytes of a document. Those that could change under our hands are copied.
pub enum Input {
    Bytes(PyBackedBytes),
    /// A text, whose bytes are its UTF-8.
    Text(PyBackedStr),
}

impl Input {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Input::Bytes(bytes) => bytes,
            Input::Text(text) => text.as_bytes(),
        }
    }

    /// The bytes as an object: the one that was given, where it was one of bytes.
    pub fn to_object<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Input::Bytes(bytes) => Ok(bytes.into_pyobject(py)?.into_any()),
            Input::Text(text) => Ok(PyBytes::new(py, text.as_bytes()).into_any()),
        }
    }
}

impl<'py> FromPyObject<'_, 'py> for Input {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Input> {
        if let Ok(bytes) = object.cast::<PyBytes>() {
            return Ok(Input::Bytes(bytes.to_owned().into()));
        }
        if object.is_instance_of::<PyString>() {
            return Ok(Input::Text(text(&object)?));
        }
        let is_buffer = object.is_instance_of::<PyByteArray>() || object.is_instance_of::<PyMemoryView>();
        if is_buffer {
            let copy = object.py().get_type::<PyBytes>().call1((object,))?;
            return Ok(Input::Bytes(copy.cast_into::<PyBytes>()?.into()));
        }
        let kind = object.get_type().qualname()?;
        Err(PyTypeError::new_err(format!("a document is bytes, bytearray, memoryview or str, not {kind}")))
    }
}

/// The UTF-8 of a `str`.
fn text(object: &Bound<'_, PyAny>) -> PyResult<PyBackedStr> {
    let py = object.py();
    object.extract().map_err(|found: PyErr| {
        let Ok(at) = found.value(py).getattr("start").and_then(|start| start.extract::<usize>()) else { return found };
        let unit = object.get_item(at).and_then(|unit| unit.call_method1("encode", ("utf-16-be", "surrogatepass")));
        let unit = unit.and_then(|unit| unit.extract::<[u8; 2]>()).map_or(0xD800, u16::from_be_bytes);
        let message = format!(
            "character {at} of the text: U+{unit:04X} is half of a surrogate pair and stands for nothing; \
             give the bytes that the text was decoded from, or text.encode(\"utf-8\", \"replace\")"
        );
        error(py, Kind::Data, &message, Some(&format!("character {at}")))
    })
}

/// A text that is an argument of a function.
pub struct Text(pub PyBackedStr);

impl<'py> FromPyObject<'_, 'py> for Text {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Text> {
        if !object.is_instance_of::<PyString>() {
            return Err(PyTypeError::new_err(format!("a text is str, not {}", object.get_type().qualname()?)));
        }
        Ok(Text(text(&object)?))
    }
}
