//! The files around an output: how a run begins or goes on, and how it ends. `OUT.journal`, `OUT.run.json`.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use super::config::Config;
use super::inputs::Inputs;
use super::outputs::{Outputs, Plan};
use crate::corpus::{self, Checkpoint, Files, Header, Journal, Left, Lock, RunFile, Summary, rfc3339, with_suffix};

/// A run that can begin.
pub struct Started {
    /// Where it writes.
    pub sink: Files,
    /// What it notes.
    pub journal: Option<Journal>,
    /// Where it goes on.
    pub from: Checkpoint,
    /// What is known of it before it begins.
    pub file: RunFile,
    out: Option<PathBuf>,
    quarantine: PathBuf,
    /// Until all has its name nobody else writes there.
    _lock: Option<Lock>,
}

/// How to begin.
pub enum Start {
    /// With work.
    Run(Box<Started>),
    /// There is nothing left to do.
    Finished(Box<RunFile>),
}

/// What is asked for: all that decides about the bytes of the output.
pub fn asked(verb: &str, inputs: &Inputs, config: &Config) -> Result<RunFile> {
    // What decides nothing about the bytes, and the places, which are told by themselves.
    let mut settings = Config { threads: None, log_every: None, quiet: false, inputs: Vec::new(), ..config.clone() };
    (settings.output.path, settings.output.quarantine) = (None, None);
    let mut files = serde_json::Map::new();
    for path in config.lexicons.iter().chain(&config.pipeline.model).chain(&config.pipeline.boilerplate) {
        let (bytes, sum) = checksum(path).with_context(|| path.display().to_string())?;
        files.insert(path.display().to_string(), json!([bytes, format!("{sum:08x}")]));
    }
    Ok(RunFile {
        polynorm: env!("CARGO_PKG_VERSION").to_owned(),
        verb: verb.to_owned(),
        started: rfc3339(SystemTime::now()),
        settings: serde_json::to_value(settings)?,
        files: Value::Object(files),
        inputs: inputs.paths().iter().map(|path| path.display().to_string()).collect(),
        shard: inputs.shard.map(|shard| shard.to_string()),
        ..RunFile::default()
    })
}

/// Bytes and checksum of a file, which may be larger than what should be in memory.
fn checksum(path: &Path) -> std::io::Result<(u64, u32)> {
    let mut file = flate2::CrcReader::new(std::fs::File::open(path)?);
    let bytes = std::io::copy(&mut file, &mut std::io::sink())?;
    Ok((bytes, file.crc().sum()))
}

/// Begins a run, goes on with one, or finds it finished.
pub fn start(outputs: &Outputs, plan: Plan, file: RunFile) -> Result<Start> {
    let Plan { out, quarantine, layout, texts } = plan;
    let (Some(out), Some(quarantine)) = (out, quarantine.clone()) else {
        ensure!(!outputs.resume, "standard output cannot be gone on with; name a file with `-o`");
        let mut sink = Files::stdout();
        if let Some(quarantine) = quarantine {
            refuse_existing(&quarantine, outputs.force)?;
            sink = sink.with_quarantine(quarantine);
        }
        let quarantine = sink.quarantine_path().to_owned();
        let from = Checkpoint::default();
        return Ok(Start::Run(Box::new(Started {
            sink,
            journal: None,
            from,
            file,
            out: None,
            quarantine,
            _lock: None,
        })));
    };
    let lock = Lock::take(&out)?;
    let open = |from: Option<&Checkpoint>| {
        let (out, quarantine, marks) = (out.clone(), quarantine.clone(), from.map(|from| &from.marks));
        if texts { Files::texts(out, quarantine, marks) } else { Files::parts(out, quarantine, layout.clone(), marks) }
    };
    let journal_path = with_suffix(&out, ".journal");
    let asked = file.asked();
    let left = Left::read(&journal_path)?;
    let mut force = outputs.force;
    if outputs.resume {
        if let Some(left) = left {
            same(&left.differences(&asked), &out)?;
            if let Some(value) = left.finished {
                let file = serde_json::from_value(value).context("the journal")?;
                publish(Some(&out), &quarantine, &file)?;
                return Ok(Start::Finished(Box::new(file)));
            }
            if let Some(from) = left.checkpoint.clone() {
                let (sink, journal) = (open(Some(&from))?, Journal::resume(journal_path, &left)?);
                let file = RunFile { started: left.header.started, ..file };
                let (journal, out, _lock) = (Some(journal), Some(out.clone()), Some(lock));
                return Ok(Start::Run(Box::new(Started { sink, journal, from, file, out, quarantine, _lock })));
            }
            // It was allowed to write over what is there.
            force = true;
        } else if out.symlink_metadata().is_ok()
            && let Some(done) = earlier(&out)?
        {
            same(&corpus::differences(&done.asked(), &asked), &out)?;
            return Ok(Start::Finished(Box::new(done)));
        }
    }
    let empty_folder = std::fs::read_dir(&out).is_ok_and(|mut entries| entries.next().is_none());
    refuse_existing(&quarantine, force)?;
    refuse_existing(&out, force || empty_folder)?;
    // The journal is made first: what it does not tell of is written anew.
    Journal::remove(&journal_path)?;
    let sink = open(None)?;
    let journal = Some(Journal::create(journal_path, &Header { asked, started: file.started.clone() })?);
    let (from, out, _lock) = (Checkpoint::default(), Some(out.clone()), Some(lock));
    Ok(Start::Run(Box::new(Started { sink, journal, from, file, out, quarantine, _lock })))
}

