//! A run that is interrupted anywhere and gone on with writes what a run that is left alone does.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use polynorm::corpus::{
    Around, Block, Checkpoint, Compression, Counts, FileSource, Files, Format, Header, Job, Journal, Layout, Left,
    Marks, Offsets, Output, RecordOptions, Sink, Source, SourceOptions, Split, SplitBy, Stop, Written, run,
    with_suffix,
};
use polynorm::names::NamesMode;
use polynorm::{Error, Lexicon, Pipeline};
use proptest::prelude::*;

/// Sentences of several languages, some broken, as JSON lines.
fn lines(documents: usize) -> String {
    let texts = [
        "The committee will meet again on Thursday to decide who repairs the bridge over the canal.",
        "La bibliothèque restera fermée jusqu’à lundi, a fait savoir la mairie dans un courriel.",
        "Die Feuerwehr rückte am Abend zu drei Einsätzen aus, verletzt wurde dabei niemand.",
        "El tren de la mañana salió con retraso porque faltaba el maquinista.",
        "Город откроет новую школу рядом с вокзалом, сообщил представитель мэрии.",
    ];
    let mut lines = String::new();
    for n in 0..documents {
        let text = texts[n % texts.len()];
        match n % 23 {
            7 => lines += &format!("{{\"id\": \"n{n}\", \"text\": {n}}}\n"),
            _ => {
                lines +=
                    &format!("{{\"id\": \"d{}/n{n}\", \"text\": \"{text}\\n\\n{text} ({n})\", \"n\": {n}}}\n", n % 3)
            }
        }
    }
    lines
}

/// Names and contents of all files under a path, in order.
fn tree(path: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    fn walk(root: &Path, path: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
        if path.is_dir() {
            for entry in fs::read_dir(path).unwrap() {
                walk(root, &entry.unwrap().path(), files);
            }
        } else if path.exists() {
            files.push((path.strip_prefix(root).unwrap().to_owned(), fs::read(path).unwrap()));
        }
    }
    let mut files = Vec::new();
    walk(path, path, &mut files);
    files.sort();
    files
}

/// A sink that fails after some blocks, and leaves more than it was asked to write.
struct Failing {
    inner: Files,
    blocks: usize,
}

impl Sink for Failing {
    fn write(&mut self, block: Block) -> Result<(), Error> {
        if self.blocks == 0 {
            return Err(std::io::Error::other("no more room").into());
        }
        self.blocks -= 1;
        self.inner.write(block)
    }

    fn checkpoint(&mut self) -> Result<Marks, Error> {
        self.inner.checkpoint()
    }

    fn noted(&mut self) -> Result<(), Error> {
        self.inner.noted()
    }

    fn finish(&mut self) -> Result<Vec<Written>, Error> {
        if self.blocks == 0 {
            return Err(std::io::Error::other("no more room").into());
        }
        self.inner.finish()
    }
}

/// How an attempt ends.
#[derive(Clone, Copy, Debug)]
enum Until {
    End,
    /// The sink fails after so many blocks.
    Fails(usize),
    /// The run is stopped when so many documents are written.
    Stopped(u64),
}

#[derive(Clone, Debug)]
struct Case {
    texts: bool,
    layout: Layout,
    split: Option<SplitBy>,
    block: usize,
}

