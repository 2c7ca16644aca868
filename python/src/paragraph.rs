//! `Paragraph`: one paragraph of a document, which it keeps alive.

use std::sync::Arc;

use polynorm::corpus::{Counter, Offsets, ParagraphRecord, RecordOptions, rounded};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::document::Held;
use crate::errors::{Kind, error};
use crate::gate;
use crate::mention::{Edit, LanguageSpan, Name};
use crate::options::loads;

/// A paragraph: where it stands in the source, what it is, its text, and what was done to it.
///
/// Offsets into a text are Unicode code points, as everywhere in Python; offsets into the source are bytes.
///
/// >>> import polynorm
/// >>> source = "The cafe\u0301 opened.".encode()
/// >>> paragraph = polynorm.normalize(source)[0]
/// >>> paragraph.text, paragraph.source
/// ('The café opened.', (0, 18))
/// >>> start, end = paragraph.source_range(4, 8)
/// >>> source[start:end].decode() == "cafe\u0301"
/// True
#[pyclass(frozen, module = "polynorm")]
pub struct Paragraph {
    held: Arc<Held>,
    index: usize,
    options: Option<RecordOptions>,
}

impl Paragraph {
    pub fn new(held: Arc<Held>, index: usize, options: Option<RecordOptions>) -> Paragraph {
        Paragraph { held, index, options }
    }

    fn inner(&self) -> &polynorm::Paragraph<'_> {
        // A document never loses a paragraph.
        &self.held.borrow_dependent().paragraphs[self.index]
    }

    fn counter(&self) -> Counter<'_> {
        Counter::new(self.inner().text(), Offsets::Chars)
    }
}

#[pymethods]
impl Paragraph {
    /// Its bytes in the source of the document: start and end.
    #[getter]
    fn source(&self) -> (usize, usize) {
        (self.inner().source.start, self.inner().source.end)
    }

    /// Its encoding: the WHATWG name, or else that of IANA.
    #[getter]
    fn encoding(&self) -> &'static str {
        self.inner().encoding.name()
    }

    /// Its language, ISO 639-3; `und` if there is none to tell.
    #[getter]
    fn language(&self) -> &str {
        self.inner().language.code()
    }

    /// The script of most of its letters, ISO 15924.
    #[getter]
    fn script(&self) -> &str {
        self.inner().script.code()
    }

    /// How sure `language` is, 0.0 to 1.0.
    #[getter]
    fn confidence(&self) -> f64 {
        rounded(self.inner().confidence)
    }

    /// Where it is in more than one language, the stretches of each, without gaps; empty where it is in one.
    #[getter]
    fn languages<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let mut counter = self.counter();
        let spans = &self.inner().languages;
        let several = spans.len() > 1;
        PyTuple::new(
            py,
            spans.iter().filter(|_| several).map(|span| LanguageSpan::new(span, &mut counter)).collect::<Vec<_>>(),
        )
    }

    /// What it is in the document: `title`, `subtitle`, `heading`, `body`, `caption`, `byline`, `dateline`, `pullquote`,
    /// `teaser`, `widget` or `notice`; `None` after `detect`.
    #[getter]
    fn role(&self) -> Option<&'static str> {
        self.options.map(|_| self.inner().role.name())
    }

    /// How sure `role` is, 0.0 to 1.0; `None` after `detect`.
    #[getter]
    fn role_confidence(&self) -> Option<f64> {
        self.options.map(|_| rounded(self.inner().role_confidence))
    }

    /// The stream that it belongs to: `body`, `teaser` or `widget`; `None` after `detect`.
    #[getter]
    fn stream(&self) -> Option<&'static str> {
        self.options.map(|_| self.inner().role.stream().name())
    }

    /// Its text after all stages.
    #[getter]
    fn text(&self) -> &str {
        self.inner().text()
    }

    /// Its bytes decoded, before any other change; U+FFFD stands for what could not be.
    #[getter]
    fn decoded(&self) -> &str {
        self.inner().decoded()
    }

    /// The names in it, in order; they do not overlap.
    #[getter]
    fn names<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let mut counter = self.counter();
        PyTuple::new(py, self.inner().names.iter().map(|name| Name::new(name, &mut counter)).collect::<Vec<_>>())
    }

    /// The changes between `decoded` and `text`, in order. Made backwards, they give `decoded` again.
    #[getter]
    fn edits<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let (paragraph, mut counter) = (self.inner(), self.counter());
        // Both give the same edits in the same order.
        let edits = paragraph.edits().zip(paragraph.alignment().edits()).map(|(edit, decoded)| {
            let was = paragraph.decoded().get(decoded.source).unwrap_or_default();
            Edit::new(&edit, was, &mut counter)
        });
        PyTuple::new(py, edits.collect::<Vec<_>>())
    }

    /// The bytes of the source that `text[start:end]` came from; never less than what made it.
    ///
    /// >>> import polynorm
    /// >>> paragraph = polynorm.normalize("The caf\u00e9 opened.".encode("utf-16-le"))[0]
    /// >>> paragraph.source_range(4, 8)
    /// (8, 16)
    #[pyo3(signature = (start, end, /))]
    fn source_range(&self, start: usize, end: usize) -> PyResult<(usize, usize)> {
        let text = self.inner().text();
        let byte = |at: usize| {
            let mut begins = text.char_indices().map(|(byte, _)| byte).chain([text.len()]);
            let out = || {
                PyIndexError::new_err(format!(
                    "{at} is out of the text, which has {} code points",
                    text.chars().count()
                ))
            };
            if text.is_ascii() { (at <= text.len()).then_some(at) } else { begins.nth(at) }.ok_or_else(out)
        };
        if start > end {
            return Err(PyIndexError::new_err(format!("a range from {start} to {end} ends before it starts")));
        }
        let range = self.inner().source_range(byte(start)?..byte(end)?);
        Ok((range.start, range.end))
    }

    /// The paragraph as it stands in the record of its document.
    ///
    /// >>> import polynorm
    /// >>> polynorm.normalize("The talks resumed on Monday, officials said.")[0].to_dict()["role"]
    /// 'body'
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let record = ParagraphRecord { paragraph: self.inner(), options: self.options };
        let json = gate::work(|| serde_json::to_string(&record));
        let json = json.map_err(|told| error(py, Kind::Error, &told.to_string(), None))?;
        Ok(loads(py, &json)?.cast_into()?)
    }

    fn __str__(&self) -> &str {
        self.inner().text()
    }

    fn __repr__(&self) -> String {
        let mut start: String = self.inner().text().chars().take(40).collect();
        if start.len() < self.inner().text().len() {
            start.push('\u{2026}');
        }
        format!("<Paragraph: {}, {}, {start:?}>", self.role().unwrap_or("no role"), self.language())
    }
}
