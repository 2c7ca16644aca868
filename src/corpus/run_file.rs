//! [`RunFile`]: `OUT.run.json`, what a finished run came to; and several of them, of the shards of a run, as one.
//!
//! It is read leniently, as other versions may have written it: what is missing has its default, what is unknown is
//! passed over.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::journal::differences;
use super::run::Counts;
use super::sink::{Written, with_suffix};
use super::source::Shard;
use super::statistics::Statistics;
use crate::Error;

/// What follows the path of an output in that of its run file.
const SUFFIX: &str = ".run.json";

/// What stands in `OUT.run.json`.
///
/// ```
/// use polynorm::corpus::RunFile;
///
/// let run: RunFile = serde_json::from_str(r#"{"counts": {"read": 3}, "of-a-later-version": 1}"#)?;
/// assert_eq!((run.counts.read, run.counts.written), (3, 0));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RunFile {
    /// The version of the program.
    pub polynorm: String,
    /// The verb, `normalize` or `detect`.
    pub verb: String,
    /// When it was started, RFC 3339.
    pub started: String,
    /// Seconds at work; of shards, of the one that took longest.
    pub seconds: f64,
    /// Threads; of shards, all together.
    pub threads: u64,
    /// The settings, as in a config file.
    pub settings: Value,
    /// Length and checksum of the files that the settings name.
    pub files: Value,
    /// The inputs as they were given.
    #[serde(deserialize_with = "texts")]
    pub inputs: Vec<String>,
    /// The share of the inputs.
    pub shard: Option<String>,
    /// What was written.
    pub outputs: Vec<Written>,
    /// How many documents there were.
    pub counts: Counts,
    /// Where those that failed are; of shards the first one's.
    #[serde(serialize_with = "lossy")]
    pub quarantine: Option<PathBuf>,
    /// What was in the documents.
    pub statistics: Statistics,
}

impl RunFile {
    /// Where the run file of an output stands.
    pub fn beside(out: &Path) -> PathBuf {
        with_suffix(out, SUFFIX)
    }

    /// Where the run file of a run stands, given its output or the run file itself.
    ///
    /// ```
    /// use std::path::Path;
    /// use polynorm::corpus::RunFile;
    ///
    /// assert_eq!(RunFile::path(Path::new("a/b.jsonl")), Path::new("a/b.jsonl.run.json"));
    /// assert_eq!(RunFile::path(Path::new("a/b.jsonl.run.json")), Path::new("a/b.jsonl.run.json"));
    /// ```
    pub fn path(run: &Path) -> PathBuf {
        if RunFile::output(run).is_some() { run.to_owned() } else { RunFile::beside(run) }
    }

    /// The output beside which a run file stands, by its name; `None` if that is not a run file's.
    pub fn output(run_file: &Path) -> Option<PathBuf> {
        let without =
            |path: &Path, ending| path.extension().filter(|&found| found == ending).map(|_| path.with_extension(""));
        without(&without(run_file, "json")?, "run")
    }

    /// Reads the run file of a run, given its output or the run file itself; also tells where it stands.
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be read, [`Error::is_data`] if it is none.
    pub fn read(run: &Path) -> Result<(RunFile, PathBuf), Error> {
        let path = RunFile::path(run);
        let place = || path.display().to_string();
        let json = std::fs::read(&path).map_err(|e| Error::io(place(), e))?;
        let read = serde_json::from_slice(&json);
        let run = read.map_err(|e| Error::data(format!("not the summary of a run: {e}")).at(place()))?;
        Ok((run, path))
    }

    /// Whatever decides about the output.
    pub fn asked(&self) -> Value {
        serde_json::json!({
            "polynorm": self.polynorm,
            "verb": self.verb,
            "settings": self.settings,
            "files": self.files,
            "inputs": self.inputs,
            "shard": self.shard,
        })
    }

