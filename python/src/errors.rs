//! Errors of the library as the exceptions of the package, which `polynorm/errors.py` defines.

use polynorm::Error;
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

/// The kinds of exceptions.
#[derive(Clone, Copy)]
pub enum Kind {
    /// What is none of the others.
    Error,
    /// A setting.
    Config,
    /// A piece of data.
    Data,
    /// A file.
    Input,
}

impl Kind {
    fn class(self, py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
        static CLASSES: [PyOnceLock<Py<PyType>>; 4] = [const { PyOnceLock::new() }; 4];
        let (place, name) = match self {
            Kind::Error => (0, "Error"),
            Kind::Config => (1, "ConfigError"),
            Kind::Data => (2, "DataError"),
            Kind::Input => (3, "InputError"),
        };
        CLASSES[place].import(py, "polynorm.errors", name)
    }
}

/// An exception that says what was wrong, and where.
pub fn error(py: Python<'_>, kind: Kind, message: &str, place: Option<&str>) -> PyErr {
    let made = || -> PyResult<PyErr> {
        let exception = kind.class(py)?.call1((message,))?;
        exception.setattr("place", place)?;
        Ok(PyErr::from_value(exception))
    };
    made().unwrap_or_else(|error| error)
}

/// The exception for an error of the library.
pub fn raised(py: Python<'_>, told: &Error) -> PyErr {
    let kind = match told {
        told if told.is_interrupted() => return PyKeyboardInterrupt::new_err(told.to_string()),
        told if told.is_config() => Kind::Config,
        told if told.is_data() || told.is_edit() => Kind::Data,
        told if told.is_io() => Kind::Input,
        _ => Kind::Error,
    };
    error(py, kind, &told.to_string(), told.place())
}
