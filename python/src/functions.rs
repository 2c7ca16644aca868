//! Functions for one document or text, with the options of a pipeline where they need one.

use std::hint::black_box;

use polynorm::Language;
use polynorm::romanize::Alphabet;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::document::Document;
use crate::errors::{Kind, error};
use crate::gate;
use crate::input::{Input, Text};
use crate::pipeline::Pipeline;

/// Takes one document through all stages; for many, make a `Pipeline` once.
///
/// >>> import polynorm
/// >>> polynorm.normalize(b"The caf\xe9 opened on Monday.", form="nfd").body == "The cafe\u0301 opened on Monday."
/// True
#[pyfunction]
#[pyo3(signature = (source, /, **options))]
pub fn normalize(py: Python<'_>, source: Input, options: Option<&Bound<'_, PyDict>>) -> PyResult<Document> {
    Pipeline::read(py, options)?.take(py, source, false)
}

/// Tells encodings, languages and scripts of one document, without changing text beyond decoding and mojibake.
///
/// >>> import polynorm
/// >>> polynorm.detect("Le conseil municipal a voté le budget mardi soir.").language
/// 'fra'
#[pyfunction]
#[pyo3(signature = (source, /, **options))]
pub fn detect(py: Python<'_>, source: Input, options: Option<&Bound<'_, PyDict>>) -> PyResult<Document> {
    Pipeline::read(py, options)?.take(py, source, true)
}

/// The text in Latin script; what is Latin already stays.
///
/// The language (ISO 639-3 or BCP 47) chooses among the readings of a script; without one the script's most common is taken.
/// The alphabet is `latin`, with diacritics, or `ascii`.
///
/// >>> import polynorm
/// >>> polynorm.romanize("Никола Тесла"), polynorm.romanize("Григорій", "ukr", "ascii")
/// ('Nikola Tesla', 'Hryhorii')
#[pyfunction]
#[pyo3(signature = (text, language=None, alphabet="latin"))]
pub fn romanize(py: Python<'_>, text: Text, language: Option<&str>, alphabet: &str) -> PyResult<String> {
    let alphabet = match alphabet {
        "latin" => Alphabet::Latin,
        "ascii" => Alphabet::Ascii,
        other => {
            let message = format!("alphabet: `{other}` is none; use `latin` or `ascii`");
            return Err(error(py, Kind::Config, &message, Some("alphabet")));
        }
    };
    let language = match language.map(|tag| (tag, gate::detached(py, || Language::from_tag(tag)))) {
        Some((tag, None)) => {
            let message = format!("language: `{tag}` is no code of a language; use ISO 639-3 such as `rus`");
            return Err(error(py, Kind::Config, &message, Some("language")));
        }
        language => language.and_then(|(_, found)| found),
    };
    Ok(gate::detached(py, || polynorm::romanize::romanize(&text.0, language, alphabet)))
}

/// Takes a document through the library so many times, without Python: what the benchmark compares a call with.
#[pyfunction(name = "_repeat")]
pub fn repeat(py: Python<'_>, pipeline: &Bound<'_, Pipeline>, source: Input, times: u32) {
    let pipeline = &pipeline.get().inner;
    gate::detached(py, || {
        for _ in 0..times {
            black_box(pipeline.normalize(black_box(source.bytes())));
        }
    });
}
