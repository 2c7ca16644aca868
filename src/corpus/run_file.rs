//! [`RunFile`]: `OUT.run.json`, what a finished run came to; and several of them, of the shards of a run, as one.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::journal::differences;
use super::run::Counts;
use super::sink::Written;
use super::source::Shard;
use super::statistics::Statistics;
use crate::Error;

/// What stands in `OUT.run.json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
    pub inputs: Vec<String>,
    /// The share of the inputs.
    pub shard: Option<String>,
    /// What was written.
    pub outputs: Vec<Written>,
    /// How many documents there were.
    pub counts: Counts,
    /// Where those that failed are; of shards the first one's.
    pub quarantine: Option<PathBuf>,
    /// What was in the documents.
    pub statistics: Statistics,
}

impl RunFile {
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
