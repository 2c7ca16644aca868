//! `polynorm.repair` and `explain_repair`: mojibake undone in a text.

use polynorm::corpus::{Counter, Offsets};
use polynorm::encoding::{self, RepairMode};
use polynorm::unicode::{Form, to_form};
use pyo3::prelude::*;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as ValueError;

use crate::errors::{Kind, error};
use crate::gate;
use crate::input::Text;

/// What a repair did to a text, and why.
///
/// >>> import polynorm
/// >>> repair = polynorm.explain_repair("The cafÃ© is open")
/// >>> repair.text, repair.changes[0].now, repair.steps[0].read_as, repair.steps[0].encoding
/// ('The café is open', 'é', 'windows-1252', 'UTF-8')
#[pyclass(frozen, get_all, module = "polynorm")]
pub struct Repair {
    /// The text with the changes made.
    text: String,
    /// The changes, in order; none for clean text.
    changes: Vec<Py<RepairChange>>,
    /// The steps that led to them.
    steps: Vec<Py<RepairStep>>,
}

#[pymethods]
impl Repair {
    fn __repr__(&self) -> String {
        format!("<Repair: {} changes in {} steps, {:?}>", self.changes.len(), self.steps.len(), self.text)
    }
}

/// A change that a repair made.
///
/// >>> import polynorm
/// >>> change = polynorm.explain_repair("The cafÃ© is open").changes[0]
/// >>> change.span, change.was, change.now, change.steps
/// ((7, 9), 'Ã©', 'é', [0])
#[pyclass(frozen, get_all, module = "polynorm")]
pub struct RepairChange {
    /// The code points of the text that was given: start and end.
    span: (usize, usize),
    /// What stood there.
    was: String,
    /// What stands there now.
    now: String,
    /// The rule.
    rule: &'static str,
    /// The steps that made it, as places in the repair's `steps`.
    steps: Vec<usize>,
}

#[pymethods]
impl RepairChange {
    fn __repr__(&self) -> String {
        format!("<RepairChange: {:?} to {:?}>", self.was, self.now)
    }
}

/// A step of a repair: bytes that were read in one encoding and are in another.
///
/// >>> import polynorm
/// >>> step = polynorm.explain_repair("The cafÃ© is open").steps[0]
/// >>> step.read_as, step.encoding, step.characters, step.gain > 5
/// ('windows-1252', 'UTF-8', 1, True)
#[pyclass(frozen, get_all, module = "polynorm")]
pub struct RepairStep {
    /// The encoding that the bytes were decoded in.
    read_as: &'static str,
    /// The one that they are in.
    encoding: &'static str,
    /// By how much likelier the text is now, in nats.
    gain: f64,
    /// How many characters came of it.
    characters: usize,
}

#[pymethods]
impl RepairStep {
    fn __repr__(&self) -> String {
        format!("<RepairStep: {} read as {}, {} characters>", self.encoding, self.read_as, self.characters)
    }
}

/// The value of an option with this word.
fn word<T: for<'de> Deserialize<'de>>(py: Python<'_>, option: &str, word: &str) -> PyResult<T> {
    T::deserialize(word.into_deserializer())
        .map_err(|told: ValueError| error(py, Kind::Config, &format!("{option}: {told}"), Some(option)))
}

/// The text with mojibake undone, in a Unicode form.
///
/// The mode is `on` for what cannot be meant, `bold` for what is unlikely to be meant too, or `off`; the form is `nfc`, `nfd`,
/// `nfkc`, `nfkd` or `none`.
///
/// >>> import polynorm
/// >>> polynorm.repair("The cafÃ© is open"), polynorm.repair("SÃO PAULO")
/// ('The café is open', 'SÃO PAULO')
#[pyfunction]
#[pyo3(signature = (text, mode="on", form="none"))]
pub fn repair(py: Python<'_>, text: Text, mode: &str, form: &str) -> PyResult<String> {
    let (mode, form): (RepairMode, Form) = (word(py, "mode", mode)?, word(py, "form", form)?);
    Ok(gate::detached(py, || {
        let repaired = encoding::explain(&text.0, mode);
        to_form(&repaired.applied(&text.0), form).into_owned()
    }))
}

/// What `repair` would do to the text, and why.
///
/// >>> import polynorm
/// >>> polynorm.explain_repair("Nothing is wrong here.").changes
/// []
#[pyfunction]
#[pyo3(signature = (text, mode="on"))]
pub fn explain_repair(py: Python<'_>, text: Text, mode: &str) -> PyResult<Repair> {
    let (text, mode) = (&*text.0, word(py, "mode", mode)?);
    let repair = gate::detached(py, || encoding::explain(text, mode));
    let mut counter = Counter::new(text, Offsets::Chars);
    let changes = repair.changes.iter().enumerate().map(|(i, change)| {
        let span = counter.span(&change.range).into();
        let was = text.get(change.range.clone()).unwrap_or_default().to_owned();
        let steps = repair.chain(i).collect();
        Py::new(py, RepairChange { span, was, now: change.with.clone(), rule: change.rule, steps })
    });
    let steps = repair.steps.iter().map(|step| {
        let gain = (f64::from(step.gain) * 10.0).round() / 10.0;
        Py::new(py, RepairStep { read_as: step.read_as, encoding: step.is, gain, characters: step.characters })
    });
    Ok(Repair {
        text: repair.applied(text).into_owned(),
        changes: changes.collect::<PyResult<_>>()?,
        steps: steps.collect::<PyResult<_>>()?,
    })
}
