//! `Pipeline`: the settings, and documents one by one. Batches are in `batches`.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use polynorm::corpus::guarded;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::batches;
use crate::capsules::{Array, Schema};
use crate::document::Document;
use crate::errors::{Kind, error};
use crate::gate;
use crate::input::Input;
use crate::options::Options;

/// Takes documents through the stages: decoding, languages, Unicode, roles, names.
///
/// Give it what `polynorm.toml` has, by the same names; `settings` lists them. A pipeline does not change, can be used by
/// any number of threads at once, and pickles as its settings alone. `lexicons`, `model` and `boilerplate` are files, which
/// must be there where it is unpickled.
///
/// >>> import polynorm
/// >>> pipeline = polynorm.Pipeline(form="nfc", languages=["eng", "fra"])
/// >>> document = pipeline.normalize(b"The caf\xe9 opened on Monday, the owner said.")
/// >>> document.body
/// 'The café opened on Monday, the owner said.'
/// >>> document.paragraphs[0].encoding, document.language
/// ('windows-1252', 'eng')
/// >>> polynorm.Pipeline(treshold=0.5)
/// Traceback (most recent call last):
///     ...
/// polynorm.ConfigError: unknown field `treshold`, expected one of ...; did you mean `threshold`?
#[pyclass(frozen, module = "polynorm")]
pub struct Pipeline {
    pub inner: polynorm::Pipeline,
    pub options: Options,
    /// The options as text, by which pipelines are told apart.
    json: String,
}

impl Pipeline {
    /// The pipeline that keyword arguments describe.
    pub fn read(py: Python<'_>, options: Option<&Bound<'_, PyDict>>) -> PyResult<Pipeline> {
        let options = Options::read(py, options)?;
        Ok(Pipeline { inner: options.pipeline(py)?, json: options.to_json(py)?, options })
    }

    /// Takes a document through all stages, or the first.
    pub fn take(&self, py: Python<'_>, source: Input, detect: bool) -> PyResult<Document> {
        let (length, most) = (source.bytes().len(), self.options.max_document);
        if length > most {
            let message = format!("the document has {length} bytes, `max_document` is {most}");
            return Err(error(py, Kind::Data, &message, None));
        }
        let record = (!detect).then(|| self.options.record());
        let inner = &self.inner;
        // A panic, a defect of ours, would be an exception that `except Exception` does not catch.
        let done =
            gate::detached(py, || {
                guarded(|| {
                    Ok(Document::new(source, record, |source| {
                        if detect { inner.detect(source) } else { inner.normalize(source) }
                    }))
                })
            });
        done.map_err(|told| error(py, Kind::Error, &told, None))
    }
}

#[pymethods]
impl Pipeline {
    #[new]
    #[pyo3(signature = (**options), text_signature = "(*, paragraphs='auto', form='nfc', profile='text', folds=..., mojibake='on', names='rewrite', lexicons=..., languages='*', threshold=0.1, keep='balanced', detector='polynorm', model=None, boilerplate=None, edits=False, offsets='chars', max_document=67108864)")]
    fn new(py: Python<'_>, options: Option<&Bound<'_, PyDict>>) -> PyResult<Pipeline> {
        Pipeline::read(py, options)
    }

    /// Takes one document through all stages.
    ///
    /// There are no bytes that it refuses. A text is taken as its UTF-8; if it has half a surrogate pair, it has none, which is
    /// a `DataError`, as is a document of more than `max_document` bytes. Other threads of Python run meanwhile.
    ///
    /// >>> import polynorm
    /// >>> document = polynorm.Pipeline().normalize("Talks resume in Kabul\n\nThe talks resumed on Monday, officials said.")
    /// >>> [(paragraph.role, paragraph.text) for paragraph in document]
    /// [('title', 'Talks resume in Kabul'), ('body', 'The talks resumed on Monday, officials said.')]
    #[pyo3(signature = (source, /))]
    fn normalize(&self, py: Python<'_>, source: Input) -> PyResult<Document> {
        self.take(py, source, false)
    }

