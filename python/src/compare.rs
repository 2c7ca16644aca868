//! `polynorm.names.compare`: whether two names are names of the same.

use polynorm::names;
use pyo3::prelude::*;

use crate::gate;
use crate::input::Text;

/// The outcome of a comparison of two names.
///
/// >>> from polynorm import names
/// >>> comparison = names.compare("Muammar Qaddafi", "Moammar al-Gadhafi")
/// >>> comparison.score > 0.8, comparison.reasons[0]
/// (True, 'moammar ~ muammar 0.97')
#[pyclass(frozen, get_all, module = "polynorm")]
pub struct Comparison {
    /// 0.0 to 1.0; from 0.5 on they are rather the same than not.
    score: f64,
    /// What spoke for it and against it, for a person to read.
    reasons: Vec<String>,
}

#[pymethods]
impl Comparison {
    fn __repr__(&self) -> String {
        format!("<Comparison: {:.4}, {}>", self.score, self.reasons.join("; "))
    }
}

/// Compares two names in any scripts.
///
/// >>> from polynorm import names
/// >>> names.compare("Никита Хрущев", "Khrushchev, Nikita").score > 0.8
/// True
/// >>> names.compare("Pakistani Taliban", "Taliban").score < 0.5
/// True
#[pyfunction]
#[pyo3(signature = (a, b, /))]
pub fn compare(py: Python<'_>, a: Text, b: Text) -> Comparison {
    let names::Comparison { score, reasons } = gate::detached(py, || names::compare(&a.0, &b.0));
    Comparison { score, reasons }
}