/// Refuses to go on with a run that was asked for something else.
fn same(differences: &[(String, Value, Value)], out: &Path) -> Result<()> {
    if differences.is_empty() {
        return Ok(());
    }
    let mut told = String::new();
    for (key, old, new) in differences {
        told.push_str(&format!("\n  {}: {old} → {new}", key.strip_prefix("settings.").unwrap_or(key)));
    }
    bail!(
        "{} is of a run that was asked for something else; give the same, or start anew without `--resume`{told}",
        out.display()
    );
}

/// What an earlier run that has written this output came to.
fn earlier(out: &Path) -> Result<Option<RunFile>> {
    match RunFile::read(&RunFile::beside(out)) {
        Ok((run, _)) => Ok(Some(run)),
        Err(error) if error.is_io() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl Started {
    /// Gives what was written its names, and notes what the run came to.
    pub fn finish(self, summary: Summary, threads: usize) -> Result<RunFile> {
        let Summary { counts, statistics, outputs, seconds } = summary;
        let quarantine = (counts.quarantined > 0).then(|| self.quarantine.clone());
        let seconds = (seconds * 1000.0).round() / 1000.0;
        let threads = threads as u64;
        let file = RunFile { seconds, threads, outputs, counts, quarantine, statistics, ..self.file };
        if let Some(mut journal) = self.journal {
            journal.finished(&serde_json::to_value(&file)?)?;
        }
        drop(self.sink);
        publish(self.out.as_deref(), &self.quarantine, &file)?;
        Ok(file)
    }
}

/// The last steps of a run; each can be taken again.
fn publish(out: Option<&Path>, quarantine: &Path, file: &RunFile) -> Result<()> {
    if let Some(out) = out {
        remove_old_parts(out)?;
    }
    Files::publish(out, quarantine, file.counts.quarantined > 0)?;
    if let Some(out) = out {
        corpus::replace(&RunFile::beside(out), &serde_json::to_vec(file)?)?;
        Journal::remove(&with_suffix(out, ".journal"))?;
    }
    Ok(())
}

/// Where a folder is written over, the files that the run before has written there must not stand among the new ones.
fn remove_old_parts(out: &Path) -> Result<()> {
    if !out.is_dir() || with_suffix(out, ".partial").symlink_metadata().is_err() {
        return Ok(());
    }
    let Ok(Some(old)) = earlier(out) else { return Ok(()) };
    for name in old.outputs.iter().filter_map(|written| written.path.file_name()) {
        let path = out.join(name);
        if path.is_file() {
            std::fs::remove_file(&path).with_context(|| path.display().to_string())?;
        }
    }
    Ok(())
}

fn refuse_existing(path: &Path, force: bool) -> Result<()> {
    ensure!(force || path.symlink_metadata().is_err(), "{}: is there already; `--force` overwrites it", path.display());
    Ok(())
}