    /// The shards of a run as one run.
    ///
    /// # Errors
    /// [`Error::is_config`] if they are not all shards of one run, each once; it says which are missing or twice.
    pub fn merge(shards: Vec<(String, RunFile)>) -> Result<RunFile, Error> {
        let mut shards = shards.into_iter();
        let Some((first_name, mut whole)) = shards.next() else {
            return Err(Error::config("there is nothing to merge"));
        };
        let share = |name: &str, run: &RunFile| match run.shard.as_deref().map(str::parse::<Shard>) {
            Some(Ok(shard)) => Ok(shard.numbers()),
            _ => Err(Error::config(format!("{name}: it is no run with `--shard`"))),
        };
        let (index, of) = share(&first_name, &whole)?;
        let (mut seen, mut quarantines) = (BTreeSet::from([index]), Vec::from_iter(whole.quarantine.take()));
        for (name, shard) in shards {
            let without = |run: &RunFile| RunFile { shard: None, ..run.clone() }.asked();
            if let Some((key, a, b)) = differences(&without(&whole), &without(&shard)).into_iter().next() {
                return Err(Error::config(format!("{name} and {first_name} are not of one run: {key} is {b} and {a}")));
            }
            let (index, its_of) = share(&name, &shard)?;
            if its_of != of {
                return Err(Error::config(format!(
                    "{name} is shard {index}/{its_of}, but {first_name} is one of {of}"
                )));
            }
            if !seen.insert(index) {
                return Err(Error::config(format!("{name}: shard {index}/{of} is given twice")));
            }
            whole.started = whole.started.min(shard.started);
            whole.seconds = whole.seconds.max(shard.seconds);
            whole.threads += shard.threads;
            whole.outputs.extend(shard.outputs);
            whole.counts.add(&shard.counts);
            whole.statistics.merge(shard.statistics);
            quarantines.extend(shard.quarantine);
        }
        let missing: Vec<_> = (1..=of).filter(|n| !seen.contains(n)).take(20).map(|n| format!("{n}/{of}")).collect();
        if !missing.is_empty() {
            return Err(Error::config(format!("shards are missing: {}", missing.join(", "))));
        }
        whole.quarantine = quarantines.into_iter().next();
        whole.shard = None;
        Ok(whole)
    }
}

/// A list of texts; what is no text in it, as JSON.
fn texts<'de, D: Deserializer<'de>>(list: D) -> Result<Vec<String>, D::Error> {
    let list = Vec::<Value>::deserialize(list)?;
    Ok(list.into_iter().map(|value| if let Value::String(text) = value { text } else { value.to_string() }).collect())
}

/// A path as text: in JSON there are no other bytes.
fn lossy<S: Serializer>(path: &Option<PathBuf>, serializer: S) -> Result<S::Ok, S::Error> {
    path.as_deref().map(Path::to_string_lossy).serialize(serializer)
}

/// A time as RFC 3339, UTC, in seconds.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// let time = SystemTime::UNIX_EPOCH + Duration::from_secs(951_827_696);
/// assert_eq!(polynorm::corpus::rfc3339(time), "2000-02-29T12:34:56Z");
/// ```
pub fn rfc3339(time: SystemTime) -> String {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    // Days since 1 March of the year 0, in cycles of 400 years: Howard Hinnant, "chrono-compatible low-level date algorithms".
    let days = days + 719_468;
    let (cycle, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = (year + cycle * 400 + u64::from(month >= 10), if month < 10 { month + 3 } else { month - 9 });
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_version_wrote_is_read() {
        let run: RunFile = serde_json::from_str(
            r#"{"inputs": ["a", 3, {"list": "b"}], "outputs": [{"path": "c", "sum": 7}], "counts": {"read": 2, "skipped": 1}}"#,
        )
        .unwrap();
        assert_eq!(run.inputs, ["a", "3", r#"{"list":"b"}"#]);
        assert_eq!(run.outputs, [Written { path: "c".into(), ..Written::default() }]);
        assert_eq!(run.counts, Counts { read: 2, ..Counts::default() });
        assert_eq!(serde_json::from_str::<RunFile>("{}").unwrap(), RunFile::default());
    }

    #[test]
    fn a_run_is_found_by_its_output_or_its_run_file() {
        for (given, found, output) in [
            ("a/b.jsonl", "a/b.jsonl.run.json", "a/b.jsonl"),
            ("a/b.jsonl.run.json", "a/b.jsonl.run.json", "a/b.jsonl"),
            ("a/texts/", "a/texts.run.json", "a/texts"),
            ("run.json", "run.json.run.json", "run.json"),
        ] {
            let path = RunFile::path(Path::new(given));
            assert_eq!((path.as_path(), RunFile::output(&path)), (Path::new(found), Some(PathBuf::from(output))));
        }
    }
}
