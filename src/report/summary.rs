//! [`Summary`]: what `run.json` says of a run, and what its quarantine holds; read leniently, as other versions may have written it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Error;
use crate::corpus::Statistics;

/// What follows the path of an output in that of its summary.
pub const SUFFIX: &str = ".run.json";
/// Failures that are shown.
const SHOWN: usize = 10;
/// The longest line of a quarantine that is read.
const LINE: u64 = 4 << 20;

/// A finished run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// The version that made it.
    pub polynorm: String,
    /// When it began.
    pub started: String,
    /// How long it took.
    pub seconds: f64,
    /// Threads at work.
    pub threads: u64,
    /// All settings, as in a config file.
    pub settings: Value,
    /// What it read.
    pub inputs: Vec<Value>,
    /// Its share, if it is one of several.
    pub shard: Value,
    /// What it wrote.
    pub outputs: Vec<OutputFile>,
    /// Documents and bytes.
    pub counts: Counts,
    /// The file with what failed.
    pub quarantine: Option<String>,
    /// What there was in the documents.
    pub statistics: Statistics,
}

/// A file that a run wrote.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OutputFile {
    /// Its path.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// Records in it.
    pub records: u64,
}

/// Documents of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Read.
    pub read: u64,
    /// Written.
    pub written: u64,
    /// In the quarantine.
    pub quarantined: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Summary {
    /// Reads the summary of a run, given its output or the summary itself; also tells where the summary stands.
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be read, [`Error::is_data`] if it is none.
    pub fn read(run: &Path) -> Result<(Summary, PathBuf), Error> {
        let path = Summary::path(run);
        let place = || path.display().to_string();
        let text = std::fs::read(&path).map_err(|e| Error::io(place(), e))?;
        let read = serde_json::from_slice(&text);
        let summary = read.map_err(|e| Error::data(format!("not the summary of a run: {e}")).at(place()))?;
        Ok((summary, path))
    }

    /// Where the summary of a run stands, given its output or the summary itself.
    pub fn path(run: &Path) -> PathBuf {
        if run.as_os_str().to_string_lossy().ends_with(SUFFIX) {
            return run.to_owned();
        }
        let mut path = run.as_os_str().to_owned();
        path.push(SUFFIX);
        path.into()
    }

    /// What the run is called: the name of its output.
    pub fn name(&self) -> &str {
        let path = self.outputs.first().map_or("", |output| output.path.trim_end_matches('/'));
        path.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or("a run")
    }

    /// Each setting with its path, in order: `pipeline.unicode.form` and `nfc`.
    pub fn flat_settings(&self) -> Vec<(String, String)> {
        let mut flat = Vec::new();
        flatten("", &self.settings, &mut flat);
        flat.sort();
        flat
    }
}

fn flatten(path: &str, value: &Value, flat: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                flatten(&path, value, flat);
            }
        }
        Value::Null => {}
        Value::String(text) => flat.push((path.to_owned(), text.clone())),
        // Settings are single precision: 0.1, not 0.10000000149011612.
        Value::Number(number) if number.is_f64() => {
            flat.push((path.to_owned(), (number.as_f64().unwrap_or_default() as f32).to_string()));
        }
        value => flat.push((path.to_owned(), value.to_string())),
    }
}

/// What the quarantine of a run holds, without the bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// How many failed in each stage.
    pub stages: BTreeMap<String, u64>,
    /// The first of them: id, stage, what was wrong.
    pub first: Vec<[String; 3]>,
}

impl Failures {
    /// Reads a quarantine; lines that are no record of one are passed over.
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be read.
    pub fn read(path: &Path) -> Result<Failures, Error> {
        #[derive(Deserialize)]
        struct Line {
            id: String,
            stage: String,
            error: String,
        }
        let failed = |e| Error::io(path.display().to_string(), e);
        let mut reader = BufReader::new(File::open(path).map_err(failed)?);
        let (mut failures, mut line) = (Failures::default(), Vec::new());
        loop {
            line.clear();
            if reader.by_ref().take(LINE).read_until(b'\n', &mut line).map_err(failed)? == 0 {
                return Ok(failures);
            }
            let Ok(Line { id, stage, error }) = serde_json::from_slice(&line) else { continue };
            if failures.first.len() < SHOWN {
                failures.first.push([id, stage.clone(), error]);
            }
            *failures.stages.entry(stage).or_default() += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_told_by_their_paths() {
        let settings = serde_json::json!({"threads": null, "pipeline": {"names": "off", "threshold": f64::from(0.1f32), "unicode": {"folds": {}}}, "a": [1]});
        let summary = Summary { settings, ..Summary::default() };
        let expected =
            [("a", "[1]"), ("pipeline.names", "off"), ("pipeline.threshold", "0.1"), ("pipeline.unicode.folds", "{}")];
        assert_eq!(summary.flat_settings(), expected.map(|(path, value)| (path.to_owned(), value.to_owned())));
    }

    #[test]
    fn a_run_is_named_by_its_output_or_its_summary() {
        assert_eq!(Summary::path(Path::new("a/b.jsonl")), Path::new("a/b.jsonl.run.json"));
        assert_eq!(Summary::path(Path::new("b.jsonl.run.json")), Path::new("b.jsonl.run.json"));
        let outputs = vec![OutputFile { path: "a/b.jsonl".into(), ..OutputFile::default() }];
        assert_eq!(Summary { outputs, ..Summary::default() }.name(), "b.jsonl");
        assert_eq!(Summary::default().name(), "a run");
    }
}
