//! The room of the verbs that read lines and write exactly one line for each: in parallel, in order, streaming.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{Ended, options};
use crate::corpus::{Budget, ordered};

/// Bytes of lines that travel together.
const BLOCK: usize = 128 << 10;

/// Bytes that a line may have.
const LONGEST: usize = 1 << 30;

/// Whether the last line of the output ends in a line feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// As that of the input does.
    AsInput,
    /// Yes.
    Always,
}

/// Takes the lines of `inputs`, split at line feeds and without them, through `work`, which writes a line without its end.
pub fn run(
    inputs: &[PathBuf],
    threads: Option<u16>,
    ends: Ends,
    work: impl Fn(&[u8], &mut Vec<u8>) -> io::Result<()> + Sync,
) -> Result<Ended> {
    for input in inputs.iter().filter(|input| input.as_os_str() != "-") {
        let metadata = std::fs::metadata(input).with_context(|| input.display().to_string())?;
        anyhow::ensure!(!metadata.is_dir(), "{}: a folder; this verb reads files of lines", input.display());
    }
    let (mut waiting, mut open): (_, Option<Box<dyn BufRead>>) = (inputs.iter(), None);
    let mut failed: Option<anyhow::Error> = None;
    let mut read = || loop {
        let reader = match &mut open {
            Some(reader) => reader,
            None => {
                let input = waiting.next()?;
                let opened: io::Result<Box<dyn BufRead>> = if input.as_os_str() == "-" {
                    Ok(Box::new(BufReader::with_capacity(BLOCK, io::stdin())))
                } else {
                    File::open(input).map(|file| Box::new(BufReader::with_capacity(BLOCK, file)) as Box<dyn BufRead>)
                };
                match opened.with_context(|| input.display().to_string()) {
                    Ok(reader) => open.insert(reader),
                    Err(e) => {
                        failed = Some(e);
                        return None;
                    }
                }
            }
        };
        match block(&mut **reader) {
            Ok(block) if block.is_empty() => open = None,
            Ok(block) => {
                let size = block.len();
                let last_file = waiting.len() == 0;
                return Some(((block, last_file), size));
            }
            Err(e) => {
                failed = Some(anyhow::Error::new(e).context("input"));
                return None;
            }
        }
    };
    let work = |(block, last_file): (Vec<u8>, bool)| -> io::Result<Vec<u8>> {
        let mut out = Vec::with_capacity(block.len() + block.len() / 8);
        let mut rest = &block[..];
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest);
            work(&rest[..end.unwrap_or(rest.len())], &mut out)?;
            // A line without an end in front of another file has to get one.
            if end.is_some() || ends == Ends::Always || !last_file {
                out.push(b'\n');
            }
            rest = end.map_or(&[][..], |end| &rest[end + 1..]);
        }
        Ok(out)
    };
    let mut stdout = io::stdout();
    let write = |out: io::Result<Vec<u8>>| {
        stdout.write_all(&out?)?;
        stdout.flush()
    };
    let pool = options::pool(threads)?;
    let budget = Budget::for_threads(pool.current_num_threads());
    ordered(&pool, budget, &mut read, work, write).context("standard output")?;
    failed.map_or(Ok(Ended::Well), Err)
}

/// Whole lines of about [`BLOCK`] bytes, or what there is at the moment: a person who types lines sees each answered.
fn block(reader: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut block = Vec::new();
    loop {
        let bytes = match reader.fill_buf() {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if bytes.is_empty() {
            return Ok(block);
        }
        if let Some(end) = memchr::memrchr(b'\n', bytes) {
            block.extend_from_slice(&bytes[..=end]);
            reader.consume(end + 1);
            return Ok(block);
        }
        let all = bytes.len();
        if block.len() + all > LONGEST {
            return Err(io::Error::new(io::ErrorKind::InvalidData, format!("a line longer than {LONGEST} bytes")));
        }
        block.extend_from_slice(bytes);
        reader.consume(all);
    }
}