/// One attempt, from wherever the one before it has left off.
fn attempt(case: &Case, input: &Path, out: &Path, threads: usize, until: Until) -> Result<Counts, Error> {
    let pipeline = Pipeline::builder().names(NamesMode::Off).lexicon(Lexicon::default()).build()?;
    let (journal_path, quarantine) = (with_suffix(out, ".journal"), with_suffix(out, ".quarantine.jsonl"));
    let left = Left::read(&journal_path)?;
    let from = left.as_ref().and_then(|left| left.checkpoint.clone());
    let marks = from.as_ref().map(|from: &Checkpoint| &from.marks);
    let inner = if case.texts {
        Files::texts(out.to_owned(), quarantine.clone(), marks)?
    } else {
        Files::parts(out.to_owned(), quarantine.clone(), case.layout.clone(), marks)?
    };
    let mut journal = match left.filter(|left| left.checkpoint.is_some()) {
        Some(left) => Journal::resume(journal_path.clone(), &left)?,
        None => {
            let header = Header { asked: serde_json::json!({}), started: String::new() };
            Journal::create(journal_path.clone(), &header)?
        }
    };
    let from = from.unwrap_or_default();
    let mut source = FileSource::open(vec![input.to_owned()], SourceOptions::default())?;
    source.resume_at(&from.position)?;
    let options = RecordOptions::new(Offsets::Chars, false, NamesMode::Off);
    let job = Job {
        pipeline: &pipeline,
        output: if case.texts {
            Output::TextFiles(polynorm::document::Streams::default())
        } else {
            Output::Normalized(options)
        },
        format: case.layout.format.clone(),
        split: case.split,
        block_bytes: case.block,
        text_field: "text",
        id_field: "id",
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let stop = Stop::new();
    let asked = AtomicU64::new(0);
    let before = from.counts.read;
    let mut sink = Failing { inner, blocks: if let Until::Fails(blocks) = until { blocks } else { usize::MAX } };
    let around = Around {
        pool: &pool,
        from,
        journal: Some(&mut journal),
        // One after each block, or none: then only the one that the stop makes.
        pace: if matches!(until, Until::Fails(_)) { Duration::ZERO } else { Duration::from_secs(3600) },
        stop: &stop,
        progress: &|counts| {
            if let Until::Stopped(documents) = until
                && counts.read - before >= documents
                && asked.fetch_add(1, Ordering::SeqCst) == 0
            {
                stop.ask(Duration::ZERO);
            }
        },
    };
    let summary = run(&mut source, &job, &mut sink, around)?;
    Files::publish(Some(out), &quarantine, summary.counts.quarantined > 0)?;
    Journal::remove(&journal_path)?;
    Ok(summary.counts)
}

fn cases(block: usize) -> Vec<Case> {
    let split = |ending: &str, size| Some(Split { ending: ending.to_owned(), size });
    let lines = |compression| Format::Lines(compression, None);
    let plain = |format, files| Case { texts: false, layout: Layout { format, split: files }, split: None, block };
    #[allow(unused_mut)]
    let mut cases = vec![
        plain(lines(Compression::None), None),
        plain(lines(Compression::Gzip), None),
        plain(lines(Compression::Zstd), split(".jsonl.zst", Some(3000))),
        Case { split: Some(SplitBy::Language), ..plain(lines(Compression::Zstd), split(".jsonl.zst", None)) },
        Case { split: Some(SplitBy::Stream), ..plain(lines(Compression::None), split(".jsonl", Some(9000))) },
        Case { texts: true, ..plain(lines(Compression::None), None) },
    ];
    #[cfg(feature = "arrow")]
    {
        use polynorm::corpus::Columns;
        let output = Output::Normalized(RecordOptions::new(Offsets::Chars, false, NamesMode::Off));
        let columns = || Columns::new(output, Compression::Zstd, None);
        cases.push(plain(Format::Parquet(columns()), None));
        cases.push(plain(Format::Arrow(columns()), None));
        let by_language = Some(SplitBy::Language);
        cases.push(Case { split: by_language, ..plain(Format::Parquet(columns()), split(".parquet", Some(20_000))) });
    }
    cases
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn interrupted_anywhere_the_bytes_are_the_same(
        block in 200usize..6000,
        untils in prop::collection::vec((any::<bool>(), 1usize..12, 1usize..4), 1..5),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("in.jsonl");
        fs::write(&input, lines(90)).unwrap();
        for (n, case) in cases(block).into_iter().enumerate() {
            let (alone, again) = (folder.path().join(format!("alone{n}")), folder.path().join(format!("again{n}")));
            let counts = attempt(&case, &input, &alone, 1, Until::End).unwrap();
            prop_assert_eq!((counts.read, counts.quarantined), (90, 4));
            let mut done = false;
            for &(fails, amount, threads) in &untils {
                let until = if fails { Until::Fails(amount) } else { Until::Stopped(amount as u64 * 5) };
                match attempt(&case, &input, &again, threads, until) {
                    Err(error) => prop_assert!(error.is_io() || error.is_interrupted(), "{}", error),
                    Ok(_) => {
                        done = true;
                        break;
                    }
                }
                // What a kill in the middle of a write leaves.
                let partial = with_suffix(&again, ".partial");
                if partial.is_file() {
                    let mut file = fs::OpenOptions::new().append(true).open(&partial).unwrap();
                    file.write_all(b"half a li").unwrap();
                }
            }
            if !done {
                prop_assert_eq!(attempt(&case, &input, &again, 2, Until::End).unwrap(), counts);
            }
            let (alone_files, again_files) = (tree(&alone), tree(&again));
            prop_assert!(!alone_files.is_empty());
            prop_assert!(alone_files == again_files, "{:?} {:?}", case, untils);
            let quarantines = [&alone, &again].map(|out| fs::read(with_suffix(out, ".quarantine.jsonl")).unwrap());
            prop_assert!(quarantines[0] == quarantines[1] && quarantines[0].iter().filter(|&&b| b == b'\n').count() == 4);
            prop_assert!(!with_suffix(&again, ".partial").exists() && !with_suffix(&again, ".journal").exists());
        }
    }
}

fn polynorm(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_polynorm"));
    command.arg("normalize").args(["--names", "off", "--quiet"]).args(arguments).stdin(Stdio::null());
    command
}

/// Runs to the end, which must be with `code`; gives what it said.
fn ended(arguments: &[&str], code: i32) -> String {
    let output = polynorm(arguments).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {error}");
    error
}

#[test]
fn the_command_killed_at_random_moments_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let input = path("in.jsonl");
    fs::write(&input, lines(6000)).unwrap();
    let mut random = 0x9E37_79B9_7F4A_7C15u64;
    let mut interrupted = 0;
    for (name, options) in [
        ("a.jsonl", &[][..]),
        ("b.jsonl.zst", &[]),
        ("c", &["--split", "language", "--split-size", "64K", "--compress", "gz"]),
    ] {
        let alone = path(&format!("alone-{name}"));
        let begun = std::time::Instant::now();
        ended(&[options, &["-o", &alone, "--threads", "1", &input]].concat(), 1);
        let whole = begun.elapsed();
        for round in 0..3 {
            let out = path(&format!("{round}-{name}"));
            for _ in 0..2 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let arguments = [options, &["-o", &out, "--resume", "--threads", "2", &input]].concat();
                let mut child = polynorm(&arguments).stderr(Stdio::null()).spawn().unwrap();
                std::thread::sleep(whole.mul_f64((random >> 40) as f64 / (1u64 << 24) as f64 * 0.8));
                child.kill().unwrap();
                interrupted += u32::from(child.wait().unwrap().code().is_none());
            }
            ended(&[options, &["-o", &out, "--resume", "--threads", "3", &input]].concat(), 1);
            assert!(tree(Path::new(&out)) == tree(Path::new(&alone)), "{name}, round {round}");
            let quarantines = [&out, &alone].map(|out| fs::read(out.clone() + ".quarantine.jsonl").unwrap());
            assert!(quarantines[0] == quarantines[1], "{name}, round {round}");
        }
    }
    assert!(interrupted >= 6, "{interrupted} of 18 runs were interrupted");
}

