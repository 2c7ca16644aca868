//! The extension module `polynorm._polynorm`: what it holds. What its items are for stands with them; the package
//! `polynorm` in Python gives them their places.

mod batches;
mod capsules;
mod command;
mod compare;
mod document;
mod errors;
mod functions;
mod gate;
mod input;
mod mention;
mod options;
mod paragraph;
mod pipeline;
mod repair;

use pyo3::prelude::*;

/// The parts of polynorm that are written in Rust.
#[pymodule(gil_used = false)]
mod _polynorm {
    #[pymodule_export]
    use super::capsules::{Array, RecordBatch, RecordBatchReader, Schema};
    #[pymodule_export]
    use super::command::run;
    #[pymodule_export]
    use super::compare::{Comparison, compare};
    #[pymodule_export]
    use super::document::Document;
    #[pymodule_export]
    use super::functions::{detect, normalize, repeat, romanize};
    #[pymodule_export]
    use super::gate::{after_fork_in_child, after_fork_in_parent, before_fork};
    #[pymodule_export]
    use super::mention::{Edit, LanguageSpan, Name};
    #[pymodule_export]
    use super::paragraph::Paragraph;
    #[pymodule_export]
    use super::pipeline::{Pipeline, pipeline};
    #[pymodule_export]
    use super::repair::{Repair, RepairChange, RepairStep, explain_repair, repair};

    use super::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
