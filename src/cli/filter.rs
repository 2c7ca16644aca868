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

/// Complaints that are told; of more only the number is.
const TOLD: u64 = 10;

/// What a line got: `Ok`, or what is wrong with it, which is told with its number.
pub type Answer = Result<(), &'static str>;

/// Takes the lines of `inputs`, split at line feeds and without them, through `work`, which writes a line without its end.
pub fn run(
    inputs: &[PathBuf],
    threads: Option<u16>,
    ends: Ends,
    work: impl Fn(&[u8], &mut Vec<u8>) -> io::Result<Answer> + Sync,
) -> Result<Ended> {
    run_blocks(inputs, threads, ends, Err, work)
}

/// As [`run`], but blocks of lines are offered to `whole` first, which answers with what becomes of all of them, line feeds included,
/// or gives the block back.
pub fn run_blocks(
    inputs: &[PathBuf],
    threads: Option<u16>,
    ends: Ends,
    whole: impl Fn(Vec<u8>) -> Result<Vec<u8>, Vec<u8>> + Sync,
    work: impl Fn(&[u8], &mut Vec<u8>) -> io::Result<Answer> + Sync,
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
                let file = inputs.len() - 1 - waiting.len();
                return Some(((block, file), size));
            }
            Err(e) => {
                failed = Some(anyhow::Error::new(e).context("input"));
                return None;
            }
        }
    };
    let last_file = inputs.len() - 1;
    let work = |(block, file): (Vec<u8>, usize)| -> io::Result<Done> {
        let is_ended = block.ends_with(b"\n");
        let block = match whole(block) {
            Ok(mut out) => {
                if !is_ended && (ends == Ends::Always || file != last_file) {
                    out.push(b'\n');
                }
                let lines = memchr::memchr_iter(b'\n', &out).count() as u64;
                return Ok(Done { file, out, lines, complaints: Vec::new() });
            }
            Err(block) => block,
        };
        let mut done = Done { file, out: Vec::with_capacity(block.len() + block.len() / 8), ..Done::default() };
        let mut rest = &block[..];
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest);
            let answer = work(&rest[..end.unwrap_or(rest.len())], &mut done.out)?;
            done.complaints.extend(answer.err().map(|complaint| (done.lines, complaint)));
            done.lines += 1;
            // A line without an end in front of another file has to get one.
            if end.is_some() || ends == Ends::Always || file != last_file {
                done.out.push(b'\n');
            }
            rest = end.map_or(&[][..], |end| &rest[end + 1..]);
        }
        Ok(done)
    };
    let mut stdout = io::stdout();
    let (mut file, mut lines, mut complaints) = (0, 0, 0);
    let write = |done: io::Result<Done>| {
        let done = done?;
        if done.file != file {
            (file, lines) = (done.file, 0);
        }
        for (line, complaint) in done.complaints {
            complaints += 1;
            if complaints <= TOLD {
                anstream::eprintln!("{}:{}: {complaint}", inputs[file].display(), lines + line + 1);
            }
        }
        lines += done.lines;
        stdout.write_all(&done.out)?;
        stdout.flush()
    };
    let pool = options::pool(threads)?;
    let budget = Budget::for_threads(pool.current_num_threads());
    ordered(&pool, budget, &mut read, work, write, || Ok(())).context("standard output")?;
    if complaints > TOLD {
        anstream::eprintln!("{complaints} such lines in all");
    }
    let ended = if complaints == 0 { Ended::Well } else { Ended::Failed };
    failed.map_or(Ok(ended), Err)
}

/// What a block of lines came to.
#[derive(Default)]
struct Done {
    /// Number of its file.
    file: usize,
    out: Vec<u8>,
    lines: u64,
    /// With the number of the line in the block.
    complaints: Vec<(u64, &'static str)>,
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
