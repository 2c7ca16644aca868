//! A corpus into one file that is written at the end: what `names discover` and `learn-boilerplate` do alike.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use super::config::Config;
use super::inputs::Inputs;
use super::outputs::refuse_input;
use super::progress::{Far, Progress};
use super::signals;
use crate::corpus::{
    Block, Chunk, Compression, Counts, Files, Format, Layout, Lock, Ready, Sink as _, gather, with_suffix,
};

/// Where the file goes, and what is said on the way.
#[derive(clap::Args)]
#[command(next_help_heading = "Output")]
pub struct Written {
    /// Where to write it [default: standard output]
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// Overwrite what exists
    #[arg(long)]
    force: bool,
    /// Where documents that fail are written [default: OUT.quarantine.jsonl, or polynorm.quarantine.jsonl]
    #[arg(long, value_name = "FILE")]
    quarantine: Option<PathBuf>,
    /// Seconds between two lines that say how far the run is, where there is no terminal; 0 for none [default: 30]
    #[arg(long, value_name = "SECONDS")]
    log_every: Option<u64>,
    /// Say nothing on standard error but errors
    #[arg(short, long)]
    pub quiet: bool,
}

impl Written {
    /// Writes what was given over what the config says.
    pub fn apply(&self, config: &mut Config) {
        config.quiet |= self.quiet;
        config.log_every = self.log_every.or(config.log_every);
    }
}

/// The file.
pub struct OneFile {
    /// `None` for standard output.
    path: Option<PathBuf>,
    quarantine: Option<PathBuf>,
    _lock: Option<Lock>,
}

impl OneFile {
    /// Nothing is written yet.
    pub fn open(written: &Written, inputs: &Inputs) -> Result<OneFile> {
        let path = written.output.clone().filter(|path| path.as_os_str() != "-");
        let beside = path.as_ref().map(|path| with_suffix(path, ".quarantine.jsonl"));
        let quarantine = written.quarantine.clone().or(beside);
        for path in [&path, &quarantine].into_iter().flatten() {
            let free = written.force || path.symlink_metadata().is_err();
            ensure!(free, "{}: is there already; `--force` overwrites it", path.display());
        }
        if let Some(path) = &path {
            refuse_input(path, &inputs.paths())?;
        }
        let _lock = path.as_deref().map(Lock::take).transpose()?;
        Ok(OneFile { path, quarantine, _lock })
    }

    /// Takes the documents through `work` on all threads to `take`, in order; what fails is written to the quarantine.
    pub fn gather<R: Send>(
        &self,
        inputs: &Inputs,
        config: &Config,
        pool: &rayon::ThreadPool,
        work: impl Fn(&Ready) -> R + Sync,
        mut take: impl FnMut(R) + Send,
    ) -> Result<(Files, Counts)> {
        let mut source = inputs.source(config)?;
        let mut sink = self.sink()?;
        let far = Far { total: inputs.total(config), read: Box::new(source.bytes_read()) };
        let every = config.log_every.unwrap_or(30);
        let progress = Progress::new(!config.quiet, self.path.is_some(), every, &Counts::default(), far);
        let counts = gather(&mut source, &config.input, pool, &signals::STOP, work, |results, quarantined, counts| {
            results.into_iter().for_each(&mut take);
            progress.tell(counts);
            sink.write(Block { quarantined, ..Block::default() })
        });
        progress.clear();
        match counts {
            Ok(counts) => Ok((sink, counts)),
            Err(error) => {
                // There is nothing to go on with: nothing half done stays.
                let half = with_suffix(sink.quarantine_path(), ".partial");
                drop(sink);
                let _ = std::fs::remove_file(half);
                Err(error.into())
            }
        }
    }

    fn sink(&self) -> Result<Files> {
        let layout = Layout { format: Format::Lines(Compression::None, None), split: None };
        Ok(match (&self.path, &self.quarantine) {
            (Some(path), Some(quarantine)) => Files::parts(path.clone(), quarantine.clone(), layout, None)?,
            (_, Some(quarantine)) => Files::stdout().with_quarantine(quarantine.clone()),
            (_, None) => Files::stdout(),
        })
    }

    /// Writes the file, and gives what was written its names.
    pub fn finish(&self, mut sink: Files, bytes: Vec<u8>, records: u64, counts: &Counts) -> Result<()> {
        let chunks = vec![Chunk { key: String::new(), bytes, records }];
        sink.write(Block { chunks, ..Block::default() })?;
        sink.checkpoint()?;
        sink.finish()?;
        let quarantine = sink.quarantine_path().to_owned();
        drop(sink);
        Files::publish(self.path.as_deref(), &quarantine, counts.quarantined > 0)?;
        Ok(())
    }

    /// ` in FILE`, for the last line.
    pub fn place(&self) -> String {
        self.path.as_ref().map_or(String::new(), |path| format!(" in {}", path.display()))
    }
}