    /// Tells encodings, languages and scripts, without changing text beyond decoding and mojibake.
    ///
    /// >>> import polynorm
    /// >>> document = polynorm.Pipeline().detect("Die Gemeinde will eine neue Schule im Zentrum bauen.".encode("utf-16"))
    /// >>> document.encoding, document.language, document.script, document.paragraphs[0].role
    /// ('UTF-16LE', 'deu', 'Latn', None)
    #[pyo3(signature = (source, /))]
    fn detect(&self, py: Python<'_>, source: Input) -> PyResult<Document> {
        self.take(py, source, true)
    }

    /// Normalizes a column of texts, or of bytes in any encoding, of anything that has the Arrow PyCapsule interface.
    ///
    /// A record batch becomes a record batch; a table, data frame or reader becomes a reader, which makes each batch when it is
    /// asked for. The columns that were there stay, and `encoding`, `language`, `streams`, `paragraphs` and `error` come after
    /// them; those that have one of these names move into a struct `input`. No row fails the batch: a document of more than
    /// `max_document` bytes has nulls, and its `error` says why. A column that is missing is a `ConfigError`.
    ///
    /// >>> import polynorm, pyarrow
    /// >>> batch = pyarrow.record_batch({"text": ["Talks resume in Kabul", None]})
    /// >>> out = polynorm.Pipeline().normalize_batch(batch)
    /// >>> pyarrow.record_batch(out).column("language").to_pylist()
    /// ['eng', None]
    /// >>> polynorm.Pipeline().normalize_batch(batch, column="content")
    /// Traceback (most recent call last):
    ///     ...
    /// polynorm.ConfigError: ...
    #[pyo3(signature = (batch, /, column="text"))]
    fn normalize_batch<'py>(&self, batch: &Bound<'py, PyAny>, column: &str) -> PyResult<Bound<'py, PyAny>> {
        batches::normalize(self, batch, column)
    }

    /// The new columns for an array of texts or bytes, as an array of structs; null where the text is.
    ///
    /// >>> import polynorm, pyarrow
    /// >>> out = polynorm.Pipeline().normalize_array(pyarrow.array(["Talks resume in Kabul", None]))
    /// >>> [row and row["language"] for row in pyarrow.array(out).to_pylist()]
    /// ['eng', None]
    #[pyo3(signature = (texts, /))]
    fn normalize_array(&self, texts: &Bound<'_, PyAny>) -> PyResult<Array> {
        batches::normalize_array(self, texts)
    }

    /// The language of each text or document in bytes, ISO 639-3, as an array of strings; `und` where there is none to tell, null
    /// where the text is. It takes the first stages only.
    ///
    /// >>> import polynorm, pyarrow
    /// >>> out = polynorm.Pipeline().language_array(pyarrow.array(["Der Rat tagte am Montag in Bern.", None]))
    /// >>> pyarrow.array(out).to_pylist()
    /// ['deu', None]
    #[pyo3(signature = (texts, /))]
    fn language_array(&self, texts: &Bound<'_, PyAny>) -> PyResult<Array> {
        batches::language_array(self, texts)
    }

    /// The schema of what `normalize_batch` gives for batches of a schema, for engines that plan before there is data.
    ///
    /// >>> import polynorm, pyarrow
    /// >>> polynorm.Pipeline().schema(pyarrow.schema({"id": "int64", "text": "string"})).names
    /// ['id', 'text', 'encoding', 'language', 'streams', 'paragraphs', 'error']
    #[pyo3(signature = (schema, /, column="text"))]
    fn schema(&self, schema: &Bound<'_, PyAny>, column: &str) -> PyResult<Schema> {
        batches::schema(self, schema, column)
    }

    /// All settings, the defaults too, as a dictionary that `json` can write.
    #[getter]
    fn settings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.options.to_dict(py)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyDict>,))> {
        let made = py.import("polynorm._polynorm")?.getattr("_pipeline")?;
        Ok((made, (self.options.set(py)?,)))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Pipeline>().is_ok_and(|other| other.get().json == self.json)
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.json.hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let mut set = Vec::new();
        for (key, value) in &self.options.set(py)? {
            set.push(format!("{key}={}", value.repr()?));
        }
        Ok(format!("Pipeline({})", set.join(", ")))
    }
}

/// The pipeline with these settings: what unpickling calls.
#[pyfunction(name = "_pipeline")]
pub fn pipeline(py: Python<'_>, settings: &Bound<'_, PyDict>) -> PyResult<Pipeline> {
    Pipeline::read(py, Some(settings))
}
