//! The options of a pipeline: keyword arguments, named as the keys of `polynorm.toml`, and back.

use std::collections::BTreeMap;
use std::path::PathBuf;

use polynorm::corpus::{self, Offsets, RecordOptions};
use polynorm::encoding::RepairMode;
use polynorm::language::{Candidates, Detector};
use polynorm::names::NamesMode;
use polynorm::role::Keep;
use polynorm::segment::Paragraphs;
use polynorm::unicode::{Fold, Form, Profile};
use polynorm::{Pipeline, Settings, unicode};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::errors::{Kind, error, raised};
use crate::gate;

/// All that can be set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    pub paragraphs: Paragraphs,
    pub form: Form,
    pub profile: Profile,
    pub folds: BTreeMap<Fold, bool>,
    pub mojibake: RepairMode,
    pub names: NamesMode,
    pub lexicons: Vec<PathBuf>,
    #[serde(deserialize_with = "languages")]
    pub languages: Candidates,
    pub threshold: f32,
    pub keep: Keep,
    pub detector: Detector,
    pub model: Option<PathBuf>,
    pub boilerplate: Option<PathBuf>,
    pub edits: bool,
    pub offsets: Offsets,
    #[serde(deserialize_with = "size")]
    pub max_document: usize,
}

impl Default for Options {
    fn default() -> Options {
        let Settings { paragraphs, mojibake, detector, model, languages, threshold, keep, unicode, names, boilerplate } =
            Settings::default();
        let unicode::Settings { form, profile, folds } = unicode;
        Options {
            paragraphs,
            form,
            profile,
            folds,
            mojibake,
            names,
            lexicons: Vec::new(),
            languages,
            threshold,
            keep,
            detector,
            model,
            boilerplate,
            edits: false,
            offsets: Offsets::default(),
            max_document: 64 << 20,
        }
    }
}

impl Options {
    /// Those that keyword arguments set, and the defaults.
    pub fn read(py: Python<'_>, given: Option<&Bound<'_, PyDict>>) -> PyResult<Options> {
        let Some(given) = given else { return Ok(Options::default()) };
        let how = PyDict::new(py);
        how.set_item("default", py.import("os")?.getattr("fspath")?)?;
        how.set_item("allow_nan", false)?;
        let dumps = py.import("json")?.getattr("dumps")?;
        let mut value = serde_json::Map::new();
        for (key, given) in given {
            let key: String = key.extract()?;
            let json = dumps.call((given,), Some(&how)).and_then(|json| json.extract::<String>());
            let unfit = |told: String| error(py, Kind::Config, &format!("{key}: {told}"), Some(&key));
            let json = json.map_err(|told| unfit(told.value(py).to_string()))?;
            let one = serde_json::from_str(&json).map_err(|told| unfit(told.to_string()))?;
            value.insert(key, one);
        }
        let read = gate::detached(py, || serde_path_to_error::deserialize(serde_json::Value::Object(value)));
        let mut options: Options = read.map_err(|told| unread(py, &told))?;
        // The one who unpickles them may stand elsewhere.
        for path in options.lexicons.iter_mut().chain(&mut options.model).chain(&mut options.boilerplate) {
            if let Ok(absolute) = std::path::absolute(&path) {
                *path = absolute;
            }
        }
        Ok(options)
    }

    /// They as a dictionary of what `json` knows.
    pub fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        Ok(loads(py, &self.to_json(py)?)?.cast_into()?)
    }

    /// They as JSON: equal for equal options.
    pub fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        serde_json::to_string(self).map_err(|told| error(py, Kind::Config, &told.to_string(), None))
    }

    /// Those that are not the defaults.
    pub fn set<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let (all, defaults) = (self.to_dict(py)?, Options::default().to_dict(py)?);
        let set = PyDict::new(py);
        for (key, value) in &all {
            if !defaults.get_item(&key)?.is_some_and(|default| value.eq(default).unwrap_or(false)) {
                set.set_item(key, value)?;
            }
        }
        Ok(set)
    }

    /// The pipeline that they describe.
    pub fn pipeline(&self, py: Python<'_>) -> PyResult<Pipeline> {
        let settings = Settings {
            paragraphs: self.paragraphs,
            mojibake: self.mojibake,
            detector: self.detector,
            model: self.model.clone(),
            languages: self.languages.clone(),
            threshold: self.threshold,
            keep: self.keep,
            unicode: unicode::Settings { form: self.form, profile: self.profile, folds: self.folds.clone() },
            names: self.names,
            boilerplate: self.boilerplate.clone(),
        };
        let builder = Pipeline::builder().settings(settings).lexicons(&self.lexicons);
        gate::detached(py, || builder.build()).map_err(|told| raised(py, &told))
    }

    /// What stands in records.
    pub fn record(&self) -> RecordOptions {
        RecordOptions::new(self.offsets, self.edits, self.names)
    }
}

/// An object from JSON.
pub fn loads<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (json,))
}

/// The exception for options that cannot be read.
fn unread(py: Python<'_>, told: &serde_path_to_error::Error<serde_json::Error>) -> PyErr {
    let message = told.inner().to_string();
    let message = format!("{message}{}", meant(&message));
    // `folds.?` where it cannot tell which of them.
    let path = told.path().to_string().trim_end_matches(".?").to_owned();
    // A key that there is not stands nowhere; the message names it.
    if path == "." || message.starts_with("unknown field") {
        return error(py, Kind::Config, &message, None);
    }
    error(py, Kind::Config, &format!("{path}: {message}"), Some(&path))
}

/// What may have been meant by the key or word that an error of serde calls unknown.
fn meant(told: &str) -> String {
    let mut words = told.split('`').skip(1).step_by(2);
    let unknown = words.next().filter(|_| told.starts_with("unknown "));
    let nearest = unknown.and_then(|unknown| polynorm::cli::nearest(unknown, words));
    nearest.map_or(String::new(), |nearest| format!("; did you mean `{nearest}`?"))
}

/// Languages as everywhere, or a dictionary of their weights.
fn languages<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Candidates, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    let value = match value {
        serde_json::Value::Object(weights) => {
            let entry = |(tag, weight): (String, serde_json::Value)| {
                // All others have no weight of their own.
                let is_one = tag == "*" && weight.as_f64() == Some(1.0);
                if is_one { tag } else { format!("{tag}={weight}") }
            };
            weights.into_iter().map(entry).collect()
        }
        value => value,
    };
    Candidates::deserialize(value).map_err(de::Error::custom)
}

/// A number of bytes, or one with K, M or G.
fn size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    let size = match &value {
        serde_json::Value::Number(number) => number.as_u64().filter(|&size| size > 0),
        serde_json::Value::String(text) => corpus::size(text),
        _ => None,
    };
    size.and_then(|size| usize::try_from(size).ok())
        .ok_or_else(|| de::Error::custom(format!("{value} is no size; use a number of bytes from 1 on, or \"64M\"")))
}
