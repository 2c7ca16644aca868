//! What a person sees of a run: a bar on a terminal, a line now and then elsewhere, and a summary at the end.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressStyle};
use serde_json::Value;

use crate::Stream;
use crate::corpus::{Counts, RunFile};

/// How far the reading of the files is.
pub struct Far {
    /// Bytes of all files, 0 as long as that is not known.
    pub total: Arc<AtomicU64>,
    /// Bytes of them that were read.
    pub read: Box<dyn Fn() -> u64 + Send + Sync>,
}

/// How far a run is.
pub struct Progress {
    bar: Option<ProgressBar>,
    log_every: Option<Duration>,
    begun: Instant,
    /// Bytes of documents before the run went on.
    before: u64,
    far: Far,
    /// Bytes of files before the run went on.
    far_before: u64,
    told: Mutex<Instant>,
}

impl Progress {
    /// Nothing if not `wanted`; a bar on a terminal, where standard output is not one too (`bar`); else a line every
    /// so many seconds.
    pub fn new(wanted: bool, bar: bool, log_every: u64, before: &Counts, far: Far) -> Progress {
        let terminal = std::io::stderr().is_terminal();
        let bar = (wanted && bar && terminal).then(|| {
            let bar = ProgressBar::new_spinner();
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        let log_every = (wanted && !terminal && log_every > 0).then(|| Duration::from_secs(log_every));
        let (begun, far_before) = (Instant::now(), (far.read)());
        Progress { bar, log_every, begun, before: before.bytes, far, far_before, told: Mutex::new(begun) }
    }

    /// Tells how far the run is; called often.
    pub fn tell(&self, counts: &Counts) {
        let every = if self.bar.is_some() { Some(Duration::from_millis(100)) } else { self.log_every };
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if every.is_none_or(|every| told.elapsed() < every) {
            return;
        }
        *told = Instant::now();
        let said = self.said(counts);
        let Some(bar) = &self.bar else {
            anstream::eprintln!("{} at work: {said}", HumanDuration(self.begun.elapsed()));
            return;
        };
        let total = self.far.total.load(Ordering::Relaxed);
        if bar.length().is_none() && total > 0 {
            bar.set_length(total);
            if let Ok(style) = ProgressStyle::with_template("{bar:24} {msg}") {
                bar.set_style(style);
            }
        }
        bar.set_position((self.far.read)().min(total));
        bar.set_message(said);
    }

    /// Documents, bytes, rate, share done and time left.
    fn said(&self, counts: &Counts) -> String {
        let seconds = self.begun.elapsed().as_secs_f64().max(0.001);
        let rate = (counts.bytes - self.before.min(counts.bytes)) as f64 / seconds;
        let (documents, bytes) = (HumanCount(counts.read), HumanBytes(counts.bytes));
        let mut said = format!("{documents} documents, {bytes}, {}/s", HumanBytes(rate as u64));
        let (read, total) = ((self.far.read)(), self.far.total.load(Ordering::Relaxed));
        let here = read.saturating_sub(self.far_before);
        if total > 0 && here > 0 {
            let left = Duration::from_secs_f64(seconds * total.saturating_sub(read) as f64 / here as f64);
            said = format!(
                "{said}, {}% of {}, {} left",
                read.min(total) * 100 / total,
                HumanBytes(total),
                HumanDuration(left)
            );
        }
        if counts.quarantined > 0 {
            said = format!("{said}, {} quarantined", HumanCount(counts.quarantined));
        }
        said
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// The lines before the last.
pub fn summary(run: &RunFile) {
    let Counts { read, bytes, .. } = run.counts;
    let rate = HumanBytes((bytes as f64 / run.seconds.max(0.001)) as u64);
    anstream::eprintln!("documents  {} of {} in {:.1} s, {rate}/s", HumanCount(read), HumanBytes(bytes), run.seconds);
    let statistics = serde_json::to_value(&run.statistics).unwrap_or_default();
    for what in ["languages", "encodings", "roles"] {
        if let Some(shares) = shares(&statistics[what]) {
            anstream::eprintln!("{what:9}  {shares}");
        }
    }
    let written: u64 = run.outputs.iter().map(|output| output.bytes).sum();
    match &run.outputs[..] {
        [] => {}
        [one] => anstream::eprintln!("written    {} to {}", HumanBytes(written), one.path.display()),
        [first, ..] => {
            let folder = first.path.parent().unwrap_or(&first.path).display();
            anstream::eprintln!("written    {} to {} files in {folder}", HumanBytes(written), run.outputs.len());
        }
    }
}

/// What is not in the streams that were asked for, if only some were.
pub fn left_out(run: &RunFile, streams: &[Stream]) {
    let others = Stream::ALL.into_iter().filter(|stream| !streams.is_empty() && !streams.contains(stream));
    for stream in others {
        let left = run.statistics.streams.get(stream.name()).map_or(0, |tally| tally.paragraphs);
        let what = if left == 1 { "paragraph" } else { "paragraphs" };
        anstream::eprintln!("left out   {} {what} of stream {stream}", HumanCount(left));
    }
}

/// How many shares are told.
const TOLD: usize = 6;

/// The largest shares by bytes of text: `eng 61%, fra 20%, 3 others 2%`.
fn shares(counted: &Value) -> Option<String> {
    let weight = |value: &Value| value.as_u64().or_else(|| value["bytes"].as_u64()).unwrap_or(0);
    let mut all: Vec<_> = counted.as_object()?.iter().map(|(name, value)| (weight(value), name)).collect();
    all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let sum: u64 = all.iter().map(|(weight, _)| weight).sum();
    let percent = |part: u64| match part as f64 * 100.0 / sum.max(1) as f64 {
        share if share > 0.0 && share < 1.0 => "<1%".to_owned(),
        share => format!("{share:.0}%"),
    };
    let mut told: Vec<_> = all.iter().take(TOLD).map(|(part, name)| format!("{name} {}", percent(*part))).collect();
    if all.len() > TOLD {
        let rest = all[TOLD..].iter().map(|(part, _)| part).sum();
        told.push(format!("{} others {}", all.len() - TOLD, percent(rest)));
    }
    (sum > 0).then(|| told.join(", "))
}

/// The last line.
pub fn closing(run: &RunFile) {
    let Counts { read, written, quarantined, bytes: _ } = run.counts;
    let place = run.quarantine.as_ref().map_or(String::new(), |path| format!(" in {}", path.display()));
    let records = if read == 1 { "record" } else { "records" };
    anstream::eprintln!("{read} {records} read, {written} written, {quarantined} quarantined{place}");
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::shares;

    #[test]
    fn the_largest_shares_are_told() {
        let tallies = json!({"fra": {"bytes": 20}, "eng": {"bytes": 779}, "und": {"bytes": 1}, "deu": {"bytes": 200}});
        assert_eq!(shares(&tallies).unwrap(), "eng 78%, deu 20%, fra 2%, und <1%");
        let many: serde_json::Map<_, _> = (0..10).map(|n| (format!("l{n}"), json!(1))).collect();
        assert!(shares(&many.into()).unwrap().ends_with("l5 10%, 4 others 40%"));
        assert_eq!(shares(&json!({})), None);
    }
}
