//! `Document`: what became of the bytes of one document, which it holds.

use std::sync::Arc;

use polynorm::Stream;
use polynorm::corpus::{DocumentRecord, RecordOptions, rounded};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyIterator, PySlice, PyTuple};
use self_cell::self_cell;

use crate::errors::{Kind, error};
use crate::gate;
use crate::input::Input;
use crate::options::loads;
use crate::paragraph::Paragraph;

type Inner<'a> = polynorm::Document<'a>;

self_cell!(
    /// A document with the bytes that it borrows.
    pub struct Held {
        owner: Input,
        #[covariant]
        dependent: Inner,
    }
);

/// A document that went through a pipeline.
///
/// It is a sequence of its paragraphs, in the order of their bytes.
///
/// >>> import polynorm
/// >>> document = polynorm.normalize("Talks resume in Kabul\n\nThe talks resumed on Monday, officials said.")
/// >>> len(document), document[0].text, document[-1].role
/// (2, 'Talks resume in Kabul', 'body')
/// >>> document.streams
/// {'body': 'Talks resume in Kabul\nThe talks resumed on Monday, officials said.'}
#[pyclass(frozen, module = "polynorm", sequence)]
pub struct Document {
    held: Arc<Held>,
    /// `None` where only the first stages were gone through.
    options: Option<RecordOptions>,
}

impl Document {
    /// What `of` makes of the bytes.
    pub fn new(source: Input, options: Option<RecordOptions>, of: impl FnOnce(&[u8]) -> Inner<'_>) -> Document {
        Document { held: Arc::new(Held::new(source, |source| of(source.bytes()))), options }
    }

    fn inner(&self) -> &Inner<'_> {
        self.held.borrow_dependent()
    }

    fn stream(&self, stream: Stream) -> Option<String> {
        let has = self.inner().paragraphs.iter().any(|paragraph| paragraph.role.stream() == stream);
        (has && self.options.is_some()).then(|| self.inner().stream(stream))
    }

    fn paragraph(&self, index: usize) -> Paragraph {
        Paragraph::new(Arc::clone(&self.held), index, self.options)
    }
}

#[pymethods]
impl Document {
    /// The bytes that it was read from.
    #[getter]
    fn source<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.held.borrow_owner().to_object(py)
    }

    /// The encoding of most of its bytes: the WHATWG name, or else that of IANA.
    #[getter]
    fn encoding(&self) -> &'static str {
        self.inner().encoding.name()
    }

    /// The language of most of its text, ISO 639-3; `und` if there is none to tell.
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

    /// The texts of the streams that it has (`body`, `teaser`, `widget`), one paragraph a line; none after `detect`.
    #[getter]
    fn streams<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let streams = PyDict::new(py);
        for stream in Stream::ALL {
            if let Some(text) = self.stream(stream) {
                streams.set_item(stream.name(), text)?;
            }
        }
        Ok(streams)
    }

    /// The document's own text, one paragraph a line; `None` if it has none.
    #[getter]
    fn body(&self) -> Option<String> {
        self.stream(Stream::Body)
    }

    /// The text of its pointers to other documents; `None` if there is none.
    #[getter]
    fn teaser(&self) -> Option<String> {
        self.stream(Stream::Teaser)
    }

    /// The text of navigation, buttons and notices; `None` if there is none.
    #[getter]
    fn widget(&self) -> Option<String> {
        self.stream(Stream::Widget)
    }

    /// Its paragraphs, in the order of their bytes.
    #[getter]
    fn paragraphs<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let all: Vec<Paragraph> = (0..self.__len__()).map(|index| self.paragraph(index)).collect();
        PyTuple::new(py, all)
    }

    /// The record that the command writes, without `id` and `source`; after `detect`, that of `polynorm detect`.
    ///
    /// >>> import polynorm
    /// >>> record = polynorm.normalize("Talks resume in Kabul").to_dict()
    /// >>> sorted(record), record["paragraphs"][0]["source"]
    /// (['encoding', 'language', 'paragraphs', 'streams'], [0, 21])
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let json = gate::detached(py, || {
            serde_json::to_string(&DocumentRecord { document: self.inner(), options: self.options })
        });
        let json = json.map_err(|told| error(py, Kind::Error, &told.to_string(), None))?;
        Ok(loads(py, &json)?.cast_into()?)
    }

    fn __len__(&self) -> usize {
        self.inner().paragraphs.len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.paragraphs(py)?.try_iter()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        if index.is_instance_of::<PySlice>() {
            return self.paragraphs(py)?.into_any().get_item(index);
        }
        let index: isize = index.extract()?;
        let place = if index < 0 { self.__len__().checked_add_signed(index) } else { usize::try_from(index).ok() };
        match place.filter(|&place| place < self.__len__()) {
            Some(place) => Ok(Bound::new(py, self.paragraph(place))?.into_any()),
            None => Err(PyIndexError::new_err(format!("the document has {} paragraphs", self.__len__()))),
        }
    }

    fn __repr__(&self) -> String {
        let (bytes, paragraphs) = (self.held.borrow_owner().bytes().len(), self.__len__());
        format!("<Document: {}, {}, {bytes} bytes, {paragraphs} paragraphs>", self.language(), self.encoding())
    }
}
