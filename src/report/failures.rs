//! [`Failures`]: what the quarantine of a run holds, as far as a report shows it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;

use crate::Error;

/// Failures that are shown.
const SHOWN: usize = 10;
/// The longest line of a quarantine that is read.
const LINE: u64 = 4 << 20;

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