#[test]
fn a_run_with_other_settings_is_not_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (input, out) = (path("in.jsonl"), path("out.jsonl"));
    fs::write(&input, lines(40)).unwrap();
    ended(&["-o", &out, "--resume", &input], 1);
    let before = tree(folder.path());
    // Finished: nothing is done, and it ends as that run did; threads may differ.
    ended(&["-o", &out, "--resume", "--threads", "3", &input], 1);
    assert!(tree(folder.path()) == before);
    let said = ended(&["-o", &out, "--resume", "--form", "nfd", "--edits", &input], 2);
    for difference in ["pipeline.unicode.form: \"nfc\" → \"nfd\"", "output.edits: false → true"] {
        assert!(said.contains(difference), "{said}");
    }
    let said = ended(&["-o", &out, "--resume", "--shard", "1/2", &input], 2);
    assert!(said.contains("shard: null → \"1/2\""), "{said}");
    assert!(tree(folder.path()) == before);
}

#[test]
fn shards_are_merged_when_they_are_all_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let input = path("in.jsonl");
    fs::write(&input, lines(46)).unwrap();
    let runs: Vec<_> = ["1/3", "2/3", "3/3"]
        .iter()
        .map(|shard| {
            let out = path(&format!("{}.jsonl", &shard[..1]));
            let code = polynorm(&["-o", &out, "--shard", shard, &input]).status().unwrap().code();
            assert!(matches!(code, Some(0 | 1)));
            out + ".run.json"
        })
        .collect();
    let merge = |runs: &[&String]| {
        let output = Command::new(env!("CARGO_BIN_EXE_polynorm")).arg("merge").args(runs).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    // A run is named by its output too.
    let output = runs[1].strip_suffix(".run.json").unwrap().to_owned();
    let (code, merged, _) = merge(&[&runs[2], &runs[0], &output]);
    let merged: serde_json::Value = serde_json::from_str(&merged).unwrap();
    assert_eq!((code, &merged["counts"]["read"], &merged["counts"]["quarantined"]), (Some(0), &46.into(), &2.into()));
    assert_eq!(merged["outputs"].as_array().unwrap().len(), 3);
    for (runs, said) in [
        (vec![&runs[0], &runs[2]], "missing: 2/3"),
        (vec![&runs[0], &runs[1], &runs[1], &runs[2]], "2/3 is given twice"),
    ] {
        let (code, _, error) = merge(&runs);
        assert!(code == Some(2) && error.contains(said), "{error}");
    }
}
