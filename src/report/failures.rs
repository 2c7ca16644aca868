//! [`Failures`]: what the quarantine of a run holds, as far as a report shows it.

use std::collections::BTreeMap;
use std::path::Path;

use super::lines::lines;
use crate::Error;
use crate::corpus::quarantine::Line;

/// Failures that are shown.
const SHOWN: usize = 10;

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
        let mut failures = Failures::default();
        for line in lines(&[path.to_owned()])? {
            let line = line?;
            let Ok(Line { id, stage, error, .. }) = serde_json::from_slice(&line) else { continue };
            if failures.first.len() < SHOWN {
                failures.first.push([id, stage.clone(), error]);
            }
            *failures.stages.entry(stage).or_default() += 1;
        }
        Ok(failures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Failure, Origin, quarantine};

    #[test]
    fn failures_are_counted_by_stage() {
        let mut lines = b"no record of a quarantine\n".to_vec();
        for n in 0..2 * SHOWN {
            let failure = Failure::new(["read", "json"][n % 2], "cut short", b"{\xFF", 2);
            quarantine::write(&format!("{n}.txt"), &Origin::default(), &failure, &mut lines);
        }
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), lines).unwrap();
        let Failures { stages, first } = Failures::read(file.path()).unwrap();
        let all = SHOWN as u64;
        assert_eq!(stages, [("json".to_owned(), all), ("read".to_owned(), all)].into());
        assert_eq!((first.len(), &first[1]), (SHOWN, &["1.txt", "json", "cut short"].map(str::to_owned)));
    }
}
